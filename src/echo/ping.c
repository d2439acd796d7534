/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echo/ping.h"

#include "base/bytes.h"
#include "base/socket.h"
#include "echo/duplex.h"

#include <string.h>
#include <unistd.h>

struct pinging {
	const struct mni_ping *ping;
	struct mni_bytes text; /* owned; of this round */
	uint32_t seed;
	size_t lost;
};

/* The generator xorshift32 (Marsaglia 2003). */
static uint32_t
next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static void
renew_text(struct pinging *pinging)
{
	size_t i;

	if (pinging->ping->text != NULL)
		return;
	for (i = 0; i < pinging->text.size; i++)
		pinging->text.data[i] =
		    (uint8_t)(next_random(&pinging->seed) >> 24);
}

static enum mni_status
make_text(struct pinging *pinging, struct mni_trouble *trouble)
{
	const struct mni_ping *ping = pinging->ping;

	if (mni_bytes_reserve(&pinging->text, ping->size) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	pinging->text.size = ping->size;
	if (ping->text != NULL && ping->size > 0)
		memcpy(pinging->text.data, ping->text, ping->size);
	return MNI_OK;
}

/* One round over the connection. */
static enum mni_status
echo_stream(const struct pinging *pinging, const struct mni_link *link,
    struct mni_output *output, struct mni_trouble *trouble)
{
	struct mni_source source =
	    mni_source_of(pinging->text.data, pinging->text.size);

	return mni_duplex(
	    link->fd, &source, false, link->deadline, output, trouble);
}

/* One round with a socket of its own. */
static enum mni_status
echo_datagram(const struct pinging *pinging, const struct mni_link *link,
    struct mni_output *output, struct mni_trouble *trouble)
{
	int64_t patience_ms = pinging->ping->echo->retry_ms;
	struct mni_link own = *link;
	enum mni_status status;

	own.share =
	    mni_deadline_earlier(link->deadline, mni_deadline_in(patience_ms));
	status =
	    mni_connect(link->address, SOCK_DGRAM, own.share, &own.fd, trouble);
	if (status != MNI_OK)
		return status;
	status = mni_echo_datagram(
	    &own, patience_ms, &pinging->text, output, trouble);
	(void)close(own.fd);
	return status;
}

static enum mni_status
play_round(struct pinging *pinging, const struct mni_link *link, size_t number,
    struct mni_trouble *trouble)
{
	const struct mni_ping *ping = pinging->ping;
	bool stream = ping->echo->peer.type == SOCK_STREAM;
	struct mni_round round = {
	    .number = number, .size = ping->size, .address = link->address};
	struct mni_output output = mni_output_to(-1);
	int64_t start_ns;
	enum mni_status status;

	renew_text(pinging);
	start_ns = mni_now_ns();
	status = stream ? echo_stream(pinging, link, &output, trouble)
	                : echo_datagram(pinging, link, &output, trouble);
	round.time_ns = mni_now_ns() - start_ns;
	mni_output_fini(&output);
	round.back = status == MNI_OK;
	round.lost = status == MNI_TIMEOUT && !stream;
	pinging->lost += round.lost ? 1 : 0;
	/* Of one that fails unsettled, another address may have the first. */
	if (round.back || round.lost || link->settled)
		ping->report(ping->owner, &round);
	return round.lost ? MNI_OK : status;
}

/* Plays all rounds at the first address that takes the first one. */
static enum mni_status
exchange(struct mni_link *link, void *context, struct mni_trouble *trouble)
{
	struct pinging *pinging = context;
	enum mni_status status = MNI_OK;
	size_t number;

	for (number = 1; number <= pinging->ping->count; number++) {
		status = play_round(pinging, link, number, trouble);
		if (status != MNI_OK)
			return status;
		link->settled = true;
		if (mni_deadline_left(link->deadline) == 0)
			break;
	}
	if (number < pinging->ping->count)
		return mni_trouble(trouble, MNI_TIMEOUT,
		    "the time was over after %zu of %zu echoes", number,
		    pinging->ping->count);
	if (pinging->lost > 0)
		return mni_trouble(trouble, MNI_TIMEOUT,
		    "%zu of %zu datagrams were lost", pinging->lost,
		    pinging->ping->count);
	return MNI_OK;
}

enum mni_status
mni_ping(const struct mni_ping *ping, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	struct pinging pinging = {
	    .ping = ping, .seed = (uint32_t)mni_now_ns() | 1};
	enum mni_status status = make_text(&pinging, trouble);

	if (status == MNI_OK)
		status = mni_peer_ask(
		    &ping->echo->peer, deadline, exchange, &pinging, trouble);
	mni_bytes_fini(&pinging.text);
	return status;
}
