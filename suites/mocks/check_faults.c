/* SPDX-License-Identifier: MIT */
/* What a fault line does to a bare client: each phase with each effect. */
#include <config.h>

#include "support/dial.h"
#include "support/scratch.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define PAUSE_NS 14000000 /* less than the 15 ms of a wait here */

/* How a connection ends, as its client sees it. */
enum end { FIN, RST, OPEN };

/* With a client that says "ask" to a script that would answer "abcdef". */
static const struct stream_row {
	const char *name, *fault;
	const char *heard; /* "?" is any octet */
	enum end end;
	size_t sends;
} stream_rows[] = {
    {"after_accept_fin", "after accept fin", "", FIN, 0},
    {"after_accept_rst", "after accept rst", "", RST, 0},
    {"after_accept_stall", "after accept stall", "", OPEN, 0},
    {"after_accept_wait", "after accept wait 15ms", "abcdef", FIN, 1},
    {"after_accept_drip", "after accept drip 2ms", "abcdef", FIN, 6},
    {"after_accept_garbage", "after accept garbage 4", "????abcdef", FIN, 2},
    {"after_in_fin", "after 3 in fin", "", FIN, 0},
    {"after_in_rst", "after 3 in rst", "", RST, 0},
    {"after_in_stall", "after 3 in stall", "", OPEN, 0},
    {"after_in_wait", "after 3 in wait 15ms", "abcdef", FIN, 1},
    {"before_reply_fin", "before reply fin", "", FIN, 0},
    {"before_reply_rst", "before reply rst", "", RST, 0},
    {"before_reply_stall", "before reply stall", "", OPEN, 0},
    {"before_reply_wait", "before reply wait 15ms", "abcdef", FIN, 1},
    {"before_reply_drip", "before reply drip 2ms", "abcdef", FIN, 6},
    {"after_accept_insert", "after accept insert \"xy\"", "xyabcdef", FIN, 2},
    {"before_reply_insert", "before reply insert \"\\x78y\"", "xyabcdef", FIN,
        2},
    {"at_insert", "at 2 insert \"0123456789abcdef\"", "ab0123456789abcdefcdef",
        FIN, 3},
    {"at_the_end_insert", "at 6 insert \"x\"", "abcdefx", FIN, 2},
    {"after_reply_insert", "after reply insert \"x\"", "abcdefx", FIN, 2},
    {"before_reply_garbage", "before reply garbage", "????????????????abcdef",
        FIN, 2},
    {"at_fin", "at 2 fin", "ab", FIN, 1},
    {"at_rst", "at 2 rst", "ab", RST, 1},
    {"at_stall", "at 2 stall", "ab", OPEN, 1},
    {"at_wait", "at 2 wait 15ms", "abcdef", FIN, 2},
    {"at_drip", "at 2 drip 2ms", "abcdef", FIN, 5},
    {"at_garbage", "at 2 garbage 4", "ab????cdef", FIN, 3},
    {"at_the_start_fin", "at 0 fin", "", FIN, 0},
    {"at_the_end_stall", "at 6 stall", "abcdef", OPEN, 1},
    {"after_reply_fin", "after reply fin", "abcdef", FIN, 1},
    {"after_reply_rst", "after reply rst", "abcdef", RST, 1},
    {"after_reply_stall", "after reply stall", "abcdef", OPEN, 1},
    {"after_reply_wait", "after reply wait 15ms", "abcdef", FIN, 1},
    {"after_reply_garbage", "after reply garbage 4", "abcdef????", FIN, 2},
};

/* Receives as many octets as PATTERN has, which they match. */
static void
hear_pattern(int fd, const char *pattern)
{
	size_t i, want = strlen(pattern);
	char data[100];

	if (want > 0)
		ck_assert_int_eq(
		    (int)recv(fd, data, want, MSG_WAITALL), (int)want);
	for (i = 0; i < want; i++)
		ck_assert_msg(pattern[i] == '?' || pattern[i] == data[i],
		    "octet %zu is '%c', not '%c'", i, data[i], pattern[i]);
}

static void
hear_end_of(int fd, enum end end)
{
	if (end == FIN)
		hear_end(fd);
	else if (end == RST)
		hear_reset(fd);
	else
		hear_nothing(fd);
}

