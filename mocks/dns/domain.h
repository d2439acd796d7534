/* SPDX-License-Identifier: MIT */
/*
 * Domain names as they are on the wire, without compression: labels, each an
 * octet with its length and so many octets, and the empty one of the root
 * (RFC 1035 section 3.1).  Such a name says by itself where it ends, so that
 * a pointer is enough.  Letters are compared in any case, and kept in the one
 * that they came in (RFC 4343 section 3).
 */
#ifndef MNI_NS_DOMAIN_H
#define MNI_NS_DOMAIN_H

#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* RFC 1035 section 2.3.4. */
#define MNI_LABEL_MOST 63
#define MNI_DOMAIN_MOST 255

#define MNI_LABELS_MOST 128  /* that of the root included */
#define MNI_DOMAIN_TEXT 1010 /* room for every octet as \DDD */

struct mni_domain {
	uint8_t size; /* octets, the root's included; 0: none */
	uint8_t wire[MNI_DOMAIN_MOST];
};

/* Octets of NAME, the root's included. */
size_t mni_domain_size(const uint8_t *name);

/* Labels of NAME, the root's not counted. */
size_t mni_domain_labels(const uint8_t *name);

/* NAME without its first COUNT labels, of which it has so many. */
const uint8_t *mni_domain_skip(const uint8_t *name, size_t count);

void mni_domain_set(struct mni_domain *domain, const uint8_t *name);

/* Puts the labels of NAME, up to TAIL, which is inside it, in front of END.
 * Returns 0, or -1 when that is longer than a name can be. */
int mni_domain_join(struct mni_domain *out, const uint8_t *name,
    const uint8_t *tail, const uint8_t *end) MNI_MUST_USE;

/* Whether the names are the same. */
bool mni_domain_equal(const uint8_t *one, const uint8_t *other);

/* Whether NAME is ABOVE, or below it. */
bool mni_domain_within(const uint8_t *name, const uint8_t *above);

/* Whether the first label of NAME is the asterisk of RFC 4592 section
 * 2.1.1. */
bool mni_domain_is_wildcard(const uint8_t *name);

/* A small letter for OCTET when it is a capital of ASCII. */
static inline uint8_t
mni_domain_fold(uint8_t octet)
{
	return octet >= 'A' && octet <= 'Z' ? (uint8_t)(octet - 'A' + 'a')
	                                    : octet;
}

/* The hash of the name that has LABEL in front of one whose hash is ABOVE. */
uint32_t mni_domain_hash(const uint8_t *label, uint32_t above);

/*
 * The hash of every name that ends NAME, by the number of its labels: [0] is
 * that of the root.  Returns the number of labels of NAME.
 */
size_t mni_domain_hashes(
    const uint8_t *name, uint32_t out_hashes[static MNI_LABELS_MOST]);

/* NAME in the form of a master file, with a dot at its end (RFC 1035 section
 * 5.1).  Returns OUT. */
const char *mni_domain_text(
    const uint8_t *name, char out[static MNI_DOMAIN_TEXT]);

#endif
