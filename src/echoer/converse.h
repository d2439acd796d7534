/* SPDX-License-Identifier: MIT */
/* One connection by a thread that has nothing else to do. */
#ifndef MNI_ECHOER_CONVERSE_H
#define MNI_ECHOER_CONVERSE_H

#include "echoer/echoer.h"

#include <stddef.h>
#include <stdint.h>

struct mni_conversation {
	const struct mni_echoer_options *options;
	int fd;          /* non-blocking; the caller's */
	int bell;        /* readable when what was received is to be the last */
	uint8_t *buffer; /* the caller's, to move octets through */
	size_t room;     /* octets of it */
	struct mni_echoer_counts counts; /* is added to */
};

/* Echoes until the peer is done, has gone, or was silent for too long, or the
 * server stops.  Blocks until then. */
void mni_converse(struct mni_conversation *conversation);

#endif
