/* SPDX-License-Identifier: MIT */
/* Writing a request: RFC 9112 section 3. */
#ifndef MNI_HTTP_REQUEST_H
#define MNI_HTTP_REQUEST_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"
#include "http/fields.h"
#include "http/url.h"

#include <stdbool.h>

struct mni_request {
	const char *method;              /* a token; the caller's, as these */
	const struct mni_fields *fields; /* of the user; NULL: none */
	bool trusted;                    /* else without his credentials */
	bool last; /* the connection is not wanted any more */
};

/* Adds LINE, "NAME: VALUE", to the fields of a user.  Errors: usage, when it
 * is none, or one that decides over the framing; system. */
enum mni_status mni_request_field(struct mni_fields *fields, const char *line,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* Appends the request for URL to OUT: request line, Host first of the fields,
 * then ours, unless the user has the same, then his.  Returns 0, or -1 when
 * there is no memory. */
int mni_request_write(const struct mni_request *request,
    const struct mni_url *url, struct mni_bytes *out) MNI_MUST_USE;

#endif
