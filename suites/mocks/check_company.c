/* SPDX-License-Identifier: MIT */
/* Nets in company: many threads, other nets, processes that were forked, and
 * clients and servers that would like to have all the time. */
#include <config.h>

#include "support/dial.h"
#include "support/scratch.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 4
#define EACH 10

/* Runs FUNCTION in THREADS threads at once, each with its ARGUMENTS. */
static void
run_threads(void *(*function)(void *), void *arguments[static THREADS])
{
	pthread_t threads[THREADS];
	size_t i;

	for (i = 0; i < THREADS; i++)
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, function, arguments[i]),
		    0);
	for (i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_join(threads[i], &arguments[i]), 0);
}

static void *
ask_often(void *argument)
{
	struct mn_server *server = argument;
	int i, fd, error;
	char data[8];

	for (i = 0; i < 50; i++) {
		fd = dial(server, SOCK_STREAM);
		(void)drain(fd, data, sizeof(data), &error);
		(void)close(fd);
		(void)mn_count(server, MN_SEND);
	}
	return NULL;
}

START_TEST(threads_may_ask_and_count_at_once)
{
	struct mn_server *server = serve("tcp\n send \"x\"\n close\n");
	void *servers[THREADS] = {server, server, server, server};

	run_threads(ask_often, servers);
	ck_assert_uint_eq(mn_count(server, MN_SEND), (size_t)THREADS * 50);
}
END_TEST

/* Returns NULL when one was not served. */
static void *
serve_often(void *argument)
{
	int i;

	for (i = 0; i < EACH; i++)
		if (mn_serve(net, i % 2 == 0 ? "echo udp\n" : "echo tcp\n") ==
		    NULL)
			return NULL;
	return argument;
}

START_TEST(threads_may_serve_at_once)
{
	void *done[THREADS] = {net, net, net, net};
	struct mn_server *server;
	size_t i, j;
	int fd;

	run_threads(serve_often, done);
	for (i = 0; i < (size_t)THREADS * EACH; i++) {
		server = mn_server(net, i);
		ck_assert_ptr_nonnull(server);
		for (j = 0; j < i; j++)
			ck_assert_str_ne(
			    mn_name(server), mn_name(mn_server(net, j)));
		fd = dial(server, strcmp(mn_kind(server), "echo-udp") == 0
		                      ? SOCK_DGRAM
		                      : SOCK_STREAM);
		say(fd, "x");
		hear(fd, "x");
		(void)close(fd);
	}
	ck_assert_ptr_null(mn_server(net, i));
}
END_TEST

static void *
serve_by_name(void *argument)
{
	(void)argument;
	return mn_serve(net, "udp as only\n recv\n");
}

START_TEST(threads_that_want_one_name)
{
	void *servers[THREADS] = {NULL};
	size_t i, count = 0;

	run_threads(serve_by_name, servers);
	for (i = 0; i < THREADS; i++)
		count += servers[i] == NULL ? 0 : 1;
	ck_assert_uint_eq(count, 1);
	ck_assert_ptr_null(mn_server(net, 1));
}
END_TEST

START_TEST(nets_are_strangers_to_each_other)
{
	struct mn_net *nets[5];
	struct mn_server *servers[5];
	size_t i;
	int fd;

	for (i = 0; i < 5; i++) {
		nets[i] = mn_net_new();
		ck_assert_ptr_nonnull(nets[i]);
		servers[i] = mn_serve(nets[i], "tcp as a\n send \"x\"\n");
		ck_assert_ptr_nonnull(servers[i]);
	}
	mn_net_free(nets[0]);
	for (i = 1; i < 5; i++) {
		fd = dial(servers[i], SOCK_STREAM);
		hear(fd, "x");
		hear_end(fd);
		(void)close(fd);
		ck_assert_uint_eq(mn_count(servers[i], MN_ACCEPT), 1);
		mn_net_free(nets[i]);
	}
}
END_TEST

/* Whether SERVER, an echo of datagrams, answers often. */
static void
assert_answers(struct mn_server *server)
{
	int i, fd = dial(server, SOCK_DGRAM);

	for (i = 0; i < 50; i++) {
		say(fd, "x");
		hear_datagram(fd, "x");
	}
	(void)close(fd);
}

START_TEST(stalled_ones_delay_nobody)
{
	struct mn_server *stalled = serve("tcp\n send \"a\"\n stall\n");
	struct mn_server *full = serve("tcp\n send \"x\" repeat 99999999\n");
	struct mn_server *waiting = serve("udp\n recv\n wait 1000s\n");
	int fds[3] = {dial(stalled, SOCK_STREAM), dial(full, SOCK_STREAM),
	    dial(waiting, SOCK_DGRAM)};
	size_t i;

	say(fds[2], "?");
	await(waiting, MN_RECV, 1);
	await(stalled, MN_DONE, 1);
	await(full, MN_SEND, 1);
	assert_answers(serve("echo udp\n"));
	for (i = 0; i < 3; i++)
		(void)close(fds[i]);
}
END_TEST

