/* SPDX-License-Identifier: MIT */
/* Messages of the Domain Name System that a test writes.  Nothing here comes
 * from src, so that a wrong idea cannot agree with itself. */
#ifndef MNI_DRAFT_H
#define MNI_DRAFT_H

#include <stddef.h>
#include <stdint.h>

/* Numbers of RFC 1035 sections 3.2.2 and 4.1.1. */
enum { DRAFT_A = 1, DRAFT_NS = 2, DRAFT_CNAME = 5, DRAFT_SOA = 6 };
enum { DRAFT_TXT = 16, DRAFT_AAAA = 28, DRAFT_DNAME = 39, DRAFT_OPT = 41 };
enum { DRAFT_ANSWER = 1, DRAFT_AUTHORITY = 2, DRAFT_ADDITIONAL = 3 };

#define DRAFT_RESPONSE 0x8180 /* QR, RD and RA */
#define DRAFT_TC 0x0200

struct draft {
	uint8_t octets[70000];
	size_t size;
	unsigned long ttl; /* of the records that are added */
	unsigned class;    /* of them, too: 1 */
};

/* A header alone. */
void draft_begin(struct draft *draft, unsigned id, unsigned flags);

/* Overwrites the 16 bits at octet AT. */
void draft_set(struct draft *draft, size_t at, unsigned number);

/* Adds NAME, in which no dot is escaped, as labels and without a pointer; then
 * a question. */
void draft_name(struct draft *draft, const char *name);
void draft_question(struct draft *draft, const char *name, unsigned type);

/* Adds a record to SECTION; those of a section follow each other.  The owner
 * "" is a pointer to the question. */
void draft_record(struct draft *draft, int section, const char *owner,
    unsigned type, const void *rdata, size_t size);

/* Adds a record with a name as its RDATA. */
void draft_alias(struct draft *draft, int section, const char *owner,
    unsigned type, const char *target);

/* Adds an A or AAAA record to the answer. */
void draft_address(struct draft *draft, const char *owner, const char *address);

/* Overwrites one to four octets behind the header at random; STATE is that of
 * the generator, not 0 at first, so that all runs are alike. */
void draft_mutate(struct draft *draft, uint32_t *state);

#endif
