/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

size_t
mni_escape_octet(uint8_t octet, char out[static MNI_ESCAPE_MAX])
{
	static const char names[] = "\aa\bb\tt\nn\vv\ff\rr\"\"\\\\";
	const char *name;

	if (octet >= 0x20 && octet < 0x7f && octet != '"' && octet != '\\')
		return (size_t)snprintf(out, MNI_ESCAPE_MAX, "%c", octet);
	for (name = names; *name != '\0'; name += 2)
		if ((uint8_t)*name == octet)
			return (size_t)snprintf(
			    out, MNI_ESCAPE_MAX, "\\%c", name[1]);
	return (size_t)snprintf(out, MNI_ESCAPE_MAX, "\\x%02x", octet);
}

const char *
mni_quote(char *out, size_t capacity, const void *data, size_t size)
{
	static const char cut[] = "\"...";
	const uint8_t *octets = data;
	char escape[MNI_ESCAPE_MAX];
	size_t at = 1, i, length;

	out[0] = '"';
	for (i = 0; i < size; i++) {
		length = mni_escape_octet(octets[i], escape);
		if (at + length + sizeof(cut) > capacity) {
			memcpy(out + at, cut, sizeof(cut));
			return out;
		}
		memcpy(out + at, escape, length);
		at += length;
	}
	memcpy(out + at, "\"", 2);
	return out;
}

size_t
mni_utf8_length(const uint8_t *data, size_t size)
{
	size_t length, i;

	if (size == 0 || (data[0] >= 0x80 && data[0] < 0xc2) || data[0] > 0xf4)
		return 0;
	if (data[0] < 0x80)
		return 1;
	length = data[0] < 0xe0 ? 2 : data[0] < 0xf0 ? 3 : 4;
	if (length > size)
		return 0;
	for (i = 1; i < length; i++)
		if ((data[i] & 0xc0) != 0x80)
			return 0;
	/* Overlong forms, surrogates, and what lies beyond U+10FFFF. */
	if ((data[0] == 0xe0 && data[1] < 0xa0) ||
	    (data[0] == 0xed && data[1] > 0x9f) ||
	    (data[0] == 0xf0 && data[1] < 0x90) ||
	    (data[0] == 0xf4 && data[1] > 0x8f))
		return 0;
	return length;
}

/* Whether the character of LENGTH octets at DATA turns the direction of what
 * follows, so that a terminal shows another text: U+061C, U+200E, U+200F,
 * U+202A to U+202E and U+2066 to U+2069. */
static bool
turns(const uint8_t *data, size_t length)
{
	if (length == 2)
		return data[0] == 0xd8 && data[1] == 0x9c;
	if (length != 3 || data[0] != 0xe2)
		return false;
	if (data[1] == 0x80)
		return data[2] == 0x8e || data[2] == 0x8f ||
		       (data[2] >= 0xaa && data[2] <= 0xae);
	return data[1] == 0x81 && data[2] >= 0xa6 && data[2] <= 0xa9;
}

size_t
mni_shown_length(const uint8_t *data, size_t size)
{
	size_t length = mni_utf8_length(data, size);

	if (length == 1 && (data[0] < 0x20 || data[0] == 0x7f))
		return 0;
	/* U+0080 to U+009F, the other control characters. */
	if (length == 2 && data[0] == 0xc2 && data[1] < 0xa0)
		return 0;
	return turns(data, length) ? 0 : length;
}

const char *
mni_show(char *out, size_t capacity, const char *text)
{
	size_t left = strlen(text), used = 0, length, step;
	char escape[MNI_ESCAPE_MAX];
	const char *shown;

	for (; left > 0; text += step, left -= step) {
		step = length = mni_shown_length((const uint8_t *)text, left);
		shown = text;
		if (length == 0) {
			step = 1;
			length = mni_escape_octet((uint8_t)*text, escape);
			shown = escape;
		}
		if (used + length >= capacity)
			break;
		memcpy(out + used, shown, length);
		used += length;
	}
	out[used] = '\0';
	return out;
}
