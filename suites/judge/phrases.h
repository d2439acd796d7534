/* SPDX-License-Identifier: MIT */
/* What was expected and what came, in the words of a report.  Each writes into
 * OUT, which has CAPACITY octets, and cuts what does not fit. */
#ifndef MNI_PHRASES_H
#define MNI_PHRASES_H

#include "base/bytes.h"
#include "judge/cases.h"
#include "judge/octets.h"

#include <stddef.h>

/* OCTETS as a string in quotes, a long one by its beginning and its size. */
void mni_phrase_octets(
    char *out, size_t capacity, const struct mni_bytes *octets);

void mni_phrase_term(char *out, size_t capacity, const struct mni_term *term);

void mni_phrase_expect(
    char *out, size_t capacity, const struct mni_expect *expect);

/* The first COUNT outcomes that TEST expects, as far as there is room; a sweep
 * may accept what its case expects already. */
void mni_phrase_expects(
    char *out, size_t capacity, const struct mni_case *test, size_t count);

/* "; differs at ..." where GOT first differs from WANT, or "". */
void mni_phrase_difference(char *out, size_t capacity,
    const struct mni_octets *want, const struct mni_bytes *got);

#endif
