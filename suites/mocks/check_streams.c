/* SPDX-License-Identifier: MIT */
/* The tcp stand-ins of libmocknet, asked by bare sockets. */
#include <config.h>

#include "support/dial.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

START_TEST(tcp_sends_and_closes)
{
	struct mn_server *server = serve("tcp\n send \"hi\\r\\n\"\n close\n");
	int error, fd = dial(server, SOCK_STREAM);
	char data[64];
	size_t size = drain(fd, data, sizeof(data), &error);

	ck_assert_octets(data, size, "hi\r\n");
	ck_assert_int_eq(error, 0);
	ck_assert_str_eq(mn_host(server), "127.0.0.1");
	ck_assert_uint_gt(mn_port(server), 0);
	ck_assert_uint_eq(mn_count(server, MN_ACCEPT), 1);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 1);
	ck_assert_uint_eq(mn_count(server, MN_FIN_SENT), 1);
	ck_assert_uint_eq(mn_count(server, MN_FIN_SEEN), 0);
	(void)close(fd);
	ck_assert(mn_wait(server, MN_FIN_SEEN, 1, PATIENCE_MS));
}
END_TEST

START_TEST(tcp_script_ends_with_a_close)
{
	struct mn_server *server = serve("tcp\n send \"x\"\n");
	int error, fd = dial(server, SOCK_STREAM);
	char data[8];
	size_t size = drain(fd, data, sizeof(data), &error);

	ck_assert_octets(data, size, "x");
	ck_assert_int_eq(error, 0);
	(void)close(fd);
}
END_TEST

/* Input that nobody read must not turn the FIN into a RST. */
START_TEST(tcp_close_drains)
{
	struct mn_server *server = serve("tcp\n recv 1\n send \"x\"\n close\n");
	int error, fd = dial(server, SOCK_STREAM);
	char data[8];
	size_t size;

	ck_assert_int_eq((int)send(fd, "abc", 3, 0), 3);
	size = drain(fd, data, sizeof(data), &error);
	ck_assert_octets(data, size, "x");
	ck_assert_int_eq(error, 0);
	ck_assert_int_eq((int)send(fd, "more", 4, 0), 4);
	(void)shutdown(fd, SHUT_WR);
	ck_assert(mn_wait(server, MN_FIN_SEEN, 1, PATIENCE_MS));
	(void)close(fd);
}
END_TEST

START_TEST(tcp_rst_is_a_reset_behind_what_was_sent)
{
	struct mn_server *server = serve("tcp\n send \"abc\"\n recv 2\n rst\n");
	int error, fd = dial(server, SOCK_STREAM);
	char data[8];

	ck_assert_int_eq((int)recv(fd, data, 3, MSG_WAITALL), 3);
	ck_assert_int_eq((int)send(fd, "go", 2, 0), 2);
	ck_assert_uint_eq(drain(fd, data, sizeof(data), &error), 0);
	ck_assert_int_eq(error, ECONNRESET);
	ck_assert_uint_eq(mn_count(server, MN_RST_SENT), 1);
	(void)close(fd);
}
END_TEST

START_TEST(tcp_fin_leaves_the_other_side_open)
{
	struct mn_server *server =
	    serve("tcp\n send \"a\"\n fin\n recv until \"zz\"\n close\n");
	int error, fd = dial(server, SOCK_STREAM);
	char data[8];
	size_t size = drain(fd, data, sizeof(data), &error);

	ck_assert_octets(data, size, "a");
	ck_assert_int_eq(error, 0);
	ck_assert_int_eq((int)send(fd, "xyz", 3, 0), 3);
	ck_assert_int_eq((int)send(fd, "z", 1, 0), 1);
	ck_assert(mn_wait(server, MN_DONE, 1, PATIENCE_MS));
	(void)close(fd);
}
END_TEST

/* What recv until has taken is gone, its last octets too. */
START_TEST(tcp_recv_until_takes_the_whole)
{
	struct mn_server *server =
	    serve("tcp\n recv until \"b\"\n recv until \"b\"\n send \"x\"\n");
	int error, fd = dial(server, SOCK_STREAM);
	char data[8];

	ck_assert_int_eq((int)send(fd, "ab", 2, 0), 2);
	ck_assert(mn_wait(server, MN_RECV, 1, PATIENCE_MS));
	ck_assert_uint_eq(mn_count(server, MN_SEND), 0);
	ck_assert_int_eq((int)send(fd, "cb", 2, 0), 2);
	ck_assert_uint_eq(drain(fd, data, sizeof(data), &error), 1);
	(void)close(fd);
}
END_TEST

