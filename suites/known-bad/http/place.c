/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "place.h"

#include "../bug.h"
#include "../text.h"
#include "number.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define UNRESERVED "-._~"
#define SUB_DELIMITERS "!$&'()*+,;="

const struct bug place_bugs[] = {
    /* Schemes and servers. */
    {"bad-url-is-malformed", "calls a URL that is none malformed"},
    {"schemes-by-case", "tells HTTP from http"},
    {"any-scheme-is-http", "asks by HTTP for what is of another scheme"},
    {"takes-users", "takes a user for a part of the host"},
    {"user-is-host", "takes what stands before an at sign for the host"},
    {"no-host-is-home", "takes no host for the one of this machine"},
    {"backslash-ends-host", "ends an authority by a backslash"},
    {"blank-ends-host", "ends a host by a blank or line end"},
    {"takes-zones", "takes a zone behind an IPv6 address"},
    {"5-digit-ports", "reads five digits of a port"},
    {"no-brackets", "leaves the brackets of an IPv6 address out"},
    /* Paths. */
    {"refuses-dots", "refuses dots above the root"},
    {"sends-fragments", "takes a fragment for a part of the path"},
    {"drops-query", "asks for the path alone"},
    {"drops-empty-query", "takes an empty query for none"},
    {"empty-path", "asks for an empty path"},
    {"decodes-path", "decodes what is encoded"},
    {"encodes-marks", "encodes all marks of a path"},
    {"joins-slashes", "takes two slashes for one"},
    {"2048-octets", "keeps 2048 octets of a path"},
    /* References. */
    {"absolute-only", "knows URLs with a scheme only, as references"},
    {"from-root", "takes any reference for one from the root"},
    {"behind-base", "puts a reference behind the whole base"},
    {"query-from-root", "takes a query alone for one of the root"},
    {"no-network-path", "takes two slashes for the beginning of a path"},
    {"keeps-dots", "leaves dots in a path"},
    {"keeps-root-dots", "leaves dots in a path from the root"},
    {"last-dots-are-file", "puts no slash behind dots at the end"},
    {"dots-of-query", "takes dots out of the query too"},
    {NULL, NULL},
};

/* How many octets of SPAN stand before the first of MARKS. */
static size_t
size_before(struct span span, const char *marks)
{
	size_t size = 0;

	while (size < span.size &&
	       !span_has(span_before(span_behind(span, size), 1), marks))
		size++;
	return size;
}

/* Whether SPAN is made of unreserved characters, those of MARKS, and octets
 * that are encoded. */
static bool
is_text(struct span span, const char *marks)
{
	uint64_t octet;
	struct span plain;

	while (span.size > 0 && !is("takes-any-octet")) {
		plain = span_before(span, span_find(span, '%'));
		if (!span_is_made_of(plain, marks))
			return false;
		span = span_behind(span, plain.size);
		if (span.size == 0)
			return true;
		if (span.size < 3 ||
		    number_read(span_before(span_behind(span, 1), 2), 16, 255,
		        &octet) != OK)
			return false;
		span = span_behind(span, 3);
	}
	return true;
}

/* The size of the scheme of URL, or its whole size when it has none. */
static size_t
scheme_size(struct span url)
{
	size_t size = size_before(url, ":/?#");

	if (size == url.size || url.octets[size] != ':' || size == 0 ||
	    !span_is_made_of(span_before(url, size), "+-.") ||
	    !span_is_made_of(span_before(url, 1), ""))
		return url.size;
	return size;
}

static bool
is_address(struct span text)
{
	struct in6_addr address;
	char *literal = span_copy(text);
	bool good;

	if (is("takes-zones"))
		literal[span_find(text, '%')] = '\0';
	good = inet_pton(AF_INET6, literal, &address) == 1;
	free(literal);
	return good;
}

/* Takes the host out of *rest, an authority. */
static bool
take_host(struct span *rest, struct place *place)
{
	struct span host;
	bool literal = span_begins(*rest, "[");

	if (literal) {
		*rest = span_behind(*rest, 1);
		if (span_find(*rest, ']') == rest->size)
			return false;
		host = span_take(rest, ']');
	} else {
		host = span_before(*rest, span_find(*rest, ':'));
		*rest = span_behind(*rest, host.size);
	}
	if (host.size == 0 && is("no-host-is-home"))
		host = span_of("127.0.0.1");
	if (is("blank-ends-host"))
		host.size = size_before(host, " \r\n");
	place->host = span_copy(host);
	if (literal)
		return is_address(host);
	return host.size > 0 && is_text(host, UNRESERVED SUB_DELIMITERS);
}

