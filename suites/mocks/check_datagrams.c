/* SPDX-License-Identifier: MIT */
/* The udp stand-ins of libmocknet, asked by bare sockets. */
#include <config.h>

#include "engine/net.h"
#include "support/dial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

START_TEST(udp_answers_every_datagram)
{
	struct mn_server *server = serve("udp\n recv\n send \"pong\"\n");
	int fd = dial(server, SOCK_DGRAM), i;
	char data[16];

	for (i = 0; i < 3; i++) {
		ck_assert_int_eq((int)send(fd, "ping", 4, 0), 4);
		ck_assert_int_eq((int)recv(fd, data, sizeof(data), 0), 4);
	}
	ck_assert_uint_eq(mn_count(server, MN_RECV), 3);
	ck_assert_uint_eq(mn_count(server, MN_DONE), 3);
	(void)close(fd);
}
END_TEST

/* Says ping from FD, and has the journal tell it and its answer by the address
 * of FD. */
static void
ask_as_peer(int fd, const struct mn_server *server, size_t nth)
{
	struct sockaddr_in own = {.sin_port = 0};
	socklen_t size = sizeof(own);
	char text[32];

	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&own, &size), 0);
	(void)snprintf(
	    text, sizeof(text), "127.0.0.1:%u", (unsigned)ntohs(own.sin_port));
	say(fd, "ping");
	hear_datagram(fd, "pong");
	ck_assert_str_eq(happened(server, MN_RECV, nth).peer, text);
	ck_assert_str_eq(happened(server, MN_SEND, nth).peer, text);
}

START_TEST(udp_journal_has_every_peer)
{
	struct mn_server *server = serve("udp\n recv\n send \"pong\"\n");
	int first = dial(server, SOCK_DGRAM), second = dial(server, SOCK_DGRAM);

	ask_as_peer(first, server, 0);
	ask_as_peer(first, server, 1);
	ask_as_peer(second, server, 2);
	ask_as_peer(first, server, 3);
	(void)close(first);
	(void)close(second);
}
END_TEST

START_TEST(udp_drop_is_counted_and_not_answered)
{
	struct mn_server *server = serve("udp\n drop 2\n recv\n send \"c\"\n");
	int fd = dial(server, SOCK_DGRAM);
	char data[16];

	ck_assert_int_eq((int)send(fd, "1", 1, 0), 1);
	ck_assert_int_eq((int)send(fd, "2", 1, 0), 1);
	ck_assert(mn_wait(server, MN_DROP, 2, PATIENCE_MS));
	ck_assert_uint_eq(mn_count(server, MN_SEND), 0);
	ck_assert_int_eq((int)send(fd, "3", 1, 0), 1);
	ck_assert_int_eq((int)recv(fd, data, sizeof(data), 0), 1);
	(void)close(fd);
}
END_TEST

START_TEST(udp_twice_and_empty)
{
	struct mn_server *server =
	    serve("udp\n recv\n send \"a\" twice\n send \"\"\n");
	int fd = dial(server, SOCK_DGRAM);
	char data[16];

	ck_assert_int_eq((int)send(fd, "", 0, 0), 0);
	ck_assert_int_eq((int)recv(fd, data, sizeof(data), 0), 1);
	ck_assert_int_eq((int)recv(fd, data, sizeof(data), 0), 1);
	ck_assert_int_eq((int)recv(fd, data, sizeof(data), 0), 0);
	(void)close(fd);
}
END_TEST

START_TEST(udp_largest_datagram)
{
	struct mn_server *server =
	    serve("udp\n recv\n send \"abc\" repeat 21835\n"); /* 65,505 */
	int fd = dial(server, SOCK_DGRAM);
	char data[65536];

	ck_assert_int_eq((int)send(fd, "x", 1, 0), 1);
	ck_assert_int_eq((int)recv(fd, data, sizeof(data), 0), 65505);
	ck_assert_mem_eq(data + 65502, "abc", 3);
	ck_assert_uint_eq(mn_count(server, MN_FAILED), 0);
	(void)close(fd);
}
END_TEST

