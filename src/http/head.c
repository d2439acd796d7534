/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/head.h"

#include "base/text.h"

#include <string.h>

static const char prefix[] = "HTTP/";

void
mni_head_fini(struct mni_head *head)
{
	mni_fields_fini(&head->fields);
	mni_bytes_fini(&head->raw);
	*head = MNI_HEAD_EMPTY;
}

bool
mni_head_is_failure(const struct mni_head *head)
{
	return head->status >= 400 || head->status < 100;
}

static enum mni_status
malformed(
    struct mni_trouble *trouble, const char *why, const void *data, size_t size)
{
	char quoted[80];

	return mni_trouble(trouble, MNI_MALFORMED, "%s: %s", why,
	    mni_quote(quoted, sizeof(quoted), data, size));
}

/* What is no HTTP is seen by its first octets: it may never end a line. */
static enum mni_status
check_beginning(struct mni_wire *wire, struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;
	size_t size;

	for (;;) {
		size = mni_wire_size(wire);
		if (size > sizeof(prefix) - 1)
			size = sizeof(prefix) - 1;
		if (size > 0 && memcmp(mni_wire_data(wire), prefix, size) != 0)
			return malformed(trouble, "no status line begins with",
			    mni_wire_data(wire), mni_wire_size(wire));
		if (size == sizeof(prefix) - 1)
			return MNI_OK;
		if (wire->ended)
			return mni_trouble(trouble, MNI_TRUNCATED,
			    size == 0 ? "closed without an octet of answer"
			              : "closed inside the status line");
		status = mni_wire_fill(wire, trouble);
		if (status != MNI_OK)
			return status;
	}
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* HTAB, SP, visible and high octets (RFC 9112 section 4, reason-phrase). */
static bool
is_reason(const char *text, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if ((uint8_t)text[i] < 0x20 ? text[i] != '\t' : text[i] == 0x7f)
			return false;
	return true;
}

/* HTTP-version SP status-code [ SP reason-phrase ]: the second SP has to be
 * there, but many forget it (RFC 9112 section 4). */
static enum mni_status
read_status_line(const struct mni_line *line, struct mni_head *head,
    struct mni_trouble *trouble)
{
	const char *text = line->text;
	size_t size = line->size;

	if (size < 8 || !is_digit(text[5]) || text[6] != '.' ||
	    !is_digit(text[7]) || (size > 8 && text[8] != ' '))
		return malformed(trouble, "the version is none", text, size);
	head->major = text[5] - '0';
	head->minor = text[7] - '0';
	if (head->major != 1)
		return mni_trouble(trouble, MNI_UNSUPPORTED,
		    "the answer is HTTP/%d.%d", head->major, head->minor);
	if (size < 12 || !is_digit(text[9]) || !is_digit(text[10]) ||
	    !is_digit(text[11]) || (size > 12 && text[12] != ' '))
		return malformed(
		    trouble, "the status code is none", text, size);
	head->status =
	    (text[9] - '0') * 100 + (text[10] - '0') * 10 + (text[11] - '0');
	if (size > 12 && !is_reason(text + 13, size - 13))
		return malformed(trouble,
		    "the reason phrase holds control characters", text, size);
	return MNI_OK;
}

/* Takes a line, and keeps it. */
static enum mni_status
keep(struct mni_wire *wire, const struct mni_line *line, struct mni_bytes *raw,
    struct mni_trouble *trouble)
{
	int result = 0;

	if (raw != NULL)
		result = mni_bytes_append(raw, line->text, line->whole);
	mni_wire_take(wire, line->whole);
	return result == -1 ? mni_trouble(trouble, MNI_SYSTEM, "no memory")
	                    : MNI_OK;
}

/* What begins with a blank continues the line before, if there is one. */
static enum mni_status
add_line(struct mni_fields *fields, const struct mni_line *line,
    struct mni_trouble *trouble)
{
	if (!mni_is_blank(line->text[0]))
		return mni_fields_add(fields, line->text, line->size, trouble);
	if (fields->count == 0)
		return malformed(trouble,
		    "a blank stands before the first field", line->text,
		    line->size);
	return mni_fields_continue(fields, line->text, line->size, trouble);
}

enum mni_status
mni_section_read(struct mni_wire *wire, const struct mni_http_limits *limits,
    struct mni_fields *fields, struct mni_bytes *raw,
    struct mni_trouble *trouble)
{
	size_t octets = 0, lines = 0;
	enum mni_status status;
	struct mni_line line;

	for (;;) {
		status = mni_wire_line(wire, limits->line, &line, trouble);
		if (status != MNI_OK)
			return status;
		if (line.size == 0)
			return keep(wire, &line, raw, trouble);
		octets += line.whole;
		if (octets > limits->section)
			return mni_trouble(trouble, MNI_TOO_LARGE,
			    "a section is longer than %zu octets",
			    limits->section);
		if (++lines > limits->fields)
			return mni_trouble(trouble, MNI_TOO_LARGE,
			    "a section has more than %zu lines",
			    limits->fields);
		status = add_line(fields, &line, trouble);
		if (status == MNI_OK)
			status = keep(wire, &line, raw, trouble);
		if (status != MNI_OK)
			return status;
	}
}

enum mni_status
mni_head_read(struct mni_wire *wire, const struct mni_http_limits *limits,
    struct mni_head *head, struct mni_trouble *trouble)
{
	enum mni_status status = check_beginning(wire, trouble);
	struct mni_line line;

	if (status == MNI_OK)
		status = mni_wire_line(wire, limits->line, &line, trouble);
	if (status == MNI_OK)
		status = read_status_line(&line, head, trouble);
	if (status == MNI_OK)
		status = keep(wire, &line, &head->raw, trouble);
	if (status == MNI_OK)
		status = mni_section_read(
		    wire, limits, &head->fields, &head->raw, trouble);
	return status;
}
