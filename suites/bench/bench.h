/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the benchmarks share: time, medians, blocking sockets, and
 * the table.  What cannot be measured ends the program; how good a figure is
 * never does.
 */
#ifndef MNI_BENCH_H
#define MNI_BENCH_H

#include "base/compiler.h"
#include "mocknet.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

/* Longer than anything here takes. */
#define BENCH_PATIENCE_MS 60000

/* The parts. Each prints a heading and its lines. */
void bench_exchange(void);
void bench_nets(void);
void bench_held(void);
void bench_neighbours(void);
void bench_throughput(void);
void bench_sweep(void);
void bench_start(void);
void bench_bulk(void);
void bench_large(void);
void bench_many(void);
void bench_served(void);
void bench_datagrams(void);
void bench_pipeline(void);
void bench_zones(void);

struct bench_part {
	const char *name; /* NULL behind the last */
	void (*run)(void);
};

/* Runs those of PARTS that the command line names, or all of them.  Returns
 * what main() does. */
int bench_run_parts(const struct bench_part *parts, int argc, char **argv);

/* Ends the program, after a line with both. */
_Noreturn void bench_give_up(const char *what, const char *why);

/* Ends the program with CALL and the text of errno unless it went GOOD. */
static inline void
bench_must(bool good, const char *call)
{
	if (!good)
		bench_give_up(call, strerror(errno));
}

/* The same without errno, where WHAT does not hold. */
static inline void
bench_expect(bool holds, const char *what)
{
	if (!holds)
		bench_give_up("this does not hold", what);
}

/* Milliseconds: of all threads of this process on a processor, and on the
 * wall. */
struct bench_time {
	double cpu_ms, wall_ms;
};

struct bench_time bench_now(void);

/* What each of COUNT rounds has taken since START. */
struct bench_time bench_since(struct bench_time start, size_t count);

/* The median of VALUES, COUNT of them, which are sorted. */
double bench_median(double *values, size_t count);

/* A line of the table: FIGURE, and what it is beside PEER. */
struct bench_line {
	const char *what;
	double figure;
	const char *unit;
	double peer;
	const char *peer_name; /* NULL: the figure stands alone */
	double at_most;        /* the bar of the ratio; 0: there is none */
	/* Where both were measured by pairs: the median of their ratios, and
	 * between which two the middle half of them lies; 0: they were not, and
	 * the ratio is figure / peer. */
	double ratio, low, high;
};

void bench_heading(const char *format, ...) MNI_PRINTF(1, 2);

/* Prints LINE, and "over" behind it when it misses its bar. */
void bench_print(const struct bench_line *line);

/* The same for a figure that is only held to BAR, in its own unit. */
void bench_print_bar(
    const char *what, double figure, const char *unit, double bar);

struct mn_net *bench_net(void);

/* A server of NET that has to start. */
struct mn_server *bench_serve(struct mn_net *net, const char *script);

pthread_t bench_thread(void *(*run)(void *argument), void *argument);

/* A pipe, of which no command that is started has an end by chance. */
void bench_pipe(int ends[static 2]);

/* A blocking socket of TYPE on a free port of 127.0.0.1, and that address. */
int bench_bind(int type, struct sockaddr_storage *out_address);

/* A blocking socket of TYPE that is connected to ADDRESS. */
int bench_connect(int type, const struct sockaddr *address, socklen_t size);
int bench_dial(const struct mn_server *server, int type);

/* Reads FD to the end and throws it away.  Returns the octets. */
size_t bench_drain(int fd);

/* Sends SIZE octets, all of them. */
void bench_send(int fd, const void *data, size_t size);

#endif
