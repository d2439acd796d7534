/* SPDX-License-Identifier: MIT */
/* The octets of a send that are made when they are sent. */
#ifndef MNI_OCTETS_H
#define MNI_OCTETS_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "script/script.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Writes to OUT, which is emptied first, what STEP of SCRIPT sends now;
 * RECEIVED is what the step before has taken.  Returns 0, or -1 when there is
 * no memory.
 */
int mni_make_octets(const struct mni_script *script,
    const struct mni_step *step, const struct mni_bytes *received,
    uint64_t *random, struct mni_bytes *out) MNI_MUST_USE;

/* Appends SIZE random octets to OUT.  Returns 0, or -1 when there is no
 * memory. */
int mni_make_garbage(
    uint64_t *random, size_t size, struct mni_bytes *out) MNI_MUST_USE;

#endif
