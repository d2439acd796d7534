/* SPDX-License-Identifier: MIT */
/* Where the body of a response ends: RFC 9112 section 6.3. */
#ifndef MNI_HTTP_FRAMING_H
#define MNI_HTTP_FRAMING_H

#include "base/compiler.h"
#include "base/status.h"
#include "http/head.h"

#include <stdbool.h>
#include <stdint.h>

enum mni_body_kind {
	MNI_BODY_NONE,    /* there is none, whatever the fields say */
	MNI_BODY_LENGTH,  /* it has so many octets */
	MNI_BODY_CHUNKED, /* the last chunk ends it */
	MNI_BODY_CLOSE    /* the close of the connection ends it */
};

struct mni_framing {
	enum mni_body_kind kind;
	uint64_t length; /* MNI_BODY_LENGTH */
	bool persistent; /* the connection may serve once more */
};

/*
 * The framing of the response that HEAD begins, to HEAD or another method.
 * What would be a guess is an error: malformed, for lengths that are none or
 * differ, a length beside a transfer coding, a transfer coding in HTTP/1.0 or
 * twice; unsupported, for a coding other than chunked; too-large, for a length
 * that no system counts.
 */
enum mni_status mni_framing_of(const struct mni_head *head, bool to_head,
    struct mni_framing *out_framing, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
