/* SPDX-License-Identifier: MIT */
/* What an authoritative server of some zones answers: RFC 1034 section
 * 4.3.2, with the wildcards of RFC 4592, the DNAME records of RFC 6672 and
 * the negative answers of RFC 2308. */
#ifndef MNI_NS_ANSWER_H
#define MNI_NS_ANSWER_H

#include "base/compiler.h"
#include "dns/asked.h"
#include "dns/response.h"
#include "dns/zone.h"

#include <stdbool.h>
#include <stddef.h>

struct mni_ns_zones {
	struct mni_ns_zone *list; /* owned, and each of them */
	size_t count;
};

/* The zone that NAME is in, the lowest of several, or NULL. */
const struct mni_ns_zone *mni_ns_zones_find(
    const struct mni_ns_zones *zones, const uint8_t *name);

/* The most octets that a response to ASKED may have, over TCP or UDP. */
size_t mni_ns_limit(const struct mni_ns_asked *asked, bool tcp);

/* Makes the response to ASKED, which came over TCP or UDP, from begin on.
 * Returns 0, or -1 when there is no memory. */
int mni_ns_answer(const struct mni_ns_zones *zones,
    const struct mni_ns_asked *asked, bool tcp,
    struct mni_ns_response *response) MNI_MUST_USE;

#endif
