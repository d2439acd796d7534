/* SPDX-License-Identifier: MIT */
/* The tcp stand-ins of libmocknet, asked by bare sockets. */
#include <config.h>

#include "dial.h"

#include <errno.h>
#include <poll.h>
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

START_TEST(tcp_peer_that_resets_is_seen)
{
	struct mn_server *server = serve("tcp\n recv eof\n close\n");
	struct linger abort_now = {.l_onoff = 1, .l_linger = 0};
	int fd = dial(server, SOCK_STREAM);

	ck_assert(mn_wait(server, MN_ACCEPT, 1, PATIENCE_MS));
	(void)setsockopt(
	    fd, SOL_SOCKET, SO_LINGER, &abort_now, sizeof(abort_now));
	(void)close(fd);
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

/* More than any buffer holds: the mock waits for its reader. */
START_TEST(tcp_repeat_of_megabytes)
{
	struct mn_server *server =
	    serve("tcp\n send \"0123456789abcdef\" repeat 1048576\n close\n");
	int fd = dial(server, SOCK_STREAM);
	size_t total = 0;
	char data[65536];
	ssize_t size, i;

	while ((size = recv(fd, data, sizeof(data), 0)) > 0)
		for (i = 0; i < size; i++, total++)
			if (data[i] != "0123456789abcdef"[total % 16])
				ck_abort_msg("wrong octet at %zu", total);
	ck_assert_int_eq((int)size, 0);
	ck_assert_uint_eq(total, (size_t)16 << 20);
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

START_TEST(tcp_refuse_refuses_and_keeps_the_port)
{
	struct mn_server *server = serve("tcp\n fault before accept refuse\n");

	ck_assert_int_eq(dial(server, SOCK_STREAM), -1);
	ck_assert_int_eq(errno, ECONNREFUSED);
	assert_port_held(server, SOCK_STREAM);
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
	    tcp_split_and_gap, tcp_repeat_of_megabytes,
	    tcp_stall_holds_and_stop_ends_it_at_once,
	    tcp_many_connections_each_play_the_script,
	    tcp_refuse_refuses_and_keeps_the_port};

	return dial_main("streams", tests, sizeof(tests) / sizeof(tests[0]));
}