/* Asks SERVER from an unconnected socket and writes who answered. */
static struct sockaddr_in
who_answers(const struct mn_server *server)
{
	struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in peer;
	socklen_t size = sizeof(peer), address_size;
	const struct sockaddr *address = mn_address(server, &address_size);
	char data[16];

	(void)setsockopt(
	    fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	ck_assert_int_eq((int)sendto(fd, "x", 1, 0, address, address_size), 1);
	ck_assert_int_eq((int)recvfrom(fd, data, sizeof(data), 0,
	                     (struct sockaddr *)&peer, &size),
	    4);
	(void)close(fd);
	return peer;
}

START_TEST(udp_from_other_port)
{
	struct mn_server *server =
	    serve("udp\n recv\n send \"evil\" from other-port\n");
	struct sockaddr_in peer = who_answers(server);

	ck_assert_uint_eq(ntohl(peer.sin_addr.s_addr), INADDR_LOOPBACK);
	ck_assert_uint_ne(ntohs(peer.sin_port), mn_port(server));
}
END_TEST

START_TEST(udp_from_other_address)
{
	struct mn_server *server =
	    mn_serve(net, "udp\n recv\n send \"evil\" from other-address\n");
	struct sockaddr_in peer;

	if (server == NULL && errno == EADDRNOTAVAIL) {
		checks_skip(
		    "udp_from_other_address", "this host has no 127.0.0.2");
		return;
	}
	ck_assert_msg(server != NULL, "%s", mn_complaint(net));
	peer = who_answers(server);
	ck_assert_uint_eq(ntohl(peer.sin_addr.s_addr), INADDR_LOOPBACK + 1);
	ck_assert_uint_eq(ntohs(peer.sin_port), mn_port(server));
}
END_TEST

START_TEST(udp_recv_exact_is_a_whole_datagram)
{
	struct mn_server *server =
	    serve("udp\n recv \"one\"\n send \"1\"\n recv \"\"\n send \"0\"\n");
	int fd = dial(server, SOCK_DGRAM);

	say(fd, "one");
	hear_datagram(fd, "1");
	say(fd, "");
	hear_datagram(fd, "0");
	ck_assert(mn_ok(net));
	(void)close(fd);
}
END_TEST

/* The wrong one is taken, and the script waits for another. */
START_TEST(udp_other_octets_are_unexpected)
{
	static const struct {
		const char *text, *want;
	} rows[] = {{"hel", "line 2: expected \"hello\", came \"hel\": "
	                    "it ends after 3 of 5"},
	    {"", "line 2: expected \"hello\", came \"\": it ends after 0 of 5"},
	    {"hello!!", "line 2: expected \"hello\", came \"hello!!\": "
	                "2 more than the 5"},
	    {"he..o", "line 2: expected \"hello\", came \"he..o\": "
	              "they differ at octet 2 of 5"}};
	struct mn_server *server = serve("udp\n recv \"hello\"\n send \"x\"\n");
	int fd = dial(server, SOCK_DGRAM);
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		say(fd, rows[i].text);
		await(server, MN_UNEXPECTED, i + 1);
		ck_assert_str_eq(told(server, MN_UNEXPECTED, i), rows[i].want);
	}
	ck_assert_uint_eq(mn_count(server, MN_SEND), 0);
	say(fd, "hello");
	hear_datagram(fd, "x");
	ck_assert(!mn_ok(net));
	(void)close(fd);
}
END_TEST

/* Long ones are shown around the octet that differs. */
START_TEST(udp_long_difference_is_shown_in_part)
{
	struct mn_server *server = serve(
	    "udp\n recv \"0123456789abcdefghijklmnopqrstuvwxyz0123456789\"\n");
	int fd = dial(server, SOCK_DGRAM);

	say(fd, "0123456789abcdefghij\001lmnopqrstuvwxyz0123456789!");
	await(server, MN_UNEXPECTED, 1);
	ck_assert_str_eq(told(server, MN_UNEXPECTED, 0),
	    "line 2: expected ...\"89abcdefghijklmnopqrstuvwxyz0123\"..., "
	    "came ...\"89abcdefghij\\x01lmnopqrstuvwxyz0123\"...: "
	    "they differ at octet 20 of 46");
	(void)close(fd);
}
END_TEST

START_TEST(udp_send_received)
{
	struct mn_server *server = serve("udp\n recv\n send received twice\n");
	int fd = dial(server, SOCK_DGRAM);

	say(fd, "one");
	hear_datagram(fd, "one");
	hear_datagram(fd, "one");
	say(fd, "");
	hear_datagram(fd, "");
	hear_datagram(fd, "");
	(void)close(fd);
}
END_TEST

