/* SPDX-License-Identifier: MIT */
/* From what a client did to a verdict. */
#ifndef MNI_JUDGE_H
#define MNI_JUDGE_H

#include "judge/cases.h"
#include "judge/verdict.h"
#include "mocknet.h"

#include <stdbool.h>

/* Whether OUTCOME is one that TEST accepts, of which only a wanted one counts
 * where STRICT is set. */
bool mni_is_accepted(const struct mni_case *test,
    const struct mni_outcome *outcome, bool strict);

/*
 * Judges OUTCOME of TEST against what its mocks have seen, the first of which
 * is SERVER; where STRICT is set, only a wanted outcome passes: the first that
 * the case expects, and those of a sweep.  Waits a little, where the case needs
 * it, for the mocks to see what the target did last.
 */
struct mni_verdict mni_judge(const struct mni_case *test,
    const struct mni_outcome *outcome, struct mn_server *server, bool strict);

#endif
