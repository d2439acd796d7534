/* SPDX-License-Identifier: MIT */
/* The smallest parts of HTTP messages, in any locale. */
#ifndef MNI_WEB_SYNTAX_H
#define MNI_WEB_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>

/* Octets of something larger, which is somebody else's. */
struct mni_slice {
	const char *data;
	size_t size;
};

/* Whether SLICE is a token (RFC 9110 section 5.6.2). */
bool mni_slice_is_token(struct mni_slice slice);

/* Whether SLICE is WORD, its letters being capitals or not. */
bool mni_slice_is(struct mni_slice slice, const char *word);

/* Whether both have the same octets. */
bool mni_slice_equals(struct mni_slice a, struct mni_slice b);

/* SLICE without SP and HTAB at either end (OWS, RFC 9110 section 5.6.3). */
struct mni_slice mni_slice_trim(struct mni_slice slice);

/* Takes the next line off REST and returns it without its end, which is a LF
 * with or without a CR, or the end of REST. */
struct mni_slice mni_slice_line(struct mni_slice *rest);

/* Takes the next element off a list with commas (RFC 9110 section 5.6.1); an
 * empty one too.  Returns whether there was one. */
bool mni_slice_next(struct mni_slice *list, struct mni_slice *out_element);

/* Whether C is a digit, or a hexadecimal one. */
bool mni_is_digit(char c);
bool mni_is_hex(char c);

/* Whether SLICE is a host with or without a port (RFC 3986 section 3.2.2 and
 * 3.2.3); it may be empty, as in a Host field. */
bool mni_slice_is_host(struct mni_slice slice);

#endif
