/* SPDX-License-Identifier: MIT */
/*
 * The words of a master file (RFC 1035 section 5.1): lines, parentheses,
 * comments, quoted strings and escapes, and the values that are made of them.
 * The reader points into the caller's text and copies nothing of it.  The
 * first mistake is noted with its place, as in scripts.
 */
#ifndef MNI_NS_MASTER_H
#define MNI_NS_MASTER_H

#include "base/compiler.h"
#include "dns/domain.h"
#include "script/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* RFC 2181 section 8. */
#define MNI_TTL_MOST 0x7fffffff

struct mni_master {
	struct mni_reader reader;
	struct mni_token open;    /* the parenthesis that is not closed yet */
	bool grouped;             /* there is one */
	struct mni_domain origin; /* of names without a dot at their end */
};

enum mni_master_line {
	MNI_MASTER_END,     /* the text is over */
	MNI_MASTER_OWNER,   /* a record, its owner first */
	MNI_MASTER_BLANK,   /* a record of the same owner as the last one */
	MNI_MASTER_CONTROL, /* $ORIGIN and its like */
	MNI_MASTER_NOTE     /* ";!", which was taken, and something behind it */
};

/* Begins to read SIZE octets of TEXT, without an origin. */
void mni_master_init(struct mni_master *master, const char *text, size_t size);

/* Goes to the first line from here on that is neither blank nor comment. */
enum mni_master_line mni_master_next_line(struct mni_master *master);

/*
 * The next word or string of this record, or its end.  Text is as it stands
 * in the file, escapes and all; a word may end in a string, as in key="value".
 * What is not closed is a mistake and ends the record.
 */
struct mni_token mni_master_next(struct mni_master *master);

/* The next token without taking it; a mistake in it is not noted. */
struct mni_token mni_master_peek(const struct mni_master *master);

/* Takes the end of the record.  Returns 0, or -1 and notes a mistake. */
int mni_master_take_end(struct mni_master *master) MNI_MUST_USE;

/*
 * Writes the octet at *at of TOKEN, whose escapes are \DDD and \X, to *out
 * and moves *at behind it.  Returns 1 when it was escaped, 0 when it was not,
 * or -1 and notes a mistake.
 */
int mni_master_octet(struct mni_master *master, const struct mni_token *token,
    size_t *at, uint8_t *out);

/* Reads TOKEN as a domain name; WHAT it is names it in a mistake.  Returns 0,
 * or -1 and notes a mistake. */
int mni_master_domain(struct mni_master *master, const struct mni_token *token,
    const char *what, struct mni_domain *out) MNI_MUST_USE;

/* Reads TOKEN as a number of MOST at most.  Returns 0, or -1 and notes a
 * mistake: "expected WHAT". */
int mni_master_number(struct mni_master *master, const struct mni_token *token,
    const char *what, uint32_t most, uint32_t *out) MNI_MUST_USE;

/* Reads TOKEN as seconds, also in weeks, days, hours and minutes as in
 * 1h30m.  Returns as mni_master_number() does. */
int mni_master_period(struct mni_master *master, const struct mni_token *token,
    const char *what, uint32_t most, uint32_t *out) MNI_MUST_USE;

/* TOKEN from its octet AT on, for the place of a mistake. */
struct mni_token mni_token_from(const struct mni_token *token, size_t at);

#endif
