/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echoer/batch.h"

#include "base/socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

/* More than any datagram has.  A line of the cache more than a round number:
 * the first octets of all would compete for the same few lines of it. */
#define ROOM (MNI_ECHOER_CHUNK + 64)

/* What one message may have that datagrams are made of: as many octets as the
 * largest over IPv4, and so many of them. */
#define MESSAGE_MOST 65507
#define SEGMENTS_MOST 64

_Static_assert(MNI_BATCH_MOST <= SEGMENTS_MOST, "a batch may be one message");

#ifdef HAVE_SENDMMSG

/* Sends two octets from FD to itself, which are to be two datagrams.  Returns
 * whether they are. */
static bool
come_apart(int fd, struct mni_address *self)
{
	char octets[2] = {0};
	struct iovec both = {.iov_base = octets, .iov_len = sizeof(octets)};
	struct mni_control control = {.family = AF_UNSPEC};
	struct msghdr message = {.msg_name = &self->storage,
	    .msg_namelen = self->size,
	    .msg_iov = &both,
	    .msg_iovlen = 1};

	mni_control_write(&control, &message);
	mni_control_segment(&control, &message, 1);
	return sendmsg(fd, &message, MSG_NOSIGNAL) != -1 &&
	       recv(fd, octets, sizeof(octets), 0) == 1;
}

/* Whether the system makes datagrams of a message.  It is tried: one that does
 * not know how would send the message as it is, and so would an emulator that
 * does not pass the wish on. */
static bool
makes_segments(void)
{
	struct mni_address self = mni_address_loopback(AF_INET, 1, 0);
	int fd = mni_socket(AF_INET, SOCK_DGRAM);
	bool makes;

	if (fd == -1)
		return false;
	makes = bind(fd, (const struct sockaddr *)&self.storage, self.size) ==
	            0 &&
	        mni_local_address(fd, &self) == 0 && come_apart(fd, &self);
	(void)close(fd);
	return makes;
}

#endif

struct mni_batch *
mni_batch_new(void)
{
	struct mni_batch *batch = calloc(1, sizeof(*batch));
	uint8_t *octets = malloc(MNI_BATCH_MOST * ROOM);
	size_t i;

	if (batch == NULL || octets == NULL) {
		free(batch);
		free(octets);
		return NULL;
	}
	for (i = 0; i < MNI_BATCH_MOST; i++)
		batch->list[i].octets.iov_base = octets + i * ROOM;
#ifdef HAVE_SENDMMSG
	batch->segments = makes_segments();
#endif
	return batch;
}

void
mni_batch_free(struct mni_batch *batch)
{
	if (batch == NULL)
		return;
	free(batch->list[0].octets.iov_base);
	free(batch);
}

/* The source and the octets of DATAGRAM, as a message has them. */
static struct msghdr
message_of(struct mni_datagram *datagram)
{
	return (struct msghdr){.msg_name = &datagram->source.storage,
	    .msg_namelen = datagram->source.size,
	    .msg_iov = &datagram->octets,
	    .msg_iovlen = 1};
}

static struct msghdr
expect(struct mni_datagram *datagram)
{
	struct msghdr message;

	datagram->source.size = sizeof(datagram->source.storage);
	datagram->octets.iov_len = MNI_ECHOER_CHUNK;
	message = message_of(datagram);
	mni_control_expect(&datagram->control, &message);
	return message;
}

static void
take(struct mni_datagram *datagram, const struct msghdr *message, size_t size,
    const struct mni_door *door)
{
	datagram->source.size = message->msg_namelen;
	datagram->octets.iov_len = size;
	datagram->answered = false;
	mni_control_read(&datagram->control, message);
	if (!door->told_hops)
		datagram->control.told_hops = false;
}

#ifdef HAVE_RECVMMSG

static int
receive(struct mni_batch *batch, struct mni_door *door)
{
	struct mmsghdr messages[MNI_BATCH_MOST];
	int i, count;

	for (i = 0; i < MNI_BATCH_MOST; i++)
		messages[i] =
		    (struct mmsghdr){.msg_hdr = expect(&batch->list[i])};
	count = (int)recvmmsg(door->fd, messages, MNI_BATCH_MOST, 0, NULL);
	for (i = 0; i < count; i++)
		take(&batch->list[i], &messages[i].msg_hdr,
		    (size_t)messages[i].msg_len, door);
	return count;
}

#else