/* What anybody can see after the first fault happens later. */
static void
assert_waited(const struct mn_server *server)
{
	struct mn_event fault, next;
	size_t nth = 0;

	do
		ck_assert(mn_event(server, nth++, &fault));
	while (fault.kind != MN_FAULT);
	do
		ck_assert(mn_event(server, nth++, &next));
	while (next.kind == MN_DONE);
	ck_assert_int_ge(next.time_ns - fault.time_ns, PAUSE_NS);
}

/* The octets of the first connection after its fault leave one by one. */
static void
assert_dripped(const struct mn_server *server)
{
	long long before = 0;
	struct mn_event event;
	bool fault = false;
	size_t nth;

	for (nth = 0; mn_event(server, nth, &event); nth++) {
		fault = fault || event.kind == MN_FAULT;
		if (!fault || event.kind != MN_SEND || event.connection != 1)
			continue;
		ck_assert_uint_eq(event.size, 1);
		if (before != 0)
			ck_assert_int_ge(event.time_ns - before, 1900000);
		before = event.time_ns;
	}
}

/* One connection, the NTH.  Who is reset at once has no time to ask. */
static void
ask_stream(const struct stream_row *row, struct mn_server *server, size_t nth)
{
	bool early = strncmp(row->fault, "after accept", 12) == 0;
	int fd = dial(server, SOCK_STREAM);

	ck_assert_int_ne(fd, -1);
	if (!early || row->heard[0] != '\0')
		say(fd, "ask");
	hear_pattern(fd, row->heard);
	await(server, MN_FAULT, nth);
	hear_end_of(fd, row->end);
	ck_assert_uint_eq(mn_count(server, MN_FAULT), nth);
	ck_assert_str_eq(told(server, MN_FAULT, nth - 1), row->fault);
	ck_assert_uint_eq(mn_count(server, MN_SEND), nth * row->sends);
	ck_assert_uint_eq(
	    mn_count(server, MN_FIN_SENT), row->end == FIN ? nth : 0);
	ck_assert_uint_eq(
	    mn_count(server, MN_RST_SENT), row->end == RST ? nth : 0);
	(void)close(fd);
}

static void
suffer_stream(int index)
{
	const struct stream_row *row = &stream_rows[index];
	struct mn_server *server;
	char script[200];

	(void)snprintf(script, sizeof(script),
	    "tcp\n fault %s\n recv 3\n send \"abcdef\"\n", row->fault);
	server = serve(script);
	ask_stream(row, server, 1);
	ask_stream(row, server, 2);
	if (strstr(row->fault, "wait") != NULL)
		assert_waited(server);
	if (strstr(row->fault, "drip") != NULL)
		assert_dripped(server);
	ck_assert_uint_eq(mn_count(server, MN_UNEXPECTED), 0);
}

/* With a client that sends "one", "two", "six" to an echo. */
static const struct datagram_row {
	const char *name, *fault;
	const char *heard[6]; /* "*" is the rest of the largest there is */
	size_t other;         /* so many from elsewhere */
} datagram_rows[] = {
    {"request_drop", "request 2 drop", {"one", "six"}, 0},
    {"request_stall", "request 2 stall", {"one"}, 0},
    {"reply_drop", "reply 2 drop", {"one", "six"}, 0},
    {"reply_twice", "reply 2 twice", {"one", "two", "two", "six"}, 0},
    {"reply_times", "reply 2 times 3", {"one", "two", "two", "two", "six"}, 0},
    {"reply_swap", "reply 2 swap", {"one", "six", "two"}, 0},
    {"reply_late", "reply 3 late 15ms", {"one", "two", "six"}, 0},
    {"reply_garbage", "reply 2 garbage", {"one", "???", "six"}, 0},
    {"reply_oversize", "reply 2 oversize", {"one", "two*", "six"}, 0},
    {"reply_empty", "reply 2 empty", {"one", "", "six"}, 0},
    {"reply_stall", "reply 2 stall", {"one"}, 0},
    {"reply_other_port", "reply 2 from other-port", {"one", "two", "six"}, 1},
    {"reply_other_address", "reply 2 from other-address", {"one", "two", "six"},
        1},
};

/* Receives a datagram that matches PATTERN.  Returns whether it came from
 * elsewhere than from SERVER. */
