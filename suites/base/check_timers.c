/* SPDX-License-Identifier: MIT */
/* The timers of the readiness loop, and who has to be woken for them. */
#include <config.h>

#include "support/probe.h"

#define FAR_MS INT64_C(60000)

START_TEST(timers_fire_in_order)
{
	/* Of equal times the one that was set first. */
	static const int64_t at_ns[] = {5, 3, 9, 3, 1, 8, 3, 7, 2, 6, 1};
	static const int order[] = {7, 4, 11, 5, 1, 10, 6, 9, 3, 8, 2};
	enum { COUNT = sizeof(order) / sizeof(order[0]) };
	struct probe *timers[COUNT];
	size_t i;

	for (i = 0; i < COUNT; i++)
		timers[i] =
		    probe_timer((struct mni_deadline){.at_ns = at_ns[i]});
	turn();
	for (i = 0; i < COUNT; i++) {
		ck_assert_int_eq(timers[i]->called, 1);
		ck_assert_int_eq(timers[i]->last, order[i]);
		ck_assert_int_eq(timers[i]->revents[0], 0);
		ck_assert(timers[i]->watch.expiry.at_ns == INT64_MAX);
		probe_free(timers[i]);
	}
}
END_TEST

/* Some of them removed, some moved to the front, some taken back. */
START_TEST(many_timers_fire_in_order)
{
	enum { MANY = 1000 };
	struct probe *timers[MANY];
	int64_t at_ns[MANY], called_ns[MANY + 1] = {0};
	uint32_t random = 1;
	int i;

	for (i = 0; i < MANY; i++) {
		random = random * 1664525 + 1013904223;
		timers[i] = probe_timer(
		    (struct mni_deadline){.at_ns = 1000 + (random >> 16)});
	}
	for (i = 0; i < MANY; i++) {
		if (i % 4 == 1)
			mni_loop_remove(&loop, &timers[i]->watch);
		if (i % 4 == 2)
			timers[i]->watch.expiry.at_ns %= 1000;
		if (i % 4 == 3)
			timers[i]->watch.expiry = mni_deadline_never();
		if (i % 4 >= 2)
			probe_update(timers[i]);
		at_ns[i] = timers[i]->watch.expiry.at_ns;
	}
	turn();
	ck_assert_int_eq(calls, MANY / 2);
	for (i = 0; i < MANY; i++) {
		ck_assert_int_eq(timers[i]->called, i % 2 == 0 ? 1 : 0);
		called_ns[timers[i]->last] = at_ns[i];
		probe_free(timers[i]);
	}
	for (i = 1; i < calls; i++)
		ck_assert_int_le(called_ns[i], called_ns[i + 1]);
}
END_TEST

START_TEST(no_timer_fires_early)
{
	struct mni_deadline expiry = mni_deadline_in(5);
	struct probe *timer;

	expiry.at_ns += 123456; /* no whole millisecond */
	timer = probe_timer(expiry);
	ck_assert_int_le(turns_until(timer), 3);
	ck_assert_int_ge(mni_now_ns(), expiry.at_ns);
	timer->watch.expiry = expiry = mni_deadline_in(5);
	probe_update(timer);
	while (timer->called == 1)
		glance();
	ck_assert_int_ge(mni_now_ns(), expiry.at_ns);
	probe_free(timer);
}
END_TEST

static void
put_off(struct probe *probe)
{
	probe->watch.expiry = mni_deadline_in(FAR_MS);
}

START_TEST(ready_and_due_is_called_for_each)
{
	struct probe *probe = probe_readable(NULL);

	mni_watch_soon(&loop, &probe->watch);
	turn();
	ck_assert_int_eq(probe->called, 2);
	ck_assert_int_eq(probe->revents[0], POLLIN);
	ck_assert_int_eq(probe->revents[1], 0);
	probe->act = put_off;
	mni_watch_soon(&loop, &probe->watch);
	turn();
	ck_assert_int_eq(probe->called, 3);
	ck_assert_int_eq(probe->revents[2], POLLIN);
	probe_free(probe);
}
END_TEST

