/* SPDX-License-Identifier: MIT */
/*
 * A gibibyte that goes through clients.  No part of it is like another: what is
 * lost, doubled or changed on the way shows.
 */
#ifndef MNI_BENCH_VOLUME_H
#define MNI_BENCH_VOLUME_H

#include "bench/contest.h"

#include <stddef.h>
#include <stdint.h>

#define VOLUME ((size_t)1 << 30)
#define VOLUME_PIECE 65536 /* octets */
#define VOLUME_PATH 256

/* Before anything else here. */
void volume_make(void);

/* VOLUME_PIECE of its octets, from AT on. */
const uint8_t *volume_at(size_t at);

/* Writes the template of a path in $TMPDIR, for mkstemp(); returns it. */
char *volume_path(char out_path[static VOLUME_PATH]);

/* A new file without a name. */
int volume_file(void);

/* Commands that print the volume. */
struct volume_runs {
	struct mn_server *server; /* that of their words, or NULL */
	int in;                   /* their input, rewound for each */
	int out;                  /* where they print to, */
	int back;                 /* and where that is read from */
	size_t checked, changed;  /* octets of all runs */
};

/* Holds CONTEST with standard output to a file, then to a pipe; all that comes
 * out is held against the volume. */
void volume_hold(const struct contest *contest, struct volume_runs *runs);

/* Prints what came of the octets. */
void volume_print(const struct volume_runs *runs);

#endif
