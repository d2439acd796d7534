/* SPDX-License-Identifier: MIT */
/* The points of a row in several threads, because they mostly wait. */
#ifndef MNI_POOL_H
#define MNI_POOL_H

#include "judge/cases.h"
#include "judge/verdict.h"

/* Plays POINT in the net that it takes from *spare and gives back. */
typedef struct mni_verdict mni_player(
    const struct mni_case *point, struct mn_net **spare);

/*
 * Has every point of ROW run by RUN, which is called in several threads at a
 * time, each time with a case of its own.  Returns the verdict of the row.
 */
struct mni_verdict mni_pool_run(const struct mni_case *row, mni_player *run);

#endif
