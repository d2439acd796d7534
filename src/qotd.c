/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "qotd.h"

#include "base/address.h"
#include "base/socket.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Some servers take an empty datagram for the end of everything. */
static const char request[] = "\r\n";

static enum mni_status
failed(struct mni_trouble *trouble, const char *call)
{
	return mni_trouble(trouble, mni_status_of_errno(errno), "%s: %s", call,
	    strerror(errno));
}

static enum mni_status
keep(const struct mni_qotd *qotd, const uint8_t *data, size_t size,
    struct mni_bytes *quote, struct mni_trouble *trouble)
{
	size_t room = qotd->max_size - quote->size;

	if (mni_bytes_append(quote, data, size < room ? size : room) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	if (size > room)
		return mni_trouble(trouble, MNI_TOO_LARGE,
		    "the quote is longer than %zu octets", qotd->max_size);
	return MNI_OK;
}

/* Reads up to the server's close. */
static enum mni_status
read_stream(const struct mni_qotd *qotd, int fd, struct mni_deadline deadline,
    struct mni_bytes *quote, struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;
	uint8_t data[8192];
	ssize_t size = 1;

	while (status == MNI_OK && size != 0) {
		switch (mni_wait_for(fd, POLLIN, deadline)) {
		case 0:
			return mni_trouble(trouble, MNI_TIMEOUT,
			    "not closed in time, after %zu octets",
			    quote->size);
		case -1:
			return failed(trouble, "poll");
		default:
			break;
		}
		size = recv(fd, data, sizeof(data), 0);
		if (size > 0)
			status = keep(qotd, data, (size_t)size, quote, trouble);
		else if (size == -1 && errno != EAGAIN && errno != EINTR)
			return mni_trouble(trouble, mni_status_of_errno(errno),
			    "%s after %zu octets", strerror(errno),
			    quote->size);
	}
	if (status == MNI_OK && quote->size == 0)
		return mni_trouble(
		    trouble, MNI_TRUNCATED, "closed without an octet of quote");
	return status;
}

/* Waits until UNTIL for the one datagram that answers.  FD is connected, so
 * what comes from elsewhere never gets here (RFC 8085 section 5.1).  A socket
 * may be ready and have nothing: the checksum of what came was wrong. */
static enum mni_status
await_datagram(const struct mni_qotd *qotd, int fd, struct mni_deadline until,
    struct mni_bytes *quote, struct mni_trouble *trouble)
{
	uint8_t data[65536];
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
	if (size == 0)
		return mni_trouble(
		    trouble, MNI_MALFORMED, "the datagram is empty");
	return keep(qotd, data, (size_t)size, quote, trouble);
}

static enum mni_status
ask_datagram(const struct mni_qotd *qotd, int fd, struct mni_deadline deadline,
    struct mni_bytes *quote, struct mni_trouble *trouble)
{
	int64_t interval_ms = qotd->retry_ms;
	struct mni_deadline retry;
	enum mni_status status;
	unsigned asked = 0;

	while (mni_deadline_left(deadline) != 0) {
		if (mni_send(fd, request, sizeof(request) - 1) == -1 &&
		    errno != EAGAIN && errno != ENOBUFS)
			return failed(trouble, "send");
		asked++;
		retry = mni_deadline_earlier(
		    deadline, mni_deadline_in(interval_ms));
		interval_ms *= 2;
		status = await_datagram(qotd, fd, retry, quote, trouble);
		if (status != MNI_TIMEOUT)
			return status;
	}
	return mni_trouble(trouble, MNI_TIMEOUT, "no answer to %u request%s",
	    asked, asked == 1 ? "" : "s");
}

static enum mni_status
ask(const struct mni_qotd *qotd, const struct mni_address *address,
    struct mni_deadline share, struct mni_deadline deadline,
    struct mni_bytes *quote, struct mni_trouble *trouble)
{
	enum mni_status status;
	int fd;

	status = mni_connect(
	    address, qotd->tcp ? SOCK_STREAM : SOCK_DGRAM, share, &fd, trouble);
	if (status != MNI_OK)
		return status;
	if (qotd->tcp)
		status = read_stream(qotd, fd, deadline, quote, trouble);
	else
		status = ask_datagram(qotd, fd, share, quote, trouble);
	(void)close(fd);
	return status;
}

/* Adds "ADDRESS: why" to what the addresses before have come to. */
static void
add_reason(struct mni_trouble *trouble, const struct mni_address *address,
    const char *why)
{
	size_t used = strlen(trouble->text);
	char text[MNI_ADDRESS_TEXT];

	(void)snprintf(trouble->text + used, sizeof(trouble->text) - used,
	    "%s%s: %s", used == 0 ? "" : "; ", mni_address_text(address, text),
	    why);
}

enum mni_status
mni_qotd_fetch(const struct mni_qotd *qotd, struct mni_deadline deadline,
    struct mni_bytes *quote, struct mni_trouble *trouble)
{
	struct mni_addresses addresses;
	struct mni_deadline share;
	struct mni_trouble why;
	enum mni_status status;
	size_t i;
	int left_ms;

	trouble->text[0] = '\0';
	status = mni_addresses_of(qotd->host, qotd->port, qotd->family,
	    qotd->tcp ? SOCK_STREAM : SOCK_DGRAM, &addresses, trouble);
	if (status != MNI_OK)
		return status;
	for (i = 0; i < addresses.count; i++) {
		left_ms = mni_deadline_left(deadline);
		share =
		    i + 1 == addresses.count || left_ms < 0
		        ? deadline
		        : mni_deadline_in(left_ms / (int)(addresses.count - i));
		status =
		    ask(qotd, &addresses.list[i], share, deadline, quote, &why);
		if (status == MNI_OK)
			break;
		add_reason(trouble, &addresses.list[i], why.text);
		if ((status != MNI_REFUSED && status != MNI_TIMEOUT) ||
		    quote->size != 0)
			break;
	}
	mni_addresses_fini(&addresses);
	return status;
}
