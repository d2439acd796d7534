/* SPDX-License-Identifier: MIT */
/*
 * The field lines of a section (RFC 9110 section 5), in their order, and the
 * grammar that they are made of.
 */
#ifndef MNI_HTTP_FIELDS_H
#define MNI_HTTP_FIELDS_H

#include "base/compiler.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct mni_field {
	char *name;  /* owned; a token, in the letters that came */
	char *value; /* owned; without blanks around it, no CR, LF or NUL */
};

struct mni_fields {
	struct mni_field *list; /* owned */
	size_t count, capacity;
};

#define MNI_FIELDS_EMPTY ((struct mni_fields){.list = NULL})

void mni_fields_fini(struct mni_fields *fields);

/*
 * Adds the line at LINE, SIZE octets without their line end: a name, a colon
 * and a value (RFC 9112 section 5).  Errors: malformed, with what is wrong;
 * system.
 */
enum mni_status mni_fields_add(struct mni_fields *fields, const char *line,
    size_t size, struct mni_trouble *trouble) MNI_MUST_USE;

/* Joins what continues the value of the last line by a SP (obs-fold, RFC 9112
 * section 5.2).  Errors as above. */
enum mni_status mni_fields_continue(struct mni_fields *fields, const char *line,
    size_t size, struct mni_trouble *trouble) MNI_MUST_USE;

/* The value of the first line called NAME behind *at lines, or NULL; moves *at
 * behind it. */
const char *mni_fields_next(
    const struct mni_fields *fields, const char *name, size_t *at);

/* The value of the first line called NAME, or NULL. */
const char *mni_fields_first(const struct mni_fields *fields, const char *name);

/* Whether a member of the lists that the lines called NAME hold is MEMBER, in
 * letters of either case (RFC 9110 section 5.6.1). */
bool mni_fields_list(
    const struct mni_fields *fields, const char *name, const char *member);

/* Takes the next member of a list, without the blanks around it, from *at;
 * false at the end of it.  A member may be empty. */
bool mni_list_next(const char **at, const char **out_member, size_t *out_size);

/* Whether the SIZE octets at TEXT are a token (RFC 9110 section 5.6.2). */
bool mni_is_token(const char *text, size_t size);

/* Whether C is a blank: SP or HTAB. */
bool mni_is_blank(char c);

#endif
