/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "qotd/qotd.h"

#include "client/datagram.h"

#include <sys/socket.h>

const struct mni_fetch mni_qotd = {
    .peer = {.port = 17, .family = AF_UNSPEC, .type = SOCK_DGRAM},
    .retry_ms = MNI_RETRY_INITIAL_MS,
    .max_size = MNI_FETCH_MAX_SIZE,
    .what = "quote",
};
