/* SPDX-License-Identifier: MIT */
/* Tables of scripts, or of cases, with a mistake, each with the place and the
 * words that the mistake has to have. */
#ifndef MNI_MISTAKES_H
#define MNI_MISTAKES_H

#include "support/checks.h"

#include <stddef.h>

struct mistake {
	const char *name;
	const char *text; /* the script, or the case */
	const char *want; /* "LINE:COLUMN: " and how the words begin */
};

/* Adds a test for each of COUNT ROWS, which stay where they are; at most one
 * table to a program. */
void mistakes_add(Suite *suite, const struct mistake *rows, size_t count);

/* The same of texts in the case language. */
void mistakes_add_cases(Suite *suite, const struct mistake *rows, size_t count);

/* Asserts that each beginning of TEXT, in the case language, is read or has its
 * mistake named, with a place. */
void mistakes_at_every_cut(const char *text);

#endif
