/* SPDX-License-Identifier: MIT */
/* What a client asks a name server: a query as it came (RFC 1035 section
 * 4.1), and what its OPT record says (RFC 6891 section 6.1). */
#ifndef MNI_NS_ASKED_H
#define MNI_NS_ASKED_H

#include "base/compiler.h"
#include "dns/domain.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MNI_NS_HEADER 12 /* octets */

/* The bits of a header beside OPCODE and RCODE. */
enum {
	MNI_NS_QR = 0x8000,
	MNI_NS_AA = 0x0400,
	MNI_NS_TC = 0x0200,
	MNI_NS_RD = 0x0100,
	MNI_NS_RA = 0x0080,
	MNI_NS_Z = 0x0040,
	MNI_NS_AD = 0x0020,
	MNI_NS_CD = 0x0010
};

/* OPCODE 0, in those bits the four from 11 on. */
#define MNI_NS_QUERY 0
#define MNI_NS_OPCODE_SHIFT 11

/* The codes of RFC 1035 section 4.1.1, and those that came later. */
enum {
	MNI_NS_NOERROR = 0,
	MNI_NS_FORMERR = 1,
	MNI_NS_SERVFAIL = 2,
	MNI_NS_NXDOMAIN = 3,
	MNI_NS_NOTIMP = 4,
	MNI_NS_REFUSED = 5,
	MNI_NS_YXDOMAIN = 6,
	MNI_NS_BADVERS = 16
};

/* In the fourth word of an OPT record. */
#define MNI_NS_DO 0x8000

struct mni_ns_asked {
	uint16_t id, bits;
	unsigned opcode;
	bool has_question;   /* one, which is whole */
	const uint8_t *name; /* in the query; the root's without a question */
	size_t name_size;    /* octets of it */
	uint16_t type, class;
	bool edns;        /* there is an OPT record */
	uint8_t version;  /* of EDNS */
	uint16_t payload; /* octets that the client can take, 512 at least */
	uint16_t flags;   /* of EDNS */
	const uint8_t *cookie; /* in the query; its option, or NULL */
	size_t cookie_size;
	const char *wrong; /* why the query is malformed, or NULL */
	const char *odd;   /* what is odd about one that is not, or NULL */
};

/*
 * Reads SIZE octets of DATA, which have to live as long as *out_asked.
 * Returns NULL, or why nobody can answer them: they are too short for a
 * header, or a response.
 */
const char *mni_ns_asked_read(const uint8_t *data, size_t size,
    struct mni_ns_asked *out_asked) MNI_MUST_USE;

#endif
