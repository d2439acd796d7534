/* SPDX-License-Identifier: MIT */
/* Nets as a whole: life and end, what servers are called, the journal. */
#include <config.h>

#include "base/deadline.h"
#include "engine/net.h"
#include "support/dial.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

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

START_TEST(net_that_is_given_back_is_as_new)
{
	struct mn_net *spare = NULL, *taken;
	struct mn_server *server;
	struct mn_event event;
	int fd, error, round;
	char data[8];

	for (round = 0; round < 3; round++) {
		taken = mni_net_take(&spare);
		ck_assert_ptr_nonnull(taken);
		ck_assert_ptr_null(mn_server(taken, 0));
		ck_assert_str_eq(mn_complaint(taken), "");
		ck_assert(mn_ok(taken));
		server = mn_serve(taken, "tcp as e\n barrier b\n send \"x\"\n");
		ck_assert_msg(server != NULL, "%s", mn_complaint(taken));
		fd = dial(server, SOCK_STREAM);
		ck_assert(mn_wait(server, MN_ACCEPT, 1, PATIENCE_MS));
		ck_assert(mn_event(server, 0, &event));
		ck_assert_uint_eq(event.connection, 1);
		ck_assert_ptr_null(mn_serve(taken, "nonsense\n"));
		mni_net_give(&spare, taken);
		ck_assert_ptr_eq(spare, taken);
		ck_assert_uint_eq(drain(fd, data, sizeof(data), &error), 0);
		(void)close(fd);
	}
	mn_net_free(spare);
}
END_TEST

START_TEST(servers_have_names_and_kinds)
{
	static const struct {
		const char *script, *name, *kind;
	} rows[] = {{"tcp\n stall\n", "tcp1", "tcp"},
	    {"udp\n recv\n", "udp2", "udp"},
	    {"tcp as web\n stall\n", "web", "tcp"},
	    {"daytime udp\n", "daytime-udp4", "daytime-udp"},
	    {"tcp as udp6\n stall\n", "udp6", "tcp"},
	    {"udp\n recv\n", "udp7", "udp"}};
	struct mn_server *server;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		server = serve(rows[i].script);
		ck_assert_str_eq(mn_name(server), rows[i].name);
		ck_assert_str_eq(mn_kind(server), rows[i].kind);
	}
	for (i = 0; i < COUNT(rows); i++)
		ck_assert_str_eq(mn_name(mn_server(net, i)), rows[i].name);
	ck_assert_ptr_null(mn_server(net, COUNT(rows)));
}
END_TEST

START_TEST(name_is_for_one_server)
{
	static const char want[] = "line 1, column 1: the name 'a' is taken";

	(void)serve("tcp as a\n stall\n");
	ck_assert_ptr_null(mn_serve(net, "udp as a\n recv\n"));
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_str_eq(mn_complaint(net), want);
	ck_assert(mn_stop(mn_server(net, 0)));
	ck_assert_ptr_null(mn_serve(net, "udp as a\n recv\n"));
	ck_assert_ptr_null(mn_server(net, 1));
}
END_TEST

START_TEST(port_is_the_one_that_was_asked_for)
{
	struct mn_server *server = serve("tcp\n stall\n"), *again;
	unsigned port = mn_port(server);
	char script[60], want[80];

	(void)snprintf(script, sizeof(script), "tcp port %u\n stall\n", port);
	(void)snprintf(want, sizeof(want), "no socket on port %u: %s", port,
	    strerror(EADDRINUSE));
	ck_assert_ptr_null(mn_serve(net, script));
	ck_assert_int_eq(errno, EADDRINUSE);
	ck_assert_str_eq(mn_complaint(net), want);
	ck_assert(mn_stop(server));
	again = serve(script);
	ck_assert_uint_eq(mn_port(again), port);
	ck_assert_int_ne(dial(again, SOCK_STREAM), -1);
}
END_TEST

