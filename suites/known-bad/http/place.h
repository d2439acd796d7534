/* SPDX-License-Identifier: MIT */
/* Where a resource is: a URL of the http scheme (RFC 3986, RFC 9110 section
 * 4.2.1), taken apart. */
#ifndef PLACE_H
#define PLACE_H

#include "../exchange.h"
#include "span.h"

struct place {
	char *host;   /* owned, as are all; an IPv6 address without brackets */
	char *port;   /* digits */
	char *path;   /* with its query; never empty */
	char *server; /* as the Host field has it */
};

/* Reads URL.  Returns OK; UNSUPPORTED, when it is of another scheme; or USAGE,
 * when it is no URL.  place_free() follows either way. */
enum status place_read(struct span url, struct place *out_place);

/* Reads what REFERENCE means to BASE (RFC 3986 section 5.2). */
enum status place_resolve(
    const struct place *base, struct span reference, struct place *out_place);

void place_free(struct place *place);

#endif
