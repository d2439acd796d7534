/* SPDX-License-Identifier: MIT */
/* The way from a URL over redirects: RFC 9110 section 15.4. */
#ifndef MNI_HTTP_REDIRECT_H
#define MNI_HTTP_REDIRECT_H

#include "base/compiler.h"
#include "base/status.h"
#include "http/head.h"
#include "http/url.h"

#include <stdbool.h>
#include <stddef.h>

struct mni_route {
	struct mni_url url; /* owned; the one to ask for now */
	size_t max;         /* redirects */
	char **visited;     /* owned; authority and target of all so far */
	size_t count;       /* of visited */
};

/* Begins at the URL of TEXT.  Errors: those of mni_url_read().  fini follows
 * either way. */
enum mni_status mni_route_begin(struct mni_route *route, const char *text,
    size_t max, struct mni_trouble *trouble) MNI_MUST_USE;

void mni_route_fini(struct mni_route *route);

/* Whether the URL is at the server where the way began. */
bool mni_route_is_home(const struct mni_route *route);

/* Whether HEAD leads to another place: 301, 302, 303, 307 or 308 and a
 * Location. */
bool mni_is_redirect(const struct mni_head *head);

/* Goes on to where HEAD leads.  Errors: redirect, when it is no URL, was asked
 * for before, or is one too many; unsupported, when it is of another scheme. */
enum mni_status mni_route_follow(struct mni_route *route,
    const struct mni_head *head, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
