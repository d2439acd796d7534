/* SPDX-License-Identifier: MIT */
/* When there is not enough: of descriptors, of ports, of room to queue. */
#include <config.h>

#include "engine/net.h"
#include "engine/ports.h"
#include "support/dial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Leaves room for MORE descriptors: up to the one behind them, there may be
 * others in between.  Returns what the limit was. */
static struct rlimit
leave_descriptors(int more)
{
	struct rlimit before, limit;
	int fd = 0;

	while (fcntl(fd, F_GETFD) != -1 || more-- > 0)
		fd++;
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	limit = before;
	limit.rlim_cur = (rlim_t)fd;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	return before;
}

static void
allow(struct rlimit limit)
{
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* The callers wait until there is a descriptor for them. */
START_TEST(accept_waits_for_descriptors)
{
	struct mn_server *server = serve("tcp\n send \"x\"\n");
	struct mn_server *other = serve("echo udp\n");
	int fds[3] = {open_socket(AF_INET, SOCK_STREAM),
	    open_socket(AF_INET, SOCK_STREAM), dial(other, SOCK_DGRAM)};
	struct rlimit before = leave_descriptors(0);
	socklen_t size;
	const struct sockaddr *address = mn_address(server, &size);
	char want[100];

	ck_assert_int_eq(connect(fds[0], address, size), 0);
	await(server, MN_FAILED, 1);
	ck_assert_int_eq(connect(fds[1], address, size), 0);
	say(fds[2], "y");
	hear_datagram(fds[2], "y");
	hear_nothing(fds[0]);
	ck_assert_uint_eq(mn_count(server, MN_FAILED), 1);
	allow(before);
	hear(fds[0], "x");
	hear(fds[1], "x");
	(void)snprintf(want, sizeof(want), "accept: %s", strerror(EMFILE));
	ck_assert_str_eq(told(server, MN_FAILED, 0), want);
	(void)close(fds[0]);
	(void)close(fds[1]);
	(void)close(fds[2]);
}
END_TEST

/* A net needs some; with one too few there is none, and nothing is kept. */
START_TEST(net_needs_its_descriptors)
{
	struct mn_net *second = NULL;
	struct rlimit before;
	int more;

	for (more = 0; second == NULL; more++) {
		ck_assert_int_lt(more, 5);
		before = leave_descriptors(more);
		errno = 0;
		second = mn_net_new();
		ck_assert(second != NULL || errno == EMFILE);
		allow(before);
	}
	ck_assert_int_gt(more, 1);
	mn_net_free(second);
}
END_TEST

/* SCRIPT needs WANTED sockets to listen. */
static void
assert_sockets(const char *script, int wanted)
{
	struct rlimit before;
	char want[100];
	int more;

	(void)snprintf(want, sizeof(want), "no socket for this script: %s",
	    strerror(EMFILE));
	for (more = 0; more < wanted; more++) {
		before = leave_descriptors(more);
		ck_assert_ptr_null(mn_serve(net, script));
		ck_assert_int_eq(errno, EMFILE);
		allow(before);
		ck_assert_str_eq(mn_complaint(net), want);
	}
	before = leave_descriptors(wanted);
	(void)serve(script);
	allow(before);
}

START_TEST(server_needs_its_sockets)
{
	assert_sockets("tcp\n stall\n", 1);
	assert_sockets("udp\n recv\n", 1);
	assert_sockets("udp\n recv\n send \"x\" from other-port\n", 2);
}
END_TEST

START_TEST(client_needs_its_sockets)
{
	struct mn_server *server = serve("echo udp\n");
	struct rlimit before = leave_descriptors(0);
	char want[100];

	(void)snprintf(
	    want, sizeof(want), "client: socket: %s", strerror(EMFILE));
	ck_assert(!mn_play(net, "udp\n send \"x\"\n", "127.0.0.1",
	    mn_port(server), PATIENCE_MS));
	ck_assert_str_eq(mn_complaint(net), want);
	ck_assert(!mn_play(net, "tcp\n send \"x\"\n", "127.0.0.1",
	    mn_port(server), PATIENCE_MS));
	ck_assert_str_eq(mn_complaint(net), want);
	allow(before);
	ck_assert(mn_play(net, "udp\n send \"x\"\n recv \"x\"\n", "127.0.0.1",
	    mn_port(server), PATIENCE_MS));
}
END_TEST

static void
give(int family, uint16_t port, uint16_t uses)
{
	mni_port_give(
	    family, (struct mni_used_port){.port = port, .uses = uses});
}

/* Gives COUNT ports to FAMILY, from FIRST on. */
static void
give_several(int family, uint16_t first, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		give(family, (uint16_t)(first + i), 1);
}

START_TEST(ports_are_used_again_but_not_at_once)
{
	uint16_t i;

	give_several(AF_INET, 100, MNI_PORTS_AT_REST - 1);
	ck_assert_uint_eq(mni_port_take(AF_INET).port, 0);
	give_several(AF_INET, 200, 3);
	ck_assert_uint_eq(mni_port_take(AF_INET6).port, 0);
	for (i = 0; i < 3; i++)
		ck_assert_uint_eq(mni_port_take(AF_INET).port, 100 + i);
	ck_assert_uint_eq(mni_port_take(AF_INET).port, 0);
	/* More than are kept. */
	give_several(AF_INET, 1000, (size_t)3 * MNI_MOST_PORTS);
	ck_assert_uint_ge(mni_port_take(AF_INET).port, 1000);
}
END_TEST

START_TEST(ports_are_not_used_for_ever)
{
	struct mni_used_port used;

	give(AF_INET, 9, 64);
	give(AF_INET, 7, 63);
	give_several(AF_INET, 100, MNI_PORTS_AT_REST);
	used = mni_port_take(AF_INET);
	ck_assert_uint_eq(used.port, 7);
	ck_assert_uint_eq(used.uses, 63);
}
END_TEST

START_TEST(children_of_fork_use_ports_of_each_other)
{
	struct mni_ports *ports = mmap(NULL, sizeof(*ports),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t child;

	ck_assert(ports != MAP_FAILED);
	mni_ports_keep_in(ports);
	child = fork();
	if (child == 0) {
		give_several(AF_INET, 100, MNI_PORTS_AT_REST + 1);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	ck_assert_uint_eq(mni_port_take(AF_INET).port, 100);
}
END_TEST

/* One that it gave back, and not one that somebody has. */
START_TEST(server_gets_a_port_that_was_given_back)
{
	struct mn_server *first = serve("tcp\n stall\n"), *server;
	unsigned port = mn_port(first);
	size_t i, found = 0;

	give(AF_INET, (uint16_t)port, 1);
	for (i = 0; i < MNI_PORTS_AT_REST; i++)
		ck_assert(mn_stop(serve("tcp\n stall\n")));
	for (i = 0; i < 32; i++)
		ck_assert_uint_ne(mn_port(serve("tcp\n stall\n")), port);
	ck_assert(mn_stop(first));
	for (i = 0; i < MNI_PORTS_AT_REST; i++) {
		server = serve("tcp\n stall\n");
		found += mn_port(server) == port ? 1 : 0;
		ck_assert(mn_stop(server));
	}
	ck_assert_uint_eq(found, 1);
}
END_TEST

/* 127.0.0.2 is there, but not this port of it. */
START_TEST(other_address_needs_the_same_port)
{
	static const char steps[] = "recv\n send \"x\" from other-address\n";
	struct sockaddr_in own = {.sin_family = AF_INET};
	int fd = open_socket(AF_INET, SOCK_DGRAM);
	socklen_t size = sizeof(own);
	char script[100];

	own.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
	if (bind(fd, (const struct sockaddr *)&own, size) == -1) {
		(void)close(fd);
		checks_skip("other_address_needs_the_same_port",
		    "this host has no 127.0.0.2");
		return;
	}
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&own, &size), 0);
	(void)snprintf(script, sizeof(script), "udp port %u\n %s",
	    (unsigned)ntohs(own.sin_port), steps);
	ck_assert_ptr_null(mn_serve(net, script));
	ck_assert_int_eq(errno, EADDRINUSE);
	(void)close(fd);
	(void)serve(script);
}
END_TEST

/* One that nobody has, below those that systems give away by themselves, so
 * that nobody gets it in between. */
static uint16_t
free_port(void)
{
	struct sockaddr_in own = {.sin_family = AF_INET};
	unsigned port = 10000 + (unsigned)getpid() % 20000;
	int fd, result;

	own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	do {
		own.sin_port = htons((uint16_t)++port);
		fd = open_socket(AF_INET, SOCK_STREAM);
		result = bind(fd, (const struct sockaddr *)&own, sizeof(own));
		(void)close(fd);
	} while (result == -1 && port < 32000);
	ck_assert_int_eq(result, 0);
	return (uint16_t)port;
}

START_TEST(fixed_ports_come_before_those_of_scripts)
{
	uint16_t port = free_port();

	ck_assert_int_eq(mni_net_fix_port(net, "b", port), 0);
	(void)serve("tcp as a\n stall\n");
	ck_assert_uint_eq(mn_port(serve("tcp as b port 1\n stall\n")), port);
	port = free_port();
	ck_assert_int_eq(mni_net_fix_port(net, NULL, port), 0);
	ck_assert_uint_eq(mn_port(serve("tcp as c\n stall\n")), port);
	ck_assert_uint_ne(mn_port(serve("tcp as d\n stall\n")), port);
}
END_TEST

/* Datagrams that no script takes are kept up to 32 MiB. */
START_TEST(queue_of_datagrams_has_an_end)
{
	struct mn_server *server =
	    serve("udp\n fault request 1 stall\n recv\n");
	int fd = dial(server, SOCK_DGRAM);
	static const char octets[60000];
	size_t i;

	for (i = 1; mn_count(server, MN_FAILED) == 0; i++) {
		ck_assert_uint_lt(i, 600);
		ck_assert_int_eq((int)send(fd, octets, sizeof(octets), 0),
		    (int)sizeof(octets));
		await(server, MN_RECV, i);
	}
	ck_assert_uint_gt(i, 550);
	(void)close(fd);
}
END_TEST

START_TEST(events_of_a_net_are_waited_for)
{
	struct mn_server *server = serve("udp\n drop\n");
	int fd = dial(server, SOCK_DGRAM);

	ck_assert_uint_eq(mni_net_wait_events(net, 0, 1), 0);
	say(fd, "x");
	ck_assert_uint_gt(mni_net_wait_events(net, 0, PATIENCE_MS), 0);
	await(server, MN_DONE, 1);
	ck_assert_uint_eq(mni_net_wait_events(net, 2, PATIENCE_MS), 3);
	ck_assert_uint_eq(mni_net_wait_events(net, 3, -1), 3);
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {accept_waits_for_descriptors,
	    net_needs_its_descriptors, server_needs_its_sockets,
	    client_needs_its_sockets, ports_are_used_again_but_not_at_once,
	    ports_are_not_used_for_ever,
	    children_of_fork_use_ports_of_each_other,
	    server_gets_a_port_that_was_given_back,
	    other_address_needs_the_same_port,
	    fixed_ports_come_before_those_of_scripts,
	    queue_of_datagrams_has_an_end, events_of_a_net_are_waited_for};

	return dial_main("scarce", tests, sizeof(tests) / sizeof(tests[0]));
}
