/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "client/fetch.h"

#include "base/socket.h"
#include "client/datagram.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

/* Some servers take an empty datagram for the end of everything. */
static const char request[] = "\r\n";

struct fetching {
	const struct mni_fetch *fetch;
	struct mni_bytes *answer;
};

/* Cuts what is longer than was asked for. */
static enum mni_status
limit(const struct fetching *fetching, struct mni_trouble *trouble)
{
	const struct mni_fetch *fetch = fetching->fetch;

	if (fetching->answer->size <= fetch->max_size)
		return MNI_OK;
	fetching->answer->size = fetch->max_size;
	return mni_trouble(trouble, MNI_TOO_LARGE,
	    "the %s is longer than %zu octets", fetch->what, fetch->max_size);
}

/* Takes what can be read at once; *out_end at the server's close. */
static enum mni_status
read_some(const struct fetching *fetching, int fd, bool *out_end,
    struct mni_trouble *trouble)
{
	uint8_t data[8192];
	ssize_t size = recv(fd, data, sizeof(data), 0);

	if (size == -1 && (errno == EAGAIN || errno == EINTR))
		return MNI_OK;
	if (size == -1)
		return mni_trouble(trouble, mni_status_of_errno(errno),
		    "%s after %zu octets", strerror(errno),
		    fetching->answer->size);
	if (mni_bytes_append(fetching->answer, data, (size_t)size) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	*out_end = size == 0;
	return limit(fetching, trouble);
}

/* Waits for more.  A server that never stops sending is always ready, and the
 * deadline holds for it too. */
static enum mni_status
await_more(const struct fetching *fetching, const struct mni_link *link,
    struct mni_trouble *trouble)
{
	int ready = mni_wait_for(link->fd, POLLIN, link->deadline);

	if (ready == -1)
		return mni_trouble(
		    trouble, MNI_SYSTEM, "poll: %s", strerror(errno));
	if (ready == 0 || (fetching->answer->size > 0 &&
	                      mni_deadline_left(link->deadline) == 0))
		return mni_trouble(trouble, MNI_TIMEOUT,
		    "not closed in time, after %zu octets",
		    fetching->answer->size);
	return MNI_OK;
}

static enum mni_status
read_to_end(const struct fetching *fetching, const struct mni_link *link,
    struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;
	bool end = false;

	while (status == MNI_OK && !end) {
		status = await_more(fetching, link, trouble);
		if (status == MNI_OK)
			status = read_some(fetching, link->fd, &end, trouble);
	}
	if (status == MNI_OK && fetching->answer->size == 0)
		return mni_trouble(trouble, MNI_TRUNCATED,
		    "closed without an octet of %s", fetching->fetch->what);
	return status;
}

static enum mni_status
exchange(struct mni_link *link, void *context, struct mni_trouble *trouble)
{
	const struct fetching *fetching = context;
	enum mni_status status;

	if (fetching->fetch->peer.type == SOCK_STREAM)
		return read_to_end(fetching, link, trouble);
	status = mni_datagram_ask(link, fetching->fetch->retry_ms, request,
	    sizeof(request) - 1, fetching->answer, trouble);
	if (status != MNI_OK)
		return status;
	if (fetching->answer->size == 0)
		return mni_trouble(
		    trouble, MNI_MALFORMED, "the datagram is empty");
	return limit(fetching, trouble);
}

enum mni_status
mni_fetch(const struct mni_fetch *fetch, struct mni_deadline deadline,
    struct mni_bytes *answer, struct mni_trouble *trouble)
{
	struct fetching fetching = {.fetch = fetch, .answer = answer};

	return mni_peer_ask(
	    &fetch->peer, deadline, exchange, &fetching, trouble);
}