static bool
hear_from(int fd, const struct mn_server *server, const char *pattern)
{
	struct sockaddr_storage peer = {.ss_family = AF_UNSPEC};
	socklen_t size = sizeof(peer), server_size;
	const struct sockaddr *address = mn_address(server, &server_size);
	static char data[65536];
	size_t i, known = strcspn(pattern, "*");
	ssize_t got = recvfrom(
	    fd, data, sizeof(data), 0, (struct sockaddr *)&peer, &size);

	ck_assert_msg(got != -1, "no \"%s\": %s", pattern, strerror(errno));
	ck_assert_uint_eq(
	    (size_t)got, pattern[known] == '*' ? 65507 : strlen(pattern));
	for (i = 0; i < known; i++)
		ck_assert(pattern[i] == '?' || pattern[i] == data[i]);
	return size != server_size || memcmp(&peer, address, size) != 0;
}

static struct mn_server *
serve_echo(const struct datagram_row *row)
{
	struct mn_server *server;
	char script[200];

	(void)snprintf(script, sizeof(script),
	    "udp\n fault %s\n recv\n send received\n", row->fault);
	server = mn_serve(net, script);
	if (server == NULL && errno == EADDRNOTAVAIL)
		checks_skip(row->name, "this host has no 127.0.0.2");
	else
		ck_assert_msg(server != NULL, "%s", mn_complaint(net));
	return server;
}

static void
suffer_datagrams(int index)
{
	static const char *const requests[] = {"one", "two", "six"};
	const struct datagram_row *row = &datagram_rows[index];
	struct mn_server *server = serve_echo(row);
	size_t i, other = 0;
	int fd;

	if (server == NULL)
		return;
	fd = open_socket(AF_INET, SOCK_DGRAM);
	for (i = 0; i < COUNT(requests); i++) {
		say_to(fd, server, requests[i]);
		await(server, MN_RECV, i + 1);
	}
	for (i = 0; row->heard[i] != NULL; i++)
		other += hear_from(fd, server, row->heard[i]) ? 1 : 0;
	hear_nothing(fd);
	ck_assert_uint_eq(other, row->other);
	ck_assert_uint_eq(mn_count(server, MN_FAULT), 1);
	ck_assert_str_eq(told(server, MN_FAULT, 0), row->fault);
	ck_assert_uint_eq(mn_count(server, MN_SEND), i);
	ck_assert_uint_eq(mn_count(server, MN_DROP),
	    strcmp(row->fault, "request 2 drop") == 0 ? 1 : 0);
	if (strstr(row->fault, "late") != NULL)
		assert_waited(server);
	(void)close(fd);
}

/* A SCRIPT that resets behind 200,000 octets, which nobody reads until the
 * systems on both sides have taken what they take. */
static void
reset_behind_much(const char *script)
{
	struct mn_server *server = serve(script);
	int error, fd = dial(server, SOCK_STREAM);
	static char data[300000];

	(void)mn_wait(server, MN_RST_SENT, 1, 2 * QUIET_MS);
	ck_assert_uint_eq(drain(fd, data, sizeof(data), &error), 200000);
	ck_assert_int_eq(error, ECONNRESET);
	ck_assert_uint_eq(mn_count(server, MN_RST_SENT), 1);
	(void)close(fd);
}

START_TEST(rst_waits_for_a_reader_that_is_late)
{
	reset_behind_much("tcp\n send \"0123456789\" repeat 20000\n rst\n");
	reset_behind_much("tcp\n fault after reply rst\n"
	                  " send \"0123456789\" repeat 20000\n");
	reset_behind_much("tcp\n fault at 200000 rst\n"
	                  " send \"0123456789\" repeat 30000\n");
	reset_behind_much(
	    "tcp\n send \"0123456789\" repeat 30000 cut at 200000 rst\n");
}
END_TEST

START_TEST(fault_fires_once_for_a_connection)
{
	struct mn_server *server = serve("tcp\n fault before reply garbage 2\n"
	                                 " fault after 1 in wait 1ms\n"
	                                 " send \"a\"\n recv 1\n send \"b\"\n");
	size_t i;
	int fd;

	for (i = 1; i <= 3; i++) {
		fd = dial(server, SOCK_STREAM);
		say(fd, "x");
		hear_pattern(fd, "??ab");
		hear_end(fd);
		(void)close(fd);
		ck_assert_uint_eq(mn_count(server, MN_FAULT), 2 * i);
	}
}
END_TEST

