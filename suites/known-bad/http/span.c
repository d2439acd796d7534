/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "span.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct span
span_of(const char *text)
{
	return (struct span){text, strlen(text)};
}

struct span
span_behind(struct span span, size_t count)
{
	return (struct span){span.octets + count, span.size - count};
}

struct span
span_before(struct span span, size_t count)
{
	return (struct span){span.octets, count};
}

size_t
span_find(struct span span, char octet)
{
	const char *found =
	    span.size == 0 ? NULL : memchr(span.octets, octet, span.size);

	return found == NULL ? span.size : (size_t)(found - span.octets);
}

bool
span_is(struct span span, const char *text)
{
	return span.size == strlen(text) && span_begins(span, text);
}

bool
span_begins(struct span span, const char *text)
{
	size_t size = strlen(text);

	return span.size >= size && memcmp(span.octets, text, size) == 0;
}

bool
span_is_like(struct span span, const char *text)
{
	return span.size == strlen(text) &&
	       strncasecmp(span.octets, text, span.size) == 0;
}

bool
span_is_same(struct span a, struct span b)
{
	return a.size == b.size &&
	       (a.size == 0 || memcmp(a.octets, b.octets, a.size) == 0);
}

static bool
is_in(char octet, const char *set)
{
	return octet != '\0' && strchr(set, octet) != NULL;
}

bool
span_has(struct span span, const char *set)
{
	size_t i;

	for (i = 0; i < span.size; i++)
		if (is_in(span.octets[i], set))
			return true;
	return false;
}

bool
span_is_made_of(struct span span, const char *set)
{
	static const char usual[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                            "abcdefghijklmnopqrstuvwxyz0123456789";
	size_t i;

	for (i = 0; i < span.size; i++)
		if (!is_in(span.octets[i], usual) &&
		    !is_in(span.octets[i], set))
			return false;
	return true;
}

bool
span_is_ascii(struct span span)
{
	size_t i;

	for (i = 0; i < span.size; i++)
		if (((unsigned char)span.octets[i] & 0x80) != 0)
			return false;
	return true;
}

struct span
span_trim(struct span span, const char *set)
{
	while (span.size > 0 && is_in(span.octets[0], set))
		span = span_behind(span, 1);
	while (span.size > 0 && is_in(span.octets[span.size - 1], set))
		span.size--;
	return span;
}

struct span
span_take(struct span *rest, char mark)
{
	size_t size = span_find(*rest, mark);
	struct span taken = span_before(*rest, size);

	*rest = span_behind(*rest, size < rest->size ? size + 1 : size);
	return taken;
}

char *
span_copy(struct span span)
{
	char *text = malloc(span.size + 1);

	if (text == NULL)
		abort();
	memcpy(text, span.octets, span.size);
	text[span.size] = '\0';
	return text;
}
