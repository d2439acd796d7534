/* SPDX-License-Identifier: MIT */
/*
 * The octets that a case speaks of: a text, and copies of it behind it.  It is
 * held once however many copies there are, because a program that plays cases
 * has all of them in its memory when it forks.
 */
#ifndef MNI_OCTETS_H
#define MNI_OCTETS_H

#include "base/bytes.h"
#include "base/compiler.h"

#include <stddef.h>
#include <stdint.h>

struct mni_octets {
	struct mni_bytes text; /* owned */
	size_t size;           /* of all copies; the last may end early */
};

void mni_octets_fini(struct mni_octets *octets);

/* Makes *out_octets, which is empty, a copy of FROM.  Returns 0, or -1 when
 * there is no memory. */
int mni_octets_copy(
    struct mni_octets *out_octets, const struct mni_octets *from) MNI_MUST_USE;

/* Writes the octets from OFFSET on to OUT, MOST at most.  Returns how many
 * that are. */
size_t mni_octets_write(
    const struct mni_octets *octets, size_t offset, uint8_t *out, size_t most);

/* How many octets BYTES has in common with them before the first that differs
 * or that one of them lacks. */
size_t mni_octets_same(
    const struct mni_octets *octets, const struct mni_bytes *bytes);

#endif
