/* SPDX-License-Identifier: MIT */
/* The points of a row in several threads, because they mostly wait. */
#ifndef MNI_POOL_H
#define MNI_POOL_H

#include "judge/cases.h"
#include "judge/judge.h"

/*
 * Has every point of ROW run by RUN, which is called in several threads at a
 * time, the caller's among them, each time with a case of its own.  Returns
 * the verdict of the row.
 */
struct mni_verdict mni_pool_run(const struct mni_case *row,
    struct mni_verdict (*run)(const struct mni_case *point));

#endif
