/* SPDX-License-Identifier: MIT */
/*
 * Messages as they come (RFC 1035 section 4.1): the header, the question, and
 * the records of three sections.  A message is read in whole before anything
 * of it is used.  Nothing is copied: the octets stay the caller's, and have to
 * stay in place.
 */
#ifndef MNI_DNS_MESSAGE_H
#define MNI_DNS_MESSAGE_H

#include "base/compiler.h"
#include "base/status.h"
#include "dns/cursor.h"
#include "dns/name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MNI_DNS_HEADER_SIZE 12
#define MNI_DNS_MESSAGE_MAX 65535 /* octets: RFC 1035 section 4.2.2 */

/* In the second word of a header: RFC 1035 section 4.1.1, RFC 6895 section 2
 * (AD and CD). */
enum mni_dns_flag {
	MNI_DNS_QR = 0x8000, /* a response */
	MNI_DNS_AA = 0x0400,
	MNI_DNS_TC = 0x0200, /* it was truncated */
	MNI_DNS_RD = 0x0100,
	MNI_DNS_RA = 0x0080,
	MNI_DNS_Z = 0x0040,
	MNI_DNS_AD = 0x0020,
	MNI_DNS_CD = 0x0010
};

/* RFC 1035 section 4.1.1; RFC 6672 section 2.2, RFC 6891 section 9. */
enum mni_dns_rcode {
	MNI_DNS_NOERROR = 0,
	MNI_DNS_FORMERR = 1,
	MNI_DNS_SERVFAIL = 2,
	MNI_DNS_NXDOMAIN = 3,
	MNI_DNS_NOTIMP = 4,
	MNI_DNS_REFUSED = 5,
	MNI_DNS_YXDOMAIN = 6,
	MNI_DNS_BADVERS = 16
};

#define MNI_DNS_IN 1 /* the class of the Internet */

enum mni_dns_section {
	MNI_DNS_QUESTION,
	MNI_DNS_ANSWER,
	MNI_DNS_AUTHORITY,
	MNI_DNS_ADDITIONAL,
	MNI_DNS_SECTIONS
};

struct mni_dns_header {
	uint16_t id, flags;                /* flags: with OPCODE and RCODE */
	uint16_t counts[MNI_DNS_SECTIONS]; /* entries of each section */
};

struct mni_dns_question {
	struct mni_dns_name name;
	uint16_t type, class;
};

struct mni_dns_record {
	enum mni_dns_section section;
	struct mni_dns_name owner;
	uint16_t type, class;
	uint32_t ttl;                /* seconds */
	struct mni_dns_cursor rdata; /* at its first octet, up to its last */
};

/* What an OPT record says (RFC 6891 section 6.1). */
struct mni_dns_edns {
	bool there; /* else there is none, and the rest is 0 */
	uint8_t version;
	uint16_t size; /* octets of a datagram its sender takes */
	bool dnssec;   /* the DO bit */
};

struct mni_dns_message {
	struct mni_dns_cursor octets; /* all of them */
	size_t records; /* the octet where the first begins; 0: it is not known,
	                 * as the question is malformed */
	struct mni_dns_header header;
	struct mni_dns_question question; /* the first; if its count is not 0 */
	struct mni_dns_edns edns;
	unsigned rcode; /* with the upper bits of EDNS */
};

/* Reads a header, MNI_DNS_HEADER_SIZE octets. */
struct mni_dns_header mni_dns_header_read(
    const uint8_t octets[static MNI_DNS_HEADER_SIZE]);

/* The OPCODE of HEADER, and its RCODE without the upper bits. */
unsigned mni_dns_opcode(const struct mni_dns_header *header);
unsigned mni_dns_rcode(const struct mni_dns_header *header);

/* Reads an entry of the question section. */
enum mni_status mni_dns_take_question(struct mni_dns_cursor *cursor,
    struct mni_dns_question *out_question,
    struct mni_trouble *trouble) MNI_MUST_USE;

/*
 * Reads a message of SIZE octets.  Every name and every length in its sections
 * is checked, RDATA is not.  Octets behind the last record are let be.
 * Malformed, too, is more than one OPT record, or one whose owner is not the
 * root.
 */
enum mni_status mni_dns_message_read(const void *octets, size_t size,
    struct mni_dns_message *out_message,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* A walk over the records of a message that was read. */
struct mni_dns_walk {
	const struct mni_dns_message *message;
	struct mni_dns_cursor cursor;
	enum mni_dns_section section; /* of the next record */
	size_t left;                  /* records of that section */
};

struct mni_dns_walk mni_dns_walk_over(const struct mni_dns_message *message);

/* Takes the next record; false when there is none. */
bool mni_dns_walk_next(
    struct mni_dns_walk *walk, struct mni_dns_record *out_record);

#endif
