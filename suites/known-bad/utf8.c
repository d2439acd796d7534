/* SPDX-License-Identifier: MIT */
#include "utf8.h"

size_t
utf8_decode(const unsigned char *text, size_t size, uint32_t *out_character)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t character = text[0];
	size_t length = 1, i;

	if (text[0] >= 0x80) {
		if (text[0] < 0xc0 || text[0] >= 0xf8)
			return 0;
		length = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
		character &= 0x7fU >> length;
	}
	for (i = 1; i < length; i++) {
		if (i == size || (text[i] & 0xc0) != 0x80)
			return 0;
		character = character << 6 | (text[i] & 0x3fU);
	}
	if (character < least[length] || character > 0x10ffff ||
	    (character >= 0xd800 && character < 0xe000))
		return 0;
	*out_character = character;
	return length;
}

bool
utf8_is_whole(const unsigned char *text, size_t size)
{
	uint32_t character;
	size_t at = 0, length;

	while (at < size) {
		length = utf8_decode(text + at, size - at, &character);
		if (length == 0)
			return false;
		at += length;
	}
	return true;
}
