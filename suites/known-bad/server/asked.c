/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "asked.h"

#include "server.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define MOST_FIELDS 1000

const struct bug asked_bugs[] = {
    {"empty-line-closes", "ends the connection at an empty line"},
    {"folds-into-the-line", "joins a folded line to the request line"},
    {"answers-anything", "takes a line that it cannot read for GET / alone"},
    {"long-method-is-414", "answers 414 to a method that is too long"},
    {"blanks-in-the-target", "takes a second SP for a part of the target"},
    {"line-limit-1024", "reads request lines of 1024 octets at most"},
    {"long-target-is-400", "answers 400 to a target that is too long"},
    {"cuts-target-at-blank", "takes what is before a blank for the target"},
    {"dies-at-odd-octets", "ends at an octet that a target cannot have"},
    {"no-absolute-form", "knows no absolute form"},
    {"host-against-target", "refuses a Host that differs from the target"},
    {"asterisk-is-bad", "knows no asterisk form"},
    {"asterisk-is-root", "takes * for /"},
    {"closes-on-versions", "ends at a version but 1.0 and 1.1"},
    {"version-in-any-case", "reads the name of the version in any case"},
    {"version-by-number", "reads the minor version as a number"},
    {"no-host-needed", "wants no Host"},
    {"authority-for-host", "takes the target's authority for a Host"},
    {"first-host-counts", "takes the first of several Hosts"},
    {"equal-hosts-are-one", "takes Hosts that are the same for one"},
    {"one-host-in-1.1", "counts the Hosts of HTTP/1.1 only"},
    {"host-in-1.0-too", "wants a Host in HTTP/1.0"},
    {"folds-are-fields", "takes a line with a blank in front for a field"},
    {"drops-folds", "forgets what is folded"},
    {"bad-line-ends-head", "ends the head at a field line it cannot read"},
    {"long-field-closes", "ends at fields that are too long, or too many"},
    {"nul-ends-the-head", "ends the head behind a NUL"},
    {"eof-ends-the-head", "takes the end of the connection for an empty line"},
    {"greets", "answers a connection over which nothing came"},
    {NULL, NULL},
};

void
refuse(struct asked *asked, int status)
{
	if (asked->refusal == 0)
		asked->refusal = status;
}

bool
is_token_octet(char octet)
{
	return octet > ' ' && octet < 0x7f &&
	       strchr("\"(),/:;<=>?@[\\]{}", octet) == NULL;
}

/* Reads "HTTP/1.1" of SIZE octets. */
static bool
read_version(struct asked *asked, const char *text, size_t size)
{
	const char *name = "HTTP/";
	bool named = is("version-in-any-case")
	                 ? size >= 5 && strncasecmp(text, name, 5) == 0
	                 : size >= 5 && memcmp(text, name, 5) == 0;

	if (!named || size < 8 || text[5] < '0' || text[5] > '9' ||
	    text[6] != '.' || text[7] < '0' || text[7] > '9' ||
	    (size > 8 && !is("version-by-number")))
		return false;
	asked->major = text[5] - '0';
	asked->minor = text[7] - '0';
	return true;
}

/* Takes the authority off an absolute form. */
static bool
read_absolute(struct asked *asked)
{
	char *start = asked->target + 7, *end;

	if (strncasecmp(asked->target, "http://", 7) != 0 ||
	    is("no-absolute-form"))
		return false;
	end = start + strcspn(start, "/?");
	(void)snprintf(asked->authority, sizeof(asked->authority), "%.*s",
	    (int)(end - start), start);
	if (*end == '\0')
		(void)snprintf(asked->target, sizeof(asked->target), "/");
	else
		memmove(asked->target, end, strlen(end) + 1);
	return true;
}

static bool
read_form(struct asked *asked)
{
	if (strcmp(asked->method, "CONNECT") == 0)
		return true;
	if (strcmp(asked->target, "*") == 0) {
		if (is("asterisk-is-root"))
			(void)snprintf(
			    asked->target, sizeof(asked->target), "/");
		return is("asterisk-is-root") ||
		       (strcmp(asked->method, "OPTIONS") == 0 &&
		           !is("asterisk-is-bad"));
	}
	return asked->target[0] == '/' || read_absolute(asked);
}

static bool
read_target(struct asked *asked, const char *text, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (text[i] <= ' ' || text[i] >= 0x7f || text[i] == '#') {
			if (is("dies-at-odd-octets"))
				give_up();
			if (text[i] != ' ' || !is("blanks-in-the-target"))
				return false;
		}
	(void)snprintf(
	    asked->target, sizeof(asked->target), "%.*s", (int)size, text);
	return size > 0 && (is("blanks-in-the-target") || read_form(asked));
}

static bool
read_method(struct asked *asked, const char *text, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (!is_token_octet(text[i]))
			return false;
	if (size >= sizeof(asked->method))
		refuse(asked, is("long-method-is-414") ? 414 : 501);
	(void)snprintf(
	    asked->method, sizeof(asked->method), "%.*s", (int)size, text);
	return size > 0;
}

