/* SPDX-License-Identifier: MIT */
/* Servers with small buffers: the sockets have them, and who sends waits. */
#include <config.h>

#include "engine/net.h"
#include "support/dial.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Far more than two small buffers hold, whatever a system makes of them, and
 * less than two of the usual size. */
#define SOON_FULL 32768

static int
option_of(int fd, int option)
{
	socklen_t size = sizeof(int);
	int value = 0;

	ck_assert_int_eq(getsockopt(fd, SOL_SOCKET, option, &value, &size), 0);
	return value;
}

/* What the system makes of 4096 octets for a socket like FD, or of nothing. */
static int
usual_option(const struct mn_server *server, int option, bool small)
{
	int fd = socket(server->script.family, server->script.type, 0);
	int value;

	ck_assert_int_ne(fd, -1);
	if (small)
		ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, option,
		                     &(int){4096}, sizeof(int)),
		    0);
	value = option_of(fd, option);
	(void)close(fd);
	return value;
}

static void
check_sockets(const char *head)
{
	static const int options[] = {SO_RCVBUF, SO_SNDBUF};
	struct mn_server *server;
	char script[200];
	int small, i;

	for (small = 0; small < 2; small++) {
		(void)snprintf(script, sizeof(script), "%s\n recv\n%s", head,
		    small ? " buffers 4096\n" : "");
		server = serve(script);
		for (i = 0; i < 2; i++)
			ck_assert_int_eq(option_of(server->fd, options[i]),
			    usual_option(server, options[i], small));
		mn_stop(server);
	}
}

START_TEST(sockets_have_the_buffers_of_their_script)
{
	char path[SCRATCH_PATH], head[SCRATCH_PATH + 40];

	check_sockets("tcp");
	check_sockets("udp");
	(void)scratch_path(path, "socket");
	(void)snprintf(head, sizeof(head), "unix stream \"%s\"", path);
	check_sockets(head);
	(void)snprintf(head, sizeof(head), "unix datagram \"%s\"", path);
	check_sockets(head);
}
END_TEST

/* Sends into FD until nothing goes any more.  Returns how much went. */
static size_t
fill(int fd)
{
	static char data[4096];
	size_t sent = 0;
	ssize_t size;

	ck_assert_int_eq(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	while ((size = send(fd, data, sizeof(data), 0)) > 0)
		sent += (size_t)size;
	return sent;
}

START_TEST(peer_that_is_not_read_has_to_wait)
{
	struct mn_server *server = serve("tcp\n buffers 4096\n stall\n");
	int fd = dial(server, SOCK_STREAM);

	ck_assert_int_eq(
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &(int){4096}, sizeof(int)),
	    0);
	await(server, MN_ACCEPT, 1);
	ck_assert_uint_lt(fill(fd), SOON_FULL);
	(void)close(fd);
}
END_TEST

/* How much SERVER has sent, when it has sent no more for a while. */
static size_t
sent_by(struct mn_server *server)
{
	size_t count;

	do
		count = mn_count(server, MN_SEND);
	while (mn_wait(server, MN_SEND, count + 1, QUIET_MS));
	return happened(server, MN_SEND, count - 1).offset;
}

START_TEST(server_that_is_not_read_has_to_wait)
{
	struct mn_server *server =
	    serve("tcp\n buffers 4096\n send \"x\" repeat 16777216\n");
	int fd = open_socket(AF_INET, SOCK_STREAM);

	ck_assert_int_eq(
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &(int){4096}, sizeof(int)),
	    0);
	ck_assert_int_eq(
	    connect(fd, (const struct sockaddr *)&server->address.storage,
	        server->address.size),
	    0);
	await(server, MN_SEND, 1);
	ck_assert_uint_lt(sent_by(server), SOON_FULL);
	(void)close(fd);
}
END_TEST

/* More than all buffers between them hold, there and back. */
START_TEST(echo_with_small_buffers_passes_all_on)
{
	struct mn_server *server = serve("echo tcp\n buffers 4096\n");
	static char data[100000], back[sizeof(data)];
	int fd = dial(server, SOCK_STREAM);
	size_t sent = 0, got = 0;
	ssize_t size;

	memset(data, 'x', sizeof(data));
	while (got < sizeof(data)) {
		size = send(fd, data + sent, sizeof(data) - sent, MSG_DONTWAIT);
		sent += size > 0 ? (size_t)size : 0;
		if (got < sent) {
			size = recv(fd, back + got, sent - got, 0);
			ck_assert_int_gt((int)size, 0);
			got += (size_t)size;
		}
	}
	ck_assert_mem_eq(back, data, sizeof(data));
	ck_assert(mn_ok(net));
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {sockets_have_the_buffers_of_their_script,
	    peer_that_is_not_read_has_to_wait,
	    server_that_is_not_read_has_to_wait,
	    echo_with_small_buffers_passes_all_on};
	int status;

	if (scratch_open() == -1) {
		printf("Bail out! no folder to work in\n");
		return 99;
	}
	status = dial_main("buffers", tests, sizeof(tests) / sizeof(tests[0]));
	scratch_close();
	return status;
}
