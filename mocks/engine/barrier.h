/* SPDX-License-Identifier: MIT */
/*
 * Barriers: scripts and threads of a net that wait for each other.  When as
 * many are there as the barrier is for, all go on and it is ready for the
 * next.  The net's lock is held by every caller.
 */
#ifndef MNI_BARRIER_H
#define MNI_BARRIER_H

#include "base/compiler.h"
#include "engine/net.h"

#include <stdbool.h>
#include <stddef.h>

struct mni_barrier {
	struct mni_barrier *next;
	const char *name; /* a script's of the net */
	size_t players;   /* it takes so many */
	size_t waiting;   /* are there now */
	unsigned round;   /* grows when all go on */
};

/* What EDOM means there. */
#define MNI_BARRIER_TROUBLE                                       \
	"a barrier of this script is there already, for another " \
	"number of players"

/* Makes the barriers that SCRIPT names.  Returns 0, or -1 with errno: EDOM
 * when one of them is there for another number of players. */
int mni_barriers_register(
    struct mn_net *net, const struct mni_script *script) MNI_MUST_USE;

/* Whether mni_barriers_register() would make them, beside those of PENDING
 * and its siblings.  Returns 0, or -1 with errno. */
int mni_barriers_fit(struct mn_net *net, const struct mni_script *script,
    const struct mn_server *pending) MNI_MUST_USE;

void mni_barriers_free(struct mn_net *net);

/* The barrier NAME, or NULL. */
struct mni_barrier *mni_barrier_find(struct mn_net *net, const char *name);

/*
 * One more has come.  *out_round is what the round is while it waits.
 * Returns whether it was the last one: those who wait are then called.
 */
bool mni_barrier_arrive(
    struct mn_net *net, struct mni_barrier *barrier, unsigned *out_round);

/* One that waited in ROUND has gone without waiting on. */
void mni_barrier_leave(struct mni_barrier *barrier, unsigned round);

#endif
