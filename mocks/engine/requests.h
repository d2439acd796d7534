/* SPDX-License-Identifier: MIT */
/* The requests in the journal of a server of http.  The net's lock is held by
 * every caller. */
#ifndef MNI_REQUESTS_H
#define MNI_REQUESTS_H

#include "engine/near.h"
#include "http/pattern.h"
#include "mocknet.h"

#include <stdbool.h>
#include <stddef.h>

/* The next MN_REQUEST of SERVER from its event *at on, which moves behind it;
 * or NULL. */
const struct mn_event *mni_next_request(
    const struct mn_server *server, size_t *at);

/* Says in OUT when EVENT, a request, came, what it is, and in what it differs
 * from PATTERN.  Returns whether it fits. */
bool mni_describe_request(char out[static MNI_NEAR_TEXT],
    const struct mn_event *event, const struct mni_pattern *pattern);

#endif
