/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/zone.h"

#include "dns/draft.h"
#include "dns/kind.h"

#include <stdlib.h>

int
mni_ns_zone_read(const char *text, size_t size, struct mni_ns_zone *out_zone,
    struct mn_mistake *out_mistake)
{
	struct mni_ns_draft draft = {.count = 0};
	int result;

	mni_master_init(&draft.master, text, size);
	result = mni_draft_load(&draft);
	if (result == 0)
		result = mni_draft_build(&draft);
	if (result == 0) {
		*out_zone = draft.zone;
	} else {
		*out_mistake = draft.master.reader.mistake;
		mni_ns_zone_fini(&draft.zone);
	}
	free(draft.records);
	return result;
}

void
mni_ns_zone_fini(struct mni_ns_zone *zone)
{
	free(zone->nodes);
	free(zone->table);
	free(zone->sets);
	free(zone->rrs);
	free(zone->notes);
	mni_bytes_fini(&zone->octets);
	*zone = (struct mni_ns_zone){.nodes = NULL};
}

const struct mni_ns_node *
mni_ns_zone_find(
    const struct mni_ns_zone *zone, const uint8_t *name, uint32_t hash)
{
	const struct mni_ns_node *node = &zone->nodes[0];
	size_t i;

	if (node->hash == hash && mni_domain_equal(name, node->name))
		return node;
	for (i = zone->table[hash & (zone->table_size - 1)]; i != 0;
	     i = node->next) {
		node = &zone->nodes[i];
		if (node->hash == hash && mni_domain_equal(name, node->name))
			return node;
	}
	return NULL;
}

const struct mni_rrset *
mni_ns_zone_set(const struct mni_ns_node *node, uint16_t type)
{
	size_t i;

	for (i = 0; i < node->count; i++)
		if (node->sets[i].type == type)
			return &node->sets[i];
	return NULL;
}

bool
mni_ns_zone_is_cut(
    const struct mni_ns_zone *zone, const struct mni_ns_node *node)
{
	return node != &zone->nodes[0] &&
	       mni_ns_zone_set(node, MNI_RR_NS) != NULL;
}