static bool
take_port(struct span rest, struct place *place)
{
	uint64_t port = 80;
	char text[24];

	if (rest.size > 0 && rest.octets[0] != ':')
		return false;
	if (is("5-digit-ports") && rest.size > 6)
		rest.size = 6;
	if (rest.size > 1 &&
	    number_read(span_behind(rest, 1), 10, 65535, &port) != OK)
		return false;
	(void)snprintf(text, sizeof(text), "%u", (unsigned)port);
	place->port = span_copy(span_of(text));
	return true;
}

/* Writes what a Host field has. */
static void
name_server(struct span user, struct place *place)
{
	struct text text = {.octets = NULL};
	bool literal = strchr(place->host, ':') != NULL && !is("no-brackets");

	text_append(&text, user.octets, user.size);
	text_append(&text, "[", literal ? 1 : 0);
	text_append(&text, place->host, strlen(place->host));
	text_append(&text, "]", literal ? 1 : 0);
	if (strcmp(place->port, "80") != 0) {
		text_append(&text, ":", 1);
		text_append(&text, place->port, strlen(place->port));
	}
	place->server =
	    span_copy((struct span){(char *)text.octets, text.size});
	text_free(&text);
}

/* Appends OCTET to OUT, encoded. */
static void
append_encoded(struct text *out, char octet)
{
	char code[4];

	(void)snprintf(code, sizeof(code), "%%%02X", (unsigned char)octet);
	text_append(out, code, 3);
}

/* Appends the first octet of PATH, decoded, to OUT.  Returns how many octets of
 * PATH that are. */
static size_t
append_decoded(struct text *out, struct span path)
{
	uint64_t octet = (unsigned char)path.octets[0];
	size_t size = 1;

	if (path.size > 2 && path.octets[0] == '%' &&
	    number_read(
	        span_before(span_behind(path, 1), 2), 16, 255, &octet) == OK)
		size = 3;
	text_append(out, &(char){(char)octet}, 1);
	return size;
}

/* Appends PATH, with its query, as bugs would have it. */
static void
append_edited(struct text *out, struct span path)
{
	size_t query = span_find(path, '?'), size;
	bool decodes = is("decodes-path");

	if (is("drops-query") ||
	    (is("drops-empty-query") && query + 1 == path.size))
		path = span_before(path, query);
	if (is("2048-octets") && path.size > 2048)
		path = span_before(path, 2048);
	for (; path.size > 0; path = span_behind(path, size)) {
		size = 1;
		if (decodes)
			size = append_decoded(out, path);
		else if (is("encodes-marks") &&
		         span_has(span_before(path, 1), "!$&'()*+,;=:@"))
			append_encoded(out, path.octets[0]);
		else if (!is("joins-slashes") || !span_begins(path, "//"))
			text_append(out, path.octets, 1);
	}
}

/* Takes path and query, REST up to a fragment. */
static bool
take_path(struct span rest, struct place *place)
{
	struct text text = {.octets = NULL};
	struct span path = rest, query;

	if (!is("sends-fragments"))
		path = span_take(&rest, '#');
	if (!span_begins(path, "/") && !is("empty-path"))
		text_append(&text, "/", 1);
	append_edited(&text, path);
	text_append(&text, "", 1);
	place->path = span_copy(span_of((char *)text.octets));
	text_free(&text);
	if (is("refuses-dots") && span_begins(path, "/.."))
		return false;
	query = path;
	path = span_take(&query, '?');
	return is_text(path, UNRESERVED SUB_DELIMITERS ":@/#") &&
	       is_text(query, UNRESERVED SUB_DELIMITERS ":@/?#");
}

/* Takes the user out of *authority.  Returns it, with its at sign. */
static struct span
take_user(struct span *authority)
{
	struct span user = span_before(*authority, 0);
	size_t size;

	if (is("user-is-host"))
		*authority =
		    span_before(*authority, span_find(*authority, '@'));
	while (is("takes-users") &&
	       (size = span_find(*authority, '@')) < authority->size) {
		user.size += size + 1;
		*authority = span_behind(*authority, size + 1);
	}
	return user;
}

static bool
is_http(struct span scheme)
{
	if (is("schemes-by-case"))
		return span_is(scheme, "http");
	return span_is_like(scheme, "http") || is("any-scheme-is-http");
}

