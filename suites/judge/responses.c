/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/responses.h"

#include "base/compiler.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Longer lines are taken for lines without end. */
#define MOST_LINE ((size_t)65536)

/* How the content of a response is told from what follows: RFC 9112 section
 * 6.3. */
enum framing { NO_CONTENT, BY_LENGTH, CHUNKED, TO_THE_END };

struct line {
	const uint8_t *text; /* without its CRLF */
	size_t size;
	size_t at;
};

/* What the head of a response says of its framing. */
struct frame {
	bool coded, measured;
	uint64_t length;
};

struct reading {
	const uint8_t *data;
	size_t size, at;
	const struct mni_bytes *sent;
	enum mni_stream_end end;
	size_t finals; /* responses so far that are no interim ones */
	struct mni_responses *out;
};

static void note_wrong(struct reading *reading, size_t at, const char *format,
    ...) MNI_PRINTF(3, 4);

static void
note_wrong(struct reading *reading, size_t at, const char *format, ...)
{
	struct mni_responses *out = reading->out;
	va_list args;

	out->rest = MNI_REST_WRONG;
	out->rest_at = at;
	va_start(args, format);
	(void)vsnprintf(out->why, sizeof(out->why), format, args);
	va_end(args);
}

/* Notes what is wrong at an octet; false, whatever a checker can see of a
 * function with any number of arguments. */
#define WRONG(...) (note_wrong(__VA_ARGS__), false)

/* Notes that WHAT has not come yet.  Returns false. */
static bool
lacks(struct reading *reading, const char *what)
{
	struct mni_responses *out = reading->out;

	out->rest = MNI_REST_PART;
	(void)snprintf(out->why, sizeof(out->why), "%s", what);
	return false;
}

static bool
is_digit(uint8_t octet)
{
	return octet >= '0' && octet <= '9';
}

/* RFC 9110 section 5.6.2. */
static bool
is_token(uint8_t octet)
{
	static const char others[] = "!#$%&'*+-.^_`|~";

	return is_digit(octet) || (octet >= 'A' && octet <= 'Z') ||
	       (octet >= 'a' && octet <= 'z') ||
	       (octet != '\0' && strchr(others, octet) != NULL);
}

/* What may be in a reason phrase, a field value or a chunk extension. */
static bool
is_text(uint8_t octet)
{
	return octet == '\t' || (octet >= ' ' && octet != 0x7f);
}

static bool
is_blank(uint8_t octet)
{
	return octet == ' ' || octet == '\t';
}

/* Takes a line that is called NAME; only CRLF ends one that a server sends. */
static bool
take_line(struct reading *reading, const char *name, struct line *out_line)
{
	const uint8_t *start = reading->data + reading->at, *end;
	size_t left = reading->size - reading->at, size;

	end = left == 0 ? NULL : memchr(start, '\n', left);
	size = end == NULL ? left : (size_t)(end - start);
	if (size > MOST_LINE)
		return WRONG(reading, reading->at, "%s of more than %zu octets",
		    name, MOST_LINE);
	if (end == NULL)
		return lacks(reading, name);
	if (size == 0 || end[-1] != '\r')
		return WRONG(
		    reading, reading->at + size, "%s ends with LF alone", name);
	*out_line =
	    (struct line){.text = start, .size = size - 1, .at = reading->at};
	reading->at += size + 1;
	return true;
}

/* The first octet of LINE from FROM on that is no text, or its end. */
static size_t
text_end(const struct line *line, size_t from)
{
	while (from < line->size && is_text(line->text[from]))
		from++;
	return from;
}

/* Whether what is there can be the beginning of a status line: what is none
 * may never have an end of line. */
static bool
begins_response(struct reading *reading)
{
	static const char version[] = "HTTP/1.";
	size_t left = reading->size - reading->at;
	size_t size = sizeof(version) - 1;
	char quoted[40];

	if (memcmp(reading->data + reading->at, version,
	        left < size ? left : size) == 0)
		return true;
	return WRONG(reading, reading->at, "no response begins with %s",
	    mni_quote(
	        quoted, sizeof(quoted), reading->data + reading->at, left));
}

