/* SPDX-License-Identifier: MIT */
/* What leaves on a connection. */
#include <config.h>

#include "base/socket.h"
#include "engine/connection.h"
#include "engine/octets.h"

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
	size_t i;

	for (i = 0; i < count; i++)
		if (list[i].phase == MNI_AT && list[i].at > stream->out &&
		    list[i].at - stream->out < room)
			room = list[i].at - stream->out;
	return room;
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
		return mni_stream_failed(stream,
		    script->discards && !stream->peer_closed ? POLLIN | POLLOUT
		                                             : POLLOUT,
		    "send");
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
	size_t size = step->source == MNI_SOURCE_TEXT
	                  ? mni_step_size(step)
	                  : octets_to_send(stream, step)->size;

	return delivery->stop != MNI_STOP_NOT && delivery->stop_at < size
	           ? delivery->stop_at
	           : size;
}

static enum mni_progress
begin_send(struct mni_stream *stream, const struct mni_step *step)
{
	stream->begun = true;
	if (step->source != MNI_SOURCE_TEXT &&
	    step->source != MNI_SOURCE_RECEIVED &&
	    mni_make_octets(script_of(stream), step, &stream->taken,
	        &stream->server->random, &stream->made) == -1)
		return mni_stream_no_memory(stream, "send");
	return MNI_NEXT;
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
	uint8_t *chunk = stream->server->net->scratch;
	const uint8_t *data = chunk;
	enum mni_progress progress;

	if (size > MNI_CHUNK)
		size = MNI_CHUNK;
	if (step->source == MNI_SOURCE_TEXT)
		mni_step_copy(step, stream->sent, size, chunk);
	else
		data = octets_to_send(stream, step)->data + stream->sent;
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
	return sent < size ? MNI_AGAIN : mni_stream_wait_for(stream, POLLOUT);
}

enum mni_progress
mni_stream_play_send(struct mni_stream *stream, const struct mni_step *step)
{
	enum mni_progress progress = MNI_NEXT;
	size_t total;

	if (!stream->begun)
		progress = begin_send(stream, step);
	if (progress == MNI_NEXT && script_of(stream)->discards)
		progress = mni_stream_discard_input(stream, step);
	if (progress != MNI_NEXT)
		return progress;
	total = size_to_send(stream, step);
	return stream->sent == total ? end_send(stream, step)
	                             : send_piece(stream, step, total);
}
