/* SPDX-License-Identifier: MIT */
/* The octets of a message while they are read, one after the other. */
#ifndef PACKET_H
#define PACKET_H

#include "name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct packet {
	const unsigned char *octets; /* the caller's */
	size_t size;
	size_t at; /* the next one's place */
	bool bad;  /* it has ended too early, or has no name where one must
	            * be; whatever is read then is 0 */
};

/* Reads a number of COUNT octets, at most 4. */
uint32_t packet_number(struct packet *packet, size_t count);

/* Reads a name, and what its pointers point to (RFC 1035 section 4.1.4). */
void packet_name(struct packet *packet, struct name *out_name);

#endif
