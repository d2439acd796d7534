/* SPDX-License-Identifier: MIT */
/* What the services say. */
#define _POSIX_C_SOURCE 200809L

#include "services.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define FROM_1900 2208988800U

const struct bug words_bugs[] = {
    {"binary-words", "says what is no ASCII"},
    {"many-words", "says more than 511 octets"},
    {"lf-words", "ends its lines with LF alone"},
    {"two-lines", "says two lines"},
    {"wrong-clock", "has a clock that is an hour slow"},
    {"little-endian", "sends the last octet of the time first"},
    {"eight-octets", "sends the time as 64 bits"},
    {"since-1970", "counts the seconds from 1970"},
    {"ring-of-93", "has a ring of 93 characters"},
    {"begins-with-a", "has a pattern that begins with another character"},
    {"unprintable", "generates characters that cannot be printed"},
    {"no-lines", "generates characters without line ends"},
    {NULL, NULL},
};

static time_t
now(void)
{
	return time(NULL) - (is("wrong-clock") ? 3600 : 0);
}

static size_t
say_quote(char *out)
{
	size_t size = (size_t)snprintf(out, MOST_WORDS, "Known to be bad.");

	if (is("many-words")) {
		memset(out, 'x', 600);
		size = 600;
	}
	return size;
}

static size_t
say_daytime(char *out)
{
	time_t seconds = now();
	struct tm tm;

	(void)gmtime_r(&seconds, &tm);
	return strftime(out, MOST_WORDS, "%A, %B %d, %Y %H:%M:%S-UTC", &tm);
}

static size_t
say_time(uint8_t *out)
{
	uint32_t number = (uint32_t)now() + FROM_1900;
	int i;

	if (is("since-1970"))
		number = (uint32_t)now();
	memset(out, 0, 8);
	for (i = 0; i < 4; i++)
		out[is("little-endian") ? i : 3 - i] =
		    (uint8_t)(number >> (8 * i));
	return is("eight-octets") ? 8 : 4;
}

size_t
say(enum service service, uint8_t out[MOST_WORDS])
{
	char *text = (char *)out;
	size_t size;

	if (service == TIME)
		return say_time(out);
	size = service == QOTD ? say_quote(text) : say_daytime(text);
	if (is("binary-words"))
		out[0] = 0xfe;
	if (is("two-lines"))
		size += (size_t)snprintf(
		    text + size, MOST_WORDS - size, "\r\nAnd that is that.");
	return size + (size_t)snprintf(text + size, MOST_WORDS - size,
	                  is("lf-words") ? "\n" : "\r\n");
}

void
pattern(uint8_t *out, size_t size, size_t offset)
{
	size_t ring = is("ring-of-93") ? 93 : 95, i, line, column;
	size_t first = is("begins-with-a") ? 33 : 0;

	for (i = 0; i < size; i++) {
		line = (offset + i) / 74;
		column = (offset + i) % 74;
		if (column < 72 || is("no-lines"))
			out[i] =
			    (uint8_t)(' ' + (first + line + column) % ring);
		else
			out[i] = column == 72 ? '\r' : '\n';
		if (is("unprintable") && column == 5)
			out[i] = 1;
	}
}
