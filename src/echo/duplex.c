/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echo/duplex.h"

#include "base/bytes.h"
#include "base/socket.h"
#include "echo/compare.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define PIECE ((size_t)256 << 10) /* octets of one read */

/* What is waited for at a time. */
enum { SOURCE, SOCKET, OUTPUT, POLLED };

struct duplex {
	int fd;
	struct mni_source *source;
	bool half_close; /* still to be done */
	bool deaf;       /* the peer takes nothing any more */
	bool ended;      /* the peer has closed its side */
	struct mni_output *output;
	struct mni_bytes window; /* what was read; of it are back, and sent, */
	size_t back, sent;       /* so many octets; back <= sent */
	uint64_t back_before;    /* octets that have left the window */
	uint8_t *piece;          /* owned; room for one read */
};

static bool
is_over(const struct duplex *duplex)
{
	return duplex->source->ended && !duplex->half_close &&
	       duplex->back == duplex->window.size;
}

static bool
wants_source(const struct duplex *duplex)
{
	return !duplex->source->ended && !duplex->deaf &&
	       duplex->window.size - duplex->sent < PIECE &&
	       duplex->window.size - duplex->back < MNI_DUPLEX_WINDOW;
}

static bool
wants_to_send(const struct duplex *duplex)
{
	return !duplex->deaf && !duplex->ended &&
	       duplex->sent < duplex->window.size;
}

/* What is put out slowly is not read faster. */
static bool
wants_echo(const struct duplex *duplex)
{
	return !duplex->ended &&
	       (duplex->output->fd == -1 ||
	           mni_output_waiting(duplex->output) < PIECE);
}

static enum mni_status
take_source(struct duplex *duplex, struct mni_trouble *trouble)
{
	if (duplex->back > duplex->window.size / 2) {
		mni_bytes_consume(&duplex->window, duplex->back);
		duplex->back_before += duplex->back;
		duplex->sent -= duplex->back;
		duplex->back = 0;
	}
	return mni_source_read(duplex->source, &duplex->window, PIECE, trouble);
}

/* Sends what the socket takes.  A peer that takes no more may still have sent
 * something, so its loss is found out by reading. */
static enum mni_status
send_some(struct duplex *duplex, struct mni_trouble *trouble)
{
	ssize_t size = mni_send(duplex->fd, duplex->window.data + duplex->sent,
	    duplex->window.size - duplex->sent);

	if (size >= 0)
		duplex->sent += (size_t)size;
	else if (errno == EPIPE || errno == ECONNRESET)
		duplex->deaf = true;
	else if (errno != EAGAIN && errno != ENOBUFS)
		return mni_trouble(trouble, mni_status_of_errno(errno),
		    "send: %s", strerror(errno));
	return MNI_OK;
}

/* A connection that is gone cannot be half-closed, and that is found out by
 * reading too. */
static void
half_close_at_end(struct duplex *duplex)
{
	if (!duplex->half_close || !duplex->source->ended ||
	    duplex->sent < duplex->window.size)
		return;
	(void)shutdown(duplex->fd, SHUT_WR);
	duplex->half_close = false;
}

/* Octets that have come back in all. */
static uint64_t
back_in_all(const struct duplex *duplex)
{
	return duplex->back_before + duplex->back;
}

static enum mni_status
cut_short(const struct duplex *duplex, const char *how, enum mni_status status,
    struct mni_trouble *trouble)
{
	return mni_trouble(trouble, status,
	    "%s after %" PRIu64 " octets had come back", how,
	    back_in_all(duplex));
}

/* What is sent and not back; NULL before anything was read. */
static const uint8_t *
missing(const struct duplex *duplex)
{
	if (duplex->window.data == NULL)
		return NULL;
	return duplex->window.data + duplex->back;
}

