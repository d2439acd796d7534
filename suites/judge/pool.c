/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/pool.h"

#include "judge/fold.h"
#include "judge/points.h"

#include <pthread.h>
#include <stdbool.h>

#define MOST_THREADS 32

struct pool {
	const struct mni_case *row;
	struct mni_verdict (*run)(const struct mni_case *point);
	pthread_mutex_t lock; /* for the fold */
	struct mni_fold fold;
};

static struct mni_verdict
run_point(const struct pool *pool, size_t nth)
{
	struct mni_verdict verdict;
	struct mni_case point;

	if (mni_point_init(&point, pool->row, nth) == -1)
		return mni_verdict_of(MNI_BROKEN, "no memory");
	verdict = pool->run(&point);
	mni_point_fini(&point);
	return verdict;
}

static bool
begin(struct pool *pool, size_t *out_nth)
{
	bool more;

	(void)pthread_mutex_lock(&pool->lock);
	more = mni_fold_begin(&pool->fold, out_nth);
	(void)pthread_mutex_unlock(&pool->lock);
	return more;
}

static void *
work(void *owner)
{
	struct pool *pool = owner;
	struct mni_verdict verdict;
	size_t nth;

	while (begin(pool, &nth)) {
		verdict = run_point(pool, nth);
		(void)pthread_mutex_lock(&pool->lock);
		mni_fold_add(&pool->fold, nth, verdict);
		(void)pthread_mutex_unlock(&pool->lock);
	}
	return NULL;
}

struct mni_verdict
mni_pool_run(const struct mni_case *row,
    struct mni_verdict (*run)(const struct mni_case *point))
{
	struct pool pool = {
	    .row = row, .run = run, .lock = PTHREAD_MUTEX_INITIALIZER};
	pthread_t threads[MOST_THREADS - 1];
	struct mni_verdict verdict;
	size_t count = 0;

	if (mni_fold_init(&pool.fold, row) == -1)
		return mni_verdict_of(MNI_BROKEN, "no memory");
	/* With fewer threads, or none but this one, it only takes longer. */
	while (count < MOST_THREADS - 1 && count + 1 < row->sweep.points &&
	       pthread_create(&threads[count], NULL, work, &pool) == 0)
		count++;
	(void)work(&pool);
	while (count > 0)
		(void)pthread_join(threads[--count], NULL);
	verdict = mni_fold_verdict(&pool.fold);
	mni_fold_fini(&pool.fold);
	return verdict;
}
