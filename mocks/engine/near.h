/* SPDX-License-Identifier: MIT */
/* Words for what came instead of what was expected. */
#ifndef MNI_NEAR_H
#define MNI_NEAR_H

#include "base/bytes.h"
#include "script/script.h"

#include <stddef.h>

#define MNI_NEAR_TEXT 400

/* WANT was expected, GOT came and differs: where, with the octets around. */
void mni_describe_difference(char out[static MNI_NEAR_TEXT],
    const struct mni_step *step, const struct mni_bytes *want, const void *got,
    size_t size);

/* STEP still waits though only GOT came; WHY ends the sentence, and begins
 * with what stands before it. */
void mni_describe_missing(char out[static MNI_NEAR_TEXT],
    const struct mni_step *step, const struct mni_bytes *got, const char *why);

#endif
