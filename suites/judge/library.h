/* SPDX-License-Identifier: MIT */
/* The functions of src/ as targets of cases, in this process. */
#ifndef MNI_LIBRARY_H
#define MNI_LIBRARY_H

#include "judge/cases.h"
#include "judge/verdict.h"

#include <stdbool.h>

/* Whether a function here can be asked what TEST asks; not when it needs a
 * program, whose standard output is a terminal. */
bool mni_library_can(const struct mni_case *test);

/* Plays TEST against that function, judged strictly; a row at all of its
 * points, several at a time.  Blocks until it returns. */
struct mni_verdict mni_library_run(const struct mni_case *test);

#endif
