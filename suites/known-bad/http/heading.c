/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "heading.h"

#include "../bug.h"
#include "number.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_LINE 65536
#define MOST_SECTION 262144
#define MOST_LINES 1000

const struct bug heading_bugs[] = {
    /* The status line. */
    {"takes-0.9", "takes what has no status line for a body"},
    {"knows-1.1-only", "knows no HTTP/1.0"},
    {"knows-no-1.2", "knows no minor version behind 1"},
    {"codes-cut-to-3", "reads three digits of a status code"},
    {"codes-below-600", "knows no code below 100 or from 600 on"},
    {"needs-reason", "calls an answer without a reason phrase unsupported"},
    {"reason-without-tab", "knows no HTAB in a reason phrase"},
    {"raw-reason", "takes and prints whatever a reason phrase holds"},
    {"finds-last-version", "looks for the last HTTP/ of a status line"},
    /* Where a line ends. */
    {"crlf-ends-lines", "ends a line by CRLF only"},
    {"cr-ends-lines", "ends a line by CR too"},
    {"vt-ends-lines", "ends a line by VT or FF too"},
    {"nel-ends-lines", "ends a line by NEL too"},
    {"unicode-ends-lines", "ends a line by the line separator too"},
    {"quotes-hold-lines", "ends no line inside quotes"},
    {"blanks-end-heads", "takes a line of blanks for the empty line"},
    {"bad-line-ends-head", "takes a line that is no field for the empty line"},
    {"reads-4096", "takes 4096 octets without a line end for the end"},
    {"50-lines", "takes 50 field lines"},
    /* What a field is. */
    {"fold-is-field", "takes a line that begins with a blank for a field"},
    {"drops-folds", "ignores lines that begin with a blank"},
    {"fold-without-blank", "joins folded lines without a blank"},
    {"last-colon", "ends a name by the last colon"},
    {"needs-blank", "ignores a field without a blank behind its colon"},
    {"needs-value", "refuses an empty value"},
    {"names-of-letters", "knows letters, digits and hyphens in names only"},
    {"trims-front", "leaves blanks behind a value"},
    {"trims-no-tab", "leaves HTAB around a value"},
    {"takes-nul", "takes NUL in a field"},
    {"takes-any-octet", "looks at no octet of a value or URL"},
    {"wants-dates", "refuses a Date that is none"},
    /* Which field is meant. */
    {"names-by-case", "tells names in capitals from others"},
    {"names-by-part", "takes a name for the one that it is a part of"},
    {"names-by-beginning", "compares names up to the end of the one it wants"},
    {"names-by-end", "compares names from the end on"},
    {"underscore-is-hyphen", "takes _ in a name for -"},
    {NULL, NULL},
};

static bool
is_number(struct span text, size_t digits, uint64_t *out_number)
{
	if (is("codes-cut-to-3") && text.size > 3)
		text.size = 3;
	return (text.size == digits || is("strtol") ||
	           is("takes-full-width")) &&
	       number_read(text, 10, 999, out_number) == OK;
}

/* Whether REASON is made of blanks and characters that are seen (RFC 9112
 * section 4). */
static bool
is_reason(struct span reason)
{
	unsigned char octet;

	for (; reason.size > 0 && !is("raw-reason");
	     reason = span_behind(reason, 1)) {
		octet = (unsigned char)reason.octets[0];
		if (octet == '\t' && !is("reason-without-tab"))
			continue;
		if (octet < ' ' || octet == 0x7f)
			return false;
	}
	return true;
}

static enum status
judge_status(const struct heading *heading, struct span reason)
{
	if (!is_reason(reason))
		return MALFORMED;
	if (is("refuses-high-octets") && !span_is_ascii(reason))
		return SYSTEM;
	if ((is("knows-1.1-only") && heading->minor == 0) ||
	    (is("knows-no-1.2") && heading->minor > 1) ||
	    (is("needs-reason") && reason.size == 0) ||
	    (is("codes-below-600") &&
	        (heading->code < 100 || heading->code > 599)))
		return UNSUPPORTED;
	return heading->major == 1 ? OK : UNSUPPORTED;
}

static enum status
read_status(struct span line, struct heading *heading)
{
	struct span version, code, major;
	uint64_t number;
	size_t i;

	for (i = line.size; is("finds-last-version") && i > 0; i--)
		if (span_begins(span_behind(line, i), "HTTP/")) {
			line = span_behind(line, i);
			break;
		}
	version = span_take(&line, ' ');
	code = span_take(&line, ' ');
	if (!span_begins(version, "HTTP/"))
		return MALFORMED;
	version = span_behind(version, 5);
	major = span_take(&version, '.');
	if (!is_number(major, 1, &number))
		return MALFORMED;
	heading->major = (int)number;
	if (!is_number(version, 1, &number))
		return MALFORMED;
	heading->minor = (int)number;
	if (!is_number(code, 3, &number))
		return MALFORMED;
	heading->code = (int)number;
	return judge_status(heading, line);
}

