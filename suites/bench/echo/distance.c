/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/echo/distance.h"

#include "base/deadline.h"
#include "bench/bench.h"
#include "bench/echo/server.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SERIES 15
#define TRIPS ((size_t)500) /* of a series */
#define MANY 4096           /* looks, between two at the clock */
#define FAR 1.5             /* times as many nanoseconds are another place */
#define WAITS 300           /* in all, at most */
#define WAIT_NS 100000000

/* Waits until LINE has come to VALUE. */
static void
await(const atomic_size_t *line, size_t value, struct mni_deadline patience)
{
	size_t looks = 0;

	while (atomic_load(line) != value)
		if (++looks % MANY == 0)
			bench_expect(mni_deadline_left(patience) > 0,
			    "the other process goes on");
}

/* What the other does: TRIPS of each series, and one before them. */
static void
send_back(atomic_size_t *line, struct mni_deadline patience)
{
	size_t i;

	for (i = 1; i <= 2 * (SERIES * TRIPS + 1); i += 2) {
		await(line, i, patience);
		atomic_store(line, i + 1);
	}
}

static void
travel(atomic_size_t *line, size_t trips, struct mni_deadline patience)
{
	size_t at = atomic_load(line);

	for (; trips > 0; trips--, at += 2) {
		atomic_store(line, at + 1);
		await(line, at + 2, patience);
	}
}

/* The median of the series: in some, others may have the processor. */
static double
measure(atomic_size_t *line, struct mni_deadline patience)
{
	double ns[SERIES];
	struct bench_time begin;
	size_t i;

	travel(line, 1, patience);
	for (i = 0; i < SERIES; i++) {
		begin = bench_now();
		travel(line, TRIPS, patience);
		ns[i] = bench_since(begin, TRIPS).wall_ms * 1e6;
	}
	return bench_median(ns, SERIES);
}

double
distance_ns(void)
{
	struct mni_deadline patience = mni_deadline_in(BENCH_PATIENCE_MS);
	atomic_size_t *line;
	double ns;
	pid_t pid;
	int status;

	if (!server_is_apart())
		return 0;
	line = mmap(NULL, sizeof(*line), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bench_must(line != MAP_FAILED, "mmap");
	(void)fflush(stdout);
	pid = fork();
	bench_must(pid != -1, "fork");
	if (pid == 0) {
		server_move();
		send_back(line, patience);
		_exit(EXIT_SUCCESS);
	}
	ns = measure(line, patience);
	bench_must(waitpid(pid, &status, 0) == pid, "waitpid");
	bench_expect(status == 0, "the other process goes on");
	(void)munmap(line, sizeof(*line));
	return ns;
}

bool
distance_differs(double ns, double other_ns)
{
	return ns > other_ns * FAR || other_ns > ns * FAR;
}

double
distance_settle(void)
{
	static const struct timespec wait = {.tv_nsec = WAIT_NS};
	static double nearest;
	static int waits;
	double ns = distance_ns();

	while (nearest > 0 && ns > nearest * FAR && waits < WAITS) {
		waits++;
		(void)nanosleep(&wait, NULL);
		ns = distance_ns();
	}
	if (nearest == 0 || ns < nearest)
		nearest = ns;
	return ns;
}
