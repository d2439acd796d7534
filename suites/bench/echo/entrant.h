/* SPDX-License-Identifier: MIT */
/* The echo servers that are measured, and how each is started. */
#ifndef MNI_BENCH_ECHO_ENTRANT_H
#define MNI_BENCH_ECHO_ENTRANT_H

#include <stdbool.h>
#include <stddef.h>

#define ENTRANT_WORDS 8 /* of a command, with NULL */

enum entrant {
	EVENT,   /* ours, by its models */
	COPYING, /* event without splice() */
	THREADS,
	BLOCKING,
	CLASSIC,     /* libuv, as its manual leads to it */
	WELL,        /* libuv, by somebody who knows it well */
	PY_BLOCKING, /* those of tutorials */
	PY_ASYNC,
	FLOOR, /* no server: floor.h */
	ENTRANTS
};

/* What is wanted of a server. */
enum service {
	KEPT, /* a connection ends when the client has ended it */
	ONCE, /* it ends behind the first echo */
	DATAGRAMS,
	SERVICES
};

const char *entrant_name(enum entrant entrant);

/* Writes the words of its command, and NULL.  Returns false where there is
 * none: it has no such service, or it is not here. */
bool entrant_command(enum entrant entrant, enum service service,
    const char *out_words[static ENTRANT_WORDS]);

#endif
