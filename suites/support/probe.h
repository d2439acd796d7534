/* SPDX-License-Identifier: MIT */
/*
 * A probe for a Check test of the readiness loop: a watch of a pipe's reading
 * end, or a timer, that notes what it is told and then does what the test
 * wants done inside of its function.
 */
#ifndef MNI_PROBE_H
#define MNI_PROBE_H

#include "base/loop.h"
#include "support/checks.h"

struct probe {
	struct mni_watch watch;
	int fds[2];       /* owned; -1: none */
	int called;       /* how often */
	int last;         /* which of all calls was the last of them */
	short revents[4]; /* of the first calls */
	/* What it does when it is called, or NULL; it may free the probe. */
	void (*act)(struct probe *probe);
	struct probe *other; /* to whom it does that */
};

/* The loop of the running test; the fixture makes it, frees it, and finds
 * every probe freed. */
extern struct mni_loop loop;

extern int calls;                 /* of all probes */
extern struct probe *last_called; /* may be freed */

/* A probe that watches nothing. */
struct probe *probe_new(void);

/* Adds its watch, which has to succeed. */
void probe_add(struct probe *probe);

/* A new one with a timer, added. */
struct probe *probe_timer(struct mni_deadline expiry);

/* A new one that watches the end fds[0] of a pipe for EVENTS, added. */
struct probe *probe_pipe(short events);

/* The same for POLLIN, readable already. */
struct probe *probe_readable(void (*act)(struct probe *probe));

/* Writes into its pipe. */
void probe_write(struct probe *probe);

/* Closes one end of its pipe. */
void probe_close(struct probe *probe, size_t end);

/* Has the loop look at what was changed in its watch. */
void probe_update(struct probe *probe);

/* Removes its watch, closes and frees it. */
void probe_free(struct probe *probe);

/* A turn of the loop. */
void turn(void);

/* A turn that waits for nothing. */
void glance(void);

/* Returns how many turns it takes until PROBE is called. */
int turns_until(const struct probe *probe);

/* Adds TESTS to a new suite NAME, each with the fixture, and runs it. */
int probe_main(const char *name, const TTest *const *tests, size_t count);

#endif
