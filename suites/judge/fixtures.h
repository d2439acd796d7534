/* SPDX-License-Identifier: MIT */
/* Finding the case files and loading them. */
#ifndef MNI_FIXTURES_H
#define MNI_FIXTURES_H

#include "base/compiler.h"
#include "base/status.h"
#include "judge/cases.h"

/* Where the cases are: $MOCKNET_FIXTURES, or where they were installed. */
const char *mni_fixtures(void);

/*
 * Loads every *.cases file at or under PATH, folders in the order of their
 * names, into SUITE, which may hold cases already.  Returns MNI_OK, or
 * MNI_USAGE with "FILE:LINE:COLUMN: what was expected" in *trouble for a
 * mistake in a file, or MNI_SYSTEM for a file or folder that cannot be read.
 */
enum mni_status mni_suite_load(struct mni_suite *suite, const char *path,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
