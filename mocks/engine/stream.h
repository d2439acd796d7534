/* SPDX-License-Identifier: MIT */
/* The connections of a tcp server: each plays the script once.  Called by
 * the engine, with the net's lock held. */
#ifndef MNI_STREAM_H
#define MNI_STREAM_H

#include "base/loop.h"

struct mn_server;

/* A listening socket is ready: accepts who waits and begins their scripts.
 * WATCH belongs to the server. */
void mni_stream_accept(struct mni_watch *watch, short revents);

/* Closes all connections of SERVER. */
void mni_streams_close(struct mn_server *server);

#endif
