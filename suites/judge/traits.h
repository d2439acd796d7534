/* SPDX-License-Identifier: MIT */
/*
 * What the octets that came from a server are like, where a case cannot say
 * which they are: how many, in which lines, of which characters, and which time
 * they tell.  A line ends with LF; a last one without an end counts, too.
 */
#ifndef MNI_TRAITS_H
#define MNI_TRAITS_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "script/words.h"

#include <stdbool.h>
#include <stddef.h>

enum mni_trait_kind {
	MNI_TRAIT_OCTETS,   /* least to most in all */
	MNI_TRAIT_LINES,    /* least to most of them */
	MNI_TRAIT_WIDTH,    /* of each line but an unfinished one, without the
	                     * CR LF that it ends with */
	MNI_TRAIT_CRLF,     /* every line ends so, the last one too */
	MNI_TRAIT_PRINTING, /* only ASCII from space to ~, and CR and LF */
	MNI_TRAIT_RING,     /* RFC 864: each character is behind the one before
	                     * it, each line begins one behind the last */
	MNI_TRAIT_FRONT,    /* it begins with front */
	MNI_TRAIT_SIZES,    /* least to most different sizes of datagrams */
	MNI_TRAIT_DAYTIME,  /* RFC 867: a time within most ms of now */
	MNI_TRAIT_TIME      /* RFC 868: the same, as four octets */
};

struct mni_trait {
	enum mni_trait_kind kind;
	size_t least, most;
	struct mni_bytes front; /* owned */
};

#define MNI_MOST_TRAITS 4

/* Different sizes of datagrams, as far as there is room. */
struct mni_sizes {
	size_t list[32];
	size_t count;
};

/* Notes a datagram of SIZE octets. */
void mni_sizes_add(struct mni_sizes *sizes, size_t size);

/* Takes what stands behind "with" into *out_trait, whose front is the
 * caller's also when it is half read.  Returns 0, or -1 and notes a mistake. */
int mni_trait_read(
    struct mni_reader *reader, struct mni_trait *out_trait) MNI_MUST_USE;

/* A new list of COUNT that are copies of LIST, or NULL: there is no memory. */
struct mni_trait *mni_traits_copy(const struct mni_trait *list, size_t count);

/* Frees LIST, of COUNT; NULL is accepted. */
void mni_traits_free(struct mni_trait *list, size_t count);

/* Whether OCTETS, which came in datagrams of SIZES or over a connection, are
 * like this. */
bool mni_trait_fits(const struct mni_trait *trait,
    const struct mni_bytes *octets, const struct mni_sizes *sizes);

/* Writes TRAIT as it is read: "with lines 1". */
void mni_trait_phrase(
    const struct mni_trait *trait, char *out, size_t capacity);

#endif
