/* SPDX-License-Identifier: MIT */
/* Echoes one after the other, each with the time it took. */
#ifndef MNI_ECHO_PING_H
#define MNI_ECHO_PING_H

#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"
#include "client/peer.h"
#include "echo/echo.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One echo. */
struct mni_round {
	size_t number;                     /* from 1 */
	size_t size;                       /* octets */
	const struct mni_address *address; /* of the server */
	bool back;                         /* all of it, as it was sent */
	bool lost;                         /* no answer came in time */
	int64_t time_ns;                   /* until the last octet was back */
};

struct mni_ping {
	const struct mni_echo *echo; /* UDP: what is not answered before its
	                              * retry_ms is lost, not repeated */
	size_t count;                /* of rounds, at least 1 */
	const void *text;            /* sent each time; NULL: SIZE octets that
	                              * are others in each round */
	size_t size;
	void (*report)(void *owner, const struct mni_round *round);
	void *owner;
};

/*
 * Plays the rounds, all over one connection, or each with a datagram and a
 * socket of its own, so that a late answer is not taken for the next.  Reports
 * each, also the one that an error ends.  Blocks until DEADLINE at most.
 * Errors: those of mni_echo(); timeout too when datagrams were lost.
 */
enum mni_status mni_ping(const struct mni_ping *ping,
    struct mni_deadline deadline, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
