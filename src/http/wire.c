/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/wire.h"

#include "base/socket.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#define PIECE ((size_t)128 << 10) /* octets that one read has room for */

struct mni_wire
mni_wire_over(int fd)
{
	return (struct mni_wire){.fd = fd, .deadline = mni_deadline_never()};
}

void
mni_wire_fini(struct mni_wire *wire)
{
	mni_bytes_fini(&wire->buffer);
	wire->taken = 0;
}

static enum mni_status
await(const struct mni_wire *wire, short events, struct mni_trouble *trouble)
{
	int ready = mni_wait_for(wire->fd, events, wire->deadline);

	if (ready == -1)
		return mni_trouble(
		    trouble, MNI_SYSTEM, "poll: %s", strerror(errno));
	/* Who is always ready meets the deadline too. */
	if (ready == 0 || mni_deadline_left(wire->deadline) == 0)
		return mni_trouble(trouble, MNI_TIMEOUT, "%s",
		    events == POLLIN ? "no answer in time, or not all of it"
		                     : "the request was not taken in time");
	return MNI_OK;
}

enum mni_status
mni_wire_send(struct mni_wire *wire, const void *data, size_t size,
    struct mni_trouble *trouble)
{
	const uint8_t *octets = data;
	enum mni_status status = MNI_OK;
	ssize_t sent;

	while (size > 0 && status == MNI_OK) {
		sent = mni_send(wire->fd, octets, size);
		if (sent >= 0) {
			octets += sent;
			size -= (size_t)sent;
		} else if (errno == EPIPE || errno == ECONNRESET) {
			return MNI_OK;
		} else if (errno == EAGAIN || errno == ENOBUFS) {
			status = await(wire, POLLOUT, trouble);
		} else {
			status = mni_trouble(trouble,
			    mni_status_of_errno(errno), "send: %s",
			    strerror(errno));
		}
	}
	return status;
}

const uint8_t *
mni_wire_data(const struct mni_wire *wire)
{
	return wire->buffer.data + wire->taken;
}

size_t
mni_wire_size(const struct mni_wire *wire)
{
	return wire->buffer.size - wire->taken;
}

void
mni_wire_take(struct mni_wire *wire, size_t size)
{
	wire->taken += size;
	if (wire->taken == wire->buffer.size) {
		wire->buffer.size = 0;
		wire->taken = 0;
	}
}

static size_t
room_in(const struct mni_bytes *buffer)
{
	return buffer->capacity - buffer->size;
}

/* Makes room for a read, unless half of it is there: what has come of a line
 * or a head is seldom more, and need not move. */
static int
make_room(struct mni_bytes *buffer)
{
	return room_in(buffer) < PIECE / 2 ? mni_bytes_reserve(buffer, PIECE)
	                                   : 0;
}

/* Takes what has come.  Returns MNI_OK with *out_size -1 when nothing has. */
static enum mni_status
receive(struct mni_wire *wire, ssize_t *out_size, struct mni_trouble *trouble)
{
	struct mni_bytes *buffer = &wire->buffer;

	*out_size =
	    recv(wire->fd, buffer->data + buffer->size, room_in(buffer), 0);
	if (*out_size >= 0) {
		buffer->size += (size_t)*out_size;
		wire->ended = *out_size == 0;
		return MNI_OK;
	}
	if (errno == EAGAIN || errno == EINTR)
		return MNI_OK;
	return mni_trouble(
	    trouble, mni_status_of_errno(errno), "%s", strerror(errno));
}

enum mni_status
mni_wire_fill(struct mni_wire *wire, struct mni_trouble *trouble)
{
	enum mni_status status;
	ssize_t size;

	mni_bytes_consume(&wire->buffer, wire->taken);
	wire->taken = 0;
	if (make_room(&wire->buffer) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	do {
		status = await(wire, POLLIN, trouble);
		if (status == MNI_OK)
			status = receive(wire, &size, trouble);
	} while (status == MNI_OK && size == -1);
	return status;
}

/* Fills in the line that begins the SIZE octets at DATA, if it is whole. */
static bool
find_line(const uint8_t *data, size_t size, struct mni_line *out_line)
{
	const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);

	if (end == NULL)
		return false;
	out_line->text = (const char *)data;
	out_line->whole = (size_t)(end - data) + 1;
	out_line->bare = end == data || end[-1] != '\r';
	out_line->size = out_line->whole - (out_line->bare ? 1 : 2);
	return true;
}

enum mni_status
mni_wire_line(struct mni_wire *wire, size_t most, struct mni_line *out_line,
    struct mni_trouble *trouble)
{
	enum mni_status status;

	for (;;) {
		if (find_line(
		        mni_wire_data(wire), mni_wire_size(wire), out_line) &&
		    out_line->whole <= most)
			return MNI_OK;
		if (mni_wire_size(wire) >= most)
			return mni_trouble(trouble, MNI_TOO_LARGE,
			    "a line is longer than %zu octets", most);
		if (wire->ended)
			return mni_trouble(trouble, MNI_TRUNCATED,
			    "the connection ended inside a line");
		status = mni_wire_fill(wire, trouble);
		if (status != MNI_OK)
			return status;
	}
}

bool
mni_wire_has_line(const struct mni_wire *wire)
{
	struct mni_line line;

	return find_line(mni_wire_data(wire), mni_wire_size(wire), &line);
}

bool
mni_wire_is_idle(const struct mni_wire *wire)
{
	return mni_wire_size(wire) == 0 && !wire->ended &&
	       mni_wait_for(wire->fd, POLLIN, mni_deadline_in(0)) == 0;
}
