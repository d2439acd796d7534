/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/fold.h"

#include "judge/points.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_RANGES 8
#define MOST_PLACES 512 /* octets of text about all of them */

/* Verdicts from good to bad: the worst one speaks for the row. */
enum rank { CLEAN, TOLERATED, FAILED, SKIPPED, BROKEN };

static enum rank
rank_of(const struct mni_verdict *verdict)
{
	switch (verdict->kind) {
	case MNI_PASS:
		return verdict->why[0] == '\0' ? CLEAN : TOLERATED;
	case MNI_FAIL:
	case MNI_HANG:
		return FAILED;
	case MNI_SKIP:
		return SKIPPED;
	case MNI_BROKEN:
		break;
	}
	return BROKEN;
}

int
mni_fold_init(struct mni_fold *out_fold, const struct mni_case *row)
{
	*out_fold = (struct mni_fold){.row = row,
	    .most_failures = MNI_MOST_FAILURES,
	    .worst_nth = SIZE_MAX};
	out_fold->ranks = calloc(row->sweep.points, 1);
	return out_fold->ranks == NULL ? -1 : 0;
}

void
mni_fold_fini(struct mni_fold *fold)
{
	mni_verdict_fini(&fold->worst);
	free(fold->ranks);
	*fold = MNI_FOLD_EMPTY;
}

bool
mni_fold_wants_more(const struct mni_fold *fold)
{
	return fold->begun < fold->row->sweep.points &&
	       fold->failed < fold->most_failures &&
	       rank_of(&fold->worst) < SKIPPED;
}

bool
mni_fold_begin(struct mni_fold *fold, size_t *out_nth)
{
	if (!mni_fold_wants_more(fold))
		return false;
	*out_nth = fold->begun++;
	return true;
}

bool
mni_fold_is_over(const struct mni_fold *fold)
{
	return fold->ended == fold->begun && !mni_fold_wants_more(fold);
}

void
mni_fold_add(struct mni_fold *fold, size_t nth, struct mni_verdict verdict)
{
	enum rank rank = rank_of(&verdict), worst = rank_of(&fold->worst);

	fold->ended++;
	fold->asked = fold->asked || verdict.asked;
	fold->failed += rank == FAILED ? 1 : 0;
	fold->hung += verdict.kind == MNI_HANG ? 1 : 0;
	fold->ranks[nth] = (unsigned char)rank;
	if (rank < worst || (rank == worst && nth > fold->worst_nth)) {
		mni_verdict_fini(&verdict);
		return;
	}
	mni_verdict_fini(&fold->worst);
	fold->worst = verdict;
	fold->worst_nth = nth;
}

/* The end of the range that begins at the NTH point: the others of its rank
 * that follow, and count the same. */
static size_t
range_end(const struct mni_fold *fold, size_t nth)
{
	const struct mni_sweep *sweep = &fold->row->sweep;
	const char *noun = mni_point_noun(sweep, nth);
	size_t end = nth + 1;

	while (end < sweep->points && fold->ranks[end] == fold->ranks[nth] &&
	       strcmp(mni_point_noun(sweep, end), noun) == 0)
		end++;
	return end;
}

/* Writes the points from the NTH up to END, such as "3-7" or "reply 2".
 * Returns how many octets that are. */
static size_t
write_range(char *out, size_t capacity, const struct mni_sweep *sweep,
    size_t nth, size_t end)
{
	const char *noun = mni_point_noun(sweep, nth);
	size_t first = mni_point_number(sweep, nth);
	size_t last = mni_point_number(sweep, end - 1);

	if (first == last)
		return (size_t)snprintf(out, capacity, "%s%zu", noun, first);
	return (size_t)snprintf(out, capacity, "%s%zu-%zu", noun, first, last);
}

/* Writes where the points of the worst rank are, such as "3-7, 12". */
static void
write_places(char out[static MOST_PLACES], const struct mni_fold *fold)
{
	const struct mni_sweep *sweep = &fold->row->sweep;
	size_t nth = fold->worst_nth, end, size = 0, ranges = 0;
	unsigned char worst = fold->ranks[nth];
	const char *comma = "";

	for (; nth < sweep->points; nth = end) {
		end = range_end(fold, nth);
		if (fold->ranks[nth] != worst)
			continue;
		size += (size_t)snprintf(
		    out + size, MOST_PLACES - size, "%s", comma);
		comma = ", ";
		if (ranges++ == MOST_RANGES) {
			(void)snprintf(out + size, MOST_PLACES - size, "...");
			return;
		}
		size += write_range(
		    out + size, MOST_PLACES - size, sweep, nth, end);
	}
}

/* What is said of a row of several points that failed at some. */
static struct mni_verdict
failed_row(const struct mni_fold *fold, const char *places)
{
	bool early = fold->begun < fold->row->sweep.points;

	return mni_verdict_of(fold->hung == fold->failed ? MNI_HANG : MNI_FAIL,
	    "%s%zu of %zu deliveries failed, at %s%s%s: %s",
	    early ? "at least " : "", fold->failed, fold->row->sweep.points,
	    places, early ? "; the rest was not run" : "",
	    fold->failed > 1 ? "; the first" : "", fold->worst.why);
}

/* What is said of a row that did not simply pass. */
static struct mni_verdict
swept(const struct mni_fold *fold)
{
	enum mni_verdict_kind kind = fold->worst.kind;
	size_t points = fold->row->sweep.points;
	char places[MOST_PLACES];

	write_places(places, fold);
	if (kind == MNI_SKIP && fold->worst_nth == 0)
		return fold->worst;
	if (points == 1)
		return mni_verdict_of(
		    kind, "at %s: %s", places, fold->worst.why);
	if (rank_of(&fold->worst) == FAILED)
		return failed_row(fold, places);
	/* What one point cannot be, another could not have been. */
	if (kind == MNI_SKIP)
		kind = MNI_BROKEN;
	return mni_verdict_of(
	    kind, "at %s of %zu: %s", places, points, fold->worst.why);
}

struct mni_verdict
mni_fold_verdict(struct mni_fold *fold)
{
	struct mni_verdict verdict = fold->worst;

	if (fold->row->sweep.kind != MNI_SWEEP_NONE &&
	    rank_of(&fold->worst) != CLEAN)
		verdict = swept(fold);
	verdict.asked = fold->asked;
	verdict.nth = fold->worst_nth;
	verdict.excerpt = fold->worst.excerpt;
	fold->worst.excerpt = NULL;
	return verdict;
}
