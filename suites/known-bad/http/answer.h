/* SPDX-License-Identifier: MIT */
/* An answer while it comes: interim ones, then the final head, then its body,
 * each taken from the octets of a line as far as they have come. */
#ifndef ANSWER_H
#define ANSWER_H

#include "../exchange.h"
#include "../text.h"
#include "chunks.h"
#include "heading.h"
#include "line.h"
#include "measure.h"

#include <stdbool.h>

struct answer {
	bool to_head; /* it is one to HEAD */
	bool begun;   /* an octet of it has come */
	size_t interim;
	bool has_head;          /* the final one; the rest says of what */
	struct text head;       /* owned; as it came */
	struct heading heading; /* owned */
	enum measure measure;
	uint64_t left; /* octets of a body that is counted */
	struct chunks chunks;
	struct text body; /* owned; as far as it has come */
};

/* Takes from LINE what has come of ANSWER.  Returns OK when it is whole;
 * WAITING when there has to come more; or an error. */
enum status answer_take(struct answer *answer, struct line *line);

/* Whether another answer may come over the same line. */
bool answer_leaves_open(const struct answer *answer);

/* Frees what it owns: it is one of which nothing has come. */
void answer_free(struct answer *answer);

#endif
