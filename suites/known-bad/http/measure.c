/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "measure.h"

#include "../bug.h"
#include "number.h"

#include <string.h>
#include <strings.h>

const struct bug measure_bugs[] = {
    /* Which answers have a body. */
    {"head-has-body", "reads a body behind the answer to HEAD"},
    {"204-has-body", "reads a body behind a 204"},
    {"304-has-body", "reads a body behind a 304"},
    {"3xx-is-empty", "reads no body behind any redirect"},
    {"low-code-is-empty", "reads no body behind a code below 200"},
    {"needs-length", "refuses a body without a length"},
    {"keep-alive-is-empty", "reads no body of no length behind keep-alive"},
    /* Lengths. */
    {"ignores-length", "ignores the length, and reads up to the close"},
    {"0-is-no-length", "takes the length 0 for none"},
    {"bad-is-no-length", "takes a length that is none for no field"},
    {"huge-is-no-length", "takes a length beyond its limit for none"},
    {"first-length", "takes the first of several lengths"},
    {"last-length", "takes the last of several lengths, if empty for 0"},
    {"adds-lengths", "adds several lengths"},
    {"joins-digits", "takes the digits of a length, whatever is between"},
    /* Codings. */
    {"ignores-coding", "ignores Transfer-Encoding"},
    {"length-beats-coding", "ignores a coding beside a length, though none"},
    {"codings-by-case", "tells codings in capitals from others"},
    {"finds-chunked", "looks for chunked anywhere in the value"},
    {"codings-by-part", "takes what chunked begins with for it"},
    {"any-is-chunked", "takes any coding for chunked"},
    {"first-coding", "looks at the first coding"},
    {"last-coding", "looks at the last coding"},
    {"other-is-empty", "reads no body of another coding, or of any in 1.0"},
    {"content-coding", "takes Content-Encoding for Transfer-Encoding"},
    /* Whether the connection stays. */
    {"keeps-closed", "ignores Connection: close"},
    {"keeps-1.0", "keeps a connection to a server of HTTP/1.0"},
    {"keeps-smuggled", "takes a length beside a coding, and asks on"},
    {"codings-of-1.0", "takes a coding in HTTP/1.0, and asks on"},
    {"close-alone", "looks for close as the only option"},
    {"close-by-case", "tells CLOSE from close"},
    {"close-in-first", "looks at the first Connection field"},
    {"finds-close", "looks for close anywhere in the value"},
    {NULL, NULL},
};

/* Whether bugs take VALUE for chunked without looking at each coding. */
static bool
guess_chunked(const char *value)
{
	if (is("any-is-chunked"))
		return true;
	if (is("finds-chunked"))
		return strstr(value, "chunked") != NULL;
	if (is("codings-by-part"))
		return *value != '\0' &&
		       strncasecmp("chunked", value, strlen(value)) == 0;
	return false;
}

static bool
is_chunked(struct span coding)
{
	return is("codings-by-case") ? span_is(coding, "chunked")
	                             : span_is_like(coding, "chunked");
}

/* Reads Transfer-Encoding.  *out_found: there is such a field. */
static enum status
read_codings(const struct heading *heading, bool *out_found)
{
	const char *name = is("content-coding") ? "Content-Encoding"
	                                        : "Transfer-Encoding";
	const char *value = heading_value(heading, name, 0);
	struct span rest = {.octets = NULL}, member;
	size_t nth = 0, chunked = 0, others = 0;

	*out_found = value != NULL && !is("ignores-coding");
	if (!*out_found || guess_chunked(value))
		return OK;
	while (heading_member(heading, name, &nth, &rest, &member)) {
		if (is("last-coding"))
			chunked = others = 0;
		if (is_chunked(member))
			chunked++;
		else if (member.size > 0)
			others++;
		if (is("first-coding"))
			break;
	}
	if ((is("first-coding") || is("last-coding")) && chunked == 0)
		*out_found = false;
	else if (others > 0)
		return UNSUPPORTED;
	return *out_found && chunked != 1 ? MALFORMED : OK;
}

/* Reads the digits of all lengths together. */
static enum status
join_digits(const struct heading *heading, uint64_t *out_length)
{
	const char *value;
	size_t nth = 0;

	*out_length = 0;
	while (
	    (value = heading_value(heading, "Content-Length", nth++)) != NULL)
		for (; *value != '\0'; value++)
			if (*value >= '0' && *value <= '9')
				*out_length =
				    *out_length * 10 + (uint64_t)(*value - '0');
	return OK;
}