static enum mni_status
take_echo(struct duplex *duplex, struct mni_trouble *trouble)
{
	ssize_t size = recv(duplex->fd, duplex->piece, PIECE, 0);
	enum mni_status status;
	size_t same;

	if (size == -1 && (errno == EAGAIN || errno == EINTR))
		return MNI_OK;
	if (size == -1)
		return cut_short(duplex, strerror(errno),
		    mni_status_of_errno(errno), trouble);
	if (size == 0) {
		duplex->ended = true;
		duplex->half_close = false;
		return MNI_OK;
	}
	if (mni_output_put(duplex->output, duplex->piece, (size_t)size) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	status = mni_compare(missing(duplex), duplex->sent - duplex->back,
	    duplex->piece, (size_t)size, back_in_all(duplex), &same, trouble);
	duplex->back += same;
	return status;
}

static enum mni_status
write_some(struct duplex *duplex, struct mni_trouble *trouble)
{
	if (mni_output_write(duplex->output) == -1)
		return mni_trouble(trouble, MNI_OUTPUT, "%s", strerror(errno));
	return MNI_OK;
}

/* Waits until something can be done; polled says what. */
static enum mni_status
await(struct duplex *duplex, struct mni_deadline deadline,
    struct pollfd polled[static POLLED], struct mni_trouble *trouble)
{
	bool source = wants_source(duplex);
	bool ready = source && duplex->source->fd == -1;
	int left_ms = mni_deadline_left(deadline), count;

	if (left_ms == 0)
		return cut_short(
		    duplex, "the time was over", MNI_TIMEOUT, trouble);
	polled[SOURCE] = (struct pollfd){
	    .fd = source ? duplex->source->fd : -1, .events = POLLIN};
	polled[SOCKET] = (struct pollfd){.fd = duplex->fd,
	    .events = (short)((wants_echo(duplex) ? POLLIN : 0) |
	                      (wants_to_send(duplex) ? POLLOUT : 0))};
	if (polled[SOCKET].events == 0)
		polled[SOCKET].fd = -1;
	polled[OUTPUT] = (struct pollfd){
	    .fd = mni_output_waiting(duplex->output) > 0 ? duplex->output->fd
	                                                 : -1,
	    .events = POLLOUT};
	count = poll(polled, POLLED, ready ? 0 : left_ms);
	if (count == -1 && errno != EINTR)
		return mni_trouble(
		    trouble, MNI_SYSTEM, "poll: %s", strerror(errno));
	if (ready)
		polled[SOURCE].revents = POLLIN;
	return MNI_OK;
}

static enum mni_status
turn(struct duplex *duplex, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	struct pollfd polled[POLLED] = {{.fd = -1}};
	enum mni_status status = await(duplex, deadline, polled, trouble);
	short events = polled[SOCKET].revents;

	if (status != MNI_OK)
		return status;
	if (polled[SOURCE].revents != 0)
		status = take_source(duplex, trouble);
	if (status == MNI_OK && (events & POLLOUT) != 0 &&
	    wants_to_send(duplex))
		status = send_some(duplex, trouble);
	if (status == MNI_OK && (events & ~POLLOUT) != 0 && !duplex->ended)
		status = take_echo(duplex, trouble);
	if (status == MNI_OK && polled[OUTPUT].revents != 0)
		status = write_some(duplex, trouble);
	/* A peer that has closed with nothing missing is right, if no more is
	 * to be sent. */
	if (status == MNI_OK && duplex->ended &&
	    duplex->back < duplex->window.size)
		return cut_short(duplex, "closed", MNI_TRUNCATED, trouble);
	return status;
}

/* Looks once for what came behind the end, and does not wait for more. */
static enum mni_status
look_behind(struct duplex *duplex, struct mni_trouble *trouble)
{
	uint8_t octet;

	if (duplex->ended || recv(duplex->fd, &octet, 1, MSG_PEEK) <= 0)
		return MNI_OK;
	return take_echo(duplex, trouble);
}

enum mni_status
mni_duplex(int fd, struct mni_source *source, bool half_close,
    struct mni_deadline deadline, struct mni_output *output,
    struct mni_trouble *trouble)
{
	struct duplex duplex = {.fd = fd,
	    .source = source,
	    .half_close = half_close,
	    .output = output,
	    .piece = malloc(PIECE)};
	enum mni_status status = MNI_OK;

	if (duplex.piece == NULL)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	for (;;) {
		half_close_at_end(&duplex);
		if (status != MNI_OK || is_over(&duplex))
			break;
		status = turn(&duplex, deadline, trouble);
	}
	if (status == MNI_OK)
		status = look_behind(&duplex, trouble);
	mni_bytes_fini(&duplex.window);
	free(duplex.piece);
	return status;
}
