/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/loop.h"

#include "base/poller.h"

#include <errno.h>
#include <stdlib.h>

/* What poll() tells of whether it is wanted or not. */
#define UNASKED (POLLERR | POLLHUP | POLLNVAL)

int
mni_loop_init(struct mni_loop *loop)
{
	*loop = (struct mni_loop){.poller = mni_poller_new()};
	return loop->poller == NULL ? -1 : 0;
}

void
mni_loop_fini(struct mni_loop *loop)
{
	mni_poller_free(loop->poller);
	free(loop->timers);
	*loop = (struct mni_loop){.poller = NULL};
}

static bool
earlier(const struct mni_timer *a, const struct mni_timer *b)
{
	if (a->at_ns != b->at_ns)
		return a->at_ns < b->at_ns;
	return a->order < b->order;
}

static void
place(struct mni_loop *loop, size_t at, struct mni_timer timer)
{
	loop->timers[at] = timer;
	timer.watch->timer = at;
}

/* Puts TIMER where it belongs in the heap, whose place AT is free. */
static void
sift(struct mni_loop *loop, size_t at, struct mni_timer timer)
{
	const struct mni_timer *heap = loop->timers;
	size_t parent, child;

	for (; at > 0; at = parent) {
		parent = (at - 1) / 2;
		if (!earlier(&timer, &heap[parent]))
			break;
		place(loop, at, heap[parent]);
	}
	for (; (child = 2 * at + 1) < loop->timer_count; at = child) {
		if (child + 1 < loop->timer_count &&
		    earlier(&heap[child + 1], &heap[child]))
			child++;
		if (!earlier(&heap[child], &timer))
			break;
		place(loop, at, heap[child]);
	}
	place(loop, at, timer);
}

static void
unset_timer(struct mni_loop *loop, struct mni_watch *watch)
{
	struct mni_timer last;

	if (watch->told_ns == INT64_MAX)
		return;
	watch->told_ns = INT64_MAX;
	last = loop->timers[--loop->timer_count];
	if (last.watch != watch)
		sift(loop, watch->timer, last);
}

static void
set_timer(struct mni_loop *loop, struct mni_watch *watch)
{
	int64_t at_ns = watch->expiry.at_ns;

	if (at_ns == watch->told_ns)
		return;
	unset_timer(loop, watch);
	if (at_ns == INT64_MAX)
		return;
	watch->told_ns = at_ns;
	/* Who is always late must not push in before the others. */
	if (at_ns < loop->turn_ns)
		at_ns = loop->turn_ns;
	sift(loop, loop->timer_count++,
	    (struct mni_timer){
	        .at_ns = at_ns, .order = loop->timers_set++, .watch = watch});
}

/* Every watch may set a timer at a moment when nobody could be told that there
 * is no memory for it. */
static int
make_room(struct mni_loop *loop)
{
	size_t room = loop->room * 2 + 8;
	struct mni_timer *timers;

	if (loop->count < loop->room)
		return 0;
	timers = realloc(loop->timers, room * sizeof(*timers));
	if (timers == NULL)
		return -1;
	loop->timers = timers;
	loop->room = room;
	return 0;
}

int
mni_loop_add(struct mni_loop *loop, struct mni_watch *watch)
{
	watch->told_events = watch->events;
	watch->told_ns = INT64_MAX;
	if (make_room(loop) == -1 ||
	    (watch->fd != -1 && mni_poller_add(loop->poller, watch) == -1))
		return -1;
	watch->added = true;
	loop->count++;
	if (watch == loop->called)
		loop->called_gone = false;
	set_timer(loop, watch);
	return 0;
}

void
mni_loop_update(struct mni_loop *loop, struct mni_watch *watch)
{
	if (watch->fd != -1 && watch->events != watch->told_events) {
		watch->told_events = watch->events;
		mni_poller_change(loop->poller, watch);
	}
	set_timer(loop, watch);
}

void
mni_watch_soon(struct mni_loop *loop, struct mni_watch *watch)
{
	watch->expiry.at_ns = mni_now_ns();
	mni_loop_update(loop, watch);
}

