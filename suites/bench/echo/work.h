/* SPDX-License-Identifier: MIT */
/* Something to be done by an echo server, and what it takes. */
#ifndef MNI_BENCH_ECHO_WORK_H
#define MNI_BENCH_ECHO_WORK_H

#include "bench/echo/entrant.h"
#include "bench/echo/floor.h"
#include "bench/echo/server.h"

#include <stdbool.h>
#include <stddef.h>

enum way {
	TALK,         /* conversations of load.h */
	STREAM,       /* octets that come back while others are sent */
	DATAGRAM,     /* WORK_WINDOW of them under way */
	REQUEST,      /* those of ab */
	REQUEST_KEPT, /* those of ab -k */
};

#define WORK_WINDOW 32

struct work {
	enum way way;
	enum service service;
	enum floor floor; /* what there is to compare it with */
	size_t count;     /* conversations, MiB in all, datagrams, requests */
	size_t clients;   /* at a time */
	size_t active;    /* of them; as load.h has these three */
	size_t messages;
	int pause_ms;
	bool beside; /* the clients are on the processor of the server */
};

struct effort {
	double us;   /* of the processor, for each of count */
	double rate; /* of them, a second */
	double kib;  /* of memory, at most; 0: not known */
};

/* Has SERVER, which runs, do WORK. */
void work_at(const struct server *server, const struct work *work,
    struct effort *out_effort);

/* Has ENTRANT do WORK.  Returns false where it cannot. */
bool work_by(
    enum entrant entrant, const struct work *work, struct effort *out_effort);

#endif