/* Each answer goes to who was taken last, whoever is in between. */
START_TEST(udp_answers_who_has_asked)
{
	struct mn_server *server = serve("udp\n recv\n send received\n");
	int first = dial(server, SOCK_DGRAM), second = dial(server, SOCK_DGRAM);

	say(first, "1");
	say(second, "2");
	say(first, "3");
	hear_datagram(second, "2");
	hear_datagram(first, "1");
	hear_datagram(first, "3");
	(void)close(first);
	(void)close(second);
}
END_TEST

/* The datagram number NTH: a longer one each time. */
static const char *
of_many(int nth, char out[static 1000])
{
	(void)snprintf(out, 1000, "%*d", 20 * nth + 1, nth);
	return out;
}

/* More than are taken at a time, all of which are there before one is. */
START_TEST(udp_many_that_wait_together)
{
	struct mn_server *server = serve("udp\n recv\n send received\n");
	int fds[] = {dial(server, SOCK_DGRAM), dial(server, SOCK_DGRAM)}, i;
	char text[1000];

	mni_net_lock(net);
	for (i = 0; i < 40; i++)
		say(fds[i % 2], of_many(i, text));
	(void)pthread_mutex_unlock(&net->lock);
	for (i = 0; i < 40; i++) {
		hear_datagram(fds[i % 2], of_many(i, text));
		ck_assert_uint_eq(
		    happened(server, MN_RECV, (size_t)i).size, strlen(text));
	}
	(void)close(fds[0]);
	(void)close(fds[1]);
}
END_TEST

/* Answers "?" by what MODIFIER makes of "abc", and then by "end". */
static int
modify(const char *modifier)
{
	struct mn_server *server;
	char script[200];
	int fd;

	(void)snprintf(script, sizeof(script),
	    "udp\n recv\n send \"abc\" %s\n send \"end\"\n", modifier);
	server = serve(script);
	fd = dial(server, SOCK_DGRAM);
	say(fd, "?");
	return fd;
}

static void
hear_and_close(int fd, const char *text)
{
	hear_datagram(fd, text);
	hear_nothing(fd);
	(void)close(fd);
}

START_TEST(udp_drop_swap_and_empty)
{
	int fd = modify("drop");

	hear_and_close(fd, "end");
	fd = modify("swap");
	hear_datagram(fd, "end");
	hear_and_close(fd, "abc");
	fd = modify("empty");
	hear_datagram(fd, "");
	hear_and_close(fd, "end");
	fd = modify("repeat 2");
	hear_datagram(fd, "abcabc");
	hear_and_close(fd, "end");
}
END_TEST

START_TEST(udp_swapped_ones_wait_for_one_that_leaves)
{
	struct mn_server *server = serve(
	    "udp\n recv\n send \"1\" swap\n send \"2\" drop\n"
	    " send \"3\" swap\n send \"4\"\n send \"5\" swap\n");
	int fd = dial(server, SOCK_DGRAM);

	say(fd, "?");
	hear_datagram(fd, "4");
	hear_datagram(fd, "3");
	hear_and_close(fd, "1");
	ck_assert_uint_eq(mn_count(server, MN_SEND), 3);
}
END_TEST

START_TEST(udp_garbage_and_oversize)
{
	int fd = modify("garbage");
	char data[65536];

	ck_assert_int_eq((int)recv(fd, data, sizeof(data), 0), 3);
	hear_and_close(fd, "end");
	fd = modify("oversize");
	ck_assert_int_eq((int)recv(fd, data, sizeof(data), 0), 65507);
	ck_assert_mem_eq(data, "abc", 3);
	hear_and_close(fd, "end");
	fd = modify("empty oversize");
	ck_assert_int_eq((int)recv(fd, data, sizeof(data), 0), 65507);
	hear_and_close(fd, "end");
}
END_TEST

START_TEST(udp_times_and_gap)
{
	struct mn_server *server =
	    serve("udp\n recv\n send \"x\" times 3 gap 10ms\n send \"end\"\n");
	int i, fd = dial(server, SOCK_DGRAM);
	size_t nth;

	say(fd, "?");
	for (i = 0; i < 3; i++)
		hear_datagram(fd, "x");
	hear_datagram(fd, "end");
	for (nth = 1; nth < 3; nth++)
		ck_assert_int_ge(happened(server, MN_SEND, nth).time_ns -
		                     happened(server, MN_SEND, nth - 1).time_ns,
		    9000000);
	(void)close(fd);
}
END_TEST

