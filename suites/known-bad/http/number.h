/* SPDX-License-Identifier: MIT */
/* Numbers of HTTP: digits and nothing else. */
#ifndef NUMBER_H
#define NUMBER_H

#include "../exchange.h"
#include "span.h"

#include <stdint.h>

/* Reads TEXT, to base 10 or 16.  Returns OK; MALFORMED, when it is no number;
 * or TOO_LARGE, when it is more than MOST. */
enum status number_read(
    struct span text, unsigned base, uint64_t most, uint64_t *out_number);

#endif
