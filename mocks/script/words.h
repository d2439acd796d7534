/* SPDX-License-Identifier: MIT */
/*
 * The words of a script or case file, line by line.  A word is a run of
 * octets other than blank, quote and "#"; a string stands in double quotes
 * and has the escapes of C; "#" begins a comment.  A reader points into the
 * caller's text, copies nothing but strings, and never blocks.
 */
#ifndef MNI_WORDS_H
#define MNI_WORDS_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "mocknet.h"

#include <stdbool.h>
#include <stddef.h>

struct mni_reader {
	const char *at, *end;      /* what is left of the text */
	const char *line_start;    /* of the line that holds at */
	unsigned line;             /* counts from 1 */
	struct mn_mistake mistake; /* the first one; line 0: none yet */
};

enum mni_token_kind { MNI_WORD, MNI_STRING, MNI_LINE_END };

struct mni_token {
	enum mni_token_kind kind;
	const char *text; /* in the reader's text, not NUL-terminated */
	size_t size;
	unsigned line, column;
};

/* Begins to read SIZE octets of TEXT. */
void mni_reader_init(struct mni_reader *reader, const char *text, size_t size);

/*
 * Goes to the first line from here on that is neither blank nor comment.
 * Returns its indentation in columns (0: it begins in the first), or -1 at
 * the end of the text.
 */
int mni_next_line(struct mni_reader *reader);

/* A token of KIND without text, at the place that READER has come to. */
struct mni_token mni_token_here(
    const struct mni_reader *reader, enum mni_token_kind kind);

/* The next word or string of this line, or its end.  An unfinished string is
 * a mistake and ends the line. */
struct mni_token mni_next_token(struct mni_reader *reader);

/* The next token without taking it. */
struct mni_token mni_peek_token(struct mni_reader *reader);

/* The rest of this line without comment handling and without blanks at
 * either end, as one token. */
struct mni_token mni_rest_of_line(struct mni_reader *reader);

/* Whether TOKEN is the bare word WORD. */
bool mni_token_is(const struct mni_token *token, const char *word);

/* Notes a mistake at TOKEN, unless one was noted before.  Returns -1. */
int mni_mistake(struct mni_reader *reader, const struct mni_token *token,
    const char *format, ...) MNI_PRINTF(3, 4);

/* Notes "expected WHAT, found ...".  Returns -1. */
int mni_expected(
    struct mni_reader *reader, const struct mni_token *token, const char *what);

/* Takes the end of the line.  Returns 0, or -1 and notes a mistake. */
int mni_take_line_end(struct mni_reader *reader) MNI_MUST_USE;

/* Takes a number from LEAST to MOST.  Returns 0, or -1 and notes a mistake. */
int mni_take_number(struct mni_reader *reader, const char *what, size_t least,
    size_t most, size_t *out_number) MNI_MUST_USE;

/* Takes a number from LEAST to MOST, or two such as 1..5, the second not
 * smaller.  Returns 0, or -1 and notes a mistake: "expected WHAT". */
int mni_take_range(struct mni_reader *reader, const char *what, size_t least,
    size_t most, size_t *out_least, size_t *out_most) MNI_MUST_USE;

/* Takes the bare word WORD.  Returns 0, or -1 and notes a mistake:
 * "expected 'WORD' after AFTER". */
int mni_take_word(struct mni_reader *reader, const char *word,
    const char *after) MNI_MUST_USE;

/* Whether the next token begins with a digit. */
bool mni_number_is_next(struct mni_reader *reader);

/* Takes a duration such as 50ms or 2s, an hour at most, in milliseconds.
 * Returns 0, or -1 and notes a mistake. */
int mni_take_duration(struct mni_reader *reader, int *out_ms) MNI_MUST_USE;

/* Takes a string and appends its octets to OUT.  Returns 0, or -1 and notes
 * a mistake. */
int mni_take_string(
    struct mni_reader *reader, struct mni_bytes *out) MNI_MUST_USE;

#endif
