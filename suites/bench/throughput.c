/* SPDX-License-Identifier: MIT */
/* Octets and datagrams a second, beside a bare loop over the same calls. */
#include <config.h>

#include "bench/bench.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#define VOLUME ((size_t)256 << 20)
#define CHUNK 65536
#define TURNS 3
#define DATAGRAMS 20000

static void
send_volume(int fd)
{
	static const char data[CHUNK];
	size_t sent;

	for (sent = 0; sent < VOLUME; sent += CHUNK)
		bench_send(fd, data, CHUNK);
	(void)shutdown(fd, SHUT_WR);
}

static void *
feed(void *argument)
{
	send_volume(*(int *)argument);
	return NULL;
}

/* Reads the whole volume, which is also sent when FEEDS is set. */
static double
megabytes_a_second(int fd, bool feeds)
{
	struct bench_time start = bench_now();
	pthread_t feeder;

	if (feeds)
		feeder = bench_thread(feed, &fd);
	bench_expect(bench_drain(fd) == VOLUME, "all comes");
	if (feeds)
		(void)pthread_join(feeder, NULL);
	(void)close(fd);
	return (double)VOLUME / 1e3 / bench_since(start, 1).wall_ms;
}

static void *
serve_volume(void *argument)
{
	int fd = accept(*(int *)argument, NULL, NULL);

	bench_must(fd != -1, "accept");
	send_volume(fd);
	(void)close(fd);
	return NULL;
}

static void *
serve_echo(void *argument)
{
	int fd = accept(*(int *)argument, NULL, NULL);
	char data[CHUNK];
	ssize_t size;

	bench_must(fd != -1, "accept");
	while ((size = recv(fd, data, sizeof(data), 0)) > 0)
		bench_send(fd, data, (size_t)size);
	(void)close(fd);
	return NULL;
}

static double
bare_stream(bool feeds)
{
	struct sockaddr_storage address;
	int fd = bench_bind(SOCK_STREAM, &address);
	pthread_t thread = bench_thread(feeds ? serve_echo : serve_volume, &fd);
	double result;

	result = megabytes_a_second(
	    bench_connect(SOCK_STREAM, (struct sockaddr *)&address,
	        sizeof(struct sockaddr_in)),
	    feeds);
	(void)pthread_join(thread, NULL);
	(void)close(fd);
	return result;
}

static double
mock_stream(bool feeds)
{
	struct mn_net *net = bench_net();
	struct mn_server *server = bench_serve(
	    net, feeds ? "echo tcp\n" : "tcp\n send \"x\" repeat 268435456\n");
	double result =
	    megabytes_a_second(bench_dial(server, SOCK_STREAM), feeds);

	mn_net_free(net);
	return result;
}

static void *
answer_datagrams(void *argument)
{
	struct sockaddr_storage peer;
	int i, fd = *(int *)argument;
	socklen_t size;
	char data[64];
	ssize_t got;

	for (i = 0; i < DATAGRAMS; i++) {
		size = sizeof(peer);
		got = recvfrom(
		    fd, data, sizeof(data), 0, (struct sockaddr *)&peer, &size);
		bench_must(got > 0, "recvfrom");
		bench_must(sendto(fd, data, (size_t)got, 0,
		               (struct sockaddr *)&peer, size) == got,
		    "sendto");
	}
	return NULL;
}

static double
trips_a_second(int fd)
{
	struct bench_time start = bench_now();
	char data[64];
	int i;

	for (i = 0; i < DATAGRAMS; i++) {
		bench_send(fd, "?", 1);
		bench_must(recv(fd, data, sizeof(data), 0) == 1, "recv");
	}
	(void)close(fd);
	return 1e3 / bench_since(start, DATAGRAMS).wall_ms;
}

static double
bare_datagrams(bool feeds)
{
	struct sockaddr_storage address;
	int fd = bench_bind(SOCK_DGRAM, &address);
	pthread_t thread = bench_thread(answer_datagrams, &fd);
	double result;

	(void)feeds;
	result = trips_a_second(bench_connect(SOCK_DGRAM,
	    (struct sockaddr *)&address, sizeof(struct sockaddr_in)));
	(void)pthread_join(thread, NULL);
	(void)close(fd);
	return result;
}

static double
mock_datagrams(bool feeds)
{
	struct mn_net *net = bench_net();
	double result;

	(void)feeds;
	result = trips_a_second(
	    bench_dial(bench_serve(net, "echo udp\n"), SOCK_DGRAM));
	mn_net_free(net);
	return result;
}

static void
compare(const char *what, const char *unit, double (*mock)(bool feeds),
    double (*bare)(bool feeds), bool feeds)
{
	double mocks[TURNS], bares[TURNS];
	size_t turn;

	for (turn = 0; turn < TURNS; turn++) {
		bares[turn] = bare(feeds);
		mocks[turn] = mock(feeds);
	}
	bench_print(&(struct bench_line){.what = what,
	    .figure = bench_median(mocks, TURNS),
	    .unit = unit,
	    .peer = bench_median(bares, TURNS),
	    .peer_name = "a bare loop"});
}

void
bench_throughput(void)
{
	bench_heading("As much as goes through (more is better)");
	compare(
	    "256 MiB sent over TCP", "MB/s", mock_stream, bare_stream, false);
	compare(
	    "256 MiB echoed over TCP", "MB/s", mock_stream, bare_stream, true);
	compare("datagrams echoed over UDP, one by one", "/s", mock_datagrams,
	    bare_datagrams, false);
}