/* One that sends as fast as it can until it is told to stop. */
struct flood {
	pthread_t thread;
	atomic_bool over;
	int fd;
};

static void *
send_on(void *argument)
{
	static const char octets[1000];
	struct flood *flood = argument;

	while (!atomic_load(&flood->over))
		(void)send(flood->fd, octets, sizeof(octets), MSG_DONTWAIT);
	return NULL;
}

/* Another server answers while one of SCRIPT is flooded. */
static void
flood_one(const char *script, int type)
{
	struct mn_server *flooded = serve(script);
	struct mn_server *other = serve("echo udp\n");
	struct flood flood = {.fd = dial(flooded, type)};

	atomic_init(&flood.over, false);
	ck_assert_int_eq(
	    pthread_create(&flood.thread, NULL, send_on, &flood), 0);
	await(flooded, MN_RECV, 10);
	assert_answers(other);
	atomic_store(&flood.over, true);
	ck_assert_int_eq(pthread_join(flood.thread, NULL), 0);
	(void)close(flood.fd);
}

START_TEST(flood_starves_nobody)
{
	flood_one("discard tcp\n", SOCK_STREAM);
	flood_one("tcp\n recv 1000000000\n", SOCK_STREAM);
	flood_one("discard udp\n", SOCK_DGRAM);
}
END_TEST

/* It has a million to send, again and again, and has not sent the first before
 * others had their turn; we may wait long for ours. */
START_TEST(server_that_floods_starves_nobody)
{
	struct mn_server *flooding =
	    serve("udp\n recv\n loop\n send \"x\" times 1000000\n end\n");
	struct mn_server *looping =
	    serve("udp\n recv\n loop\n send \"x\"\n end\n");
	struct mn_server *other = serve("echo udp\n");
	int first = dial(flooding, SOCK_DGRAM);
	int second = dial(looping, SOCK_DGRAM);
	int third = dial(other, SOCK_DGRAM);

	say(first, "?");
	say(second, "?");
	await(flooding, MN_SEND, 1);
	await(looping, MN_SEND, 1);
	say(third, "x");
	hear_datagram(third, "x");
	ck_assert_uint_lt(mn_count(flooding, MN_SEND), 1000000);
	assert_answers(other);
	(void)close(third);
	(void)close(first);
	(void)close(second);
}
END_TEST

/* Room for so many descriptors, or false. */
static bool
allow_descriptors(rlim_t wanted)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return false;
	if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < wanted)
		limit.rlim_cur = wanted;
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

START_TEST(stop_with_a_thousand_connections)
{
	struct mn_server *server;
	static int fds[1000];
	size_t i;

	if (!allow_descriptors(2100)) {
		checks_skip("stop_with_a_thousand_connections",
		    "not so many descriptors");
		return;
	}
	server = serve("tcp\n send \"x\"\n recv 1\n");
	for (i = 0; i < 1000; i++) {
		fds[i] = dial(server, SOCK_STREAM);
		ck_assert_int_ne(fds[i], -1);
	}
	await(server, MN_SEND, 1000);
	ck_assert(!mn_stop(server));
	ck_assert_ptr_nonnull(strstr(mn_complaint(net), "\nand 980 more"));
	ck_assert_int_eq(dial(server, SOCK_STREAM), -1);
	ck_assert_int_eq(errno, ECONNREFUSED);
	for (i = 0; i < 1000; i++) {
		hear(fds[i], "x");
		hear_end(fds[i]);
		(void)close(fds[i]);
	}
}
END_TEST

/* Says "x" to SERVER and returns whether the answer is that. */
static bool
echoes(const struct mn_server *server)
{
	socklen_t size;
	const struct sockaddr *address = mn_address(server, &size);
	struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
	int fd = socket(address->sa_family, SOCK_STREAM, 0);
	char answer = '\0';
	bool good;

	good = setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
	           sizeof(patience)) == 0 &&
	       connect(fd, address, size) == 0 && send(fd, "x", 1, 0) == 1 &&
	       recv(fd, &answer, 1, 0) == 1 && answer == 'x';
	(void)close(fd);
	return good;
}

/* What a child may do, and what it may not.  Returns 0, or the number of what
 * went wrong: Check is the parent's. */
