/* SPDX-License-Identifier: MIT */
/* mn_ok() and mn_stop(): whether all was as the scripts expect. */
#include <config.h>

#include "support/dial.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* All is not well, and WANT is why. */
static void
assert_wrong(const char *want)
{
	ck_assert(!mn_ok(net));
	ck_assert_str_eq(mn_complaint(net), want);
}

/* Connects and goes. */
static void
visit(struct mn_server *server)
{
	size_t before = mn_count(server, MN_ACCEPT);

	(void)close(dial(server, SOCK_STREAM));
	await(server, MN_ACCEPT, before + 1);
}

START_TEST(nothing_happened_and_nothing_was_expected)
{
	ck_assert(mn_ok(net));
	(void)serve("tcp\n recv \"x\"\n");
	(void)serve("udp\n recv \"x\"\n recv \"y\"\n");
	(void)serve("tcp\n fault before accept refuse\n");
	ck_assert(mn_ok(net));
	ck_assert_str_eq(mn_complaint(net), "");
	ck_assert(mn_stop(mn_server(net, 0)));
	ck_assert(mn_stop(mn_server(net, 1)));
	ck_assert(mn_stop(mn_server(net, 2)));
}
END_TEST

START_TEST(connections_are_counted)
{
	struct mn_server *server =
	    serve("discard tcp\n expect connections 2\n");

	assert_wrong("discard-tcp1: expected 2 connections, came 0");
	visit(server);
	assert_wrong("discard-tcp1: expected 2 connections, came 1");
	visit(server);
	ck_assert(mn_ok(net));
	visit(server);
	assert_wrong("discard-tcp1: expected 2 connections, came 3");
	ck_assert(!mn_stop(server));
	ck_assert_str_eq(
	    mn_complaint(net), "discard-tcp1: expected 2 connections, came 3");
}
END_TEST

START_TEST(datagrams_are_counted)
{
	struct mn_server *server =
	    serve("udp as d\n expect datagrams 1..2\n drop\n");
	int fd = dial(server, SOCK_DGRAM);

	assert_wrong("d: expected 1 to 2 datagrams, came 0");
	say(fd, "1");
	await(server, MN_RECV, 1);
	ck_assert(mn_ok(net));
	say(fd, "2");
	await(server, MN_RECV, 2);
	ck_assert(mn_ok(net));
	say(fd, "3");
	await(server, MN_RECV, 3);
	assert_wrong("d: expected 1 to 2 datagrams, came 3");
	(void)close(fd);
}
END_TEST

START_TEST(none_can_be_expected)
{
	struct mn_server *server =
	    serve("tcp\n expect connections 0\n stall\n");

	ck_assert(mn_ok(net));
	visit(server);
	assert_wrong("tcp1: expected 0 connections, came 1");
}
END_TEST

/* As long as it may still come it is only missing; when the server is stopped
 * it did not come. */
START_TEST(octets_that_are_missing)
{
	struct mn_server *server = serve("tcp\n recv 10\n");
	static const char want[] =
	    "tcp1, connection 1: line 2: expected 10 octets, came \"abc\" so "
	    "far";
	int fd = dial(server, SOCK_STREAM);

	say(fd, "abc");
	await(server, MN_RECV, 1);
	assert_wrong(want);
	ck_assert_uint_eq(mn_count(server, MN_UNEXPECTED), 0);
	ck_assert(!mn_stop(server));
	ck_assert_str_eq(mn_complaint(net), want);
	ck_assert_uint_eq(mn_count(server, MN_UNEXPECTED), 1);
	assert_wrong(want);
	ck_assert(!mn_stop(server));
	(void)close(fd);
}
END_TEST

START_TEST(octets_that_came_later_are_not_missing)
{
	struct mn_server *server = serve("tcp\n recv \"ab\"\n");
	int fd = dial(server, SOCK_STREAM);

	await(server, MN_ACCEPT, 1);
	assert_wrong("tcp1, connection 1: line 2: expected \"ab\", came "
	             "nothing so far");
	say(fd, "ab");
	hear_end(fd);
	ck_assert(mn_ok(net));
	(void)close(fd);
	await(server, MN_FIN_SEEN, 1);
	ck_assert(mn_stop(server));
}
END_TEST

