/* SPDX-License-Identifier: MIT */
/*
 * A script as it was read: what kind of server, and its steps.  It never
 * changes after the reading and may be shared by any number of connections.
 */
#ifndef MNI_SCRIPT_H
#define MNI_SCRIPT_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "mocknet.h"

#include <stdbool.h>
#include <stddef.h>

enum mni_verb {
	MNI_VERB_RECV,  /* take octets, or a datagram */
	MNI_VERB_DROP,  /* take a datagram and forget it */
	MNI_VERB_SEND,  /* octets, or a datagram to who was received last */
	MNI_VERB_WAIT,  /* let wait_ms pass */
	MNI_VERB_FIN,   /* close our side, go on */
	MNI_VERB_CLOSE, /* FIN, drain until the peer closes, close */
	MNI_VERB_RST,   /* reset, whatever is unread or unsent */
	MNI_VERB_STALL, /* do nothing more, keep everything open */
	MNI_VERB_REFUSE /* hold the port so that it refuses */
};

enum mni_recv_until {
	MNI_RECV_ANY,   /* at least one octet */
	MNI_RECV_COUNT, /* count octets */
	MNI_RECV_UNTIL, /* everything up to and with the octets of data */
	MNI_RECV_EOF    /* everything up to the peer's FIN */
};

enum mni_source { MNI_FROM_HERE, MNI_FROM_OTHER_ADDRESS, MNI_FROM_OTHER_PORT };

struct mni_step {
	enum mni_verb verb;
	enum mni_recv_until until; /* recv */
	struct mni_bytes data;     /* send: the octets; recv until: the end */
	size_t repeat;             /* send: data so many times; at least 1 */
	size_t times;              /* send: so many datagrams; drop: so many */
	size_t count;              /* recv: octets */
	size_t *cuts;              /* owned; send: ascending offsets */
	size_t cut_count;
	bool each_byte;       /* send: one octet a piece */
	int gap_ms;           /* send: between pieces or datagrams */
	int wait_ms;          /* wait */
	enum mni_source from; /* send: a datagram's source */
};

struct mni_script {
	int family;             /* AF_INET or AF_INET6 */
	int type;               /* SOCK_STREAM or SOCK_DGRAM */
	struct mni_step *steps; /* owned */
	size_t count;
};

/* Reads SIZE octets of TEXT.  Returns 0 and *out_script, which the caller
 * ends with fini, or -1 and *out_mistake. */
int mni_script_read(const char *text, size_t size,
    struct mni_script *out_script, struct mn_mistake *out_mistake) MNI_MUST_USE;

void mni_script_fini(struct mni_script *script);

/* Octets that STEP sends in all, counted once whatever its times. */
size_t mni_step_size(const struct mni_step *step);

/* Copies SIZE octets of what STEP sends, from OFFSET on, to OUT. */
void mni_step_copy(
    const struct mni_step *step, size_t offset, size_t size, uint8_t *out);

/* The end of the piece of STEP that begins at OFFSET. */
size_t mni_step_piece_end(const struct mni_step *step, size_t offset);

#endif
