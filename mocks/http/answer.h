/* SPDX-License-Identifier: MIT */
/* An answer as a script has it: status, fields, framing; its content is what
 * the step sends. */
#ifndef MNI_WEB_ANSWER_H
#define MNI_WEB_ANSWER_H

#include "base/compiler.h"
#include "http/syntax.h"
#include "script/text.h"

#include <stdbool.h>
#include <stddef.h>

struct mni_parse;
struct mni_step;

/* The fields that an answer has by itself: a set. */
enum mni_own_field {
	MNI_OWN_DATE = 1,
	MNI_OWN_TYPE = 2,
	MNI_OWN_LENGTH = 4,
	MNI_OWN_CODING = 8,
	MNI_OWN_CONNECTION = 16
};

struct mni_answer {
	unsigned status;
	struct mni_text fields; /* field lines, each with its CRLF */
	unsigned replaced;      /* own fields that the script gives itself */
	unsigned left_out;      /* own fields that it does not want */
	bool closes;            /* the connection ends with this answer */
	size_t chunk;           /* octets of content in a chunk; 0: it is not
	                         * chunked */
};

/* Frees ANSWER; NULL is accepted. */
void mni_answer_free(struct mni_answer *answer);

/* Adds a field line.  Returns 0, or -1 when there is no memory. */
int mni_answer_add(struct mni_answer *answer, const char *name,
    const char *value) MNI_MUST_USE;

/* The media type of a file by the end of its name. */
const char *mni_type_of(struct mni_slice name);

/* Reads what stands behind "send" in a rule, up to the end of the line.
 * Returns 0, or -1 and notes a mistake. */
int mni_read_answer(
    struct mni_parse *parse, struct mni_step *step) MNI_MUST_USE;

#endif
