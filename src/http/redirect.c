/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/redirect.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum mni_status
no_memory(struct mni_trouble *trouble)
{
	return mni_trouble(trouble, MNI_SYSTEM, "no memory");
}

static char *
text_of(const struct mni_url *url)
{
	size_t size = strlen(url->authority) + strlen(url->target) + 1;
	char *text = malloc(size);

	if (text != NULL)
		(void)snprintf(text, size, "%s%s", url->authority, url->target);
	return text;
}

/* Notes the URL as asked for. */
static enum mni_status
note(struct mni_route *route, struct mni_trouble *trouble)
{
	char *text = text_of(&route->url), **visited;
	size_t i;

	if (text == NULL)
		return no_memory(trouble);
	for (i = 0; i < route->count; i++)
		if (strcmp(route->visited[i], text) == 0) {
			free(text);
			return mni_trouble(trouble, MNI_REDIRECT,
			    "redirects go round in a circle, to %.150s",
			    route->visited[i]);
		}
	visited = realloc(
	    route->visited, (route->count + 1) * sizeof(*route->visited));
	if (visited == NULL) {
		free(text);
		return no_memory(trouble);
	}
	route->visited = visited;
	route->visited[route->count++] = text;
	return MNI_OK;
}

enum mni_status
mni_route_begin(struct mni_route *route, const char *text, size_t max,
    struct mni_trouble *trouble)
{
	enum mni_status status;

	*route = (struct mni_route){.max = max};
	status = mni_url_read(text, strlen(text), &route->url, trouble);
	return status == MNI_OK ? note(route, trouble) : status;
}

void
mni_route_fini(struct mni_route *route)
{
	size_t i;

	for (i = 0; i < route->count; i++)
		free(route->visited[i]);
	free(route->visited);
	mni_url_fini(&route->url);
}

bool
mni_route_is_home(const struct mni_route *route)
{
	size_t size = strlen(route->url.authority);

	return strncmp(route->visited[0], route->url.authority, size) == 0 &&
	       route->visited[0][size] == '/';
}

bool
mni_is_redirect(const struct mni_head *head)
{
	switch (head->status) {
	case 301:
	case 302:
	case 303:
	case 307:
	case 308:
		return mni_fields_first(&head->fields, "Location") != NULL;
	default:
		return false;
	}
}

/* The place, if there is one only. */
static enum mni_status
find_location(const struct mni_head *head, const char **out_location,
    struct mni_trouble *trouble)
{
	size_t nth = 0;

	*out_location = mni_fields_next(&head->fields, "Location", &nth);
	if (mni_fields_next(&head->fields, "Location", &nth) != NULL)
		return mni_trouble(trouble, MNI_REDIRECT,
		    "the redirect has several Location fields");
	return MNI_OK;
}

enum mni_status
mni_route_follow(struct mni_route *route, const struct mni_head *head,
    struct mni_trouble *trouble)
{
	struct mni_trouble why;
	const char *location;
	char quoted[80];
	struct mni_url url;
	enum mni_status status = find_location(head, &location, trouble);

	if (status != MNI_OK)
		return status;
	if (route->count > route->max)
		return mni_trouble(trouble, MNI_REDIRECT,
		    "more than %zu redirects", route->max);
	status = mni_url_resolve(&route->url, location, &url, &why);
	if (status != MNI_OK)
		return mni_trouble(trouble,
		    status == MNI_USAGE ? MNI_REDIRECT : status,
		    "the redirect to %s: %.100s",
		    mni_quote(
		        quoted, sizeof(quoted), location, strlen(location)),
		    why.text);
	mni_url_fini(&route->url);
	route->url = url;
	return note(route, trouble);
}
