/* SPDX-License-Identifier: MIT */
/* The header section of a request, line by line. */
#include <config.h>

#include "http/asked.h"
#include "http/lint.h"
#include "http/reader.h"
#include "http/syntax.h"

#include <string.h>

/* What is wrong with the octets of a value: RFC 9110 section 5.5. */
static void
check_value(struct mni_web_reader *reader, struct mni_slice value)
{
	size_t i;
	char c;

	for (i = 0; i < value.size; i++) {
		c = value.data[i];
		if (c == '\0')
			mni_web_note_lint(reader, MNI_LINT_NUL);
		else if ((c > 0 && c < ' ' && c != '\t' && c != '\r') ||
		         c == 0x7f)
			mni_web_note_lint(reader, MNI_LINT_CONTROL);
	}
}

static void
take_host(struct mni_web_reader *reader, struct mni_slice value)
{
	reader->hosts++;
	if (reader->hosts > 1)
		mni_web_note_lint(reader, MNI_LINT_TWO_HOSTS);
	if (!mni_slice_is_host(value))
		mni_web_note_lint(reader, MNI_LINT_BAD_HOST);
}

/* Returns 0, or -1 when VALUE is no number; one that is too large is noted. */
static int
read_length(
    struct mni_web_reader *reader, struct mni_slice value, size_t *out_length)
{
	size_t length = 0, i;

	if (value.size == 0)
		return -1;
	for (i = 0; i < value.size; i++)
		if (!mni_is_digit(value.data[i]))
			return -1;
	for (i = 0; i < value.size && length <= MNI_MOST_BODY; i++)
		length = length * 10 + (size_t)(value.data[i] - '0');
	if (length > MNI_MOST_BODY)
		mni_web_note_lint(reader, MNI_LINT_BODY_LARGE);
	*out_length = length;
	return 0;
}

/* A list of equal numbers is one that was sent twice: RFC 9112 section 6.3. */
static void
take_length(struct mni_web_reader *reader, struct mni_slice value)
{
	struct mni_slice element;
	size_t length;

	while (mni_slice_next(&value, &element)) {
		if (read_length(reader, element, &length) == -1) {
			mni_web_note_lint(reader, MNI_LINT_LENGTH);
			return;
		}
		if (reader->has_length)
			mni_web_note_lint(reader,
			    reader->length == length ? MNI_LINT_LENGTH_TWICE
			                             : MNI_LINT_LENGTHS_DIFFER);
		reader->has_length = true;
		reader->length = length;
	}
}

static void
take_coding(struct mni_web_reader *reader, struct mni_slice value)
{
	struct mni_slice element;

	reader->has_coding = true;
	while (mni_slice_next(&value, &element)) {
		if (element.size == 0)
			continue;
		reader->chunked_last = mni_slice_is(element, "chunked");
		if (reader->chunked_last)
			reader->chunked++;
		else
			reader->other_coding = true;
	}
}

static void
take_connection(struct mni_web_reader *reader, struct mni_slice value)
{
	struct mni_slice element;

	while (mni_slice_next(&value, &element)) {
		reader->close |= mni_slice_is(element, "close");
		reader->keep_alive |= mni_slice_is(element, "keep-alive");
	}
}

static void
take_expect(struct mni_web_reader *reader, struct mni_slice value)
{
	if (mni_slice_is(value, "100-continue"))
		reader->expects = true;
	else if (value.size > 0)
		mni_web_note_lint(reader, MNI_LINT_EXPECTATION);
}

/* The fields that a server has to obey. */
static const struct {
	const char *name;
	void (*take)(struct mni_web_reader *reader, struct mni_slice value);
} fields[] = {
    {"host", take_host},
    {"content-length", take_length},
    {"transfer-encoding", take_coding},
    {"connection", take_connection},
    {"expect", take_expect},
};

/* Splits LINE at its colon.  Returns 0, or -1 and notes what it is instead of
 * a field line. */
static int
split(struct mni_web_reader *reader, struct mni_slice line,
    struct mni_slice *out_name, struct mni_slice *out_value)
{
	const char *colon;
	bool blank;

	if (line.data[0] == ' ' || line.data[0] == '\t') {
		mni_web_note_lint(reader, MNI_LINT_FOLD);
		return -1;
	}
	colon = memchr(line.data, ':', line.size);
	if (colon == NULL) {
		mni_web_note_lint(reader, MNI_LINT_NO_COLON);
		return -1;
	}
	*out_name = (struct mni_slice){line.data, (size_t)(colon - line.data)};
	*out_value = mni_slice_trim(
	    (struct mni_slice){colon + 1, line.size - out_name->size - 1});
	if (mni_slice_is_token(*out_name))
		return 0;
	blank = out_name->size > 0 && (colon[-1] == ' ' || colon[-1] == '\t');
	mni_web_note_lint(
	    reader, blank ? MNI_LINT_BLANK_BEFORE_COLON : MNI_LINT_FIELD_NAME);
	return -1;
}

void
mni_web_take_field(
    struct mni_web_reader *reader, const char *line, size_t size, size_t at)
{
	struct mni_slice name, value;
	size_t i;

	if (split(reader, (struct mni_slice){line, size}, &name, &value) == -1)
		return;
	check_value(reader, value);
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (mni_slice_is(name, fields[i].name))
			break;
	if (i == sizeof(fields) / sizeof(fields[0]))
		return;
	if (fields[i].take == take_host && reader->hosts == 0) {
		reader->host_at = at + (size_t)(value.data - line);
		reader->host_size = value.size;
	}
	fields[i].take(reader, value);
}

void
mni_web_take_trailer(
    struct mni_web_reader *reader, const char *line, size_t size)
{
	struct mni_slice name, value;

	if (split(reader, (struct mni_slice){line, size}, &name, &value) == 0)
		check_value(reader, value);
	if (reader->status != 0)
		mni_web_note_lint(reader, MNI_LINT_TRAILER);
}

static void
check_codings(struct mni_web_reader *reader)
{
	if (reader->has_length)
		mni_web_note_lint(reader, MNI_LINT_LENGTH_AND_CODING);
	if (reader->minor == 0)
		mni_web_note_lint(reader, MNI_LINT_CODING_IN_1_0);
	if (reader->chunked > 1 ||
	    (reader->chunked == 1 && !reader->chunked_last))
		mni_web_note_lint(reader, MNI_LINT_CODING_ORDER);
	else if (reader->other_coding || reader->chunked == 0)
		mni_web_note_lint(reader, MNI_LINT_CODING_UNKNOWN);
}

void
mni_web_end_section(struct mni_web_reader *reader)
{
	const char *head = (const char *)reader->head.data;
	struct mni_slice host = {head + reader->host_at, reader->host_size};
	struct mni_asked asked;

	(void)mni_asked_read(head, reader->head.size, &asked);
	if (reader->hosts == 0 && reader->minor > 0)
		mni_web_note_lint(reader, MNI_LINT_NO_HOST);
	if (asked.authority.size > 0 && reader->hosts > 0 &&
	    !mni_slice_equals(host, asked.authority))
		mni_web_note_lint(reader, MNI_LINT_OTHER_HOST);
	if (reader->has_coding)
		check_codings(reader);
	if ((reader->has_coding || reader->length > 0) &&
	    (mni_asked_is(&asked, "GET") || mni_asked_is(&asked, "HEAD")))
		mni_web_note_lint(reader, MNI_LINT_BODY_OF_GET);
	if (reader->minor == 0)
		reader->expects = false;
}
