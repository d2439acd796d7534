/* SPDX-License-Identifier: MIT */
/*
 * A row of the benchmark: work that echo servers do by turns, in rounds, so
 * that what else the machine does falls on all of them alike.  Ours, which is
 * the first that takes part, is held to bars: of the ratios within a round,
 * their median.
 */
#ifndef MNI_BENCH_ECHO_ROW_H
#define MNI_BENCH_ECHO_ROW_H

#include "bench/echo/work.h"

#include <stdbool.h>
#include <stddef.h>

/* One that takes part, and how many times its processor time ours may take. */
struct rival {
	enum entrant entrant;
	double at_most; /* 0: there is no bar */
};

struct row {
	const char *what, *operation;
	struct work work;
	size_t rounds;
	double most_kib; /* of the memory of ours; 0: there is no bar */
	const struct rival *rivals; /* RIVALS() */
};

#define RIVALS(...) ((const struct rival[]){__VA_ARGS__, {ENTRANTS, 0}})

/* Prints a heading and a line for each that took part. */
void row_hold(const struct row *row);

/* Ends a line with the bar of its FIGURE, and notes when it is missed by WHAT
 * of WHOM. */
void row_bar(const char *what, const char *whom, double figure, double at_most);

/* Prints the bars that were missed.  Returns what main() does. */
int row_judge(void);

#endif
