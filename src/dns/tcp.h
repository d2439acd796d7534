/* SPDX-License-Identifier: MIT */
/* Queries by TCP: all of them to a server over one connection, each at once and
 * answered in any order (RFC 7766 section 6.2). */
#ifndef MNI_DNS_TCP_H
#define MNI_DNS_TCP_H

#include "dns/asking.h"

/*
 * Sends a query of TRY, over the connection that its server has or a new one.
 * When it ends before the response is whole, the query is repeated once over
 * another one (RFC 7766 section 6.2.4).
 */
void mni_dns_tcp_ask(struct mni_dns_try *try);

/* Closes the connection of SERVER, if it has one. */
void mni_dns_tcp_close(struct mni_dns_server *server);

#endif
