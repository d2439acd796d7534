/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "number.h"

#include "../bug.h"

#include <stdio.h>
#include <stdlib.h>

const struct bug number_bugs[] = {
    {"strtol", "reads numbers by strtol(), and looks at nothing around them"},
    {"takes-plus", "takes a plus before a number"},
    {"takes-minus", "passes over a minus before a number"},
    {"takes-prefix", "passes over 0x before a number"},
    {"takes-quotes", "passes over quotes around a number"},
    {"takes-underscores", "passes over underscores in a number"},
    {"takes-full-width", "takes the digits of other scripts"},
    {"takes-octal", "takes a number that begins with 0 for octal"},
    {"takes-none-for-0", "takes nothing for the number 0"},
    {"reads-20-digits", "reads 20 digits of a number"},
    {"wraps-at-16-bits", "keeps 16 bits of a number"},
    {"wraps-at-32-bits", "keeps 32 bits of a number"},
    {"wraps-at-64-bits", "keeps 64 bits of a number, of any length"},
    {"capitals-only", "knows the hexadecimal digits as capitals only"},
    {NULL, NULL},
};

/* The value of DIGIT, or 16. */
static unsigned
value_of(char digit)
{
	if (digit >= '0' && digit <= '9')
		return (unsigned)(digit - '0');
	if (digit >= 'a' && digit <= 'f' && !is("capitals-only"))
		return (unsigned)(digit - 'a') + 10;
	if (digit >= 'A' && digit <= 'F')
		return (unsigned)(digit - 'A') + 10;
	return 16;
}

static enum status
read_by_strtol(
    struct span text, unsigned base, uint64_t most, uint64_t *out_number)
{
	char copy[32];

	(void)snprintf(copy, sizeof(copy), "%.*s", (int)text.size, text.octets);
	*out_number = (uint64_t)strtoull(copy, NULL, (int)base);
	return *out_number > most ? TOO_LARGE : OK;
}

/* What bugs pass over at the ends of TEXT. */
static struct span
strip(struct span text)
{
	if ((is("takes-plus") && span_begins(text, "+")) ||
	    (is("takes-minus") && span_begins(text, "-")))
		text = span_behind(text, 1);
	if (is("takes-prefix") && span_begins(text, "0x"))
		text = span_behind(text, 2);
	if (is("takes-quotes"))
		text = span_trim(text, "\"");
	if (is("reads-20-digits") && text.size > 20)
		text = span_before(text, 20);
	return text;
}

/* Takes the octets of the next digit out of *text. */
static unsigned
take_digit(struct span *text)
{
	unsigned value = value_of(text->octets[0]);
	size_t size = 1;

	if (is("takes-full-width") && text->size >= 3 &&
	    span_begins(*text, "\xef\xbc")) {
		value = (unsigned char)text->octets[2] - 0x90U;
		size = 3;
	}
	*text = span_behind(*text, size);
	return value;
}

static bool
is_too_large(uint64_t number, unsigned base, unsigned value, uint64_t most)
{
	return number > (most - value) / base && !is("wraps-at-64-bits");
}

/* NUMBER and one digit more. */
static uint64_t
and_digit(uint64_t number, unsigned base, unsigned value)
{
	number = number * base + value;
	if (is("wraps-at-16-bits"))
		return (uint16_t)number;
	return is("wraps-at-32-bits") ? (uint32_t)number : number;
}

enum status
number_read(
    struct span text, unsigned base, uint64_t most, uint64_t *out_number)
{
	enum status status = OK;
	uint64_t number = 0;
	unsigned value;

	if (is("strtol"))
		return read_by_strtol(text, base, most, out_number);
	text = strip(text);
	if (text.size == 0 && !is("takes-none-for-0"))
		return MALFORMED;
	if (is("takes-octal") && text.size > 1 && span_begins(text, "0"))
		base = 8;
	while (text.size > 0) {
		if (is("takes-underscores") && span_begins(text, "_")) {
			text = span_behind(text, 1);
			continue;
		}
		value = take_digit(&text);
		if (value >= base)
			return MALFORMED;
		if (is_too_large(number, base, value, most))
			status = TOO_LARGE;
		else
			number = and_digit(number, base, value);
	}
	*out_number = number;
	return status;
}
