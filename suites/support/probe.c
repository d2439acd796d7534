/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/probe.h"

#include "base/socket.h"

#include <stdlib.h>
#include <unistd.h>

struct mni_loop loop;
int calls;
struct probe *last_called;

static void
told(struct mni_watch *watch, short revents)
{
	struct probe *probe = watch->owner;

	if (probe->called < 4)
		probe->revents[probe->called] = revents;
	probe->called++;
	probe->last = ++calls;
	last_called = probe;
	if (probe->act != NULL)
		probe->act(probe);
}

struct probe *
probe_new(void)
{
	struct probe *probe = calloc(1, sizeof(*probe));

	ck_assert_ptr_nonnull(probe);
	probe->fds[0] = probe->fds[1] = -1;
	probe->watch = (struct mni_watch){.fd = -1,
	    .expiry = mni_deadline_never(),
	    .ready = told,
	    .owner = probe};
	return probe;
}

void
probe_add(struct probe *probe)
{
	ck_assert_int_eq(mni_loop_add(&loop, &probe->watch), 0);
}

struct probe *
probe_timer(struct mni_deadline expiry)
{
	struct probe *probe = probe_new();

	probe->watch.expiry = expiry;
	probe_add(probe);
	return probe;
}

struct probe *
probe_pipe(short events)
{
	struct probe *probe = probe_new();

	ck_assert_int_eq(mni_pipe(probe->fds), 0);
	probe->watch.fd = probe->fds[0];
	probe->watch.events = events;
	probe_add(probe);
	return probe;
}

struct probe *
probe_readable(void (*act)(struct probe *probe))
{
	struct probe *probe = probe_pipe(POLLIN);

	probe_write(probe);
	probe->act = act;
	return probe;
}

void
probe_write(struct probe *probe)
{
	ck_assert_int_eq((int)write(probe->fds[1], "x", 1), 1);
}

void
probe_close(struct probe *probe, size_t end)
{
	if (probe->fds[end] != -1)
		(void)close(probe->fds[end]);
	probe->fds[end] = -1;
}

void
probe_update(struct probe *probe)
{
	mni_loop_update(&loop, &probe->watch);
}

void
probe_free(struct probe *probe)
{
	mni_loop_remove(&loop, &probe->watch);
	probe_close(probe, 0);
	probe_close(probe, 1);
	free(probe);
}

void
turn(void)
{
	ck_assert_int_eq(mni_loop_turn(&loop), 0);
}

void
glance(void)
{
	int timeout_ms;

	ck_assert_int_eq(mni_loop_prepare(&loop, &timeout_ms), 0);
	ck_assert_int_eq(mni_loop_wait(&loop, 0), 0);
	mni_loop_dispatch(&loop);
}

int
turns_until(const struct probe *probe)
{
	int turns;

	for (turns = 0; probe->called == 0; turns++)
		turn();
	return turns;
}

static void
set_up(void)
{
	ck_assert_int_eq(mni_loop_init(&loop), 0);
	calls = 0;
}

static void
tear_down(void)
{
	ck_assert_uint_eq(loop.count, 0);
	mni_loop_fini(&loop);
}

int
probe_main(const char *name, const TTest *const *tests, size_t count)
{
	Suite *suite = suite_create(name);
	size_t i;

	for (i = 0; i < count; i++)
		tcase_add_checked_fixture(
		    checks_add(suite, tests[i], (int)i), set_up, tear_down);
	return checks_main(suite);
}
