/* SPDX-License-Identifier: MIT */
/*
 * What it costs a test to have a server, ask it once, and stop it.  The ways
 * take turns, because others use this machine at the same time.
 */
#include <config.h>

#include "bench/bench.h"

#include <netinet/in.h>
#include <stdio.h>
#include <unistd.h>

#define TURNS 21
#define EXCHANGES 100 /* in one turn */

static void
ask(int type, const struct sockaddr *address, socklen_t size)
{
	int fd = bench_connect(type, address, size);
	char data[64];

	if (type == SOCK_STREAM) {
		bench_expect(bench_drain(fd) == 4, "4 octets come");
	} else {
		bench_send(fd, "?", 1);
		bench_must(recv(fd, data, sizeof(data), 0) == 4, "recv");
	}
	(void)close(fd);
}

static void *
answer_caller(void *argument)
{
	int caller, fd = *(int *)argument;

	caller = accept(fd, NULL, NULL);
	bench_must(caller != -1, "accept");
	bench_send(caller, "hi\r\n", 4);
	(void)shutdown(caller, SHUT_WR);
	(void)bench_drain(caller);
	(void)close(caller);
	return NULL;
}

static void *
answer_datagram(void *argument)
{
	struct sockaddr_storage peer;
	socklen_t size = sizeof(peer);
	int fd = *(int *)argument;
	char data[64];

	bench_must(recvfrom(fd, data, sizeof(data), 0, (struct sockaddr *)&peer,
	               &size) > 0,
	    "recvfrom");
	bench_must(
	    sendto(fd, "hi\r\n", 4, 0, (struct sockaddr *)&peer, size) == 4,
	    "sendto");
	return NULL;
}

static void
ask_bare(int type)
{
	struct sockaddr_storage address;
	int fd = bench_bind(type, &address);
	pthread_t thread;

	thread = bench_thread(
	    type == SOCK_STREAM ? answer_caller : answer_datagram, &fd);
	ask(type, (const struct sockaddr *)&address,
	    sizeof(struct sockaddr_in));
	(void)pthread_join(thread, NULL);
	(void)close(fd);
}

static struct mn_server *
ask_server(struct mn_net *net, int type)
{
	struct mn_server *server = bench_serve(
	    net, type == SOCK_STREAM ? "tcp\n send \"hi\\r\\n\"\n"
	                             : "udp\n recv\n send \"hi\\r\\n\"\n");
	socklen_t size;
	const struct sockaddr *address = mn_address(server, &size);

	ask(type, address, size);
	return server;
}

static void
ask_fresh_net(int type)
{
	struct mn_net *net = bench_net();

	(void)ask_server(net, type);
	mn_net_free(net);
}

static struct mn_net *kept;

static void
ask_kept_net(int type)
{
	(void)mn_stop(ask_server(kept, type));
}

struct way {
	const char *what;
	void (*ask)(int type);
	double cpu_ms[TURNS], wall_ms[TURNS];
};

static void
take_turn(struct way *way, int type, size_t turn)
{
	struct bench_time time = bench_now();
	size_t i;

	for (i = 0; i < EXCHANGES; i++)
		way->ask(type);
	time = bench_since(time, EXCHANGES);
	way->cpu_ms[turn] = time.cpu_ms;
	way->wall_ms[turn] = time.wall_ms;
}

static void
print_way(struct way *way, double bare_cpu_ms, double bare_wall_ms)
{
	double cpu_ms = bench_median(way->cpu_ms, TURNS);
	double wall_ms = bench_median(way->wall_ms, TURNS);
	char what[64];

	(void)snprintf(what, sizeof(what), "%s, processor", way->what);
	bench_print_bar(what, cpu_ms, "ms", 0.15);
	bench_print(&(struct bench_line){.what = what,
	    .figure = cpu_ms,
	    .unit = "ms",
	    .peer = bare_cpu_ms,
	    .peer_name = "bare sockets",
	    .at_most = 3});
	(void)snprintf(what, sizeof(what), "%s, time", way->what);
	bench_print(&(struct bench_line){.what = what,
	    .figure = wall_ms,
	    .unit = "ms",
	    .peer = bare_wall_ms,
	    .peer_name = "bare sockets"});
}

static void
compare_ways(int type, const char *transport)
{
	struct way bare = {.ask = ask_bare};
	struct way ways[] = {
	    {.what = "a net each", .ask = ask_fresh_net},
	    {.what = "one net, a server each", .ask = ask_kept_net},
	};
	double cpu_ms, wall_ms;
	size_t i, turn;

	kept = bench_net();
	for (turn = 0; turn < TURNS; turn++) {
		take_turn(&bare, type, turn);
		for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
			take_turn(&ways[i], type, turn);
	}
	mn_net_free(kept);
	cpu_ms = bench_median(bare.cpu_ms, TURNS);
	wall_ms = bench_median(bare.wall_ms, TURNS);
	bench_heading("A server, one exchange over %s, stop; bare sockets are "
	              "a thread and its socket",
	    transport);
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		print_way(&ways[i], cpu_ms, wall_ms);
}

void
bench_exchange(void)
{
	compare_ways(SOCK_STREAM, "TCP");
	compare_ways(SOCK_DGRAM, "UDP");
}
