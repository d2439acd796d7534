/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "name.h"

#include "../bug.h"

#include <string.h>

#define LABEL_MOST 63

const struct bug name_bugs[] = {
    {"label-of-64", "writes a label of 64 octets"},
    {"cuts-labels", "cuts a label behind 63 octets"},
    {"name-of-254", "writes no name of 255 octets"},
    {"name-of-256", "writes a name of 256 octets"},
    {"skips-empty-labels", "leaves empty labels out"},
    {"no-final-dot", "takes a dot at the end for one before a label"},
    {"hosts-alone", "writes names of letters, digits, and hyphens only"},
    {"breaks-at-blank", "takes a blank for the end of a name"},
    {NULL, NULL},
};

bool
name_add(struct name *name, const void *label, size_t size)
{
	size_t most = is("label-of-64") ? LABEL_MOST + 1 : LABEL_MOST;

	if (size > most && is("cuts-labels"))
		size = most;
	if (size == 0 || size > most ||
	    size + 1 > sizeof(name->octets) - name->size)
		return size == 0 && is("skips-empty-labels");
	name->octets[name->size++] = (unsigned char)size;
	memcpy(name->octets + name->size, label, size);
	name->size += size;
	return true;
}

bool
name_end(struct name *name)
{
	size_t most = NAME_MOST;

	if (is("name-of-254"))
		most--;
	if (is("name-of-256"))
		most++;
	if (name->size >= most)
		return false;
	name->octets[name->size++] = 0;
	return true;
}

static bool
is_of_host(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyz"
	                    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                    "0123456789-.") == strlen(text);
}

enum status
name_read(const char *text, struct name *out_name)
{
	const char *ends = is("breaks-at-blank") ? ". " : ".";
	size_t size;

	*out_name = (struct name){.size = 0};
	if (is("hosts-alone") && !is_of_host(text))
		return USAGE;
	do {
		size = strcspn(text, ends);
		if (!name_add(out_name, text, size))
			return NO_ADDRESS;
		text += size;
		if (*text == '.' && (text[1] != '\0' || is("no-final-dot")))
			text++;
		else
			break;
	} while (true);
	return name_end(out_name) ? OK : NO_ADDRESS;
}

static unsigned
in_small(unsigned char octet)
{
	return octet >= 'A' && octet <= 'Z' ? octet + 32U : octet;
}

/* Whether the SIZE octets at A and B are the same but for the case of letters,
 * which no length is. */
static bool
are_alike(const unsigned char *a, const unsigned char *b, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (a[i] != b[i] &&
		    (in_small(a[i]) != in_small(b[i]) || is("minds-letters")))
			return false;
	return true;
}

bool
name_is_same(const struct name *a, const struct name *b)
{
	if (a->any || b->any)
		return true;
	return a->size == b->size && are_alike(a->octets, b->octets, a->size);
}

bool
name_is_within(const struct name *name, const char *parent)
{
	struct name above;
	size_t at = 0;

	if (name_read(parent, &above) != OK)
		return false;
	while (name->size - at > above.size)
		at += name->octets[at] + 1U;
	return name->size - at == above.size &&
	       are_alike(name->octets + at, above.octets, above.size);
}