static int
receive(struct mni_batch *batch, struct mni_door *door)
{
	struct msghdr message = expect(&batch->list[0]);
	ssize_t got = recvmsg(door->fd, &message, 0);

	if (got == -1)
		return -1;
	take(&batch->list[0], &message, (size_t)got, door);
	return 1;
}

#endif

int
mni_batch_receive(struct mni_batch *batch, struct mni_door *door)
{
	int count = receive(batch, door);

	batch->count = count == -1 ? 0 : (size_t)count;
	batch->answer_count = 0;
	return count == -1 ? -1 : 0;
}

static bool
send_one(struct mni_door *door, struct mni_datagram *datagram)
{
	struct msghdr message = message_of(datagram);

	mni_control_write(&datagram->control, &message);
	return sendmsg(door->fd, &message, MSG_NOSIGNAL) != -1;
}

static bool
answer_one(struct mni_door *door, struct mni_datagram *datagram)
{
	bool sent = send_one(door, datagram);

	if (sent || errno != EINVAL || !datagram->control.told_hops)
		return sent;
	datagram->control.told_hops = false;
	sent = send_one(door, datagram);
	/* This system takes the hops of a socket only. */
	door->told_hops = !sent;
	return sent;
}

#ifdef HAVE_SENDMMSG

static bool
are_alike(const struct mni_datagram *a, const struct mni_datagram *b)
{
	return a->octets.iov_len == b->octets.iov_len &&
	       mni_address_equals(&a->source, &b->source) &&
	       mni_control_equals(&a->control, &b->control);
}

/* How many answers from the one that is AT can be one message. */
static size_t
run_length(const struct mni_batch *batch, size_t at)
{
	struct mni_datagram *const *answers = batch->answers + at;
	size_t size = answers[0]->octets.iov_len, length = 1;
	size_t count = batch->answer_count - at;

	if (!batch->segments || size == 0)
		return 1;
	while (length < count && (length + 1) * size <= MESSAGE_MOST &&
	       are_alike(answers[0], answers[length]))
		length++;
	return length;
}

/* Makes one message of LENGTH answers. */
static struct msghdr
compose(struct mni_datagram **answers, struct iovec *octets, size_t length)
{
	struct mni_datagram *first = answers[0];
	struct msghdr message = message_of(first);
	size_t i;

	for (i = 0; i < length; i++)
		octets[i] = answers[i]->octets;
	message.msg_iov = octets;
	message.msg_iovlen = (unsigned short)length; /* of any type */
	mni_control_write(&first->control, &message);
	if (length > 1)
		mni_control_segment(
		    &first->control, &message, first->octets.iov_len);
	return message;
}

/* Notes of LENGTH answers that they have left with a message that was SENT, or
 * has each leave alone. */
static void
finish(struct mni_door *door, struct mni_datagram **answers, size_t length,
    bool sent)
{
	size_t i;

	for (i = 0; i < length; i++)
		answers[i]->answered = sent || answer_one(door, answers[i]);
}

/* Sends COUNT messages of ANSWERS.  One that fails is sent again answer by
 * answer: the way to the peer may not take so large a segment, or none at all,
 * and the error may be one that an earlier answer has brought about. */
static void
send_messages(struct mni_door *door, struct mmsghdr *messages, size_t count,
    struct mni_datagram **answers)
{
	size_t i, done, length;
	int sent;

	for (; count > 0; messages += done, count -= done) {
		sent = (int)sendmmsg(
		    door->fd, messages, (unsigned)count, MSG_NOSIGNAL);
		done = sent > 0 ? (size_t)sent : 1;
		for (i = 0; i < done; i++, answers += length) {
			length = (size_t)messages[i].msg_hdr.msg_iovlen;
			finish(door, answers, length, sent > 0);
		}
	}
}

void
mni_batch_answer(struct mni_batch *batch, struct mni_door *door)
{
	struct mmsghdr messages[MNI_BATCH_MOST];
	struct iovec octets[MNI_BATCH_MOST];
	size_t at, length, count = 0;

	for (at = 0; at < batch->answer_count; at += length) {
		length = run_length(batch, at);
		messages[count++].msg_hdr =
		    compose(batch->answers + at, octets + at, length);
	}
	send_messages(door, messages, count, batch->answers);
}

#else

void
mni_batch_answer(struct mni_batch *batch, struct mni_door *door)
{
	size_t i;

	for (i = 0; i < batch->answer_count; i++)
		batch->answers[i]->answered =
		    answer_one(door, batch->answers[i]);
}

#endif
