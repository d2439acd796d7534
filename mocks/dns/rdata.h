/* SPDX-License-Identifier: MIT */
/* RDATA in the form of a master file. */
#ifndef MNI_NS_RDATA_H
#define MNI_NS_RDATA_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "dns/domain.h"
#include "dns/master.h"

#include <stdint.h>

/*
 * Takes the RDATA of TYPE up to the end of the record and appends it to OUT,
 * names uncompressed: its fields, or for any type \#, their octets and
 * hexadecimal digits (RFC 3597 section 5).  Returns 0, or -1 and notes a
 * mistake.
 */
int mni_rdata_read(struct mni_master *master, uint16_t type,
    struct mni_bytes *out) MNI_MUST_USE;

/* What stands between the owner of a record and its RDATA. */
struct mni_rr_head {
	uint16_t type, class;
	bool has_ttl, has_class;
	uint32_t ttl;
	struct mni_token type_token, ttl_token, class_token;
};

/* Takes it: a TTL and a class, in any order or not at all, and a type that
 * can have data (RFC 6895 section 3.1).  Returns 0, or -1 and notes a
 * mistake. */
int mni_rr_head_read(
    struct mni_master *master, struct mni_rr_head *out) MNI_MUST_USE;

#endif
