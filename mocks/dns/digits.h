/* SPDX-License-Identifier: MIT */
/* Octets that are written as digits. */
#ifndef MNI_NS_DIGITS_H
#define MNI_NS_DIGITS_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "dns/master.h"

/* Appends to OUT the octets that TOKEN is in hexadecimal, two digits each.
 * Returns 0, or -1 and notes a mistake. */
int mni_digits_hex(struct mni_master *master, const struct mni_token *token,
    struct mni_bytes *out) MNI_MUST_USE;

/* The same in base64, with "=" at the end where it belongs. */
int mni_digits_base64(struct mni_master *master, const struct mni_token *token,
    struct mni_bytes *out) MNI_MUST_USE;

#endif
