/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echo/echo.h"

#include "base/bytes.h"
#include "client/datagram.h"
#include "echo/compare.h"
#include "echo/duplex.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define TUTORIAL_PORT 8001

const struct mni_echo mni_echo_usual = {
    .peer = {.port = TUTORIAL_PORT, .family = AF_UNSPEC, .type = SOCK_STREAM},
    .retry_ms = MNI_RETRY_INITIAL_MS,
};

struct echoing {
	const struct mni_echo *echo;
	struct mni_source source;
	struct mni_bytes datagram; /* owned; all of source */
	struct mni_output *output;
};

static enum mni_status
exchange_stream(
    struct mni_link *link, void *context, struct mni_trouble *trouble)
{
	struct echoing *echoing = context;

	return mni_duplex(link->fd, &echoing->source, true, link->deadline,
	    echoing->output, trouble);
}

/* A datagram comes back whole or is not the one that was sent. */
static enum mni_status
compare(const struct mni_bytes *sent, const struct mni_bytes *came,
    struct mni_trouble *trouble)
{
	size_t same;
	enum mni_status status = mni_compare(
	    sent->data, sent->size, came->data, came->size, 0, &same, trouble);

	if (status == MNI_OK && same < sent->size)
		return mni_trouble(trouble, MNI_MISMATCH,
		    "only %zu of %zu octets came back", same, sent->size);
	return status;
}

enum mni_status
mni_echo_datagram(struct mni_link *link, int64_t retry_ms,
    const struct mni_bytes *datagram, struct mni_output *output,
    struct mni_trouble *trouble)
{
	struct mni_bytes answer = MNI_BYTES_EMPTY;
	enum mni_status status = mni_datagram_ask(
	    link, retry_ms, datagram->data, datagram->size, &answer, trouble);

	if (status == MNI_OK)
		status = compare(datagram, &answer, trouble);
	if (mni_output_put(output, answer.data, answer.size) == -1)
		status = mni_trouble(trouble, MNI_SYSTEM, "no memory");
	mni_bytes_fini(&answer);
	return status;
}

static enum mni_status
exchange_datagram(
    struct mni_link *link, void *context, struct mni_trouble *trouble)
{
	struct echoing *echoing = context;

	return mni_echo_datagram(link, echoing->echo->retry_ms,
	    &echoing->datagram, echoing->output, trouble);
}

/* A datagram has to be whole before anybody is asked. */
static enum mni_status
ask_by_datagram(struct echoing *echoing, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	enum mni_status status = mni_source_read_all(&echoing->source,
	    MNI_DATAGRAM_MAX, deadline, &echoing->datagram, trouble);

	if (status == MNI_OK)
		status = mni_peer_ask(&echoing->echo->peer, deadline,
		    exchange_datagram, echoing, trouble);
	mni_bytes_fini(&echoing->datagram);
	return status;
}

enum mni_status
mni_echo(const struct mni_echo *echo, struct mni_source source,
    struct mni_deadline deadline, struct mni_output *output,
    struct mni_trouble *trouble)
{
	struct echoing echoing = {
	    .echo = echo, .source = source, .output = output};

	if (echo->peer.type != SOCK_STREAM)
		return ask_by_datagram(&echoing, deadline, trouble);
	return mni_peer_ask(
	    &echo->peer, deadline, exchange_stream, &echoing, trouble);
}
