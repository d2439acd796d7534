/* SPDX-License-Identifier: MIT */
/*
 * A question by datagram: sent again and again, ever more slowly, until the
 * answer comes.
 */
#ifndef MNI_CLIENT_DATAGRAM_H
#define MNI_CLIENT_DATAGRAM_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"
#include "client/peer.h"

#include <stddef.h>
#include <stdint.h>

#define MNI_DATAGRAM_MAX 65535    /* octets (RFC 768, Length: 16 bits) */
#define MNI_RETRY_INITIAL_MS 1000 /* RFC 8085 section 3.1.1 */

/*
 * Sends REQUEST, SIZE octets, and appends the first datagram that comes to
 * ANSWER, whole.  The socket is connected, so that what comes from another
 * address or port is no answer (RFC 8085 section 5.1), and is for this one
 * question, so that a late answer to another one finds nobody.  The request
 * is repeated after RETRY_MS, then after twice as long, and so on.  Blocks
 * until link->share at most; the link is settled once an answer is there.
 * Errors: timeout; refused, when the port is unreachable; too-large, when no
 * datagram can hold the request; system.
 */
enum mni_status mni_datagram_ask(struct mni_link *link, int64_t retry_ms,
    const void *request, size_t size, struct mni_bytes *answer,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
