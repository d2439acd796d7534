/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/capture.h"

#include "support/checks.h"

#include <netinet/in.h>
#include <string.h>

#define RECORD 16 /* octets in front of a packet */

static unsigned
be16(const unsigned char *octets)
{
	return (unsigned)octets[0] << 8 | octets[1];
}

static uint32_t
be32(const unsigned char *octets)
{
	return (uint32_t)be16(octets) << 16 | be16(octets + 2);
}

/* The ones' complement sum, with the carry added at once, unlike the writer. */
static unsigned
sum(unsigned start, const unsigned char *octets, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++) {
		start += (i & 1) == 0 ? (unsigned)octets[i] << 8 : octets[i];
		start = (start & 0xffff) + (start >> 16);
	}
	return start;
}

/* Reads the IP header; returns its size. */
static size_t
read_network(
    const unsigned char *ip, struct captured *seen, unsigned *out_pseudo)
{
	seen->version = ip[0] >> 4;
	if (seen->version == 4) {
		ck_assert_uint_eq(ip[0], 0x45);
		ck_assert_uint_eq(be16(ip + 2), seen->length);
		ck_assert_uint_eq(be16(ip + 6), 0x4000); /* no fragment */
		ck_assert_uint_eq(sum(0, ip, 20), 0xffff);
		seen->protocol = ip[9];
		*out_pseudo = sum(0, ip + 12, 8);
		return 20;
	}
	ck_assert_int_eq(seen->version, 6);
	ck_assert_uint_eq(be16(ip + 4) + 40, seen->length);
	seen->protocol = ip[6];
	*out_pseudo = sum(0, ip + 8, 32);
	return 40;
}

/* Reads the TCP or UDP header; returns its size. */
static size_t
read_transport(const unsigned char *segment, size_t size, struct captured *seen)
{
	seen->from = be16(segment);
	seen->to = be16(segment + 2);
	if (seen->protocol == IPPROTO_UDP) {
		ck_assert_uint_eq(be16(segment + 4), size);
		ck_assert_uint_ne(be16(segment + 6), 0);
		return 8;
	}
	ck_assert_int_eq(seen->protocol, IPPROTO_TCP);
	ck_assert_uint_eq(segment[12], 0x50);
	seen->sequence = be32(segment + 4);
	seen->acknowledged = be32(segment + 8);
	seen->flags = segment[13];
	return 20;
}

struct captured
capture_next(const char *file, size_t size, size_t *at)
{
	struct captured seen;
	const unsigned char *packet;
	unsigned pseudo = 0;
	size_t network, header;

	ck_assert_uint_ge(size, *at + RECORD);
	memcpy(&seen, file + *at, RECORD);
	packet = (const unsigned char *)file + *at + RECORD;
	*at += RECORD + seen.captured;
	ck_assert_uint_le(*at, size);
	network = read_network(packet, &seen, &pseudo);
	seen.size = seen.length - network;
	header = read_transport(packet + network, seen.size, &seen);
	pseudo += (unsigned)seen.protocol + (unsigned)seen.size;
	if (seen.captured == seen.length)
		ck_assert_uint_eq(
		    sum(pseudo, packet + network, seen.size), 0xffff);
	seen.data = packet + network + header;
	seen.size -= header;
	seen.kept = seen.captured - network - header;
	return seen;
}
