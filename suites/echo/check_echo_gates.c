/* SPDX-License-Identifier: MIT */
/*
 * Our echo server as a program under what a rough network does to it, in every
 * model and wherever it listens: what it takes of memory, processor time and
 * descriptors, and that all octets come back.  MOCKNET_STRESS=full asks for the
 * large numbers.
 */
#include <config.h>

#include "base/socket.h"
#include "support/echoes.h"
#include "support/process.h"
#include "support/served.h"
#include "support/stress.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)
#define MOST_RSS_KIB 32768
#define OWN 64 /* descriptors that are no connections */
#define MOST_IDLE 10000
#define QUEUE 100
#define STALLED_MS 100

static bool full;

/* Starts it for the running test. */
static bool
start(struct served *served, int index)
{
	return served_start(
	    served, served_model(index), served_place(index), NULL, NULL);
}

/* Whether the running test goes on: else this system does not tell what is
 * VALUE, which was asked of the server. */
static bool
is_told(long value)
{
	if (value != -1 && !child_is_emulated())
		return true;
	checks_skip(tcase_name(), "this system does not tell what it takes");
	return false;
}

/* It answers, and as ever. */
static void
assert_alive(const struct served *served)
{
	int fd = served_call(served);

	assert_echo(fd, "hello");
	ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
	assert_end(fd);
	(void)close(fd);
}

/* Sends what is left of 8 MiB behind SENT, in a process of its own. */
static pid_t
send_rest(int fd, size_t sent)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	while (sent < 8 * MIB)
		sent += fill(fd, sent, 8 * MIB - sent);
	(void)shutdown(fd, SHUT_WR);
	_exit(0);
}

/* As much is sent as is taken, before anything is read. */
static void
close_half(int index, const char *option)
{
	struct served served;
	pid_t pid;
	int fd;

	if (!served_start(&served, served_model(index), served_place(index),
	        option, NULL))
		return;
	fd = served_call(&served);
	pid = send_rest(fd, fill(fd, 0, 8 * MIB));
	ck_assert_int_gt((int)pid, 0);
	ck_assert_uint_eq(take_pattern(fd, 0, SIZE_MAX), 8 * MIB);
	ck_assert_int_eq((int)waitpid(pid, NULL, 0), (int)pid);
	(void)close(fd);
	served_end(&served);
}

START_TEST(half_close_behind_8_mib)
{
	close_half(_i, NULL);
}
END_TEST

START_TEST(half_close_behind_8_mib_of_copies)
{
	close_half(_i, "--no-splice");
}
END_TEST

#define MOST_FLOODS 64

/* 256 MiB by several, none of whom reads. */
START_TEST(floods_do_not_fill_memory)
{
	int fds[MOST_FLOODS], count = full ? MOST_FLOODS : 2, i;
	struct served served;
	long rss;

	if (!start(&served, _i))
		return;
	for (i = 0; i < count; i++) {
		fds[i] = served_call(&served);
		(void)fill(fds[i], 0, 256 * MIB / (size_t)count);
	}
	rss = mni_process_status_of(served.child.pid, "VmRSS");
	for (i = 0; i < count; i++)
		reset(fds[i]);
	assert_alive(&served);
	served_end(&served);
	if (is_told(rss))
		ck_assert_int_lt(rss, MOST_RSS_KIB);
}
END_TEST

#define CALLERS 30
#define REST_MS 50
#define MOST_RESTS 40

/* The processor time of SERVED when it has done what it can for those who have
 * called, or of one that is never done. */
static long
time_at_rest(const struct served *served)
{
	struct pollfd nothing;
	long before, now = mni_process_time_of(served->child.pid);
	int i;

	for (i = 0; i < MOST_RESTS; i++) {
		before = now;
		(void)poll(&nothing, 0, REST_MS);
		now = mni_process_time_of(served->child.pid);
		if (now == before)
			break;
	}
	return now;
}

/* There are more callers than descriptors; it neither turns round and round
 * over those it cannot let in, nor forgets them. */
