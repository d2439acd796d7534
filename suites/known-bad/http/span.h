/* SPDX-License-Identifier: MIT */
/* Octets of somebody else's, and what is cut out of them. */
#ifndef SPAN_H
#define SPAN_H

#include <stdbool.h>
#include <stddef.h>

/* Sets of octets: blanks, and what a token has beside letters and digits. */
#define BLANKS " \t"
#define TOKEN "!#$%&'*+-.^_`|~"

struct span {
	const char *octets;
	size_t size;
};

struct span span_of(const char *text);

/* SPAN without its first COUNT octets. */
struct span span_behind(struct span span, size_t count);

/* The first COUNT octets of SPAN. */
struct span span_before(struct span span, size_t count);

/* Where OCTET is in SPAN first, or the size of SPAN. */
size_t span_find(struct span span, char octet);

/* Whether SPAN has the octets of TEXT, the first ones of it, or all but for
 * the case of letters. */
bool span_is(struct span span, const char *text);
bool span_begins(struct span span, const char *text);
bool span_is_like(struct span span, const char *text);

bool span_is_same(struct span a, struct span b);

/* Whether an octet of SPAN is one of those in SET, which has no NUL. */
bool span_has(struct span span, const char *set);

/* Whether SPAN has no other octets than letters, digits and those in SET. */
bool span_is_made_of(struct span span, const char *set);

bool span_is_ascii(struct span span);

/* SPAN without the octets of SET at both of its ends. */
struct span span_trim(struct span span, const char *set);

/* Takes what stands up to MARK, or all of it, out of *rest, and the mark. */
struct span span_take(struct span *rest, char mark);

/* A copy of SPAN as a string, the caller's to free; where there is no memory
 * the client ends. */
char *span_copy(struct span span);

#endif
