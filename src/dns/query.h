/* SPDX-License-Identifier: MIT */
/* Queries, and whether what comes is the response to one. */
#ifndef MNI_DNS_QUERY_H
#define MNI_DNS_QUERY_H

#include "base/compiler.h"
#include "base/status.h"
#include "dns/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Header, name, type and class, OPT record: octets. */
#define MNI_DNS_QUERY_MAX (12 + 255 + 4 + 11)

/* Octets that are said to be taken by datagram: with the headers of IPv6 and
 * UDP 1280, which every link of IPv6 carries whole (RFC 8200 section 5). */
#define MNI_DNS_DATAGRAM_SIZE 1232

/*
 * Writes a query (RFC 1035 section 4.1): RD is set, no other flag; with an OPT
 * record (RFC 6891 section 6.1) when EDNS is set.  Returns its octets.
 */
size_t mni_dns_query_write(const struct mni_dns_question *question, uint16_t id,
    bool edns, uint8_t out[static MNI_DNS_QUERY_MAX]);

/*
 * Whether the SIZE octets are the response to the query of QUESTION and ID:
 * QR, OPCODE, ID and the question, its name in letters of either case (RFC
 * 5452 section 9.1, RFC 4343).  A server that could not read the query says
 * FORMERR or NOTIMP and may have no question to send back.  Writes
 * *out_header; or returns false, and *trouble says what is wrong.
 */
bool mni_dns_query_match(const struct mni_dns_question *question, uint16_t id,
    const uint8_t *octets, size_t size, struct mni_dns_header *out_header,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
