/* SPDX-License-Identifier: MIT */
/*
 * A name server that answers as the test says: by UDP and TCP on one port, in a
 * thread of its own.  The test gives it a function, which is called in that
 * thread for each query, and sends what it likes, also nothing.
 */
#ifndef MNI_ORACLE_H
#define MNI_ORACLE_H

#include "base/address.h"
#include "support/checks.h"
#include "support/draft.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ORACLE_QUERIES 300    /* that are kept */
#define ORACLE_CONNECTIONS 16 /* at a time */

/* A query that came. */
struct asked {
	uint8_t octets[600];
	size_t size;
	char name[256]; /* without the dot of the root */
	unsigned id, type;
	bool edns;
	bool tcp;
	struct mni_address peer; /* whose it is, when it came by UDP */
	int fd;                  /* where its answer leaves */
};

struct oracle {
	struct mni_address address;
	void (*answer)(struct oracle *oracle, const struct asked *asked);
	void *owner;                          /* of answer */
	struct asked queries[ORACLE_QUERIES]; /* to be read when it has
	                                       * stopped; or by answer */
	size_t count;
	size_t accepted;    /* connections */
	struct draft draft; /* for answer alone */

	pthread_t thread;
	int udp, tcp, other, life[2];
	int connections[ORACLE_CONNECTIONS];
	size_t connection_count;
};

/* Starts one at 127.0.0.NTH, or ::1 when that is 0.  Returns NULL when there is
 * no such address here; fails the test when it cannot be for other reasons. */
struct oracle *oracle_start(
    int nth, void (*answer)(struct oracle *oracle, const struct asked *asked));

/* Stops it: its port refuses from here on, and all queries that it was sent
 * may be read. */
void oracle_stop(struct oracle *oracle);

/* Adds TEST to SUITE, called with INDEX; all that it starts is stopped and
 * freed behind it. */
void oracle_add(Suite *suite, const TTest *test, int index);

/* For answer: begins a response to ASKED in oracle->draft, with FLAGS and the
 * question as it came. */
void oracle_begin(
    struct oracle *oracle, const struct asked *asked, unsigned flags);

/* Sends the draft, with its length before it by TCP. */
void oracle_send(struct oracle *oracle, const struct asked *asked);

/* Sends SIZE octets as they are. */
void oracle_send_octets(
    const struct asked *asked, const void *octets, size_t size);

/* Sends the draft by UDP from another port. */
void oracle_send_aside(struct oracle *oracle, const struct asked *asked);

/* Resets or closes the connection that ASKED came by. */
void oracle_reset(const struct asked *asked);
void oracle_close(const struct asked *asked);

#endif
