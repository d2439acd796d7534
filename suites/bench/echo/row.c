/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/echo/row.h"

#include "bench/bench.h"
#include "bench/echo/distance.h"
#include "bench/echo/server.h"

#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 31 /* at most */
#define MISSES 64 /* at most */

static char misses[MISSES][160];
static size_t miss_count;

void
row_bar(const char *what, const char *whom, double figure, double at_most)
{
	if (at_most > 0)
		printf(", at most %.4g", at_most);
	if (at_most > 0 && figure > at_most) {
		printf(": over");
		bench_expect(miss_count < MISSES, "few bars are missed");
		(void)snprintf(misses[miss_count++], sizeof(misses[0]),
		    "%s, %s: %.4g, at most %.4g", what, whom, figure, at_most);
	}
	putchar('\n');
	(void)fflush(stdout);
}

int
row_judge(void)
{
	size_t i;

	for (i = 0; i < miss_count; i++)
		printf("%sover: %s\n", i == 0 ? "\n" : "", misses[i]);
	return miss_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* What one of a row took in each round. */
struct line {
	bool there; /* it takes part */
	double us[ROUNDS], rate[ROUNDS], kib[ROUNDS], ratios[ROUNDS];
};

static void
do_round(const struct row *row, struct line *lines, size_t count, size_t round)
{
	struct effort effort;
	struct line *line;
	size_t i;

	for (i = 0; i < count; i++) {
		line = &lines[(i + round) % count];
		line->there = work_by(row->rivals[(i + round) % count].entrant,
		    &row->work, &effort);
		line->us[round] = effort.us;
		line->rate[round] = effort.rate;
		line->kib[round] = effort.kib;
	}
	for (i = 0; i < count; i++)
		if (lines[i].there)
			lines[i].ratios[round] =
			    lines[0].us[round] / lines[i].us[round];
}

/* Where the processors were in each round. */
struct place {
	double ns[ROUNDS];
	size_t again; /* rounds that were done again */
};

/* Those who do the same work in different places cannot be compared: a round in
 * which the processors were moved is done again. */
static void
do_rounds(const struct row *row, struct line *lines, size_t count,
    struct place *place)
{
	double before;
	size_t i = 0;

	server_keep_off(row->work.beside);
	place->again = 0;
	while (i < row->rounds) {
		before = distance_settle();
		do_round(row, lines, count, i);
		place->ns[i] = distance_ns();
		if (distance_differs(before, place->ns[i]) &&
		    place->again < row->rounds)
			place->again++;
		else
			i++;
	}
}

/* Prints the median of VALUES, and between which two half of them lie. */
static double
print_spread(double *values, size_t count)
{
	double median = bench_median(values, count);

	printf("%9.2f (%.2f to %.2f)", median, values[count / 4],
	    values[count - 1 - count / 4]);
	return median;
}

/* A figure that may be missing. */
static void
print_median(double *values, size_t count, int width)
{
	double median = bench_median(values, count);

	if (median > 0)
		printf("%*.0f", width, median);
	else
		printf("%*s", width, "-");
}

static void
print_line(const struct row *row, size_t nth, struct line *line)
{
	const char *name = entrant_name(row->rivals[nth].entrant);
	double most = row->rivals[nth].at_most, figure;

	printf("  %-23s", name);
	if (!line->there) {
		printf("  is not here\n");
		return;
	}
	print_median(line->rate, row->rounds, 9);
	print_median(line->kib, row->rounds, 8);
	printf("%9.2f", bench_median(line->us, row->rounds));
	if (nth > 0) {
		figure = print_spread(line->ratios, row->rounds);
	} else {
		figure = bench_median(line->kib, row->rounds);
		most = row->most_kib;
		name = "KiB";
	}
	row_bar(row->what, name, figure, most);
}

static void
print_place(struct place *place, size_t rounds)
{
	double ns = bench_median(place->ns, rounds);

	if (ns == 0)
		return;
	printf("  from processor to processor and back: %.0f ns (%.0f to %.0f)",
	    ns, place->ns[0], place->ns[rounds - 1]);
	if (place->again > 0)
		printf("; rounds that were done again: %zu", place->again);
	putchar('\n');
}

void
row_hold(const struct row *row)
{
	static struct line lines[ENTRANTS];
	struct place place;
	size_t i, count = 0;

	while (row->rivals[count].entrant != ENTRANTS)
		count++;
	bench_heading("%s, %zu times, %zu rounds", row->what, row->work.count,
	    row->rounds);
	printf("  %-23s%9s%8s%9s%9s\n", "", "a second", "KiB", "us each",
	    "ours/it");
	do_rounds(row, lines, count, &place);
	for (i = 0; i < count; i++)
		print_line(row, i, &lines[i]);
	print_place(&place, row->rounds);
}
