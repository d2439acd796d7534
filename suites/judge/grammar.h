/* SPDX-License-Identifier: MIT */
/* The grammar of case files, fixtures/README.md, as a reader. */
#ifndef MNI_GRAMMAR_H
#define MNI_GRAMMAR_H

#include "base/compiler.h"
#include "base/status.h"
#include "judge/cases.h"

/*
 * Reads the cases of one file, whose text is SIZE octets at TEXT, into SUITE;
 * NAME is for messages.  Returns MNI_OK, or MNI_USAGE with
 * "FILE:LINE:COLUMN: what was expected" in *trouble.
 */
enum mni_status mni_suite_read(struct mni_suite *suite, const char *name,
    const char *text, size_t size, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
