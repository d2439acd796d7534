/* SPDX-License-Identifier: MIT */
/*
 * From the name that was asked for to its records, over the aliases in between
 * (CNAME: RFC 1034 section 3.6.2; DNAME: RFC 6672).  Only records whose owner
 * is the name that the chain has come to are ever used, in whatever order they
 * stand.
 */
#ifndef MNI_DNS_CHAIN_H
#define MNI_DNS_CHAIN_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"
#include "dns/message.h"
#include "dns/name.h"

#include <stddef.h>
#include <stdint.h>

#define MNI_DNS_ALIASES_MOST 16

struct mni_dns_chain {
	struct mni_dns_name names[MNI_DNS_ALIASES_MOST + 1]; /* the first was
	                                                      * asked for */
	size_t count;                                        /* at least 1 */
};

/* A chain of NAME alone. */
void mni_dns_chain_begin(
    struct mni_dns_chain *chain, const struct mni_dns_name *name);

/* The name that it has come to. */
const struct mni_dns_name *mni_dns_chain_end(const struct mni_dns_chain *chain);

/* What a response without an error says. */
enum mni_dns_found {
	MNI_DNS_RECORDS,  /* there are records of the type */
	MNI_DNS_NO_DATA,  /* there are none: RFC 2308 section 2.2 */
	MNI_DNS_REFERRAL, /* others are to be asked: RFC 2308 section 2.2 */
	MNI_DNS_ALIAS     /* the end of the chain is to be asked for */
};

/*
 * Follows the aliases in MESSAGE from the end of CHAIN on, and appends the
 * RDATA of the records of TYPE there to LINES, a line each and each once.
 * Errors: malformed, when the aliases contradict each other or go round in a
 * circle, or RDATA that is needed cannot be read; too-large, when there are
 * more than MNI_DNS_ALIASES_MOST; system.
 */
enum mni_status mni_dns_chain_follow(struct mni_dns_chain *chain,
    const struct mni_dns_message *message, uint16_t type,
    struct mni_bytes *lines, enum mni_dns_found *out_found,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
