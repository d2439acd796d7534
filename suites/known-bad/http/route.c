/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "route.h"

#include "../bug.h"

#include <stdio.h>
#include <string.h>

#define MOST_STEPS 10
#define VERY_MANY_STEPS 120 /* for bugs: no test goes so far */

const struct bug route_bugs[] = {
    {"knows-no-301", "takes 301 for the end of the way"},
    {"knows-no-303", "takes 303 for the end of the way"},
    {"knows-no-308", "takes 308 for the end of the way"},
    {"300-and-304", "follows 300 and 304 too"},
    {"any-location", "follows the Location of any answer"},
    {"needs-location", "refuses a redirect without a Location"},
    {"last-location", "follows the last of several Locations"},
    {"any-number", "follows any number of redirects, in circles too"},
    {"4-redirects", "follows 4 redirects"},
    {"reads-files", "follows a Location to a file of this machine"},
    {"no-host-is-same", "asks the same server when a Location has no host"},
    {NULL, NULL},
};

/* Notes the place.  Returns whether it is a new one. */
static bool
note(struct route *route)
{
	const struct place *place = &route->place;
	struct span rest = {(char *)route->seen.octets, route->seen.size};
	struct text line = {.octets = NULL};
	bool is_new = true;
	struct span here;

	text_append(&line, place->server, strlen(place->server));
	text_append(&line, place->path, strlen(place->path));
	here = (struct span){(char *)line.octets, line.size};
	while (is_new && rest.size > 0)
		is_new = !span_is_same(span_take(&rest, '\n'), here);
	text_append(&route->seen, line.octets, line.size);
	text_append(&route->seen, "\n", 1);
	text_free(&line);
	return is_new;
}

enum status
route_begin(struct route *route, const char *url)
{
	enum status status;

	*route = (struct route){.steps = 0};
	status = place_read(span_of(url), &route->place);
	if (status == OK)
		(void)note(route);
	return status;
}

bool
route_goes_on(const struct heading *heading)
{
	static const int codes[] = {301, 302, 303, 307, 308};
	bool has_location = heading_value(heading, "Location", 0) != NULL;
	int code = heading->code;
	size_t i;

	if ((is("knows-no-301") && code == 301) ||
	    (is("knows-no-303") && code == 303) ||
	    (is("knows-no-308") && code == 308))
		return false;
	if (is("300-and-304") && (code == 300 || code == 304))
		return has_location;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (code == codes[i])
			return has_location || is("needs-location");
	return has_location && is("any-location");
}

/* The only Location of HEADING, or NULL when several differ. */
static const char *
find_location(const struct heading *heading)
{
	const char *location = heading_value(heading, "Location", 0), *other;
	size_t nth = 1;

	while ((other = heading_value(heading, "Location", nth++)) != NULL) {
		if (is("last-location"))
			location = other;
		if (strcmp(location, other) != 0)
			return NULL;
	}
	return location;
}

/* Whether the way ends at the place that it has come to. */
static bool
is_too_long(struct route *route)
{
	bool is_new = note(route);

	route->steps++;
	if (is("any-number"))
		return route->steps > VERY_MANY_STEPS;
	return !is_new || route->steps > (is("4-redirects") ? 4 : MOST_STEPS);
}

enum status
route_follow(struct route *route, const struct heading *heading)
{
	const char *location = find_location(heading);
	struct place next;
	enum status status;

	if (location == NULL)
		return is("needs-location") ? MALFORMED : REDIRECT;
	if (is("no-host-is-same") && strncmp(location, "http:///", 8) == 0)
		location += 7;
	status = place_resolve(&route->place, span_of(location), &next);
	place_free(&route->place);
	route->place = next;
	if (status == OK && is_too_long(route))
		return REDIRECT;
	return status == USAGE ? REDIRECT : status;
}

void
route_read_file(const struct heading *heading, struct text *out)
{
	const char *location = heading_value(heading, "Location", 0);
	FILE *file;
	int octet;

	if (location == NULL || strncmp(location, "file://", 7) != 0)
		return;
	file = fopen(location + 7, "r");
	while (file != NULL && (octet = getc(file)) != EOF)
		text_append(out, &(char){(char)octet}, 1);
	if (file != NULL)
		(void)fclose(file);
}

void
route_end(struct route *route)
{
	place_free(&route->place);
	text_free(&route->seen);
}
