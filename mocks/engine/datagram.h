/* SPDX-License-Identifier: MIT */
/*
 * The datagrams of a server.  They are taken and noted as they come; the
 * script is played over them in their order, again from its beginning when
 * it has come to its end.  Of a client of mn_play() it is played once.  The
 * net's lock is held by every caller, but for open.
 */
#ifndef MNI_DATAGRAM_H
#define MNI_DATAGRAM_H

#include "base/compiler.h"
#include "base/loop.h"

#include <stdbool.h>
#include <stddef.h>

struct mn_server;

/* Opens the other sockets the script sends from.  Returns 0, or -1 with
 * errno: EADDRNOTAVAIL when this host has no second loopback address,
 * EADDRINUSE when the port is taken there, EACCES when it is not for this
 * user. */
int mni_datagrams_open(struct mn_server *server) MNI_MUST_USE;

/* The server's socket is ready, or the time of a step has come.  WATCH belongs
 * to the server. */
void mni_datagram_ready(struct mni_watch *watch, short revents);

void mni_datagrams_close(struct mn_server *server);

/* Frees them in a child of fork(). */
void mni_datagrams_forget(struct mn_server *server);

/* Has the script look again, when it waits at a barrier. */
void mni_datagrams_call_waiting(struct mn_server *server);

/* As mni_stream_describe_wait(). */
bool mni_datagrams_describe_wait(
    const struct mn_server *server, char *out, size_t capacity);

#endif
