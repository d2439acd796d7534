/* SPDX-License-Identifier: MIT */
/* Numbers that nobody can foretell. */
#ifndef MNI_DNS_RANDOM_H
#define MNI_DNS_RANDOM_H

#include "base/compiler.h"

#include <stdint.h>

/* A number that the generator of the system makes.  Returns 0, or -1 with errno
 * when it has none. */
int mni_dns_random(uint16_t *out_number) MNI_MUST_USE;

#endif
