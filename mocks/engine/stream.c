/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/socket.h"
#include "engine/barrier.h"
#include "engine/connection.h"
#include "engine/queries.h"
#include "engine/turn.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Steps that need not wait, before others have their turn. */
#define MOST_STEPS 64

static const struct mni_script *
script_of(const struct mni_stream *stream)
{
	return &stream->server->script;
}

void
mni_stream_note(struct mni_stream *stream, enum mn_event_kind kind,
    size_t offset, const void *data, size_t size)
{
	mni_note(stream->server, &(struct mn_event){.kind = kind,
	                             .connection = stream->number,
	                             .offset = offset,
	                             .data = data,
	                             .size = size,
	                             .peer = stream->peer,
	                             .local = stream->local});
}

void
mni_stream_note_text(
    struct mni_stream *stream, enum mn_event_kind kind, const char *text)
{
	mni_stream_note(stream, kind, 0, text, strlen(text));
}

static void
free_stream(struct mni_stream *stream)
{
	*stream->link = stream->next;
	if (stream->next != NULL)
		stream->next->link = stream->link;
	mni_bytes_fini(&stream->input);
	mni_bytes_fini(&stream->taken);
	mni_bytes_fini(&stream->made);
	mni_bytes_fini(&stream->extra);
	mni_turn_free(stream->turn);
	mni_query_free(stream->query);
	free(stream);
}

const struct mni_step *
mni_stream_step(const struct mni_stream *stream)
{
	return stream->play != NULL && stream->at < stream->play->count
	           ? &stream->play->steps[stream->at]
	           : NULL;
}

static void
leave_barrier(struct mni_stream *stream)
{
	const struct mni_step *step = mni_stream_step(stream);

	if (stream->mode == MNI_PLAYING && stream->begun && step != NULL &&
	    step->verb == MNI_VERB_BARRIER)
		mni_barrier_leave(mni_barrier_find(stream->server->net,
		                      (const char *)step->text.data.data),
		    stream->round);
}

enum mni_progress
mni_stream_end(struct mni_stream *stream)
{
	leave_barrier(stream);
	mni_loop_remove(&stream->server->net->loop, &stream->watch);
	(void)close(stream->fd);
	free_stream(stream);
	return MNI_GONE;
}

enum mni_progress
mni_stream_no_memory(struct mni_stream *stream, const char *what)
{
	mni_note_failure(stream->server, stream->number, what, ENOMEM);
	return mni_stream_end(stream);
}

enum mni_progress
mni_stream_wait_for(struct mni_stream *stream, short events)
{
	stream->watch.events = events;
	return MNI_BLOCKED;
}

enum mni_progress
mni_stream_wait_ms(struct mni_stream *stream, int ms)
{
	stream->watch.events = 0;
	stream->watch.expiry = mni_deadline_in(ms);
	return MNI_BLOCKED;
}

bool
mni_stream_time_is_over(const struct mni_stream *stream)
{
	return mni_deadline_left(stream->watch.expiry) == -1;
}

enum mni_progress
mni_stream_set_mode(struct mni_stream *stream, enum mni_mode mode)
{
	stream->mode = mode;
	stream->begun = false;
	return MNI_AGAIN;
}

enum mni_progress
mni_stream_end_script(struct mni_stream *stream)
{
	stream->at = stream->play->count;
	stream->begun = false;
	return MNI_AGAIN;
}

enum mni_progress
mni_stream_stop_by(struct mni_stream *stream, enum mni_stop stop)
{
	switch (stop) {
	case MNI_STOP_RST:
		return mni_stream_set_mode(stream, MNI_RESETTING);
	case MNI_STOP_STALL:
		return mni_stream_set_mode(stream, MNI_STALLED);
	case MNI_STOP_FIN:
	case MNI_STOP_NOT:
		break;
	}
	return mni_stream_set_mode(stream, MNI_CLOSING);
}

static enum mni_progress
play_wait(struct mni_stream *stream, const struct mni_step *step)
{
	if (stream->begun)
		return MNI_NEXT;
	stream->begun = true;
	return mni_stream_wait_ms(stream, step->wait_ms);
}

