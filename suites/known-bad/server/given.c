/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "given.h"

#include "server.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>

#define PAGE "A page for everybody.\n"
#define ALLOWED "GET, HEAD, OPTIONS, POST"

const struct bug given_bugs[] = {
    {"bad-request-is-silent", "ends the connection where 400 is due"},
    {"takes-all-for-get", "takes every request for GET /"},
    {"knows-get-only", "answers 400 to all methods but GET and HEAD"},
    {"unknown-method-is-get", "takes a method it does not know for GET"},
    {"methods-in-any-case", "reads methods in any case"},
    {"no-allow", "sends 405 without Allow"},
    {"echoes-version", "answers in the version that was asked for"},
    {"decodes-into-location", "redirects to what a target stands for"},
    {"unknown-host-is-404", "has no page for a Host that it does not know"},
    {"switches-to-anything", "switches to any protocol"},
    {"ignores-conditions", "knows no If-None-Match"},
    {"if-match-fails", "takes every If-Match for one that fails"},
    {"any-unit-is-bytes", "counts every range in octets"},
    {"range-of-head", "sends a range to HEAD too"},
    {"range-without-place", "sends a range without Content-Range"},
    {"range-clamps", "moves a range to where there is content"},
    {"chunks-for-all", "sends chunked content, whoever asks"},
    {"no-length", "sends content without a length"},
    {"head-with-content", "sends content to HEAD"},
    {"head-length-0", "tells HEAD a length of zero"},
    {"head-has-other-type", "tells HEAD another type than GET"},
    {"date-of-asctime", "writes dates as asctime() does"},
    {"date-is-local", "writes dates in a zone of its own"},
    {"length-is-less", "tells a length that is one too small"},
    {"length-is-more", "tells a length that is one too large"},
    {"folds-its-fields", "folds a field line"},
    {"lf-in-the-head", "ends its status line with LF alone"},
    {"no-reason-no-blank", "leaves out the blank in front of a reason"},
    {"length-and-coding", "sends both framings"},
    {"banner", "sends a line in front of each response"},
    {NULL, NULL},
};

/* A response before it is written. */
struct given {
	int status;
	const char *content;
	size_t size;
	char fields[2048];
};

/* Adds a field line, or a part of one. */
#ifdef __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
static void
add(struct given *given, const char *format, ...)
{
	size_t size = strlen(given->fields);
	va_list args;

	va_start(args, format);
	(void)vsnprintf(
	    given->fields + size, sizeof(given->fields) - size, format, args);
	va_end(args);
}

static void
write_all(int fd, const char *text, size_t size)
{
	ssize_t sent;

	for (; size > 0; size -= (size_t)sent, text += sent) {
		sent = send(fd, text, size, MSG_NOSIGNAL);
		if (sent == -1)
			lose();
	}
}

static const char *
reason_of(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 204:
		return "No Content";
	case 206:
		return "Partial Content";
	case 400:
		return "Bad Request";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 501:
		return "Not Implemented";
	default:
		return "";
	}
}

