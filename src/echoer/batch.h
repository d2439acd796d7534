/* SPDX-License-Identifier: MIT */
/*
 * Datagrams that come with one call of the system, and answers that leave with
 * another, where it has such calls; elsewhere a batch is one datagram.  Answers
 * in a row that are alike but for their octets are one message for the system,
 * which makes datagrams of it (UDP_SEGMENT), where it does that.
 */
#ifndef MNI_ECHOER_BATCH_H
#define MNI_ECHOER_BATCH_H

#include "base/address.h"
#include "base/compiler.h"
#include "echoer/control.h"
#include "echoer/inside.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

/* With memory for them, which is touched only as far as datagrams need it. */
#ifdef HAVE_RECVMMSG
#define MNI_BATCH_MOST 16
#else
#define MNI_BATCH_MOST 1
#endif

struct mni_datagram {
	struct mni_address source;
	struct mni_control control; /* what is told of it */
	struct iovec octets;        /* their room is the batch's */
	bool answered;
};

struct mni_batch {
	struct mni_datagram list[MNI_BATCH_MOST];
	size_t count;
	struct mni_datagram *answers[MNI_BATCH_MOST]; /* to be sent */
	size_t answer_count;
	bool segments; /* the system makes datagrams of a message */
};

/* An empty one, or NULL with errno. */
struct mni_batch *mni_batch_new(void);

/* NULL is accepted. */
void mni_batch_free(struct mni_batch *batch);

/* Receives what DOOR has, up to MNI_BATCH_MOST; nothing of it is to be
 * answered.  Returns 0, or -1 with errno. */
int mni_batch_receive(
    struct mni_batch *batch, struct mni_door *door) MNI_MUST_USE;

/* Sends the answers, and notes which of them have left: one that cannot be sent
 * is lost, as datagrams are. */
void mni_batch_answer(struct mni_batch *batch, struct mni_door *door);

#endif