START_TEST(tcp_recv_eof_waits_for_the_end)
{
	struct mn_server *server =
	    serve("tcp\n recv eof\n send \"bye\"\n close\n");
	int error, fd = dial(server, SOCK_STREAM);
	char data[8];
	size_t size;

	ck_assert_int_eq((int)send(fd, "all of it", 9, 0), 9);
	ck_assert(mn_wait(server, MN_RECV, 1, PATIENCE_MS));
	ck_assert_uint_eq(mn_count(server, MN_SEND), 0);
	(void)shutdown(fd, SHUT_WR);
	size = drain(fd, data, sizeof(data), &error);
	ck_assert_octets(data, size, "bye");
	(void)close(fd);
}
END_TEST

START_TEST(tcp_what_cannot_come_any_more_ends_the_script)
{
	struct mn_server *server =
	    serve("tcp\n recv 10\n send \"never\"\n close\n");
	int error, fd = dial(server, SOCK_STREAM);
	char data[8];

	(void)shutdown(fd, SHUT_WR);
	ck_assert_uint_eq(drain(fd, data, sizeof(data), &error), 0);
	ck_assert_int_eq(error, 0);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 0);
	(void)close(fd);
}
END_TEST

static void
reset(int fd)
{
	struct linger abort_now = {.l_onoff = 1, .l_linger = 0};

	(void)setsockopt(
	    fd, SOL_SOCKET, SO_LINGER, &abort_now, sizeof(abort_now));
	(void)close(fd);
}

START_TEST(tcp_peer_that_resets_is_seen)
{
	struct mn_server *server = serve("tcp\n recv eof\n close\n");
	int fd = dial(server, SOCK_STREAM);

	ck_assert(mn_wait(server, MN_ACCEPT, 1, PATIENCE_MS));
	reset(fd);
	ck_assert(mn_wait(server, MN_RST_SEEN, 1, PATIENCE_MS));
	ck_assert_uint_eq(mn_count(server, MN_FIN_SEEN), 0);
}
END_TEST

/* Every octet is a write of its own, in its place. */
START_TEST(tcp_each_byte_is_one_write)
{
	struct mn_server *server =
	    serve("tcp\n send \"abc\" each byte\n close\n");
	int error, fd = dial(server, SOCK_STREAM);
	struct mn_event event;
	char data[8];
	size_t nth, sends = 0, size = drain(fd, data, sizeof(data), &error);

	ck_assert_octets(data, size, "abc");
	for (nth = 0; mn_event(server, nth, &event); nth++)
		if (event.kind == MN_SEND) {
			ck_assert_uint_eq(event.size, 1);
			ck_assert_uint_eq(event.offset, sends);
			ck_assert_int_eq(event.data[0], "abc"[sends]);
			sends++;
		}
	ck_assert_uint_eq(sends, 3);
	(void)close(fd);
}
END_TEST

START_TEST(tcp_wait_passes_before_the_answer)
{
	struct mn_server *server =
	    serve("tcp\n recv 1\n wait 20ms\n send \"x\"\n wait 20ms\n");
	int fd = dial(server, SOCK_STREAM);
	long long asked_ns;

	say(fd, "?");
	hear(fd, "x");
	hear_end(fd);
	asked_ns = happened(server, MN_RECV, 0).time_ns;
	ck_assert_int_ge(
	    happened(server, MN_SEND, 0).time_ns - asked_ns, 19000000);
	ck_assert_int_ge(
	    happened(server, MN_FIN_SENT, 0).time_ns - asked_ns, 39000000);
	(void)close(fd);
}
END_TEST

START_TEST(tcp_split_and_gap)
{
	struct mn_server *server =
	    serve("tcp\n send \"abcdef\" split at 2 5 gap 20ms\n close\n");
	int error, fd = dial(server, SOCK_STREAM);
	static const size_t sizes[] = {2, 3, 1};
	struct mn_event event;
	long long before = 0;
	char data[8];
	size_t nth, sends = 0, size = drain(fd, data, sizeof(data), &error);

	ck_assert_octets(data, size, "abcdef");
	for (nth = 0; mn_event(server, nth, &event); nth++) {
		if (event.kind != MN_SEND)
			continue;
		ck_assert_uint_lt(sends, 3);
		ck_assert_uint_eq(event.size, sizes[sends]);
		if (sends > 0)
			ck_assert_int_ge(event.time_ns - before, 19000000);
		before = event.time_ns;
		sends++;
	}
	ck_assert_uint_eq(sends, 3);
	(void)close(fd);
}
END_TEST

