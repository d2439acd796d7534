/* SPDX-License-Identifier: MIT */
/* The servers of a resolver. */
#ifndef SERVERS_H
#define SERVERS_H

#include "../exchange.h"

#include <stdbool.h>
#include <stddef.h>

#define SERVERS_MOST 4
#define SERVER_TEXT 80

struct servers {
	struct exchange list[SERVERS_MOST];    /* one for each */
	char texts[SERVERS_MOST][SERVER_TEXT]; /* what they are in, in pieces */
	size_t count;
	size_t first; /* the one that is asked first */
};

/* Takes those behind the name that EXCHANGE asks for, ADDRESS:PORT each; or its
 * own, where there are none.  Returns whether they are such. */
bool servers_read(struct servers *servers, const struct exchange *exchange);

#endif
