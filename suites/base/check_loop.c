/* SPDX-License-Identifier: MIT */
/* The readiness loop: src/base/loop over whichever poller was built. */
#include <config.h>

#include "base/socket.h"
#include "support/probe.h"

#include <errno.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#define FAR_MS 60000

START_TEST(events_that_are_wanted_are_told)
{
	struct probe *reader = probe_pipe(POLLIN), *writer = probe_new();

	glance();
	ck_assert_int_eq(reader->called, 0);
	writer->watch.fd = reader->fds[1];
	writer->watch.events = POLLOUT;
	probe_add(writer);
	turn();
	ck_assert_int_eq(reader->called, 0);
	ck_assert_int_eq(writer->called, 1);
	ck_assert_int_eq(writer->revents[0], POLLOUT);
	probe_write(reader);
	turn();
	ck_assert_int_eq(reader->called, 1);
	ck_assert_int_eq(reader->revents[0], POLLIN);
	probe_free(writer);
	probe_free(reader);
}
END_TEST

/* Neither is its function called nor does the loop turn round and round. */
START_TEST(no_events_silence_a_hang_up)
{
	struct probe *probe = probe_pipe(0), *timer;

	probe_close(probe, 1);
	timer = probe_timer(mni_deadline_in(20));
	ck_assert_int_le(turns_until(timer), 3);
	ck_assert_int_eq(probe->called, 0);
	probe->watch.events = POLLIN;
	probe_update(probe);
	turn();
	ck_assert_int_eq(probe->revents[0] & POLLHUP, POLLHUP);
	probe->watch.events = 0;
	probe_update(probe);
	glance();
	ck_assert_int_eq(probe->called, 1);
	probe_free(timer);
	probe_free(probe);
}
END_TEST

START_TEST(one_of_2000_pipes_is_told)
{
	enum { MANY = 2000 };
	const rlim_t needed = 2 * MANY + 100;
	struct probe *probes[MANY];
	struct rlimit limit;
	size_t i;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	if (limit.rlim_cur < needed) {
		limit.rlim_cur = needed;
		if (setrlimit(RLIMIT_NOFILE, &limit) == -1) {
			checks_skip("one_of_2000_pipes_is_told",
			    "not so many descriptors here");
			return;
		}
	}
	for (i = 0; i < MANY; i++)
		probes[i] = probe_pipe(POLLIN);
	probe_write(probes[1234]);
	turn();
	ck_assert_int_eq(probes[1234]->called, 1);
	ck_assert_int_eq(calls, 1);
	for (i = 0; i < MANY; i++)
		probe_free(probes[i]);
}
END_TEST

START_TEST(more_than_a_turn_takes_have_their_turn)
{
	enum { TURNS = 3, MANY = TURNS * MNI_LOOP_MOST };
	struct probe *probes[MANY];
	int i;

	for (i = 0; i < MANY; i++)
		probes[i] = probe_readable(NULL);
	for (i = 0; i < TURNS; i++)
		turn();
	for (i = 0; i < MANY; i++) {
		ck_assert_int_eq(probes[i]->called, 1);
		probe_free(probes[i]);
	}
}
END_TEST

START_TEST(an_update_from_outside_counts)
{
	struct probe *probe = probe_readable(NULL);
	struct probe *timer = probe_timer(mni_deadline_never());

	probe->watch.events = 0;
	probe_update(probe);
	timer->watch.expiry = mni_deadline_in(0);
	probe_update(timer);
	turn();
	ck_assert_int_eq(probe->called, 0);
	ck_assert_int_eq(timer->called, 1);
	timer->watch.expiry = mni_deadline_in(0);
	probe_update(timer);
	timer->watch.expiry = mni_deadline_in(FAR_MS);
	probe_update(timer);
	probe->watch.events = POLLIN;
	probe_update(probe);
	turn();
	ck_assert_int_eq(probe->called, 1);
	ck_assert_int_eq(timer->called, 1);
	probe_free(timer);
	probe_free(probe);
}
END_TEST

static void
want_time_only(struct probe *probe)
{
	probe->watch.events = 0;
	probe->watch.expiry = mni_deadline_in(0);
}

START_TEST(what_a_function_changes_counts)
{
	struct probe *probe = probe_readable(want_time_only);

	turn();
	ck_assert_int_eq(probe->called, 1);
	probe->act = NULL;
	turn();
	glance();
	ck_assert_int_eq(probe->called, 2);
	ck_assert_int_eq(probe->revents[1], 0);
	probe_free(probe);
}
END_TEST

/* Two that do ACT to each other, ready in the same turn. */
static struct probe *
new_pair(void (*act)(struct probe *))
{
	struct probe *pair = probe_readable(act);

	pair->other = probe_readable(act);
	pair->other->other = pair;
	return pair;
}

