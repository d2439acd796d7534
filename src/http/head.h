/* SPDX-License-Identifier: MIT */
/*
 * The head of a response: its status line and header section (RFC 9112
 * sections 4 and 5), within limits.
 */
#ifndef MNI_HTTP_HEAD_H
#define MNI_HTTP_HEAD_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"
#include "http/fields.h"
#include "http/wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is more than this is too-large. */
struct mni_http_limits {
	size_t line;             /* octets of a line, with its end */
	size_t section;          /* octets of a section */
	size_t fields;           /* lines of a section */
	size_t interim;          /* responses of 1xx before the final one */
	size_t chunk_line;       /* octets of the line before a chunk */
	size_t chunk_extensions; /* octets of all of them in a body */
	uint64_t body;           /* octets */
};

struct mni_head {
	int major, minor; /* of HTTP/1.1: 1, 1 */
	int status;       /* 0 to 999 */
	struct mni_fields fields;
	struct mni_bytes raw; /* owned; as it came, with the empty line */
};

#define MNI_HEAD_EMPTY ((struct mni_head){.status = 0})

void mni_head_fini(struct mni_head *head);

/*
 * Reads the head that comes next, into HEAD, which is empty.  Lines may end
 * with LF alone (RFC 9112 section 2.2).  Errors: those of mni_wire_line();
 * malformed; unsupported, when it is of another major version.
 */
enum mni_status mni_head_read(struct mni_wire *wire,
    const struct mni_http_limits *limits, struct mni_head *head,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* Whether the status is one of 4xx or 5xx; what is in none of the five classes
 * counts as 5xx (RFC 9110 section 15). */
bool mni_head_is_failure(const struct mni_head *head);

/* Reads field lines up to the empty line, which is taken too, and appends them
 * to RAW as they came, unless that is NULL.  Errors as above. */
enum mni_status mni_section_read(struct mni_wire *wire,
    const struct mni_http_limits *limits, struct mni_fields *fields,
    struct mni_bytes *raw, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