static enum mni_progress
play_barrier(struct mni_stream *stream, const struct mni_step *step)
{
	const char *name = (const char *)step->text.data.data;
	struct mn_net *net = stream->server->net;
	struct mni_barrier *barrier = mni_barrier_find(net, name);

	if (!stream->begun) {
		stream->begun = true;
		mni_stream_note_text(stream, MN_BARRIER, name);
		if (mni_barrier_arrive(net, barrier, &stream->round))
			return MNI_NEXT;
	}
	return barrier->round == stream->round ? mni_stream_wait_for(stream, 0)
	                                       : MNI_NEXT;
}

static enum mni_progress
play_loop(struct mni_stream *stream, const struct mni_step *step)
{
	stream->rounds[step->depth] = step->count;
	return MNI_NEXT;
}

static enum mni_progress
play_end(struct mni_stream *stream, const struct mni_step *step)
{
	size_t *rounds = &stream->rounds[step->depth];

	if (*rounds != 1)
		stream->at = step->other_end;
	if (*rounds > 0)
		--*rounds;
	return MNI_NEXT;
}

static void
send_fin(struct mni_stream *stream)
{
	if (stream->closed)
		return;
	stream->closed = true;
	mni_stream_note(stream, MN_FIN_SENT, stream->out, NULL, 0);
	(void)shutdown(stream->fd, SHUT_WR);
}

static void
note_done(struct mni_stream *stream)
{
	stream->begun = true;
	if (stream->as_written)
		mni_stream_note(stream, MN_DONE, 0, NULL, 0);
}

/* Whether the end of the connection is left to the peer, when its steps are
 * over: not where another connection is to follow it. */
static bool
leaves_the_end(const struct mni_stream *stream)
{
	const struct mni_script *script = script_of(stream);

	return stream->server->reads_on && mni_stream_step(stream) == NULL &&
	       (!script->in_turn ||
	           stream->number == mni_script_connections(script));
}

/* FIN, then everything up to the peer's: closing with input unread would
 * turn our FIN into a RST (RFC 1122 section 4.2.2.13). */
static enum mni_progress
play_close(struct mni_stream *stream)
{
	enum mni_progress progress = MNI_NEXT;

	if (!stream->begun) {
		note_done(stream);
		if (!leaves_the_end(stream))
			send_fin(stream);
		if (!stream->peer_closed)
			return mni_stream_wait_for(stream, POLLIN);
	}
	if (!stream->peer_closed)
		progress = mni_stream_take_input(stream, false);
	if (progress != MNI_NEXT)
		return progress;
	return stream->peer_closed ? mni_stream_end(stream)
	                           : mni_stream_wait_for(stream, POLLIN);
}

/* Octets that the peer's system has not acknowledged; a reset would lose
 * them. */
static int
unacknowledged(const struct mni_stream *stream)
{
	int count = 0;

#ifdef TIOCOUTQ
	if (ioctl(stream->fd, TIOCOUTQ, &count) == -1)
		count = 0;
#endif
	return count;
}

static enum mni_progress
play_rst(struct mni_stream *stream)
{
	struct linger abort_now = {.l_onoff = 1, .l_linger = 0};

	if (!stream->begun)
		note_done(stream);
	if (script_of(stream)->family == AF_UNIX) {
		send_fin(stream); /* there is no other end */
		return mni_stream_end(stream);
	}
	if (unacknowledged(stream) > 0)
		return mni_stream_wait_ms(stream, 1);
	mni_stream_note(stream, MN_RST_SENT, stream->out, NULL, 0);
	(void)setsockopt(
	    stream->fd, SOL_SOCKET, SO_LINGER, &abort_now, sizeof(abort_now));
	return mni_stream_end(stream);
}

static enum mni_progress
play_stall(struct mni_stream *stream)
{
	if (!stream->begun)
		note_done(stream);
	return mni_stream_wait_for(stream, 0);
}

