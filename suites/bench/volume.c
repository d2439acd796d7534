/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/volume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PERIOD 1000003 /* a prime, so that no piece begins where another did */

/* Its beginning follows its end. */
static uint8_t pattern[PERIOD + VOLUME_PIECE];

void
volume_make(void)
{
	uint32_t random = 1;
	size_t i;

	for (i = 0; i < PERIOD; i++) {
		random = random * 1664525 + 1013904223;
		pattern[i] = (uint8_t)(random >> 24);
	}
	memcpy(pattern + PERIOD, pattern, VOLUME_PIECE);
}

const uint8_t *
volume_at(size_t at)
{
	return pattern + at % PERIOD;
}

char *
volume_path(char out_path[static VOLUME_PATH])
{
	const char *folder = getenv("TMPDIR");

	(void)snprintf(out_path, VOLUME_PATH, "%s/mocknet-XXXXXX",
	    folder == NULL ? "/tmp" : folder);
	return out_path;
}

int
volume_file(void)
{
	char path[VOLUME_PATH];
	int fd = mkstemp(volume_path(path));

	bench_must(fd != -1, "mkstemp");
	(void)unlink(path);
	return fd;
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
	struct volume_runs *runs = argument;
	static uint8_t data[VOLUME_PIECE];
	size_t at = 0;
	ssize_t size;

	while ((size = read(runs->back, data, sizeof(data))) > 0) {
		runs->changed +=
		    count_changed(data, volume_at(at), (size_t)size);
		at += (size_t)size;
	}
	bench_must(size == 0, "read");
	bench_expect(at == VOLUME, "the whole volume comes out");
	runs->checked += at;
	return NULL;
}

static void
rewind_to(int fd)
{
	bench_must(lseek(fd, 0, SEEK_SET) == 0, "lseek");
}

static struct bench_time
run_to_file(const char *const *command, void *context)
{
	struct volume_runs *runs = context;
	struct bench_time time;

	rewind_to(runs->in);
	bench_must(ftruncate(runs->out, 0) == 0, "ftruncate");
	rewind_to(runs->out);
	time = contest_run(command, runs->server, runs->in, runs->out);
	rewind_to(runs->out);
	(void)check(runs);
	return time;
}

static struct bench_time
run_to_pipe(const char *const *command, void *context)
{
	struct volume_runs *runs = context;
	struct bench_time time;
	pthread_t reader;
	int ends[2];

	rewind_to(runs->in);
	bench_pipe(ends);
	runs->back = ends[0];
	reader = bench_thread(check, runs);
	time = contest_run(command, runs->server, runs->in, ends[1]);
	(void)close(ends[1]);
	(void)pthread_join(reader, NULL);
	(void)close(ends[0]);
	return time;
}

void
volume_hold(const struct contest *contest, struct volume_runs *runs)
{
	struct contest part = *contest;
	char what[64];

	part.what = what;
	(void)snprintf(what, sizeof(what), "%s, to a file", contest->what);
	runs->out = runs->back = volume_file();
	contest_hold(&part, run_to_file, runs);
	(void)close(runs->out);
	(void)snprintf(what, sizeof(what), "%s, to a pipe", contest->what);
	contest_hold(&part, run_to_pipe, runs);
}

void
volume_print(const struct volume_runs *runs)
{
	printf(
	    "  of the octets of %zu GiB none was lost, and changed were %zu\n",
	    runs->checked / VOLUME, runs->changed);
}
