/* SPDX-License-Identifier: MIT */
/*
 * The deliberate bugs.  The client has one of them, chosen by its name, or
 * none.  Each part of it has a table of those that are in its code.
 */
#ifndef BUG_H
#define BUG_H

#include <stdbool.h>
#include <stddef.h>

struct bug {
	const char *name; /* NULL behind the last one of a table */
	const char *what; /* what the client does by it */
};

extern const struct bug client_bugs[];
extern const struct bug exchange_bugs[];
extern const struct bug datagram_bugs[];
extern const struct bug oneshot_bugs[];
extern const struct bug scan_bugs[];
extern const struct bug forms_bugs[];
extern const struct bug moment_bugs[];
extern const struct bug echo_bugs[];
extern const struct bug print_bugs[];

/* Whether the client has the bug NAME. */
bool is(const char *name);

/* Whether it has one of TABLE. */
bool is_one_of(const struct bug *table);

/* The number that the name of the bug ends with, if it begins with PREFIX;
 * else OTHERWISE. */
size_t bug_number(const char *prefix, size_t otherwise);

const char *bug_name(void);

/* Chooses the bug NAME, or "none".  Returns whether there is one. */
bool bug_choose(const char *name);

/* Prints the names of all bugs, and what they are if EXPLAINED. */
void bug_print_all(bool explained);

#endif
