/* SPDX-License-Identifier: MIT */
/* What leaves on a connection. */
#include <config.h>

#include "base/socket.h"
#include "engine/connection.h"
#include "engine/octets.h"
#include "engine/queries.h"
#include "engine/turn.h"

#include <stdio.h>

/* A peer that has taken nothing for so long takes no more. */
#define FULL_MS 300

static const struct mni_script *
script_of(const struct mni_stream *stream)
{
	return &stream->server->script;
}

/* How many octets may go out before one of the faults of LIST acts. */
static size_t
room_before(const struct mni_stream *stream, const struct mni_fault *list,
    size_t count, size_t room)
{
	size_t i, at;

	for (i = 0; i < count; i++) {
		if (list[i].phase != MNI_AT)
			continue;
		at = mni_stream_fault_at(stream, &list[i]);
		if (at > stream->out && at - stream->out < room)
			room = at - stream->out;
	}
	return room;
}

/* Whether what comes is taken while a step sends: by who reads on behind the
 * steps, or both sides might wait for each other. */
static bool
takes_input(const struct mni_stream *stream)
{
	const struct mni_step *step = mni_stream_step(stream);

	if (step == NULL || step->verb != MNI_VERB_SEND)
		return false;
	return script_of(stream)->discards || stream->server->reads_on;
}

/* What is waited for when nothing can be sent. */
static short
blocked_by(const struct mni_stream *stream)
{
	return !stream->peer_closed && takes_input(stream) ? POLLIN | POLLOUT
	                                                   : POLLOUT;
}

/* Sends SIZE octets as far as they fit; *out_sent is written when it returns
 * MNI_NEXT. */
static enum mni_progress
send_octets(
    struct mni_stream *stream, const void *data, size_t size, size_t *out_sent)
{
	const struct mni_script *script = script_of(stream);
	ssize_t sent;

	size = room_before(stream, script->faults, script->fault_count, size);
	size = room_before(
	    stream, stream->part->faults, stream->part->fault_count, size);
	sent = mni_send(stream->fd, data, size);
	if (sent == -1)
		return mni_stream_failed(stream, blocked_by(stream), "send");
	mni_stream_note(stream, MN_SEND, stream->out, data, (size_t)sent);
	stream->out += (size_t)sent;
	*out_sent = (size_t)sent;
	return MNI_NEXT;
}

enum mni_progress
mni_stream_put_in(struct mni_stream *stream, const struct mni_fault *fault)
{
	struct mni_bytes *extra = &stream->extra;
	int result;

	result = fault->effect == MNI_INSERT
	             ? mni_bytes_append(extra, fault->insert, fault->octets)
	             : mni_make_garbage(
	                   &stream->server->random, fault->octets, extra);
	return result == -1 ? mni_stream_no_memory(stream, "fault") : MNI_AGAIN;
}

enum mni_progress
mni_stream_send_extra(struct mni_stream *stream)
{
	enum mni_progress progress;
	size_t sent = 0;

	progress =
	    send_octets(stream, stream->extra.data, stream->extra.size, &sent);
	if (progress != MNI_NEXT)
		return progress;
	mni_bytes_consume(&stream->extra, sent);
	return stream->extra.size == 0 ? MNI_AGAIN
	                               : mni_stream_wait_for(stream, POLLOUT);
}

/* What STEP sends, unless it is text: what came, or what was made once. */
static const struct mni_bytes *
octets_to_send(const struct mni_stream *stream, const struct mni_step *step)
{
	return step->source == MNI_SOURCE_RECEIVED ? &stream->taken
	                                           : &stream->made;
}

static size_t
size_to_send(const struct mni_stream *stream, const struct mni_step *step)
{
	const struct mni_delivery *delivery = &step->delivery;
	size_t size, stop = delivery->stop_at;

	if (step->answer != NULL) {
		size = stream->turn->reply.size;
		stop = mni_reply_offset(
		    &stream->turn->reply, delivery->stop_in, stop);
	} else {
		size = step->source == MNI_SOURCE_TEXT
		           ? mni_step_size(step)
		           : octets_to_send(stream, step)->size;
	}
	return delivery->stop != MNI_STOP_NOT && stop < size ? stop : size;
}

static enum mni_progress
begin_send(struct mni_stream *stream, const struct mni_step *step)
{
	stream->begun = true;
	if (step->source == MNI_SOURCE_DNS)
		return mni_stream_begin_response(stream, step);
	if (step->source != MNI_SOURCE_TEXT &&
	    step->source != MNI_SOURCE_RECEIVED &&
	    mni_make_octets(script_of(stream), step, &stream->taken,
	        &stream->server->random, &stream->made) == -1)
		return mni_stream_no_memory(stream, "send");
	return step->answer == NULL ? MNI_NEXT
	                            : mni_stream_begin_answer(stream, step);
}

