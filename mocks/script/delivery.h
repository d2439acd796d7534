/* SPDX-License-Identifier: MIT */
/*
 * How octets leave: what may stand behind the source of a send.  For a stream
 * it says where one write ends and the next begins, for datagrams what the
 * network does to them.  The second part is also what a fault on a reply does.
 */
#ifndef MNI_DELIVERY_H
#define MNI_DELIVERY_H

#include "base/compiler.h"
#include "script/words.h"

#include <stdbool.h>
#include <stddef.h>

#define MNI_MOST_DATAGRAM 65507 /* IPv4: 65535 less 20 of IP and 8 of UDP */

/* What a word of the language is for; a set of bits. */
enum mni_use {
	MNI_STREAM = 1,
	MNI_DATAGRAM = 2,
	MNI_STEPS = MNI_STREAM | MNI_DATAGRAM,
	MNI_WEB = 4, /* http */
	MNI_DNS = 8,
	MNI_CONNECTED = MNI_STREAM | MNI_WEB,
	MNI_ANY_USE = MNI_STEPS | MNI_WEB,
	MNI_EVERY_USE = MNI_ANY_USE | MNI_DNS
};

/* Where offsets are counted from. */
enum mni_section {
	MNI_IN_ALL,    /* the beginning of what is sent */
	MNI_IN_STATUS, /* that of the status line of an HTTP answer */
	MNI_IN_HEADER, /* the end of that line */
	MNI_IN_BODY
};

/* How a stream ends before its time. */
enum mni_stop { MNI_STOP_NOT, MNI_STOP_FIN, MNI_STOP_RST, MNI_STOP_STALL };

enum mni_from { MNI_FROM_HERE, MNI_FROM_OTHER_ADDRESS, MNI_FROM_OTHER_PORT };

struct mni_delivery {
	size_t repeat; /* copies of the source's octets; at least 1 */
	int gap_ms;    /* between pieces or datagrams */

	/* streams */
	size_t *cuts; /* owned; ascending offsets where a piece ends */
	size_t cut_count;
	size_t piece; /* octets a piece; 0: as many as fit */
	enum mni_section stop_in;
	size_t stop_at;     /* only so many octets leave, unless stop is NOT */
	enum mni_stop stop; /* and then this happens */

	/* datagrams */
	size_t times;       /* so many of them; at least 1 */
	bool drop;          /* it never arrives */
	bool swap;          /* it leaves behind the next one; dns: also over
	                     * tcp */
	bool oversize;      /* filled up to the largest there is */
	bool empty;         /* without its octets */
	bool garbage;       /* with random octets for its own */
	int late_ms;        /* it leaves so much later; the script goes on */
	enum mni_from from; /* its source */
};

#define MNI_DELIVERY_PLAIN ((struct mni_delivery){.repeat = 1, .times = 1})

void mni_delivery_fini(struct mni_delivery *delivery);

/* Reads a modifier for USE.  Returns 0, or -1 and notes a mistake. */
int mni_read_modifier(struct mni_reader *reader, enum mni_use use,
    struct mni_delivery *delivery) MNI_MUST_USE;

/* Reads modifiers for USE up to the end of the line.  Returns 0, or -1 and
 * notes a mistake. */
int mni_read_modifiers(struct mni_reader *reader, enum mni_use use,
    struct mni_delivery *delivery) MNI_MUST_USE;

/* Takes status, header or body.  Returns 0, or -1 and notes a mistake. */
int mni_take_section(
    struct mni_reader *reader, enum mni_section *out_section) MNI_MUST_USE;

/*
 * Reads what a fault does to a reply, WORD being the first word of it, which
 * was taken.  Returns 1, 0 when WORD is no such effect, or -1 and notes a
 * mistake.
 */
int mni_read_reply_effect(struct mni_reader *reader,
    const struct mni_token *word, struct mni_delivery *delivery) MNI_MUST_USE;

/* The end of the piece that begins at OFFSET, of SIZE octets in all. */
size_t mni_piece_end(
    const struct mni_delivery *delivery, size_t offset, size_t size);

/* Adds to DATAGRAM what OTHER does to it. */
void mni_delivery_add(
    struct mni_delivery *datagram, const struct mni_delivery *other);

/* Notes that the word TOKEN is not for USE.  Returns -1. */
int mni_wrong_use(
    struct mni_reader *reader, const struct mni_token *token, enum mni_use use);

#endif