START_TEST(datagram_that_is_missing)
{
	struct mn_server *server =
	    serve("udp\n recv\n send \"1\"\n recv \"b\"\n send \"2\"\n");
	int fd = dial(server, SOCK_DGRAM);

	say(fd, "a");
	hear_datagram(fd, "1");
	assert_wrong("udp1: line 4: expected \"b\", came nothing so far");
	say(fd, "b");
	hear_datagram(fd, "2");
	ck_assert(mn_ok(net));
	(void)close(fd);
}
END_TEST

/* Who waits for anything, the end, or another round misses nothing. */
START_TEST(waiting_is_no_mistake)
{
	static const char *const scripts[] = {"tcp\n recv\n",
	    "tcp\n recv eof\n", "tcp\n loop\n recv \"x\"\n end\n",
	    "tcp\n barrier b\n recv 5\n", "tcp\n wait 10s\n recv 5\n",
	    "tcp\n stall\n", "echo tcp\n"};
	struct mn_server *server;
	size_t i;
	int fd;

	for (i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		server = serve(scripts[i]);
		fd = dial(server, SOCK_STREAM);
		await(server, MN_ACCEPT, 1);
		ck_assert_msg(mn_ok(net), "%s", mn_complaint(net));
		ck_assert_msg(mn_stop(server), "%s", mn_complaint(net));
		(void)close(fd);
	}
}
END_TEST

START_TEST(every_server_has_its_line_in_their_order)
{
	struct mn_server *first = serve("tcp as first\n recv \"a\"\n");
	int fd;

	(void)serve("udp as second\n expect datagrams 1\n recv\n");
	(void)serve("tcp as third\n expect connections 0..1\n recv\n");
	fd = dial(first, SOCK_STREAM);
	say(fd, "b");
	hear_reset(fd);
	(void)close(fd);
	fd = dial(first, SOCK_STREAM);
	await(first, MN_ACCEPT, 2);
	assert_wrong("first, connection 1: line 2: expected \"a\", came "
	             "\"b\": they differ at octet 0 of 1\n"
	             "first, connection 2: line 2: expected \"a\", came "
	             "nothing so far\n"
	             "second: expected 1 datagram, came 0");
	(void)close(fd);
}
END_TEST

START_TEST(many_complaints_are_cut)
{
	struct mn_server *server = serve("udp\n recv \"a\"\n");
	int fd = dial(server, SOCK_DGRAM);
	const char *line;
	size_t i, lines = 1;

	for (i = 1; i <= 25; i++) {
		say(fd, "b");
		await(server, MN_UNEXPECTED, i);
	}
	ck_assert(!mn_ok(net));
	for (line = mn_complaint(net); (line = strchr(line, '\n')); line++)
		lines++;
	ck_assert_uint_eq(lines, 21);
	ck_assert_ptr_nonnull(strstr(mn_complaint(net), "\nand 5 more"));
	(void)close(fd);
}
END_TEST

START_TEST(what_was_seen_can_be_asked_after_the_stop)
{
	struct mn_server *server = serve("echo udp\n");
	int fd = dial(server, SOCK_DGRAM);

	say(fd, "a");
	hear_datagram(fd, "a");
	(void)close(fd);
	ck_assert(mn_stop(server));
	ck_assert(mn_stop(server));
	ck_assert_uint_eq(mn_count(server, MN_RECV), 1);
	ck_assert_str_eq(told(server, MN_SEND, 0), "a");
	ck_assert(!mn_wait(server, MN_RECV, 2, 1));
	ck_assert_uint_gt(mn_port(server), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {nothing_happened_and_nothing_was_expected,
	    connections_are_counted, datagrams_are_counted,
	    none_can_be_expected, octets_that_are_missing,
	    octets_that_came_later_are_not_missing, datagram_that_is_missing,
	    waiting_is_no_mistake, every_server_has_its_line_in_their_order,
	    many_complaints_are_cut, what_was_seen_can_be_asked_after_the_stop};

	return dial_main("verdicts", tests, sizeof(tests) / sizeof(tests[0]));
}
