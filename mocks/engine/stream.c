/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/stream.h"

#include "base/socket.h"
#include "engine/net.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <unistd.h>

#define CHUNK ((size_t)16384)

/* What a step came to. */
enum progress {
	NEXT,    /* done: go on with the next step */
	BLOCKED, /* the watch says what for */
	GONE     /* the connection is closed and freed */
};

struct mni_stream {
	struct mn_server *server;
	struct mni_stream *next, **link; /* in the server's list */
	int fd;                          /* owned */
	struct mni_watch watch;
	unsigned long number;
	char peer[MNI_ADDRESS_TEXT];
	size_t at;              /* the step to play */
	size_t sent;            /* octets of this step that are out */
	bool waiting;           /* this step's time has been started */
	bool peer_closed;       /* FIN seen */
	struct mni_bytes input; /* received, not yet taken by a recv */
	size_t in, out;         /* octets of each direction so far */
};

static void
note(struct mni_stream *stream, enum mn_event_kind kind, size_t offset,
    const uint8_t *data, size_t size)
{
	mni_note(stream->server, &(struct mn_event){.kind = kind,
	                             .connection = stream->number,
	                             .offset = offset,
	                             .data = data,
	                             .size = size,
	                             .peer = stream->peer,
	                             .local = stream->server->local});
}

static enum progress
end_stream(struct mni_stream *stream)
{
	mni_loop_remove(&stream->server->net->loop, &stream->watch);
	(void)close(stream->fd);
	*stream->link = stream->next;
	if (stream->next != NULL)
		stream->next->link = stream->link;
	mni_bytes_fini(&stream->input);
	free(stream);
	return GONE;
}

static enum progress
wait_for(struct mni_stream *stream, short events)
{
	stream->watch.events = events;
	return BLOCKED;
}

static enum progress
wait_ms(struct mni_stream *stream, int ms)
{
	stream->watch.events = 0;
	stream->watch.expiry = mni_deadline_in(ms);
	return BLOCKED;
}

/* What to do when a call on the socket failed with errno. */
static enum progress
failed(struct mni_stream *stream, short events, const char *what)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return wait_for(stream, events);
	if (errno == ECONNRESET || errno == EPIPE)
		note(stream, MN_RST_SEEN, stream->in, NULL, 0);
	else
		mni_note_failure(stream->server, stream->number, what, errno);
	return end_stream(stream);
}

/* Takes what has come into the input, or forgets it when KEEP is false. */
static enum progress
take_input(struct mni_stream *stream, bool keep)
{
	uint8_t chunk[CHUNK];
	ssize_t size = recv(stream->fd, chunk, sizeof(chunk), 0);

	if (size == -1)
		return failed(stream, POLLIN, "recv");
	if (size == 0) {
		note(stream, MN_FIN_SEEN, stream->in, NULL, 0);
		stream->peer_closed = true;
		return NEXT;
	}
	note(stream, MN_RECV, stream->in, chunk, (size_t)size);
	stream->in += (size_t)size;
	if (keep &&
	    mni_bytes_append(&stream->input, chunk, (size_t)size) == -1) {
		mni_note_failure(
		    stream->server, stream->number, "recv", ENOMEM);
		return end_stream(stream);
	}
	return NEXT;
}

/* Octets of the input that satisfy STEP, or SIZE_MAX: not enough yet. */
static size_t
satisfied(const struct mni_stream *stream, const struct mni_step *step)
{
	size_t found;

	switch (step->until) {
	case MNI_RECV_ANY:
		return stream->input.size > 0 ? stream->input.size : SIZE_MAX;
	case MNI_RECV_COUNT:
		return stream->input.size >= step->count ? step->count
		                                         : SIZE_MAX;
	case MNI_RECV_UNTIL:
		found = mni_bytes_find(
		    &stream->input, step->data.data, step->data.size);
		return found == SIZE_MAX ? SIZE_MAX : found + step->data.size;
	case MNI_RECV_EOF:
		break;
	}
	return SIZE_MAX;
}

/* Takes what STEP waits for off the input.  Returns whether it is over: that
 * it was there, or that it cannot come any more. */
static bool
take_wanted(struct mni_stream *stream, const struct mni_step *step)
{
	size_t size = satisfied(stream, step);

	if (size != SIZE_MAX) {
		mni_bytes_consume(&stream->input, size);
		return true;
	}
	if (stream->peer_closed && step->until != MNI_RECV_EOF)
		stream->at = stream->server->script.count - 1;
	return stream->peer_closed;
}

/* As all that moves octets, at most one chunk and then back to the loop: a
 * peer that is always ready must not keep the others waiting, nor the lock. */
static enum progress
play_recv(struct mni_stream *stream, const struct mni_step *step)
{
	enum progress progress;

	if (take_wanted(stream, step))
		return NEXT;
	progress = take_input(stream, step->until != MNI_RECV_EOF);
	if (progress != NEXT || take_wanted(stream, step))
		return progress;
	return wait_for(stream, POLLIN);
}

