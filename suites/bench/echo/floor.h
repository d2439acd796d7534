/* SPDX-License-Identifier: MIT */
/*
 * What the calls of the system cost that an echo server cannot do without: a
 * process makes them and nothing else.  It always has something to read, so it
 * never waits in one: it takes turns with its client, operation by operation,
 * which is on another processor as that of a server is, and counts its own
 * only.  With a stream it may wait, since that is as cheap as it gets.
 */
#ifndef MNI_BENCH_ECHO_FLOOR_H
#define MNI_BENCH_ECHO_FLOOR_H

#include <stddef.h>

enum floor {
	FLOOR_NONE,
	FLOOR_KEPT,      /* recv, send */
	FLOOR_FRESH,     /* accept, recv, send; recv the end, close */
	FLOOR_ONCE,      /* accept, recv, send, close */
	FLOOR_COPIED,    /* a MiB of a stream: recv, send */
	FLOOR_SPLICED,   /* the same: splice() into a pipe, and out of it */
	FLOOR_DATAGRAMS, /* recvfrom, sendto */
};

/* The microseconds of the processor for one of COUNT operations.  Without
 * splice() a stream is copied. */
double floor_us(enum floor floor, size_t count);

#endif
