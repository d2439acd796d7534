/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "daytime/ascii.h"

/* Makes lower case of a letter; only letters become letters. */
static uint8_t
lower(uint8_t octet)
{
	return octet | 0x20;
}

bool
mni_ascii_is_digit(uint8_t octet)
{
	return octet >= '0' && octet <= '9';
}

size_t
mni_ascii_letters(const uint8_t *data, size_t size)
{
	size_t count = 0;

	while (count < size && lower(data[count]) >= 'a' &&
	       lower(data[count]) <= 'z')
		count++;
	return count;
}

bool
mni_ascii_same(const uint8_t *data, const char *name, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (lower(data[i]) != lower((uint8_t)name[i]))
			return false;
	return true;
}
