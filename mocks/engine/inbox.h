/* SPDX-License-Identifier: MIT */
/*
 * Where the datagrams that have come are put: several at a call, where the
 * system has one for that.  There is one inbox for all servers of a net; what
 * was taken is there until something is taken again.
 */
#ifndef MNI_INBOX_H
#define MNI_INBOX_H

#include "base/address.h"

#include <stddef.h>
#include <stdint.h>

/* Datagrams that it has room for. */
#ifdef HAVE_RECVMMSG
#define MNI_INBOX_MOST 16
#else
#define MNI_INBOX_MOST 1
#endif

struct mni_letter {
	struct mni_address peer; /* who sent it */
	const uint8_t *data;     /* the inbox's */
	size_t size;
};

struct mn_server;
struct mni_inbox;

/* An inbox, or NULL when there is no memory; NULL can be freed. */
struct mni_inbox *mni_inbox_new(void);
void mni_inbox_free(struct mni_inbox *inbox);

/* Takes the datagrams that wait for SERVER into the inbox of its net, or one
 * where server->reached is then to say where it was sent to.  Returns how many,
 * with *out_letters, or -1 with errno. */
int mni_inbox_take(
    struct mn_server *server, const struct mni_letter **out_letters);

#endif