/* The size of the line end that SPAN begins with, or 0. */
static size_t
line_end(struct span span)
{
	if (span_begins(span, "\r\n"))
		return 2;
	if ((span_begins(span, "\n") && !is("crlf-ends-lines")) ||
	    (is("cr-ends-lines") && span_begins(span, "\r")) ||
	    (is("nel-ends-lines") && span_begins(span, "\x85")) ||
	    (is("vt-ends-lines") &&
	        (span_begins(span, "\v") || span_begins(span, "\f"))))
		return 1;
	return is("unicode-ends-lines") && span_begins(span, "\xe2\x80\xa8")
	           ? 3
	           : 0;
}

/* Takes a line out of *rest, and its end: CRLF, or LF alone.  Returns false
 * when it is not all there: then *out_line is what there is. */
static bool
take_line(struct span *rest, struct span *out_line)
{
	bool quoted = false;
	size_t size = 0, end = 0;

	for (; size < rest->size; size++) {
		if (rest->octets[size] == '"' && is("quotes-hold-lines"))
			quoted = !quoted;
		end = quoted ? 0 : line_end(span_behind(*rest, size));
		if (end > 0)
			break;
	}
	*out_line = span_before(*rest, size);
	*rest = span_behind(*rest, size + end);
	return end > 0;
}

/* What is known of a status line before it is all there. */
static enum status
foresee(struct span came)
{
	size_t size = came.size < 5 ? came.size : 5;

	return memcmp(came.octets, "HTTP/", size) == 0 ? WAITING : MALFORMED;
}

static void
add_field(struct heading *heading, struct span name, struct span value)
{
	heading->fields = realloc(
	    heading->fields, (heading->count + 1) * sizeof(heading->fields[0]));
	if (heading->fields == NULL)
		abort();
	heading->fields[heading->count++] =
	    (struct field){span_copy(name), span_copy(value)};
}

/* Puts MORE behind the value of FIELD, and a blank between them. */
static void
go_on(struct field *field, struct span more)
{
	size_t size = strlen(field->value);

	field->value = realloc(field->value, size + more.size + 2);
	if (field->value == NULL)
		abort();
	if (!is("fold-without-blank"))
		field->value[size++] = ' ';
	memcpy(field->value + size, more.octets, more.size);
	field->value[size + more.size] = '\0';
}

static struct span
trim(struct span value)
{
	if (is("trims-no-tab"))
		return span_trim(value, " ");
	while (is("trims-front") && value.size > 0 &&
	       span_has(span_before(value, 1), BLANKS))
		value = span_behind(value, 1);
	return is("trims-front") ? value : span_trim(value, BLANKS);
}

/* Whether octets of LINE are of no field. */
static bool
has_bad_octets(struct span line)
{
	if (is("takes-any-octet") || is("strtol"))
		return false;
	return (span_find(line, '\0') < line.size && !is("takes-nul")) ||
	       span_has(line, "\r");
}

static bool
is_bad_name(struct span name)
{
	return name.size == 0 ||
	       !span_is_made_of(name, is("names-of-letters") ? "-" : TOKEN);
}

static bool
is_bad_value(struct span name, struct span value)
{
	if (is("needs-value") && value.size == 0)
		return true;
	return is("wants-dates") && span_is_like(name, "Date") &&
	       !span_has(value, ",");
}

static size_t
find_colon(struct span line)
{
	size_t at = line.size;

	if (!is("last-colon"))
		return span_find(line, ':');
	while (at > 0 && line.octets[at - 1] != ':')
		at--;
	return at == 0 ? line.size : at - 1;
}

static enum status
read_field(struct span line, struct heading *heading)
{
	size_t colon = find_colon(line);
	struct span name = span_before(line, colon), value;

	if (has_bad_octets(line) || colon == line.size)
		return MALFORMED;
	value = span_behind(line, colon + 1);
	if (is("needs-blank") && !span_begins(value, " "))
		return OK;
	value = trim(value);
	if (is("fold-is-field"))
		name = span_trim(name, BLANKS);
	if (is("refuses-high-octets") && !span_is_ascii(line))
		return SYSTEM;
	if (is_bad_name(name) || is_bad_value(name, value))
		return MALFORMED;
	add_field(heading, name, value);
	return OK;
}

