/* SPDX-License-Identifier: MIT */
/*
 * A connection to a server, as messages are read from it: by lines and by
 * octets, up to a deadline.
 */
#ifndef MNI_HTTP_WIRE_H
#define MNI_HTTP_WIRE_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mni_wire {
	int fd; /* the caller's */
	struct mni_deadline deadline;
	struct mni_bytes buffer; /* owned; what came, of it are taken */
	size_t taken;            /* so many octets */
	bool ended;              /* the peer has closed its side */
};

/* The wire over FD, which is connected and non-blocking.  It ends with fini. */
struct mni_wire mni_wire_over(int fd);

void mni_wire_fini(struct mni_wire *wire);

/* Sends SIZE octets.  A peer that takes no more is no error: it may have
 * answered.  Errors: timeout, system. */
enum mni_status mni_wire_send(struct mni_wire *wire, const void *data,
    size_t size, struct mni_trouble *trouble) MNI_MUST_USE;

/* Octets that came and are not taken. */
const uint8_t *mni_wire_data(const struct mni_wire *wire);
size_t mni_wire_size(const struct mni_wire *wire);

/* Takes SIZE of them. */
void mni_wire_take(struct mni_wire *wire, size_t size);

/* Waits for more octets to come, or for the end: wire->ended.  Errors:
 * timeout; truncated, when the connection is reset; system. */
enum mni_status mni_wire_fill(
    struct mni_wire *wire, struct mni_trouble *trouble) MNI_MUST_USE;

/* What was found of a line. */
struct mni_line {
	const char *text; /* the wire's, until it is filled or taken from */
	size_t size;      /* without the line end */
	size_t whole;     /* with it */
	bool bare;        /* it ended with LF alone */
};

/*
 * Waits for a whole line, which is not taken.  Errors: those of
 * mni_wire_fill(); too-large, when there are MOST octets and no line end;
 * truncated, when the connection has ended before.
 */
enum mni_status mni_wire_line(struct mni_wire *wire, size_t most,
    struct mni_line *out_line, struct mni_trouble *trouble) MNI_MUST_USE;

/* Whether a whole line has come. */
bool mni_wire_has_line(const struct mni_wire *wire);

/* Whether nothing has come that nobody asked for, and the peer is there: the
 * connection may serve once more. */
bool mni_wire_is_idle(const struct mni_wire *wire);

#endif