/* RFC 9112 section 4: version SP 3DIGIT SP [ reason-phrase ]. */
static bool
read_status_line(struct reading *reading, struct mni_response *response)
{
	struct line line;
	const uint8_t *text;

	response->at = reading->at;
	if (!begins_response(reading) ||
	    !take_line(reading, "the status line", &line))
		return false;
	text = line.text;
	if (line.size < 13 || !is_digit(text[7]) || text[8] != ' ' ||
	    !is_digit(text[9]) || !is_digit(text[10]) || !is_digit(text[11]) ||
	    text[12] != ' ')
		return WRONG(reading, line.at,
		    "the status line is not version, SP, three digits, SP");
	if (text_end(&line, 13) < line.size)
		return WRONG(reading, line.at + text_end(&line, 13),
		    "a control character in the reason phrase");
	response->status =
	    (text[9] - '0') * 100 + (text[10] - '0') * 10 + (text[11] - '0');
	response->minor_is_0 = text[7] == '0';
	if (response->status < 100 || response->status > 599)
		return WRONG(reading, line.at + 9,
		    "the status code %d is of no class", response->status);
	if (response->status == 101)
		return WRONG(reading, line.at + 9,
		    "101 (Switching Protocols), which nobody asked for");
	return true;
}

struct field {
	const uint8_t *name, *value;
	size_t name_size, size; /* of the value */
};

/* Splits LINE into a field; a name is a token with ":" right behind it (RFC
 * 9112 section 5). */
static bool
split_field(
    struct reading *reading, const struct line *line, struct field *out_field)
{
	size_t colon = 0, from, to = line->size, end;

	while (colon < line->size && is_token(line->text[colon]))
		colon++;
	if (colon == 0 && line->size > 0 && is_blank(line->text[0]))
		return WRONG(reading, line->at, "a folded field line");
	if (colon == 0 || colon == line->size || line->text[colon] != ':')
		return WRONG(reading, line->at + colon,
		    "a field line without a name and ':'");
	end = text_end(line, colon);
	if (end < line->size)
		return WRONG(reading, line->at + end,
		    "a control character in a field value");
	for (from = colon + 1; from < to && is_blank(line->text[from]);)
		from++;
	while (to > from && is_blank(line->text[to - 1]))
		to--;
	*out_field = (struct field){.name = line->text,
	    .name_size = colon,
	    .value = line->text + from,
	    .size = to - from};
	return true;
}

static bool
is_called(const struct field *field, const char *name)
{
	return field->name_size == strlen(name) &&
	       strncasecmp((const char *)field->name, name, field->name_size) ==
	           0;
}

/* Takes one more digit in BASE.  Returns whether it is one and fits. */
static bool
add_digit(uint64_t *number, uint8_t octet, unsigned base)
{
	static const char digits[] = "0123456789abcdef";
	const char *place = strchr(
	    digits, octet >= 'A' && octet <= 'F' ? octet + 'a' - 'A' : octet);
	uint64_t digit;

	if (octet == '\0' || place == NULL)
		return false;
	digit = (uint64_t)(place - digits);
	if (digit >= base || *number > (UINT64_MAX - digit) / base)
		return false;
	*number = *number * base + digit;
	return true;
}

static bool
read_length(
    struct reading *reading, const struct field *field, struct frame *frame)
{
	size_t at = (size_t)(field->name - reading->data), i;

	if (frame->measured)
		return WRONG(reading, at, "a second Content-Length");
	frame->measured = true;
	for (i = 0; i < field->size; i++)
		if (!add_digit(&frame->length, field->value[i], 10))
			break;
	return (i > 0 && i == field->size) ||
	       WRONG(reading, at, "a Content-Length that is no number");
}

static bool
read_coding(
    struct reading *reading, const struct field *field, struct frame *frame)
{
	size_t at = (size_t)(field->name - reading->data);

	if (frame->coded || field->size != 7 ||
	    strncasecmp((const char *)field->value, "chunked", 7) != 0)
		return WRONG(reading, at,
		    "a Transfer-Encoding that is not 'chunked', once");
	frame->coded = true;
	return true;
}

static bool
read_fields(
    struct reading *reading, struct mni_response *response, struct frame *frame)
{
	struct field field = {.name = NULL};
	struct line line;
	bool good = true;

	response->head = reading->data + reading->at;
	while (good) {
		if (!take_line(reading, "a field line", &line))
			return false;
		if (line.size == 0)
			break;
		response->head_size += line.size + 2;
		good = split_field(reading, &line, &field);
		if (good && is_called(&field, "Content-Length"))
			good = read_length(reading, &field, frame);
		else if (good && is_called(&field, "Transfer-Encoding"))
			good = read_coding(reading, &field, frame);
	}
	return good;
}

