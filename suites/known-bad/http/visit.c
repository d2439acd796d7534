/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "visit.h"

#include "../bug.h"
#include "../oneshot.h"
#include "answer.h"
#include "ask.h"
#include "line.h"
#include "route.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

const struct bug visit_bugs[] = {
    /* Asking again, and more. */
    {"repeats-begun", "repeats a request whose answer has begun"},
    {"repeats-new", "repeats a request over a new connection too"},
    {"repeats-for-ever", "repeats a request as long as nothing comes"},
    {"last-url-counts", "ends as it did with the last URL"},
    {"first-url-alone", "asks for the first URL only"},
    /* Redirects. */
    {"follows-nothing", "follows no redirect"},
    {"follows-unasked", "follows redirects that nobody wants followed"},
    {"head-becomes-get", "follows a redirect of HEAD by GET"},
    {"prints-redirects", "prints the body of a redirect"},
    {"leaves-redirects", "leaves the body of a redirect unread"},
    /* Failures. */
    {"never-fails", "takes a failure for a success"},
    {"always-fails", "takes a failure for an error, though nobody wants it"},
    {"fails-from-300", "takes a redirect for a failure"},
    {"fails-from-400", "takes no code below 100 for a failure"},
    {"fails-below-600", "takes no code from 600 on for a failure"},
    {"fails-but-at-200", "takes any code but 200 for a failure"},
    {"fails-at-known", "takes no code for a failure that it does not know"},
    {"fails-by-reason", "looks for failures in the reason phrase"},
    {"prints-failures", "prints the body of a failure"},
    /* What is printed. */
    {"head-in-small", "prints the head in small letters"},
    {"head-trimmed", "prints the head without blanks at the ends of lines"},
    {"head-by-lf", "prints the head with LF as its line ends"},
    {"head-joined", "prints fields of one name as one"},
    {NULL, NULL},
};

/* How it is asked, and what is printed. */
struct manner {
	bool to_head, include, follow, fail;
};

struct visit {
	struct exchange *exchange;
	struct manner manner;
	bool last; /* no other URL follows */
	struct line line;
};

static bool
goes_on(const struct visit *visit, const struct answer *answer)
{
	if (!visit->manner.follow && !is("follows-unasked"))
		return false;
	return route_goes_on(&answer->heading) && !is("follows-nothing");
}

/* Asks over the line that there is. */
static enum status
converse(struct visit *visit, const struct place *place, struct answer *answer)
{
	struct text request = {.octets = NULL};
	enum status status;

	ask_append(&request, place, answer->to_head,
	    visit->last && !visit->manner.follow);
	status = line_send(&visit->line, visit->exchange, &request);
	text_free(&request);
	while (status == OK) {
		status = answer_take(answer, &visit->line);
		if (is("leaves-redirects") && answer->has_head &&
		    goes_on(visit, answer))
			return OK;
		if (status != WAITING)
			break;
		status = line_receive(&visit->line, visit->exchange);
	}
	return status;
}

/* Whether a request is repeated that got this ANSWER, and STATUS.  A server may
 * end a line that was KEPT for it, before it has seen it: that is no answer. */
static bool
may_repeat(const struct answer *answer, enum status status, bool kept)
{
	if (status != TRUNCATED || is("trusts-idle"))
		return false;
	if (is("repeats-for-ever"))
		return !answer->begun;
	if (is("repeats-new"))
		return !answer->has_head;
	return kept && (!answer->begun || is("repeats-begun"));
}

/* Asks what is at PLACE, by HEAD or GET. */
static enum status
ask_at(struct visit *visit, const struct place *place, bool to_head,
    struct answer *answer)
{
	bool kept = line_may_serve(&visit->line, place);
	size_t most = is("repeats-for-ever") ? 9 : 1, tries = 0;
	enum status status = OK;

	do {
		answer_free(answer);
		*answer = (struct answer){.to_head = to_head};
		kept = kept && tries == 0;
		if (!kept) {
			line_close(&visit->line);
			status =
			    line_open(&visit->line, visit->exchange, place);
		}
		if (status == OK)
			status = converse(visit, place, answer);
	} while (tries++ < most && may_repeat(answer, status, kept));
	if (status == OK && is("leftover-is-error") &&
	    line_came(&visit->line).size > 0)
		status = MALFORMED;
	if ((status != OK || !answer_leaves_open(answer)) && !is("trusts-idle"))
		line_close(&visit->line);
	return status;
}

/* Whether who wants failures to be errors has one. */
static bool
is_failure(const struct visit *visit, const struct answer *answer)
{
	int code = answer->heading.code;
	struct span head = {(char *)answer->head.octets, answer->head.size};

	if ((!visit->manner.fail && !is("always-fails")) || !answer->has_head ||
	    is("never-fails"))
		return false;
	if (is("fails-by-reason"))
		return span_begins(span_behind(head, 13), "Not Found");
	if (is("fails-at-known"))
		return (code >= 400 && code <= 431) ||
		       (code >= 500 && code <= 511);
	if (is("fails-but-at-200"))
		return code != 200;
	if (code < 200)
		return !is("fails-from-400");
	if (code > 599)
		return !is("fails-below-600");
	return code >= (is("fails-from-300") ? 300 : 400);
}

