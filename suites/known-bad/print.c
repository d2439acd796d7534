/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "print.h"

#include "bug.h"
#include "utf8.h"

#include <stdio.h>
#include <unistd.h>

const struct bug print_bugs[] = {
    {"replaces-not-utf8", "prints ? for an octet that is no UTF-8"},
    {"reads-telnet", "takes 0xff for a command of Telnet, and drops it"},
    {"drops-controls", "drops control characters, for pipes too"},
    {"escapes-in-pipes", "escapes control characters, for pipes too"},
    {"raw-to-terminal", "prints all octets as they came, to terminals too"},
    {"c1-to-terminal", "knows no control characters over 0x7f"},
    {"c1-utf8-to-terminal", "knows C1 controls as single octets only"},
    {NULL, NULL},
};

/* Whether CHARACTER turns the direction of the text behind it. */
static bool
turns(uint32_t character)
{
	return character == 0x61c || character == 0x200e ||
	       character == 0x200f ||
	       (character >= 0x202a && character <= 0x202e) ||
	       (character >= 0x2066 && character <= 0x2069);
}

/* Octets at the beginning of TEXT that a terminal may get as they are; 0 when
 * the first must be escaped. */
static size_t
harmless(const unsigned char *text, size_t size)
{
	uint32_t character;
	size_t length = utf8_decode(text, size, &character);

	if (is("c1-to-terminal") && text[0] >= 0x80)
		return 1;
	if (is("c1-utf8-to-terminal") && length == 2)
		return 2;
	if (length == 0 || (character >= 0x7f && character < 0xa0))
		return 0;
	if (turns(character))
		return 0;
	if (character == '\r')
		return size > 1 && text[1] == '\n' ? 2 : 0;
	if (character < 0x20 && character != '\n' && character != '\t')
		return 0;
	return length;
}

static void
print_edited(const struct text *text)
{
	bool terminal = isatty(STDOUT_FILENO) == 1;
	bool escaped = terminal && !is("raw-to-terminal") && !is("raw-reason");
	const unsigned char *at = text->octets;
	size_t left = text->size, length;

	if (is("escapes-in-pipes"))
		escaped = true;
	for (; left > 0; at += length, left -= length) {
		length = harmless(at, left);
		(void)fwrite(at, 1, length, stdout);
		if (length > 0)
			continue;
		length = 1;
		if ((is("drops-controls") && *at < 0x80) ||
		    (is("reads-telnet") && *at == 0xff))
			continue;
		if (is("replaces-not-utf8") && *at >= 0x80)
			(void)putchar('?');
		else if (escaped)
			(void)printf("\\x%02x", *at);
		else
			(void)putchar(*at);
	}
}

enum status
print_text(const struct text *text)
{
	bool edited = isatty(STDOUT_FILENO) == 1 || is_one_of(print_bugs);

	if (edited && text->size > 0)
		print_edited(text);
	else if (text->size > 0)
		(void)fwrite(text->octets, 1, text->size, stdout);
	return fflush(stdout) == 0 && !ferror(stdout) ? OK : OUTPUT;
}
