/* SPDX-License-Identifier: MIT */
/*
 * How a response is bent: what a rule has behind "send", or the octets behind
 * "raw".  Bending works on a response that is whole, and on its octets; it
 * knows of no sockets.
 */
#ifndef MNI_NS_BEND_H
#define MNI_NS_BEND_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "dns/asked.h"
#include "dns/domain.h"
#include "dns/response.h"
#include "script/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mni_ns_question {
	MNI_NS_AS_ASKED,
	MNI_NS_NO_QUESTION,
	MNI_NS_OTHER_QUESTION,
	MNI_NS_UPPER, /* its letters */
	MNI_NS_LOWER
};

/*
 * A template of raw octets has two octets for each: MNI_NS_RAW_OCTET and it,
 * or MNI_NS_RAW_WORD and what of the query stands there.
 */
enum { MNI_NS_RAW_OCTET, MNI_NS_RAW_WORD };
enum { MNI_NS_RAW_ID, MNI_NS_RAW_NAME, MNI_NS_RAW_QUESTION };

/* The option of RFC 7873 section 4 in an OPT record: without or with the cookie
 * of the client as it was, with another one, or of a length that none has. */
enum mni_ns_cookie {
	MNI_NS_NO_COOKIE,
	MNI_NS_RIGHT_COOKIE,
	MNI_NS_WRONG_COOKIE,
	MNI_NS_SHORT_COOKIE
};

/* A record of a rule. */
struct mni_ns_extra {
	enum mni_ns_section section;
	bool of_question; /* its owner is the name that was asked for */
	struct mni_domain owner;
	uint16_t type, class;
	uint32_t ttl;
	size_t data; /* where its RDATA is in the octets of the bend */
	struct mni_rr rr;
};

struct mni_ns_bend {
	struct mni_bytes raw; /* a template; empty: there is none */
	int id_change;
	long id;             /* -1: as asked */
	uint16_t set, clear; /* bits */
	int opcode, rcode;   /* -1: as they are */
	enum mni_ns_question question;
	struct mni_domain name; /* the other question */
	uint16_t type, class;
	bool replaced[MNI_NS_SECTIONS]; /* their records, by those below */
	struct mni_ns_extra *extras;    /* owned */
	size_t extra_count;
	struct mni_bytes octets; /* RDATA of those */
	int64_t ttl;             /* of all records; -1: as they are */
	long payload, version;   /* of EDNS; -1: as they are */
	bool no_edns;
	enum mni_ns_cookie cookie;
	bool fills; /* as long as the client can take, and so many more: */
	int fill_change;
	struct mni_ns_flaws flaws;
	size_t cut;              /* only so many octets; SIZE_MAX: all */
	struct mni_bytes append; /* octets behind the message */
	size_t pad;              /* zeros behind those */
	size_t mutations;        /* so many octets are others, by chance */
	int length_change;       /* of the length before it, over TCP */
};

struct mni_ns_bend *mni_ns_bend_new(void);

/* Frees BEND; NULL is accepted. */
void mni_ns_bend_free(struct mni_ns_bend *bend);

/*
 * Takes TOKEN, which was peeked at, when it begins a change of a message.
 * Returns 1, 0 when it begins none, or -1 and notes a mistake.  Relative
 * names end in ORIGIN.
 */
int mni_ns_bend_read(struct mni_reader *reader, const struct mni_domain *origin,
    struct mni_ns_bend *bend) MNI_MUST_USE;

/*
 * Takes the records of TEXT, which have "|" between them, for SECTION of BEND;
 * TEXT is changed.  "gen:A*100" and its like are many records.  Returns 0, or
 * -1 and notes a mistake of READER at PLACE.
 */
int mni_ns_bend_read_records(struct mni_reader *reader,
    const struct mni_token *place, const struct mni_domain *origin,
    struct mni_bytes *text, enum mni_ns_section section,
    struct mni_ns_bend *bend) MNI_MUST_USE;

/* Appends SIZE octets of the RDATA of a TXT record to OUT (RFC 1035 section
 * 3.3.14).  Returns 0, or -1 when there is no memory. */
int mni_ns_put_strings(struct mni_bytes *out, size_t size) MNI_MUST_USE;

/* Takes the string behind "raw".  Returns 0, or -1 and notes a mistake. */
int mni_ns_bend_read_raw(
    struct mni_reader *reader, struct mni_ns_bend *bend) MNI_MUST_USE;

/*
 * Changes RESPONSE, which is that to ASKED, as BEND says, and appends its
 * octets to OUT, over TCP with their length before them (RFC 1035 section
 * 4.2.2).  *random is the state of what is by chance.  Returns 0, or -1 when
 * there is no memory.
 */
int mni_ns_bend_write(const struct mni_ns_bend *bend,
    const struct mni_ns_asked *asked, bool tcp, uint64_t *random,
    struct mni_ns_response *response, struct mni_bytes *out) MNI_MUST_USE;

#endif
