/* SPDX-License-Identifier: MIT */
/* The udp stand-ins of libmocknet, asked by bare sockets. */
#include <config.h>

#include "dial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
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

START_TEST(udp_refuse_is_port_unreachable)
{
	struct mn_server *server = serve("udp\n fault before accept refuse\n");
	int fd = dial(server, SOCK_DGRAM);
	char data[8];

	ck_assert_int_eq((int)send(fd, "x", 1, 0), 1);
	ck_assert_int_eq((int)recv(fd, data, sizeof(data), 0), -1);
	ck_assert_int_eq(errno, ECONNREFUSED);
	(void)close(fd);
	assert_port_held(server, SOCK_DGRAM);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {udp_answers_every_datagram,
	    udp_drop_is_counted_and_not_answered, udp_twice_and_empty,
	    udp_largest_datagram, udp_from_other_port, udp_from_other_address,
	    udp_refuse_is_port_unreachable};

	return dial_main("datagrams", tests, sizeof(tests) / sizeof(tests[0]));
}
