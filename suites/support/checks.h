/* SPDX-License-Identifier: MIT */
/*
 * What the Check programs share: every test is a TCase of its own, so that it
 * can be run alone by CK_RUN_CASE, is named when it crashes, and is a line of
 * TAP; and a test can be skipped, which Check itself does not know.
 */
#ifndef MNI_CHECKS_H
#define MNI_CHECKS_H

#include "base/compiler.h"

#include <check.h>

/* A suite that runs TESTS, COUNT of them, as START_TEST made them. */
Suite *checks_suite(const char *name, const TTest *const *tests, size_t count);

/* Adds TEST to SUITE as the TCase of its name and returns that; the test is
 * called with INDEX. */
TCase *checks_add(Suite *suite, const TTest *test, int index);

/* Marks the running test NAME as skipped; the test returns after that. */
void checks_skip(const char *name, const char *format, ...) MNI_PRINTF(2, 3);

/* Runs SUITE and prints TAP.  Returns what main() returns: 0, also when a test
 * failed, as the TAP says so; 99 when nothing could be run. */
int checks_main(Suite *suite);

/*
 * The same for tests that mostly wait: they are dealt to a few processes, which
 * run side by side, and the TAP is in their order.  A selection by CK_RUN_CASE
 * or CK_RUN_SUITE is run by this process alone.
 */
int checks_main_in_lanes(Suite *suite);

#endif