static enum status
read_url(struct span url, struct place *out_place)
{
	size_t scheme = scheme_size(url);
	struct span authority, user, rest = span_behind(url, scheme);
	const char *ends = is("backslash-ends-host") ? "/?#\\" : "/?#";

	*out_place = (struct place){.host = NULL};
	if (rest.size == 0)
		return USAGE;
	if (!is_http(span_before(url, scheme)))
		return UNSUPPORTED;
	if (!span_begins(rest, "://"))
		return USAGE;
	rest = span_behind(rest, 3);
	authority = span_before(rest, size_before(rest, ends));
	rest = span_behind(rest, authority.size);
	if (span_begins(rest, "\\"))
		rest = span_behind(rest, 1);
	user = take_user(&authority);
	if (!take_host(&authority, out_place) ||
	    !take_port(authority, out_place) || !take_path(rest, out_place))
		return USAGE;
	name_server(user, out_place);
	return OK;
}

enum status
place_read(struct span url, struct place *out_place)
{
	enum status status = read_url(url, out_place);

	return status == USAGE && is("bad-url-is-malformed") ? MALFORMED
	                                                     : status;
}

/* Takes the last segment and the slash before it off the end of PATH. */
static void
go_up(struct text *path)
{
	while (path->size > 0 && path->octets[--path->size] != '/')
		continue;
}

/* Appends PATH, which begins with a slash, without its dots as segments (RFC
 * 3986 section 5.2.4). */
static void
append_path(struct text *out, struct span path)
{
	struct text clean = {.octets = NULL};
	struct span segment;
	bool last = false;

	(void)span_take(&path, '/');
	while (!last) {
		last = span_find(path, '/') == path.size;
		segment = span_take(&path, '/');
		if (span_is(segment, ".."))
			go_up(&clean);
		if (!span_is(segment, "..") && !span_is(segment, ".")) {
			text_append(&clean, "/", 1);
			text_append(&clean, segment.octets, segment.size);
		} else if (last && !is("last-dots-are-file")) {
			text_append(&clean, "/", 1);
		}
	}
	text_append(out, clean.octets, clean.size);
	text_free(&clean);
}

/* Appends the path that REFERENCE without its query stands for. */
static void
append_merged(struct text *out, struct span base, struct span reference)
{
	struct text merged = {.octets = NULL};
	bool rooted = span_begins(reference, "/");
	struct span path;

	if (!rooted) {
		text_append(&merged, base.octets, base.size);
		if (is("from-root"))
			merged.size = 0;
		else if (!is("behind-base"))
			go_up(&merged);
		text_append(&merged, "/", 1);
	}
	text_append(&merged, reference.octets, reference.size);
	path = (struct span){(char *)merged.octets, merged.size};
	if (is("keeps-dots") || (is("keeps-root-dots") && rooted))
		text_append(out, path.octets, path.size);
	else
		append_path(out, path);
	text_free(&merged);
}

static void
append_reference(
    struct text *url, const struct place *base, struct span reference)
{
	struct span query = span_before(reference, span_find(reference, '#'));
	struct span path = span_before(query, span_find(query, '?'));
	struct span base_path = span_of(base->path);

	if (is("sends-fragments"))
		query = reference;
	if (is("dots-of-query"))
		path = query;
	query = span_behind(query, path.size);
	text_append(url, "http://", 7);
	text_append(url, base->server, strlen(base->server));
	if (path.size == 0 && query.size == 0)
		text_append(url, base_path.octets, base_path.size);
	base_path = span_before(base_path, span_find(base_path, '?'));
	if (is("query-from-root") && path.size == 0)
		base_path.size = 1;
	if (path.size > 0)
		append_merged(url, base_path, path);
	else if (query.size > 0)
		text_append(url, base_path.octets, base_path.size);
	text_append(url, query.octets, query.size);
}

enum status
place_resolve(
    const struct place *base, struct span reference, struct place *out_place)
{
	struct text url = {.octets = NULL};
	enum status status;

	if (scheme_size(reference) < reference.size || is("absolute-only"))
		return place_read(reference, out_place);
	if (span_begins(reference, "//") && !is("no-network-path")) {
		text_append(&url, "http:", 5);
		text_append(&url, reference.octets, reference.size);
	} else {
		append_reference(&url, base, reference);
	}
	status =
	    place_read((struct span){(char *)url.octets, url.size}, out_place);
	text_free(&url);
	return status;
}

void
place_free(struct place *place)
{
	free(place->host);
	free(place->port);
	free(place->path);
	free(place->server);
	*place = (struct place){.host = NULL};
}
