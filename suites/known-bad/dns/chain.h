/* SPDX-License-Identifier: MIT */
/* The way over aliases to addresses, in the records of one reply (RFC 1034
 * section 3.6.2). */
#ifndef CHAIN_H
#define CHAIN_H

#include "reply.h"

struct chain {
	struct name end; /* the name that the way has come to */
	size_t aliases;  /* how many were on it, in all replies */
};

/*
 * Follows CHAIN through REPLY to records of TYPE, and appends the addresses in
 * them to LINES.  Returns OK; NO_ADDRESS, when there are none and the end has
 * not moved; WAITING, when it has: there may be some; MALFORMED, or TOO_LARGE
 * when the way is too long.
 */
enum status chain_follow(struct chain *chain, const struct reply *reply,
    unsigned type, struct text *lines);

#endif
