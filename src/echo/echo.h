/* SPDX-License-Identifier: MIT */
/* The client of the Echo Protocol, RFC 862: what is sent has to come back. */
#ifndef MNI_ECHO_ECHO_H
#define MNI_ECHO_ECHO_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/output.h"
#include "base/status.h"
#include "client/peer.h"
#include "echo/source.h"

#include <stdint.h>

struct mni_echo {
	struct mni_peer peer;
	int64_t retry_ms; /* UDP: until the first repetition; then doubled */
};

/* Over TCP, to the port of the tutorial that these programs come from; a copy
 * needs a host. */
extern const struct mni_echo mni_echo_usual;

/*
 * Sends what SOURCE has, over a stream while it comes, else as one datagram,
 * and puts what comes back out to OUTPUT.  Over a stream the sending side is
 * closed at the end of SOURCE, and the last octet that comes back ends the
 * exchange; the datagram is repeated until one comes back.  Blocks until
 * DEADLINE at most.
 *
 * Errors: those of mni_peer_ask(); timeout; mismatch, when it is not what was
 * sent; truncated, when a connection ended before all was back; too-large,
 * when SOURCE has more than a datagram holds; output, when it could not be
 * written; system.  What came before an error is put out too.
 */
enum mni_status mni_echo(const struct mni_echo *echo, struct mni_source source,
    struct mni_deadline deadline, struct mni_output *output,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* The exchange of one datagram on LINK; the errors are those of
 * mni_datagram_ask(), and mismatch. */
enum mni_status mni_echo_datagram(struct mni_link *link, int64_t retry_ms,
    const struct mni_bytes *datagram, struct mni_output *output,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
