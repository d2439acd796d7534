/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/answers.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#define LATEST_S 5 /* the time is as old as the answer */
#define FROM_1900_TO_1970_S UINT64_C(2208988800)

bool
is_nothing(const unsigned char *data, size_t size)
{
	(void)data;
	return size == 0;
}

bool
is_echo(const unsigned char *data, size_t size)
{
	return size == strlen(QUESTION) && memcmp(data, QUESTION, size) == 0;
}

bool
is_quote(const unsigned char *data, size_t size)
{
	return size == strlen(QUOTE) && memcmp(data, QUOTE, size) == 0;
}

/* Lines of 72 characters, the first from "!" on, each beginning one further on
 * in the ring of 95. */
static int
chargen_at(size_t offset)
{
	size_t line = offset / 74, column = offset % 74;

	if (column >= 72)
		return "\r\n"[column - 72];
	return ' ' + (int)((line + column + 1) % 95);
}

bool
is_chargen(const unsigned char *data, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (data[i] != chargen_at(i))
			return false;
	return true;
}

bool
is_line(const unsigned char *data, size_t size)
{
	size_t i;

	for (i = 0; i + 2 < size; i++)
		if (data[i] < ' ' || data[i] > '~')
			return false;
	return size > 2 && memcmp(data + size - 2, "\r\n", 2) == 0;
}

bool
is_time(const unsigned char *data, size_t size)
{
	uint32_t now = (uint32_t)((uint64_t)time(NULL) + FROM_1900_TO_1970_S);

	if (size != 4)
		return false;
	return now - ((uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 |
	                 (uint32_t)data[2] << 8 | data[3]) <=
	       LATEST_S;
}