/* Whether the NTH request line of SENT, from 0, is one of HEAD. */
static bool
asks_head(const struct mni_bytes *sent, size_t nth)
{
	const uint8_t *start, *end, *last;
	size_t at, size;

	for (at = 0; at < sent->size; at = (size_t)(end - sent->data) + 1) {
		start = sent->data + at;
		end = memchr(start, '\n', sent->size - at);
		if (end == NULL)
			return false;
		last = end > start && end[-1] == '\r' ? end - 1 : end;
		size = (size_t)(last - start);
		if (size >= 9 && memcmp(last - 9, " HTTP/", 6) == 0 &&
		    nth-- == 0)
			return memcmp(start, "HEAD ", 5) == 0;
	}
	return false;
}

/* Whether RESPONSE may not have what its frame says: RFC 9112 section 6.1 and
 * 6.2, RFC 9110 section 8.6. */
static bool
check_frame(struct reading *reading, const struct mni_response *response,
    const struct frame *frame)
{
	bool bare = mni_response_is_interim(response) ||
	            response->status == 204;

	if (frame->coded && frame->measured)
		return WRONG(reading, response->at,
		    "both Content-Length and Transfer-Encoding");
	if (frame->coded && response->minor_is_0)
		return WRONG(reading, response->at,
		    "a Transfer-Encoding in a response of HTTP/1.0");
	if (bare && (frame->coded || frame->measured))
		return WRONG(reading, response->at,
		    "a %s in a response of status %d",
		    frame->coded ? "Transfer-Encoding" : "Content-Length",
		    response->status);
	return true;
}

/* RFC 9112 section 6.3. */
static enum framing
framing_of(const struct reading *reading, const struct mni_response *response,
    const struct frame *frame)
{
	if (mni_response_is_interim(response) || response->status == 204 ||
	    response->status == 304 ||
	    asks_head(reading->sent, reading->finals))
		return NO_CONTENT;
	if (frame->coded)
		return CHUNKED;
	return frame->measured ? BY_LENGTH : TO_THE_END;
}

static bool
skip_octets(struct reading *reading, uint64_t size, const char *what)
{
	if (size > reading->size - reading->at)
		return lacks(reading, what);
	reading->at += (size_t)size;
	return true;
}

/* The line before a chunk: 1*HEXDIG and what may be an extension. */
static bool
read_chunk_size(struct reading *reading, uint64_t *out_size)
{
	struct line line;
	size_t i = 0;

	*out_size = 0;
	if (!take_line(reading, "a chunk size", &line))
		return false;
	while (i < line.size && add_digit(out_size, line.text[i], 16))
		i++;
	if (i == 0 || (i < line.size && line.text[i] != ';') ||
	    text_end(&line, i) < line.size)
		return WRONG(reading, line.at + i,
		    "a chunk size that is no hexadecimal number");
	return true;
}

/* RFC 9110 section 6.5.1: not what frames a message. */
static bool
read_trailers(struct reading *reading)
{
	struct field field = {.name = NULL};
	struct line line;

	for (;;) {
		if (!take_line(reading, "the end of the trailers", &line))
			return false;
		if (line.size == 0)
			return true;
		if (!split_field(reading, &line, &field))
			return false;
		if (is_called(&field, "Content-Length") ||
		    is_called(&field, "Transfer-Encoding"))
			return WRONG(reading, line.at,
			    "a trailer field that frames a message");
	}
}

static bool
read_chunks(struct reading *reading, uint64_t *content)
{
	struct line line;
	uint64_t size;

	for (;;) {
		if (!read_chunk_size(reading, &size))
			return false;
		if (size == 0)
			return read_trailers(reading);
		if (!skip_octets(reading, size, "the data of a chunk") ||
		    !take_line(reading, "the end of a chunk", &line))
			return false;
		if (line.size > 0)
			return WRONG(reading, line.at,
			    "data behind the size of a chunk");
		*content += size;
	}
}

static bool
read_to_the_end(struct reading *reading, uint64_t *content)
{
	if (reading->end != MNI_STREAM_FIN)
		return lacks(
		    reading, "the end of content that a FIN would end");
	*content = reading->size - reading->at;
	reading->at = reading->size;
	return true;
}

