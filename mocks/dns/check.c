/* SPDX-License-Identifier: MIT */
/* What the records of a zone may be together. */
#include <config.h>

#include "dns/draft.h"
#include "dns/kind.h"

/* What a node has. */
static bool
has(const struct mni_ns_node *node, uint16_t type)
{
	return mni_ns_zone_set(node, type) != NULL;
}

static const struct mni_ns_node *
node_of(const struct mni_ns_draft *draft, const struct mni_ns_record *record)
{
	return &draft->zone.nodes[record->node];
}

/* The highest node above NODE that TYPE is at, below the apex for NS, or
 * NULL. */
static const struct mni_ns_node *
found_above(const struct mni_ns_zone *zone, const struct mni_ns_node *node,
    uint16_t type)
{
	uint32_t hashes[MNI_LABELS_MOST];
	size_t labels = mni_domain_hashes(node->name, hashes);
	size_t i = mni_domain_labels(zone->nodes[0].name);
	const struct mni_ns_node *above;

	for (i += type == MNI_RR_NS ? 1 : 0; i < labels; i++) {
		above = mni_ns_zone_find(
		    zone, mni_domain_skip(node->name, labels - i), hashes[i]);
		if (above != NULL && has(above, type))
			return above;
	}
	return NULL;
}

static bool
is_glue(const struct mni_ns_record *record)
{
	return record->type == MNI_RR_A || record->type == MNI_RR_AAAA;
}

/* Why RECORD cannot be where it is, or NULL: it can. */
static const char *
wrong_place(const struct mni_ns_zone *zone, const struct mni_ns_node *node,
    const struct mni_ns_record *record)
{
	if (found_above(zone, node, MNI_RR_DNAME) != NULL)
		return "is below a DNAME record";
	if (!is_glue(record) && found_above(zone, node, MNI_RR_NS) != NULL)
		return "is below a delegation, and no address of a server";
	if (mni_ns_zone_is_cut(zone, node) && !is_glue(record) &&
	    record->type != MNI_RR_NS && record->type != MNI_RR_DS)
		return "is a delegation, and has other data too";
	if (mni_domain_is_wildcard(node->name) &&
	    (record->type == MNI_RR_NS || record->type == MNI_RR_DNAME))
		return "is a wildcard, which can be neither delegated nor "
		       "have a DNAME record";
	return NULL;
}

/* Whether no record before RECORD has its owner, and its type where that is
 * asked. */
static bool
is_first(const struct mni_ns_draft *draft, const struct mni_ns_record *record,
    bool of_type)
{
	const struct mni_ns_record *other = draft->records;

	for (; other < draft->records + draft->count; other++)
		if (other->node == record->node &&
		    (!of_type || other->type == record->type) &&
		    other->number < record->number)
			return false;
	return true;
}

/* The same of what else its owner has. */
static const char *
wrong_company(const struct mni_ns_draft *draft, const struct mni_ns_node *node,
    const struct mni_ns_record *record)
{
	const struct mni_rrset *set = mni_ns_zone_set(node, record->type);
	bool single = record->type == MNI_RR_CNAME ||
	              record->type == MNI_RR_DNAME;

	if (set->ttl != record->ttl)
		return "has records of one type with different TTLs";
	if (single && set->count > 1 && !is_first(draft, record, true))
		return "has more than one CNAME or DNAME record";
	if (has(node, MNI_RR_CNAME) && node->count > 1 &&
	    !is_first(draft, record, false))
		return "has a CNAME record and other data";
	return NULL;
}

int
mni_draft_check(struct mni_ns_draft *draft)
{
	const struct mni_ns_record *record, *first = NULL;
	const struct mni_ns_node *node;
	const char *why, *first_why = NULL;

	for (record = draft->records; record < draft->records + draft->count;
	     record++) {
		node = node_of(draft, record);
		why = wrong_company(draft, node, record);
		if (why == NULL)
			why = wrong_place(&draft->zone, node, record);
		if (why != NULL &&
		    (first == NULL || record->number < first->number)) {
			first = record;
			first_why = why;
		}
	}
	if (first == NULL)
		return 0;
	return mni_draft_mistake(draft, first, first_why);
}