static enum mni_progress
play_step(struct mni_stream *stream, const struct mni_step *step)
{
	switch (step->verb) {
	case MNI_VERB_RECV:
		return mni_stream_play_recv(stream, step);
	case MNI_VERB_SEND:
		return mni_stream_play_send(stream, step);
	case MNI_VERB_URGENT:
		return mni_stream_play_urgent(stream, step);
	case MNI_VERB_FILL:
		return mni_stream_play_fill(stream, step);
	case MNI_VERB_WAIT:
		return play_wait(stream, step);
	case MNI_VERB_BARRIER:
		return play_barrier(stream, step);
	case MNI_VERB_LOOP:
		return play_loop(stream, step);
	case MNI_VERB_END:
		return play_end(stream, step);
	case MNI_VERB_FIN:
		send_fin(stream);
		return MNI_NEXT;
	case MNI_VERB_RST:
		return mni_stream_set_mode(stream, MNI_RESETTING);
	case MNI_VERB_STALL:
		return mni_stream_set_mode(stream, MNI_STALLED);
	case MNI_VERB_CLOSE:
	case MNI_VERB_DROP:
	case MNI_VERB_REFUSE:
	case MNI_VERB_HEAR:
	case MNI_VERB_FORGE:
		break;
	}
	return mni_stream_set_mode(stream, MNI_CLOSING);
}

static enum mni_progress
play(struct mni_stream *stream)
{
	const struct mni_step *step;
	enum mni_progress progress;

	switch (stream->mode) {
	case MNI_CLOSING:
		return play_close(stream);
	case MNI_RESETTING:
		return play_rst(stream);
	case MNI_STALLED:
		return play_stall(stream);
	case MNI_PLAYING:
		break;
	}
	progress = mni_stream_suffer(stream);
	if (progress != MNI_NEXT)
		return progress;
	if (stream->extra.size > 0)
		return mni_stream_send_extra(stream);
	step = mni_stream_step(stream);
	if (step != NULL)
		return play_step(stream, step);
	if (stream->query != NULL)
		return mni_stream_play_query(stream);
	return stream->turn != NULL ? mni_stream_play_turn(stream)
	                            : mni_stream_set_mode(stream, MNI_CLOSING);
}

/* Returns whether the connection is still there. */
static bool
advance(struct mni_stream *stream)
{
	struct mni_loop *loop = &stream->server->net->loop;
	enum mni_progress progress;
	int steps;

	for (steps = 0; steps < MOST_STEPS; steps++) {
		progress = play(stream);
		if (progress == MNI_GONE || progress == MNI_BLOCKED)
			return progress == MNI_BLOCKED;
		if (progress == MNI_NEXT) {
			stream->at++;
			stream->sent = 0;
			stream->begun = false;
		}
	}
	stream->watch.events = 0;
	mni_watch_soon(loop, &stream->watch);
	return true;
}

static void
stream_ready(struct mni_watch *watch, short revents)
{
	struct mni_stream *stream = watch->owner;

	(void)revents;
	if (stream->server->stop_wanted)
		(void)mni_stream_wait_for(stream, 0);
	else
		(void)advance(stream);
}

static void
link_stream(struct mn_server *server, struct mni_stream *stream)
{
	stream->next = server->streams;
	stream->link = &server->streams;
	if (stream->next != NULL)
		stream->next->link = &stream->next;
	server->streams = stream;
}

static struct mni_stream *
new_stream(struct mn_server *server, int fd, const struct mni_address *peer)
{
	struct mni_stream *stream = calloc(1, sizeof(*stream));
	struct mni_address local;

	if (stream == NULL)
		return NULL;
	if (server->script.web != NULL)
		stream->turn = mni_turn_new();
	if (server->script.dns != NULL)
		stream->query = mni_query_new();
	if ((server->script.web != NULL && stream->turn == NULL) ||
	    (server->script.dns != NULL && stream->query == NULL)) {
		free(stream);
		return NULL;
	}
	stream->server = server;
	stream->fd = fd;
	stream->number = ++server->accepted;
	stream->as_written = true;
	stream->part = mni_script_part(&server->script, stream->number);
	if (server->script.web == NULL && server->script.dns == NULL)
		stream->play = stream->part;
	(void)mni_address_text(peer, stream->peer);
	if ((server->calls || server->script.any) &&
	    mni_local_address(fd, &local) == 0)
		(void)mni_address_text(&local, stream->local);
	else
		memcpy(stream->local, server->local, sizeof(stream->local));
	stream->watch = (struct mni_watch){.fd = fd,
	    .events = POLLIN, /* most often it stays so */
	    .expiry = mni_deadline_never(),
	    .ready = stream_ready,
	    .owner = stream};
	return stream;
}