/* Takes another length in TEXT.  FIRST is the one before all others. */
static enum status
take_length(struct span text, struct span first, uint64_t *length)
{
	uint64_t before = *length;
	enum status status;

	if (is("last-length") && text.size == 0) {
		*length = 0;
		return OK;
	}
	status = number_read(text, 10, INT64_MAX, length);
	if (is("adds-lengths"))
		*length += before;
	if (is("adds-lengths") || is("last-length") || is("strtol"))
		return status;
	if (!span_is_same(text, first))
		return MALFORMED;
	return status;
}

/* Takes the members of Content-Length, which must all be the same. */
static enum status
read_lengths(
    const struct heading *heading, bool *out_found, uint64_t *out_length)
{
	static const char name[] = "Content-Length";
	struct span rest = {.octets = NULL}, member, first = {.octets = NULL};
	enum status status = OK;
	size_t nth = 0;

	*out_found = heading_value(heading, name, 0) != NULL &&
	             !is("ignores-length");
	*out_length = 0;
	if (*out_found && is("joins-digits"))
		return join_digits(heading, out_length);
	while (status != MALFORMED &&
	       heading_member(heading, name, &nth, &rest, &member)) {
		if (first.octets == NULL)
			first = member;
		else if (is("first-length"))
			break;
		status = take_length(member, first, out_length);
	}
	if ((is("0-is-no-length") && status == OK && *out_length == 0) ||
	    (is("bad-is-no-length") && status == MALFORMED) ||
	    (is("huge-is-no-length") && *out_length > MOST_BODY))
		*out_found = false;
	return status;
}

static bool
has_no_body(const struct heading *heading, bool to_head)
{
	int code = heading->code;

	return (to_head && !is("head-has-body")) ||
	       (code == 204 && !is("204-has-body")) ||
	       (code == 304 && !is("304-has-body")) ||
	       (code / 100 == 3 && is("3xx-is-empty")) ||
	       (code < 200 && is("low-code-is-empty"));
}

/* A body whose end is known only when it comes. */
static enum status
measure_open(const struct heading *heading, enum measure *out_measure)
{
	if (is("needs-length"))
		return MALFORMED;
	if (is("keep-alive-is-empty") &&
	    heading_value(heading, "Connection", 0) != NULL)
		return OK;
	*out_measure = UNTIL_END;
	return OK;
}

enum status
measure_body(const struct heading *heading, bool to_head,
    enum measure *out_measure, uint64_t *out_length)
{
	bool coded, counted;
	enum status codings = read_codings(heading, &coded);
	enum status lengths = read_lengths(heading, &counted, out_length);

	*out_measure = EMPTY;
	if (has_no_body(heading, to_head) ||
	    (coded && (codings != OK || heading->minor == 0) &&
	        is("other-is-empty")))
		return OK;
	if (is("length-beats-coding") && coded && counted) {
		coded = false;
		lengths = lengths == MALFORMED ? OK : lengths;
	}
	if (is("keeps-smuggled") && coded)
		counted = false;
	if (coded &&
	    (counted || (heading->minor == 0 && !is("codings-of-1.0"))))
		return MALFORMED;
	if (coded && codings != OK)
		return codings;
	if (counted && lengths != OK)
		return lengths;
	if (!coded && !counted)
		return measure_open(heading, out_measure);
	*out_measure = coded ? CHUNKED : COUNTED;
	return counted && *out_length > MOST_BODY ? TOO_LARGE : OK;
}

static bool
says_close(const struct heading *heading)
{
	const char *first = heading_value(heading, "Connection", 0);
	struct span rest = {.octets = NULL}, option;
	size_t nth = 0;

	if (is("close-alone"))
		return first != NULL && strcasecmp(first, "close") == 0;
	if (is("finds-close"))
		return first != NULL && strstr(first, "close") != NULL;
	while (heading_member(heading, "Connection", &nth, &rest, &option)) {
		if (is("close-in-first") && nth > 1)
			return false;
		if (is("close-by-case") ? span_is(option, "close")
		                        : span_is_like(option, "close"))
			return true;
	}
	return false;
}

bool
measure_persists(const struct heading *heading, enum measure measure)
{
	if (says_close(heading) && !is("keeps-closed"))
		return false;
	return measure != UNTIL_END &&
	       (heading->minor > 0 || is("keeps-1.0") || is("codings-of-1.0"));
}