static void
silence_other(struct probe *probe)
{
	probe->other->watch.events = 0;
	probe_update(probe->other);
}

static void
divert_other(struct probe *probe)
{
	probe->other->watch.events = POLLOUT;
	probe_update(probe->other);
}

START_TEST(what_is_not_wanted_any_more_is_not_told)
{
	struct probe *silenced = new_pair(silence_other), *diverted;

	probe_close(silenced, 1);
	probe_close(silenced->other, 1);
	turn();
	ck_assert_int_eq(silenced->called + silenced->other->called, 1);
	diverted = new_pair(divert_other);
	turn();
	ck_assert_int_eq(diverted->called + diverted->other->called, 1);
	probe_free(silenced->other);
	probe_free(silenced);
	probe_free(diverted->other);
	probe_free(diverted);
}
END_TEST

START_TEST(who_stays_is_watched_as_before)
{
	struct probe *gone = probe_pipe(POLLIN),
	             *also_gone = probe_pipe(POLLIN);
	struct probe *reader = probe_readable(NULL), *quiet = probe_pipe(0);

	probe_write(quiet);
	probe_free(gone);
	probe_free(also_gone);
	turn();
	ck_assert_int_eq(reader->revents[0], POLLIN);
	ck_assert_int_eq(quiet->called, 0);
	reader->watch.events = 0;
	probe_update(reader);
	quiet->watch.events = POLLIN;
	probe_update(quiet);
	turn();
	ck_assert_int_eq(reader->called, 1);
	ck_assert_int_eq(quiet->revents[0], POLLIN);
	probe_free(reader);
	probe_free(quiet);
}
END_TEST

static void
free_others(struct probe *probe)
{
	struct probe *other, *next;

	for (other = probe->other; other != probe; other = next) {
		next = other->other;
		probe_free(other);
	}
	probe->other = probe;
}

/* Ten are ready or due in the same turn, then ten are due, and the first one
 * that is called, any of them, frees the others. */
START_TEST(who_is_freed_is_not_called)
{
	struct probe *first, *last;
	int round, i;

	for (round = 1; round <= 2; round++) {
		first = last = probe_timer(mni_deadline_in(0));
		for (i = 0; i < 9; i++) {
			last->other = round == 1 && i % 2 == 0
			                  ? probe_readable(NULL)
			                  : probe_timer(mni_deadline_in(0));
			last->act = free_others;
			last = last->other;
		}
		last->act = free_others;
		last->other = first;
		turn();
		ck_assert_int_eq(calls, round);
		ck_assert_uint_eq(loop.count, 1);
		probe_free(last_called);
	}
}
END_TEST

START_TEST(a_function_may_free_its_own_watch)
{
	struct probe *probe = probe_readable(probe_free);

	probe->watch.expiry = mni_deadline_in(0); /* ready and due */
	probe_update(probe);
	turn();
	ck_assert_int_eq(calls, 1);
	probe_timer(mni_deadline_in(0))->act = probe_free;
	turn();
	ck_assert_int_eq(calls, 2);
}
END_TEST

static void
add_other(struct probe *probe)
{
	if (probe->other == NULL)
		probe->other = probe_readable(NULL);
}

START_TEST(a_function_may_add)
{
	struct probe *probe = probe_readable(add_other);

	turn();
	ck_assert_ptr_nonnull(probe->other);
	ck_assert_int_eq(probe->other->called, 0);
	turn();
	ck_assert_int_eq(probe->other->called, 1);
	probe_free(probe->other);
	probe_free(probe);
}
END_TEST

static void
add_again(struct probe *probe)
{
	mni_loop_remove(&loop, &probe->watch);
	probe_add(probe);
	want_time_only(probe);
	probe->act = NULL;
}

START_TEST(a_function_may_add_its_own_watch_again)
{
	struct probe *probe = probe_readable(add_again);

	turn();
	ck_assert_int_eq(probe->called, 1);
	turn();
	ck_assert_int_eq(probe->called, 2);
	ck_assert_int_eq(probe->revents[1], 0);
	probe_free(probe);
}
END_TEST

static void
replace_other(struct probe *probe)
{
	int fd = probe->other->watch.fd;

	probe_free(probe->other);
	probe->other = probe_pipe(POLLIN);
	ck_assert_int_eq(probe->other->watch.fd, fd);
	probe->act = NULL;
}

/* Both are ready, and the descriptor of one is closed and opened again before
 * it is called. */
START_TEST(a_number_reused_tells_nothing_stale)
{
	struct probe *probe;

	(void)new_pair(replace_other);
	turn();
	ck_assert_int_eq(calls, 1);
	probe = last_called;
	ck_assert_int_eq(probe->other->called, 0);
	probe_write(probe->other);
	turn();
	ck_assert_int_eq(probe->other->called, 1);
	probe_free(probe->other);
	probe_free(probe);
}
END_TEST

