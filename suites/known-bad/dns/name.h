/* SPDX-License-Identifier: MIT */
/* Names of domains, as the labels of a message (RFC 1035 section 3.1). */
#ifndef NAME_H
#define NAME_H

#include "../exchange.h"

#include <stdbool.h>
#include <stddef.h>

#define NAME_MOST 255 /* octets, with those that the lengths take */

struct name {
	unsigned char octets[NAME_MOST + 1]; /* bugs write one more */
	size_t size; /* with the root's length, once it is whole */
	bool any;    /* by a bug: it is every name */
};

/* Adds a label to NAME, which stands without its root.  Returns whether it is
 * one, and has room. */
bool name_add(struct name *name, const void *label, size_t size);

/* Adds the root, which ends NAME.  Returns whether it has room. */
bool name_end(struct name *name);

/* Reads TEXT, labels with dots between them.  Returns OK, or NO_ADDRESS when no
 * name is written so. */
enum status name_read(const char *text, struct name *out_name);

/* Whether A and B are the same but for the case of letters. */
bool name_is_same(const struct name *a, const struct name *b);

/* Whether NAME is the name that PARENT says, or stands below it. */
bool name_is_within(const struct name *name, const char *parent);

#endif
