/* SPDX-License-Identifier: MIT */
/*
 * How far apart the processors of the server and of its client are.  A virtual
 * machine has them moved now and then to where they have no cache in common,
 * and back; what one has sent costs the other more then, whoever serves.
 */
#ifndef MNI_BENCH_ECHO_DISTANCE_H
#define MNI_BENCH_ECHO_DISTANCE_H

#include <stdbool.h>

/* The nanoseconds that a line of the cache takes there and back, or 0: there is
 * one processor for both. */
double distance_ns(void);

/* The same when they are as near as they have been before, or when it has been
 * waited for that for long enough, in all. */
double distance_settle(void);

/* Whether two distances are not those of the same place. */
bool distance_differs(double ns, double other_ns);

#endif
