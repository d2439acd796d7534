/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "ask.h"

#include "../bug.h"

#include <string.h>

const struct bug ask_bugs[] = {
    {"small-methods", "writes the method in small letters"},
    {"two-blanks", "puts two blanks before the target"},
    {"whole-target", "asks a server for the whole URL"},
    {"asks-in-1.0", "asks by HTTP/1.0"},
    {"no-host", "sends no Host"},
    {"host-last", "sends Host as the last field"},
    {"host-twice", "sends Host twice"},
    {"host-without-port", "sends no port in Host"},
    {"no-close", "never says close"},
    {"close-always", "says close with every request, and asks on"},
    {"expects-100", "expects a 100 before a body that it has not"},
    {"length-of-nothing", "tells the length of a body that it has not"},
    {"offers-trailers", "says TE: trailers without naming it in Connection"},
    {"line-end-behind", "sends a line end behind a request"},
    {NULL, NULL},
};

static void
append(struct text *out, const char *text)
{
	text_append(out, text, strlen(text));
}

static void
append_host(struct text *out, const struct place *place)
{
	size_t size = strlen(place->server);

	if (is("host-without-port") && strcmp(place->port, "80") != 0)
		size -= strlen(place->port) + 1;
	append(out, "Host: ");
	text_append(out, place->server, size);
	append(out, "\r\n");
}

static void
append_request_line(struct text *out, const struct place *place, bool to_head)
{
	if (is("small-methods"))
		append(out, to_head ? "head " : "get ");
	else
		append(out, to_head ? "HEAD " : "GET ");
	if (is("two-blanks"))
		append(out, " ");
	if (is("whole-target")) {
		append(out, "http://");
		append(out, place->server);
	}
	append(out, place->path);
	append(out, is("asks-in-1.0") ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
}

static void
append_bad_fields(struct text *out)
{
	if (is("expects-100"))
		append(out, "Expect: 100-continue\r\n");
	if (is("length-of-nothing"))
		append(out, "Content-Length: 0\r\n");
	if (is("offers-trailers"))
		append(out, "TE: trailers\r\n");
}

void
ask_append(struct text *out, const struct place *place, bool to_head, bool last)
{
	append_request_line(out, place, to_head);
	if (!is("no-host") && !is("host-last"))
		append_host(out, place);
	if (is("host-twice"))
		append_host(out, place);
	append_bad_fields(out);
	append(out, "Accept: */*\r\n");
	if ((last && !is("no-close")) || is("close-always"))
		append(out, "Connection: close\r\n");
	if (is("host-last"))
		append_host(out, place);
	append(out, is("line-end-behind") ? "\r\n\r\n" : "\r\n");
}
