/* SPDX-License-Identifier: MIT */
/* What servers of the Domain Name System know of a name or an address, as lines
 * of text. */
#ifndef MNI_NAMES_SERVED_H
#define MNI_NAMES_SERVED_H

#include "base/address.h"
#include "base/bytes.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"
#include "dns/resolver.h"
#include "names/names.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Appends the addresses of a name to LINES, each on a line: IPv6 first, those
 * of a family in the order of the response.  An address in place of the name,
 * and names that have their own rules (RFC 6761), ask nobody.  Both families
 * are asked for at the same time, and one that fails takes nothing away from
 * the other.  Errors: those of mni_dns_resolve().
 *
 * The names of a search list are asked for one after the other until one has an
 * address.  An error other than no-address ends the search: what is found
 * behind it might be of another host than the one that is meant.  When none has
 * an address, *trouble says which one is there without, if there is one.
 */
enum mni_status mni_served_addresses(const struct mni_dns_resolver *resolver,
    const struct mni_names *names, struct mni_deadline deadline,
    struct mni_bytes *lines, struct mni_trouble *trouble) MNI_MUST_USE;

/* Appends the RDATA of the records of TYPE in presentation form, likewise; the
 * family is of no account. */
enum mni_status mni_served_records(const struct mni_dns_resolver *resolver,
    const struct mni_names *names, uint16_t type, struct mni_deadline deadline,
    struct mni_bytes *lines, struct mni_trouble *trouble) MNI_MUST_USE;

/* Appends the names of ADDRESS (RFC 1035 section 3.5, RFC 3596 section 2.5).
 * Errors likewise; malformed too, when one holds other octets than a host's
 * name does. */
enum mni_status mni_served_names(const struct mni_dns_resolver *resolver,
    const struct mni_address *address, bool first, struct mni_deadline deadline,
    struct mni_bytes *lines, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
