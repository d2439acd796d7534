/* SPDX-License-Identifier: MIT */
/* The lines that begin with "seen": what must have come, whatever the outcome;
 * reading them, and looking for it. */
#ifndef MNI_SEEN_H
#define MNI_SEEN_H

#include "base/compiler.h"
#include "judge/cases.h"
#include "judge/verdict.h"
#include "mocknet.h"
#include "script/words.h"

/* What counts as a request of TEST: a connection, or a datagram. */
enum mn_event_kind mni_request_kind(const struct mni_case *test);

/* Takes what stands behind "seen" into *out_seen, which is the caller's to end
 * also when it is half read.  Returns 0, or -1 and notes a mistake. */
int mni_seen_read(
    struct mni_reader *reader, struct mni_seen *out_seen) MNI_MUST_USE;

/* Whether SERVER, our side of TEST, has seen it: a pass, or a failure.  Waits a
 * little for the end of a connection. */
struct mni_verdict mni_seen_check(const struct mni_case *test,
    const struct mni_seen *seen, struct mn_server *server);

#endif
