/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/syntax.h"

#include <string.h>

bool
mni_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
mni_is_hex(char c)
{
	return mni_is_digit(c) || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

bool
mni_slice_is_token(struct mni_slice slice)
{
	size_t i;

	for (i = 0; i < slice.size; i++)
		if (!is_letter(slice.data[i]) && !mni_is_digit(slice.data[i]) &&
		    !is_one_of(slice.data[i], "!#$%&'*+-.^_`|~"))
			return false;
	return slice.size > 0;
}

static char
small(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c;
}

bool
mni_slice_is(struct mni_slice slice, const char *word)
{
	size_t i;

	for (i = 0; i < slice.size; i++)
		if (word[i] == '\0' || small(slice.data[i]) != small(word[i]))
			return false;
	return word[i] == '\0';
}

bool
mni_slice_equals(struct mni_slice a, struct mni_slice b)
{
	return a.size == b.size &&
	       (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct mni_slice
mni_slice_trim(struct mni_slice slice)
{
	while (slice.size > 0 && is_blank(slice.data[0])) {
		slice.data++;
		slice.size--;
	}
	while (slice.size > 0 && is_blank(slice.data[slice.size - 1]))
		slice.size--;
	return slice;
}

struct mni_slice
mni_slice_line(struct mni_slice *rest)
{
	const char *lf = rest->size == 0 ? NULL
	                                 : memchr(rest->data, '\n', rest->size);
	struct mni_slice line = *rest;

	if (lf == NULL) {
		*rest = (struct mni_slice){NULL, 0};
	} else {
		line.size = (size_t)(lf - line.data);
		rest->data += line.size + 1;
		rest->size -= line.size + 1;
	}
	if (line.size > 0 && line.data[line.size - 1] == '\r')
		line.size--;
	return line;
}

bool
mni_slice_next(struct mni_slice *list, struct mni_slice *out_element)
{
	const char *comma;
	size_t size = list->size;

	if (list->data == NULL)
		return false;
	comma = size == 0 ? NULL : memchr(list->data, ',', size);
	if (comma != NULL)
		size = (size_t)(comma - list->data);
	*out_element = mni_slice_trim((struct mni_slice){list->data, size});
	if (comma == NULL)
		*list = (struct mni_slice){NULL, 0};
	else
		*list = (struct mni_slice){comma + 1, list->size - size - 1};
	return true;
}

/* Octets of the brackets of an IP literal; 0: they are wrong. */
static size_t
literal_size(struct mni_slice host)
{
	size_t i;

	for (i = 1; i < host.size && host.data[i] != ']'; i++)
		if (!mni_is_hex(host.data[i]) &&
		    !is_one_of(host.data[i], ":.vV%-_~"))
			return 0;
	return i > 1 && i < host.size ? i + 1 : 0;
}

/* Octets of a name up to its port; SIZE_MAX: one of them is wrong. */
static size_t
name_size(struct mni_slice host)
{
	size_t i;
	char c;

	for (i = 0; i < host.size && host.data[i] != ':'; i++) {
		c = host.data[i];
		if (c == '%' &&
		    (host.size - i < 3 || !mni_is_hex(host.data[i + 1]) ||
		        !mni_is_hex(host.data[i + 2])))
			return (size_t)-1;
		if (!is_letter(c) && !mni_is_digit(c) &&
		    !is_one_of(c, "-._~!$&'()*+,;=%"))
			return (size_t)-1;
	}
	return i;
}

bool
mni_slice_is_host(struct mni_slice slice)
{
	bool literal = slice.size > 0 && slice.data[0] == '[';
	size_t i = literal ? literal_size(slice) : name_size(slice);

	if (i == (size_t)-1 || (literal && i == 0))
		return false;
	if (i == slice.size)
		return true;
	if (slice.data[i] != ':' || i == 0)
		return false;
	for (i++; i < slice.size; i++)
		if (!mni_is_digit(slice.data[i]))
			return false;
	return true;
}
