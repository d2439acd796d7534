/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/digits.h"

#include <string.h>

/* The value of DIGIT in ALPHABET, or -1. */
static int
value_of(char digit, const char *alphabet)
{
	const char *found = digit == '\0' ? NULL : strchr(alphabet, digit);

	return found == NULL ? -1 : (int)(found - alphabet);
}

static int
append(struct mni_master *master, const struct mni_token *token,
    struct mni_bytes *out, int octet)
{
	uint8_t data = (uint8_t)octet;

	if (mni_bytes_append(out, &data, 1) == -1)
		return mni_mistake(&master->reader, token, "no memory");
	return 0;
}

static int
hex_value(char digit)
{
	int value = value_of(digit, "0123456789abcdef");

	return value == -1 ? value_of(digit, "0123456789ABCDEF") : value;
}

int
mni_digits_hex(struct mni_master *master, const struct mni_token *token,
    struct mni_bytes *out)
{
	int high, low;
	size_t i;

	for (i = 0; i < token->size; i += 2) {
		high = hex_value(token->text[i]);
		low = i + 1 < token->size ? hex_value(token->text[i + 1]) : -1;
		if (token->kind != MNI_WORD || high == -1 || low == -1)
			return mni_expected(&master->reader, token,
			    "octets of two hexadecimal digits each");
		if (append(master, token, out, high * 16 + low) == -1)
			return -1;
	}
	return 0;
}

/* The octets of four digits at TEXT, of which the last two may be "=".
 * Returns how many, or 0: they are none. */
static int
base64_group(const char *text, uint8_t octets[static 3])
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                               "abcdefghijklmnopqrstuvwxyz0123456789+/";
	int digits = text[3] != '=' ? 4 : text[2] != '=' ? 3 : 2, i, value;
	unsigned group = 0;

	for (i = 0; i < 4; i++) {
		value = i < digits ? value_of(text[i], alphabet) : 0;
		if (value == -1)
			return 0;
		group = group << 6 | (unsigned)value;
	}
	for (i = 0; i < 3; i++)
		octets[i] = (uint8_t)(group >> (16 - 8 * i));
	for (i = digits - 1; i < 3; i++)
		if (octets[i] != 0)
			return 0; /* bits that stand for nothing */
	return digits - 1;
}

int
mni_digits_base64(struct mni_master *master, const struct mni_token *token,
    struct mni_bytes *out)
{
	bool whole = token->size > 0 && token->size % 4 == 0;
	uint8_t octets[3];
	int count = 3, i;
	size_t at;

	for (at = 0; whole && at < token->size; at += 4) {
		whole = count == 3;
		count = base64_group(token->text + at, octets);
		whole = whole && count > 0;
		for (i = 0; whole && i < count; i++)
			if (append(master, token, out, octets[i]) == -1)
				return -1;
	}
	if (!whole)
		return mni_expected(&master->reader, token, "base64");
	return 0;
}
