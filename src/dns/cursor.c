/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/cursor.h"

#define HEADER_SIZE 12 /* RFC 1035 section 4.1.1 */

/* A pointer for every label of the longest name, and one for the root. */
#define MOST_POINTERS 128

const uint8_t *
mni_dns_take_octets(
    struct mni_dns_cursor *cursor, size_t size, struct mni_trouble *trouble)
{
	const uint8_t *octets = cursor->octets + cursor->at;

	if (size > cursor->end - cursor->at) {
		(void)mni_trouble(trouble, MNI_MALFORMED,
		    "octet %zu: %zu octets are to come, and there are %zu",
		    cursor->at, size, cursor->end - cursor->at);
		return NULL;
	}
	cursor->at += size;
	return octets;
}

enum mni_status
mni_dns_take_number(struct mni_dns_cursor *cursor, size_t width,
    uint32_t *out_number, struct mni_trouble *trouble)
{
	const uint8_t *octets = mni_dns_take_octets(cursor, width, trouble);
	uint32_t number = 0;
	size_t i;

	if (octets == NULL)
		return MNI_MALFORMED;
	for (i = 0; i < width; i++)
		number = number << 8 | octets[i];
	*out_number = number;
	return MNI_OK;
}

enum mni_status
mni_dns_take_16(struct mni_dns_cursor *cursor, uint16_t *out_number,
    struct mni_trouble *trouble)
{
	uint32_t number = 0;
	enum mni_status status =
	    mni_dns_take_number(cursor, 2, &number, trouble);

	if (status == MNI_OK)
		*out_number = (uint16_t)number;
	return status;
}

/* Moves CURSOR, which has read the first octet of a pointer, to where it
 * leads: before *start, which moves along. */
static enum mni_status
follow(struct mni_dns_cursor *cursor, uint32_t first, size_t *start,
    struct mni_trouble *trouble)
{
	size_t place = cursor->at - 1, target;
	uint32_t second = 0;
	enum mni_status status =
	    mni_dns_take_number(cursor, 1, &second, trouble);

	if (status != MNI_OK)
		return status;
	target = (first & 0x3f) << 8 | second;
	if (target < HEADER_SIZE)
		return mni_trouble(trouble, MNI_MALFORMED,
		    "octet %zu: a pointer into the header", place);
	if (target >= *start)
		return mni_trouble(trouble, MNI_MALFORMED,
		    "octet %zu: a pointer to octet %zu, which is no prior name",
		    place, target);
	*start = cursor->at = target;
	return MNI_OK;
}

static enum mni_status
take_label(struct mni_dns_cursor *cursor, uint32_t size,
    struct mni_dns_name *name, struct mni_trouble *trouble)
{
	size_t place = cursor->at - 1;
	const uint8_t *label;

	if (size > MNI_DNS_LABEL_MAX)
		return mni_trouble(trouble, MNI_MALFORMED,
		    "octet %zu: a label of a type that is reserved", place);
	label = mni_dns_take_octets(cursor, size, trouble);
	if (label == NULL)
		return MNI_MALFORMED;
	if (mni_dns_name_add(name, label, size) == -1)
		return mni_trouble(trouble, MNI_MALFORMED,
		    "octet %zu: a name of more than %d octets", place,
		    MNI_DNS_NAME_MAX);
	return MNI_OK;
}

enum mni_status
mni_dns_take_name(struct mni_dns_cursor *cursor, bool compressed,
    struct mni_dns_name *out_name, struct mni_trouble *trouble)
{
	struct mni_dns_name name = MNI_DNS_ROOT;
	struct mni_dns_cursor reading = *cursor;
	size_t start = reading.at, behind = 0, pointers = 0;
	enum mni_status status;
	uint32_t first = 0;

	for (;;) {
		status = mni_dns_take_number(&reading, 1, &first, trouble);
		if (status != MNI_OK || first == 0)
			break;
		if (first < 0xc0) {
			status = take_label(&reading, first, &name, trouble);
		} else {
			if (!compressed || pointers++ == MOST_POINTERS)
				return mni_trouble(trouble, MNI_MALFORMED,
				    "octet %zu: a pointer %s", reading.at - 1,
				    compressed ? "too many"
				               : "where none may be");
			if (behind == 0)
				behind = reading.at + 1;
			status = follow(&reading, first, &start, trouble);
		}
		if (status != MNI_OK)
			break;
	}
	if (status != MNI_OK)
		return status;
	cursor->at = behind == 0 ? reading.at : behind;
	*out_name = name;
	return MNI_OK;
}
