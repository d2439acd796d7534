/* SPDX-License-Identifier: MIT */
/* What comes in on a connection. */
#include <config.h>

#include "engine/connection.h"
#include "engine/near.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* What came is not what the script wants: TEXT says why. */
void
mni_stream_note_unexpected(struct mni_stream *stream, const char *text)
{
	stream->as_written = false;
	mni_stream_note(stream, MN_UNEXPECTED, 0, text, strlen(text));
}

/* Whether it is no surprise that the peer ends here: at the beginning of a
 * round, and in a service, whose steps are nobody's expectations. */
static bool
may_end(const struct mni_stream *stream, const struct mni_step *step)
{
	return step->line == 0 || (step->looped && stream->input.size == 0);
}

/* The peer has ended, as WHY says, and STEP will not have what it wants. */
static void
note_missing(struct mni_stream *stream, const char *why)
{
	const struct mni_step *step = mni_stream_step(stream);
	char text[MNI_NEAR_TEXT];

	if (stream->mode != MNI_PLAYING || step == NULL ||
	    step->verb != MNI_VERB_RECV || may_end(stream, step))
		return;
	mni_describe_missing(text, step, &stream->input, why);
	mni_stream_note_unexpected(stream, text);
}

/* Takes what came before the reset that a send met: a server may answer and
 * end without having read all of the request. */
static void
take_rest(struct mni_stream *stream)
{
	uint8_t *chunk = stream->server->net->scratch;
	ssize_t size;

	while ((size = recv(stream->fd, chunk, MNI_CHUNK, 0)) > 0) {
		mni_stream_note(
		    stream, MN_RECV, stream->in, chunk, (size_t)size);
		stream->in += (size_t)size;
	}
}

/* What to do when a call on the socket failed with errno. */
enum mni_progress
mni_stream_failed(struct mni_stream *stream, short events, const char *what)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return mni_stream_wait_for(stream, events);
	if (errno == ECONNRESET || (errno == EPIPE && !stream->closed)) {
		if (stream->server->reads_on)
			take_rest(stream);
		mni_stream_note(stream, MN_RST_SEEN, stream->in, NULL, 0);
		note_missing(stream, ", then a reset");
	} else {
		mni_note_failure(stream->server, stream->number, what, errno);
	}
	return mni_stream_end(stream);
}

/* Takes what has come into the input, or forgets it when KEEP is false. */
enum mni_progress
mni_stream_take_input(struct mni_stream *stream, bool keep)
{
	uint8_t *chunk = stream->server->net->scratch;
	ssize_t size = recv(stream->fd, chunk, MNI_CHUNK, 0);

	if (size == -1)
		return mni_stream_failed(stream, POLLIN, "recv");
	if (size == 0) {
		mni_stream_note(stream, MN_FIN_SEEN, stream->in, NULL, 0);
		stream->peer_closed = true;
		return MNI_NEXT;
	}
	mni_stream_note(stream, MN_RECV, stream->in, chunk, (size_t)size);
	stream->in += (size_t)size;
	if (keep && mni_bytes_append(&stream->input, chunk, (size_t)size) == -1)
		return mni_stream_no_memory(stream, "recv");
	return MNI_NEXT;
}

static bool
differs(const struct mni_bytes *input, const struct mni_bytes *want)
{
	size_t size = input->size < want->size ? input->size : want->size;

	return size > 0 && memcmp(input->data, want->data, size) != 0;
}

/* Octets of the input that satisfy STEP, or SIZE_MAX: not enough yet. */
static size_t
satisfied(const struct mni_stream *stream, const struct mni_step *step)
{
	const struct mni_bytes *input = &stream->input;
	size_t found;

	switch (step->until) {
	case MNI_RECV_ANY:
		return input->size > 0 ? input->size : SIZE_MAX;
	case MNI_RECV_COUNT:
		return input->size >= step->count ? step->count : SIZE_MAX;
	case MNI_RECV_UNTIL:
		found = mni_bytes_find(
		    input, step->text.data.data, step->text.data.size);
		return found == SIZE_MAX ? SIZE_MAX
		                         : found + step->text.data.size;
	case MNI_RECV_EXACT:
		return input->size >= step->text.data.size
		           ? step->text.data.size
		           : SIZE_MAX;
	case MNI_RECV_EOF:
	case MNI_RECV_NOTHING:
		break;
	}
	return SIZE_MAX;
}

/* Moves SIZE octets of the input to where send received finds them. */
static enum mni_progress
take(struct mni_stream *stream, size_t size)
{
	struct mni_bytes all = stream->input;

	stream->taken.size = 0;
	if (size == all.size) {
		stream->input = stream->taken;
		stream->taken = all;
		return MNI_NEXT;
	}
	if (mni_bytes_append(&stream->taken, all.data, size) == -1)
		return mni_stream_no_memory(stream, "recv");
	mni_bytes_consume(&stream->input, size);
	return MNI_NEXT;
}

