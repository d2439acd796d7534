/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/reader.h"

#include "http/asked.h"
#include "http/lint.h"

#include <string.h>

void
mni_web_reader_reset(struct mni_web_reader *reader)
{
	struct mni_bytes head = reader->head, body = reader->body;

	head.size = 0;
	body.size = 0;
	*reader = (struct mni_web_reader){.head = head, .body = body};
}

void
mni_web_reader_fini(struct mni_web_reader *reader)
{
	mni_bytes_fini(&reader->head);
	mni_bytes_fini(&reader->body);
}

void
mni_web_note_lint(struct mni_web_reader *reader, unsigned lint)
{
	reader->lints |= MNI_LINT_BIT(lint);
	if (reader->status == 0)
		reader->status = mni_lint_status((enum mni_lint)lint);
}

static void
refuse(struct mni_web_reader *reader, enum mni_lint lint)
{
	mni_web_note_lint(reader, lint);
	reader->stage = MNI_WEB_REFUSED;
}

/* Octets of the line at DATA with its end, or 0: it has not come. */
static size_t
line_size(struct mni_web_reader *reader, const uint8_t *data, size_t size)
{
	const uint8_t *lf =
	    memchr(data + reader->scanned, '\n', size - reader->scanned);

	reader->scanned = lf == NULL ? size : 0;
	return lf == NULL ? 0 : (size_t)(lf - data) + 1;
}

/* The line without its end; how it ends is noted, too. */
static size_t
text_size(struct mni_web_reader *reader, const uint8_t *line, size_t size)
{
	if (size > 1 && line[size - 2] == '\r')
		return size - 2;
	mni_web_note_lint(reader, MNI_LINT_BARE_LF);
	return size - 1;
}

static int
keep(struct mni_web_reader *reader, const uint8_t *line, size_t size)
{
	return mni_bytes_append(&reader->head, line, size);
}

/* What does not begin with a token is no request, however it goes on: nobody
 * need wait for the end of such a line. */
static bool
may_begin(const uint8_t *data, size_t size)
{
	size_t front = size < 64 ? size : 64;
	const uint8_t *blank = memchr(data, ' ', front);
	size_t length = blank == NULL ? front : (size_t)(blank - data);

	while (length > 0 &&
	       (data[length - 1] == '\r' || data[length - 1] == '\n'))
		length--;
	return length == 0 ? blank == NULL
	                   : mni_slice_is_token((struct mni_slice){
	                         (const char *)data, length});
}

static void
take_version(struct mni_web_reader *reader, struct mni_slice version)
{
	if (version.size != 8 || memcmp(version.data, "HTTP/", 5) != 0 ||
	    !mni_is_digit(version.data[5]) || version.data[6] != '.' ||
	    !mni_is_digit(version.data[7]))
		refuse(reader, MNI_LINT_REQUEST_LINE);
	else if (version.data[5] != '1')
		refuse(reader, MNI_LINT_VERSION);
	else
		reader->minor = version.data[7] - '0';
}

static void
take_request_line(
    struct mni_web_reader *reader, const uint8_t *line, size_t size)
{
	struct mni_asked asked;
	uint64_t lints;
	unsigned i;

	if (!mni_asked_read(line, size, &asked) ||
	    !mni_slice_is_token(asked.method) || asked.target.size == 0) {
		refuse(reader, MNI_LINT_REQUEST_LINE);
		return;
	}
	if (memchr(line, '\r', size) != NULL) {
		refuse(reader, MNI_LINT_BARE_CR);
		return;
	}
	reader->stage = MNI_WEB_FIELDS;
	take_version(reader, asked.version);
	lints = mni_asked_check(&asked);
	for (i = 0; lints >> i != 0; i++)
		if ((lints >> i & 1) != 0)
			mni_web_note_lint(reader, i);
	if (reader->status != 0)
		reader->stage = MNI_WEB_REFUSED;
}