static bool
read_content(struct reading *reading, enum framing framing,
    struct mni_response *response, uint64_t length)
{
	switch (framing) {
	case NO_CONTENT:
		break;
	case BY_LENGTH:
		response->content = length;
		return skip_octets(
		    reading, length, "all that Content-Length says");
	case CHUNKED:
		return read_chunks(reading, &response->content);
	case TO_THE_END:
		return read_to_the_end(reading, &response->content);
	}
	return true;
}

static bool
read_response(struct reading *reading)
{
	struct mni_responses *out = reading->out;
	struct mni_response response = {.status = 0};
	struct frame frame = {.length = 0};

	if (out->count == MNI_MOST_RESPONSES)
		return WRONG(reading, reading->at, "more than %d responses",
		    MNI_MOST_RESPONSES);
	out->rest_at = reading->at;
	if (!read_status_line(reading, &response) ||
	    !read_fields(reading, &response, &frame) ||
	    !check_frame(reading, &response, &frame) ||
	    !read_content(reading, framing_of(reading, &response, &frame),
	        &response, frame.length))
		return false;
	out->list[out->count++] = response;
	if (!mni_response_is_interim(&response))
		reading->finals++;
	return true;
}

void
mni_responses_read(struct mni_responses *out_responses,
    const struct mni_bytes *octets, const struct mni_bytes *sent,
    enum mni_stream_end end)
{
	struct reading reading = {.data = octets->data,
	    .size = octets->size,
	    .sent = sent,
	    .end = end,
	    .out = out_responses};

	out_responses->count = 0;
	out_responses->rest = MNI_REST_NOTHING;
	out_responses->rest_at = 0;
	out_responses->why[0] = '\0';
	while (reading.at < reading.size && read_response(&reading))
		continue;
}

bool
mni_response_is_interim(const struct mni_response *response)
{
	return response->status < 200;
}

bool
mni_response_field(const struct mni_response *response, const char *name,
    const uint8_t **out_value, size_t *out_size)
{
	struct mni_responses unused;
	struct reading reading = {.data = response->head,
	    .size = response->head_size,
	    .out = &unused};
	struct field field = {.name = NULL};
	struct line line;

	while (take_line(&reading, "", &line) &&
	       split_field(&reading, &line, &field)) {
		if (!is_called(&field, name))
			continue;
		*out_value = field.value;
		*out_size = field.size;
		return true;
	}
	return false;
}

/* Whether OPTION is one of the options that the SIZE octets of VALUE list. */
static bool
lists(const uint8_t *value, size_t size, const char *option)
{
	size_t at, end, length = strlen(option);

	for (at = 0; at < size; at = end) {
		while (at < size && strchr(", \t", value[at]) != NULL)
			at++;
		for (end = at; end < size; end++)
			if (strchr(", \t", value[end]) != NULL)
				break;
		if (end - at == length &&
		    strncasecmp((const char *)value + at, option, length) == 0)
			return true;
	}
	return false;
}

bool
mni_response_closes(const struct mni_response *response)
{
	const uint8_t *value = NULL;
	size_t size = 0;

	(void)mni_response_field(response, "Connection", &value, &size);
	if (lists(value, size, "close"))
		return true;
	return response->minor_is_0 && !lists(value, size, "keep-alive");
}

/* Whether the three octets at TEXT are one of the COUNT words of NAMES. */
static bool
is_name(const uint8_t *text, const char *names, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (memcmp(text, names + 3 * i, 3) == 0)
			return true;
	return false;
}

static unsigned
two_digits(const uint8_t *text)
{
	return (unsigned)(text[0] - '0') * 10 + (unsigned)(text[1] - '0');
}

bool
mni_is_imf_fixdate(const uint8_t *text, size_t size)
{
	/* "0" stands for any digit, "?" for any octet. */
	static const char form[] = "???, 00 ??? 0000 00:00:00 GMT";
	size_t i;

	if (size != sizeof(form) - 1)
		return false;
	for (i = 0; i < size; i++)
		if (form[i] == '0'
		        ? !is_digit(text[i])
		        : form[i] != '?' && (uint8_t)form[i] != text[i])
			return false;
	return is_name(text, "MonTueWedThuFriSatSun", 7) &&
	       is_name(text + 8, "JanFebMarAprMayJunJulAugSepOctNovDec", 12) &&
	       two_digits(text + 5) >= 1 && two_digits(text + 5) <= 31 &&
	       two_digits(text + 17) <= 23 && two_digits(text + 20) <= 59 &&
	       two_digits(text + 23) <= 60;
}
