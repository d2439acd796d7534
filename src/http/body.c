/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/body.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

struct reading {
	struct mni_wire *wire;
	const struct mni_http_limits *limits;
	const struct mni_body_sink *sink;
	uint64_t size;     /* octets that have gone to sink */
	size_t extensions; /* octets of chunk extensions */
};

static enum mni_status
too_large(const struct reading *reading, struct mni_trouble *trouble)
{
	return mni_trouble(trouble, MNI_TOO_LARGE,
	    "the body is longer than %" PRIu64 " octets",
	    reading->limits->body);
}

/* Hands what has come on, MOST octets at most, and takes it; also when the
 * next one is too many. */
static enum mni_status
pass(struct reading *reading, uint64_t most, size_t *out_size,
    struct mni_trouble *trouble)
{
	uint64_t room = reading->limits->body - reading->size;
	size_t size = mni_wire_size(reading->wire);
	const uint8_t *data = mni_wire_data(reading->wire);
	enum mni_status status = MNI_OK;
	bool fits;

	if (size > most)
		size = (size_t)most;
	fits = size <= room;
	if (!fits)
		size = (size_t)room;
	*out_size = size;
	if (size > 0)
		status = reading->sink->take(
		    reading->sink->owner, data, size, trouble);
	reading->size += size;
	mni_wire_take(reading->wire, size);
	return status != MNI_OK || fits ? status : too_large(reading, trouble);
}

static enum mni_status
settle(const struct reading *reading, struct mni_trouble *trouble)
{
	const struct mni_body_sink *sink = reading->sink;

	return sink->settle == NULL ? MNI_OK
	                            : sink->settle(sink->owner, trouble);
}

/* Waits for more octets, or for the end. */
static enum mni_status
fill(struct reading *reading, struct mni_trouble *trouble)
{
	enum mni_status status = settle(reading, trouble);

	return status == MNI_OK ? mni_wire_fill(reading->wire, trouble)
	                        : status;
}

/* Hands LENGTH octets on. */
static enum mni_status
read_length(
    struct reading *reading, uint64_t length, struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;
	size_t size;

	if (length > reading->limits->body - reading->size)
		return too_large(reading, trouble);
	while (status == MNI_OK && length > 0) {
		status = pass(reading, length, &size, trouble);
		length -= size;
		if (status != MNI_OK || length == 0)
			break;
		if (reading->wire->ended)
			return mni_trouble(trouble, MNI_TRUNCATED,
			    "closed with %" PRIu64 " octets missing", length);
		status = fill(reading, trouble);
	}
	return status;
}

static enum mni_status
read_to_close(struct reading *reading, struct mni_trouble *trouble)
{
	enum mni_status status;
	size_t size;

	for (;;) {
		status = pass(reading, UINT64_MAX, &size, trouble);
		if (status != MNI_OK || reading->wire->ended)
			return status;
		status = fill(reading, trouble);
		if (status != MNI_OK)
			return status;
	}
}

static enum mni_status
bad_chunk(
    const char *why, const struct mni_line *line, struct mni_trouble *trouble)
{
	char quoted[80];

	return mni_trouble(trouble, MNI_MALFORMED, "%s: %s", why,
	    mni_quote(quoted, sizeof(quoted), line->text, line->size));
}

