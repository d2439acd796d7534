/* SPDX-License-Identifier: MIT */
/* Zones of the Check programs, and their records as hexadecimal digits. */
#ifndef MNI_ZONES_H
#define MNI_ZONES_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "dns/answer.h"
#include "dns/domain.h"
#include "dns/zone.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The beginning of example.test: its apex, and an address of ns1. */
#define ZONE_HEAD                                       \
	"$ORIGIN example.test.\n"                       \
	"$TTL 60\n"                                     \
	"@ IN SOA ns1 hostmaster 1 3600 600 86400 30\n" \
	"  IN NS ns1\n"                                 \
	"ns1 IN A 127.0.0.53\n"

/* How many lines that is. */
#define ZONE_HEAD_LINES 5

/* The zone of TEXT, which is read from memory that ends where TEXT does; the
 * test fails when it has a mistake. */
void zones_read(const char *text, struct mni_ns_zone *out_zone);

/* The name TEXT, relative to example.test, on the wire. */
void zones_name(const char *text, struct mni_domain *out_name);

/* The node of the name TEXT, or NULL. */
const struct mni_ns_node *zones_find(
    const struct mni_ns_zone *zone, const char *text);

/*
 * The answer of ZONES to SIZE octets of QUERY, which are read from memory
 * that ends where they do: as text, as answer_text() has it, and its octets
 * in place of those in OUT.  Returns NULL when there is none.
 */
const char *zones_ask(const struct mni_ns_zones *zones, const uint8_t *query,
    size_t size, bool tcp, struct mni_bytes *out);

#define ZONES_HEX 2048

/* SIZE octets as hexadecimal digits; cut when they do not fit.  Returns
 * OUT. */
const char *zones_hex(
    const uint8_t *data, size_t size, char out[static ZONES_HEX]);

#endif
