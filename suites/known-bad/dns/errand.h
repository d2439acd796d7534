/* SPDX-License-Identifier: MIT */
/* A question on its way to a server and back: repeated, over a connection where
 * a datagram has no room, on to the names of aliases. */
#ifndef ERRAND_H
#define ERRAND_H

#include "../exchange.h"
#include "chain.h"
#include "question.h"
#include "servers.h"

struct errand {
	const struct servers *servers;
	size_t at;                /* the server that is asked */
	bool out[SERVERS_MOST];   /* those that have failed */
	size_t left;              /* how many have not */
	struct exchange exchange; /* with it; .type is how it asks now */
	struct question question;
	struct chain chain;
	int fd;                 /* owned; -1: none */
	int64_t next, pause_ms; /* when it asks again, and then after */
	int asked, connected;   /* how often, for this name */
	struct text heard;      /* what has come over the connection */
	struct text found;      /* addresses, a line each */
	enum status status;     /* WAITING while it is out */
};

/* Begins to ask SERVERS for the records of TYPE that NAME has. */
void errand_begin(struct errand *errand, const struct servers *servers,
    const struct name *name, unsigned type);

/* Asks if it is time to. */
void errand_turn(struct errand *errand);

/* Takes what has come at the socket. */
void errand_take(struct errand *errand);

void errand_end(struct errand *errand);

#endif