static int
hexadecimal(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Reads the size and moves *at behind it. */
static enum mni_status
read_size(const struct mni_line *line, size_t *at, uint64_t *out_size,
    struct mni_trouble *trouble)
{
	uint64_t size = 0;
	int digit;

	while (
	    *at < line->size && (digit = hexadecimal(line->text[*at])) != -1) {
		if (size > INT64_MAX / 16)
			return mni_trouble(trouble, MNI_TOO_LARGE,
			    "a chunk is larger than any system counts");
		size = size * 16 + (uint64_t)digit;
		(*at)++;
	}
	if (*at == 0)
		return bad_chunk("a chunk has no size", line, trouble);
	*out_size = size;
	return MNI_OK;
}

static void
skip_blanks(const struct mni_line *line, size_t *at)
{
	while (*at < line->size && mni_is_blank(line->text[*at]))
		(*at)++;
}

static bool
skip_token(const struct mni_line *line, size_t *at)
{
	size_t start = *at;

	while (*at < line->size && mni_is_token(line->text + *at, 1))
		(*at)++;
	return *at > start;
}

/* A quoted-string (RFC 9110 section 5.6.4). */
static bool
skip_quoted(const struct mni_line *line, size_t *at)
{
	char c;

	for ((*at)++; *at < line->size; (*at)++) {
		c = line->text[*at];
		if (c == '"') {
			(*at)++;
			return true;
		}
		if (c == '\\' && *at + 1 < line->size)
			c = line->text[++(*at)];
		if (((uint8_t)c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return false;
}

/* Extensions mean nothing here, but what is none may mean a chunk to others
 * (RFC 9112 section 7.1.1). */
static bool
skip_extensions(const struct mni_line *line, size_t *at)
{
	while (*at < line->size) {
		skip_blanks(line, at);
		if (*at == line->size || line->text[(*at)++] != ';')
			return false;
		skip_blanks(line, at);
		if (!skip_token(line, at))
			return false;
		skip_blanks(line, at);
		if (*at == line->size || line->text[*at] != '=')
			continue;
		(*at)++;
		skip_blanks(line, at);
		if (*at < line->size && line->text[*at] == '"'
		        ? !skip_quoted(line, at)
		        : !skip_token(line, at))
			return false;
	}
	return true;
}

/* Takes the line before a chunk.  LF alone ends no line here. */
static enum mni_status
read_chunk_line(
    struct reading *reading, uint64_t *out_size, struct mni_trouble *trouble)
{
	const struct mni_http_limits *limits = reading->limits;
	enum mni_status status = MNI_OK;
	struct mni_line line;
	size_t at = 0, digits;

	if (!mni_wire_has_line(reading->wire))
		status = settle(reading, trouble);
	if (status == MNI_OK)
		status = mni_wire_line(
		    reading->wire, limits->chunk_line, &line, trouble);
	if (status == MNI_OK)
		status = read_size(&line, &at, out_size, trouble);
	if (status != MNI_OK)
		return status;
	digits = at;
	if (line.bare || !skip_extensions(&line, &at))
		return bad_chunk("no line of a chunk", &line, trouble);
	reading->extensions += line.size - digits;
	if (reading->extensions > limits->chunk_extensions)
		return mni_trouble(trouble, MNI_TOO_LARGE,
		    "chunk extensions are longer than %zu octets",
		    limits->chunk_extensions);
	mni_wire_take(reading->wire, line.whole);
	return MNI_OK;
}

/* Takes the CRLF behind a chunk, by octets, as what stands there instead may
 * have no end. */
static enum mni_status
end_chunk(struct reading *reading, struct mni_trouble *trouble)
{
	static const char end[] = "\r\n";
	enum mni_status status;
	size_t i;

	for (i = 0; i < 2; i++) {
		while (mni_wire_size(reading->wire) == 0) {
			if (reading->wire->ended)
				return mni_trouble(trouble, MNI_TRUNCATED,
				    "closed behind a chunk");
			status = fill(reading, trouble);
			if (status != MNI_OK)
				return status;
		}
		if (*mni_wire_data(reading->wire) != (uint8_t)end[i])
			return mni_trouble(trouble, MNI_MALFORMED,
			    "a chunk does not end where it should");
		mni_wire_take(reading->wire, 1);
	}
	return MNI_OK;
}

static enum mni_status
read_trailers(struct reading *reading, struct mni_trouble *trouble)
{
	struct mni_fields trailers = MNI_FIELDS_EMPTY;
	enum mni_status status = settle(reading, trouble);

	if (status == MNI_OK)
		status = mni_section_read(
		    reading->wire, reading->limits, &trailers, NULL, trouble);
	mni_fields_fini(&trailers);
	return status;
}

static enum mni_status
read_chunks(struct reading *reading, struct mni_trouble *trouble)
{
	enum mni_status status;
	uint64_t size = 0;

	for (;;) {
		status = read_chunk_line(reading, &size, trouble);
		if (status != MNI_OK)
			return status;
		if (size == 0)
			return read_trailers(reading, trouble);
		status = read_length(reading, size, trouble);
		if (status == MNI_OK)
			status = end_chunk(reading, trouble);
		if (status != MNI_OK)
			return status;
	}
}

enum mni_status
mni_body_read(struct mni_wire *wire, const struct mni_framing *framing,
    const struct mni_http_limits *limits, const struct mni_body_sink *sink,
    struct mni_trouble *trouble)
{
	struct reading reading = {.wire = wire, .limits = limits, .sink = sink};

	switch (framing->kind) {
	case MNI_BODY_LENGTH:
		return read_length(&reading, framing->length, trouble);
	case MNI_BODY_CHUNKED:
		return read_chunks(&reading, trouble);
	case MNI_BODY_CLOSE:
		return read_to_close(&reading, trouble);
	case MNI_BODY_NONE:
		break;
	}
	return MNI_OK;
}