/* Appends the fields of HEADING, those of one name as one. */
static void
append_joined(struct text *out, const struct heading *heading)
{
	const struct field *field = heading->fields;
	const char *value;
	size_t i, nth;

	for (i = 0; i < heading->count; i++) {
		if (heading_value(heading, field[i].name, 0) != field[i].value)
			continue;
		text_append(out, field[i].name, strlen(field[i].name));
		for (nth = 0; (value = heading_value(
		                   heading, field[i].name, nth)) != NULL;
		     nth++) {
			text_append(out, nth == 0 ? ": " : ", ", 2);
			text_append(out, value, strlen(value));
		}
		text_append(out, "\r\n", 2);
	}
	text_append(out, "\r\n", 2);
}

/* Whether OCTET, with NEXT behind it, is left out of a head. */
static bool
is_left_out(char octet, char next)
{
	if (is("head-by-lf"))
		return octet == '\r';
	return is("head-trimmed") && octet == ' ' && next == '\r';
}

static void
append_head(struct text *out, const struct answer *answer)
{
	struct span rest = {(char *)answer->head.octets, answer->head.size};
	char octet;

	for (; rest.size > 0; rest = span_behind(rest, 1)) {
		octet = rest.octets[0];
		if (is("head-in-small"))
			octet = (char)tolower((unsigned char)octet);
		if (rest.size == 1 || !is_left_out(octet, rest.octets[1]))
			text_append(out, &octet, 1);
		if (is("head-joined") && octet == '\n') {
			append_joined(out, &answer->heading);
			return;
		}
	}
}

static void
show(const struct visit *visit, const struct answer *answer,
    struct text *out_text)
{
	size_t size = answer->body.size, most = bug_number("cuts-at-", size);

	if (visit->manner.include || visit->manner.to_head)
		append_head(out_text, answer);
	text_append(out_text, answer->body.octets, size < most ? size : most);
}

/* Asks for the place that ROUTE has come to, and goes on from there. */
static enum status
follow(struct visit *visit, struct route *route, struct answer *answer,
    struct text *out_text)
{
	bool to_head = visit->manner.to_head;
	enum status status = OK;

	for (;;) {
		status = ask_at(visit, &route->place, to_head, answer);
		if (status != OK || !goes_on(visit, answer))
			return status;
		if (is("prints-redirects"))
			show(visit, answer, out_text);
		if (is("reads-files"))
			route_read_file(&answer->heading, out_text);
		status = route_follow(route, &answer->heading);
		answer_free(answer);
		if (status != OK)
			return status;
		to_head = to_head && !is("head-becomes-get");
	}
}

static enum status
visit_one(struct visit *visit, const char *url, struct text *out_text)
{
	struct route route;
	struct answer answer = {.begun = false};
	enum status status = route_begin(&route, url);

	if (status == OK)
		status = follow(visit, &route, &answer, out_text);
	if (is_failure(visit, &answer)) {
		status = HTTP_STATUS;
		if (is("prints-failures"))
			show(visit, &answer, out_text);
	} else {
		show(visit, &answer, out_text);
	}
	answer_free(&answer);
	route_end(&route);
	return status;
}

static enum status
visit_all(
    struct exchange *exchange, struct manner manner, struct text *out_text)
{
	struct visit visit = {
	    .exchange = exchange, .manner = manner, .line = LINE_NONE};
	enum status first = OK, status;
	char *const *url;

	for (url = exchange->asked; *url != NULL; url++) {
		visit.last = url[1] == NULL;
		status = visit_one(&visit, *url, out_text);
		if (first == OK || is("last-url-counts"))
			first = status;
		if (is("first-url-alone"))
			break;
	}
	line_close(&visit.line);
	status = edit_text(out_text);
	return first == OK ? status : first;
}

enum status
visit_get(struct exchange *exchange, struct text *out_text)
{
	return visit_all(exchange, (struct manner){.to_head = false}, out_text);
}

enum status
visit_get_include(struct exchange *exchange, struct text *out_text)
{
	return visit_all(exchange, (struct manner){.include = true}, out_text);
}

enum status
visit_get_location(struct exchange *exchange, struct text *out_text)
{
	return visit_all(exchange, (struct manner){.follow = true}, out_text);
}

enum status
visit_get_fail(struct exchange *exchange, struct text *out_text)
{
	return visit_all(exchange, (struct manner){.fail = true}, out_text);
}

enum status
visit_head(struct exchange *exchange, struct text *out_text)
{
	return visit_all(exchange, (struct manner){.to_head = true}, out_text);
}

enum status
visit_head_location(struct exchange *exchange, struct text *out_text)
{
	return visit_all(exchange,
	    (struct manner){.to_head = true, .follow = true}, out_text);
}
