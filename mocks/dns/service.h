/* SPDX-License-Identifier: MIT */
/* What a name server knows: its zones, and its rules in the order in which
 * they stand. */
#ifndef MNI_NS_SERVICE_H
#define MNI_NS_SERVICE_H

#include "base/compiler.h"
#include "dns/answer.h"
#include "dns/rule.h"
#include "mocknet.h"

#include <stddef.h>

struct mni_ns_service {
	struct mni_ns_zones zones;
	struct mni_ns_rules rules;
};

/* Frees SERVICE; NULL is accepted. */
void mni_ns_service_free(struct mni_ns_service *service);

/* Adds the zone of SIZE octets of TEXT, and the rules in it.  Returns 0, or
 * -1 and *out_mistake, also when there is a zone of that name already. */
int mni_ns_service_add(struct mni_ns_service *service, const char *text,
    size_t size, struct mn_mistake *out_mistake) MNI_MUST_USE;

/* The rule for ASKED, which came by ARRIVAL, or NULL.  TALLIES has one for each
 * rule. */
const struct mni_ns_rule *mni_ns_service_rule(
    const struct mni_ns_service *service, const struct mni_ns_asked *asked,
    const struct mni_ns_arrival *arrival, struct mni_ns_tally *tallies);

#endif
