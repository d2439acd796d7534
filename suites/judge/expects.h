/* SPDX-License-Identifier: MIT */
/*
 * The outcomes that a case accepts, as they are written behind "expect" and
 * behind the "or" of a sweep, and what they have in common for all who judge.
 */
#ifndef MNI_EXPECTS_H
#define MNI_EXPECTS_H

#include "base/compiler.h"
#include "judge/cases.h"
#include "script/words.h"

/*
 * Takes one outcome into *out_expect, which is the caller's to end also when
 * it is half read.  Returns 0, or -1 and notes a mistake.
 */
int mni_expect_read(
    struct mni_reader *reader, struct mni_expect *out_expect) MNI_MUST_USE;

/* Whether EXPECT, whatever else it says, takes OCTETS for what came, after
 * ELAPSED_MS milliseconds. */
bool mni_expect_takes(const struct mni_expect *expect,
    const struct mni_bytes *octets, int elapsed_ms);

/* Whether only a server can do what EXPECT says. */
bool mni_expect_is_of_server(const struct mni_expect *expect);

/* Why the server of TEST, whose protocol and transport are known, cannot do
 * what EXPECT says, or NULL: it can. */
const char *mni_expect_why_never(
    const struct mni_expect *expect, const struct mni_case *test);

/*
 * Takes a string and the "repeat N" that may follow it into *out_octets, which
 * is the caller's to end in any case.  Returns 0, or -1 and notes a mistake.
 */
int mni_octets_read(
    struct mni_reader *reader, struct mni_octets *out_octets) MNI_MUST_USE;

#endif
