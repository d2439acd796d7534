/* SPDX-License-Identifier: MIT */
/* The parameters of SVCB and HTTPS records, key=value, which are on the wire
 * as key, length and value, in the order of the keys. */
#ifndef MNI_NS_PARAMS_H
#define MNI_NS_PARAMS_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "dns/master.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Takes parameters up to the end of the record and appends them to OUT.
 * Returns 0, or -1 and notes a mistake. */
int mni_params_read(
    struct mni_master *master, struct mni_bytes *out) MNI_MUST_USE;

/* Whether SIZE octets of DATA are parameters: whole, and each key greater
 * than the one before. */
bool mni_params_fit(const uint8_t *data, size_t size);

#endif