static int
read_request_line(struct mni_web_reader *reader, const uint8_t *data,
    size_t size, size_t *out_used)
{
	size_t line = line_size(reader, data, size), text;

	if ((line == 0 ? size : line) > MNI_MOST_REQUEST_LINE) {
		refuse(reader, MNI_LINT_TARGET_LONG);
		return keep(reader, data, MNI_MOST_REQUEST_LINE);
	}
	if (line == 0) {
		if (may_begin(data, size))
			return 0;
		refuse(reader, MNI_LINT_REQUEST_LINE);
		*out_used = size;
		return keep(reader, data, size);
	}
	*out_used = line;
	text = text_size(reader, data, line);
	if (text == 0) {
		mni_web_note_lint(reader, MNI_LINT_EMPTY_LINE);
		reader->skipped += line;
		return 0;
	}
	take_request_line(reader, data, text);
	return keep(reader, data, line);
}

/* The header section is there, and the body is next. */
static void
begin_body(struct mni_web_reader *reader, bool more)
{
	mni_web_end_section(reader);
	reader->left = reader->length;
	if (reader->status != 0)
		reader->stage = MNI_WEB_REFUSED;
	else if (!reader->has_coding && reader->left == 0)
		reader->stage = MNI_WEB_WHOLE;
	else if (reader->expects && !more)
		reader->stage = MNI_WEB_EXPECTING;
	else
		mni_web_reader_go_on(reader);
}

void
mni_web_reader_go_on(struct mni_web_reader *reader)
{
	reader->stage = reader->has_coding ? MNI_WEB_CHUNK_LINE : MNI_WEB_BODY;
}

static int
read_field(struct mni_web_reader *reader, const uint8_t *data, size_t size,
    size_t *out_used)
{
	size_t line = line_size(reader, data, size), text;
	size_t most = MNI_MOST_SECTION - reader->head.size;

	if ((line == 0 ? size : line) > most) {
		refuse(reader, MNI_LINT_SECTION_LARGE);
		return keep(reader, data, most);
	}
	if (line == 0)
		return 0;
	*out_used = line;
	text = text_size(reader, data, line);
	if (memchr(data, '\r', text) != NULL)
		mni_web_note_lint(reader, MNI_LINT_BARE_CR);
	if (text > 0)
		mni_web_take_field(
		    reader, (const char *)data, text, reader->head.size);
	if (keep(reader, data, line) == -1)
		return -1;
	if (text == 0)
		begin_body(reader, size > line);
	return 0;
}

static int
read_octets(struct mni_web_reader *reader, const uint8_t *data, size_t size,
    size_t *out_used)
{
	size_t part = reader->left < size ? reader->left : size;

	*out_used = part;
	reader->left -= part;
	if (reader->left == 0)
		reader->stage = reader->stage == MNI_WEB_BODY
		                    ? MNI_WEB_WHOLE
		                    : MNI_WEB_CHUNK_END;
	return mni_bytes_append(&reader->body, data, part);
}

/* Reads the size at the front of a chunk line, which ends in what is no
 * digit.  Returns its digits, or 0. */
static size_t
read_size(const uint8_t *line, size_t *out_size)
{
	size_t i, size = 0;

	for (i = 0; mni_is_hex((char)line[i]); i++)
		if (size <= MNI_MOST_BODY)
			size = size * 16 +
			       (size_t)(line[i] <= '9'  ? line[i] - '0'
			                : line[i] < 'a' ? line[i] - 'A' + 10
			                                : line[i] - 'a' + 10);
	*out_size = size;
	return i;
}

/* Takes LINE octets of framing.  Returns whether they end in CRLF and are not
 * too many; else the request is refused. */
static bool
take_framing(struct mni_web_reader *reader, const uint8_t *data, size_t line,
    size_t come)
{
	size_t part = line == 0 ? come : line;

	if (part > MNI_MOST_CHUNK_LINE ||
	    reader->framing + part > MNI_MOST_FRAMING) {
		refuse(reader, MNI_LINT_BODY_LARGE);
		return false;
	}
	if (line == 0)
		return true;
	reader->framing += line;
	if (line > 1 && data[line - 2] == '\r' &&
	    memchr(data, '\r', line - 2) == NULL)
		return true;
	refuse(reader, MNI_LINT_CHUNK);
	return false;
}

