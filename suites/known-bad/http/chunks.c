/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "chunks.h"

#include "../bug.h"
#include "heading.h"
#include "measure.h"
#include "number.h"

#define MOST_SIZE_LINE 4096
#define MOST_EXTENSIONS 16384

const struct bug chunks_bugs[] = {
    /* Sizes. */
    {"decimal-sizes", "reads the size of a chunk as decimal"},
    {"zero-is-last", "takes a size that begins with 0 for the last chunk"},
    {"blank-before-size", "passes over blanks before a size"},
    {"bad-size-is-end", "ends a body by a size that is none"},
    {"sum-wraps", "adds sizes to a sum that may become negative"},
    {"size-in-one-read", "wants the line of a size whole in one read"},
    {"size-lines-of-256", "keeps 256 octets of the line of a size"},
    {"1000-chunks", "takes 1000 chunks"},
    /* Extensions. */
    {"no-extensions", "calls a chunk with an extension unsupported"},
    {"any-extension", "looks at nothing behind a size"},
    {"extension-to-crlf", "looks for the CRLF behind an extension"},
    {"quotes-hold-sizes", "ends no line of a size inside quotes"},
    /* Data. */
    {"no-end-of-data", "does without a line end behind the data"},
    {"any-end-of-data", "passes over two octets behind the data"},
    {"rest-of-line", "passes over the rest of the line behind the data"},
    {"end-in-data", "looks for the last chunk in the data"},
    /* The end. */
    {"last-is-no-end", "waits for the close behind the last chunk"},
    {"last-is-enough", "reads nothing behind the line of the last chunk"},
    {"no-trailers", "calls an answer with trailers unsupported"},
    {NULL, NULL},
};

/* Takes a token or, if ALSO_QUOTED, a quoted string out of *rest. */
static bool
take_word(struct span *rest, bool also_quoted)
{
	size_t size = 1;

	if (also_quoted && span_begins(*rest, "\"")) {
		while (size < rest->size && rest->octets[size] != '"')
			size += rest->octets[size] == '\\' ? 2 : 1;
		if (size >= rest->size ||
		    span_has(span_before(*rest, size), "\r"))
			return false;
		*rest = span_behind(*rest, size + 1);
		return true;
	}
	for (size = 0; size < rest->size; size++)
		if (!span_is_made_of(
		        span_before(span_behind(*rest, size), 1), TOKEN))
			break;
	*rest = span_behind(*rest, size);
	return size > 0;
}

static struct span
skip_blanks(struct span rest)
{
	while (rest.size > 0 && span_has(span_before(rest, 1), BLANKS))
		rest = span_behind(rest, 1);
	return rest;
}

/* Whether TEXT is a row of extensions (RFC 9112 section 7.1.1). */
static bool
are_extensions(struct span text)
{
	while (text.size > 0) {
		text = skip_blanks(text);
		if (!span_begins(text, ";"))
			return false;
		text = skip_blanks(span_behind(text, 1));
		if (!take_word(&text, false))
			return false;
		if (!span_begins(skip_blanks(text), "="))
			continue;
		text = skip_blanks(span_behind(skip_blanks(text), 1));
		if (!take_word(&text, true))
			return false;
	}
	return true;
}

static enum status
read_extensions(struct chunks *chunks, struct span text)
{
	chunks->extensions += text.size;
	if (text.size > 0 && is("no-extensions"))
		return UNSUPPORTED;
	if (!are_extensions(text) && !is("any-extension") &&
	    !is("extension-to-crlf") && !is("quotes-hold-sizes"))
		return MALFORMED;
	return chunks->extensions > MOST_EXTENSIONS ? TOO_LARGE : OK;
}

/* Reads the line of a size, without its end. */
static enum status
read_size(struct chunks *chunks, struct span line, size_t body_size)
{
	enum status status;
	size_t digits = 0;

	if (is("blank-before-size"))
		line = skip_blanks(line);
	while (digits < line.size &&
	       !span_has(span_before(span_behind(line, digits), 1), "; \t"))
		digits++;
	status = number_read(span_before(line, digits),
	    is("decimal-sizes") ? 10 : 16, INT64_MAX, &chunks->left);
	if (status == OK)
		status = read_extensions(chunks, span_behind(line, digits));
	if (status != OK)
		return status;
	if (is("zero-is-last") && span_begins(line, "0"))
		chunks->left = 0;
	return chunks->left > MOST_BODY - body_size ? TOO_LARGE : OK;
}

/* How many octets stand before the end of the line that CAME begins with, or
 * all when it has not come. */