/* Copies SIZE octets of what STEP sends to OUT, or says where they are. */
static const uint8_t *
find_octets(const struct mni_stream *stream, const struct mni_step *step,
    size_t size, uint8_t *out)
{
	struct mni_copies copies = mni_step_copies(step);

	if (step->answer != NULL)
		mni_reply_copy(&stream->turn->reply, stream->sent, size, out);
	else if (step->source == MNI_SOURCE_TEXT)
		mni_copies_copy(&copies, stream->sent, size, out);
	else
		return octets_to_send(stream, step)->data + stream->sent;
	return out;
}

static enum mni_progress
end_send(struct mni_stream *stream, const struct mni_step *step)
{
	return step->delivery.stop == MNI_STOP_NOT
	           ? MNI_NEXT
	           : mni_stream_stop_by(stream, step->delivery.stop);
}

/* The next piece, or as much of it as one chunk holds. */
static enum mni_progress
send_piece(struct mni_stream *stream, const struct mni_step *step, size_t total)
{
	size_t end = stream->drip_ms > 0
	                 ? stream->sent + 1
	                 : mni_piece_end(&step->delivery, stream->sent, total);
	size_t size = end - stream->sent, sent = 0;
	enum mni_progress progress;
	const uint8_t *data;

	if (size > MNI_CHUNK)
		size = MNI_CHUNK;
	data = find_octets(stream, step, size, stream->server->net->scratch);
	progress = send_octets(stream, data, size, &sent);
	if (progress != MNI_NEXT)
		return progress;
	stream->sent += sent;
	if (stream->sent == total)
		return MNI_AGAIN;
	if (stream->sent == end && stream->drip_ms > 0)
		return mni_stream_wait_ms(stream, stream->drip_ms);
	if (stream->sent == end && step->delivery.gap_ms > 0)
		return mni_stream_wait_ms(stream, step->delivery.gap_ms);
	return sent < size ? MNI_AGAIN
	                   : mni_stream_wait_for(stream, blocked_by(stream));
}

enum mni_progress
mni_stream_play_send(struct mni_stream *stream, const struct mni_step *step)
{
	enum mni_progress progress = MNI_NEXT;
	size_t total;

	if (!stream->begun)
		progress = begin_send(stream, step);
	if (progress == MNI_NEXT && takes_input(stream))
		progress = mni_stream_discard_input(stream, step);
	if (progress != MNI_NEXT)
		return progress;
	total = size_to_send(stream, step);
	return stream->sent == total ? end_send(stream, step)
	                             : send_piece(stream, step, total);
}

enum mni_progress
mni_stream_play_urgent(struct mni_stream *stream, const struct mni_step *step)
{
	struct mni_copies copies = mni_step_copies(step);
	uint8_t *data = stream->server->net->scratch;
	size_t left = copies.size - stream->sent;
	ssize_t sent;

	if (left > MNI_CHUNK)
		left = MNI_CHUNK;
	mni_copies_copy(&copies, stream->sent, left, data);
	sent = mni_send_urgent(stream->fd, data, left);
	if (sent == -1)
		return mni_stream_failed(stream, POLLOUT, "send");
	mni_stream_note(stream, MN_SEND, stream->out, data, (size_t)sent);
	stream->out += (size_t)sent;
	stream->sent += (size_t)sent;
	return stream->sent == copies.size ? MNI_NEXT : MNI_AGAIN;
}

/* A peer that takes all of it holds as much as it is given. */
static enum mni_progress
overfilled(struct mni_stream *stream, size_t size)
{
	char text[120];

	(void)snprintf(text, sizeof(text),
	    "all of %zu octets were taken, though nothing is read of what "
	    "comes back",
	    size);
	mni_stream_note_unexpected(stream, text);
	return mni_stream_set_mode(stream, MNI_RESETTING);
}

/* Once nothing is taken, a timer runs; what is taken ends it. */
enum mni_progress
mni_stream_play_fill(struct mni_stream *stream, const struct mni_step *step)
{
	struct mni_copies copies = mni_step_copies(step);
	uint8_t *data = stream->server->net->scratch;
	struct mni_watch *watch = &stream->watch;
	size_t left = copies.size - stream->sent, sent = 0;
	enum mni_progress progress;

	if (left == 0)
		return overfilled(stream, copies.size);
	if (left > MNI_CHUNK)
		left = MNI_CHUNK;
	mni_copies_copy(&copies, stream->sent, left, data);
	progress = send_octets(stream, data, left, &sent);
	if (progress == MNI_NEXT) {
		stream->sent += sent;
		stream->begun = false;
		watch->expiry = mni_deadline_never();
		return MNI_AGAIN;
	}
	if (progress != MNI_BLOCKED)
		return progress;
	if (stream->begun)
		return mni_stream_time_is_over(stream) ? MNI_NEXT : MNI_BLOCKED;
	stream->begun = true;
	watch->expiry = mni_deadline_in(FULL_MS);
	return MNI_BLOCKED;
}
