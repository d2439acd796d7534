/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/pool.h"

#include "engine/net.h"
#include "judge/fold.h"
#include "judge/points.h"

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

/* Points that wait need many threads, and others have only so many processors:
 * more than these are started when no point has ended for a while. */
#define FIRST_THREADS 2
#define MOST_THREADS 32
#define WHILE_NS 2000000

struct pool {
	const struct mni_case *row;
	mni_player *run;
	pthread_mutex_t lock; /* for the fold */
	pthread_cond_t begun; /* no more points are to begin */
	struct mni_fold fold;
	pthread_t threads[MOST_THREADS];
	size_t count; /* of them */
};

static struct mni_verdict
run_point(const struct pool *pool, size_t nth, struct mn_net **spare)
{
	struct mni_verdict verdict;
	struct mni_case point;

	if (mni_point_init(&point, pool->row, nth) == -1)
		return mni_verdict_of(MNI_BROKEN, "no memory");
	verdict = pool->run(&point, spare);
	mni_point_fini(&point);
	return verdict;
}

static bool
begin(struct pool *pool, size_t *out_nth)
{
	bool more;

	(void)pthread_mutex_lock(&pool->lock);
	more = mni_fold_begin(&pool->fold, out_nth);
	if (!more)
		(void)pthread_cond_signal(&pool->begun);
	(void)pthread_mutex_unlock(&pool->lock);
	return more;
}

static void *
work(void *owner)
{
	struct pool *pool = owner;
	struct mn_net *spare = NULL;
	struct mni_verdict verdict;
	size_t nth;

	while (begin(pool, &nth)) {
		verdict = run_point(pool, nth, &spare);
		(void)pthread_mutex_lock(&pool->lock);
		mni_fold_add(&pool->fold, nth, verdict);
		(void)pthread_mutex_unlock(&pool->lock);
	}
	mn_net_free(spare);
	return NULL;
}

/* Starts so many threads, if there may be so many and can be. */
static void
add_threads(struct pool *pool, size_t count)
{
	while (
	    count-- > 0 && pool->count < MOST_THREADS &&
	    pthread_create(&pool->threads[pool->count], NULL, work, pool) == 0)
		pool->count++;
}

/* Waits until no more points are to begin, or for a while: if the clock is set
 * back, for a longer one.  Returns whether more are, and none has ended. */
static bool
wait_a_while(struct pool *pool)
{
	size_t ended = pool->fold.ended;
	struct timespec until;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += WHILE_NS;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	(void)pthread_cond_timedwait(&pool->begun, &pool->lock, &until);
	return pool->fold.ended == ended && mni_fold_wants_more(&pool->fold);
}

/* Has threads run all points. */
static void
run_in_threads(struct pool *pool)
{
	add_threads(pool, FIRST_THREADS);
	(void)pthread_mutex_lock(&pool->lock);
	while (pool->count > 0 && mni_fold_wants_more(&pool->fold))
		if (wait_a_while(pool))
			add_threads(pool, pool->count);
	(void)pthread_mutex_unlock(&pool->lock);
	while (pool->count > 0)
		(void)pthread_join(pool->threads[--pool->count], NULL);
}

struct mni_verdict
mni_pool_run(const struct mni_case *row, mni_player *run)
{
	struct pool pool = {.row = row,
	    .run = run,
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	    .begun = PTHREAD_COND_INITIALIZER};
	struct mni_verdict verdict;

	if (mni_fold_init(&pool.fold, row) == -1)
		return mni_verdict_of(MNI_BROKEN, "no memory");
	if (row->sweep.points > 1)
		run_in_threads(&pool);
	/* A point alone, or what is left where no thread can be started. */
	(void)work(&pool);
	verdict = mni_fold_verdict(&pool.fold);
	mni_fold_fini(&pool.fold);
	return verdict;
}
