/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echoer/datagrams.h"

#include "echoer/batch.h"
#include "echoer/control.h"
#include "echoer/sources.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* Datagrams to one door that are answered before others have their turn. */
#define BUDGET 64

/* For a server that ends: as many as fit into the largest queue. */
#define DRAIN_MOST 65536

/* Requested, for bursts; the system gives what it allows. */
#define QUEUE_SIZE (4 << 20)

static bool
is_wildcard(const struct mni_address *address)
{
	struct sockaddr_in inet;
	struct sockaddr_in6 inet6;

	if (address->storage.ss_family == AF_INET) {
		memcpy(&inet, &address->storage, sizeof(inet));
		return inet.sin_addr.s_addr == htonl(INADDR_ANY);
	}
	memcpy(&inet6, &address->storage, sizeof(inet6));
	return IN6_IS_ADDR_UNSPECIFIED(&inet6.sin6_addr);
}

int
mni_datagrams_prepare(struct mni_door *door)
{
	int family = door->address.storage.ss_family, octets = QUEUE_SIZE;
	struct mni_echoer *echoer = door->echoer;

	if (echoer->batch == NULL)
		echoer->batch = mni_batch_new();
	if (echoer->batch == NULL)
		return -1;
	(void)setsockopt(
	    door->fd, SOL_SOCKET, SO_RCVBUF, &octets, sizeof(octets));
	door->told_to = is_wildcard(&door->address);
	if (door->told_to && mni_control_ask_to(door->fd, family) == -1)
		return -1;
	door->told_hops = !echoer->options.any_source &&
	                  mni_control_ask_hops(door->fd, family) == 0;
	return 0;
}

static bool
may_answer(struct mni_door *door, const struct mni_datagram *datagram)
{
	const struct mni_control *control = &datagram->control;
	struct mni_echoer *echoer = door->echoer;

	if (mni_address_port(&datagram->source) == 0 ||
	    (door->told_to && control->to_many))
		return false;
	if (echoer->options.any_source)
		return true;
	/* It was the last hop, and an answer has one less. */
	if (door->told_hops && control->told_hops && control->hops == 0)
		return false;
	return mni_sources_may_ask(echoer->sources, echoer->doors,
	    &datagram->source, echoer->loop.turn_ns);
}

static void
count(struct mni_echoer_counts *counts, const struct mni_datagram *datagram)
{
	size_t size = datagram->octets.iov_len;

	if (!datagram->answered) {
		counts->refused++;
		return;
	}
	counts->datagrams++;
	counts->octets_in += size;
	counts->octets_out += size;
}

/* Returns false when there is nothing more for now. */
static bool
echo_some(struct mni_door *door)
{
	struct mni_batch *batch = door->echoer->batch;
	size_t i;

	/* Another error is that of an earlier answer, and there may be more. */
	if (mni_batch_receive(batch, door) == -1)
		return errno != EAGAIN && errno != EWOULDBLOCK;
	for (i = 0; i < batch->count; i++)
		if (may_answer(door, &batch->list[i]))
			batch->answers[batch->answer_count++] = &batch->list[i];
	mni_batch_answer(batch, door);
	for (i = 0; i < batch->count; i++)
		count(&door->echoer->counts, &batch->list[i]);
	return batch->count == MNI_BATCH_MOST;
}

void
mni_datagrams_turn(struct mni_watch *watch, short revents)
{
	struct mni_door *door = watch->owner;
	int64_t quiet_ms = door->echoer->options.quiet_ms;
	int i;

	if (revents == 0) {
		mni_echoer_stop(door->echoer);
		return;
	}
	if (quiet_ms > 0)
		watch->expiry = mni_deadline_in(quiet_ms);
	for (i = 0; i < BUDGET / MNI_BATCH_MOST && echo_some(door); i++)
		continue;
}

void
mni_datagrams_drain(struct mni_door *door)
{
	int i;

	for (i = 0; i < DRAIN_MOST / MNI_BATCH_MOST && echo_some(door); i++)
		continue;
}
