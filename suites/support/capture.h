/* SPDX-License-Identifier: MIT */
/*
 * A reader of capture files for Check tests.  It shares nothing with their
 * writer, and fails the test for any packet whose lengths contradict each
 * other or whose checksums are wrong.
 */
#ifndef MNI_CAPTURE_H
#define MNI_CAPTURE_H

#include <stddef.h>
#include <stdint.h>

#define CAPTURE_HEADER 24 /* octets in front of the first packet */

struct captured {
	/* The record in the file begins with these four. */
	uint32_t seconds, ns, captured, length;
	int version, protocol; /* 4 or 6; IPPROTO_TCP or IPPROTO_UDP */
	unsigned from, to;     /* ports */
	uint32_t sequence, acknowledged;
	unsigned flags;            /* of TCP */
	const unsigned char *data; /* in the file */
	size_t kept, size;         /* octets of data: captured, sent */
};

/* The packet at *at in the SIZE octets of FILE; moves *at behind it. */
struct captured capture_next(const char *file, size_t size, size_t *at);

#endif
