/* SPDX-License-Identifier: MIT */
/* Letters, digits and names in octets from the network, in any locale. */
#ifndef MNI_DAYTIME_ASCII_H
#define MNI_DAYTIME_ASCII_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool mni_ascii_is_digit(uint8_t octet);

/* How many letters DATA, of SIZE octets, begins with. */
size_t mni_ascii_letters(const uint8_t *data, size_t size);

/* Whether the SIZE octets are the first letters of NAME, in upper or lower
 * case. */
bool mni_ascii_same(const uint8_t *data, const char *name, size_t size);

#endif
