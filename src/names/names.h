/* SPDX-License-Identifier: MIT */
/* What the system knows of a name or an address, as lines of text. */
#ifndef MNI_NAMES_NAMES_H
#define MNI_NAMES_NAMES_H

#include "base/address.h"
#include "base/bytes.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"
#include "names/search.h"

#include <stdbool.h>

/* Which addresses are wanted. */
struct mni_names {
	const char *name;                /* or an address; the caller's */
	int family;                      /* AF_INET, AF_INET6 or AF_UNSPEC */
	bool first;                      /* only the one to try first */
	const struct mni_search *search; /* of what servers are asked for; the
	                                  * caller's, or NULL */
};

/*
 * Appends the addresses of a name to LINES, each on a line, in the order in
 * which the system wants them tried.  Blocks until DEADLINE at most.  Errors:
 * no-address, temporary, timeout, system.
 */
enum mni_status mni_names_addresses(const struct mni_names *names,
    struct mni_deadline deadline, struct mni_bytes *lines,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* Appends the name of ADDRESS, a line, likewise; malformed: it holds control
 * characters. */
enum mni_status mni_names_reverse(const struct mni_address *address,
    struct mni_deadline deadline, struct mni_bytes *lines,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
