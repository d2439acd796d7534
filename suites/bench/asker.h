/* SPDX-License-Identifier: MIT */
/*
 * A client of name servers with many queries under way at a time: for the
 * addresses of h0.example.test, h1.example.test and so on.  A query that is not
 * answered, or twice, ends the program.
 */
#ifndef MNI_BENCH_ASKER_H
#define MNI_BENCH_ASKER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define ASKER_QUERY 64   /* octets at most */
#define ASKER_MOST 65536 /* queries: each has its id */

struct asker {
	const struct sockaddr *address; /* of the server; the caller's */
	socklen_t size;
	int type;       /* SOCK_DGRAM, or SOCK_STREAM: one connection */
	size_t names;   /* asked for in turn */
	size_t queries; /* ASKER_MOST at most */
};

/* Writes the query for the NTH name, with its id; returns its octets. */
size_t asker_query(size_t nth, uint16_t id, uint8_t out[static ASKER_QUERY]);

/* Asks, and returns the milliseconds until all answers have come. */
double asker_run(const struct asker *asker);

#endif
