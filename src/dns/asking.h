/* SPDX-License-Identifier: MIT */
/*
 * Look-ups under way: each is tried at every server, in turns that a timer
 * gives, until one of them has the answer.  All is in one loop and belongs to
 * the run.
 */
#ifndef MNI_DNS_ASKING_H
#define MNI_DNS_ASKING_H

#include "base/address.h"
#include "base/bytes.h"
#include "base/compiler.h"
#include "base/loop.h"
#include "base/status.h"
#include "dns/chain.h"
#include "dns/message.h"
#include "dns/query.h"
#include "dns/resolver.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mni_dns_server {
	struct mni_dns_run *run;
	struct mni_address address;
	bool plain;             /* it is asked without EDNS from now on */
	struct mni_watch watch; /* its connection, owned; fd -1: there is none,
	                         * and the rest is empty */
	bool connected;
	struct mni_bytes out, in; /* owned; octets to be sent, and to be read */
};

enum mni_dns_way {
	MNI_DNS_UNASKED, /* or to be asked anew */
	MNI_DNS_BY_UDP,
	MNI_DNS_BY_TCP,
	MNI_DNS_OUT /* it will not be asked again */
};

/* A look-up at one server. */
struct mni_dns_try {
	struct mni_dns_asking *asking;
	struct mni_dns_server *server;
	enum mni_dns_way way;
	struct mni_watch watch; /* by UDP: its socket, owned; else fd -1 */
	uint16_t id;
	bool edns;              /* a query of this id had an OPT record */
	bool truncated;         /* the response by UDP was, so TCP it is */
	unsigned sent;          /* queries, whatever their id */
	unsigned repeats;       /* those for want of a response */
	unsigned broken;        /* connections that have ended */
	int64_t sent_ns;        /* when the last one was */
	enum mni_status status; /* when it is out: why */
	struct mni_trouble trouble;
};

struct mni_dns_asking {
	struct mni_dns_run *run;
	struct mni_dns_lookup *lookup; /* the caller's */
	struct mni_dns_chain chain;
	struct mni_dns_question question; /* of the end of the chain */
	struct mni_dns_try tries[MNI_DNS_SERVERS_MOST]; /* as run->servers */
	struct mni_watch timer;                         /* of the next turn */
	size_t next; /* the server whose turn it is */
	bool over;
};

struct mni_dns_run {
	const struct mni_dns_resolver *resolver; /* the caller's */
	struct mni_loop loop;
	struct mni_watch deadline;
	struct mni_dns_server servers[MNI_DNS_SERVERS_MOST];
	struct mni_dns_asking askings[MNI_DNS_LOOKUPS_MOST];
	size_t count, open; /* askings, and those that are not over */
	uint8_t datagram[MNI_DNS_MESSAGE_MAX + 1]; /* so that one that was cut
	                                            * is seen */
};

/* Begins to ask for the end of the chain.  The timer is in the loop. */
void mni_dns_asking_begin(struct mni_dns_asking *asking);

/* Goes on with the end of the chain, which is another name now, at the server
 * of TRY first. */
void mni_dns_asking_move(
    struct mni_dns_asking *asking, const struct mni_dns_try *try);

/* Ends it: with an answer, or the lack of one. */
void mni_dns_asking_end(struct mni_dns_asking *asking, enum mni_status status);

/* Ends it for want of any; its status is that of the try that got the
 * furthest. */
void mni_dns_asking_give_up(struct mni_dns_asking *asking);

/* Has the server asked once more at once, by another query. */
void mni_dns_try_again(struct mni_dns_try *try);

/* Says that this server has no answer, and why; the next one is asked. */
void mni_dns_try_fail(struct mni_dns_try *try, enum mni_status status,
    const char *format, ...) MNI_PRINTF(3, 4);

/* Draws an id for TRY.  Returns 0, or -1 with errno. */
int mni_dns_try_draw(struct mni_dns_try *try) MNI_MUST_USE;

/* Writes the query of TRY, with EDNS unless the server is asked plainly, and
 * notes that it is sent.  Returns its octets. */
size_t mni_dns_try_write(
    struct mni_dns_try *try, uint8_t out[static MNI_DNS_QUERY_MAX]);

#endif