static size_t
size_line(struct span came)
{
	bool quoted = false;
	size_t size = span_find(came, '\n');

	if (is("extension-to-crlf") && size > 0 && size < came.size &&
	    span_find(span_before(came, size), ';') < size &&
	    came.octets[size - 1] != '\r')
		return size + 1 + size_line(span_behind(came, size + 1));
	if (!is("quotes-hold-sizes"))
		return size;
	for (size = 0; size < came.size; size++) {
		if (came.octets[size] == '"')
			quoted = !quoted;
		if (came.octets[size] == '\n' && !quoted)
			break;
	}
	return size;
}

static enum status
take_size(struct chunks *chunks, struct span came, size_t body_size,
    size_t *out_taken)
{
	struct span line = span_before(came, size_line(came));
	enum status status = MALFORMED;

	if (line.size > MOST_SIZE_LINE ||
	    (line.size > 256 && is("size-lines-of-256")))
		return TOO_LARGE;
	if (line.size == came.size)
		return came.size > 0 && is("size-in-one-read") ? MALFORMED
		                                               : WAITING;
	*out_taken = line.size + 1;
	chunks->left = 0;
	if (line.size > 0 && line.octets[line.size - 1] == '\r')
		status = read_size(
		    chunks, span_before(line, line.size - 1), body_size);
	chunks->part = chunks->left == 0 ? TRAILERS : DATA;
	if ((status == MALFORMED && is("bad-size-is-end")) ||
	    (is("sum-wraps") && chunks->left + body_size > INT64_MAX)) {
		chunks->part = OVER;
		return OK;
	}
	if (++chunks->count > 1000 && is("1000-chunks"))
		return TOO_LARGE;
	return status;
}

/* Where in DATA the last chunk seems to be, or the size of DATA. */
static size_t
find_last_chunk(struct span data)
{
	size_t at = 0;

	while (
	    at < data.size && !span_begins(span_behind(data, at), "0\r\n\r\n"))
		at++;
	return at;
}

static enum status
take_data(struct chunks *chunks, struct span came, struct text *body,
    size_t *out_taken)
{
	size_t size = came.size;

	if (size > chunks->left)
		size = (size_t)chunks->left;
	if (is("end-in-data") && find_last_chunk(came) < size) {
		chunks->left = size = find_last_chunk(came);
		chunks->part = OVER;
	}
	text_append(body, came.octets, size);
	chunks->left -= size;
	*out_taken = size;
	if (chunks->left > 0)
		return WAITING;
	if (chunks->part == DATA)
		chunks->part = DATA_END;
	return OK;
}

static enum status
take_data_end(struct chunks *chunks, struct span came, size_t *out_taken)
{
	size_t line = span_find(came, '\n');

	if (is("rest-of-line") && line < came.size) {
		*out_taken = line + 1;
		chunks->part = SIZE_LINE;
		return OK;
	}
	if (is("no-end-of-data") && came.size > 0 && came.octets[0] != '\r') {
		chunks->part = SIZE_LINE;
		return OK;
	}
	if (came.size > 0 && came.octets[0] != '\r' && !is("any-end-of-data"))
		return MALFORMED;
	if (came.size < 2)
		return WAITING;
	*out_taken = 2;
	chunks->part = SIZE_LINE;
	return came.octets[1] == '\n' || is("any-end-of-data") ? OK : MALFORMED;
}

static enum status
take_trailers(struct chunks *chunks, struct span came, size_t *out_taken)
{
	struct heading *trailers = &chunks->trailers;
	size_t size = 0;
	enum status status;

	if (is("last-is-no-end"))
		return WAITING;
	heading_free(trailers);
	status = is("last-is-enough")
	             ? OK
	             : heading_read(came, false, trailers, &size);
	if (trailers->count > 0 && is("no-trailers"))
		return UNSUPPORTED;
	if (status == OK) {
		*out_taken = size;
		chunks->part = OVER;
	}
	return status;
}

static enum status
take_part(struct chunks *chunks, struct span came, struct text *body,
    size_t *out_taken)
{
	switch (chunks->part) {
	case SIZE_LINE:
		return take_size(chunks, came, body->size, out_taken);
	case DATA:
		return take_data(chunks, came, body, out_taken);
	case DATA_END:
		return take_data_end(chunks, came, out_taken);
	case TRAILERS:
		return take_trailers(chunks, came, out_taken);
	case OVER:
		break;
	}
	return OK;
}

enum status
chunks_take(struct chunks *chunks, struct span came, struct text *body,
    size_t *out_taken)
{
	enum status status = OK;
	size_t taken;

	while (status == OK && chunks->part != OVER) {
		taken = 0;
		status = take_part(chunks, came, body, &taken);
		came = span_behind(came, taken);
		*out_taken += taken;
	}
	return status;
}