/* Adds a Date, by names that no locale changes. */
static void
add_date(struct given *given)
{
	static const char days[][4] = {
	    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t now = time(NULL);
	struct tm when;

	(void)gmtime_r(&now, &when);
	if (is("date-of-asctime"))
		add(given, "Date: %s %s %2d %02d:%02d:%02d %d\r\n",
		    days[when.tm_wday], months[when.tm_mon], when.tm_mday,
		    when.tm_hour, when.tm_min, when.tm_sec,
		    when.tm_year + 1900);
	else
		add(given, "Date: %s, %02d %s %d %02d:%02d:%02d %s\r\n",
		    days[when.tm_wday], when.tm_mday, months[when.tm_mon],
		    when.tm_year + 1900, when.tm_hour, when.tm_min, when.tm_sec,
		    is("date-is-local") ? "CET" : "GMT");
}

static bool
is_method(const struct asked *asked, const char *name)
{
	return is("methods-in-any-case") ? strcasecmp(asked->method, name) == 0
	                                 : strcmp(asked->method, name) == 0;
}

static bool
is_head(const struct asked *asked)
{
	return is_method(asked, "HEAD");
}

/* Makes it a part of the page where ASKED wants one. */
static void
cut_range(struct given *given, const struct asked *asked)
{
	const char *range = strchr(asked->range, '=');
	size_t from, to = given->size - 1;
	char *end;

	if (range == NULL || (is_head(asked) && !is("range-of-head")) ||
	    (strncmp(asked->range, "bytes=", 6) != 0 &&
	        !is("any-unit-is-bytes")))
		return;
	from = (size_t)strtoull(range + 1, &end, 10);
	if (*end != '-')
		return;
	if (end[1] != '\0')
		to = (size_t)strtoull(end + 1, NULL, 10);
	if (from >= given->size && is("range-clamps"))
		from = to = given->size - 1;
	if (from >= given->size) {
		given->status = 416;
		add(given, "Content-Range: bytes */%zu\r\n", given->size);
		given->size = 0;
		return;
	}
	given->status = 206;
	if (!is("range-without-place"))
		add(given, "Content-Range: bytes %zu-%zu/%zu\r\n", from, to,
		    given->size);
	given->content += from;
	given->size = to - from + 1;
}

/* Adds a Location with what TARGET stands for. */
static void
add_location(struct given *given, const char *target)
{
	char octet[3] = "";

	add(given, "Location: ");
	for (; *target != '\0'; target++)
		if (*target == '%' && target[1] != '\0' && target[2] != '\0') {
			memcpy(octet, target + 1, 2);
			add(given, "%c", (int)strtol(octet, NULL, 16));
			target += 2;
		} else {
			add(given, "%c", *target);
		}
	add(given, "\r\n");
}

static void
make_page(struct given *given, const struct asked *asked)
{
	const char *host = asked->authority[0] == '\0' ? asked->host
	                                               : asked->authority;
	bool known = strcmp(host, own_address()) == 0;

	if (strcmp(asked->target, "/") != 0 ||
	    (is("unknown-host-is-404") && !known)) {
		given->status = is("decodes-into-location") ? 301 : 404;
		if (given->status == 301)
			add_location(given, asked->target);
		return;
	}
	given->status = 200;
	given->content = PAGE;
	given->size = sizeof(PAGE) - 1;
	if (strcmp(asked->if_none_match, "*") == 0 &&
	    !is("ignores-conditions")) {
		given->status = 304;
		given->size = 0;
	} else if (asked->if_match[0] != '\0' &&
	           (strcmp(asked->if_match, "*") != 0 ||
	               is("if-match-fails"))) {
		given->status = 412;
		given->size = 0;
	} else {
		cut_range(given, asked);
	}
}

/* Finds the status, and what belongs to it. */
static void
make(struct given *given, const struct asked *asked)
{
	static const char *const others[] = {"PUT", "DELETE", "TRACE"};
	size_t i;

	if (asked->refusal != 0) {
		given->status = asked->refusal;
	} else if (is_method(asked, "GET") || is_head(asked) ||
	           is("takes-all-for-get")) {
		make_page(given, asked);
	} else if (is("knows-get-only")) {
		given->status = 400;
	} else if (is_method(asked, "POST")) {
		given->status = 200;
		given->content = "Thanks.\n";
		given->size = 8;
	} else if (is_method(asked, "OPTIONS")) {
		given->status = 204;
		add(given, "Allow: " ALLOWED "\r\n");
	} else {
		given->status = is("unknown-method-is-get") ? 200 : 501;
		for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
			if (is_method(asked, others[i]))
				given->status = 405;
	}
	if (given->status == 405 && !is("no-allow"))
		add(given, "Allow: " ALLOWED "\r\n");
}

/* Adds what frames the content. */
static void
add_framing(struct given *given, const struct asked *asked)
{
	size_t size = given->size;

	if (given->status == 204 || given->status == 304)
		return;
	if (is("head-length-0") && is_head(asked))
		size = 0;
	if (is("length-is-less") && size > 0)
		size--;
	if (is("length-is-more"))
		size++;
	if (is("chunks-for-all") || is("length-and-coding"))
		add(given, "Transfer-Encoding: chunked\r\n");
	if (!is("chunks-for-all") && !is("no-length"))
		add(given, "Content-Length: %zu\r\n", size);
}

static void
add_fields(struct given *given, const struct asked *asked, bool last)
{
	add_date(given);
	add_framing(given, asked);
	if (given->size > 0)
		add(given, "Content-Type: text/%s\r\n",
		    is("head-has-other-type") && is_head(asked) ? "html"
		                                                : "plain");
	if (is("folds-its-fields"))
		add(given, "Server: known-bad\r\n (for tests)\r\n");
	if (last)
		add(given, "Connection: close\r\n");
}

static void
write_content(int fd, const struct given *given, const struct asked *asked)
{
	char size[40];

	if (given->status == 204 || given->status == 304 ||
	    (is_head(asked) && !is("head-with-content")))
		return;
	if (!is("chunks-for-all")) {
		write_all(fd, given->content, given->size);
		return;
	}
	if (given->size > 0) {
		(void)snprintf(size, sizeof(size), "%zx\r\n", given->size);
		write_all(fd, size, strlen(size));
		write_all(fd, given->content, given->size);
		write_all(fd, "\r\n", 2);
	}
	write_all(fd, "0\r\n\r\n", 5);
}

void
give(int fd, const struct asked *asked, bool last)
{
	struct given given = {.content = ""};
	bool echoes = is("echoes-version") && asked->major > 0;
	const char *reason;
	char head[2400];

	make(&given, asked);
	if (given.status == 400 && is("bad-request-is-silent"))
		give_up();
	if (asked->protocol[0] != '\0' && is("switches-to-anything")) {
		given.status = 101;
		add(&given, "Upgrade: %s\r\n", asked->protocol);
	}
	add_fields(&given, asked, last);
	reason = reason_of(given.status);
	(void)snprintf(head, sizeof(head), "%sHTTP/%d.%d %d%s%s%s%s\r\n",
	    is("banner") ? "Hello.\r\n" : "", echoes ? asked->major : 1,
	    echoes ? asked->minor : 1, given.status,
	    is("no-reason-no-blank") ? "" : " ",
	    is("no-reason-no-blank") ? "" : reason,
	    is("lf-in-the-head") ? "\n" : "\r\n", given.fields);
	write_all(fd, head, strlen(head));
	write_content(fd, &given, asked);
}

void
give_continue(int fd)
{
	static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";

	write_all(fd, text, sizeof(text) - 1);
}