START_TEST(fault_below_a_connection_is_for_that_one)
{
	struct mn_server *server = serve(
	    "tcp\n connection 1\n send \"first\"\n connection any\n"
	    " fault at 2 fin\n send \"other\"\n");
	int fd = dial(server, SOCK_STREAM);

	hear(fd, "first");
	hear_end(fd);
	(void)close(fd);
	ck_assert_uint_eq(mn_count(server, MN_FAULT), 0);
	fd = dial(server, SOCK_STREAM);
	hear(fd, "ot");
	hear_end(fd);
	(void)close(fd);
}
END_TEST

/* All lines count, in their order, and what one puts in counts for another. */
START_TEST(faults_add_up)
{
	struct mn_server *server = serve(
	    "tcp\n fault before reply garbage 4\n fault at 6 stall\n"
	    " fault at 2 wait 15ms\n send \"abcdef\"\n");
	int fd = dial(server, SOCK_STREAM);

	hear_pattern(fd, "????ab");
	await(server, MN_FAULT, 3);
	hear_nothing(fd);
	ck_assert_str_eq(told(server, MN_FAULT, 0), "before reply garbage 4");
	ck_assert_str_eq(told(server, MN_FAULT, 1), "at 2 wait 15ms");
	ck_assert_str_eq(told(server, MN_FAULT, 2), "at 6 stall");
	(void)close(fd);
}
END_TEST

START_TEST(faults_on_one_datagram_add_up)
{
	struct mn_server *server = serve(
	    "udp\n fault reply 1 twice\n fault reply 1 times 3\n"
	    " fault reply 1 empty\n recv\n send \"x\"\n");
	int i, fd = dial(server, SOCK_DGRAM);

	say(fd, "?");
	for (i = 0; i < 6; i++)
		hear_datagram(fd, "");
	hear_nothing(fd);
	ck_assert_uint_eq(mn_count(server, MN_FAULT), 3);
	(void)close(fd);
}
END_TEST

/* The recv would wait for more than the peer is going to send. */
START_TEST(fault_after_octets_interrupts_a_recv)
{
	struct mn_server *server =
	    serve("tcp\n fault after 3 in rst\n recv 100\n send \"x\"\n");
	int fd = dial(server, SOCK_STREAM);

	say(fd, "abc");
	hear_reset(fd);
	(void)close(fd);
}
END_TEST

/* Requests that come before the first one was played. */
START_TEST(stall_at_a_request_lets_those_before_it_be_answered)
{
	struct mn_server *server = serve("udp\n fault request 3 stall\n recv\n"
	                                 " wait 20ms\n send received\n");
	int fd = dial(server, SOCK_DGRAM);

	say(fd, "1");
	say(fd, "2");
	say(fd, "3");
	await(server, MN_FAULT, 1);
	hear_datagram(fd, "1");
	hear_datagram(fd, "2");
	hear_nothing(fd);
	(void)close(fd);
}
END_TEST

START_TEST(unix_streams_suffer_as_tcp_does)
{
	char path[SCRATCH_PATH], script[300];
	struct mn_server *server;
	size_t i;
	int fd;

	for (i = 0; i < COUNT(stream_rows); i++) {
		if (stream_rows[i].end == RST)
			continue;
		(void)snprintf(script, sizeof(script),
		    "unix stream \"%s\"\n fault %s\n recv 3\n"
		    " send \"abcdef\"\n",
		    scratch_path(path, "suffers"), stream_rows[i].fault);
		server = serve(script);
		fd = dial(server, SOCK_STREAM);
		say(fd, "ask");
		hear_pattern(fd, stream_rows[i].heard);
		await(server, MN_FAULT, 1);
		hear_end_of(fd, stream_rows[i].end);
		ck_assert_uint_eq(mn_count(server, MN_FAULT), 1);
		(void)close(fd);
		ck_assert(mn_stop(server));
	}
}
END_TEST

