/* SPDX-License-Identifier: MIT */
/*
 * What stands before a body, and behind one in chunks: a status line (RFC 9112
 * section 4) and a section of field lines (section 5).
 */
#ifndef HEADING_H
#define HEADING_H

#include "../exchange.h"
#include "../text.h"
#include "span.h"

#include <stdbool.h>

struct field {
	char *name; /* owned, as is value */
	char *value;
};

struct heading {
	int major, minor, code;
	struct field *fields; /* owned */
	size_t count;
};

/*
 * Reads the section that CAME begins with, up to its empty line, into HEADING,
 * which is empty.  HAS_STATUS: a status line stands before it.  Each line is
 * looked at as soon as it has come.  Returns OK; WAITING, when it is not all
 * there; TOO_LARGE; MALFORMED; or UNSUPPORTED, when it is of another major
 * version.  heading_free() follows either way.
 */
enum status heading_read(struct span came, bool has_status,
    struct heading *heading, size_t *out_size);

/* The value of the NTH field called NAME, from 0, or NULL. */
const char *heading_value(
    const struct heading *heading, const char *name, size_t nth);

/* Takes the next member of the lists in all fields called NAME; nth and *rest
 * say where it is, and begin as 0 and nothing.  Returns whether there is one;
 * it may be empty. */
bool heading_member(const struct heading *heading, const char *name,
    size_t *nth, struct span *rest, struct span *out_member);

void heading_free(struct heading *heading);

#endif
