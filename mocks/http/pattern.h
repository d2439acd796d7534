/* SPDX-License-Identifier: MIT */
/*
 * Which requests are meant: METHOD TARGET, as a script or the caller of a
 * function writes it.  A target without "?" is that of all queries, and one
 * that ends in "*" that of all that begin so.
 */
#ifndef MNI_WEB_PATTERN_H
#define MNI_WEB_PATTERN_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "http/asked.h"
#include "script/words.h"

#include <stdbool.h>

#define MNI_METHOD_TEXT 32

struct mni_pattern {
	char method[MNI_METHOD_TEXT]; /* "": any */
	struct mni_bytes target;      /* without the "*" at its end */
	bool open;                    /* there was one */
	bool query;                   /* it has a "?" */
};

#define MNI_PATTERN_EMPTY ((struct mni_pattern){.method = ""})

/* In what a request differs from a pattern: a set. */
enum mni_difference { MNI_IN_METHOD = 1, MNI_IN_PATH = 2, MNI_IN_QUERY = 4 };

void mni_pattern_fini(struct mni_pattern *pattern);

/* Takes METHOD and TARGET.  Returns 0, or -1 and notes a mistake; the caller
 * ends *out_pattern with fini in either case. */
int mni_pattern_read(
    struct mni_reader *reader, struct mni_pattern *out_pattern) MNI_MUST_USE;

/* The same of a whole TEXT, of which "" is any request.  Returns 0, or -1
 * when it is no pattern or there is no memory. */
int mni_pattern_parse(
    const char *text, struct mni_pattern *out_pattern) MNI_MUST_USE;

/* In what ASKED differs from PATTERN; 0: it fits. */
unsigned mni_pattern_differs(
    const struct mni_pattern *pattern, const struct mni_asked *asked);

/* Writes PATTERN as a script has it into OUT; cut when it does not fit.
 * Returns OUT. */
const char *mni_pattern_text(
    const struct mni_pattern *pattern, char *out, size_t capacity);

#endif