/* A chunk line: its size, and extensions that nobody needs (RFC 9112 section
 * 7.1). */
static int
read_chunk_line(struct mni_web_reader *reader, const uint8_t *data, size_t size,
    size_t *out_used)
{
	size_t line = line_size(reader, data, size), digits;

	if (!take_framing(reader, data, line, size) || line == 0)
		return 0;
	*out_used = line;
	digits = read_size(data, &reader->left);
	while (digits > 0 && (data[digits] == ' ' || data[digits] == '\t') &&
	       data[digits + 1] != '\r')
		digits++;
	if (digits == 0 || (data[digits] != '\r' && data[digits] != ';'))
		refuse(reader, MNI_LINT_CHUNK);
	else if (reader->left > MNI_MOST_BODY - reader->body.size)
		refuse(reader, MNI_LINT_BODY_LARGE);
	else
		reader->stage = reader->left == 0 ? MNI_WEB_TRAILERS
		                                  : MNI_WEB_CHUNK;
	return 0;
}

static int
read_chunk_end(struct mni_web_reader *reader, const uint8_t *data, size_t size,
    size_t *out_used)
{
	if (data[0] != '\r' || (size > 1 && data[1] != '\n')) {
		refuse(reader, MNI_LINT_CHUNK);
		return 0;
	}
	if (size == 1)
		return 0;
	*out_used = 2;
	reader->stage = MNI_WEB_CHUNK_LINE;
	return 0;
}

static int
read_trailer(struct mni_web_reader *reader, const uint8_t *data, size_t size,
    size_t *out_used)
{
	size_t line = line_size(reader, data, size);

	if (!take_framing(reader, data, line, size) || line == 0)
		return 0;
	*out_used = line;
	if (line == 2)
		reader->stage = MNI_WEB_WHOLE;
	else
		mni_web_take_trailer(reader, (const char *)data, line - 2);
	if (reader->status != 0)
		reader->stage = MNI_WEB_REFUSED;
	return 0;
}

static int
read_some(struct mni_web_reader *reader, const uint8_t *data, size_t size,
    size_t *out_used)
{
	switch (reader->stage) {
	case MNI_WEB_LINE:
		return read_request_line(reader, data, size, out_used);
	case MNI_WEB_FIELDS:
		return read_field(reader, data, size, out_used);
	case MNI_WEB_BODY:
	case MNI_WEB_CHUNK:
		return read_octets(reader, data, size, out_used);
	case MNI_WEB_CHUNK_LINE:
		return read_chunk_line(reader, data, size, out_used);
	case MNI_WEB_CHUNK_END:
		return read_chunk_end(reader, data, size, out_used);
	case MNI_WEB_TRAILERS:
		return read_trailer(reader, data, size, out_used);
	case MNI_WEB_EXPECTING:
	case MNI_WEB_WHOLE:
	case MNI_WEB_REFUSED:
		break;
	}
	return 0;
}

int
mni_web_read(struct mni_web_reader *reader, const uint8_t *data, size_t size,
    size_t *out_used)
{
	size_t used;
	int result = 0;

	*out_used = 0;
	do {
		used = 0;
		if (size > *out_used)
			result = read_some(
			    reader, data + *out_used, size - *out_used, &used);
		*out_used += used;
	} while (result == 0 && used > 0);
	return result;
}

int
mni_web_reader_end(
    struct mni_web_reader *reader, const uint8_t *data, size_t size)
{
	bool section = reader->stage == MNI_WEB_LINE ||
	               reader->stage == MNI_WEB_FIELDS;

	if (reader->stage == MNI_WEB_LINE && size == 0)
		return 0;
	refuse(reader, MNI_LINT_CUT);
	return section && size > 0 ? keep(reader, data, size) : 0;
}

bool
mni_web_reader_persists(const struct mni_web_reader *reader)
{
	if (reader->status != 0 || reader->close)
		return false;
	return reader->minor > 0 || reader->keep_alive;
}
