/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/chain.h"

#include "dns/record.h"
#include "dns/type.h"

#include <stdbool.h>
#include <string.h>

void
mni_dns_chain_begin(
    struct mni_dns_chain *chain, const struct mni_dns_name *name)
{
	chain->names[0] = *name;
	chain->count = 1;
}

const struct mni_dns_name *
mni_dns_chain_end(const struct mni_dns_chain *chain)
{
	return &chain->names[chain->count - 1];
}

/* Takes the next record of class IN in SECTION. */
static bool
next_in(struct mni_dns_walk *walk, enum mni_dns_section section,
    struct mni_dns_record *out_record)
{
	while (mni_dns_walk_next(walk, out_record))
		if (out_record->section == section &&
		    out_record->class == MNI_DNS_IN)
			return true;
	return false;
}

/* Whether LINES has the line that begins at FROM, before. */
static bool
has_before(const struct mni_bytes *lines, size_t from)
{
	const uint8_t *data = lines->data, *end;
	size_t size = lines->size - from, at;

	for (at = 0; at < from; at = (size_t)(end - data) + 1) {
		if (size <= from - at &&
		    memcmp(data + at, data + from, size) == 0)
			return true;
		end = memchr(data + at, '\n', from - at);
	}
	return false;
}

static enum mni_status
add_line(const struct mni_dns_record *record, struct mni_bytes *lines,
    struct mni_trouble *trouble)
{
	size_t before = lines->size;
	enum mni_status status = mni_dns_put_rdata(lines, record, trouble);

	if (status == MNI_OK && mni_bytes_append(lines, "\n", 1) == -1)
		status = mni_trouble(trouble, MNI_SYSTEM, "no memory");
	if (status == MNI_OK && has_before(lines, before))
		lines->size = before;
	return status;
}

/* Appends the records of TYPE at the end of CHAIN. */
static enum mni_status
add_records(const struct mni_dns_chain *chain,
    const struct mni_dns_message *message, uint16_t type,
    struct mni_bytes *lines, bool *out_any, struct mni_trouble *trouble)
{
	struct mni_dns_walk walk = mni_dns_walk_over(message);
	enum mni_status status = MNI_OK;
	struct mni_dns_record record;

	*out_any = false;
	while (status == MNI_OK && next_in(&walk, MNI_DNS_ANSWER, &record)) {
		if (record.type != type || !mni_dns_name_equals(&record.owner,
		                               mni_dns_chain_end(chain)))
			continue;
		*out_any = true;
		status = add_line(&record, lines, trouble);
	}
	return status;
}

/* Writes the name that RECORD makes of NAME, when it is an alias of it; else
 * *out_alias is false. */
static enum mni_status
read_alias(const struct mni_dns_record *record, const struct mni_dns_name *name,
    bool *out_alias, struct mni_dns_name *out_target,
    struct mni_trouble *trouble)
{
	bool is_cname = record->type == MNI_DNS_CNAME &&
	                mni_dns_name_equals(name, &record->owner);
	bool is_dname = record->type == MNI_DNS_DNAME &&
	                name->size > record->owner.size &&
	                mni_dns_name_is_within(name, &record->owner);
	struct mni_dns_name target;
	enum mni_status status;

	*out_alias = is_cname || is_dname;
	if (!*out_alias)
		return MNI_OK;
	status = mni_dns_rdata_name(record, &target, trouble);
	if (status != MNI_OK)
		return status;
	if (is_cname)
		*out_target = target;
	else if (mni_dns_name_move(name, &record->owner, &target, out_target) ==
	         -1)
		return mni_trouble(trouble, MNI_MALFORMED,
		    "a DNAME makes a name of more than %d octets",
		    MNI_DNS_NAME_MAX);
	return MNI_OK;
}

/* Finds what the end of CHAIN is an alias of.  A CNAME that was made of a DNAME
 * says the same as that (RFC 6672 section 3.1), and no name has two (RFC 2181
 * section 10.1). */
static enum mni_status
find_alias(const struct mni_dns_chain *chain,
    const struct mni_dns_message *message, bool *out_any,
    struct mni_dns_name *out_target, struct mni_trouble *trouble)
{
	struct mni_dns_walk walk = mni_dns_walk_over(message);
	const struct mni_dns_name *name = mni_dns_chain_end(chain);
	struct mni_dns_name target;
	struct mni_dns_record record;
	enum mni_status status;
	bool alias;

	*out_any = false;
	while (next_in(&walk, MNI_DNS_ANSWER, &record)) {
		status = read_alias(&record, name, &alias, &target, trouble);
		if (status != MNI_OK)
			return status;
		if (!alias)
			continue;
		if (*out_any && !mni_dns_name_equals(&target, out_target))
			return mni_trouble(trouble, MNI_MALFORMED,
			    "a name is an alias of two others");
		*out_any = true;
		*out_target = target;
	}
	return MNI_OK;
}

static enum mni_status
extend(struct mni_dns_chain *chain, const struct mni_dns_name *target,
    struct mni_trouble *trouble)
{
	size_t i;

	for (i = 0; i < chain->count; i++)
		if (mni_dns_name_equals(&chain->names[i], target))
			return mni_trouble(trouble, MNI_MALFORMED,
			    "the aliases go round in a circle");
	if (chain->count > MNI_DNS_ALIASES_MOST)
		return mni_trouble(trouble, MNI_TOO_LARGE,
		    "more than %d aliases", MNI_DNS_ALIASES_MOST);
	chain->names[chain->count++] = *target;
	return MNI_OK;
}

/* What it means that there is no record of the type. */
static enum mni_dns_found
judge_absence(const struct mni_dns_chain *chain,
    const struct mni_dns_message *message, bool moved)
{
	struct mni_dns_walk walk = mni_dns_walk_over(message);
	struct mni_dns_record record;
	bool servers = false;

	while (next_in(&walk, MNI_DNS_AUTHORITY, &record)) {
		if (record.type == MNI_DNS_SOA &&
		    mni_dns_name_is_within(
		        mni_dns_chain_end(chain), &record.owner))
			return MNI_DNS_NO_DATA;
		servers = servers || record.type == MNI_DNS_NS;
	}
	if (moved)
		return MNI_DNS_ALIAS;
	return servers ? MNI_DNS_REFERRAL : MNI_DNS_NO_DATA;
}

enum mni_status
mni_dns_chain_follow(struct mni_dns_chain *chain,
    const struct mni_dns_message *message, uint16_t type,
    struct mni_bytes *lines, enum mni_dns_found *out_found,
    struct mni_trouble *trouble)
{
	struct mni_dns_name target;
	size_t before = chain->count;
	enum mni_status status;
	bool any = false, alias = false;

	do {
		status =
		    add_records(chain, message, type, lines, &any, trouble);
		if (status == MNI_OK && !any)
			status = find_alias(
			    chain, message, &alias, &target, trouble);
		if (status == MNI_OK && !any && alias)
			status = extend(chain, &target, trouble);
	} while (status == MNI_OK && !any && alias);
	if (status != MNI_OK)
		return status;
	*out_found = any ? MNI_DNS_RECORDS
	                 : judge_absence(chain, message, chain->count > before);
	return MNI_OK;
}
