/* SPDX-License-Identifier: MIT */
/*
 * The lines that begin with "sweep".  Each makes one more row of its case: the
 * same clause and script, and one of a few disturbances at every place where
 * it can happen.
 */
#ifndef MNI_SWEEPS_H
#define MNI_SWEEPS_H

#include "base/compiler.h"
#include "judge/cases.h"
#include "script/words.h"

#include <stdbool.h>

/* Takes what stands behind "sweep" into ROW, which has nothing yet: the kind
 * of its sweep and its own outcomes.  Returns 0, or -1 and notes a mistake. */
int mni_sweep_read(
    struct mni_reader *reader, struct mni_case *row) MNI_MUST_USE;

/* Whether A and B do the same to a case. */
bool mni_sweep_is_like(const struct mni_sweep *a, const struct mni_sweep *b);

/*
 * Makes ROW, as it was read at WHERE, a whole case of the suite: its points
 * from the script of TEST, the rest as a copy.  Returns 0, or -1 and notes why
 * TEST cannot be swept like this.
 */
int mni_sweep_finish(struct mni_reader *reader, const struct mni_token *where,
    const struct mni_case *test, struct mni_case *row) MNI_MUST_USE;

#endif
