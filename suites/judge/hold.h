/* SPDX-License-Identifier: MIT */
/*
 * Holds the mock of one case, so that it can be asked by hand: with nc, with
 * curl, or in a debugger.  The environment variable MOCKNET_SERVE asks a Check
 * program for it: the id of a case, or 1 for the first.
 */
#ifndef MNI_HOLD_H
#define MNI_HOLD_H

#include "base/status.h"
#include "judge/cases.h"

#include <stdbool.h>
#include <stdio.h>

/*
 * Starts the mock of TEST, says on STREAM where it is and how to ask it, shows
 * what it sees, and returns when SIGINT, SIGTERM or SIGHUP has come.  Returns
 * MNI_OK, or MNI_SYSTEM when it could not be started.
 */
enum mni_status mni_hold(const struct mni_case *test, FILE *stream,
    struct mni_trouble *trouble) MNI_MUST_USE;

/*
 * The case of SUITE about one of SUBJECTS, which end with NULL, that
 * MOCKNET_SERVE asks for.  Returns whether it asks for any; *out_test is NULL
 * when there is no such case.
 */
bool mni_hold_wanted(const struct mni_suite *suite, const char *const *subjects,
    const struct mni_case **out_test);

#endif
