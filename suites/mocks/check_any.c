/* SPDX-License-Identifier: MIT */
/* Stand-ins that are reached by any address of the machine: of the loopback,
 * here, which has many of IPv4.  A socket that is connected hears only whom it
 * has asked. */
#include <config.h>

#include "support/dial.h"
#include "support/questions.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static struct sockaddr_in
address_of(const struct mn_server *server, unsigned nth)
{
	return (struct sockaddr_in){.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)mn_port(server)),
	    .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK - 1 + nth)}};
}

/* A socket connected to SERVER at 127.0.0.NTH. */
static int
reach(const struct mn_server *server, unsigned nth, int type)
{
	struct sockaddr_in address = address_of(server, nth);
	int fd = open_socket(AF_INET, type);

	ck_assert_int_eq(
	    connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* Whether the test NAME can be: the addresses are there, and the system tells
 * where datagrams were sent to. */
static bool
can(const char *name)
{
	struct sockaddr_in second = {.sin_family = AF_INET,
	    .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK + 1)}};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	int bound = bind(fd, (struct sockaddr *)&second, sizeof(second));

	(void)close(fd);
	if (bound == -1)
		checks_skip(name, "this host has no 127.0.0.2");
#if !HAVE_DECL_IP_PKTINFO && !HAVE_DECL_IP_SENDSRCADDR
	checks_skip(name, "nothing tells where a datagram was sent to");
	return false;
#endif
	return bound == 0;
}

/* Asserts that the NTH event of KIND was at 127.0.0.ADDRESS. */
static void
was_at(const struct mn_server *server, enum mn_event_kind kind, size_t nth,
    unsigned address)
{
	char text[64];

	(void)snprintf(
	    text, sizeof(text), "127.0.0.%u:%u", address, mn_port(server));
	ck_assert_str_eq(happened(server, kind, nth).local, text);
}

/* What is asked by datagram, and what it answers. */
static const struct row {
	const char *script, *answer;
} rows[] = {
    {"udp any\n recv\n send \"pong\"\n", "pong"},
    {"echo udp any\n", "ping"},
    {"qotd udp any\n quote \"q\"\n", "q"},
    {"udp any\n recv\n send \"late\" late 5ms\n", "late"},
    {"udp ipv4 any as x\n recv\n wait 5ms\n send received\n", "ping"},
};

static void
try_row(int index)
{
	const struct row *row = &rows[index];
	struct mn_server *server;
	unsigned i;
	int fd;

	if (!can(tcase_name()))
		return;
	server = serve(row->script);
	ck_assert_str_eq(mn_host(server), "127.0.0.1");
	for (i = 0; i < 3; i++) {
		fd = reach(server, 3 - i, SOCK_DGRAM);
		say(fd, "ping");
		hear_datagram(fd, row->answer);
		was_at(server, MN_RECV, i, 3 - i);
		was_at(server, MN_SEND, i, 3 - i);
		(void)close(fd);
	}
}

/* Those that wait, are held or are thrown away know where they were sent to,
 * whatever came behind them. */
START_TEST(several_at_a_time)
{
	struct mn_server *server;
	int first, second;

	if (!can("several_at_a_time"))
		return;
	server = serve("udp any\n barrier go\n recv\n send received swap\n"
	               " recv\n send received\n drop\n drop\n");
	first = reach(server, 1, SOCK_DGRAM);
	second = reach(server, 2, SOCK_DGRAM);
	say(first, "one");
	say(second, "two");
	say(first, "drop");
	say(second, "drop");
	await(server, MN_RECV, 4);
	ck_assert(mn_barrier(net, "go", PATIENCE_MS));
	hear_datagram(first, "one");
	hear_datagram(second, "two");
	await(server, MN_DROP, 2);
	was_at(server, MN_SEND, 0, 2);
	was_at(server, MN_SEND, 1, 1);
	was_at(server, MN_DROP, 0, 1);
	was_at(server, MN_DROP, 1, 2);
	(void)close(first);
	(void)close(second);
}
END_TEST

/* Asks SERVER at 127.0.0.3 from a socket that hears everybody.  Returns who
 * answers. */
static struct sockaddr_in
who_answers(const struct mn_server *server)
{
	struct sockaddr_in address = address_of(server, 3), peer;
	int fd = open_socket(AF_INET, SOCK_DGRAM);
	socklen_t size = sizeof(peer);
	char data[16];

	ck_assert_int_eq((int)sendto(fd, "x", 1, 0, (struct sockaddr *)&address,
	                     sizeof(address)),
	    1);
	ck_assert_int_eq((int)recvfrom(fd, data, sizeof(data), 0,
	                     (struct sockaddr *)&peer, &size),
	    4);
	(void)close(fd);
	return peer;
}

