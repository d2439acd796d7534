/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/name.h"

#include <stdio.h>
#include <string.h>

#define ESCAPE_SIZE 5 /* room for the longest, and its NUL */

int
mni_dns_name_add(struct mni_dns_name *name, const void *label, size_t size)
{
	if (size == 0 || size > MNI_DNS_LABEL_MAX ||
	    name->size + 1 + size > MNI_DNS_NAME_MAX)
		return -1;
	name->octets[name->size - 1] = (uint8_t)size;
	memcpy(name->octets + name->size, label, size);
	name->size += size + 1;
	name->octets[name->size - 1] = 0;
	return 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes the octet that *text begins with, in one of the forms X, \X and \DDD.
 * Returns 0, or -1 when it is none. */
static int
take_octet(const char **text, uint8_t *out_octet)
{
	const char *at = *text;
	int value;

	if (*at == '\\' && is_digit(at[1])) {
		if (!is_digit(at[2]) || !is_digit(at[3]))
			return -1;
		value =
		    (at[1] - '0') * 100 + (at[2] - '0') * 10 + (at[3] - '0');
		if (value > UINT8_MAX)
			return -1;
		*out_octet = (uint8_t)value;
		*text = at + 4;
		return 0;
	}
	if (*at == '\\')
		at++;
	if (*at < ' ' || *at > '~')
		return -1;
	*out_octet = (uint8_t)*at;
	*text = at + 1;
	return 0;
}

/* Takes a label up to a dot or the end. */
static enum mni_status
take_label(
    const char **text, struct mni_dns_name *name, struct mni_trouble *trouble)
{
	uint8_t label[MNI_DNS_LABEL_MAX];
	size_t size = 0;
	uint8_t octet;

	while (**text != '.' && **text != '\0') {
		if (take_octet(text, &octet) == -1)
			return mni_trouble(trouble, MNI_NO_ADDRESS,
			    "a name is written in printing ASCII, other octets "
			    "as \\DDD with three digits up to 255");
		if (size == sizeof(label))
			return mni_trouble(trouble, MNI_NO_ADDRESS,
			    "no label is longer than %d octets",
			    MNI_DNS_LABEL_MAX);
		label[size++] = octet;
	}
	if (size == 0)
		return mni_trouble(
		    trouble, MNI_NO_ADDRESS, "the name has an empty label");
	if (mni_dns_name_add(name, label, size) == -1)
		return mni_trouble(trouble, MNI_NO_ADDRESS,
		    "no name is longer than %d octets", MNI_DNS_NAME_MAX);
	return MNI_OK;
}

enum mni_status
mni_dns_name_read(const char *text, struct mni_dns_name *out_name,
    struct mni_trouble *trouble)
{
	struct mni_dns_name name = MNI_DNS_ROOT;
	enum mni_status status = MNI_OK;

	if (*text == '\0')
		return mni_trouble(
		    trouble, MNI_NO_ADDRESS, "the name is empty");
	if (strcmp(text, ".") == 0)
		text++;
	while (status == MNI_OK && *text != '\0') {
		status = take_label(&text, &name, trouble);
		if (*text == '.')
			text++;
	}
	if (status == MNI_OK)
		*out_name = name;
	return status;
}

/* What has a meaning of its own in a master file stands behind a backslash. */
static size_t
write_octet(char *out, uint8_t octet)
{
	if (octet <= ' ' || octet > '~')
		return (size_t)snprintf(
		    out, ESCAPE_SIZE, "\\%03u", (unsigned)octet);
	if (strchr(".\\\"();@$", octet) != NULL)
		return (size_t)snprintf(out, ESCAPE_SIZE, "\\%c", octet);
	*out = (char)octet;
	return 1;
}

const char *
mni_dns_name_text(
    const struct mni_dns_name *name, char out[static MNI_DNS_NAME_TEXT])
{
	const uint8_t *label;
	size_t used = 0, i;

	for (label = name->octets; *label > 0; label += *label + 1) {
		for (i = 1; i <= *label; i++)
			used += write_octet(out + used, label[i]);
		out[used++] = '.';
	}
	if (used == 0)
		out[used++] = '.';
	out[used] = '\0';
	return out;
}

static uint8_t
small(uint8_t octet)
{
	return octet >= 'A' && octet <= 'Z' ? (uint8_t)(octet | 0x20) : octet;
}

/* No length of a label is a letter, so all octets can be treated alike. */
static bool
same(const uint8_t *a, const uint8_t *b, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (small(a[i]) != small(b[i]))
			return false;
	return true;
}

bool
mni_dns_name_equals(const struct mni_dns_name *a, const struct mni_dns_name *b)
{
	return a->size == b->size && same(a->octets, b->octets, a->size);
}

bool
mni_dns_name_is_within(
    const struct mni_dns_name *name, const struct mni_dns_name *parent)
{
	size_t at = 0;

	while (name->size - at > parent->size)
		at += (size_t)name->octets[at] + 1;
	return name->size - at == parent->size &&
	       same(name->octets + at, parent->octets, parent->size);
}

int
mni_dns_name_move(const struct mni_dns_name *name,
    const struct mni_dns_name *parent, const struct mni_dns_name *target,
    struct mni_dns_name *out_name)
{
	size_t kept = name->size - parent->size;

	if (kept + target->size > MNI_DNS_NAME_MAX)
		return -1;
	memcpy(out_name->octets, name->octets, kept);
	memcpy(out_name->octets + kept, target->octets, target->size);
	out_name->size = kept + target->size;
	return 0;
}
