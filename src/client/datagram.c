/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "client/datagram.h"

#include "base/deadline.h"
#include "base/socket.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

static enum mni_status
failed(struct mni_trouble *trouble, const char *call)
{
	if (errno == EMSGSIZE)
		return mni_trouble(trouble, MNI_TOO_LARGE,
		    "%s: no datagram holds that much", call);
	return mni_trouble(trouble, mni_status_of_errno(errno), "%s: %s", call,
	    strerror(errno));
}

/* Waits until UNTIL for a datagram.  There is room for more than any holds, so
 * that one that was cut is not taken for a whole one.  A socket may be ready
 * and have nothing: the checksum of what came was wrong. */
static enum mni_status
await(int fd, struct mni_deadline until, struct mni_bytes *answer,
    struct mni_trouble *trouble)
{
	uint8_t data[MNI_DATAGRAM_MAX + 1];
	ssize_t size;
	int ready;

	do {
		ready = mni_wait_for(fd, POLLIN, until);
		if (ready == 0)
			return MNI_TIMEOUT;
		if (ready == -1)
			return failed(trouble, "poll");
		size = recv(fd, data, sizeof(data), 0);
	} while (size == -1 && (errno == EAGAIN || errno == EINTR));
	if (size == -1)
		return failed(trouble, "recv");
	if (mni_bytes_append(answer, data, (size_t)size) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	return MNI_OK;
}

/* A full queue loses a datagram as the network would. */
static enum mni_status
send_request(
    int fd, const void *request, size_t size, struct mni_trouble *trouble)
{
	if (mni_send(fd, request, size) != -1 || errno == EAGAIN ||
	    errno == ENOBUFS)
		return MNI_OK;
	return failed(trouble, "send");
}

enum mni_status
mni_datagram_ask(struct mni_link *link, int64_t retry_ms, const void *request,
    size_t size, struct mni_bytes *answer, struct mni_trouble *trouble)
{
	struct mni_deadline retry;
	enum mni_status status;
	unsigned asked = 0;

	while (mni_deadline_left(link->share) != 0) {
		status = send_request(link->fd, request, size, trouble);
		if (status != MNI_OK)
			return status;
		asked++;
		retry = mni_deadline_earlier(
		    link->share, mni_deadline_in(retry_ms));
		retry_ms *= 2;
		status = await(link->fd, retry, answer, trouble);
		link->settled = status == MNI_OK;
		if (status != MNI_TIMEOUT)
			return status;
	}
	return mni_trouble(trouble, MNI_TIMEOUT, "no answer to %u request%s",
	    asked, asked == 1 ? "" : "s");
}
