/* SPDX-License-Identifier: MIT */
/* UTF-8, as far as bugs and terminals are about it. */
#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Octets of the character at the beginning of TEXT; 0 when it is no UTF-8. */
size_t utf8_decode(
    const unsigned char *text, size_t size, uint32_t *out_character);

bool utf8_is_whole(const unsigned char *text, size_t size);

#endif
