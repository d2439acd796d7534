/* SPDX-License-Identifier: MIT */
/* Which queries a rule is for: the conditions of its "when". */
#ifndef MNI_NS_WHEN_H
#define MNI_NS_WHEN_H

#include "base/compiler.h"
#include "dns/asked.h"
#include "dns/domain.h"
#include "script/words.h"

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mni_ns_name_kind {
	MNI_NS_ANY_NAME,
	MNI_NS_THIS_NAME,
	MNI_NS_BELOW_NAME, /* all below it, as *.NAME says */
	MNI_NS_LIKE_NAME   /* those that the pattern matches */
};

/* A set of transports. */
enum { MNI_NS_UDP = 1, MNI_NS_TCP = 2, MNI_NS_BOTH = 3 };

#define MNI_NS_WORD 48 /* room for an address, or the name of a server */

struct mni_ns_when {
	enum mni_ns_name_kind name_kind;
	struct mni_domain name;
	regex_t *pattern;        /* owned; NULL unless of that kind */
	int type, class, opcode; /* -1: any */
	unsigned transports;
	uint16_t set, clear;      /* bits of the header that have to be so */
	int edns, dnssec, cookie; /* 1: has it, 0: has it not; -1: either */
	char client[MNI_NS_WORD]; /* an address; "": any */
	char server[MNI_NS_WORD]; /* what the name server is called; "": any */

	/* Of the queries that the rest is for: */
	size_t first, last; /* these, from 1 */
	size_t every;       /* and of those each one of so many; 1: all */
	unsigned chance;    /* and of those so many of 10,000 */
	uint64_t seed;      /* which */
};

#define MNI_NS_ALWAYS                     \
	((struct mni_ns_when){.type = -1, \
	    .class = -1,                  \
	    .opcode = -1,                 \
	    .edns = -1,                   \
	    .dnssec = -1,                 \
	    .cookie = -1,                 \
	    .transports = MNI_NS_BOTH,    \
	    .first = 1,                   \
	    .last = SIZE_MAX,             \
	    .every = 1,                   \
	    .chance = 10000})

/* How often a rule was met; it begins as zeros. */
struct mni_ns_tally {
	size_t met;      /* queries that the rest of the conditions is for */
	uint64_t random; /* state of its chances */
};

/* How a query came. */
struct mni_ns_arrival {
	unsigned transport;
	const char *client; /* an address with its port */
	const char *server; /* what the name server is called */
};

/* Takes conditions up to the word END, with a value or not, or the end of the
 * line; relative names end in ORIGIN, which may have no octets.  Returns 0,
 * or -1 and notes a mistake; mni_ns_when_fini() follows either way. */
int mni_ns_when_read(struct mni_reader *reader, const struct mni_domain *origin,
    const char *end, struct mni_ns_when *out) MNI_MUST_USE;

void mni_ns_when_fini(struct mni_ns_when *when);

/* Whether WHEN is for ASKED, which came by ARRIVAL; counts it in *tally. */
bool mni_ns_when_fits(const struct mni_ns_when *when,
    const struct mni_ns_asked *asked, const struct mni_ns_arrival *arrival,
    struct mni_ns_tally *tally);

/* Splits TOKEN, a word such as key=value, at its first "=": the value becomes
 * *out_value.  Returns whether there is one. */
bool mni_ns_split(struct mni_token *token, struct mni_token *out_value);

/* Reads TOKEN as a name of a rule, as mni_ns_when_read() has it. */
int mni_ns_rule_name(struct mni_reader *reader, const struct mni_token *token,
    const struct mni_domain *origin, struct mni_domain *out) MNI_MUST_USE;

/*
 * Takes WORD, with VALUE behind its "=" or NULL, as a bit of the header that is
 * one of ALLOWED: 0 adds it to *clear, 1 or no value to *set.  Returns 1, 0
 * when it is none, or -1 and notes a mistake.
 */
int mni_ns_rule_bit(struct mni_reader *reader, const struct mni_token *word,
    const struct mni_token *value, unsigned allowed, uint16_t *set,
    uint16_t *clear) MNI_MUST_USE;

/* Reads TOKEN as a number from LEAST to MOST. */
int mni_ns_rule_number(struct mni_reader *reader, const struct mni_token *token,
    const char *what, size_t least, size_t most, size_t *out) MNI_MUST_USE;

#endif
