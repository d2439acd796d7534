/* SPDX-License-Identifier: MIT */
/*
 * Pipes that octets are moved through from a socket to a socket without being
 * copied, where the system has splice().  A few serve all connections: each
 * takes one when a lot comes, and gives it back when it is empty.
 */
#ifndef MNI_ECHOER_PIPE_H
#define MNI_ECHOER_PIPE_H

#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct mni_pipe {
	struct mni_pipe *next;
	int fds[2];  /* owned */
	size_t held; /* octets in it */
};

struct mni_pipes {
	bool usable;
	struct mni_pipe *idle; /* owned; empty */
	size_t count;          /* of all that are open */
};

void mni_pipes_init(struct mni_pipes *pipes, bool usable);

/* Closes the idle ones; there are no others. */
void mni_pipes_fini(struct mni_pipes *pipes);

/* An empty pipe, or NULL when there is none to be had. */
struct mni_pipe *mni_pipe_take(struct mni_pipes *pipes);

/* Takes back an empty one. */
void mni_pipe_give(struct mni_pipes *pipes, struct mni_pipe *pipe);

/* Closes one with what it holds. */
void mni_pipe_discard(struct mni_pipes *pipes, struct mni_pipe *pipe);

/* Moves what FD has into PIPE, which is empty.  Returns the octets, 0 at the
 * end, or -1 with errno: EINVAL or ENOSYS when that cannot be done at all. */
ssize_t mni_pipe_fill(struct mni_pipe *pipe, int fd);

/* Moves what PIPE holds to FD, as much as that takes.  Returns the octets, or
 * -1 with errno. */
ssize_t mni_pipe_pour(struct mni_pipe *pipe, int fd);

#endif
