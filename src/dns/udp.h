/* SPDX-License-Identifier: MIT */
/* Queries by datagram. */
#ifndef MNI_DNS_UDP_H
#define MNI_DNS_UDP_H

#include "dns/asking.h"

/*
 * Sends a query of TRY.  The first one opens a socket for it alone, whose port
 * is as hard to foretell as the system makes it (RFC 6056), under an id of its
 * own; it is connected, so that what comes from elsewhere is not seen.
 * Repetitions leave by the same one, so that a late response counts; as the
 * server may be silent for not knowing EDNS, they go without it.
 */
void mni_dns_udp_ask(struct mni_dns_try *try);

/* Closes the socket of TRY, if it has one. */
void mni_dns_udp_close(struct mni_dns_try *try);

#endif