START_TEST(without_descriptors_it_waits)
{
	static const char *const few[] = {
	    "sh", "-c", "ulimit -n 20 && exec \"$@\"", "sh", NULL};
	struct served served;
	struct pollfd nothing;
	int fds[CALLERS], ms = full ? 1000 : 400, i;
	long before, after;

	if (!served_start(
	        &served, served_model(_i), served_place(_i), NULL, few))
		return;
	for (i = 0; i < CALLERS; i++)
		fds[i] = served_call(&served);
	assert_echo(fds[0], "hello");
	assert_silence(fds[CALLERS - 1]);
	before = time_at_rest(&served);
	(void)poll(&nothing, 0, ms);
	after = mni_process_time_of(served.child.pid);
	for (i = 0; i < CALLERS; i++) {
		assert_echo(fds[i], "again");
		(void)close(fds[i]);
	}
	assert_alive(&served);
	served_end(&served);
	if (is_told(before))
		ck_assert_int_le(after - before, ms / 20);
}
END_TEST

/* Some with octets that were never read, some that were never let in. */
START_TEST(resets_leave_nothing)
{
	struct served served;
	int count = full ? 1000 : 200, i, fd;
	long before, after;

	if (!start(&served, _i))
		return;
	assert_alive(&served);
	before = mni_process_descriptors_of(served.child.pid);
	for (i = 0; i < count; i++) {
		fd = served_call(&served);
		if (i % 2 == 0)
			ck_assert_int_eq((int)mni_send(fd, "x", 1), 1);
		reset(fd);
	}
	do {
		assert_alive(&served);
		after = mni_process_descriptors_of(served.child.pid);
	} while (after > before + 1);
	served_end(&served);
}
END_TEST

/* As many as this process may have, or as wait for the model that has one at a
 * time; each is answered when it speaks up. */
START_TEST(idle_connections)
{
	long most = mni_process_raise_limit(MOST_IDLE + OWN) - OWN, i;
	long count = full ? most : 500;
	bool alone = served_model(_i) == MNI_ECHOER_BLOCKING;
	static int fds[MOST_IDLE];
	struct served served;

	count = count < most ? count : most;
	count = alone && count > QUEUE ? QUEUE : count;
	if (!start(&served, _i))
		return;
	for (i = 0; i < count; i++)
		fds[i] = served_call(&served);
	if (!alone)
		assert_alive(&served);
	for (i = 0; i < count; i++) {
		assert_echo(fds[i], "hello");
		(void)close(fds[i]);
	}
	served_end(&served);
}
END_TEST

#define SLOW 20

/* They send all that is taken of them, and then read in small pieces, in turn;
 * meanwhile others are served, where there can be others. */
START_TEST(slow_readers)
{
	int fds[SLOW], count = full ? SLOW : 4, i;
	size_t sent[SLOW], back[SLOW] = {0}, size = full ? MIB : MIB / 8;
	struct served served;
	size_t step;

	if (served_model(_i) == MNI_ECHOER_BLOCKING)
		count = 1;
	if (!start(&served, _i))
		return;
	for (i = 0; i < count; i++) {
		fds[i] = served_call(&served);
		sent[i] = fill(fds[i], (size_t)i, size);
		ck_assert_int_eq(shutdown(fds[i], SHUT_WR), 0);
	}
	if (served_model(_i) != MNI_ECHOER_BLOCKING)
		assert_alive(&served);
	for (step = 0; step * 1000 < size; step++)
		for (i = 0; i < count; i++)
			back[i] +=
			    take_pattern(fds[i], (size_t)i + back[i], 1000);
	for (i = 0; i < count; i++) {
		back[i] += take_pattern(fds[i], (size_t)i + back[i], SIZE_MAX);
		ck_assert_uint_eq(back[i], sent[i]);
		(void)close(fds[i]);
	}
	served_end(&served);
}
END_TEST

#define MANY_SLOW 400

