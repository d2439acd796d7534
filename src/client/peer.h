/* SPDX-License-Identifier: MIT */
/*
 * Reaching a server: every address of its name is tried in order, within one
 * deadline, and what each of them came to is kept.
 */
#ifndef MNI_CLIENT_PEER_H
#define MNI_CLIENT_PEER_H

#include "base/address.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

/* Whom a client asks. */
struct mni_peer {
	const char *host; /* name, literal or unix:PATH; the caller's */
	uint16_t port;    /* host order */
	int family;       /* AF_INET, AF_INET6 or AF_UNSPEC */
	int type;         /* SOCK_STREAM, or SOCK_DGRAM: not for a path */
};

/* One address that is being asked. */
struct mni_link {
	int fd; /* connected and non-blocking; closed by who made the link,
	         * unless an exchange keeps it and sets this to -1 */
	const struct mni_address *address; /* of the server */
	struct mni_deadline share;    /* of this address, while it is silent */
	struct mni_deadline deadline; /* of the whole operation */
	bool settled; /* it is this address, whatever comes: set by streams when
	               * they are connected, by an exchange when it has begun
	               * what cannot be begun again */
};

/*
 * Has EXCHANGE with the first address of PEER that takes it; CONTEXT is handed
 * through.  EXCHANGE may block until link->deadline at most.  Another address
 * is tried only when it returns refused or timeout and the link is not
 * settled.  An address has its share of the time left until it is connected
 * and, over datagrams, has answered.
 *
 * Errors: no-address, temporary and timeout of the look-up; refused, timeout
 * and system of the connection; those of EXCHANGE.  *trouble names each
 * address that was tried, and why it failed.
 */
enum mni_status mni_peer_ask(const struct mni_peer *peer,
    struct mni_deadline deadline,
    enum mni_status (*exchange)(
        struct mni_link *link, void *context, struct mni_trouble *trouble),
    void *context, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