/* As a child of fork() holds it. */
START_TEST(a_duplicate_keeps_nothing_watched)
{
	struct probe *probe = probe_readable(NULL);
	int duplicate = dup(probe->fds[0]);

	ck_assert_int_ne(duplicate, -1);
	mni_loop_remove(&loop, &probe->watch);
	probe_close(probe, 0);
	glance();
	ck_assert_int_eq(calls, 0);
	(void)close(duplicate);
	probe_free(probe);
}
END_TEST

/* Among those that are ready in the same turn, and for good. */
static void
forget_other(struct probe *probe)
{
	struct probe *other = probe->other;

	mni_loop_forget(&loop, &other->watch);
	probe_close(other, 0);
}

START_TEST(who_is_forgotten_is_not_called)
{
	struct probe *called;

	(void)new_pair(forget_other);
	turn();
	ck_assert_int_eq(calls, 1);
	called = last_called;
	ck_assert_uint_eq(loop.count, 1);
	called->act = NULL;
	turn();
	ck_assert_int_eq(called->called, 2);
	ck_assert_int_eq(called->other->called, 0);
	probe_free(called->other);
	probe_free(called);
}
END_TEST

START_TEST(what_cannot_be_watched_is_said)
{
	struct probe *probe = probe_new();

	ck_assert_int_eq(mni_pipe(probe->fds), 0);
	probe->watch.fd = probe->fds[0];
	probe->watch.events = POLLIN;
	probe_close(probe, 0);
#ifdef HAVE_EPOLL_CREATE1
	ck_assert_int_eq(mni_loop_add(&loop, &probe->watch), -1);
	ck_assert_int_eq(errno, EBADF);
#else
	probe_add(probe);
	turn();
	ck_assert_int_eq(probe->revents[0], POLLNVAL);
#endif
	probe_free(probe);
}
END_TEST

struct waiter {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool prepared;
	int failed;
};

/* One turn, as the engine of a net does it. */
static void *
wait_once(void *argument)
{
	struct waiter *waiter = argument;
	int timeout_ms;

	(void)pthread_mutex_lock(&waiter->lock);
	waiter->failed = mni_loop_prepare(&loop, &timeout_ms);
	waiter->prepared = true;
	(void)pthread_cond_signal(&waiter->changed);
	(void)pthread_mutex_unlock(&waiter->lock);
	if (waiter->failed == 0)
		waiter->failed = mni_loop_wait(&loop, timeout_ms);
	(void)pthread_mutex_lock(&waiter->lock);
	mni_loop_dispatch(&loop);
	(void)pthread_mutex_unlock(&waiter->lock);
	return NULL;
}

/* Adds more than the tables had room for, so that they move. */
START_TEST(a_thread_that_waits_sees_what_others_add)
{
	enum { MANY = 100 };
	struct waiter waiter = {.lock = PTHREAD_MUTEX_INITIALIZER,
	    .changed = PTHREAD_COND_INITIALIZER};
	struct probe *alarm = probe_pipe(POLLIN), *probes[MANY];
	pthread_t thread;
	bool must_wake;
	size_t i;

	ck_assert_int_eq(pthread_create(&thread, NULL, wait_once, &waiter), 0);
	(void)pthread_mutex_lock(&waiter.lock);
	while (!waiter.prepared)
		(void)pthread_cond_wait(&waiter.changed, &waiter.lock);
	for (i = 0; i < MANY; i++)
		probes[i] = probe_pipe(i % 2 == 0 ? 0 : POLLIN);
	must_wake = mni_loop_must_wake(&loop);
	probe_write(must_wake ? alarm : probes[MANY - 1]);
	(void)pthread_mutex_unlock(&waiter.lock);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	ck_assert_int_eq(waiter.failed, 0);
	ck_assert_int_eq(calls, 1);
#ifdef HAVE_EPOLL_CREATE1
	ck_assert(!must_wake);
#endif
	for (i = 0; i < MANY; i++)
		probe_free(probes[i]);
	probe_free(alarm);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {events_that_are_wanted_are_told,
	    no_events_silence_a_hang_up, one_of_2000_pipes_is_told,
	    more_than_a_turn_takes_have_their_turn,
	    an_update_from_outside_counts, what_a_function_changes_counts,
	    what_is_not_wanted_any_more_is_not_told,
	    who_stays_is_watched_as_before, who_is_freed_is_not_called,
	    a_function_may_free_its_own_watch, a_function_may_add,
	    a_function_may_add_its_own_watch_again,
	    a_number_reused_tells_nothing_stale,
	    a_duplicate_keeps_nothing_watched, who_is_forgotten_is_not_called,
	    what_cannot_be_watched_is_said,
	    a_thread_that_waits_sees_what_others_add};

	return probe_main("loop", tests, sizeof(tests) / sizeof(tests[0]));
}
