/* SPDX-License-Identifier: MIT */
/* The echo server as a library: how it ends, in every model. */
#include <config.h>

#include "base/deadline.h"
#include "support/echoes.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANY "127.0.0.1:0"

/* What is in the queue of the socket when it is stopped is echoed. */
START_TEST(what_was_received_is_echoed)
{
	struct mni_echoer_options options = options_of(_i);
	struct echoes echoes;
	size_t sent;
	int fd;

	/* Who waits for the limit is too late for us. */
	options.drain_ms = (int64_t)10 * ECHO_PATIENCE_MS;
	echoes = echoes_at(&options, ANY);
	echoes_start(&echoes);
	fd = echoes_call(&echoes, 0, SOCK_STREAM);
	assert_echo(fd, "hello");
	sent = fill(fd, 0, 16384);
	mni_echoer_stop(echoes.echoer);
	ck_assert_uint_eq(take_pattern(fd, 0, SIZE_MAX), sent);
	(void)close(fd);
	ck_assert_uint_eq(echoes_join(&echoes).octets_out, 5 + sent);
}
END_TEST

/* Who was not let in yet when it is stopped is served before it ends, as far as
 * he has spoken. */
START_TEST(callers_that_wait_are_served)
{
	struct mni_echoer_options options = options_of(_i);
	struct echoes echoes;
	size_t sent, i;
	int fds[4];

	options.drain_ms = (int64_t)10 * ECHO_PATIENCE_MS;
	echoes = echoes_at(&options, ANY);
	for (i = 0; i < 4; i++)
		fds[i] = echoes_call(&echoes, 0, SOCK_STREAM);
	for (i = sent = 0; i < 3; i++)
		sent += fill(fds[i], i, 10000);
	mni_echoer_stop(echoes.echoer);
	echoes_start(&echoes);
	for (i = 0; i < 3; i++)
		ck_assert_uint_eq(take_pattern(fds[i], i, SIZE_MAX), 10000);
	assert_end(fds[3]);
	for (i = 0; i < 4; i++)
		(void)close(fds[i]);
	ck_assert_uint_eq(echoes_join(&echoes).octets_out, sent);
}
END_TEST

/* More of it than is read at once, and nobody waits for the limit. */
START_TEST(all_that_was_received_is_echoed)
{
	struct mni_echoer_options options = options_of(_i);
	struct mni_trouble trouble;
	struct echoes echoes;
	int fds[2];
	size_t sent;

	options.drain_ms = (int64_t)10 * ECHO_PATIENCE_MS;
	echoes = (struct echoes){.echoer = mni_echoer_new(&options)};
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	ck_assert_int_eq(
	    mni_echoer_adopt(echoes.echoer, fds[1], &trouble), MNI_OK);
	sent = fill(fds[0], 0, 150000);
	mni_echoer_stop(echoes.echoer);
	echoes_start(&echoes);
	ck_assert_uint_eq(take_pattern(fds[0], 0, SIZE_MAX), sent);
	(void)close(fds[0]);
	(void)echoes_join(&echoes);
}
END_TEST

START_TEST(draining_has_a_limit)
{
	struct mni_echoer_options options = options_of(_i);
	struct echoes echoes;
	int64_t before;
	int fd;

	options.drain_ms = 200;
	echoes = echoes_at(&options, ANY);
	echoes_start(&echoes);
	fd = echoes_call(&echoes, 0, SOCK_STREAM);
	ck_assert_uint_gt(fill_up(fd), 0);
	before = mni_now_ns();
	(void)echoes_end(&echoes);
	ck_assert_int_ge((mni_now_ns() - before) / 1000000, 200);
	ck_assert_int_lt((mni_now_ns() - before) / 1000000, 10000);
	(void)close(fd);
}
END_TEST

/* Connections that are silent do not hold up the end, in no model. */
START_TEST(silent_connections_end_at_once)
{
	struct mni_echoer_options options = options_of(_i);
	struct echoes echoes;
	int64_t before;
	int fds[4];
	size_t i;

	options.drain_ms = 20000;
	echoes = echoes_at(&options, ANY);
	echoes_start(&echoes);
	for (i = 0; i < 4; i++)
		fds[i] = echoes_call(&echoes, 0, SOCK_STREAM);
	assert_echo(fds[0], "hello");
	before = mni_now_ns();
	(void)echoes_end(&echoes);
	ck_assert_int_lt((mni_now_ns() - before) / 1000000, 10000);
	for (i = 0; i < 4; i++)
		(void)close(fds[i]);
}
END_TEST

START_TEST(stop_before_it_runs)
{
	struct mni_echoer_options options = options_of(_i);
	struct echoes echoes = echoes_at(&options, ANY);

	mni_echoer_stop(echoes.echoer);
	echoes_start(&echoes);
	ck_assert_uint_eq(echoes_join(&echoes).connections, 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {what_was_received_is_echoed,
	    callers_that_wait_are_served, all_that_was_received_is_echoed,
	    draining_has_a_limit, silent_connections_end_at_once,
	    stop_before_it_runs};
	Suite *suite = suite_create("end of the echo server");

	(void)signal(SIGPIPE, SIG_IGN);
	add_for_models(suite, tests, sizeof(tests) / sizeof(tests[0]));
	return checks_main_in_lanes(suite);
}