/* A connection that no line of the script is for. */
static void
refuse_stranger(struct mni_stream *stream)
{
	static const struct mni_part nothing = {.count = 0};

	stream->part = &nothing;
	mni_stream_note_unexpected(
	    stream, "the script has no steps for this connection");
	(void)mni_stream_set_mode(stream, MNI_RESETTING);
}

int
mni_stream_begin(
    struct mn_server *server, int fd, const struct mni_address *peer)
{
	struct mni_stream *stream = new_stream(server, fd, peer);
	int error;

	/* A piece must leave as a segment of its own. */
	if (server->script.family != AF_UNIX)
		(void)setsockopt(
		    fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	if (stream == NULL ||
	    mni_loop_add(&server->net->loop, &stream->watch) == -1) {
		error = errno;
		if (stream != NULL) {
			mni_turn_free(stream->turn);
			mni_query_free(stream->query);
		}
		free(stream);
		(void)close(fd);
		errno = error;
		return -1;
	}
	link_stream(server, stream);
	mni_stream_note(stream, MN_ACCEPT, 0, NULL, 0);
	if (stream->part == NULL)
		refuse_stranger(stream);
	if (server->calls)
		mni_watch_soon(&server->net->loop, &stream->watch);
	else if (advance(stream))
		mni_loop_update(&server->net->loop, &stream->watch);
	return 0;
}

/* Out of descriptors, most likely: the callers wait in the backlog while some
 * time passes instead of a turn at full speed. */
static void
accept_failed(struct mni_watch *watch, int error)
{
	struct mn_server *server = watch->owner;

	if (server->index.counts[MN_FAILED] == 0)
		mni_note_failure(server, 0, "accept", error);
	watch->events = 0;
	watch->expiry = mni_deadline_in(10);
}

void
mni_stream_accept(struct mni_watch *watch, short revents)
{
	struct mn_server *server = watch->owner;
	struct mni_address peer;
	int fd;

	(void)revents;
	watch->events = POLLIN;
	fd = mni_accept(watch->fd, &peer);
	if (fd == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return;
	if (fd == -1 || mni_stream_begin(server, fd, &peer) == -1)
		accept_failed(watch, errno);
}

bool
mni_streams_close(struct mn_server *server, size_t most)
{
	struct mni_stream *stream, *next = server->streams;

	for (stream = next; stream != NULL && most > 0; stream = next, most--) {
		next = stream->next;
		(void)mni_stream_end(stream);
	}
	return stream == NULL;
}

void
mni_streams_forget(struct mn_server *server)
{
	struct mni_stream *stream, *next = server->streams;

	for (stream = next; stream != NULL; stream = next) {
		next = stream->next;
		(void)close(stream->fd);
		free_stream(stream);
	}
}

void
mni_streams_call_waiting(struct mn_server *server)
{
	struct mni_stream *stream;
	const struct mni_step *step;

	for (stream = server->streams; stream != NULL; stream = stream->next) {
		step = mni_stream_step(stream);
		if (stream->mode == MNI_PLAYING && stream->begun &&
		    step != NULL && step->verb == MNI_VERB_BARRIER)
			mni_watch_soon(&server->net->loop, &stream->watch);
	}
}

const struct mni_stream *
mni_stream_next(const struct mn_server *server, const struct mni_stream *stream)
{
	return stream == NULL ? server->streams : stream->next;
}

unsigned long
mni_stream_number(const struct mni_stream *stream)
{
	return stream->number;
}
