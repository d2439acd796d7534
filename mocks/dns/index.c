/* SPDX-License-Identifier: MIT */
/* The table of the names of a zone. */
#include <config.h>

#include "dns/draft.h"

#include <stdlib.h>

static void
put(struct mni_ns_zone *zone, size_t node)
{
	size_t *place =
	    &zone->table[zone->nodes[node].hash & (zone->table_size - 1)];

	zone->nodes[node].next = *place;
	*place = node;
}

/* Makes the table as large as there is room for nodes, and puts all of them
 * into it again. */
static int
grow(struct mni_ns_zone *zone)
{
	size_t size = zone->table_size == 0 ? 64 : zone->table_size * 2, i;
	struct mni_ns_node *nodes = realloc(zone->nodes, size * sizeof(*nodes));

	if (nodes == NULL)
		return -1;
	zone->nodes = nodes;
	free(zone->table);
	zone->table = calloc(size, sizeof(*zone->table));
	if (zone->table == NULL)
		return -1;
	zone->table_size = size;
	for (i = 1; i < zone->node_count; i++)
		put(zone, i);
	return 0;
}

/* A new node of NAME.  Returns 0, or -1 when there is no memory. */
static int
add_node(struct mni_ns_zone *zone, const uint8_t *name, uint32_t hash)
{
	if (zone->node_count == zone->table_size && grow(zone) == -1)
		return -1;
	zone->nodes[zone->node_count] =
	    (struct mni_ns_node){.name = name, .hash = hash};
	if (zone->node_count > 0)
		put(zone, zone->node_count);
	zone->node_count++;
	return 0;
}

/* Finds NAME, which is below the apex of FEWER labels, and adds it and those
 * between where they are missing.  Returns 0, or -1 when there is no
 * memory. */
static int
index_name(struct mni_ns_zone *zone, const uint8_t *name, size_t fewer,
    size_t *out_node)
{
	uint32_t hashes[MNI_LABELS_MOST];
	size_t labels = mni_domain_hashes(name, hashes), i, parent = 0;
	const struct mni_ns_node *node;
	const uint8_t *part;

	*out_node = 0;
	for (i = fewer + 1; i <= labels; i++, parent = *out_node) {
		part = mni_domain_skip(name, labels - i);
		node = mni_ns_zone_find(zone, part, hashes[i]);
		if (node != NULL) {
			*out_node = (size_t)(node - zone->nodes);
			continue;
		}
		*out_node = zone->node_count;
		if (add_node(zone, part, hashes[i]) == -1)
			return -1;
		if (mni_domain_is_wildcard(part))
			zone->nodes[parent].wildcard = *out_node;
	}
	return 0;
}

int
mni_draft_index(struct mni_ns_draft *draft, const uint8_t *apex)
{
	uint32_t hashes[MNI_LABELS_MOST];
	size_t fewer = mni_domain_hashes(apex, hashes), i;
	struct mni_ns_record *record;
	const uint8_t *owner;

	if (add_node(&draft->zone, apex, hashes[fewer]) == -1)
		return mni_draft_no_memory(draft);
	for (i = 0; i < draft->count; i++) {
		record = &draft->records[i];
		owner = draft->zone.octets.data + record->owner;
		if (!mni_domain_within(owner, apex))
			return mni_draft_mistake(draft, record,
			    "is not in the zone of the SOA record");
		if (index_name(&draft->zone, owner, fewer, &record->node) == -1)
			return mni_draft_no_memory(draft);
	}
	return 0;
}