START_TEST(url_is_where_a_server_is)
{
	struct mn_server *server = serve("tcp\n stall\n");
	char want[60], path[3000];
	const char *first;

	(void)snprintf(
	    want, sizeof(want), "http://127.0.0.1:%u/a?b=c", mn_port(server));
	first = mn_url(server, "/a?b=c");
	ck_assert_str_eq(first, want);
	ck_assert_ptr_nonnull(mn_url(server, "/"));
	ck_assert_str_eq(first, want);
	memset(path, '/', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	ck_assert_ptr_null(mn_url(server, path));
	ck_assert_int_eq(errno, ENAMETOOLONG);
	server = mn_serve(net, "tcp ipv6\n stall\n");
	if (server == NULL)
		return;
	(void)snprintf(want, sizeof(want), "http://[::1]:%u/", mn_port(server));
	ck_assert_str_eq(mn_url(server, "/"), want);
}
END_TEST

/* Asks SERVER, an echo of datagrams. */
static void
ask(struct mn_server *server, const char *text)
{
	int fd = dial(server, SOCK_DGRAM);

	say(fd, text);
	hear_datagram(fd, text);
	(void)close(fd);
	await(server, MN_DONE, 1);
}

START_TEST(events_of_a_net_are_in_their_order)
{
	struct mn_server *first = serve("echo udp\n");
	struct mn_server *second = serve("echo udp\n");
	struct mn_event event;
	long long before = 0;
	size_t i;

	ask(second, "1");
	ask(first, "2");
	for (i = 0; i < 6; i++) {
		ck_assert(mn_net_event(net, i, &event));
		ck_assert_ptr_eq(event.server, i < 3 ? second : first);
		ck_assert_int_ge(event.time_ns, before);
		before = event.time_ns;
	}
	ck_assert(!mn_net_event(net, 6, &event));
	ck_assert(mn_event(first, 0, &event));
	ck_assert_octets(event.data, event.size, "2");
	ck_assert(!mn_event(first, 3, &event));
}
END_TEST

/* The journal of the net in FORMAT, which the caller frees. */
static char *
written(enum mn_format format, size_t *out_size)
{
	char *text = NULL;
	FILE *stream = open_memstream(&text, out_size);

	ck_assert_ptr_nonnull(stream);
	ck_assert_int_eq(mn_journal_write(net, format, stream), 0);
	ck_assert_int_eq(fclose(stream), 0);
	return text;
}

static size_t
count_lines(const char *text)
{
	size_t lines = 0;

	for (; (text = strchr(text, '\n')) != NULL; text++)
		lines++;
	return lines;
}

START_TEST(journal_has_a_line_for_an_event)
{
	char *text, *json;
	size_t size;

	ask(serve("echo udp as e\n"), "a");
	text = written(MN_TEXT, &size);
	ck_assert_uint_eq(count_lines(text), 3);
	json = written(MN_JSON, &size);
	ck_assert_uint_eq(count_lines(json), 3);
	ck_assert_ptr_nonnull(strstr(json, "\"server\":\"e\",\"kind\":"
	                                   "\"echo-udp\",\"event\":\"recv\""));
	ck_assert_ptr_nonnull(strstr(json, "\"data\":\"a\"}\n{"));
	free(text);
	free(json);
}
END_TEST

/* Global header, packet header, IPv4 and then the ports of UDP. */
START_TEST(journal_is_a_capture_of_the_known_port)
{
	uint32_t magic;
	uint8_t *data;
	size_t size;

	ask(serve("echo udp\n"), "a");
	data = (uint8_t *)written(MN_PCAP, &size);
	ck_assert_uint_eq(size, 24 + 2 * (16 + 20 + 8 + 1));
	memcpy(&magic, data, sizeof(magic));
	ck_assert_uint_eq(magic, 0xa1b23c4d);
	ck_assert_uint_eq(
	    data[24 + 16 + 20 + 2] << 8 | data[24 + 16 + 20 + 3], 7);
	free(data);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {ipv6_or_the_reason_why_not,
	    journal_tells_what_happened_in_order, journal_prints,
	    script_mistakes_are_complained_of, wait_keeps_its_deadline,
	    free_with_everything_open, nets_leave_nothing_behind,
	    net_that_is_given_back_is_as_new, servers_have_names_and_kinds,
	    name_is_for_one_server, port_is_the_one_that_was_asked_for,
	    url_is_where_a_server_is, events_of_a_net_are_in_their_order,
	    journal_has_a_line_for_an_event,
	    journal_is_a_capture_of_the_known_port};

	return dial_main("nets", tests, COUNT(tests));
}
