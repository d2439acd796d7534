/* SPDX-License-Identifier: MIT */
/* The way from one place to the next, by redirects (RFC 9110 section 15.4). */
#ifndef ROUTE_H
#define ROUTE_H

#include "../exchange.h"
#include "../text.h"
#include "heading.h"
#include "place.h"

#include <stdbool.h>

struct route {
	struct place place; /* owned; where it has come to */
	size_t steps;
	struct text seen; /* owned; all places so far, a line each */
};

/* Begins at URL.  Errors: those of place_read().  route_end() follows either
 * way. */
enum status route_begin(struct route *route, const char *url);

/* Whether HEADING leads to another place. */
bool route_goes_on(const struct heading *heading);

/* Goes where HEADING leads.  Returns OK; UNSUPPORTED, for another scheme; or
 * REDIRECT, when there is no such place, or there are too many. */
enum status route_follow(struct route *route, const struct heading *heading);

/* Appends the file of this machine that HEADING leads to, if it does. */
void route_read_file(const struct heading *heading, struct text *out);

void route_end(struct route *route);

#endif
