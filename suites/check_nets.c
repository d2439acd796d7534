/* SPDX-License-Identifier: MIT */
/* Nets as a whole: life and end, journal, waiting, threads. */
#include <config.h>

#include "base/deadline.h"
#include "dial.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

START_TEST(ipv6_or_the_reason_why_not)
{
	struct mn_server *server =
	    mn_serve(net, "udp ipv6\n recv\n send \"6\"\n");
	char data[8];
	int fd;

	if (server == NULL) {
		ck_assert(errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT);
		checks_skip("ipv6_or_the_reason_why_not", "no IPv6 here");
		return;
	}
	ck_assert_str_eq(mn_host(server), "::1");
	fd = dial(server, SOCK_DGRAM);
	ck_assert_int_eq((int)send(fd, "x", 1, 0), 1);
	ck_assert_int_eq((int)recv(fd, data, sizeof(data), 0), 1);
	(void)close(fd);
}
END_TEST

START_TEST(journal_tells_what_happened_in_order)
{
	struct mn_server *server =
	    serve("tcp\n recv until \"\\n\"\n send \"ok\"\n close\n");
	static const enum mn_event_kind want[] = {
	    MN_ACCEPT, MN_RECV, MN_SEND, MN_DONE, MN_FIN_SENT, MN_FIN_SEEN};
	int error, fd = dial(server, SOCK_STREAM);
	struct mn_event event, first;
	char data[8];
	size_t i;

	ck_assert_int_eq((int)send(fd, "hello\n", 6, 0), 6);
	ck_assert_uint_eq(drain(fd, data, sizeof(data), &error), 2);
	(void)close(fd);
	ck_assert(mn_wait(server, MN_FIN_SEEN, 1, PATIENCE_MS));
	ck_assert(mn_event(server, 0, &first));
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		ck_assert(mn_event(server, i, &event));
		ck_assert_str_eq(
		    mn_event_word(event.kind), mn_event_word(want[i]));
		ck_assert_uint_eq(event.connection, 1);
		ck_assert_str_eq(event.peer, first.peer);
		ck_assert_int_ge(event.time_ns, first.time_ns);
		if (event.kind == MN_RECV)
			ck_assert_octets(event.data, event.size, "hello\n");
	}
	ck_assert(!mn_event(server, i, &event));
}
END_TEST

START_TEST(journal_prints)
{
	struct mn_server *server = serve("udp\n recv\n send \"a\\x1b\"\n");
	int fd = dial(server, SOCK_DGRAM);
	char data[8], *text = NULL;
	FILE *stream, *full;
	size_t size;

	ck_assert_int_eq((int)send(fd, "x", 1, 0), 1);
	ck_assert_int_eq((int)recv(fd, data, sizeof(data), 0), 2);
	(void)close(fd);
	stream = open_memstream(&text, &size);
	ck_assert_int_eq(mn_journal_write(net, MN_TEXT, stream), 0);
	(void)fclose(stream);
	ck_assert_ptr_nonnull(strstr(text, "recv"));
	ck_assert_ptr_nonnull(strstr(text, "\"a\\x1b\""));
	free(text);
	full = fopen("/dev/full", "w");
	if (full == NULL)
		return;
	(void)setvbuf(full, NULL, _IONBF, 0);
	ck_assert_int_eq(mn_journal_write(net, MN_TEXT, full), -1);
	(void)fclose(full);
}
END_TEST

START_TEST(script_mistakes_are_complained_of)
{
	struct mn_mistake mistake;

	ck_assert_str_eq(mn_complaint(net), "");
	ck_assert_ptr_null(mn_serve(net, "tcp\n send \"x\n"));
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_ptr_nonnull(strstr(mn_complaint(net), "line 2, column "));
	ck_assert(!mn_script_ok("udp\n recv\n shout\n", &mistake));
	ck_assert_uint_eq(mistake.line, 3);
	ck_assert_uint_eq(mistake.column, 2);
	ck_assert(mn_script_ok("udp\n recv\n", &mistake));
}
END_TEST

START_TEST(wait_keeps_its_deadline)
{
	struct mn_server *server = serve("udp\n recv\n");
	int64_t start_ns = mni_now_ns();

	ck_assert(!mn_wait(server, MN_RECV, 1, 50));
	ck_assert_int_ge(mni_now_ns() - start_ns, 49000000);
	ck_assert(mn_wait(server, MN_RECV, 0, 0));
}
END_TEST

START_TEST(free_with_everything_open)
{
	struct mn_server *stalled = serve("tcp\n stall\n");
	struct mn_server *sending = serve("tcp\n send \"x\" repeat 99999999\n");
	struct mn_server *waiting = serve("udp\n recv\n wait 1000s\n");
	int error, fds[3] = {dial(stalled, SOCK_STREAM),
	               dial(sending, SOCK_STREAM), dial(waiting, SOCK_DGRAM)};
	char data[65536];
	size_t i;

	ck_assert_int_eq((int)send(fds[2], "x", 1, 0), 1);
	ck_assert(mn_wait(waiting, MN_RECV, 1, PATIENCE_MS));
	ck_assert(mn_wait(stalled, MN_DONE, 1, PATIENCE_MS));
	ck_assert(mn_wait(sending, MN_SEND, 1, PATIENCE_MS));
	tear_down();
	ck_assert_uint_eq(drain(fds[0], data, sizeof(data), &error), 0);
	for (i = 0; i < 3; i++)
		(void)close(fds[i]);
	mn_net_free(NULL);
}
END_TEST

static int
open_descriptors(void)
{
	int fd, count = 0;

	for (fd = 0; fd < 256; fd++)
		if (lseek(fd, 0, SEEK_CUR) != -1 || errno != EBADF)
			count++;
	return count;
}

START_TEST(nets_leave_nothing_behind)
{
	int before, i, fd, error;
	struct mn_server *server;
	char data[8];

	tear_down();
	before = open_descriptors();
	for (i = 0; i < 200; i++) {
		set_up();
		server = serve("tcp\n send \"x\"\n close\n");
		fd = dial(server, SOCK_STREAM);
		ck_assert_uint_eq(drain(fd, data, sizeof(data), &error), 1);
		(void)close(fd);
		tear_down();
	}
	ck_assert_int_eq(open_descriptors(), before);
}
END_TEST

static void *
ask_often(void *argument)
{
	struct mn_server *server = argument;
	int i, fd, error;
	char data[8];

	for (i = 0; i < 50; i++) {
		fd = dial(server, SOCK_STREAM);
		(void)drain(fd, data, sizeof(data), &error);
		(void)close(fd);
		(void)mn_count(server, MN_SEND);
	}
	return NULL;
}

START_TEST(threads_may_ask_and_count_at_once)
{
	struct mn_server *server = serve("tcp\n send \"x\"\n close\n");
	pthread_t threads[4];
	size_t i;

	for (i = 0; i < 4; i++)
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, ask_often, server), 0);
	for (i = 0; i < 4; i++)
		(void)pthread_join(threads[i], NULL);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 200);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {ipv6_or_the_reason_why_not,
	    journal_tells_what_happened_in_order, journal_prints,
	    script_mistakes_are_complained_of, wait_keeps_its_deadline,
	    free_with_everything_open, nets_leave_nothing_behind,
	    threads_may_ask_and_count_at_once};

	return dial_main("nets", tests, sizeof(tests) / sizeof(tests[0]));
}
