/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void
fuzz_refute(const char *claim)
{
	(void)fprintf(stderr, "it does not hold that %s\n", claim);
	abort();
}

void
fuzz_check_place(
    const char *text, size_t size, const struct mn_mistake *mistake)
{
	const char *end = text + size, *lf;
	unsigned line;

	for (line = 1; line < mistake->line && text < end; line++) {
		lf = memchr(text, '\n', (size_t)(end - text));
		text = lf == NULL ? end : lf + 1;
	}
	lf = text == end ? NULL : memchr(text, '\n', (size_t)(end - text));
	if (lf != NULL)
		end = lf;
	fuzz_insist(mistake->line == line, "a mistake is in a line");
	fuzz_insist(
	    mistake->column >= 1 && mistake->column <= (size_t)(end - text) + 1,
	    "a mistake is in its line");
	fuzz_insist(mistake->text[0] != '\0', "a mistake is said");
}

void
fuzz_check_lines(const void *text, size_t size)
{
	const char *octets = text;
	size_t i;

	for (i = 0; i < size; i++)
		fuzz_insist(
		    octets[i] == '\n' || (octets[i] >= ' ' && octets[i] <= '~'),
		    "what is shown is printing ASCII");
}
