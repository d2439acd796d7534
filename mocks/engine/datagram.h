/* SPDX-License-Identifier: MIT */
/* The datagrams of a udp server.  They are taken and noted as they come; the
 * script is played over them in their order, again from its beginning when
 * it has come to its end. */
#ifndef MNI_DATAGRAM_H
#define MNI_DATAGRAM_H

#include "base/loop.h"

struct mn_server;

/* Opens the other sockets the script sends from.  Returns 0, or -1 with
 * errno: EADDRNOTAVAIL when this host has no second loopback address,
 * EADDRINUSE when the port is taken there. */
int mni_datagrams_open(struct mn_server *server);

/* The server's socket is ready.  Called by the engine, with the net's lock
 * held; WATCH belongs to the server. */
void mni_datagram_ready(struct mni_watch *watch, short revents);

void mni_datagrams_close(struct mn_server *server);

#endif