/* Receives COUNT times "0123456789". */
static void
hear_digits(int fd, size_t count)
{
	size_t total = 0;
	char data[65536];
	ssize_t size, i;

	while (
	    total < count * 10 && (size = recv(fd, data, sizeof(data), 0)) > 0)
		for (i = 0; i < size; i++, total++)
			if (data[i] != "0123456789"[total % 10])
				ck_abort_msg("wrong octet at %zu", total);
	ck_assert_uint_eq(total, count * 10);
}

/* More than any buffer holds: the mock waits for its reader. */
START_TEST(tcp_repeat_of_megabytes)
{
	struct mn_server *server =
	    serve("tcp\n send \"0123456789\" repeat 1600000\n close\n");
	int fd = dial(server, SOCK_STREAM);

	hear_digits(fd, 1600000);
	hear_end(fd);
	(void)close(fd);
}
END_TEST

START_TEST(tcp_stall_holds_and_stop_ends_it_at_once)
{
	struct mn_server *server = serve("tcp\n send \"a\"\n stall\n");
	int error, fd = dial(server, SOCK_STREAM);
	struct pollfd readable = {.fd = fd, .events = POLLIN};
	char data[8];

	ck_assert_int_eq((int)recv(fd, data, 1, 0), 1);
	ck_assert(mn_wait(server, MN_DONE, 1, PATIENCE_MS));
	ck_assert_int_eq(poll(&readable, 1, 50), 0);
	mn_stop(server);
	ck_assert_uint_eq(drain(fd, data, sizeof(data), &error), 0);
	ck_assert_int_eq(dial(server, SOCK_STREAM), -1);
	ck_assert_int_eq(errno, ECONNREFUSED);
	ck_assert_uint_eq(mn_count(server, MN_ACCEPT), 1);
	(void)close(fd);
}
END_TEST

START_TEST(tcp_many_connections_each_play_the_script)
{
	struct mn_server *server = serve("tcp\n recv 1\n send \"x\"\n close\n");
	int fds[50], error;
	char data[8];
	size_t i;

	for (i = 0; i < 50; i++) {
		fds[i] = dial(server, SOCK_STREAM);
		ck_assert_int_ne(fds[i], -1);
	}
	for (i = 50; i-- > 0;)
		ck_assert_int_eq((int)send(fds[i], "g", 1, 0), 1);
	for (i = 0; i < 50; i++) {
		ck_assert_uint_eq(drain(fds[i], data, sizeof(data), &error), 1);
		(void)close(fds[i]);
	}
	ck_assert_uint_eq(mn_count(server, MN_ACCEPT), 50);
}
END_TEST

START_TEST(tcp_recv_exact_takes_just_that)
{
	struct mn_server *server = serve(
	    "tcp\n recv \"hello\"\n send \"1\"\n recv \"abc\"\n"
	    " recv \"d\"\n send \"2\"\n");
	int fd = dial(server, SOCK_STREAM);

	say(fd, "he");
	await(server, MN_RECV, 1);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 0);
	say(fd, "llo");
	hear(fd, "1");
	say(fd, "abcd");
	hear(fd, "2");
	hear_end(fd);
	ck_assert(mn_ok(net));
	(void)close(fd);
}
END_TEST

/* Says TEXT, in one piece or in two, where "hello" is expected. */
static void
say_wrong(const char *first, const char *second, const char *want)
{
	struct mn_server *server = serve("tcp\n recv \"hello\"\n send \"x\"\n");
	int fd = dial(server, SOCK_STREAM);

	say(fd, first);
	await(server, MN_RECV, 1);
	if (second != NULL)
		say(fd, second);
	hear_reset(fd);
	ck_assert_str_eq(told(server, MN_UNEXPECTED, 0), want);
	ck_assert_uint_eq(mn_count(server, MN_UNEXPECTED), 1);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 0);
	ck_assert_uint_eq(mn_count(server, MN_DONE), 0);
	ck_assert(!mn_stop(server));
	(void)close(fd);
}

