/* SPDX-License-Identifier: MIT */
/*
 * URLs of the http scheme (RFC 9110 section 4.2.1), by the grammar of RFC 3986
 * to the letter: an octet that is not in it is an error and not repaired, so
 * that nobody else can read another URL from it.
 */
#ifndef MNI_HTTP_URL_H
#define MNI_HTTP_URL_H

#include "base/compiler.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

#define MNI_URL_PORT 80

struct mni_url {
	char *host;      /* owned; an IPv6 address without its brackets */
	char *authority; /* owned; as a Host field has it: "[::1]:8080" */
	char *target;    /* owned; path and query, never empty */
	uint16_t port;
};

#define MNI_URL_NONE ((struct mni_url){.host = NULL})

void mni_url_fini(struct mni_url *url);

/*
 * Reads TEXT, SIZE octets.  A fragment is left out.  Errors: usage, when it is
 * no URL, or one with user information (RFC 9110 section 4.2.4) or without a
 * host; unsupported, when it is of another scheme; system.  The caller ends
 * *out_url with fini.
 */
enum mni_status mni_url_read(const char *text, size_t size,
    struct mni_url *out_url, struct mni_trouble *trouble) MNI_MUST_USE;

/* Reads REFERENCE as it stands in a document at BASE (RFC 3986 section 5.2).
 * Errors as above. */
enum mni_status mni_url_resolve(const struct mni_url *base,
    const char *reference, struct mni_url *out_url,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
