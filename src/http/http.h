/* SPDX-License-Identifier: MIT */
/*
 * The client of HTTP/1.1, RFC 9112: GET and HEAD, one after the other, over a
 * connection that is kept where both sides want that.
 */
#ifndef MNI_HTTP_HTTP_H
#define MNI_HTTP_HTTP_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"
#include "http/body.h"
#include "http/fields.h"
#include "http/head.h"
#include "http/url.h"
#include "http/wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mni_http_options {
	int family; /* AF_INET, AF_INET6 or AF_UNSPEC */
	struct mni_http_limits limits;
	bool follow;          /* redirects are followed */
	size_t max_redirects; /* of one URL */
	/* Shows what is sent ('>'), the heads that come ('<') and what is done
	 * ('*'); may be NULL. */
	void (*trace)(void *owner, char kind, const void *data, size_t size);
	void *owner;
};

/* As the manual has them; no redirects. */
extern const struct mni_http_options mni_http_usual;

/* A client; from mni_http_init() to fini, for one thread. */
struct mni_http {
	struct mni_http_options options;
	struct mni_fields fields; /* owned; of the user, for each request */
	char *authority;          /* owned; of the server of wire, or NULL */
	struct mni_wire wire;     /* its fd is owned; -1: not connected */
};

void mni_http_init(
    struct mni_http *http, const struct mni_http_options *options);

void mni_http_fini(struct mni_http *http);

/* Adds "NAME: VALUE" to all requests.  Errors: usage, system. */
enum mni_status mni_http_add_field(struct mni_http *http, const char *line,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* What is asked, and who takes the answer. */
struct mni_http_ask {
	const char *url;
	bool to_head; /* HEAD, else GET */
	bool last;    /* the connection is not wanted any more */
	/* Takes the final head, before the body.  What it returns, if not
	 * MNI_OK, ends the exchange. */
	enum mni_status (*head)(void *owner, const struct mni_head *head,
	    struct mni_trouble *trouble);
	struct mni_body_sink body;
	void *owner; /* of head */
};

/*
 * Asks, follows redirects where that is wanted, and hands on the final head
 * and its body.  A connection that is kept and turns out to be gone is tried
 * once more anew (RFC 9112 section 9.3.1).  Blocks until DEADLINE at most.
 *
 * Errors: those of mni_url_read(), mni_peer_ask(), mni_head_read(),
 * mni_framing_of() and mni_body_read(), and of those who take the answer;
 * too-large, when there are too many interim responses; unsupported, when the
 * server changes the protocol; redirect, when redirects go round in a circle,
 * are too many or lead nowhere.
 */
enum mni_status mni_http_perform(struct mni_http *http,
    const struct mni_http_ask *ask, struct mni_deadline deadline,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
