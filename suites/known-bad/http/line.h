/* SPDX-License-Identifier: MIT */
/* A connection to a server, which may serve more than once. */
#ifndef LINE_H
#define LINE_H

#include "../exchange.h"
#include "../text.h"
#include "place.h"
#include "span.h"

#include <stdbool.h>

struct line {
	int fd;          /* owned; -1: there is no connection */
	char *server;    /* owned; whom it leads to */
	struct text all; /* owned; what came over it */
	size_t taken;    /* so many octets of all */
	bool ended;      /* no more will come */
	bool reset;      /* because the connection was reset */
};

#define LINE_NONE ((struct line){.fd = -1})

/* Connects to PLACE.  line_close() follows either way. */
enum status line_open(
    struct line *line, struct exchange *exchange, const struct place *place);

void line_close(struct line *line);

/* Whether it leads to PLACE, and nothing has come that nobody asked for. */
bool line_may_serve(struct line *line, const struct place *place);

/* Sends REQUEST.  A server that takes no more may have answered all the same,
 * which is no error. */
enum status line_send(struct line *line, const struct exchange *exchange,
    const struct text *request);

/* Waits until more has come, or the end of it, by a reset too.  Returns OK,
 * TIMEOUT or SYSTEM. */
enum status line_receive(struct line *line, struct exchange *exchange);

/* What has come and was not taken. */
struct span line_came(const struct line *line);

#endif
