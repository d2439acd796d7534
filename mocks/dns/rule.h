/* SPDX-License-Identifier: MIT */
/*
 * The rules of a name server, which stand in its script or in a zone file:
 * what is done with which queries, instead of the answer of its zones; and how
 * many queries are expected.
 */
#ifndef MNI_NS_RULE_H
#define MNI_NS_RULE_H

#include "base/compiler.h"
#include "dns/domain.h"
#include "dns/when.h"
#include "script/script.h"
#include "script/words.h"

#include <stdbool.h>
#include <stddef.h>

#define MNI_NS_RULE_NAME 40

struct mni_ns_rule {
	char name[MNI_NS_RULE_NAME];
	struct mni_ns_when when;
	struct mni_step *steps; /* owned; none: the query is dropped */
	size_t count;
};

struct mni_ns_expect {
	struct mni_ns_when when;
	size_t least, most; /* queries */
	char text[96];      /* as it was written; cut when it is longer */
};

struct mni_ns_rules {
	struct mni_ns_rule *list; /* owned; the first that fits counts */
	size_t count;
	struct mni_ns_expect *expects; /* owned */
	size_t expect_count;
};

void mni_ns_rules_fini(struct mni_ns_rules *rules);

/* Whether a step of RULES has a datagram leave from FROM. */
bool mni_ns_rules_send_from(
    const struct mni_ns_rules *rules, enum mni_from from);

/*
 * Takes what stands behind "rule", up to the end of the line:
 *
 *     [NAME] [when CONDITION...] do STEP[; STEP...]
 *
 * Relative names end in ORIGIN, which may have no octets.  Returns 0, or -1
 * and notes a mistake.
 */
int mni_ns_rule_read(struct mni_reader *reader, const struct mni_domain *origin,
    struct mni_ns_rules *rules) MNI_MUST_USE;

/* The same behind "expect": CONDITION... count=N or N..M. */
int mni_ns_expect_read(struct mni_reader *reader,
    const struct mni_domain *origin, struct mni_ns_rules *rules) MNI_MUST_USE;

/* Takes a line of a zone file that begins with ";!", of which READER has what
 * stands behind that: "rule", "expect", or "mocknet" and a version. */
int mni_ns_note_read(struct mni_reader *reader, const struct mni_domain *origin,
    struct mni_ns_rules *rules) MNI_MUST_USE;

#endif
