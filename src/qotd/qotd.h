/* SPDX-License-Identifier: MIT */
/* The client of the Quote of the Day Protocol, RFC 865. */
#ifndef MNI_QOTD_QOTD_H
#define MNI_QOTD_QOTD_H

#include "client/fetch.h"

/* How a quote is fetched, by datagram from port 17; a copy needs a host. */
extern const struct mni_fetch mni_qotd;

#endif
