/* SPDX-License-Identifier: MIT */
/*
 * The items of a batch while they are run: which point is next, and what came
 * of those that ended.  Who runs points in several threads holds a lock around
 * each of these calls.
 */
#ifndef MNI_QUEUE_H
#define MNI_QUEUE_H

#include "base/compiler.h"
#include "judge/batch.h"
#include "judge/fold.h"

#include <stdbool.h>
#include <stddef.h>

struct mni_queue {
	struct mni_batch *batch;
	struct mni_fold *folds; /* owned; one an item */
	size_t next;            /* no item before has a point to begin */
	size_t finished;        /* items */
	size_t delivered;       /* points that ended or never will begin */
};

/* One point of an item. */
struct mni_place {
	size_t index; /* of the item */
	size_t nth;   /* its point */
};

/* Starts with no point begun, and counts the deliveries of BATCH.  Returns 0,
 * or -1 when there is no memory; fini follows either way. */
int mni_queue_init(
    struct mni_queue *queue, struct mni_batch *batch) MNI_MUST_USE;

void mni_queue_fini(struct mni_queue *queue);

/* Begins a point.  Returns whether there is one that may begin now. */
bool mni_queue_begin(struct mni_queue *queue, struct mni_place *out_place);

/* Takes VERDICT, with all it owns, as that of PLACE, which ends; with the last
 * one of an item, that gets its own.  Tells the batch's progress. */
void mni_queue_end(struct mni_queue *queue, const struct mni_place *place,
    struct mni_verdict verdict);

/* Whether every item has its verdict. */
bool mni_queue_is_over(const struct mni_queue *queue);

#endif
