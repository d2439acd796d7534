/* SPDX-License-Identifier: MIT */
/* From records to nodes and sets. */
#include <config.h>

#include "dns/draft.h"
#include "dns/kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
mni_draft_mistake(struct mni_ns_draft *draft,
    const struct mni_ns_record *record, const char *why)
{
	char owner[MNI_DOMAIN_TEXT];

	(void)mni_domain_text(draft->zone.octets.data + record->owner, owner);
	return mni_mistake(
	    &draft->master.reader, &record->place, "%.80s %s", owner, why);
}

/* The record of the apex, or NULL and notes a mistake. */
static const struct mni_ns_record *
find_soa(struct mni_ns_draft *draft)
{
	const struct mni_ns_record *soa = NULL, *record;
	struct mni_token here = {
	    .line = draft->master.reader.line, .column = 1};
	size_t i;

	for (i = 0; i < draft->count; i++) {
		record = &draft->records[i];
		if (record->type != MNI_RR_SOA)
			continue;
		if (soa != NULL) {
			(void)mni_draft_mistake(draft, record,
			    "has an SOA record, and the zone has one "
			    "already");
			return NULL;
		}
		soa = record;
	}
	if (soa == NULL)
		(void)mni_mistake(
		    &draft->master.reader, &here, "the zone has no SOA record");
	return soa;
}

static int
compare_records(const void *one, const void *other)
{
	const struct mni_ns_record *a = one, *b = other;

	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}

/* Whether RDATA of RECORD is that of one of COUNT records (RFC 2181 section
 * 5). */
static bool
is_there(const struct mni_ns_draft *draft, const struct mni_ns_record *record,
    const struct mni_rr *rrs, size_t count)
{
	const uint8_t *data = draft->zone.octets.data + record->data;
	size_t i;

	for (i = 0; i < count; i++)
		if (rrs[i].size == record->size &&
		    memcmp(rrs[i].data, data, record->size) == 0)
			return true;
	return false;
}

/* Makes the set of the records from FIRST on that belong to it, with rooms
 * from RRS on.  Returns how many records they are. */
static size_t
make_set(const struct mni_ns_draft *draft, size_t first, struct mni_rr *rrs,
    struct mni_rrset *set)
{
	const struct mni_ns_record *record = &draft->records[first];
	const uint8_t *octets = draft->zone.octets.data;
	size_t i = first, count = 0;

	for (; i < draft->count && record->node == draft->records[first].node &&
	       record->type == draft->records[first].type;
	     i++, record++)
		if (!is_there(draft, record, rrs, count))
			rrs[count++] =
			    (struct mni_rr){.data = octets + record->data,
			        .size = record->size};
	*set = (struct mni_rrset){.type = draft->records[first].type,
	    .ttl = draft->records[first].ttl,
	    .rrs = rrs,
	    .count = count};
	return i - first;
}

static void
make_sets(struct mni_ns_draft *draft)
{
	struct mni_ns_zone *zone = &draft->zone;
	struct mni_ns_node *node;
	size_t i = 0, sets = 0, rrs = 0;

	while (i < draft->count) {
		node = &zone->nodes[draft->records[i].node];
		if (node->sets == NULL) {
			node->sets = &zone->sets[sets];
			node->name =
			    zone->octets.data + draft->records[i].owner;
		}
		node->count++;
		i += make_set(draft, i, &zone->rrs[rrs], &zone->sets[sets]);
		rrs += zone->sets[sets++].count;
	}
}

static int
build(struct mni_ns_draft *draft, const uint8_t *apex)
{
	struct mni_ns_zone *zone = &draft->zone;

	if (mni_draft_index(draft, apex) == -1)
		return -1;
	qsort(draft->records, draft->count, sizeof(*draft->records),
	    compare_records);
	zone->sets = calloc(draft->count, sizeof(*zone->sets));
	zone->rrs = calloc(draft->count, sizeof(*zone->rrs));
	if (zone->sets == NULL || zone->rrs == NULL)
		return mni_draft_no_memory(draft);
	make_sets(draft);
	return mni_draft_check(draft);
}

int
mni_draft_build(struct mni_ns_draft *draft)
{
	const struct mni_ns_record *soa = find_soa(draft);

	if (soa == NULL)
		return -1;
	return build(draft, draft->zone.octets.data + soa->owner);
}
