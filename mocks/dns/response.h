/* SPDX-License-Identifier: MIT */
/*
 * A response while it is put together: its header, question and records, and
 * how it is to be wrong.  It holds no octets of its own but those of names
 * that are neither in a zone nor in the query, and is written as octets at the
 * end.  One response is used again and again, so that it needs no memory for
 * most queries.
 */
#ifndef MNI_NS_RESPONSE_H
#define MNI_NS_RESPONSE_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "dns/asked.h"
#include "dns/domain.h"
#include "dns/zone.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many aliases are followed for one query. */
#define MNI_NS_HOPS 32

enum mni_ns_section {
	MNI_NS_ANSWER,
	MNI_NS_AUTHORITY,
	MNI_NS_ADDITIONAL,
	MNI_NS_SECTIONS
};

/* Records of one owner and type. */
struct mni_ns_item {
	enum mni_ns_section section;
	const uint8_t *owner; /* it outlives the response */
	uint16_t type, class;
	uint32_t ttl;
	const struct mni_rr *rrs; /* they outlive it too */
	size_t count;
};

/* What is in the place of the owner of the first answer. */
enum mni_ns_owner {
	MNI_NS_OWNER,          /* it is there */
	MNI_NS_POINTS_TO_SELF, /* a pointer to itself */
	MNI_NS_POINTS_FORWARD, /* to the name behind all records */
	MNI_NS_POINTS_OUTSIDE, /* behind the message */
	MNI_NS_POINTS_TO_HEADER
};

/* What is wrong with the octets of a response. */
struct mni_ns_flaws {
	long counts[4]; /* of the header; -1: the true one */
	enum mni_ns_owner owner;
	int length_change; /* of the RDLENGTH of the first answer */
};

#define MNI_NS_FLAWLESS ((struct mni_ns_flaws){.counts = {-1, -1, -1, -1}})

struct mni_ns_response {
	uint16_t id, bits; /* without RCODE */
	uint16_t rcode;    /* 12 bits of it with EDNS */
	bool has_question;
	struct mni_domain name; /* of the question */
	uint16_t type, class;
	struct mni_ns_item *items; /* owned; in any order of sections */
	size_t count, capacity;
	bool edns;       /* an OPT record goes with it */
	uint8_t version; /* of EDNS */
	uint16_t payload, flags;
	uint8_t options[20]; /* of EDNS */
	size_t options_size;
	size_t limit; /* octets at most; from 512 on */
	struct mni_ns_flaws flaws;

	/* Aliases: the names that were looked for behind that of the query,
	 * one after the other, and the RDATA of CNAME records that are made of
	 * a DNAME record. */
	struct mni_domain names[MNI_NS_HOPS];
	struct mni_rr aliases[MNI_NS_HOPS];
};

#define MNI_NS_RESPONSE_EMPTY ((struct mni_ns_response){.items = NULL})

void mni_ns_response_fini(struct mni_ns_response *response);

/* Begins the response to ASKED: NOERROR without records, LIMIT octets at
 * most. */
void mni_ns_response_begin(struct mni_ns_response *response,
    const struct mni_ns_asked *asked, size_t limit);

/* Adds records.  Returns 0, or -1 when there is no memory. */
int mni_ns_response_add(struct mni_ns_response *response,
    const struct mni_ns_item *item) MNI_MUST_USE;

/* Adds SET of OWNER to SECTION.  Returns as mni_ns_response_add() does. */
int mni_ns_response_add_set(struct mni_ns_response *response,
    enum mni_ns_section section, const uint8_t *owner,
    const struct mni_rrset *set) MNI_MUST_USE;

/*
 * Appends the octets of RESPONSE to OUT, with its names compressed (RFC 1035
 * section 4.1.4; RFC 3597 section 4), but never against one in other letters.
 * What the limit leaves no room for is left out, whole sets at a time; when
 * it is of the answer or authority section, so is all behind it, and TC is
 * set (RFC 2181 section 9).  Returns 0, or -1 when there is no memory.
 */
int mni_ns_response_write(
    const struct mni_ns_response *response, struct mni_bytes *out) MNI_MUST_USE;

#endif
