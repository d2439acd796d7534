/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "content.h"

#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_EXTENSION 4096

const struct bug content_bugs[] = {
    {"ignores-length", "reads no content of a known length"},
    {"zero-waits", "waits for content of zero octets"},
    {"post-needs-end", "reads a POST without a length up to the end"},
    {"get-has-no-content", "reads no content of a GET"},
    {"no-chunked", "reads no chunked content"},
    {"capital-coding-is-none", "knows chunked in small letters only"},
    {"no-extensions", "knows no chunk extensions"},
    {"no-trailers", "knows no trailer section"},
    {"size-in-decimal", "reads the sizes of chunks as decimal numbers"},
    {"keeps-after-both", "keeps the connection where both framings are"},
    {"coding-in-1.0", "takes a coding in HTTP/1.0 like any other"},
    {"any-coding-is-chunked", "looks for 'chunked' anywhere"},
    {"unknown-coding-is-none", "takes a coding that it does not know for none"},
    {"size-by-strtoul", "reads sizes as strtoul() does, and any trailers"},
    {"size-wraps", "takes the sizes of chunks modulo 2^64"},
    {"skips-chunk-end", "reads on to the end of the line behind a chunk"},
    {"no-extension-limit", "reads a chunk extension without end"},
    {NULL, NULL},
};

static void
lower(char *text)
{
	for (; *text != '\0'; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
}

/* Refuses a list of codings that is not "chunked". */
static void
check_coding(struct asked *asked)
{
	const char *last = strrchr(asked->coding, ',');

	if (!is("capital-coding-is-none"))
		lower(asked->coding);
	if (strcmp(asked->coding, "chunked") == 0)
		return;
	if (is("any-coding-is-chunked") &&
	    strstr(asked->coding, "chunked") != NULL)
		return;
	if (is("capital-coding-is-none") || is("unknown-coding-is-none")) {
		asked->coded = false;
		return;
	}
	last = last == NULL ? asked->coding : last + 1 + (last[1] == ' ');
	refuse(asked, strstr(asked->coding, "chunked") == asked->coding &&
	                      strcmp(last, asked->coding) != 0
	                  ? 400
	                  : 501);
}

void
check_framing(struct asked *asked)
{
	if (is("no-chunked"))
		asked->coded = false;
	if (!asked->coded)
		return;
	check_coding(asked);
	if (asked->lengths > 0 && !is("keeps-after-both"))
		refuse(asked, 400);
	if (asked->minor == 0 && !is("coding-in-1.0"))
		refuse(asked, 400);
}

bool
has_content(const struct asked *asked)
{
	return asked->coded || asked->length > 0;
}

/* Reads the hexadecimal number that TEXT begins with.  Returns where it ends,
 * or NULL when it is none. */
static const char *
read_size(const char *text, uint64_t *out_size)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *at = text, *place;
	uint64_t digit;

	*out_size = 0;
	for (; *at != '\0' && (place = strchr(digits, *at)) != NULL; at++) {
		digit = (uint64_t)(place - digits);
		if (digit >= 16)
			digit -= 6;
		if (is("size-in-decimal") && digit >= 10)
			break;
		if (*out_size > UINT64_MAX >> 4 && !is("size-wraps"))
			return NULL;
		*out_size = is("size-in-decimal") ? *out_size * 10 + digit
		                                  : *out_size << 4 | digit;
	}
	return at == text ? NULL : at;
}

/* Reads the line in front of a chunk. */
static bool
read_chunk_line(const struct line *line, uint64_t *out_size)
{
	char text[MOST_EXTENSION + 1];
	const char *end;

	(void)snprintf(text, sizeof(text), "%.*s", (int)line->size, line->text);
	if (is("size-by-strtoul")) {
		*out_size = (uint64_t)strtoull(text, NULL, 16);
		return true;
	}
	end = read_size(text, out_size);
	if (end == NULL || line->lf_alone)
		return false;
	return *end == '\0' || is("size-in-decimal") ||
	       (*end == ';' && !is("no-extensions"));
}

/* Takes the line in front of a chunk. */
static bool
take_size(struct input *input, struct asked *asked, uint64_t *out_size)
{
	struct line line;
	enum got got = input_line(input, MOST_EXTENSION, &line);

	while (got == GOT_TOO_MUCH && is("no-extension-limit")) {
		input_forget(input);
		got = input_line(input, MOST_EXTENSION, &line);
	}
	if (got == GOT && read_chunk_line(&line, out_size))
		return true;
	refuse(asked, 400);
	return false;
}

static void
take_trailers(struct input *input, struct asked *asked)
{
	struct line line;

	do {
		if (input_line(input, MOST_EXTENSION, &line) != GOT ||
		    (line.size > 0 && !is("size-by-strtoul") &&
		        memchr(line.text, ':', line.size) == NULL)) {
			refuse(asked, 400);
			return;
		}
	} while (line.size > 0);
}

static void
take_chunks(struct input *input, struct asked *asked)
{
	struct line line;
	uint64_t size;

	while (take_size(input, asked, &size)) {
		if (size == 0) {
			if (!is("no-trailers"))
				take_trailers(input, asked);
			return;
		}
		if (input_skip(input, size) != GOT ||
		    input_line(input, MOST_EXTENSION, &line) != GOT ||
		    ((line.size > 0 || line.lf_alone) &&
		        !is("skips-chunk-end")))
			refuse(asked, 400);
		if (asked->refusal != 0)
			return;
	}
}

void
take_content(struct input *input, struct asked *asked)
{
	bool get = strcmp(asked->method, "GET") == 0;

	if (is("post-needs-end") && !asked->coded && asked->lengths == 0 &&
	    strcmp(asked->method, "POST") == 0)
		(void)input_skip(input, UINT64_MAX);
	if (is("zero-waits") && asked->lengths > 0 && asked->length == 0)
		(void)input_skip(input, UINT64_MAX);
	if (asked->coded)
		take_chunks(input, asked);
	else if (!is("ignores-length") && !(get && is("get-has-no-content")) &&
	         input_skip(input, asked->length) != GOT)
		refuse(asked, 400);
}