/* What they may cost; the thread sanitizer keeps a multiple of all memory. */
#ifdef __SANITIZE_THREAD__
#define MOST_SLOW_KIB (6 * 16384)
#else
#define MOST_SLOW_KIB 16384
#endif

/* Sends up to MOST over each, all at a time, until no one takes more for a
 * while. */
static void
fill_all(const int *fds, size_t *sent, int count, size_t most)
{
	struct pollfd wanted[MANY_SLOW];
	size_t filled;
	int i;

	for (i = 0; i < count; i++)
		wanted[i] = (struct pollfd){.fd = fds[i], .events = POLLOUT};
	while (poll(wanted, (nfds_t)count, STALLED_MS) > 0)
		for (i = 0; i < count; i++) {
			if ((wanted[i].revents & POLLOUT) == 0)
				continue;
			filled = fill_now(
			    fds[i], (size_t)i + sent[i], most - sent[i]);
			sent[i] += filled;
			if (sent[i] == most)
				wanted[i].fd = -1;
		}
}

/* None of them reads before all have sent what is taken of them: at a path that
 * is more than the server may keep of theirs, over TCP most of it waits in the
 * system.  A thread has a buffer, so there are less of those. */
START_TEST(many_slow_readers)
{
	static const int counts[MODELS] = {[MNI_ECHOER_BLOCKING] = 1,
	    [MNI_ECHOER_THREADS] = MANY_SLOW / 4,
	    [MNI_ECHOER_EVENT] = MANY_SLOW};
	int fds[MANY_SLOW], count = counts[served_model(_i)], i;
	size_t most = served_place(_i) == PLACE_UNIX || full ? MIB / 2
	                                                     : MIB / 8;
	size_t sent[MANY_SLOW] = {0};
	struct served served;
	long before, after;

	if (!start(&served, _i))
		return;
	for (i = 0; i < count; i++)
		fds[i] = served_call(&served);
	if (count > 1)
		assert_alive(&served);
	before = mni_process_status_of(served.child.pid, "VmRSS");
	fill_all(fds, sent, count, most);
	after = mni_process_status_of(served.child.pid, "VmRSS");
	for (i = 0; i < count; i++) {
		ck_assert_int_eq(shutdown(fds[i], SHUT_WR), 0);
		ck_assert_uint_eq(
		    take_pattern(fds[i], (size_t)i, SIZE_MAX), sent[i]);
		(void)close(fds[i]);
	}
	served_end(&served);
	if (is_told(before))
		ck_assert_int_lt(after - before, MOST_SLOW_KIB);
}
END_TEST

/* It closes first, so that its side is in TIME_WAIT; once it is ended, and once
 * killed amid a connection. */
START_TEST(starts_again_where_it_was)
{
	struct served served;
	int fd;

	if (!served_start(
	        &served, served_model(_i), served_place(_i), "--once", NULL))
		return;
	fd = served_call(&served);
	assert_echo(fd, "hello");
	assert_end(fd);
	(void)close(fd);
	served_end(&served);
	served_again(&served);
	fd = served_call(&served);
	if (!child_is_emulated()) {
		served_signal(&served, SIGKILL);
		served_again(&served);
	}
	(void)close(fd);
	fd = served_call(&served);
	assert_echo(fd, "hello");
	assert_end(fd);
	(void)close(fd);
	served_end(&served);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {half_close_behind_8_mib,
	    half_close_behind_8_mib_of_copies, floods_do_not_fill_memory,
	    without_descriptors_it_waits, resets_leave_nothing,
	    idle_connections, slow_readers, many_slow_readers,
	    starts_again_where_it_was};
	Suite *suite = suite_create("echo gates");
	int status;

	full = stress_is_full();
	(void)signal(SIGPIPE, SIG_IGN);
	if (scratch_open() == -1)
		return 99;
	add_for_places(suite, tests, sizeof(tests) / sizeof(tests[0]));
	status = checks_main_in_lanes(suite);
	scratch_close();
	return status;
}
