/* SPDX-License-Identifier: MIT */
/* Where the body of an answer ends (RFC 9112 section 6.3). */
#ifndef MEASURE_H
#define MEASURE_H

#include "../exchange.h"
#include "heading.h"

#include <stdbool.h>
#include <stdint.h>

/* More than so many octets of a body are too many. */
#define MOST_BODY 1048576

enum measure {
	EMPTY,    /* there is none */
	COUNTED,  /* it has a length */
	CHUNKED,  /* the last chunk ends it */
	UNTIL_END /* the end of the connection is that of the body */
};

/* Measures the body behind HEADING, an answer to HEAD or another method.
 * Returns OK, MALFORMED, UNSUPPORTED or TOO_LARGE. */
enum status measure_body(const struct heading *heading, bool to_head,
    enum measure *out_measure, uint64_t *out_length);

/* Whether the connection may be used again behind such an answer. */
bool measure_persists(const struct heading *heading, enum measure measure);

#endif
