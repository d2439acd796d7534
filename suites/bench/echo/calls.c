/* SPDX-License-Identifier: MIT */
/*
 * How many calls of the system an operation costs a server.  They depend on
 * what else the machine does in one way only: a server that gets ahead of its
 * clients waits more often.  So the least of some counts is what is told, and
 * a bar for that is a test.
 */
#include <config.h>

#include "bench/bench.h"
#include "bench/contest.h"
#include "bench/echo/parts.h"
#include "bench/echo/row.h"
#include "bench/volume.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* It is a shell that says which process it is, and becomes the server. */
static const char *const tracer[] = {"strace", "-f", "-c", "-o", NULL, "sh",
    "-c", "echo pid $$; exec \"$0\" \"$@\"", NULL};

#define CALLS_COLUMN 3
#define TRIES 3
#define MOST_TRIES 15 /* on a machine that does much else */
#define TRACER_WORDS 8
#define TRACER_PATH 4

/* The calls that a line of strace tells: % time, seconds, usecs/call, calls,
 * perhaps errors, and their name.  The sum at the end is no such line. */
static unsigned long
line_calls(char *line)
{
	char *rest, *word = strtok_r(line, " \n", &rest);
	unsigned long calls = 0;
	int i;

	for (i = 0; word != NULL; word = strtok_r(NULL, " \n", &rest), i++) {
		if (i == CALLS_COLUMN)
			calls = strtoul(word, NULL, 10);
		if (strcmp(word, "total") == 0)
			return 0;
	}
	return calls;
}

static double
read_calls(const char *path)
{
	FILE *file = fopen(path, "r");
	unsigned long calls = 0;
	char line[256];

	bench_must(file != NULL, path);
	while (fgets(line, sizeof(line), file) != NULL)
		calls += line_calls(line);
	(void)fclose(file);
	bench_expect(calls > 0, "strace has counted");
	return (double)calls;
}

/* The calls of ENTRANT from its start to its end. */
static double
count_calls(enum entrant entrant, const struct work *work)
{
	const char *words[TRACER_WORDS + ENTRANT_WORDS];
	char path[VOLUME_PATH];
	struct server server;
	struct effort effort;
	double calls;
	int fd = mkstemp(volume_path(path));

	bench_must(fd != -1, "mkstemp");
	(void)close(fd);
	memcpy(words, tracer, sizeof(tracer));
	words[TRACER_PATH] = path;
	if (!entrant_command(entrant, work->service, words + TRACER_WORDS))
		return 0;
	server_start(&server, words);
	work_at(&server, work, &effort);
	server_stop(&server);
	calls = read_calls(path);
	(void)unlink(path);
	return calls;
}

/* Those of an operation, without its start and its end; 0 where ENTRANT cannot
 * do WORK.  Counts on where that is more than AT_MOST, if it is not 0. */
static double
count_least(enum entrant entrant, const struct work *work, double at_most)
{
	struct work none = *work;
	double calls, idle, least = 0;
	int i;

	none.count = 0;
	idle = count_calls(entrant, &none);
	for (i = 0; idle > 0 && i < MOST_TRIES; i++) {
		if (i >= TRIES && (at_most <= 0 || least <= at_most))
			break;
		calls =
		    (count_calls(entrant, work) - idle) / (double)work->count;
		if (i == 0 || calls < least)
			least = calls;
	}
	return least;
}

static void
hold(const char *what, const struct work *work, double at_most)
{
	static const enum entrant entrants[] = {EVENT, CLASSIC, WELL};
	double calls, bar;
	size_t i;

	for (i = 0; i < sizeof(entrants) / sizeof(entrants[0]); i++) {
		bar = i == 0 ? at_most : 0;
		calls = count_least(entrants[i], work, bar);
		if (calls <= 0)
			continue;
		printf("  %-32s%-24s%7.2f", what, entrant_name(entrants[i]),
		    calls);
		row_bar(what, "calls", calls, bar);
	}
}

void
echo_calls(void)
{
	bench_heading("Calls of the system for");
	if (!contest_has_peer("strace"))
		return;
	server_keep_off(false);
	hold("a new connection, 50 at a time",
	    &(const struct work){.way = TALK,
	        .count = 2000,
	        .clients = 50,
	        .active = 50,
	        .messages = 1},
	    6.1);
	hold("a message over 50 connections",
	    &(const struct work){
	        .way = TALK, .count = 5000, .clients = 50, .active = 50},
	    2.15);
	hold("a MiB over 1 connection",
	    &(const struct work){.way = STREAM, .count = 256, .clients = 1},
	    16);
	hold("a datagram, 32 under way",
	    &(const struct work){
	        .way = DATAGRAM, .service = DATAGRAMS, .count = 5000},
	    0);
}
