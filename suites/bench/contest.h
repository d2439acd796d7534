/* SPDX-License-Identifier: MIT */
/*
 * A program of ours and one that does the same, run by turns, so that what else
 * the machine does falls on both of them alike.
 */
#ifndef MNI_BENCH_CONTEST_H
#define MNI_BENCH_CONTEST_H

#include "bench/bench.h"

#include <stdbool.h>
#include <stddef.h>

/* The simplest clients there are, from the top of the build tree. */
#define BENCH_SIMPLE "suites/bench/simple"
#define BENCH_SIMPLE_NAME "the simple one"

#define CONTEST_PAIRS 501 /* at most */

/* The words of a command, and NULL.  "{host}" and "{port}" are those of a
 * server. */
#define COMMAND(...) ((const char *const[]){__VA_ARGS__, NULL})

struct contest {
	const char *what;
	const char *const *ours;
	const char *const *peers; /* of the program named peer */
	const char *peer;
	size_t pairs;   /* runs of each */
	double at_most; /* the bar of the ratios; 0: none */
};

/* Whether PROGRAM, of others, is there; else says so. */
bool contest_has_peer(const char *program);

/*
 * Runs COMMAND, with standard input from IN and output to OUT, and waits for
 * its end, which must be good.  Its words of a server are those of SERVER,
 * which may be NULL when there are none.  Returns what it took: the processor
 * time is the command's.
 */
struct bench_time contest_run(const char *const *command,
    const struct mn_server *server, int in, int out);

/* Has RUN called with each command of CONTEST by turns, and prints the time
 * and the processor time that they took. */
void contest_hold(const struct contest *contest,
    struct bench_time (*run)(const char *const *command, void *context),
    void *context);

#endif
