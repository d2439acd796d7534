/* SPDX-License-Identifier: MIT */
/* A name server with rules, of mocks/dns and without sockets, and a query to
 * it. */
#ifndef MNI_RULED_H
#define MNI_RULED_H

#include "base/bytes.h"
#include "dns/service.h"
#include "support/questions.h"
#include "support/zones.h"

#include <stddef.h>
#include <stdint.h>

#define RULED_ZONE ZONE_HEAD "www A 192.0.2.1\n"

/* That of the running test. */
extern struct ruled {
	struct mni_ns_service *service;
	struct mni_ns_tally tallies[8];
	uint8_t query[QUESTION_SIZE];
	size_t size; /* of query */
	struct mni_bytes octets;
} ruled;

/* Begins with the zone and LINES behind it, and a query for the address of
 * www.example.test. */
void ruled_begin(const char *lines);

void ruled_end(void);

/* The rule for the query over TRANSPORT by CLIENT, or NULL. */
const struct mni_ns_rule *ruled_choose(unsigned transport, const char *client);

/* The same over UDP by 127.0.0.1. */
const struct mni_ns_rule *ruled_choose_udp(void);

#endif
