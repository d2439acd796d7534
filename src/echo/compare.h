/* SPDX-License-Identifier: MIT */
/* Holding what came back against what was sent. */
#ifndef MNI_ECHO_COMPARE_H
#define MNI_ECHO_COMPARE_H

#include "base/compiler.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Whether the CAME_SIZE octets at CAME are the first of the SENT_SIZE at SENT,
 * in front of which BEFORE octets have come back already.  *out_same is how
 * many are.  Returns MNI_OK, or MNI_MISMATCH with the first that differs, or
 * is one too many, in *trouble.
 */
enum mni_status mni_compare(const uint8_t *sent, size_t sent_size,
    const uint8_t *came, size_t came_size, uint64_t before, size_t *out_same,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
