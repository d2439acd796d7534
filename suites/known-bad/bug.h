/* SPDX-License-Identifier: MIT */
/*
 * The deliberate bugs.  A program has one of them, chosen by its name, or none.
 * Each part of it has a table of those that are in its code.
 */
#ifndef BUG_H
#define BUG_H

#include <stdbool.h>
#include <stddef.h>

struct bug {
	const char *name; /* NULL behind the last one of a table */
	const char *what; /* what the program does by it */
};

/* The tables of the program, which has this list; NULL behind the last. */
extern const struct bug *const bug_tables[];

extern const struct bug client_bugs[];
extern const struct bug exchange_bugs[];
extern const struct bug datagram_bugs[];
extern const struct bug oneshot_bugs[];
extern const struct bug scan_bugs[];
extern const struct bug forms_bugs[];
extern const struct bug moment_bugs[];
extern const struct bug echo_bugs[];
extern const struct bug print_bugs[];

/* Of DNS. */
extern const struct bug chain_bugs[];
extern const struct bug data_bugs[];
extern const struct bug errand_bugs[];
extern const struct bug local_bugs[];
extern const struct bug lookup_bugs[];
extern const struct bug meaning_bugs[];
extern const struct bug name_bugs[];
extern const struct bug packet_bugs[];
extern const struct bug question_bugs[];
extern const struct bug reply_bugs[];
extern const struct bug reverse_bugs[];
extern const struct bug search_bugs[];

/* Of HTTP. */
extern const struct bug answer_bugs[];
extern const struct bug ask_bugs[];
extern const struct bug chunks_bugs[];
extern const struct bug heading_bugs[];
extern const struct bug line_bugs[];
extern const struct bug measure_bugs[];
extern const struct bug number_bugs[];
extern const struct bug place_bugs[];
extern const struct bug route_bugs[];
extern const struct bug visit_bugs[];

/* Whether the program has the bug NAME. */
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

/*
 * The command line of PROGRAM, a server: "--bug NAME" chooses the bug;
 * "--list" and "--help" print all of them.  Returns whether one is chosen;
 * otherwise the program is at its end, with *out_status.
 */
bool bug_take_arguments(
    int argc, char **argv, const char *program, int *out_status);

#endif
