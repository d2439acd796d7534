/* SPDX-License-Identifier: MIT */
/* Whose turn it is: loops, lines for some connections, barriers. */
#include <config.h>

#include "support/dial.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

START_TEST(loop_has_its_rounds)
{
	struct mn_server *server = serve("tcp\n loop 3\n recv 1\n send \"x\"\n"
	                                 " end\n send \".\"\n");
	int i, fd = dial(server, SOCK_STREAM);

	for (i = 0; i < 3; i++) {
		say(fd, "?");
		hear(fd, "x");
	}
	hear(fd, ".");
	hear_end(fd);
	ck_assert(mn_ok(net));
	(void)close(fd);
}
END_TEST

START_TEST(loops_turn_inside_each_other)
{
	struct mn_server *server = serve(
	    "tcp\n loop 2\n send \"a\"\n loop 3\n send \"b\"\n loop 2\n"
	    " loop 1\n send \"c\"\n end\n end\n end\n end\n"
	    " send \"d\"\n");
	int fd = dial(server, SOCK_STREAM);

	hear(fd, "abccbccbccabccbccbccd");
	hear_end(fd);
	(void)close(fd);
}
END_TEST

START_TEST(loop_without_end_ends_with_the_peer)
{
	struct mn_server *server =
	    serve("tcp\n loop\n recv 1\n send received\n end\n");
	int i, fd = dial(server, SOCK_STREAM);

	for (i = 0; i < 100; i++) {
		say(fd, "x");
		hear(fd, "x");
	}
	(void)shutdown(fd, SHUT_WR);
	hear_end(fd);
	await(server, MN_DONE, 1);
	ck_assert(mn_ok(net));
	(void)close(fd);
}
END_TEST

START_TEST(peer_that_ends_inside_a_round_is_unexpected)
{
	struct mn_server *server =
	    serve("tcp\n loop\n recv 2\n send received\n end\n");
	int fd = dial(server, SOCK_STREAM);

	say(fd, "abc");
	(void)shutdown(fd, SHUT_WR);
	hear(fd, "ab");
	hear_end(fd);
	ck_assert_str_eq(told(server, MN_UNEXPECTED, 0),
	    "line 3: expected 2 octets, came \"c\", then the end");
	(void)close(fd);
}
END_TEST

START_TEST(loop_over_datagrams)
{
	struct mn_server *server = serve(
	    "udp\n loop 2\n recv\n send \"a\"\n end\n recv\n"
	    " send \"b\"\n");
	int fd = dial(server, SOCK_DGRAM);
	const char *want;

	for (want = "aabaab"; *want != '\0'; want++) {
		say(fd, "?");
		hear_datagram(fd, *want == 'a' ? "a" : "b");
	}
	ck_assert_uint_eq(mn_count(server, MN_DONE), 2);
	(void)close(fd);
}
END_TEST

START_TEST(connections_have_lines_of_their_own)
{
	struct mn_server *server = serve(
	    "tcp\n connection 2\n send \"2\"\n connection 1..3\n"
	    " send \"1-3\"\n connection 5\n send \"5\"\n"
	    " connection any\n send \"any\"\n");
	static const char *const want[] = {
	    "1-3", "2", "1-3", "any", "5", "any"};
	size_t i;
	int fd;

	for (i = 0; i < 6; i++) {
		fd = dial(server, SOCK_STREAM);
		hear(fd, want[i]);
		hear_end(fd);
		(void)close(fd);
	}
	ck_assert(mn_ok(net));
}
END_TEST

START_TEST(stranger_is_reset_and_unexpected)
{
	struct mn_server *server = serve(
	    "tcp\n connection 1\n send \"1\"\n connection 3\n"
	    " send \"3\"\n");
	int i, fd;

	for (i = 1; i <= 4; i++) {
		fd = dial(server, SOCK_STREAM);
		ck_assert_int_ne(fd, -1);
		if (i % 2 == 0) {
			hear_reset(fd);
		} else {
			hear(fd, i == 1 ? "1" : "3");
			hear_end(fd);
		}
		(void)close(fd);
	}
	ck_assert_uint_eq(mn_count(server, MN_UNEXPECTED), 2);
	ck_assert_str_eq(told(server, MN_UNEXPECTED, 0),
	    "the script has no steps for this connection");
	ck_assert(!mn_ok(net));
	ck_assert_str_eq(mn_complaint(net),
	    "tcp1, connection 2: the script has no steps for this "
	    "connection\n"
	    "tcp1, connection 4: the script has no steps for this "
	    "connection");
}
END_TEST

START_TEST(barrier_holds_a_connection_for_the_other)
{
	struct mn_server *server =
	    serve("tcp\n recv 1\n barrier both\n send \"x\"\n");
	int first = dial(server, SOCK_STREAM);
	int second = dial(server, SOCK_STREAM);

	say(first, "?");
	await(server, MN_BARRIER, 1);
	ck_assert_str_eq(told(server, MN_BARRIER, 0), "both");
	hear_nothing(first);
	say(second, "?");
	hear(first, "x");
	hear(second, "x");
	(void)close(first);
	(void)close(second);
}
END_TEST

START_TEST(barrier_waits_for_a_thread)
{
	struct mn_server *server =
	    serve("tcp\n loop 2\n barrier go\n send \"x\"\n end\n");
	int fd = dial(server, SOCK_STREAM);

	await(server, MN_BARRIER, 1);
	hear_nothing(fd);
	ck_assert(mn_barrier(net, "go", PATIENCE_MS));
	hear(fd, "x");
	await(server, MN_BARRIER, 2);
	hear_nothing(fd);
	ck_assert(mn_barrier(net, "go", PATIENCE_MS));
	hear(fd, "x");
	hear_end(fd);
	(void)close(fd);
}
END_TEST

