/* SPDX-License-Identifier: MIT */
/*
 * A gibibyte through the echo client and back.  Every octet that comes out is
 * held against the one that went in.
 */
#include <config.h>

#include "bench/contest.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAIRS 5
#define VOLUME ((size_t)1 << 30)
#define PERIOD 1000003 /* a prime: what is lost or doubled shows */
#define PIECE 65536
#define PATH_SIZE 256

static uint8_t pattern[PERIOD + PIECE]; /* its beginning follows its end */

struct bulk {
	struct mn_server *server;
	int in;   /* a file of VOLUME octets of pattern */
	int out;  /* where they are written to */
	int back; /* where they are read from: out itself, or its other end */
	size_t checked, changed; /* octets of all runs */
};

static void
make_pattern(void)
{
	uint32_t random = 1;
	size_t i;

	for (i = 0; i < PERIOD; i++) {
		random = random * 1664525 + 1013904223;
		pattern[i] = (uint8_t)(random >> 24);
	}
	memcpy(pattern + PERIOD, pattern, PIECE);
}

/* The template of a path that is not there yet. */
static char *
new_path(char out_path[static PATH_SIZE])
{
	const char *folder = getenv("TMPDIR");

	(void)snprintf(out_path, PATH_SIZE, "%s/mocknet-XXXXXX",
	    folder == NULL ? "/tmp" : folder);
	return out_path;
}

/* A file without a name. */
static int
open_file(void)
{
	char path[PATH_SIZE];
	int fd = mkstemp(new_path(path));

	bench_must(fd != -1, "mkstemp");
	(void)unlink(path);
	return fd;
}

static void
write_volume(int fd)
{
	size_t at, size;

	for (at = 0; at < VOLUME; at += size) {
		size = VOLUME - at < PIECE ? VOLUME - at : PIECE;
		bench_must(
		    write(fd, pattern + at % PERIOD, size) == (ssize_t)size,
		    "write");
	}
}

static size_t
count_changed(const uint8_t *data, const uint8_t *wanted, size_t size)
{
	size_t i, count = 0;

	if (memcmp(data, wanted, size) == 0)
		return 0;
	for (i = 0; i < size; i++)
		count += data[i] != wanted[i];
	return count;
}

/* Reads what comes back to its end. */
static void *
check(void *argument)
{
	struct bulk *bulk = argument;
	static uint8_t data[PIECE];
	size_t at = 0;
	ssize_t size;

	while ((size = read(bulk->back, data, sizeof(data))) > 0) {
		bulk->changed +=
		    count_changed(data, pattern + at % PERIOD, (size_t)size);
		at += (size_t)size;
	}
	bench_must(size == 0, "read");
	bench_expect(at == VOLUME, "as much comes back as was sent");
	bulk->checked += at;
	return NULL;
}

static struct bench_time
run_to_file(const char *const command[CONTEST_WORDS], void *context)
{
	struct bulk *bulk = context;
	struct bench_time time;

	bench_must(lseek(bulk->in, 0, SEEK_SET) == 0, "lseek");
	bench_must(ftruncate(bulk->out, 0) == 0, "ftruncate");
	bench_must(lseek(bulk->out, 0, SEEK_SET) == 0, "lseek");
	time = contest_run(command, bulk->server, bulk->in, bulk->out);
	bench_must(lseek(bulk->out, 0, SEEK_SET) == 0, "lseek");
	(void)check(bulk);
	return time;
}

static struct bench_time
run_to_pipe(const char *const command[CONTEST_WORDS], void *context)
{
	struct bulk *bulk = context;
	struct bench_time time;
	pthread_t reader;
	int ends[2];

	bench_must(lseek(bulk->in, 0, SEEK_SET) == 0, "lseek");
	bench_pipe(ends);
	bulk->back = ends[0];
	reader = bench_thread(check, bulk);
	time = contest_run(command, bulk->server, bulk->in, ends[1]);
	(void)close(ends[1]);
	(void)pthread_join(reader, NULL);
	(void)close(ends[0]);
	return time;
}

/* To a file and to a pipe.  PORT is NULL where there is none. */
static void
hold(struct bulk *bulk, const char *transport, const char *port)
{
	struct contest contest = {.pairs = PAIRS,
	    .ours = {"src/echo-client", "--timeout=600", "{host}", port},
	    .simple = {BENCH_SIMPLE, "echo", "{host}", port}};
	char what[64];

	contest.what = what;
	(void)snprintf(what, sizeof(what), "over %s, to a file", transport);
	bulk->out = bulk->back = open_file();
	contest_hold(&contest, run_to_file, bulk);
	(void)close(bulk->out);
	(void)snprintf(what, sizeof(what), "over %s, to a pipe", transport);
	contest_hold(&contest, run_to_pipe, bulk);
}

static void
hold_unix(struct mn_net *net, struct bulk *bulk)
{
	char folder[PATH_SIZE], script[PATH_SIZE + 64];

	bench_must(mkdtemp(new_path(folder)) != NULL, "mkdtemp");
	(void)snprintf(
	    script, sizeof(script), "echo unix stream \"%s/echo\"\n", folder);
	bulk->server = bench_serve(net, script);
	hold(bulk, "a Unix socket", NULL);
	(void)mn_stop(bulk->server);
	(void)rmdir(folder);
}

void
bench_bulk(void)
{
	struct mn_net *net = bench_net();
	struct bulk bulk = {.in = open_file()};

	bench_heading("A gibibyte from a file through the echo client, %d "
	              "times",
	    PAIRS);
	make_pattern();
	write_volume(bulk.in);
	bulk.server = bench_serve(net, "echo tcp\n");
	hold(&bulk, "TCP", "{port}");
	hold_unix(net, &bulk);
	(void)close(bulk.in);
	mn_net_free(net);
	printf(
	    "  of the octets of %zu GiB none was lost, and changed were %zu\n",
	    bulk.checked / VOLUME, bulk.changed);
}
