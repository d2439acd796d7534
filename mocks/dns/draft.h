/* SPDX-License-Identifier: MIT */
/* A zone that is being read: its records as they come, and what is made of
 * them when all have come. */
#ifndef MNI_NS_DRAFT_H
#define MNI_NS_DRAFT_H

#include "base/compiler.h"
#include "dns/master.h"
#include "dns/zone.h"

#include <stddef.h>
#include <stdint.h>

struct mni_ns_record {
	size_t owner, data; /* where they are in the octets of the zone */
	size_t node;        /* of the owner */
	size_t number;      /* in the order of the file */
	uint32_t ttl;
	uint16_t type, size;    /* of data */
	struct mni_token place; /* the owner, or the type where it is left
	                         * out */
};

struct mni_ns_draft {
	struct mni_master master;
	struct mni_ns_zone zone;
	struct mni_ns_record *records; /* owned */
	size_t count, capacity;
};

/* Reads all lines into records.  Returns 0, or -1 and notes a mistake. */
int mni_draft_load(struct mni_ns_draft *draft) MNI_MUST_USE;

/* Makes nodes and sets of the records.  Returns 0, or -1 and notes a
 * mistake: what a zone cannot have. */
int mni_draft_build(struct mni_ns_draft *draft) MNI_MUST_USE;

/* Puts the name of every record, and those above it, into the table, the
 * apex first; all have to be below that.  Returns 0, or -1 and notes a
 * mistake. */
int mni_draft_index(
    struct mni_ns_draft *draft, const uint8_t *apex) MNI_MUST_USE;

/* Holds a zone that is whole to what its records may be together; they are
 * sorted by node and type.  Returns 0, or -1 and notes a mistake. */
int mni_draft_check(struct mni_ns_draft *draft) MNI_MUST_USE;

/* Notes a mistake at RECORD: the name of its owner, and WHY behind it.
 * Returns -1. */
int mni_draft_mistake(struct mni_ns_draft *draft,
    const struct mni_ns_record *record, const char *why);

int mni_draft_no_memory(struct mni_ns_draft *draft);

#endif
