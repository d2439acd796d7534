/* SPDX-License-Identifier: MIT */
/* The connections of a server: each plays its part of the script once.  The
 * net's lock is held by every caller. */
#ifndef MNI_STREAM_H
#define MNI_STREAM_H

#include "base/compiler.h"
#include "base/loop.h"

#include <stdbool.h>
#include <stddef.h>

struct mn_server;
struct mni_address;
struct mni_stream;

/* A listening socket is ready: accepts who waits and begins their scripts.
 * WATCH belongs to the server. */
void mni_stream_accept(struct mni_watch *watch, short revents);

/* Takes the connected socket FD and begins to play the script on it.  Returns
 * 0, or -1 with errno; FD is then closed. */
int mni_stream_begin(struct mn_server *server, int fd,
    const struct mni_address *peer) MNI_MUST_USE;

/* Closes connections of SERVER, MOST at once.  Returns whether that was all. */
bool mni_streams_close(struct mn_server *server, size_t most);

/* Frees them in a child of fork(). */
void mni_streams_forget(struct mn_server *server);

/* Has those that wait at a barrier look at it again. */
void mni_streams_call_waiting(struct mn_server *server);

/* The connection after STREAM, or the first one for NULL; NULL: no more. */
const struct mni_stream *mni_stream_next(
    const struct mn_server *server, const struct mni_stream *stream);

unsigned long mni_stream_number(const struct mni_stream *stream);

/*
 * Says in OUT what STREAM is still waiting for, when that is octets which its
 * script names and which should have come.  Returns whether it is.
 */
bool mni_stream_describe_wait(
    const struct mni_stream *stream, char *out, size_t capacity);

#endif
