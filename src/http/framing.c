/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/framing.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

static const char length_field[] = "Content-Length";
static const char coding_field[] = "Transfer-Encoding";

/* Item 1 of RFC 9112 section 6.3. */
static bool
is_without_body(int status, bool to_head)
{
	return to_head || (status >= 100 && status <= 199) || status == 204 ||
	       status == 304;
}

/* RFC 9112 section 9.3. */
static bool
is_persistent(const struct mni_head *head)
{
	if (mni_fields_list(&head->fields, "Connection", "close"))
		return false;
	return head->minor >= 1 ||
	       mni_fields_list(&head->fields, "Connection", "keep-alive");
}

static enum mni_status
bad_length(const char *value, struct mni_trouble *trouble)
{
	char quoted[80];

	return mni_trouble(trouble, MNI_MALFORMED, "%s is no length: %s",
	    length_field,
	    mni_quote(quoted, sizeof(quoted), value, strlen(value)));
}

/* Reads the digits of a length. */
static enum mni_status
read_digits(const char *text, size_t size, uint64_t *out_length,
    struct mni_trouble *trouble)
{
	uint64_t length = 0;
	size_t i;

	for (i = 0; i < size; i++) {
		if (length > (INT64_MAX - 9) / 10)
			return mni_trouble(trouble, MNI_TOO_LARGE,
			    "%s has %zu digits", length_field, size);
		length = length * 10 + (uint64_t)(text[i] - '0');
	}
	*out_length = length;
	return MNI_OK;
}

/* Several lengths are one only when they are the same to the letter. */
static enum mni_status
read_length(const struct mni_head *head, uint64_t *out_length,
    struct mni_trouble *trouble)
{
	const char *value, *at, *member, *first = NULL;
	size_t nth = 0, size, first_size = 0;

	while ((value = mni_fields_next(&head->fields, length_field, &nth)) !=
	       NULL) {
		at = value;
		while (mni_list_next(&at, &member, &size)) {
			if (size == 0 || strspn(member, "0123456789") < size)
				return bad_length(value, trouble);
			if (first == NULL) {
				first = member;
				first_size = size;
			}
			if (size != first_size ||
			    memcmp(member, first, size) != 0)
				return mni_trouble(trouble, MNI_MALFORMED,
				    "there are several lengths");
		}
	}
	return read_digits(first, first_size, out_length, trouble);
}

/* Only chunked is decoded here, and only when it is all there is (RFC 9112
 * sections 6.1 and 7). */
static enum mni_status
check_codings(const struct mni_head *head, struct mni_trouble *trouble)
{
	size_t nth = 0, size, chunked = 0;
	const char *value, *at, *member;
	char quoted[80];

	while ((value = mni_fields_next(&head->fields, coding_field, &nth)) !=
	       NULL) {
		at = value;
		while (mni_list_next(&at, &member, &size)) {
			if (size == 0)
				continue;
			if (size == 7 && strncasecmp(member, "chunked", 7) == 0)
				chunked++;
			else
				return mni_trouble(trouble, MNI_UNSUPPORTED,
				    "the transfer coding %s",
				    mni_quote(
				        quoted, sizeof(quoted), member, size));
		}
	}
	if (chunked != 1)
		return mni_trouble(trouble, MNI_MALFORMED,
		    chunked == 0 ? "%s names no coding"
		                 : "%s names chunked more than once",
		    coding_field);
	return MNI_OK;
}

static enum mni_status
read_codings(const struct mni_head *head, struct mni_trouble *trouble)
{
	if (head->minor == 0)
		return mni_trouble(trouble, MNI_MALFORMED,
		    "HTTP/1.0 knows no %s", coding_field);
	if (mni_fields_first(&head->fields, length_field) != NULL)
		return mni_trouble(trouble, MNI_MALFORMED,
		    "there are %s and %s", coding_field, length_field);
	return check_codings(head, trouble);
}

enum mni_status
mni_framing_of(const struct mni_head *head, bool to_head,
    struct mni_framing *out_framing, struct mni_trouble *trouble)
{
	struct mni_framing framing = {
	    .kind = MNI_BODY_NONE, .persistent = is_persistent(head)};
	enum mni_status status = MNI_OK;

	if (is_without_body(head->status, to_head)) {
		*out_framing = framing;
		return MNI_OK;
	}
	if (mni_fields_first(&head->fields, coding_field) != NULL) {
		framing.kind = MNI_BODY_CHUNKED;
		status = read_codings(head, trouble);
	} else if (mni_fields_first(&head->fields, length_field) != NULL) {
		framing.kind = MNI_BODY_LENGTH;
		status = read_length(head, &framing.length, trouble);
	} else {
		framing.kind = MNI_BODY_CLOSE;
		framing.persistent = false;
	}
	if (status == MNI_OK)
		*out_framing = framing;
	return status;
}
