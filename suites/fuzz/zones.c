/* SPDX-License-Identifier: MIT */
/* Zones, with the rules in them. */
#include <config.h>

#include "dns/kind.h"
#include "dns/message.h"
#include "dns/service.h"
#include "fuzz/fuzz.h"

#include <stdlib.h>

#define MOST_NODES 32 /* whose names are asked for */

static void
check_octets(const struct mni_ns_response *response)
{
	struct mni_bytes octets = MNI_BYTES_EMPTY;
	struct mni_dns_message message;
	struct mni_trouble trouble;

	fuzz_insist(
	    mni_ns_response_write(response, &octets) == 0, "there is memory");
	fuzz_insist(octets.size <= response->limit,
	    "an answer is as long as it may be");
	fuzz_insist(mni_dns_message_read(
	                octets.data, octets.size, &message, &trouble) == MNI_OK,
	    "an answer can be read");
	fuzz_insist(
	    message.octets.at == octets.size, "nothing is behind an answer");
	mni_bytes_fini(&octets);
}

/* Whether SET of NODE, or a delegation above it, is in the response. */
static void
check_answer(const struct mni_ns_response *response,
    const struct mni_ns_node *node, const struct mni_rrset *set)
{
	const struct mni_ns_item *item = response->items;
	const struct mni_ns_item *end = item + response->count;

	fuzz_insist(
	    response->rcode == MNI_NS_NOERROR, "a name of the zone is there");
	if ((response->bits & MNI_NS_AA) == 0)
		return;
	while (item < end &&
	       (item->section != MNI_NS_ANSWER || item->type != set->type ||
	           !mni_domain_equal(item->owner, node->name)))
		item++;
	fuzz_insist(item < end && item->count == set->count,
	    "the answer is what the zone has");
}

static void
ask(const struct mni_ns_zones *zones, const struct mni_ns_node *node,
    const struct mni_rrset *set, bool tcp)
{
	struct mni_ns_response response = MNI_NS_RESPONSE_EMPTY;
	struct mni_ns_asked asked = {.opcode = MNI_NS_QUERY,
	    .has_question = true,
	    .name = node->name,
	    .name_size = mni_domain_size(node->name),
	    .type = set->type,
	    .class = MNI_CLASS_IN,
	    .payload = 512};

	fuzz_insist(mni_ns_answer(zones, &asked, tcp, &response) == 0,
	    "there is memory");
	check_answer(&response, node, set);
	check_octets(&response);
	mni_ns_response_fini(&response);
}

/* Asks for all that the zone has. */
static void
ask_all(const struct mni_ns_zones *zones)
{
	const struct mni_ns_zone *zone = &zones->list[0];
	const struct mni_ns_node *node = zone->nodes;
	size_t i;

	for (; node < zone->nodes + zone->node_count &&
	       node < zone->nodes + MOST_NODES;
	     node++)
		for (i = 0; i < node->count; i++) {
			ask(zones, node, &node->sets[i], false);
			ask(zones, node, &node->sets[i], true);
		}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mni_ns_service *service = calloc(1, sizeof(*service));
	const char *text = size == 0 ? "" : (const char *)data;
	struct mn_mistake mistake = {.line = 0};

	fuzz_insist(service != NULL, "there is memory");
	if (mni_ns_service_add(service, text, size, &mistake) == 0)
		ask_all(&service->zones);
	else
		fuzz_check_place(text, size, &mistake);
	mni_ns_service_free(service);
	return 0;
}