START_TEST(barrier_joins_stream_and_datagrams)
{
	struct mn_server *stream =
	    serve("tcp\n loop 2\n barrier b\n send \"s\"\n end\n stall\n");
	struct mn_server *datagrams =
	    serve("udp\n recv\n barrier b\n send \"d\"\n");
	int socket = dial(datagrams, SOCK_DGRAM), connection;

	say(socket, "?");
	await(datagrams, MN_BARRIER, 1);
	hear_nothing(socket);
	connection = dial(stream, SOCK_STREAM);
	hear(connection, "s");
	hear_datagram(socket, "d");
	await(stream, MN_BARRIER, 2);
	hear_nothing(connection);
	say(socket, "?");
	hear(connection, "s");
	hear_datagram(socket, "d");
	(void)close(connection);
	(void)close(socket);
}
END_TEST

/* SCRIPT waits at the barrier "b", for three, and is stopped. */
static void
leave_barrier(const char *script, int type)
{
	struct mn_server *leaves = serve(script);
	struct mn_server *stays =
	    serve("tcp\n barrier b 3\n send \"x\"\n stall\n");
	int gone = dial(leaves, type), fd = dial(stays, SOCK_STREAM);

	say(gone, "?");
	await(leaves, MN_BARRIER, 1);
	await(stays, MN_BARRIER, 1);
	ck_assert(mn_stop(leaves));
	ck_assert(!mn_barrier(net, "b", QUIET_MS));
	ck_assert_uint_eq(mn_count(stays, MN_SEND), 0);
	(void)close(gone);
	gone = dial(stays, SOCK_STREAM);
	await(stays, MN_BARRIER, 2);
	ck_assert(mn_barrier(net, "b", PATIENCE_MS));
	hear(fd, "x");
	hear(gone, "x");
	(void)close(gone);
	(void)close(fd);
	ck_assert(mn_stop(stays));
}

START_TEST(barrier_forgets_who_is_stopped)
{
	leave_barrier("tcp\n barrier b 3\n", SOCK_STREAM);
	leave_barrier("udp\n recv\n barrier b 3\n", SOCK_DGRAM);
}
END_TEST

START_TEST(barrier_forgets_a_thread_whose_time_is_over)
{
	struct mn_server *server = serve("tcp\n barrier b\n send \"x\"\n");
	int fd;

	ck_assert(!mn_barrier(net, "b", 1));
	ck_assert_str_eq(
	    mn_complaint(net), "barrier 'b': the others did not come in time");
	fd = dial(server, SOCK_STREAM);
	await(server, MN_BARRIER, 1);
	hear_nothing(fd);
	ck_assert(mn_barrier(net, "b", PATIENCE_MS));
	hear(fd, "x");
	(void)close(fd);
}
END_TEST

START_TEST(barrier_that_no_script_names)
{
	(void)serve("tcp\n barrier b\n");
	ck_assert(!mn_barrier(net, "c", PATIENCE_MS));
	ck_assert_str_eq(mn_complaint(net), "no script names a barrier 'c'");
}
END_TEST

START_TEST(barrier_is_for_one_number_of_players)
{
	static const char want[] =
	    "line 1, column 1: a barrier of this script is there already, for "
	    "another number of players";

	(void)serve("tcp\n barrier b\n");
	ck_assert_ptr_null(mn_serve(net, "udp\n recv\n barrier b 3\n"));
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_str_eq(mn_complaint(net), want);
	ck_assert_ptr_null(
	    mn_serve(net, "tcp\n connection 1\n barrier d\n connection 2\n"
	                  " barrier d 3\n"));
	ck_assert_str_eq(mn_complaint(net), want);
	ck_assert(!mn_barrier(net, "d", PATIENCE_MS));
	ck_assert_ptr_null(mn_server(net, 1));
}
END_TEST

static void *
come_and_go(void *argument)
{
	int rounds;

	for (rounds = 0; rounds < 50; rounds++)
		if (!mn_barrier(net, "b", PATIENCE_MS))
			return NULL;
	return argument;
}

/* Nobody gets ahead by a round: each has as many. */
START_TEST(barrier_is_ready_for_the_next_round)
{
	struct mn_server *server =
	    serve("tcp\n loop 50\n barrier b 4\n send \"x\"\n end\n");
	int fd = dial(server, SOCK_STREAM);
	pthread_t threads[3];
	void *came;
	size_t i;

	for (i = 0; i < 3; i++)
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, come_and_go, server), 0);
	for (i = 0; i < 3; i++) {
		ck_assert_int_eq(pthread_join(threads[i], &came), 0);
		ck_assert_ptr_eq(came, server);
	}
	for (i = 0; i < 50; i++)
		hear(fd, "x");
	hear_end(fd);
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {loop_has_its_rounds,
	    loops_turn_inside_each_other, loop_without_end_ends_with_the_peer,
	    peer_that_ends_inside_a_round_is_unexpected, loop_over_datagrams,
	    connections_have_lines_of_their_own,
	    stranger_is_reset_and_unexpected,
	    barrier_holds_a_connection_for_the_other,
	    barrier_waits_for_a_thread, barrier_joins_stream_and_datagrams,
	    barrier_forgets_who_is_stopped,
	    barrier_forgets_a_thread_whose_time_is_over,
	    barrier_that_no_script_names, barrier_is_for_one_number_of_players,
	    barrier_is_ready_for_the_next_round};

	return dial_main("turns", tests, sizeof(tests) / sizeof(tests[0]));
}