/* Takes what STEP waits for off the input; MNI_BLOCKED: it is not there yet. */
static enum mni_progress
take_wanted(struct mni_stream *stream, const struct mni_step *step)
{
	size_t size = satisfied(stream, step);
	char text[MNI_NEAR_TEXT];

	if (step->until == MNI_RECV_EXACT &&
	    differs(&stream->input, &step->text.data)) {
		mni_describe_difference(text, step, &step->text.data,
		    stream->input.data, stream->input.size);
		mni_stream_note_unexpected(stream, text);
		return mni_stream_set_mode(stream, MNI_RESETTING);
	}
	if (size != SIZE_MAX)
		return take(stream, size);
	if (!stream->peer_closed)
		return MNI_BLOCKED;
	if (step->until == MNI_RECV_EOF)
		return take(stream, stream->input.size);
	note_missing(stream, ", then the end");
	return mni_stream_end_script(stream);
}

/* Whether octets up to the end of the peer are wanted afterwards.  There may
 * be more of them than there is memory. */
static bool
sends_received(const struct mni_part *part)
{
	size_t i;

	for (i = 0; i < part->count; i++)
		if (part->steps[i].verb == MNI_VERB_SEND &&
		    part->steps[i].source == MNI_SOURCE_RECEIVED)
			return true;
	return false;
}

/* What has come before counts as well: it was never asked for. */
static enum mni_progress
play_silence(struct mni_stream *stream, const struct mni_step *step)
{
	enum mni_progress progress = MNI_NEXT;
	char text[MNI_NEAR_TEXT];

	if (!stream->begun) {
		stream->begun = true;
		stream->watch.expiry = mni_deadline_in(step->wait_ms);
	}
	if (stream->input.size == 0 && !stream->peer_closed)
		progress = mni_stream_take_input(stream, true);
	if (progress == MNI_GONE)
		return MNI_GONE;
	if (stream->input.size > 0 || stream->peer_closed) {
		stream->watch.expiry = mni_deadline_never();
		mni_describe_missing(text, step, &stream->input,
		    stream->peer_closed ? ", then the end" : "");
		mni_stream_note_unexpected(stream, text);
		return mni_stream_set_mode(stream, MNI_RESETTING);
	}
	return mni_stream_time_is_over(stream)
	           ? MNI_NEXT
	           : mni_stream_wait_for(stream, POLLIN);
}

/* As all that moves octets, at most one chunk and then back to the loop: a
 * peer that is always ready must not keep the others waiting, nor the lock. */
enum mni_progress
mni_stream_play_recv(struct mni_stream *stream, const struct mni_step *step)
{
	enum mni_progress progress;

	if (step->until == MNI_RECV_NOTHING)
		return play_silence(stream, step);
	progress = take_wanted(stream, step);
	if (progress != MNI_BLOCKED)
		return progress;
	progress = mni_stream_take_input(stream,
	    step->until != MNI_RECV_EOF || sends_received(stream->play));
	if (progress != MNI_NEXT)
		return progress;
	progress = take_wanted(stream, step);
	if (progress != MNI_BLOCKED)
		return progress;
	return mni_stream_has_fault(stream)
	           ? MNI_AGAIN
	           : mni_stream_wait_for(stream, POLLIN);
}

/* A peer that has closed its side may still want all that STEP sends, but not
 * without end. */
enum mni_progress
mni_stream_discard_input(struct mni_stream *stream, const struct mni_step *step)
{
	bool discards = stream->server->script.discards;
	enum mni_progress progress = MNI_NEXT;

	if (!stream->peer_closed)
		progress = mni_stream_take_input(stream, !discards);
	if (progress == MNI_GONE)
		return MNI_GONE;
	if (stream->peer_closed && step->looped && discards)
		return mni_stream_end_script(stream);
	return MNI_NEXT;
}

bool
mni_stream_describe_wait(
    const struct mni_stream *stream, char *out, size_t capacity)
{
	const struct mni_step *step = mni_stream_step(stream);
	char text[MNI_NEAR_TEXT];

	if (stream->mode != MNI_PLAYING || step == NULL ||
	    step->verb != MNI_VERB_RECV || step->until == MNI_RECV_NOTHING)
		return false;
	if (!stream->server->calls &&
	    (step->until == MNI_RECV_ANY || step->until == MNI_RECV_EOF ||
	        may_end(stream, step)))
		return false;
	mni_describe_missing(text, step, &stream->input, " so far");
	(void)snprintf(out, capacity, "%s", text);
	return true;
}