START_TEST(tcp_other_octets_are_unexpected_at_once)
{
	say_wrong("help", NULL,
	    "line 2: expected \"hello\", came \"help\": "
	    "they differ at octet 3 of 5");
	say_wrong("hel", "p",
	    "line 2: expected \"hello\", came \"help\": "
	    "they differ at octet 3 of 5");
	say_wrong("x", NULL,
	    "line 2: expected \"hello\", came \"x\": "
	    "they differ at octet 0 of 5");
}
END_TEST

/* STEP, of which TEXT comes and then the end. */
static void
say_too_little(const char *step, const char *text, const char *want)
{
	struct mn_server *server;
	char script[100];
	int fd;

	(void)snprintf(script, sizeof(script), "tcp\n fin\n %s\n", step);
	server = serve(script);
	fd = dial(server, SOCK_STREAM);
	say(fd, text);
	(void)shutdown(fd, SHUT_WR);
	hear_end(fd);
	await(server, MN_UNEXPECTED, 1);
	ck_assert_str_eq(told(server, MN_UNEXPECTED, 0), want);
	ck_assert_uint_eq(mn_count(server, MN_DONE), 0);
	(void)close(fd);
}

START_TEST(tcp_end_before_what_is_expected_is_unexpected)
{
	say_too_little("recv \"hello\"", "hel",
	    "line 3: expected \"hello\", came \"hel\", then the end");
	say_too_little("recv until \"\\r\\n\"", "GET",
	    "line 3: expected everything up to \"\\r\\n\", came \"GET\", "
	    "then the end");
	say_too_little("recv 1", "",
	    "line 3: expected 1 octet, came nothing, then the end");
	say_too_little("recv 10", "abc",
	    "line 3: expected 10 octets, came \"abc\", then the end");
	say_too_little(
	    "recv", "", "line 3: expected octets, came nothing, then the end");
}
END_TEST

START_TEST(tcp_reset_before_the_end_is_unexpected)
{
	struct mn_server *server = serve("tcp\n recv eof\n");
	int fd = dial(server, SOCK_STREAM);

	await(server, MN_ACCEPT, 1);
	reset(fd);
	await(server, MN_UNEXPECTED, 1);
	ck_assert_str_eq(told(server, MN_UNEXPECTED, 0),
	    "line 2: expected the end, came nothing, then a reset");
}
END_TEST

START_TEST(tcp_fin_is_told_once)
{
	struct mn_server *server =
	    serve("tcp\n fin\n recv eof\n fin\n close\n");
	int fd = dial(server, SOCK_STREAM);

	hear_end(fd);
	say(fd, "much to say");
	(void)shutdown(fd, SHUT_WR);
	await(server, MN_DONE, 1);
	ck_assert_uint_eq(mn_count(server, MN_FIN_SENT), 1);
	ck_assert_uint_eq(mn_count(server, MN_FIN_SEEN), 1);
	(void)close(fd);
}
END_TEST

START_TEST(tcp_send_behind_a_fin_fails)
{
	struct mn_server *server = serve("tcp\n fin\n send \"x\"\n");
	int fd = dial(server, SOCK_STREAM);

	hear_end(fd);
	await(server, MN_FAILED, 1);
	ck_assert_str_eq(told(server, MN_FAILED, 0), "send: Broken pipe");
	ck_assert_uint_eq(mn_count(server, MN_RST_SEEN), 0);
	(void)close(fd);
}
END_TEST

START_TEST(tcp_send_received_is_what_the_last_recv_took)
{
	struct mn_server *server = serve(
	    "tcp\n send received\n recv 3\n send received\n"
	    " recv until \";\"\n send received\n recv eof\n"
	    " send \"<\"\n send received\n send \">\"\n");
	int fd = dial(server, SOCK_STREAM);

	say(fd, "abcde;fg");
	(void)shutdown(fd, SHUT_WR);
	hear(fd, "abcde;<fg>");
	hear_end(fd);
	(void)close(fd);
}
END_TEST

/* Neither side reads before it has said all: without it they would wait for
 * each other. */
START_TEST(tcp_discard_input_keeps_on_sending)
{
	struct mn_server *server = serve(
	    "tcp\n discard input\n"
	    " send \"0123456789\" repeat 800000\n recv eof\n");
	int fd = dial(server, SOCK_STREAM);
	static char much[4000000];

	ck_assert_int_eq(
	    (int)send(fd, much, sizeof(much), 0), (int)sizeof(much));
	(void)shutdown(fd, SHUT_WR);
	hear_digits(fd, 800000);
	hear_end(fd);
	ck_assert_uint_eq(mn_count(server, MN_FIN_SEEN), 1);
	(void)close(fd);
}
END_TEST

