/* SPDX-License-Identifier: MIT */
/*
 * The outcomes that a case accepts, as they are written behind "expect" and
 * behind the "or" of a sweep.
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

/*
 * Takes a string and the "repeat N" that may follow it into *out_octets, which
 * is the caller's to end in any case.  Returns 0, or -1 and notes a mistake.
 */
int mni_octets_read(
    struct mni_reader *reader, struct mni_bytes *out_octets) MNI_MUST_USE;

#endif