/* Takes WATCH out of all that the loop itself holds. */
static void
take_out(struct mni_loop *loop, struct mni_watch *watch)
{
	size_t i;

	watch->added = false;
	loop->count--;
	unset_timer(loop, watch);
	for (i = 0; i < loop->news_count; i++)
		if (loop->news[i].watch == watch)
			loop->news[i].watch = NULL;
	if (watch == loop->called)
		loop->called_gone = true;
}

void
mni_loop_remove(struct mni_loop *loop, struct mni_watch *watch)
{
	if (!watch->added)
		return;
	take_out(loop, watch);
	if (watch->fd != -1)
		mni_poller_remove(loop->poller, watch);
}

void
mni_loop_forget(struct mni_loop *loop, struct mni_watch *watch)
{
	if (!watch->added)
		return;
	take_out(loop, watch);
	if (watch->fd != -1)
		mni_poller_forget(loop->poller, watch);
}

static struct mni_deadline
first_expiry(const struct mni_loop *loop)
{
	if (loop->timer_count == 0)
		return mni_deadline_never();
	return (struct mni_deadline){.at_ns = loop->timers[0].at_ns};
}

int
mni_loop_prepare(struct mni_loop *loop, int *out_timeout_ms)
{
	struct mni_deadline first = first_expiry(loop);

	if (mni_poller_prepare(loop->poller) == -1)
		return -1;
	loop->known_ns = first.at_ns;
	loop->waiting = true;
	*out_timeout_ms = mni_deadline_left(first);
	if (loop->timer_count > 0)
		loop->seen_ns = mni_now_ns();
	return 0;
}

int
mni_loop_wait(struct mni_loop *loop, int timeout_ms)
{
	int count = mni_poller_wait(loop->poller, timeout_ms, loop->news);

	if (count == -1 && errno != EINTR)
		return -1;
	loop->news_count = count == -1 ? 0 : (size_t)count;
	/* It would have ended before if there had been news. */
	if (count == 0)
		loop->seen_ns += timeout_ms * INT64_C(1000000);
	return 0;
}

bool
mni_loop_is_idle(const struct mni_loop *loop)
{
	return loop->news_count == 0;
}

bool
mni_loop_must_wake(const struct mni_loop *loop)
{
	return loop->waiting && (mni_poller_outdated(loop->poller) ||
	                            first_expiry(loop).at_ns < loop->known_ns);
}

static void
call(struct mni_loop *loop, struct mni_watch *watch, short revents)
{
	loop->called = watch;
	loop->called_gone = false;
	watch->ready(watch, revents);
	if (!loop->called_gone)
		mni_loop_update(loop, watch);
}

static void
dispatch_news(struct mni_loop *loop)
{
	struct mni_watch *watch;
	short revents;
	size_t i;

	for (i = 0; i < loop->news_count; i++) {
		watch = loop->news[i].watch;
		if (watch == NULL || watch->events == 0)
			continue;
		revents =
		    (short)(loop->news[i].revents & (watch->events | UNASKED));
		if (revents != 0)
			call(loop, watch, revents);
	}
	loop->news_count = 0;
}

static void
dispatch_timers(struct mni_loop *loop, const struct mni_timer *end)
{
	struct mni_watch *watch;

	while (loop->timer_count > 0 && earlier(&loop->timers[0], end)) {
		watch = loop->timers[0].watch;
		watch->expiry = mni_deadline_never();
		unset_timer(loop, watch);
		call(loop, watch, 0);
	}
}

void
mni_loop_dispatch(struct mni_loop *loop)
{
	/* What is set from here on comes behind this; and what has expired
	 * since the wait, behind what may have become ready before that. */
	struct mni_timer end = {
	    .at_ns = loop->seen_ns, .order = loop->timers_set};

	loop->waiting = false;
	loop->turn_ns = mni_now_ns();
	dispatch_news(loop);
	dispatch_timers(loop, &end);
}

int
mni_loop_turn(struct mni_loop *loop)
{
	int timeout_ms;

	if (mni_loop_prepare(loop, &timeout_ms) == -1 ||
	    mni_loop_wait(loop, timeout_ms) == -1)
		return -1;
	mni_loop_dispatch(loop);
	return 0;
}