START_TEST(tcp_discard_input_ends_a_loop_with_the_peer)
{
	struct mn_server *server =
	    serve("tcp\n discard input\n loop\n send \"xxxxxxxxxx\"\n end\n");
	int error, fd = dial(server, SOCK_STREAM);
	static char data[8000000];

	say(fd, "go on");
	await(server, MN_SEND, 1);
	(void)shutdown(fd, SHUT_WR);
	ck_assert_uint_gt(drain(fd, data, sizeof(data), &error), 0);
	ck_assert_int_eq(error, 0);
	await(server, MN_DONE, 1);
	(void)close(fd);
}
END_TEST

START_TEST(tcp_drip)
{
	struct mn_server *server =
	    serve("tcp\n send \"abcde\" drip 2 every 10ms\n");
	int fd = dial(server, SOCK_STREAM);
	struct mn_event event;
	long long before = 0;
	size_t nth;

	hear(fd, "abcde");
	hear_end(fd);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 3);
	for (nth = 0; nth < 3; nth++) {
		event = happened(server, MN_SEND, nth);
		ck_assert_uint_eq(event.size, nth == 2 ? 1 : 2);
		if (nth > 0)
			ck_assert_int_ge(event.time_ns - before, 9000000);
		before = event.time_ns;
	}
	(void)close(fd);
}
END_TEST

START_TEST(tcp_cut_ends_a_send_before_its_time)
{
	static const char *const cuts[] = {
	    "cut at 2 fin", "cut at 2 rst", "cut at 2 stall"};
	struct mn_server *server;
	char script[100];
	size_t i;
	int fd;

	for (i = 0; i < 3; i++) {
		(void)snprintf(script, sizeof(script),
		    "tcp\n send \"abc\" repeat 5 %s\n send \"more\"\n",
		    cuts[i]);
		server = serve(script);
		fd = dial(server, SOCK_STREAM);
		hear(fd, "ab");
		if (i == 0)
			hear_end(fd);
		else if (i == 1)
			hear_reset(fd);
		else
			hear_nothing(fd);
		(void)close(fd);
	}
}
END_TEST

START_TEST(tcp_cut_behind_the_end_is_at_the_end)
{
	struct mn_server *server =
	    serve("tcp\n send \"abc\" cut at 9 stall\n send \"more\"\n");
	int fd = dial(server, SOCK_STREAM);

	hear(fd, "abc");
	hear_nothing(fd);
	await(server, MN_DONE, 1);
	(void)close(fd);
}
END_TEST

START_TEST(tcp_peer_that_goes_while_it_is_sent_to_is_seen)
{
	struct mn_server *server =
	    serve("tcp\n send \"0123456789\" repeat 99999999\n");
	int fd = dial(server, SOCK_STREAM);

	await(server, MN_SEND, 1);
	reset(fd);
	await(server, MN_RST_SEEN, 1);
	ck_assert_uint_eq(mn_count(server, MN_DONE), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {tcp_sends_and_closes,
	    tcp_script_ends_with_a_close, tcp_close_drains,
	    tcp_rst_is_a_reset_behind_what_was_sent,
	    tcp_fin_leaves_the_other_side_open, tcp_recv_until_takes_the_whole,
	    tcp_recv_eof_waits_for_the_end,
	    tcp_what_cannot_come_any_more_ends_the_script,
	    tcp_peer_that_resets_is_seen, tcp_each_byte_is_one_write,
	    tcp_wait_passes_before_the_answer, tcp_split_and_gap,
	    tcp_repeat_of_megabytes, tcp_stall_holds_and_stop_ends_it_at_once,
	    tcp_many_connections_each_play_the_script,
	    tcp_recv_exact_takes_just_that,
	    tcp_other_octets_are_unexpected_at_once,
	    tcp_end_before_what_is_expected_is_unexpected,
	    tcp_reset_before_the_end_is_unexpected, tcp_fin_is_told_once,
	    tcp_send_behind_a_fin_fails,
	    tcp_send_received_is_what_the_last_recv_took,
	    tcp_discard_input_keeps_on_sending,
	    tcp_discard_input_ends_a_loop_with_the_peer, tcp_drip,
	    tcp_cut_ends_a_send_before_its_time,
	    tcp_cut_behind_the_end_is_at_the_end,
	    tcp_peer_that_goes_while_it_is_sent_to_is_seen};

	return dial_main("streams", tests, sizeof(tests) / sizeof(tests[0]));
}
