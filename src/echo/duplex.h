/* SPDX-License-Identifier: MIT */
/*
 * Sending over a connection and, at the same time, holding what comes back
 * against what was sent: neither side ever waits for the other.
 */
#ifndef MNI_ECHO_DUPLEX_H
#define MNI_ECHO_DUPLEX_H

#include "base/compiler.h"
#include "base/deadline.h"
#include "base/output.h"
#include "base/status.h"
#include "echo/source.h"

#include <stdbool.h>

/* So many octets may be on their way: read from the source, not yet back. */
#define MNI_DUPLEX_WINDOW ((size_t)64 << 20)

/*
 * Sends all of SOURCE over the connected socket FD, half-closes it at the end
 * when HALF_CLOSE is set, and puts what comes back out to OUTPUT, until all
 * has come; it does not wait for the peer's close, and takes no offence at one
 * that leaves nothing missing.  Blocks until DEADLINE at most.
 *
 * Errors: mismatch, when an octet is not the one that was sent, or none was;
 * truncated, when the connection ended before all was back; timeout; output,
 * when it could not be written; system.  What came before an error is put out
 * too.
 */
enum mni_status mni_duplex(int fd, struct mni_source *source, bool half_close,
    struct mni_deadline deadline, struct mni_output *output,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