/* What is late leaves at its time; the script has gone on. */
START_TEST(udp_late)
{
	struct mn_server *server = serve(
	    "udp\n recv\n send \"3\" late 20ms\n send \"2\" late 10ms\n"
	    " send \"4\" late 30ms\n send \"1\"\n");
	int fd = dial(server, SOCK_DGRAM);
	long long asked_ns;

	say(fd, "?");
	hear_datagram(fd, "1");
	hear_datagram(fd, "2");
	hear_datagram(fd, "3");
	hear_and_close(fd, "4");
	asked_ns = happened(server, MN_RECV, 0).time_ns;
	ck_assert_int_ge(
	    happened(server, MN_SEND, 1).time_ns - asked_ns, 9000000);
	ck_assert_int_ge(
	    happened(server, MN_SEND, 3).time_ns - asked_ns, 29000000);
	ck_assert_int_le(happened(server, MN_DONE, 0).time_ns,
	    happened(server, MN_SEND, 1).time_ns);
}
END_TEST

/* The answer to who has gone comes back as an error, which is no news. */
START_TEST(udp_who_has_gone_is_no_trouble)
{
	struct mn_server *server = serve(
	    "udp\n recv\n barrier b\n send \"x\"\n recv\n"
	    " send \"y\"\n");
	int gone = dial(server, SOCK_DGRAM), fd = dial(server, SOCK_DGRAM);

	say(gone, "?");
	await(server, MN_BARRIER, 1);
	(void)close(gone);
	ck_assert(mn_barrier(net, "b", PATIENCE_MS));
	await(server, MN_SEND, 1);
	say(fd, "?");
	hear_and_close(fd, "y");
	ck_assert_uint_eq(mn_count(server, MN_FAILED), 0);
}
END_TEST

START_TEST(udp_late_or_swapped_goes_with_the_net)
{
	struct mn_server *server =
	    serve("udp\n recv\n send \"1\" late 3600s\n send \"2\" swap\n");
	int fd = dial(server, SOCK_DGRAM);

	say(fd, "?");
	await(server, MN_DONE, 1);
	tear_down();
	hear_nothing(fd);
	(void)close(fd);
}
END_TEST

START_TEST(udp_wait_passes_before_the_answer)
{
	struct mn_server *server =
	    serve("udp\n recv\n wait 20ms\n send \"x\"\n");
	int fd = dial(server, SOCK_DGRAM);

	say(fd, "?");
	say(fd, "?");
	hear_datagram(fd, "x");
	hear_datagram(fd, "x");
	ck_assert_int_ge(happened(server, MN_SEND, 0).time_ns -
	                     happened(server, MN_RECV, 0).time_ns,
	    19000000);
	ck_assert_int_ge(happened(server, MN_SEND, 1).time_ns -
	                     happened(server, MN_SEND, 0).time_ns,
	    19000000);
	(void)close(fd);
}
END_TEST

START_TEST(udp_stall_answers_nobody_any_more)
{
	struct mn_server *server = serve("udp\n recv\n send \"x\"\n stall\n");
	int fd = dial(server, SOCK_DGRAM);

	say(fd, "?");
	hear_datagram(fd, "x");
	say(fd, "?");
	await(server, MN_RECV, 2);
	hear_nothing(fd);
	ck_assert_uint_eq(mn_count(server, MN_DONE), 1);
	ck_assert(mn_ok(net));
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {udp_answers_every_datagram,
	    udp_journal_has_every_peer, udp_drop_is_counted_and_not_answered,
	    udp_twice_and_empty, udp_largest_datagram, udp_from_other_port,
	    udp_from_other_address, udp_recv_exact_is_a_whole_datagram,
	    udp_other_octets_are_unexpected,
	    udp_long_difference_is_shown_in_part, udp_send_received,
	    udp_answers_who_has_asked, udp_many_that_wait_together,
	    udp_drop_swap_and_empty, udp_swapped_ones_wait_for_one_that_leaves,
	    udp_garbage_and_oversize, udp_times_and_gap, udp_late,
	    udp_who_has_gone_is_no_trouble,
	    udp_late_or_swapped_goes_with_the_net,
	    udp_wait_passes_before_the_answer,
	    udp_stall_answers_nobody_any_more};

	return dial_main("datagrams", tests, sizeof(tests) / sizeof(tests[0]));
}
