/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/queue.h"

#include <stdlib.h>

int
mni_queue_init(struct mni_queue *queue, struct mni_batch *batch)
{
	size_t i;

	*queue = (struct mni_queue){.batch = batch};
	queue->folds = calloc(batch->count + 1, sizeof(*queue->folds));
	if (queue->folds == NULL)
		return -1;
	batch->deliveries = 0;
	for (i = 0; i < batch->count; i++) {
		batch->deliveries += batch->items[i].test->sweep.points;
		if (mni_fold_init(&queue->folds[i], batch->items[i].test) == -1)
			return -1;
		if (batch->most_failures > 0)
			queue->folds[i].most_failures = batch->most_failures;
	}
	return 0;
}

void
mni_queue_fini(struct mni_queue *queue)
{
	size_t i;

	for (i = 0; queue->folds != NULL && i < queue->batch->count; i++)
		mni_fold_fini(&queue->folds[i]);
	free(queue->folds);
	queue->folds = NULL;
}

/* Whether so many points of FOLD run that no other is to begin meanwhile. */
static bool
is_busy(const struct mni_queue *queue, const struct mni_fold *fold)
{
	size_t most = queue->batch->most_failures;

	return most > 0 && fold->begun - fold->ended >= most;
}

bool
mni_queue_begin(struct mni_queue *queue, struct mni_place *out_place)
{
	struct mni_fold *folds = queue->folds;
	size_t i, count = queue->batch->count;

	while (queue->next < count && !mni_fold_wants_more(&folds[queue->next]))
		queue->next++;
	for (i = queue->next; i < count; i++)
		if (!is_busy(queue, &folds[i]) &&
		    mni_fold_begin(&folds[i], &out_place->nth)) {
			out_place->index = i;
			return true;
		}
	return false;
}

void
mni_queue_end(struct mni_queue *queue, const struct mni_place *place,
    struct mni_verdict verdict)
{
	struct mni_batch *batch = queue->batch;
	struct mni_item *item = &batch->items[place->index];
	struct mni_fold *fold = &queue->folds[place->index];

	mni_fold_add(fold, place->nth, verdict);
	queue->delivered++;
	if (mni_fold_is_over(fold)) {
		item->verdict = mni_fold_verdict(fold);
		queue->finished++;
		queue->delivered += item->test->sweep.points - fold->begun;
	}
	if (batch->progress != NULL)
		batch->progress(batch, item, queue->delivered);
}

bool
mni_queue_is_over(const struct mni_queue *queue)
{
	return queue->finished == queue->batch->count;
}
