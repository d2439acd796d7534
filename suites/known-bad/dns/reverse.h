/* SPDX-License-Identifier: MIT */
/* The names of domains that addresses have (RFC 1035 section 3.5, RFC 3596
 * section 2.5). */
#ifndef REVERSE_H
#define REVERSE_H

#include "name.h"

#include <stdbool.h>

/* Writes the name of the address TEXT.  Returns whether it is one. */
bool reverse_of(const char *text, struct name *out_name);

#endif
