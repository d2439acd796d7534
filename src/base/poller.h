/* SPDX-License-Identifier: MIT */
/*
 * What a loop asks of the system: epoll (poller_epoll.c), or poll() where
 * there is none (poller_poll.c).  Only loop.c uses it.  A watch here has a
 * descriptor, and its told_events are what is wanted of that; 0 wants nothing,
 * not even a hang-up.
 *
 * Calls hold the lock of the loop, mni_poller_wait() alone does not.
 */
#ifndef MNI_BASE_POLLER_H
#define MNI_BASE_POLLER_H

#include "base/compiler.h"
#include "base/loop.h"

#include <stdbool.h>

struct mni_poller;

/* A poller that watches nothing, or NULL with errno. */
struct mni_poller *mni_poller_new(void);

/* NULL is accepted. */
void mni_poller_free(struct mni_poller *poller);

/* Returns 0, or -1 with errno.  All the room that WATCH may ever need is taken
 * here, so that the rest cannot fail. */
int mni_poller_add(
    struct mni_poller *poller, struct mni_watch *watch) MNI_MUST_USE;

/* Takes over the told_events of WATCH. */
void mni_poller_change(struct mni_poller *poller, struct mni_watch *watch);

void mni_poller_remove(struct mni_poller *poller, struct mni_watch *watch);

/* The same for a descriptor that nobody else holds and that is closed at
 * once. */
void mni_poller_forget(struct mni_poller *poller, struct mni_watch *watch);

/* Makes ready for mni_poller_wait().  Returns 0, or -1 with errno. */
int mni_poller_prepare(struct mni_poller *poller) MNI_MUST_USE;

/*
 * Waits until something is ready and writes what; TIMEOUT_MS is poll()'s.
 * Whoever is ready all the time has its turn, even if not in every call.
 * Returns how many, or -1 with errno.
 */
int mni_poller_wait(struct mni_poller *poller, int timeout_ms,
    struct mni_news news[static MNI_LOOP_MOST]) MNI_MUST_USE;

/* Whether a wait that was prepared misses what was changed since. */
bool mni_poller_outdated(const struct mni_poller *poller);

#endif
