/* SPDX-License-Identifier: MIT */
/*
 * Search lists (RFC 1123 section 6.1.4.3): domains that are put behind a name
 * which may be an abbreviation.  A name with a dot at its end is complete, and
 * so is one that has its own rules (RFC 6761): no server is to learn of those.
 */
#ifndef MNI_NAMES_SEARCH_H
#define MNI_NAMES_SEARCH_H

#include "base/compiler.h"
#include "base/status.h"
#include "dns/name.h"

#include <stddef.h>

#define MNI_SEARCH_MOST 8
#define MNI_SEARCH_DOTS_MOST 15

struct mni_search {
	struct mni_dns_name domains[MNI_SEARCH_MOST];
	size_t count;
	unsigned dots; /* a name with so many is tried as it is first, another
	                * one last */
};

/* The names that one may stand for, in the order in which they are tried. */
struct mni_search_names {
	struct mni_dns_name list[MNI_SEARCH_MOST + 1];
	size_t count;
};

/* Reads TEXT, for which there may be no SEARCH.  What would be too long behind
 * a domain is left out.  Errors: those of mni_dns_name_read(). */
enum mni_status mni_search_names(const struct mni_search *search,
    const char *text, struct mni_search_names *out_names,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