/* SCRIPT of TYPE refuses; its port or path is nobody else's. */
static void
refuses(const char *script, int type)
{
	struct mn_server *server = serve(script);
	int fd = dial(server, type);
	char data[8];

	if (type == SOCK_DGRAM && fd != -1) {
		say(fd, "x");
		ck_assert_int_eq((int)recv(fd, data, sizeof(data), 0), -1);
	}
	ck_assert_int_eq(errno, ECONNREFUSED);
	(void)close(fd);
	assert_port_held(server, type);
	ck_assert_uint_eq(mn_count(server, MN_ACCEPT), 0);
	ck_assert_uint_eq(mn_count(server, MN_RECV), 0);
}

START_TEST(before_accept_refuse_over_ip)
{
	refuses("tcp\n fault before accept refuse\n", SOCK_STREAM);
	refuses("udp\n fault before accept refuse\n", SOCK_DGRAM);
	refuses("echo tcp\n fault before accept refuse\n", SOCK_STREAM);
}
END_TEST

START_TEST(before_accept_refuse_over_unix)
{
	char path[SCRATCH_PATH], script[300];

	(void)snprintf(script, sizeof(script),
	    "unix stream \"%s\"\n fault before accept refuse\n",
	    scratch_path(path, "refuses"));
	refuses(script, SOCK_STREAM);
	ck_assert_ptr_null(mn_serve(net, script));
	ck_assert_int_eq(errno, EADDRINUSE);
	(void)snprintf(script, sizeof(script),
	    "unix datagram \"%s\"\n fault before accept refuse\n",
	    scratch_path(path, "refuses-datagrams"));
	refuses(script, SOCK_DGRAM);
	ck_assert(mn_stop(mn_server(net, 1)));
	ck_assert_int_eq(access(path, F_OK), -1);
}
END_TEST

/* SCRIPT of TYPE lets its clients come and has nothing for them. */
static void
ignores(const char *script, int type)
{
	struct mn_server *server = serve(script);
	int fd = dial(server, type);

	ck_assert_int_ne(fd, -1);
	say(fd, "x");
	hear_nothing(fd);
	ck_assert_uint_eq(mn_count(server, MN_ACCEPT), 0);
	ck_assert_uint_eq(mn_count(server, MN_RECV), 0);
	(void)close(fd);
}

START_TEST(before_accept_ignore)
{
	char path[SCRATCH_PATH], script[300];

	ignores("tcp\n fault before accept ignore\n send \"x\"\n", SOCK_STREAM);
	ignores("echo udp\n fault before accept ignore\n", SOCK_DGRAM);
	(void)snprintf(script, sizeof(script),
	    "echo unix stream \"%s\"\n fault before accept ignore\n",
	    scratch_path(path, "ignores"));
	ignores(script, SOCK_STREAM);
	(void)snprintf(script, sizeof(script),
	    "echo unix datagram \"%s\"\n fault before accept ignore\n",
	    scratch_path(path, "ignores-datagrams"));
	ignores(script, SOCK_DGRAM);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {rst_waits_for_a_reader_that_is_late,
	    fault_fires_once_for_a_connection,
	    fault_below_a_connection_is_for_that_one, faults_add_up,
	    faults_on_one_datagram_add_up, fault_after_octets_interrupts_a_recv,
	    stall_at_a_request_lets_those_before_it_be_answered,
	    unix_streams_suffer_as_tcp_does, before_accept_refuse_over_ip,
	    before_accept_refuse_over_unix, before_accept_ignore};
	static TTest rows[COUNT(stream_rows) + COUNT(datagram_rows)];
	Suite *suite = suite_create("faults");
	size_t i, j = 0;
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	for (i = 0; i < COUNT(stream_rows); i++, j++) {
		rows[j] = (TTest){
		    stream_rows[i].name, suffer_stream, __FILE__, __LINE__};
		dial_add(suite, &rows[j], (int)i);
	}
	for (i = 0; i < COUNT(datagram_rows); i++, j++) {
		rows[j] = (TTest){datagram_rows[i].name, suffer_datagrams,
		    __FILE__, __LINE__};
		dial_add(suite, &rows[j], (int)i);
	}
	for (i = 0; i < COUNT(tests); i++)
		dial_add(suite, tests[i], (int)i);
	status = checks_main_in_lanes(suite);
	scratch_close();
	return status;
}
