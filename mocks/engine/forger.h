/* SPDX-License-Identifier: MIT */
/*
 * Datagrams that a client sends from other ports than its own.  Nobody should
 * answer them: what comes to the port of a forger is noted as unexpected.  The
 * net's lock is held by every caller but of open, whose client is in no net.
 */
#ifndef MNI_FORGER_H
#define MNI_FORGER_H

#include "base/address.h"
#include "base/compiler.h"
#include "base/loop.h"
#include "script/script.h"

#include <stdbool.h>

struct mn_server;

struct mni_forger {
	struct mn_server *client;
	int fd;                 /* owned; -1: no port is needed */
	struct mni_watch watch; /* of fd */
	char local[MNI_ADDRESS_TEXT];
};

#define MNI_FORGER_NONE ((struct mni_forger){.fd = -1})

/*
 * Opens the port that the script of CLIENT, whose own socket is connected,
 * forges from, if there is one, for FORGER, which has none: at an address of
 * its own, where the loopback has many, so that no other client has it.
 * Returns 0, or -1 with errno.
 */
int mni_forger_open(
    struct mni_forger *forger, struct mn_server *client) MNI_MUST_USE;

/* Closes it; what the loop watches is left alone when FORGET is set. */
void mni_forger_close(struct mni_forger *forger, bool forget);

/* Sends the datagram of STEP, and notes a failure when it cannot. */
void mni_forge(struct mni_forger *forger, const struct mni_step *step);

#endif
