/* SPDX-License-Identifier: MIT */
/* The wire, for a report. */
#ifndef MNI_EXCERPT_H
#define MNI_EXCERPT_H

#include "base/bytes.h"
#include "mocknet.h"

/* What SERVER saw and did, a line an event, shortened in the middle, and what
 * was SAID on standard error; the caller's to free, NULL without memory. */
char *mni_excerpt(const struct mn_server *server, const struct mni_bytes *said);

#endif
