/* SPDX-License-Identifier: MIT */
/* The chunked transfer coding (RFC 9112 section 7.1), decoded as it comes. */
#ifndef CHUNKS_H
#define CHUNKS_H

#include "../exchange.h"
#include "../text.h"
#include "heading.h"
#include "span.h"

#include <stdint.h>

/* What a body in chunks waits for; it begins with the first. */
enum chunk_part { SIZE_LINE, DATA, DATA_END, TRAILERS, OVER };

struct chunks {
	enum chunk_part part;
	uint64_t left;           /* octets of the chunk */
	size_t extensions;       /* octets of all of them so far */
	size_t count;            /* sizes that were read */
	struct heading trailers; /* owned by who has the answer */
};

/* Takes what CAME has of the body, appends the data to BODY, and counts what
 * it took in *out_taken.  Returns OK at the end of it all, WAITING, MALFORMED
 * or TOO_LARGE. */
enum status chunks_take(struct chunks *chunks, struct span came,
    struct text *body, size_t *out_taken);

#endif
