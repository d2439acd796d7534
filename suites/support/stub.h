/* SPDX-License-Identifier: MIT */
/* The stub resolver of src and an oracle: what the tests of both share. */
#ifndef MNI_STUB_H
#define MNI_STUB_H

#include "dns/resolver.h"
#include "support/oracle.h"

#include <stdbool.h>
#include <stdint.h>

#define STUB_PATIENCE_MS 20000 /* for a response that comes */
#define STUB_RETRY_MS 30       /* while nobody is patient */

/* For a response that does not come: there has to be time to ask for it, also
 * on a host that stands still now and then. */
#define STUB_SILENCE_MS 1000

#define GOOD "192.0.2.1"
#define EVIL "192.0.2.66" /* an address that is not to be believed */

/* For an oracle: sends a response with the good address; begins one with the
 * evil address. */
void stub_good(struct oracle *oracle, const struct asked *asked);
void stub_evil(
    struct oracle *oracle, const struct asked *asked, unsigned flags);

/* A resolver that asks ORACLE alone and sends nothing twice. */
struct mni_dns_resolver stub_of(const struct oracle *oracle);

/* Looks a.test up, A, for MS milliseconds.  The caller ends what was found. */
struct mni_dns_lookup stub_look_up(
    const struct mni_dns_resolver *resolver, int64_t ms);

/* Asserts that it came to STATUS: with the good address alone when that is ok;
 * else with nothing, and it says SAID, behind the address of a server or alone.
 * Ends it. */
void stub_came_to(
    struct mni_dns_lookup *lookup, enum mni_status status, const char *said);

/* Looks the addresses of NAME up for MS milliseconds, and asserts what comes of
 * it; what is said ends with SAID, unless that is NULL. */
void stub_finds(const struct mni_dns_resolver *resolver, const char *name,
    int family, int64_t ms, enum mni_status status, const char *lines,
    const char *said);

#endif
