/* SPDX-License-Identifier: MIT */
/* Reading the body of a response, without its framing. */
#ifndef MNI_HTTP_BODY_H
#define MNI_HTTP_BODY_H

#include "base/compiler.h"
#include "base/status.h"
#include "http/framing.h"
#include "http/head.h"
#include "http/wire.h"

#include <stddef.h>
#include <stdint.h>

/* Who takes a body, piece by piece.  What they return, if not MNI_OK, ends the
 * reading. */
struct mni_body_sink {
	/* Takes SIZE octets, which may be few: those of a chunk. */
	enum mni_status (*take)(void *owner, const uint8_t *data, size_t size,
	    struct mni_trouble *trouble);
	/* More octets are waited for: what was gathered goes on.  May be
	 * NULL. */
	enum mni_status (*settle)(void *owner, struct mni_trouble *trouble);
	void *owner;
};

/*
 * Reads the body that FRAMING tells of, up to its end.  Trailers are read and
 * thrown away (RFC 9110 section 6.5.1).  Errors: those of mni_wire_line() and
 * of SINK; malformed; truncated, when the connection ended before the body;
 * too-large, also when it is announced.  What came before an error has gone
 * to SINK.
 */
enum mni_status mni_body_read(struct mni_wire *wire,
    const struct mni_framing *framing, const struct mni_http_limits *limits,
    const struct mni_body_sink *sink, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
