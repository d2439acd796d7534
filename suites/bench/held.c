/* SPDX-License-Identifier: MIT */
/*
 * Connections that one net holds at the same time.  Their client ends live in
 * a child: the descriptors a process may have are for the servers' ends.
 */
#include <config.h>

#include "bench/bench.h"
#include "support/process.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define MANY 10000
#define FEWER 1000
#define OWN 64 /* descriptors that are no connections */
#define TRIPS 301

struct crowd {
	pid_t pid;
	int hold; /* the client ends stay until this is closed */
};

static void
stay(const struct sockaddr *address, socklen_t size, size_t count, int hold)
{
	char octet;

	while (count-- > 0)
		(void)bench_connect(SOCK_STREAM, address, size);
	(void)!read(hold, &octet, 1);
	_exit(EXIT_SUCCESS);
}

static struct crowd
gather(const struct sockaddr *address, socklen_t size, size_t count)
{
	struct crowd crowd;
	int fds[2];

	bench_must(pipe(fds) == 0, "pipe");
	crowd.pid = fork();
	bench_must(crowd.pid != -1, "fork");
	if (crowd.pid == 0) {
		(void)close(fds[1]);
		stay(address, size, count, fds[0]);
	}
	(void)close(fds[0]);
	crowd.hold = fds[1];
	return crowd;
}

static void
dismiss(const struct crowd *crowd)
{
	int status;

	(void)close(crowd->hold);
	while (waitpid(crowd->pid, &status, 0) == -1)
		bench_must(errno == EINTR, "waitpid");
	bench_expect(status == 0, "the clients connect");
}

static struct crowd
crowd_server(struct mn_server *server, size_t count)
{
	socklen_t size;
	const struct sockaddr *address = mn_address(server, &size);
	struct crowd crowd = gather(address, size, count);

	bench_expect(mn_wait(server, MN_ACCEPT, count, BENCH_PATIENCE_MS),
	    "all are accepted");
	return crowd;
}

static double
trip_ms(const struct mn_server *server)
{
	struct bench_time start = bench_now();
	int fd = bench_dial(server, SOCK_STREAM);

	bench_send(fd, "?", 1);
	bench_expect(bench_drain(fd) == 1, "an octet comes");
	(void)close(fd);
	return bench_since(start, 1).wall_ms;
}

static double
median_trip_ms(const struct mn_server *server)
{
	double trips[TRIPS];
	size_t i;

	for (i = 0; i < TRIPS; i++)
		trips[i] = trip_ms(server);
	return bench_median(trips, TRIPS);
}

/* How long it takes to let COUNT bare connections go. */
static double
bare_close_ms(size_t count)
{
	static int fds[MANY];
	struct sockaddr_storage address;
	int fd = bench_bind(SOCK_STREAM, &address);
	struct crowd crowd = gather(
	    (struct sockaddr *)&address, sizeof(struct sockaddr_in), count);
	struct bench_time start;
	double result;
	size_t i;

	for (i = 0; i < count; i++) {
		fds[i] = accept(fd, NULL, NULL);
		bench_must(fds[i] != -1, "accept");
	}
	start = bench_now();
	for (i = 0; i < count; i++)
		(void)close(fds[i]);
	(void)close(fd);
	result = bench_since(start, 1).wall_ms;
	dismiss(&crowd);
	return result;
}

static void
print_end(const char *what, size_t count, double ms, double bare_ms)
{
	if (count == FEWER)
		bench_print_bar(what, ms, "ms", 10);
	bench_print(&(struct bench_line){.what = what,
	    .figure = ms,
	    .unit = "ms",
	    .peer = bare_ms,
	    .peer_name = "closing bare ones"});
}

/* Stops a server, or frees its net, with COUNT connections open. */
static void
measure_ends(size_t count)
{
	double bare_ms = bare_close_ms(count);
	struct mn_net *net = bench_net();
	struct mn_server *server = bench_serve(net, "tcp\n recv\n");
	struct crowd crowd = crowd_server(server, count);
	struct bench_time start = bench_now();

	(void)mn_stop(server);
	print_end("mn_stop() of the server", count,
	    bench_since(start, 1).wall_ms, bare_ms);
	dismiss(&crowd);
	crowd = crowd_server(bench_serve(net, "tcp\n recv\n"), count);
	start = bench_now();
	mn_net_free(net);
	print_end("mn_net_free() of its net", count,
	    bench_since(start, 1).wall_ms, bare_ms);
	dismiss(&crowd);
}

static void
measure_held(size_t count)
{
	struct mn_net *net = bench_net();
	struct mn_server *server = bench_serve(net, "tcp\n recv\n");
	struct mn_server *other = bench_serve(net, "tcp\n recv\n send \"!\"\n");
	double alone_ms = median_trip_ms(other);
	struct bench_time start = bench_now();
	struct crowd crowd = crowd_server(server, count);

	bench_print(&(struct bench_line){.what = "until all are accepted",
	    .figure = bench_since(start, 1).wall_ms,
	    .unit = "ms"});
	bench_print(&(struct bench_line){
	    .what = "connect and ask another server meanwhile",
	    .figure = median_trip_ms(other),
	    .unit = "ms",
	    .peer = alone_ms,
	    .peer_name = "the same with none"});
	mn_net_free(net);
	dismiss(&crowd);
}

void
bench_held(void)
{
	long limit = mni_process_raise_limit(MANY + OWN);
	size_t count = MANY;

	if (limit < MANY + OWN)
		count = (size_t)limit - OWN;
	bench_heading("%zu connections open at the same time", count);
	if (count < MANY)
		printf("  not %d: %ld descriptors are the limit here\n", MANY,
		    limit);
	measure_held(count);
	measure_ends(count);
	bench_heading("%d connections open at the same time", FEWER);
	measure_ends(FEWER);
}