/* Reads a request line, of SIZE octets. */
static bool
read_line(struct asked *asked, const char *text, size_t size)
{
	const char *end = text + size, *first, *last = end;

	first = memchr(text, ' ', size);
	while (last > text && last[-1] != ' ')
		last--;
	if (first == NULL || last - 1 <= first ||
	    !read_version(asked, last, (size_t)(end - last)) ||
	    !read_method(asked, text, (size_t)(first - text)))
		return false;
	end = last - 1;
	if (is("cuts-target-at-blank") &&
	    memchr(first + 1, ' ', (size_t)(end - first - 1)) != NULL)
		end = memchr(first + 1, ' ', (size_t)(end - first - 1));
	return read_target(asked, first + 1, (size_t)(end - first - 1));
}

static void
set_default(struct asked *asked)
{
	(void)snprintf(asked->method, sizeof(asked->method), "GET");
	(void)snprintf(asked->target, sizeof(asked->target), "/");
	asked->major = 1;
	asked->minor = 0;
	asked->bare = true;
}

/* Takes the request line; empty ones before it do not count. */
static bool
take_request_line(struct input *input, struct asked *asked)
{
	size_t most = is("line-limit-1024") ? 1024 : MOST_LINE - 8;
	struct line line = {.size = 0};
	bool blank;

	do {
		switch (input_line(input, most, &line)) {
		case GOT:
			break;
		case GOT_END:
			if (input->at < input->size || is("greets"))
				refuse(asked, 400);
			return asked->refusal != 0;
		case GOT_TOO_MUCH:
			refuse(asked, is("long-target-is-400") ? 400 : 414);
			return true;
		}
		blank = line.size == 0;
		if (blank && is("empty-line-closes"))
			give_up();
	} while (blank);
	if (!read_line(asked, line.text, line.size)) {
		if (is("answers-anything"))
			set_default(asked);
		else
			refuse(asked, 400);
	}
	if (asked->refusal == 0 && is("closes-on-versions") &&
	    (asked->major != 1 || asked->minor > 1))
		give_up();
	if (asked->refusal == 0 && asked->major != 1)
		refuse(asked, 505);
	return true;
}

/* Takes LINE, with a blank in front. */
static void
take_folded(struct asked *asked, struct line line)
{
	if (is("folds-into-the-line"))
		refuse(asked, 505);
	if (is("drops-folds"))
		return;
	if (!is("folds-are-fields")) {
		refuse(asked, 400);
		return;
	}
	while (line.size > 0 && (*line.text == ' ' || *line.text == '\t')) {
		line.text++;
		line.size--;
	}
	take_field(asked, line.text, line.size);
}

/* Whether LINE can be no field line at all. */
static bool
is_unreadable(const struct line *line)
{
	size_t i = 0;

	while (i < line->size && is_token_octet(line->text[i]))
		i++;
	return i == 0 || i == line->size || line->text[i] != ':';
}

/* Takes the field lines up to the empty one.  Returns whether that came, or a
 * refusal without it. */
static bool
take_fields(struct input *input, struct asked *asked)
{
	struct line line;
	enum got got;

	for (;;) {
		got = input_line(input, MOST_LINE, &line);
		if (got == GOT_END && is("eof-ends-the-head"))
			return true;
		if (got == GOT_END)
			refuse(asked, 400);
		if ((got == GOT_TOO_MUCH || asked->fields == MOST_FIELDS) &&
		    is("long-field-closes"))
			give_up();
		if (got == GOT_TOO_MUCH || asked->fields++ == MOST_FIELDS)
			refuse(asked, 431);
		if (got != GOT || asked->refusal == 431)
			return false;
		if (line.size == 0)
			return true;
		if (*line.text == ' ' || *line.text == '\t')
			take_folded(asked, line);
		else if (is("bad-line-ends-head") && is_unreadable(&line))
			return true;
		else
			take_field(asked, line.text, line.size);
		if (is("nul-ends-the-head") &&
		    memchr(line.text, '\0', line.size) != NULL)
			return true;
	}
}

/* Whether VALUE can be a Host. */
static bool
is_host(const char *value)
{
	return value[strspn(value, "abcdefghijklmnopqrstuvwxyz"
	                           "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                           "0123456789-._~%[]:!$&'()*+,;=")] == '\0';
}

static void
check_host(struct asked *asked)
{
	bool needed = asked->minor > 0 || is("host-in-1.0-too");
	bool absolute = asked->authority[0] != '\0';

	if (asked->hosts == 0 && needed && !is("no-host-needed") &&
	    !(absolute && is("authority-for-host")))
		refuse(asked, 400);
	if (asked->hosts > 1 && (needed || !is("one-host-in-1.1")))
		refuse(asked, 400);
	if (!is_host(asked->host))
		refuse(asked, 400);
	if (absolute && is("host-against-target") &&
	    strcmp(asked->host, asked->authority) != 0)
		refuse(asked, 400);
}

bool
ask(struct input *input, struct asked *asked)
{
	memset(asked, 0, sizeof(*asked));
	if (!take_request_line(input, asked))
		return false;
	if (asked->refusal != 0 && asked->refusal != 501)
		return true;
	if (asked->bare || take_fields(input, asked))
		check_host(asked);
	return true;
}