static int
live_as_a_child(struct mn_server *server)
{
	unsigned port = mn_port(server);

	errno = 0;
	if (mn_serve(net, "udp\n recv\n") != NULL || errno != EPERM)
		return 1;
	if (strcmp(mn_complaint(net),
	        "this net belongs to the process that made it") != 0)
		return 2;
	errno = 0;
	if (mn_serve_file(net, "/dev/null") != -1 || errno != EPERM)
		return 3;
	if (mn_stop(server) != 0 || mn_ok(net) != 0 ||
	    mn_wait(server, MN_ACCEPT, 0, 0) != 0 ||
	    mn_barrier(net, "b", 0) != 0 ||
	    mn_play(net, "tcp\n fin\n", "127.0.0.1", port, 0) != 0 ||
	    mn_url(server, "/") != NULL)
		return 4;
	if (strcmp(mn_host(server), "127.0.0.1") != 0 || port == 0 ||
	    strcmp(mn_name(server), "e") != 0 ||
	    strcmp(mn_kind(server), "echo-tcp") != 0)
		return 5;
	if (!echoes(server))
		return 6;
	mn_net_free(net);
	return 0;
}

static int
status_of(pid_t child)
{
	int status = -1;

	ck_assert_int_ne(child, -1);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

/* Everything a net can have open is open when the process is forked. */
START_TEST(child_of_fork_may_ask_and_call_and_free)
{
	struct mn_server *server = serve("echo tcp as e\n");
	struct mn_server *waits = serve("tcp\n barrier b\n send \"x\"\n");
	struct mn_server *late = serve(
	    "udp\n recv\n send \"late\" late 50ms\n send \"2\" swap\n"
	    " recv\n send \"1\" from other-port\n");
	int open = dial(server, SOCK_STREAM),
	    waiting = dial(waits, SOCK_STREAM);
	int asked = dial(late, SOCK_DGRAM);
	pid_t child;

	say(open, "1");
	hear(open, "1");
	say(asked, "?");
	await(late, MN_RECV, 1);
	await(waits, MN_BARRIER, 1);
	child = fork();
	if (child == 0)
		_exit(live_as_a_child(server));
	ck_assert_int_eq(status_of(child), 0);
	say(open, "2");
	hear(open, "2");
	ck_assert(echoes(server));
	hear_datagram(asked, "late");
	ck_assert(mn_barrier(net, "b", PATIENCE_MS));
	hear(waiting, "x");
	(void)close(open);
	(void)close(waiting);
	(void)close(asked);
}
END_TEST

START_TEST(child_of_fork_leaves_a_path)
{
	struct mn_server *server;
	char path[SCRATCH_PATH], script[300];
	pid_t child;

	(void)snprintf(script, sizeof(script), "echo unix stream \"%s\"\n",
	    scratch_path(path, "parent"));
	server = serve(script);
	child = fork();
	if (child == 0) {
		mn_net_free(net);
		_exit(0);
	}
	ck_assert_int_eq(status_of(child), 0);
	ck_assert_int_eq(access(path, F_OK), 0);
	ck_assert(echoes(server));
}
END_TEST

static void *
fork_often(void *argument)
{
	struct mn_server *server = argument;
	pid_t child;
	int i, status;

	for (i = 0; i < 20; i++) {
		child = fork();
		if (child == 0) {
			mn_net_free(net);
			_exit(0);
		}
		if (child == -1 || waitpid(child, &status, 0) != child ||
		    status != 0 || !echoes(server))
			return NULL;
	}
	return argument;
}

/* Processes come and go while others ask. */
START_TEST(forks_disturb_nobody)
{
	struct mn_server *server = serve("echo tcp\n");
	struct mn_server *other = serve("tcp\n send \"x\"\n");
	pthread_t thread;
	void *good;

	ck_assert_int_eq(pthread_create(&thread, NULL, fork_often, server), 0);
	(void)ask_often(other);
	ck_assert_int_eq(pthread_join(thread, &good), 0);
	ck_assert_ptr_nonnull(good);
	ck_assert_uint_eq(mn_count(other, MN_SEND), 50);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {threads_may_ask_and_count_at_once,
	    threads_may_serve_at_once, threads_that_want_one_name,
	    nets_are_strangers_to_each_other, stalled_ones_delay_nobody,
	    flood_starves_nobody, server_that_floods_starves_nobody,
	    stop_with_a_thousand_connections,
	    child_of_fork_may_ask_and_call_and_free,
	    child_of_fork_leaves_a_path, forks_disturb_nobody};
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	status = dial_main("company", tests, sizeof(tests) / sizeof(tests[0]));
	scratch_close();
	return status;
}