static void
call_soon(struct probe *probe)
{
	mni_watch_soon(&loop, &probe->watch);
}

START_TEST(soon_is_the_next_turn)
{
	struct probe *probe = probe_timer(mni_deadline_never());

	probe->act = call_soon;
	mni_watch_soon(&loop, &probe->watch);
	turn();
	ck_assert_int_eq(probe->called, 1);
	turn();
	ck_assert_int_eq(probe->called, 2);
	probe_free(probe);
}
END_TEST

static void
be_late(struct probe *probe)
{
	if (probe->watch.expiry.at_ns == INT64_MAX)
		probe->watch.expiry.at_ns = 1;
}

START_TEST(who_is_always_late_keeps_nobody_waiting)
{
	struct probe *late = probe_timer((struct mni_deadline){.at_ns = 1});
	struct probe *punctual = probe_timer(mni_deadline_in(0));

	late->act = be_late;
	turn();
	ck_assert_int_eq(late->called, 1);
	ck_assert_int_eq(punctual->called, 1);
	turn();
	ck_assert_int_eq(late->called, 2);
	probe_free(late);
	probe_free(punctual);
}
END_TEST

START_TEST(who_is_always_ready_is_not_kept_from_its_time)
{
	struct probe *probe = probe_readable(be_late);

	turn();
	ck_assert_int_eq(probe->called, 1);
	turn();
	ck_assert_int_eq(probe->called, 3);
	ck_assert_int_eq(probe->revents[2], 0);
	probe_free(probe);
}
END_TEST

START_TEST(only_an_earlier_expiry_must_wake)
{
	struct probe *timers[3], *reader = probe_pipe(POLLIN);
	int timeout_ms;
	size_t i;

	timers[0] = probe_timer(mni_deadline_in(FAR_MS));
	ck_assert(!mni_loop_must_wake(&loop));
	ck_assert_int_eq(mni_loop_prepare(&loop, &timeout_ms), 0);
	ck_assert_int_gt(timeout_ms, 0);
	probe_update(reader); /* nothing has changed */
	timers[1] = probe_timer(mni_deadline_in(2 * FAR_MS));
	ck_assert(!mni_loop_must_wake(&loop));
	timers[2] = probe_timer(mni_deadline_in(FAR_MS / 2));
	ck_assert(mni_loop_must_wake(&loop));
	ck_assert_int_eq(mni_loop_wait(&loop, 0), 0);
	mni_loop_dispatch(&loop);
	ck_assert(!mni_loop_must_wake(&loop));
	for (i = 0; i < 3; i++)
		probe_free(timers[i]);
	probe_free(reader);
}
END_TEST

/* A thread may come late from its wait, when a time is over that was not when
 * the octets came. */
START_TEST(what_came_in_time_is_told_before_it_is_over)
{
	struct probe *reader = probe_pipe(POLLIN), *timer;
	int timeout_ms;

	ck_assert_int_eq(mni_loop_prepare(&loop, &timeout_ms), 0);
	ck_assert_int_eq(mni_loop_wait(&loop, 0), 0);
	probe_write(reader);
	timer = probe_timer(mni_deadline_in(0));
	mni_loop_dispatch(&loop);
	turn();
	ck_assert_int_eq(reader->last, 1);
	turn();
	ck_assert_int_ge(timer->last, 2);
	probe_free(timer);
	probe_free(reader);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {timers_fire_in_order,
	    many_timers_fire_in_order, no_timer_fires_early,
	    ready_and_due_is_called_for_each, soon_is_the_next_turn,
	    who_is_always_late_keeps_nobody_waiting,
	    who_is_always_ready_is_not_kept_from_its_time,
	    only_an_earlier_expiry_must_wake,
	    what_came_in_time_is_told_before_it_is_over};

	return probe_main("timers", tests, sizeof(tests) / sizeof(tests[0]));
}
