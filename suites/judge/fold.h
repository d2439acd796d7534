/* SPDX-License-Identifier: MIT */
/*
 * A row while it is run: which of its points have begun and what came of
 * them, folded into one verdict.  For a case that is not swept this is the
 * verdict of its only point.  Who runs points in several threads holds a lock
 * around each of these calls.
 */
#ifndef MNI_FOLD_H
#define MNI_FOLD_H

#include "base/compiler.h"
#include "judge/cases.h"
#include "judge/verdict.h"

#include <stdbool.h>
#include <stddef.h>

/* After so many points that fail, no more of them begin: a bad client would
 * take for ever, and has shown what it does. */
#define MNI_MOST_FAILURES 8

struct mni_fold {
	const struct mni_case *row;
	size_t most_failures;     /* MNI_MOST_FAILURES, or what was set */
	size_t begun, ended;      /* points */
	size_t failed, hung;      /* of those that ended; hung: of the failed */
	bool asked;               /* by one of them at least */
	unsigned char *ranks;     /* owned; how bad each point was */
	struct mni_verdict worst; /* owned; the first one of the worst rank */
	size_t worst_nth;
};

#define MNI_FOLD_EMPTY ((struct mni_fold){.row = NULL})

/* Starts with no point of ROW begun.  Returns 0, or -1 when there is no
 * memory. */
int mni_fold_init(
    struct mni_fold *out_fold, const struct mni_case *row) MNI_MUST_USE;

/* Frees all that FOLD holds, at any time. */
void mni_fold_fini(struct mni_fold *fold);

/* Whether more points would begin: not when enough have failed, or when one
 * could not be run at all. */
bool mni_fold_wants_more(const struct mni_fold *fold);

/* Begins the next point.  Returns whether there is one. */
bool mni_fold_begin(struct mni_fold *fold, size_t *out_nth);

/* Takes VERDICT, with all it owns, as that of the NTH point, which ends. */
void mni_fold_add(
    struct mni_fold *fold, size_t nth, struct mni_verdict verdict);

/* Whether every point has ended that had to begin. */
bool mni_fold_is_over(const struct mni_fold *fold);

/* The verdict of the row, which the caller owns. */
struct mni_verdict mni_fold_verdict(struct mni_fold *fold);

#endif