static enum progress
play_send(struct mni_stream *stream, const struct mni_step *step)
{
	size_t total = mni_step_size(step), end, size;
	uint8_t chunk[CHUNK];
	ssize_t sent;

	if (stream->sent == total)
		return NEXT;
	end = mni_step_piece_end(step, stream->sent);
	size = end - stream->sent;
	if (size > sizeof(chunk))
		size = sizeof(chunk);
	mni_step_copy(step, stream->sent, size, chunk);
	sent = mni_send(stream->fd, chunk, size);
	if (sent == -1)
		return failed(stream, POLLOUT, "send");
	note(stream, MN_SEND, stream->out, chunk, (size_t)sent);
	stream->out += (size_t)sent;
	stream->sent += (size_t)sent;
	if (stream->sent == total)
		return NEXT;
	return stream->sent == end ? wait_ms(stream, step->gap_ms)
	                           : wait_for(stream, POLLOUT);
}

static enum progress
play_wait(struct mni_stream *stream, const struct mni_step *step)
{
	if (stream->waiting)
		return NEXT;
	stream->waiting = true;
	return wait_ms(stream, step->wait_ms);
}

static void
send_fin(struct mni_stream *stream)
{
	note(stream, MN_FIN_SENT, stream->out, NULL, 0);
	(void)shutdown(stream->fd, SHUT_WR);
}

/* FIN, then everything up to the peer's: closing with input unread would
 * turn our FIN into a RST (RFC 1122 section 4.2.2.13). */
static enum progress
play_close(struct mni_stream *stream)
{
	enum progress progress = NEXT;

	if (!stream->waiting) {
		stream->waiting = true;
		note(stream, MN_DONE, 0, NULL, 0);
		send_fin(stream);
	}
	if (!stream->peer_closed)
		progress = take_input(stream, false);
	if (progress != NEXT)
		return progress;
	return stream->peer_closed ? end_stream(stream)
	                           : wait_for(stream, POLLIN);
}

static enum progress
play_rst(struct mni_stream *stream)
{
	struct linger abort_now = {.l_onoff = 1, .l_linger = 0};

	note(stream, MN_DONE, 0, NULL, 0);
	note(stream, MN_RST_SENT, stream->out, NULL, 0);
	(void)setsockopt(
	    stream->fd, SOL_SOCKET, SO_LINGER, &abort_now, sizeof(abort_now));
	return end_stream(stream);
}

static enum progress
play_stall(struct mni_stream *stream)
{
	note(stream, MN_DONE, 0, NULL, 0);
	return wait_for(stream, 0);
}

static enum progress
play(struct mni_stream *stream)
{
	const struct mni_script *script = &stream->server->script;
	const struct mni_step *step;

	if (stream->at >= script->count)
		return play_close(stream);
	step = &script->steps[stream->at];
	switch (step->verb) {
	case MNI_VERB_RECV:
		return play_recv(stream, step);
	case MNI_VERB_SEND:
		return play_send(stream, step);
	case MNI_VERB_WAIT:
		return play_wait(stream, step);
	case MNI_VERB_FIN:
		send_fin(stream);
		return NEXT;
	case MNI_VERB_RST:
		return play_rst(stream);
	case MNI_VERB_STALL:
		return play_stall(stream);
	case MNI_VERB_CLOSE:
	case MNI_VERB_REFUSE:
	case MNI_VERB_DROP:
		break;
	}
	return play_close(stream);
}

static enum progress
advance(struct mni_stream *stream)
{
	enum progress progress;

	while ((progress = play(stream)) == NEXT) {
		stream->at++;
		stream->sent = 0;
		stream->waiting = false;
	}
	return progress;
}

static void
stream_ready(struct mni_watch *watch, short revents)
{
	(void)revents;
	(void)advance(watch->owner);
}

static void
begin_stream(struct mn_server *server, int fd, const struct mni_address *peer)
{
	struct mni_stream *stream = calloc(1, sizeof(*stream));

	if (stream == NULL) {
		mni_note_failure(server, 0, "accept", ENOMEM);
		(void)close(fd);
		return;
	}
	/* A piece must leave as a segment of its own. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	stream->server = server;
	stream->fd = fd;
	stream->number = ++server->accepted;
	(void)mni_address_text(peer, stream->peer);
	stream->watch = (struct mni_watch){.fd = fd,
	    .expiry = mni_deadline_never(),
	    .ready = stream_ready,
	    .owner = stream};
	stream->next = server->streams;
	stream->link = &server->streams;
	if (stream->next != NULL)
		stream->next->link = &stream->next;
	server->streams = stream;
	note(stream, MN_ACCEPT, 0, NULL, 0);
	if (mni_loop_add(&server->net->loop, &stream->watch) == -1) {
		mni_note_failure(server, stream->number, "watch", errno);
		(void)end_stream(stream);
		return;
	}
	if (advance(stream) == BLOCKED)
		mni_loop_update(&server->net->loop, &stream->watch);
}

void
mni_stream_accept(struct mni_watch *watch, short revents)
{
	struct mn_server *server = watch->owner;
	struct mni_address peer;
	int fd;

	(void)revents;
	watch->events = POLLIN;
	while ((fd = mni_accept(server->fd, &peer)) != -1)
		begin_stream(server, fd, &peer);
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		return;
	/* Out of descriptors, most likely: the caller waits in the backlog
	 * while we let some time pass instead of turning at full speed. */
	if (server->journal.counts[MN_FAILED] == 0)
		mni_note_failure(server, 0, "accept", errno);
	watch->events = 0;
	watch->expiry = mni_deadline_in(10);
}

void
mni_streams_close(struct mn_server *server)
{
	struct mni_stream *stream, *next;

	for (stream = server->streams; stream != NULL; stream = next) {
		next = stream->next;
		(void)end_stream(stream);
	}
}
