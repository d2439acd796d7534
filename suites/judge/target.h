/* SPDX-License-Identifier: MIT */
/* A running server as the target of cases: each is played to it as a client,
 * and judged by what comes back. */
#ifndef MNI_TARGET_H
#define MNI_TARGET_H

#include "judge/cases.h"
#include "judge/verdict.h"

#include <stdbool.h>
#include <stdint.h>

struct mni_target {
	const char *host; /* the caller's; an address or a name */
	uint16_t port;
	int deadline_ms; /* given instead of the case's, or 0 */
	int quiet_ms;    /* given instead of MNI_QUIET_MS, or 0 */
	bool strict;     /* only the wanted outcome of a case passes */
};

/* An open connection over which nothing has come for so long, behind all that
 * a case accepts, is taken to stay as it is. */
#define MNI_QUIET_MS 100

/* What a server sends for a case is looked at up to here. */
#define MNI_MOST_HEARD ((size_t)40 << 20)

/*
 * Plays TEST, a point of its row, to TARGET, from the net that it takes from
 * *spare and gives back.  Blocks until the server has ended the connection,
 * until it is quiet, or until the deadline of the case.  The verdict is that it
 * was not asked when it could not be connected to.
 */
struct mni_verdict mni_target_play(const struct mni_target *target,
    const struct mni_case *test, struct mn_net **spare);

#endif