START_TEST(from_elsewhere)
{
	struct mn_server *server;
	struct sockaddr_in peer;
	char text[64];

	if (!can("from_elsewhere"))
		return;
	server = serve("udp any\n recv\n send \"port\" from other-port\n"
	               " recv\n send \"addr\" from other-address\n");
	peer = who_answers(server);
	ck_assert_uint_eq(ntohl(peer.sin_addr.s_addr), INADDR_LOOPBACK + 2);
	ck_assert_uint_ne(ntohs(peer.sin_port), mn_port(server));
	(void)snprintf(
	    text, sizeof(text), "127.0.0.3:%u", (unsigned)ntohs(peer.sin_port));
	ck_assert_str_eq(happened(server, MN_SEND, 0).local, text);
	peer = who_answers(server);
	ck_assert_uint_eq(ntohl(peer.sin_addr.s_addr), INADDR_LOOPBACK + 1);
	ck_assert_uint_eq(ntohs(peer.sin_port), mn_port(server));
	was_at(server, MN_SEND, 1, 2);
}
END_TEST

/* A rule that sends from elsewhere, and then from where it was asked. */
START_TEST(name_server)
{
	struct mn_server *server;
	int fd;

	if (!can("name_server"))
		return;
	server = serve(
	    "dns any\n rule when name=lost. do drop\n"
	    " rule when name=evil. do send from other-port; wait 1ms; send\n"
	    " rule do send answer=\"@ A 192.0.2.1\"\n");
	fd = reach(server, 2, SOCK_DGRAM);
	question_send(fd, "www.");
	question_await_answer(fd);
	question_send(fd, "evil.");
	question_await_answer(fd);
	was_at(server, MN_SEND, 2, 2);
	question_send(fd, "lost.");
	await(server, MN_DROP, 1);
	was_at(server, MN_DROP, 0, 2);
	(void)close(fd);
	fd = reach(server, 3, SOCK_STREAM);
	await(server, MN_ACCEPT, 1);
	was_at(server, MN_ACCEPT, 0, 3);
	(void)close(fd);
}
END_TEST

START_TEST(name_server_hears_again)
{
	struct mn_server *server;
	int fd;

	if (!can("name_server_hears_again"))
		return;
	server = serve("dns udp any\n"
	               " rule when udp first=1 do icmp 20ms\n"
	               " rule do send answer=\"@ A 192.0.2.1\"\n");
	fd = reach(server, 3, SOCK_DGRAM);
	question_send(fd, "www.");
	await(server, MN_FAULT, 3);
	question_send(fd, "www.");
	question_await_answer(fd);
	(void)close(fd);
}
END_TEST

START_TEST(connections)
{
	static const char *const scripts[] = {
	    "tcp any\n recv\n send received\n", "echo tcp any\n",
	    "http any\n on GET / send 200 \"x\"\n"};
	struct mn_server *server;
	size_t i;
	int fd;

	if (!can("connections"))
		return;
	for (i = 0; i < COUNT(scripts); i++) {
		server = serve(scripts[i]);
		fd = reach(server, 2, SOCK_STREAM);
		say(fd, "GET / HTTP/1.0\r\n\r\n");
		await(server, MN_SEND, 1);
		was_at(server, MN_RECV, 0, 2);
		was_at(server, MN_SEND, 0, 2);
		(void)close(fd);
	}
}
END_TEST

/* It is asked for: nobody else is to reach a stand-in. */
START_TEST(only_when_asked_for)
{
	struct mn_server *server;
	int fd;

	if (!can("only_when_asked_for"))
		return;
	server = serve("echo udp\n");
	fd = reach(server, 2, SOCK_DGRAM);
	say(fd, "x");
	ck_assert_int_eq((int)recv(fd, (char[1]){0}, 1, 0), -1);
	ck_assert_int_eq(errno, ECONNREFUSED);
	(void)close(fd);
}
END_TEST

START_TEST(both_families_at_a_port)
{
	struct mn_server *inet = serve("udp any\n recv\n send \"4\"\n");
	struct mn_server *inet6;
	char script[80];
	int fd;

	if (mn_serve(net, "udp ipv6\n recv\n") == NULL) {
		checks_skip("both_families_at_a_port", "%s", mn_complaint(net));
		return;
	}
	(void)snprintf(script, sizeof(script),
	    "udp ipv6 any port %u\n recv\n send \"6\"\n", mn_port(inet));
	inet6 = serve(script);
	fd = dial(inet6, SOCK_DGRAM);
	say(fd, "x");
	hear_datagram(fd, "6");
	(void)snprintf(script, sizeof(script), "[::1]:%u", mn_port(inet6));
	ck_assert_str_eq(happened(inet6, MN_SEND, 0).local, script);
	(void)close(fd);
	fd = dial(inet, SOCK_DGRAM);
	say(fd, "x");
	hear_datagram(fd, "4");
	(void)close(fd);
}
END_TEST

int
main(void)
{
	static const TTest try_test = {
	    "datagrams", try_row, __FILE__, __LINE__};
	const TTest *const tests[] = {several_at_a_time, from_elsewhere,
	    name_server, name_server_hears_again, connections,
	    only_when_asked_for, both_families_at_a_port};
	Suite *suite = suite_create("any");
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		dial_add(suite, &try_test, (int)i);
	for (i = 0; i < COUNT(tests); i++)
		dial_add(suite, tests[i], (int)i);
	return checks_main(suite);
}
