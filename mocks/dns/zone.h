/* SPDX-License-Identifier: MIT */
/*
 * A zone: its names, and the records of each.  It is read from a master file,
 * checked, and never changes after that, so that threads may share it.  A
 * name that only has names below it (an empty non-terminal, RFC 4592 section
 * 2.2.2) is there as well.
 */
#ifndef MNI_NS_ZONE_H
#define MNI_NS_ZONE_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "dns/domain.h"
#include "mocknet.h"
#include "script/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mni_rr {
	const uint8_t *data; /* RDATA, its names uncompressed */
	uint16_t size;       /* octets */
};

/* The records of one owner and type, in the order of the file (RFC 2181
 * section 5). */
struct mni_rrset {
	uint16_t type;
	uint32_t ttl; /* seconds */
	const struct mni_rr *rrs;
	size_t count;
};

struct mni_ns_node {
	const uint8_t *name;          /* in the letters of the file */
	const struct mni_rrset *sets; /* by type; NULL: it is empty */
	size_t count;                 /* of sets */
	size_t wildcard;              /* the node "*" below it; 0: none */
	size_t next;                  /* with the same place in the table, or
	                               * 0; the apex is no one's next */
	uint32_t hash;
};

/* A line of the file that begins with ";!". */
struct mni_ns_note {
	struct mni_token token;   /* what stands behind that */
	struct mni_domain origin; /* of relative names there */
};

struct mni_ns_zone {
	struct mni_ns_node *nodes; /* owned; the first one is the apex */
	size_t node_count;
	size_t *table;     /* owned; by hash: a node, or 0; the apex is not in
	                     * it */
	size_t table_size; /* a power of two */
	struct mni_rrset *sets;    /* owned; those of all nodes */
	struct mni_rr *rrs;        /* owned; those of all sets */
	struct mni_bytes octets;   /* of all names and RDATA */
	struct mni_ns_note *notes; /* owned; they point into the text that
	                              * was read */
	size_t note_count;
};

/* Reads SIZE octets of TEXT, a master file of one zone.  Returns 0 and
 * *out_zone, which the caller ends with fini, or -1 and *out_mistake. */
int mni_ns_zone_read(const char *text, size_t size,
    struct mni_ns_zone *out_zone, struct mn_mistake *out_mistake) MNI_MUST_USE;

void mni_ns_zone_fini(struct mni_ns_zone *zone);

/* The node of NAME, whose hash by mni_domain_hashes() is HASH, or NULL. */
const struct mni_ns_node *mni_ns_zone_find(
    const struct mni_ns_zone *zone, const uint8_t *name, uint32_t hash);

/* The records of NODE of TYPE, or NULL. */
const struct mni_rrset *mni_ns_zone_set(
    const struct mni_ns_node *node, uint16_t type);

/* Whether NODE, which is not the apex, is where another zone begins. */
bool mni_ns_zone_is_cut(
    const struct mni_ns_zone *zone, const struct mni_ns_node *node);

#endif