/* Reads LINE, which goes on with the value of the one before. */
static enum status
read_fold(struct span line, struct heading *heading)
{
	if (has_bad_octets(line) || heading->count == 0)
		return MALFORMED;
	if (!is("drops-folds"))
		go_on(&heading->fields[heading->count - 1], trim(line));
	return OK;
}

/* Reads LINE, which is not empty, of a section.  *out_last: nothing of it
 * follows. */
static enum status
read_line(struct span line, struct heading *heading, bool *out_last)
{
	bool folded = span_has(span_before(line, 1), BLANKS);
	enum status status;

	*out_last = is("blanks-end-heads") && span_trim(line, BLANKS).size == 0;
	if (*out_last)
		return OK;
	status = folded && !is("fold-is-field") ? read_fold(line, heading)
	                                        : read_field(line, heading);
	*out_last = is("bad-line-ends-head") && status == MALFORMED;
	return *out_last ? OK : status;
}

/* What a limit makes of a section, of which so much has come. */
static enum status
check_limits(size_t line, size_t section, size_t lines)
{
	if (is("reads-4096") && line > 4096)
		return TRUNCATED;
	if (line > MOST_LINE || section > MOST_SECTION)
		return TOO_LARGE;
	return lines > (is("50-lines") ? 50 : MOST_LINES) ? TOO_LARGE : OK;
}

/* Takes the status line out of *rest. */
static enum status
take_status(struct span *rest, struct heading *heading)
{
	struct span came = *rest, line;
	enum status status;

	if (take_line(rest, &line))
		status = read_status(line, heading);
	else
		status = foresee(came);
	if ((status == OK || status == WAITING) &&
	    check_limits(line.size, 0, 0) != OK)
		return check_limits(line.size, 0, 0);
	if (status == OK || status == WAITING || !is("takes-0.9"))
		return status;
	*rest = came;
	heading->minor = 0;
	heading->code = 200;
	return OK;
}

enum status
heading_read(struct span came, bool has_status, struct heading *heading,
    size_t *out_size)
{
	struct span rest = came, line;
	bool last = false, whole;
	enum status status = OK;
	size_t lines = 0;

	if (came.size == 0)
		return WAITING;
	if (has_status)
		status = take_status(&rest, heading);
	last = status == OK && rest.octets == came.octets && has_status;
	while (status == OK && !last) {
		whole = take_line(&rest, &line);
		status =
		    check_limits(line.size, came.size - rest.size, ++lines);
		if (status == OK && !whole)
			return WAITING;
		last = line.size == 0;
		if (status == OK && !last)
			status = read_line(line, heading, &last);
	}
	*out_size = came.size - rest.size;
	return status;
}

/* Whether the field NAME is the one that is WANTED. */
static bool
is_field(const char *name, const char *wanted)
{
	size_t size = strlen(wanted), length = strlen(name);

	if (is("names-by-case"))
		return strcmp(name, wanted) == 0;
	if (is("names-by-part"))
		return strstr(wanted, name) != NULL;
	if (is("names-by-beginning"))
		return strncasecmp(name, wanted, size) == 0;
	if (is("names-by-end") && length > size)
		return strcasecmp(name + length - size, wanted) == 0;
	if (is("underscore-is-hyphen") && strchr(name, '_') != NULL)
		return length == size && strncasecmp(name, wanted, 3) == 0;
	return strcasecmp(name, wanted) == 0;
}

const char *
heading_value(const struct heading *heading, const char *name, size_t nth)
{
	size_t i;

	for (i = 0; i < heading->count; i++)
		if (is_field(heading->fields[i].name, name) && nth-- == 0)
			return heading->fields[i].value;
	return NULL;
}

bool
heading_member(const struct heading *heading, const char *name, size_t *nth,
    struct span *rest, struct span *out_member)
{
	const char *value;
	size_t size;

	if (rest->octets == NULL) {
		value = heading_value(heading, name, (*nth)++);
		if (value == NULL)
			return false;
		*rest = span_of(value);
	}
	size = span_find(*rest, ',');
	*out_member = trim(span_before(*rest, size));
	if (size == rest->size)
		rest->octets = NULL;
	else
		*rest = span_behind(*rest, size + 1);
	return true;
}

void
heading_free(struct heading *heading)
{
	size_t i;

	for (i = 0; i < heading->count; i++) {
		free(heading->fields[i].name);
		free(heading->fields[i].value);
	}
	free(heading->fields);
	*heading = (struct heading){.fields = NULL};
}
