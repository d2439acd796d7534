/* SPDX-License-Identifier: MIT */
/* The reading of one script, shared by those who read its lines. */
#ifndef MNI_PARSE_H
#define MNI_PARSE_H

#include "base/compiler.h"
#include "script/limits.h"
#include "script/script.h"
#include "script/words.h"

#include <stdbool.h>
#include <stddef.h>

struct mni_parse {
	struct mni_reader reader;
	struct mni_script *script;
	struct mni_token word; /* the first one of the line */
	const char *folder;    /* for file names; NULL: the current */
	enum mni_side side;
	enum mni_use use;             /* what the script is for */
	bool service;                 /* its steps are not the user's */
	bool sectioned;               /* a connection line was read */
	bool ended;                   /* no step can follow */
	size_t loops[MNI_MOST_LOOPS]; /* the open ones, outermost first */
	size_t depth;
};

int mni_no_memory(struct mni_parse *parse);

/* The part that steps are added to. */
struct mni_part *mni_parse_part(struct mni_parse *parse);

/* The part of connections that the lines from here on belong to, or NULL. */
struct mni_part *mni_parse_section(struct mni_parse *parse);

/* A new part for connections FIRST to LAST, or NULL. */
struct mni_part *mni_parse_add_part(
    struct mni_parse *parse, size_t first, size_t last);

/* Reads the step that begins with WORD, which was taken, and its line. */
int mni_read_step(
    struct mni_parse *parse, const struct mni_token *word) MNI_MUST_USE;

/* Whether TOKEN begins a text. */
bool mni_is_text(const struct mni_token *token);

/* Whether TOKEN begins what a send sends. */
bool mni_is_source(const struct mni_token *token);

/* Takes that into STEP.  Returns 0, or -1 and notes a mistake. */
int mni_read_source(
    struct mni_parse *parse, struct mni_step *step) MNI_MUST_USE;

/* Takes the path of WHAT, which is below the folder of the script unless it
 * begins with "/".  Returns 0, or -1 and notes a mistake. */
int mni_read_path(struct mni_parse *parse, char *out, size_t capacity,
    const char *what) MNI_MUST_USE;

/* Takes a text, which is strings and the word address, and appends it to TEXT.
 * Returns 0, or -1 and notes a mistake. */
int mni_read_text(struct mni_parse *parse, struct mni_text *text) MNI_MUST_USE;

/* Why a datagram of SCRIPT cannot leave from FROM, or NULL: it can. */
const char *mni_wrong_source(
    const struct mni_script *script, enum mni_from from);

/* Notes a mistake at WHERE when the script is for a socket that STOP cannot
 * end.  Returns 0, or -1. */
int mni_check_stop(struct mni_parse *parse, const struct mni_token *where,
    enum mni_stop stop) MNI_MUST_USE;

/* Reads the first line, and the steps of the service it names. */
int mni_read_head(struct mni_parse *parse) MNI_MUST_USE;

/* Reads all lines that are left. */
int mni_read_lines(struct mni_parse *parse) MNI_MUST_USE;

/* Whether WORD is the verb of a step. */
bool mni_is_verb(const struct mni_token *word);

/* Notes a mistake when a loop is still open, or a rule has no step. */
int mni_parse_end_part(
    struct mni_parse *parse, const struct mni_token *where) MNI_MUST_USE;

#endif
