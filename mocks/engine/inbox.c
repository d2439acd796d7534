/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/inbox.h"

#include "engine/net.h"
#include "engine/reached.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>

struct mni_inbox {
	struct mni_letter letters[MNI_INBOX_MOST];
	/* Of most of them only the first page is ever touched. */
	uint8_t data[MNI_INBOX_MOST][MNI_CHUNK];
};

struct mni_inbox *
mni_inbox_new(void)
{
	struct mni_inbox *inbox = malloc(sizeof(*inbox));
	size_t i;

	for (i = 0; inbox != NULL && i < MNI_INBOX_MOST; i++)
		inbox->letters[i].data = inbox->data[i];
	return inbox;
}

void
mni_inbox_free(struct mni_inbox *inbox)
{
	free(inbox);
}

#ifdef HAVE_RECVMMSG
static int
take_many(struct mni_inbox *inbox, int fd)
{
	struct mni_letter *letters = inbox->letters;
	struct iovec rooms[MNI_INBOX_MOST];
	struct mmsghdr messages[MNI_INBOX_MOST];
	int count, i;

	for (i = 0; i < MNI_INBOX_MOST; i++) {
		rooms[i] = (struct iovec){
		    .iov_base = inbox->data[i], .iov_len = MNI_CHUNK};
		messages[i].msg_hdr =
		    (struct msghdr){.msg_name = &letters[i].peer.storage,
		        .msg_namelen = sizeof(letters[i].peer.storage),
		        .msg_iov = &rooms[i],
		        .msg_iovlen = 1};
	}
	count = (int)recvmmsg(fd, messages, MNI_INBOX_MOST, 0, NULL);
	for (i = 0; i < count; i++) {
		letters[i].peer.size = messages[i].msg_hdr.msg_namelen;
		letters[i].size = messages[i].msg_len;
	}
	return count;
}
#endif

/* Takes one, and where it was sent to if that is told. */
static int
take_one(struct mni_inbox *inbox, struct mn_server *server)
{
	struct mni_letter *letter = &inbox->letters[0];
	ssize_t size =
	    mni_reached_take(server, inbox->data[0], MNI_CHUNK, &letter->peer);

	if (size == -1)
		return -1;
	letter->size = (size_t)size;
	return 1;
}

int
mni_inbox_take(struct mn_server *server, const struct mni_letter **out_letters)
{
	struct mni_letter *letters = server->net->inbox->letters;
	size_t i;

	/* A Unix socket without a name leaves this as it is. */
	for (i = 0; i < MNI_INBOX_MOST; i++)
		letters[i].peer.storage.ss_family =
		    (sa_family_t)server->script.family;
	*out_letters = letters;
#ifdef HAVE_RECVMMSG
	if (!server->script.any)
		return take_many(server->net->inbox, server->fd);
#endif
	return take_one(server->net->inbox, server);
}
