/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/answer.h"

#include "dns/kind.h"

#include <string.h>

#define MOST_TCP 65535
#define MOST_UDP 65507 /* in a datagram of IPv4 */

/* The name that is looked for now, and what a zone has for it. */
struct search {
	const struct mni_ns_zones *zones;
	const struct mni_ns_asked *asked;
	struct mni_ns_response *response;
	bool tcp;
	size_t hops; /* aliases that were followed */
	const struct mni_ns_zone *zone;
	const uint8_t *name;
	const struct mni_ns_node *node;  /* whose records answer, or NULL */
	const uint8_t *owner;            /* then: of those records */
	const struct mni_ns_node *cut;   /* or a delegation above, or NULL */
	const struct mni_ns_node *dname; /* or one with a DNAME, or NULL */
	bool out_of_memory;
};

const struct mni_ns_zone *
mni_ns_zones_find(const struct mni_ns_zones *zones, const uint8_t *name)
{
	const struct mni_ns_zone *best = NULL, *zone;
	const uint8_t *apex;
	size_t i;

	for (i = 0; i < zones->count; i++) {
		zone = &zones->list[i];
		apex = zone->nodes[0].name;
		if (mni_domain_within(name, apex) &&
		    (best == NULL ||
		        mni_domain_within(apex, best->nodes[0].name)))
			best = zone;
	}
	return best;
}

size_t
mni_ns_limit(const struct mni_ns_asked *asked, bool tcp)
{
	if (tcp)
		return MOST_TCP;
	return asked->payload < MOST_UDP ? asked->payload : MOST_UDP;
}

/* Whether the response has SET of OWNER. */
static bool
is_there(const struct search *search, const uint8_t *owner,
    const struct mni_rrset *set)
{
	const struct mni_ns_item *item = search->response->items;
	size_t left = search->response->count;

	for (; left > 0; left--, item++)
		if (item->rrs == set->rrs &&
		    mni_domain_equal(item->owner, owner))
			return true;
	return false;
}

static void
add(struct search *search, enum mni_ns_section section, const uint8_t *owner,
    const struct mni_rrset *set)
{
	if (!is_there(search, owner, set) &&
	    mni_ns_response_add_set(search->response, section, owner, set) ==
	        -1)
		search->out_of_memory = true;
}

/*
 * Goes down from the apex to the name, one label at a time (step 3 of RFC
 * 1034 section 4.3.2), until there is a delegation, a DNAME record or nothing
 * any more; then a wildcard may answer (RFC 4592 section 3.3.1).
 */
static void
descend(struct search *search)
{
	const struct mni_ns_zone *zone = search->zone;
	const struct mni_ns_node *node = &zone->nodes[0];
	size_t labels = mni_domain_labels(search->name);
	size_t i = mni_domain_labels(node->name);
	const uint8_t *name;

	search->node = search->cut = search->dname = NULL;
	for (;; i++) {
		/* What is about a delegation itself is of the zone above. */
		if (mni_ns_zone_is_cut(zone, node) &&
		    (i < labels || search->asked->type != MNI_RR_DS)) {
			search->cut = node;
			return;
		}
		if (i == labels) {
			search->node = node;
			search->owner = node->name;
			return;
		}
		if (mni_ns_zone_set(node, MNI_RR_DNAME) != NULL) {
			search->dname = node;
			return;
		}
		search->node = node;
		name = mni_domain_skip(search->name, labels - i - 1);
		node = mni_ns_zone_find(
		    zone, name, mni_domain_hash(name, node->hash));
		if (node == NULL)
			break;
	}
	i = search->node->wildcard;
	search->node = i == 0 ? NULL : &zone->nodes[i];
	search->owner = search->name;
}

