/* SPDX-License-Identifier: MIT */
/*
 * Whom a datagram may be answered to.  Its source address is what the sender
 * says: who forges it can set two servers that answer everything on each other,
 * and they never end.  So small services are not answered, nor is a server of
 * this process, and nobody more often than so many times a second: then one
 * datagram is dropped, and a ring of two has only one.
 */
#ifndef MNI_ECHOER_SOURCES_H
#define MNI_ECHOER_SOURCES_H

#include "base/address.h"
#include "base/compiler.h"
#include "echoer/inside.h"

#include <stdbool.h>
#include <stdint.h>

/* Datagrams that one address and port is answered in a second. */
#define MNI_SOURCE_RATE 1000

/* Nobody has asked yet; or NULL. */
struct mni_sources *mni_sources_new(void);

void mni_sources_free(struct mni_sources *sources);

/* Whether a server that listens on DOORS answers a datagram from SOURCE at
 * NOW_NS, and counts it. */
bool mni_sources_may_ask(struct mni_sources *sources,
    const struct mni_door *doors, const struct mni_address *source,
    int64_t now_ns);

#endif
