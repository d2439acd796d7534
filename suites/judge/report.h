/* SPDX-License-Identifier: MIT */
/* The outcome of a run on paper: a table for people, or TAP for machines. */
#ifndef MNI_REPORT_H
#define MNI_REPORT_H

#include "judge/batch.h"
#include "judge/known.h"

#include <stddef.h>
#include <stdio.h>

struct mni_tally {
	size_t cases, sweeps;
	size_t deliveries; /* of the sweeps, were all of them run */
	size_t passed, failed, hung, skipped, broken;
	size_t known; /* of those that failed or hung: expected to */
	size_t stale; /* passed, though known to fail */
};

struct mni_tally mni_tally_of(const struct mni_item *items, size_t count,
    const struct mni_knowns *knowns);

/* Prints a line an item, and below what did not pass what the case says, why
 * it is so, and the wire. */
void mni_report_table(FILE *stream, const struct mni_item *items, size_t count,
    const struct mni_knowns *knowns);

/* Prints "29 cases and 2 sweeps of 40 deliveries: 20 passed, ..." */
void mni_report_tally(FILE *stream, const struct mni_tally *tally);

/* Prints the same as TAP: a known deviation is a TODO, and a case that passes
 * though it is known to fail is not ok. */
void mni_report_tap(FILE *stream, const struct mni_item *items, size_t count,
    const struct mni_knowns *knowns);

#endif
