/* SPDX-License-Identifier: MIT */
/* Where to listen, as a user says it. */
#ifndef MNI_ECHOER_WHERE_H
#define MNI_ECHOER_WHERE_H

#include "base/compiler.h"
#include "base/status.h"

#include <stdint.h>

/* Room for any host. */
#define MNI_WHERE_ROOM 512

struct mni_where {
	char host[MNI_WHERE_ROOM]; /* as mni_addresses_of() takes it */
	uint16_t port;
};

/*
 * Takes HOST, HOST:PORT, ADDRESS, [ADDRESS]:PORT or unix:PATH apart.  More
 * than one colon without brackets is an address of IPv6.  The port is
 * MNI_ECHOER_PORT when there is none.  Returns MNI_OK, or MNI_USAGE.
 */
enum mni_status mni_where_read(const char *text, struct mni_where *out_where,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
