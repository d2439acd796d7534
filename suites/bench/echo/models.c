/* SPDX-License-Identifier: MIT */
/*
 * Blocking, threads and events as the number of connections grows, as a table
 * and as a picture: how much is done while clients pause, and what a message
 * costs while they do not.
 */
#include <config.h>

#include "bench/bench.h"
#include "bench/echo/chart.h"
#include "bench/echo/parts.h"
#include "bench/echo/work.h"

#include <stdio.h>

#define PICTURE "suites/bench/echo.svg"
#define ROUNDS 3
#define PAUSE_MS 5

static const enum entrant entrants[CHART_LINES] = {
    BLOCKING, THREADS, EVENT, CLASSIC};

/* Conversations of two messages: a client that pauses between them keeps its
 * connection.  Who waits with it has nobody else to serve. */
static struct work
pausing(enum entrant entrant, size_t clients)
{
	size_t count = entrant == BLOCKING ? clients : 10 * clients;

	return (struct work){.way = TALK,
	    .count = count < 60 ? 60 : count,
	    .clients = clients,
	    .active = clients,
	    .messages = 2,
	    .pause_ms = PAUSE_MS};
}

/* One that waits with a connection sees no second.  A single client is on the
 * processor of the server, or it would be measured how that is woken. */
static struct work
busy(enum entrant entrant, size_t clients)
{
	if (entrant == BLOCKING && clients > 1)
		return (struct work){.count = 0};
	return (struct work){.way = TALK,
	    .count = 30000,
	    .clients = clients,
	    .active = clients,
	    .beside = clients == 1};
}

struct measured {
	const char *heading;
	struct work (*work)(enum entrant entrant, size_t clients);
	bool is_rate;          /* else microseconds */
	const size_t *clients; /* 0 behind the last */
};

static void
note(struct chart_line *line, double x, double y)
{
	line->x[line->count] = x;
	line->y[line->count++] = y;
}

/* Measures all entrants with so many clients, and prints a line. */
static void
measure(
    const struct measured *measured, size_t clients, struct chart_panel *panel)
{
	double values[CHART_LINES][ROUNDS] = {{0}}, median;
	struct effort effort;
	size_t round, i;
	struct work work;

	for (round = 0; round < ROUNDS; round++)
		for (i = 0; i < CHART_LINES; i++) {
			work = measured->work(entrants[i], clients);
			if (work.count > 0 &&
			    work_by(entrants[i], &work, &effort))
				values[i][round] =
				    measured->is_rate ? effort.rate : effort.us;
		}
	printf("%9zu", clients);
	for (i = 0; i < CHART_LINES; i++) {
		median = bench_median(values[i], ROUNDS);
		if (median > 0) {
			note(&panel->lines[i], (double)clients, median);
			printf("%23.*f", measured->is_rate ? 0 : 2, median);
		} else {
			printf("%23s", "-");
		}
	}
	putchar('\n');
	(void)fflush(stdout);
}

static void
measure_all(const struct measured *measured, struct chart_panel *panel)
{
	const size_t *clients;
	size_t i;

	bench_heading("%s", measured->heading);
	printf("%9s", "clients");
	for (i = 0; i < CHART_LINES; i++)
		printf("%23s", entrant_name(entrants[i]));
	putchar('\n');
	for (clients = measured->clients; *clients > 0; clients++)
		measure(measured, *clients, panel);
}

static void
draw(const struct chart_panel panels[static 2])
{
	static const char *const names[CHART_LINES] = {
	    "blocking", "threads", "event", "libuv, classic"};
	FILE *file = fopen(PICTURE, "w");

	bench_must(file != NULL, PICTURE);
	chart_write(file, "echo-server by its models, and a server of libuv",
	    names, panels, 2);
	bench_must(fclose(file) == 0, PICTURE);
	printf("  drawn in %s\n", PICTURE);
}

void
echo_models(void)
{
	static const size_t few[] = {1, 3, 10, 30, 100, 300, 0};
	static const size_t many[] = {1, 10, 100, 1000, 10000, 0};
	static const struct measured pauses = {
	    "Conversations a second, of two messages with 5 ms between them",
	    pausing, true, few};
	static const struct measured costs = {
	    "Microseconds of the processor for a message, kept connections",
	    busy, false, many};
	struct chart_panel panels[2] = {
	    {.title = "Clients that pause: conversations a second",
	        .x_label = "clients at a time",
	        .is_log = true},
	    {.title = "Clients that do not: \302\265s of processor a message",
	        .x_label = "connections"},
	};

	measure_all(&pauses, &panels[0]);
	measure_all(&costs, &panels[1]);
	draw(panels);
}
