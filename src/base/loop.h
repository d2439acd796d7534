/* SPDX-License-Identifier: MIT */
/*
 * A readiness loop over poll().  A watch is embedded in its owner and waits
 * for a descriptor, for a point in time, or for both; its function is called
 * from mni_loop_dispatch() and may add, change and remove any watch, itself
 * included.
 *
 * The loop has no lock of its own.  Where several threads add watches, they
 * share a lock that is held around everything but the poll() itself, which
 * is why prepare, poll and dispatch are three calls.
 */
#ifndef MNI_BASE_LOOP_H
#define MNI_BASE_LOOP_H

#include "base/compiler.h"
#include "base/deadline.h"

#include <poll.h>
#include <stddef.h>

struct mni_watch {
	int fd;                     /* not owned; -1: a timer only */
	short events;               /* POLLIN, POLLOUT; 0: not now */
	struct mni_deadline expiry; /* never: no timer */
	/* What happened: poll()'s revents, 0 when the expiry passed.  The
	 * expiry is set to never before the call. */
	void (*ready)(struct mni_watch *watch, short revents);
	void *owner;
	struct mni_watch *next, *previous; /* the loop's */
	size_t slot;                       /* the loop's: index in polled */
};

struct mni_loop {
	struct mni_watch *first;
	size_t count;              /* watches in the list */
	struct pollfd *polled;     /* owned; what the last prepare() made */
	struct mni_watch **owners; /* owned; whose polled[i] is, or NULL */
	size_t polled_count, capacity;
};

#define MNI_LOOP_EMPTY ((struct mni_loop){.first = NULL})

/* Frees the loop's own storage; the watches are their owners'. */
void mni_loop_fini(struct mni_loop *loop);

/* Starts to watch.  The owner keeps WATCH in place until it removes it. */
void mni_loop_add(struct mni_loop *loop, struct mni_watch *watch);

/* Stops to watch: the function is not called again.  The descriptor may be
 * closed afterwards. */
void mni_loop_remove(struct mni_loop *loop, struct mni_watch *watch);

/*
 * Fills loop->polled and loop->polled_count for poll() and writes the time
 * to wait in *out_timeout_ms.  Returns 0, or -1 when there is no memory.
 */
int mni_loop_prepare(struct mni_loop *loop, int *out_timeout_ms) MNI_MUST_USE;

/* Calls the function of every watch that is ready or whose time has come. */
void mni_loop_dispatch(struct mni_loop *loop);

/* Prepare, poll and dispatch once, for a loop that one thread alone uses.
 * Returns 0 or -1 with errno. */
int mni_loop_turn(struct mni_loop *loop) MNI_MUST_USE;

#endif
