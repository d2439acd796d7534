/* SPDX-License-Identifier: MIT */
/*
 * The exchange of services that have one thing to say to whoever asks: over
 * TCP they say it and close, over UDP they answer any datagram by it.
 */
#ifndef MNI_CLIENT_FETCH_H
#define MNI_CLIENT_FETCH_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"
#include "client/peer.h"

#include <stddef.h>
#include <stdint.h>

#define MNI_FETCH_MAX_SIZE 65536 /* more than any datagram holds */

struct mni_fetch {
	struct mni_peer peer;
	int64_t retry_ms; /* UDP: until the first repetition; then doubled */
	size_t max_size;  /* octets; a longer answer is too-large */
	const char *what; /* of an answer, in error texts: "quote" */
};

/*
 * Appends what the server says to ANSWER, which is empty.  Over a stream that
 * is everything up to the server's close, over UDP the first datagram from the
 * address that was asked.  Blocks until DEADLINE at most.
 *
 * Errors: those of mni_peer_ask(); timeout; too-large; truncated, when the
 * connection ended by a reset or before the first octet; malformed, when the
 * datagram was empty.  What came before an error is in ANSWER too.
 */
enum mni_status mni_fetch(const struct mni_fetch *fetch,
    struct mni_deadline deadline, struct mni_bytes *answer,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
