/* SPDX-License-Identifier: MIT */
/* The client of the Quote of the Day Protocol, RFC 865. */
#ifndef MNI_QOTD_H
#define MNI_QOTD_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

#define MNI_QOTD_PORT 17
#define MNI_QOTD_RETRY_MS 1000  /* RFC 8085 section 3.1.1: initially 1 s */
#define MNI_QOTD_MAX_SIZE 65536 /* more than any datagram holds */

struct mni_qotd {
	const char *host; /* name or literal; the caller's */
	uint16_t port;    /* host order */
	int family;       /* AF_INET, AF_INET6 or AF_UNSPEC */
	bool tcp;         /* else UDP */
	int64_t retry_ms; /* UDP: until the first repetition; then doubled */
	size_t max_size;  /* octets; a longer quote is too-large */
};

/*
 * Fetches one quote into QUOTE, which is empty.  Over TCP that is everything
 * up to the server's close, over UDP the first datagram from the address that
 * was asked; the request, whose content RFC 865 has the server ignore, is
 * repeated until the answer comes.  The addresses of a name are tried in
 * order, each with its share of the time left.  Blocks until DEADLINE at
 * most, but for the system's look-up of a name.
 *
 * Errors: no-address, temporary, refused, timeout, too-large, system;
 * truncated, when the connection ended by a reset or before the first octet;
 * malformed, when the datagram was empty.  What came before an error is in
 * QUOTE too.
 */
enum mni_status mni_qotd_fetch(const struct mni_qotd *qotd,
    struct mni_deadline deadline, struct mni_bytes *quote,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