/* Adds the addresses of NAME, where they are known. */
static void
add_addresses(struct search *search, const uint8_t *name)
{
	static const uint16_t types[] = {MNI_RR_A, MNI_RR_AAAA};
	const struct mni_ns_zone *zone = mni_ns_zones_find(search->zones, name);
	uint32_t hashes[MNI_LABELS_MOST];
	const struct mni_ns_node *node;
	const struct mni_rrset *set;
	size_t labels, i;

	if (zone == NULL)
		return;
	labels = mni_domain_hashes(name, hashes);
	node = mni_ns_zone_find(zone, name, hashes[labels]);
	for (i = 0; node != NULL && i < 2; i++) {
		set = mni_ns_zone_set(node, types[i]);
		if (set != NULL)
			add(search, MNI_NS_ADDITIONAL, node->name, set);
	}
}

/* Step 6: the addresses of the names that the records of ITEM point to. */
static void
add_targets(struct search *search, const struct mni_ns_item *item)
{
	size_t offset = 0, i;

	if (item->type == MNI_RR_MX)
		offset = 2;
	else if (item->type == MNI_RR_SRV)
		offset = 6;
	else if (item->type != MNI_RR_NS)
		return;
	for (i = 0; i < item->count; i++)
		add_addresses(search, item->rrs[i].data + offset);
}

static void
add_additional(struct search *search)
{
	struct mni_ns_response *response = search->response;
	size_t count = response->count, i;
	struct mni_ns_item item;

	for (i = 0; i < count; i++) {
		item = response->items[i]; /* they may move */
		add_targets(search, &item);
	}
}

static uint32_t
minimum(const struct mni_rr *soa)
{
	const uint8_t *last = soa->data + soa->size - 4;

	return (uint32_t)last[0] << 24 | (uint32_t)last[1] << 16 |
	       (uint32_t)last[2] << 8 | last[3];
}

/* RFC 2308 section 3: the SOA record, and for how long it may be kept. */
static void
add_soa(struct search *search)
{
	const struct mni_ns_node *apex = &search->zone->nodes[0];
	struct mni_rrset set = *mni_ns_zone_set(apex, MNI_RR_SOA);

	if (set.ttl > minimum(&set.rrs[0]))
		set.ttl = minimum(&set.rrs[0]);
	add(search, MNI_NS_AUTHORITY, apex->name, &set);
}

/* The next name to look for is TARGET, and kept as such.  Returns whether it
 * is to be looked for: it was not before, and they are not too many. */
static bool
follow(struct search *search, const uint8_t *target)
{
	struct mni_domain *names = search->response->names;
	size_t i;

	if (search->hops == MNI_NS_HOPS)
		return false;
	mni_domain_set(&names[search->hops], target);
	if (mni_domain_equal(search->asked->name, target))
		return false;
	for (i = 0; i < search->hops; i++)
		if (mni_domain_equal(names[i].wire, target))
			return false;
	search->name = names[search->hops++].wire;
	return true;
}

/* RFC 6672 section 3.2, step 3C: an alias is made of the DNAME record. */
static bool
follow_dname(struct search *search)
{
	const struct mni_rrset *dname =
	    mni_ns_zone_set(search->dname, MNI_RR_DNAME);
	size_t hops = search->hops, labels;
	struct mni_rr *rr = &search->response->aliases[hops];
	const uint8_t *owner = search->name;
	struct mni_rrset cname = {
	    .type = MNI_RR_CNAME, .ttl = dname->ttl, .rrs = rr, .count = 1};
	struct mni_domain target;
	bool followed;

	add(search, MNI_NS_ANSWER, search->dname->name, dname);
	labels =
	    mni_domain_labels(owner) - mni_domain_labels(search->dname->name);
	if (mni_domain_join(&target, owner, mni_domain_skip(owner, labels),
	        dname->rrs[0].data) == -1) {
		search->response->rcode = MNI_NS_YXDOMAIN;
		return false;
	}
	followed = follow(search, target.wire);
	if (hops == MNI_NS_HOPS)
		return false;
	*rr = (struct mni_rr){
	    .data = search->response->names[hops].wire, .size = target.size};
	add(search, MNI_NS_ANSWER, owner, &cname);
	/* A client that asks for the alias has it. */
	return followed && search->asked->type != MNI_RR_CNAME;
}

