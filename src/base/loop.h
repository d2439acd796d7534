/* SPDX-License-Identifier: MIT */
/*
 * A readiness loop.  A watch is embedded in its owner and waits for a
 * descriptor, for a point in time, or for both; its function is called from
 * mni_loop_dispatch() and may add, change and remove any watch, itself
 * included.  A turn costs what is ready in it, however much is watched.
 *
 * The owner writes events and expiry into its watch.  The loop looks at them
 * when the watch is added and whenever its function returns; who changes them
 * elsewhere calls mni_loop_update().
 *
 * The loop has no lock of its own.  Threads that share one hold a lock around
 * everything but mni_loop_wait(), which is why prepare, wait and dispatch are
 * three calls; all but the one that waits may only add and update.  After
 * fork() the kernel's part of a loop is still the parent's: the child may
 * call mni_loop_fini() and nothing else.
 */
#ifndef MNI_BASE_LOOP_H
#define MNI_BASE_LOOP_H

#include "base/compiler.h"
#include "base/deadline.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Descriptors a turn deals with; others that are ready come next time. */
#define MNI_LOOP_MOST 64

struct mni_watch {
	int fd;                     /* not owned; -1: a timer only */
	short events;               /* POLLIN, POLLOUT; 0: not even a hang-up */
	struct mni_deadline expiry; /* never: no timer */
	/* What happened: poll()'s revents, or 0 when the expiry passed, which
	 * is set to never before that call. */
	void (*ready)(struct mni_watch *watch, short revents);
	void *owner;

	/* The loop's: */
	bool added;
	short told_events; /* what the poller knows */
	int64_t told_ns;   /* the expiry that the timers know */
	size_t timer;      /* index in timers, unless told_ns is never */
	size_t slot;       /* the poller's */
};

/* The earliest first; of equal times the one that was set first. */
struct mni_timer {
	int64_t at_ns;
	uint64_t order;
	struct mni_watch *watch;
};

struct mni_news {
	struct mni_watch *watch; /* NULL: removed since */
	short revents;
};

struct mni_loop {
	struct mni_poller *poller; /* owned */
	size_t count, room;        /* watches; timers there is room for */
	struct mni_timer *timers;  /* owned; a binary heap */
	size_t timer_count;
	uint64_t timers_set;      /* in all; the order of the next */
	int64_t turn_ns;          /* when the last dispatch began */
	int64_t seen_ns;          /* with timers: what was ready by then is in
	                           * the news */
	int64_t known_ns;         /* the expiry the waiting thread knows */
	bool waiting;             /* a thread is between prepare and dispatch */
	bool called_gone;         /* the watch called was removed */
	struct mni_watch *called; /* whose function runs, or ran last */
	size_t news_count;
	struct mni_news news[MNI_LOOP_MOST]; /* of the last wait */
};

/* An empty loop.  Returns 0, or -1 with errno: no memory, no descriptor. */
int mni_loop_init(struct mni_loop *loop) MNI_MUST_USE;

/* Frees the loop's own storage; the watches are their owners'.  One
 * that is all zeros is accepted. */
void mni_loop_fini(struct mni_loop *loop);

/*
 * Starts to watch.  The owner keeps WATCH in place, and its fd as it is, until
 * it removes it; no two watches have the same descriptor.  Returns 0, or -1
 * with errno when the system has no room.
 */
int mni_loop_add(struct mni_loop *loop, struct mni_watch *watch) MNI_MUST_USE;

/* Looks at the events and the expiry of WATCH again.  Costs no call of the
 * system unless the events have changed. */
void mni_loop_update(struct mni_loop *loop, struct mni_watch *watch);

/* Has the function of WATCH called in the next turn, as if its expiry had
 * passed. */
void mni_watch_soon(struct mni_loop *loop, struct mni_watch *watch);

/* Stops to watch: the function is not called again.  The descriptor is closed
 * afterwards, not before.  A watch that was never added is accepted. */
void mni_loop_remove(struct mni_loop *loop, struct mni_watch *watch);

/* The same for a descriptor that nobody else holds and that is closed at once:
 * no call of the system is made.  A child of fork() that has it still, and be
 * it until its exec(), is somebody else. */
void mni_loop_forget(struct mni_loop *loop, struct mni_watch *watch);

/* Makes ready for mni_loop_wait() and writes the time to wait.  Returns 0, or
 * -1 when there is no memory. */
int mni_loop_prepare(struct mni_loop *loop, int *out_timeout_ms) MNI_MUST_USE;

/* Waits until a descriptor is ready, the time is over or a signal was caught,
 * and leaves the rest to dispatch.  Returns 0 or -1 with errno. */
int mni_loop_wait(struct mni_loop *loop, int timeout_ms) MNI_MUST_USE;

/* Whether the wait before this dispatch found nothing ready. */
bool mni_loop_is_idle(const struct mni_loop *loop);

/* Whether a thread in mni_loop_wait() would miss what was changed since it
 * prepared, so that something it watches has to become ready. */
bool mni_loop_must_wake(const struct mni_loop *loop);

/*
 * Calls the function of every watch that is ready, then of every one whose
 * time has come: one that is both is called twice, unless the first call moves
 * its expiry.  An expiry that is set meanwhile waits for the next turn, even
 * if it has passed; so does one that has passed since the wait, so that what
 * was ready before it is told before it, however late the thread is.
 */
void mni_loop_dispatch(struct mni_loop *loop);

/* Prepare, wait and dispatch once, for a loop that one thread alone uses.
 * Returns 0 or -1 with errno. */
int mni_loop_turn(struct mni_loop *loop) MNI_MUST_USE;

#endif
