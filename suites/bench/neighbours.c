/* SPDX-License-Identifier: MIT */
/* Whether a connection that is slow, or busy without end, delays the server
 * next to it in the same net. */
#include <config.h>

#include "bench/bench.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define TRIPS 2001

struct trips {
	double median_ms, longest_ms;
};

/* An octet to the echo at FD and back, often. */
static struct trips
measure_trips(int fd)
{
	double trips[TRIPS];
	struct bench_time start;
	char octet;
	size_t i;

	for (i = 0; i < TRIPS; i++) {
		start = bench_now();
		bench_send(fd, "?", 1);
		bench_must(recv(fd, &octet, 1, 0) == 1, "recv");
		trips[i] = bench_since(start, 1).wall_ms;
	}
	return (struct trips){.median_ms = bench_median(trips, TRIPS),
	    .longest_ms = trips[TRIPS - 1]};
}

static void *
read_all(void *argument)
{
	char data[65536];

	while (recv(*(int *)argument, data, sizeof(data), 0) > 0)
		continue;
	return NULL;
}

static void
print_trips(const char *what, struct trips trips, struct trips alone)
{
	char line[64];

	(void)snprintf(line, sizeof(line), "%s, median", what);
	bench_print(&(struct bench_line){.what = line,
	    .figure = trips.median_ms,
	    .unit = "ms",
	    .peer = alone.median_ms,
	    .peer_name = "alone"});
	(void)snprintf(line, sizeof(line), "%s, longest", what);
	bench_print(&(struct bench_line){.what = line,
	    .figure = trips.longest_ms,
	    .unit = "ms",
	    .peer = alone.longest_ms,
	    .peer_name = "alone"});
}

static void
measure_beside(struct mn_net *net, int fd, const char *what, const char *script)
{
	struct trips alone = measure_trips(fd), beside;
	struct mn_server *neighbour = bench_serve(net, script);
	int busy = bench_dial(neighbour, SOCK_STREAM);
	pthread_t reader = bench_thread(read_all, &busy);

	bench_expect(mn_wait(neighbour, MN_SEND, 1, BENCH_PATIENCE_MS),
	    "the neighbour sends");
	beside = measure_trips(fd);
	(void)mn_stop(neighbour);
	(void)pthread_join(reader, NULL);
	(void)close(busy);
	print_trips(what, beside, alone);
}

void
bench_neighbours(void)
{
	struct mn_net *net = bench_net();
	int fd = bench_dial(bench_serve(net, "echo tcp\n"), SOCK_STREAM);

	bench_heading("An octet to the echo service and back, while another "
	              "connection of the net");
	measure_beside(net, fd, "stalls", "tcp\n send \"x\"\n stall\n");
	measure_beside(net, fd, "drips",
	    "tcp\n send \"x\" repeat 1000000 drip 1 every 1ms\n");
	measure_beside(
	    net, fd, "floods", "tcp\n send \"x\" repeat 1073741824\n");
	(void)close(fd);
	mn_net_free(net);
}