static void
refer(struct search *search)
{
	if (search->hops == 0)
		search->response->bits &= (uint16_t)~MNI_NS_AA;
	add(search, MNI_NS_AUTHORITY, search->cut->name,
	    mni_ns_zone_set(search->cut, MNI_RR_NS));
}

/* RFC 8482 section 4.1: over UDP one set stands for all. */
static void
add_any(struct search *search)
{
	size_t count = search->tcp ? search->node->count : 1, i;

	for (i = 0; i < count; i++)
		add(search, MNI_NS_ANSWER, search->owner,
		    &search->node->sets[i]);
}

/* Returns whether the records of the node are an alias to follow. */
static bool
add_records(struct search *search)
{
	const struct mni_ns_node *node = search->node;
	const struct mni_rrset *set = NULL, *cname;

	if (search->asked->type == MNI_RR_ANY && node->count > 0) {
		add_any(search);
		return false;
	}
	set = mni_ns_zone_set(node, search->asked->type);
	cname = mni_ns_zone_set(node, MNI_RR_CNAME);
	if (set == NULL && cname == NULL) {
		add_soa(search);
		return false;
	}
	add(search, MNI_NS_ANSWER, search->owner, set != NULL ? set : cname);
	return set == NULL && follow(search, cname->rrs[0].data);
}

/* One pass over the steps of RFC 1034 section 4.3.2.  Returns whether there
 * is another name to look for. */
static bool
look(struct search *search)
{
	search->zone = mni_ns_zones_find(search->zones, search->name);
	if (search->zone == NULL) {
		if (search->hops == 0)
			search->response->rcode = MNI_NS_REFUSED;
		return false;
	}
	if (search->hops == 0 && search->asked->class != MNI_CLASS_ANY)
		search->response->bits |= MNI_NS_AA;
	descend(search);
	if (search->cut != NULL) {
		refer(search);
		return false;
	}
	if (search->dname != NULL)
		return follow_dname(search);
	if (search->node != NULL)
		return add_records(search);
	search->response->rcode = MNI_NS_NXDOMAIN;
	add_soa(search);
	return false;
}

static int
search_zones(struct search *search)
{
	struct mni_ns_response *response = search->response;

	search->name = search->asked->name;
	while (look(search))
		continue;
	if (response->rcode == MNI_NS_REFUSED)
		response->bits &= (uint16_t)~MNI_NS_AA;
	add_additional(search);
	return search->out_of_memory ? -1 : 0;
}

/* The RCODE of ASKED when no zone is needed for it, or NOERROR. */
static uint16_t
refusal(const struct mni_ns_asked *asked)
{
	if (asked->opcode != MNI_NS_QUERY)
		return MNI_NS_NOTIMP;
	if (asked->wrong != NULL)
		return MNI_NS_FORMERR;
	if (asked->edns && asked->version > 0)
		return MNI_NS_BADVERS;
	if (asked->class != MNI_CLASS_IN && asked->class != MNI_CLASS_ANY)
		return MNI_NS_REFUSED;
	if (asked->type >= MNI_RR_IXFR && asked->type <= MNI_RR_MAILA)
		return MNI_NS_NOTIMP;
	return MNI_NS_NOERROR;
}

int
mni_ns_answer(const struct mni_ns_zones *zones,
    const struct mni_ns_asked *asked, bool tcp,
    struct mni_ns_response *response)
{
	struct search search = {
	    .zones = zones, .asked = asked, .response = response, .tcp = tcp};

	mni_ns_response_begin(response, asked, mni_ns_limit(asked, tcp));
	response->rcode = refusal(asked);
	return response->rcode == MNI_NS_NOERROR ? search_zones(&search) : 0;
}
