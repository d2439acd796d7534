/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/tour.h"

#include "judge/points.h"
#include "judge/queue.h"

#include <pthread.h>
#include <stdlib.h>

struct tour {
	pthread_mutex_t lock; /* for the queue */
	struct mni_queue queue;
};

static struct mni_verdict
play(const struct tour *tour, const struct mni_place *place,
    struct mn_net **spare)
{
	const struct mni_item *item = &tour->queue.batch->items[place->index];
	struct mni_verdict verdict;
	struct mni_case point;

	if (mni_point_init(&point, item->test, place->nth) == -1)
		return mni_verdict_of(MNI_BROKEN, "no memory");
	verdict = mni_target_play(item->target, &point, spare);
	mni_point_fini(&point);
	return verdict;
}

static bool
begin(struct tour *tour, struct mni_place *out_place)
{
	bool more;

	(void)pthread_mutex_lock(&tour->lock);
	more = mni_queue_begin(&tour->queue, out_place);
	(void)pthread_mutex_unlock(&tour->lock);
	return more;
}

static void *
work(void *owner)
{
	struct tour *tour = owner;
	struct mn_net *spare = NULL;
	struct mni_verdict verdict;
	struct mni_place place;

	while (begin(tour, &place)) {
		verdict = play(tour, &place, &spare);
		(void)pthread_mutex_lock(&tour->lock);
		mni_queue_end(&tour->queue, &place, verdict);
		(void)pthread_mutex_unlock(&tour->lock);
	}
	mn_net_free(spare);
	return NULL;
}

/* Has all that is left played in JOBS threads, this one among them; with fewer
 * it only takes longer. */
static enum mni_status
work_in_threads(struct tour *tour, size_t jobs, struct mni_trouble *trouble)
{
	pthread_t *threads = calloc(jobs, sizeof(*threads));
	size_t count = 0;

	if (threads == NULL)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	while (count + 1 < jobs &&
	       pthread_create(&threads[count], NULL, work, tour) == 0)
		count++;
	(void)work(tour);
	while (count > 0)
		(void)pthread_join(threads[--count], NULL);
	free(threads);
	return MNI_OK;
}

/* The first delivery tells whether anybody is there. */
static enum mni_status
run(struct tour *tour, size_t jobs, struct mni_trouble *trouble)
{
	struct mn_net *spare = NULL;
	struct mni_verdict verdict;
	struct mni_place place;

	if (!mni_queue_begin(&tour->queue, &place))
		return MNI_OK;
	verdict = play(tour, &place, &spare);
	mn_net_free(spare);
	mni_queue_end(&tour->queue, &place, verdict);
	if (verdict.kind == MNI_FAIL && !verdict.asked)
		return mni_trouble(trouble, MNI_REFUSED, "%s", verdict.why);
	return work_in_threads(tour, jobs, trouble);
}

enum mni_status
mni_tour_run(struct mni_batch *batch, struct mni_trouble *trouble)
{
	struct tour tour = {.lock = PTHREAD_MUTEX_INITIALIZER};
	enum mni_status status;

	if (mni_queue_init(&tour.queue, batch) == -1)
		status = mni_trouble(trouble, MNI_SYSTEM, "no memory");
	else
		status = run(&tour, batch->jobs, trouble);
	mni_queue_fini(&tour.queue);
	return status;
}
