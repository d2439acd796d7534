/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/response.h"

#include "dns/kind.h"

#include <stdlib.h>
#include <string.h>

/* What we say that we can take (RFC 6891 section 6.2.4): what IPv6 carries
 * without fragments. */
#define OUR_PAYLOAD 1232

void
mni_ns_response_fini(struct mni_ns_response *response)
{
	free(response->items);
	response->items = NULL;
	response->count = response->capacity = 0;
}

void
mni_ns_response_begin(struct mni_ns_response *response,
    const struct mni_ns_asked *asked, size_t limit)
{
	response->id = asked->id;
	response->bits = (uint16_t)(MNI_NS_QR | (asked->bits & MNI_NS_RD) |
	                            asked->opcode << MNI_NS_OPCODE_SHIFT);
	response->rcode = MNI_NS_NOERROR;
	response->has_question = asked->has_question;
	response->name.size = (uint8_t)asked->name_size;
	memcpy(response->name.wire, asked->name, asked->name_size);
	response->type = asked->type;
	response->class = asked->class;
	response->count = 0;
	response->edns = asked->edns;
	response->version = 0;
	response->payload = OUR_PAYLOAD;
	response->flags = asked->flags & MNI_NS_DO;
	response->options_size = 0;
	response->limit = limit;
	response->flaws = MNI_NS_FLAWLESS;
}

int
mni_ns_response_add(
    struct mni_ns_response *response, const struct mni_ns_item *item)
{
	size_t capacity = response->capacity == 0 ? 8 : response->capacity * 2;
	struct mni_ns_item *items;

	if (response->count == response->capacity) {
		items = realloc(response->items, capacity * sizeof(*items));
		if (items == NULL)
			return -1;
		response->items = items;
		response->capacity = capacity;
	}
	response->items[response->count++] = *item;
	return 0;
}

int
mni_ns_response_add_set(struct mni_ns_response *response,
    enum mni_ns_section section, const uint8_t *owner,
    const struct mni_rrset *set)
{
	const struct mni_ns_item item = {.section = section,
	    .owner = owner,
	    .type = set->type,
	    .class = MNI_CLASS_IN,
	    .ttl = set->ttl,
	    .rrs = set->rrs,
	    .count = set->count};

	return mni_ns_response_add(response, &item);
}
