/* SPDX-License-Identifier: MIT */
/*
 * A stub resolver that cannot be deceived: it asks the servers it is given, by
 * datagram and then, when an answer was truncated, by TCP, and believes only
 * what is the response to its own question from the server it asked (RFC 5452
 * section 9).  Everything else is passed over, and the wait goes on.
 */
#ifndef MNI_DNS_RESOLVER_H
#define MNI_DNS_RESOLVER_H

#include "base/address.h"
#include "base/bytes.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"
#include "dns/name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MNI_DNS_PORT 53
#define MNI_DNS_SERVERS_MOST 4
#define MNI_DNS_LOOKUPS_MOST 2
#define MNI_DNS_RETRY_MS 2000 /* the least in RFC 1035 section 4.2.1 */

struct mni_dns_resolver {
	struct mni_address servers[MNI_DNS_SERVERS_MOST]; /* the first first */
	size_t server_count;
	/* Counts calls of mni_dns_resolve(), each of which begins with another
	 * server than the one before; NULL: all with the first.  The
	 * caller's, and of one thread. */
	size_t *turn;
	bool tcp;         /* they are not asked by datagram at all */
	int64_t retry_ms; /* until one is asked again; then twice as long, and
	                   * so on */
	/* Shows what is sent ('>'), what comes ('<') and what is made of it
	 * ('*'), as lines of printing ASCII; may be NULL. */
	void (*trace)(void *owner, char kind, const void *data, size_t size);
	/* Draws an id, or returns -1 with errno; NULL: the generator of the
	 * system does.  Who can foretell ids can forge responses (RFC 5452
	 * section 9.2), so any other is for those who replay a run, or try
	 * what happens when two are the same. */
	int (*draw)(void *owner, uint16_t *out_id);
	void *owner; /* of trace and draw */
};

/* What is looked up, and what comes of it. */
struct mni_dns_lookup {
	struct mni_dns_name name;
	uint16_t type;

	struct mni_bytes lines; /* owned; empty at first: the RDATA of the
	                         * records, each on a line and once */
	enum mni_status status;
	bool no_name; /* no-address, as there is no such name; else it has no
	               * such records */
	struct mni_trouble trouble;
};

/*
 * Looks up COUNT names, which is at most MNI_DNS_LOOKUPS_MOST, at the same
 * time, one failing alone.  Each asks the servers in turn, in their order from
 * the one on that it begins with, and follows aliases, also by further
 * questions.  Once a look-up has had an answer that may do without the others,
 * they are given as long as it takes to repeat a lost query.  Blocks until
 * DEADLINE at most.
 *
 * Returns MNI_OK when all were asked, or MNI_SYSTEM.  The status of each:
 * no-address; temporary, when a server said SERVFAIL, REFUSED or another error,
 * or named other servers; malformed; too-large (aliases); truncated, when a
 * connection ended before the response, or a truncated one could not be had
 * whole; refused, when no server could be reached; timeout; system.  When
 * servers differ, it is that of the one that got the furthest.
 */
enum mni_status mni_dns_resolve(const struct mni_dns_resolver *resolver,
    struct mni_dns_lookup *lookups, size_t count, struct mni_deadline deadline,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
