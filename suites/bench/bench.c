/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/bench.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

_Noreturn void
bench_give_up(const char *what, const char *why)
{
	(void)fflush(stdout);
	fprintf(stderr, "bench: %s: %s\n", what, why);
	exit(EXIT_FAILURE);
}

static const struct bench_part *
find_part(const struct bench_part *parts, const char *name)
{
	for (; parts->name != NULL; parts++)
		if (strcmp(parts->name, name) == 0)
			return parts;
	return NULL;
}

int
bench_run_parts(const struct bench_part *parts, int argc, char **argv)
{
	const struct bench_part *part;
	int i;

	for (part = parts; argc == 1 && part->name != NULL; part++)
		part->run();
	for (i = 1; i < argc; i++) {
		part = find_part(parts, argv[i]);
		if (part == NULL) {
			fprintf(stderr, "bench: no part '%s'\n", argv[i]);
			return EXIT_FAILURE;
		}
		part->run();
	}
	return EXIT_SUCCESS;
}

static double
read_clock(clockid_t clock)
{
	struct timespec now;

	bench_must(clock_gettime(clock, &now) == 0, "clock_gettime");
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

struct bench_time
bench_now(void)
{
	return (struct bench_time){
	    .cpu_ms = read_clock(CLOCK_PROCESS_CPUTIME_ID),
	    .wall_ms = read_clock(CLOCK_MONOTONIC)};
}

struct bench_time
bench_since(struct bench_time start, size_t count)
{
	struct bench_time now = bench_now();

	return (struct bench_time){
	    .cpu_ms = (now.cpu_ms - start.cpu_ms) / (double)count,
	    .wall_ms = (now.wall_ms - start.wall_ms) / (double)count};
}

static int
compare(const void *a, const void *b)
{
	const double *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

double
bench_median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}

void
bench_heading(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	putchar('\n');
	vprintf(format, args);
	putchar('\n');
	va_end(args);
}

static int
decimals(double value)
{
	bool whole = value >= 100 || value == (double)(int)value;

	return whole ? 0 : 3;
}

void
bench_print(const struct bench_line *line)
{
	double ratio = line->ratio > 0 ? line->ratio
	                               : line->figure / line->peer;

	printf("  %-42s%9.*f %s", line->what, decimals(line->figure),
	    line->figure, line->unit);
	if (line->peer_name != NULL)
		printf("%*s%6.2f x %s, %.*f", 5 - (int)strlen(line->unit), "",
		    ratio, line->peer_name, decimals(line->peer), line->peer);
	if (line->ratio > 0)
		printf(" (half of all %.2f to %.2f)", line->low, line->high);
	if (line->at_most > 1)
		printf("; at most %.1f x", line->at_most);
	if (line->at_most > 0 && ratio > line->at_most)
		printf(": over");
	putchar('\n');
	(void)fflush(stdout);
}

void
bench_print_bar(const char *what, double figure, const char *unit, double bar)
{
	bench_print(&(struct bench_line){.what = what,
	    .figure = figure,
	    .unit = unit,
	    .peer = bar,
	    .peer_name = "the bar",
	    .at_most = 1});
}

struct mn_net *
bench_net(void)
{
	struct mn_net *net = mn_net_new();

	bench_must(net != NULL, "mn_net_new");
	return net;
}

struct mn_server *
bench_serve(struct mn_net *net, const char *script)
{
	struct mn_server *server = mn_serve(net, script);

	if (server == NULL)
		bench_give_up("mn_serve", mn_complaint(net));
	return server;
}

pthread_t
bench_thread(void *(*run)(void *argument), void *argument)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, run, argument);
	bench_must(errno == 0, "pthread_create");
	return thread;
}

void
bench_pipe(int ends[static 2])
{
	bench_must(pipe(ends) == 0, "pipe");
	bench_must(fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 &&
	               fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0,
	    "fcntl");
}

int
bench_bind(int type, struct sockaddr_storage *out_address)
{
	struct sockaddr_in any = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(*out_address);
	int fd = socket(AF_INET, type, 0);

	bench_must(fd != -1, "socket");
	bench_must(
	    bind(fd, (const struct sockaddr *)&any, sizeof(any)) == 0, "bind");
	bench_must(type != SOCK_STREAM || listen(fd, SOMAXCONN) == 0, "listen");
	bench_must(getsockname(fd, (struct sockaddr *)out_address, &size) == 0,
	    "getsockname");
	return fd;
}

int
bench_connect(int type, const struct sockaddr *address, socklen_t size)
{
	int fd = socket(address->sa_family, type, 0);

	bench_must(fd != -1, "socket");
	bench_must(connect(fd, address, size) == 0, "connect");
	return fd;
}

int
bench_dial(const struct mn_server *server, int type)
{
	socklen_t size;
	const struct sockaddr *address = mn_address(server, &size);

	return bench_connect(type, address, size);
}

size_t
bench_drain(int fd)
{
	char data[65536];
	size_t total = 0;
	ssize_t size;

	while ((size = recv(fd, data, sizeof(data), 0)) > 0)
		total += (size_t)size;
	bench_must(size == 0, "recv");
	return total;
}

void
bench_send(int fd, const void *data, size_t size)
{
	const char *at = data;
	ssize_t sent;

	for (; size > 0; at += sent, size -= (size_t)sent) {
		sent = send(fd, at, size, 0);
		bench_must(sent > 0, "send");
	}
}
