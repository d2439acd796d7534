/* SPDX-License-Identifier: MIT */
/* The faults that lie over a connection. */
#include <config.h>

#include "engine/connection.h"
#include "engine/turn.h"

size_t
mni_stream_fault_at(
    const struct mni_stream *stream, const struct mni_fault *fault)
{
	return fault->section == MNI_IN_ALL ? fault->at
	                                    : mni_stream_answer_offset(stream,
	                                          fault->section, fault->at);
}

/* Whether it is time for FAULT.  While octets that another one puts in are on
 * their way, only their number counts. */
static bool
is_due(const struct mni_stream *stream, const struct mni_fault *fault)
{
	const struct mni_step *step = mni_stream_step(stream);
	bool extra = stream->extra.size > 0;
	bool sends = extra || (step != NULL && step->verb == MNI_VERB_SEND);
	bool over = step == NULL
	                ? stream->turn == NULL || stream->turn->answering
	                : step->verb == MNI_VERB_CLOSE;

	if (fault->phase == MNI_AT)
		return stream->out >= mni_stream_fault_at(stream, fault) &&
		       (stream->out > 0 || sends);
	return !extra &&
	       (fault->phase == MNI_AFTER_ACCEPT ||
	           (fault->phase == MNI_AFTER_IN && stream->in >= fault->at) ||
	           (fault->phase == MNI_BEFORE_REPLY && sends) ||
	           (fault->phase == MNI_AFTER_REPLY && over));
}

/* The fault of LIST whose time it is, and its bit in *fired; or NULL. */
static const struct mni_fault *
find_due(const struct mni_stream *stream, const struct mni_fault *list,
    size_t count, uint32_t *fired)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (!is_due(stream, &list[i]) ||
		    (*fired & UINT32_C(1) << i) != 0)
			continue;
		*fired |= UINT32_C(1) << i;
		return &list[i];
	}
	return NULL;
}

/* The same of all faults, those of the script first. */
static const struct mni_fault *
find_fault(
    const struct mni_stream *stream, uint32_t *fired, uint32_t *fired_own)
{
	const struct mni_script *script = &stream->server->script;
	const struct mni_part *part = stream->part;
	const struct mni_fault *fault;

	fault = find_due(stream, script->faults, script->fault_count, fired);
	if (fault == NULL)
		fault = find_due(
		    stream, part->faults, part->fault_count, fired_own);
	return fault;
}

bool
mni_stream_has_fault(const struct mni_stream *stream)
{
	uint32_t fired = stream->fired, fired_own = stream->fired_own;

	return find_fault(stream, &fired, &fired_own) != NULL;
}

/* Returns MNI_AGAIN when the steps go on. */
static enum mni_progress
apply(struct mni_stream *stream, const struct mni_fault *fault)
{
	mni_stream_note_text(stream, MN_FAULT, fault->text);
	switch (fault->effect) {
	case MNI_STOP:
		return mni_stream_stop_by(stream, fault->stop);
	case MNI_PAUSE:
		return mni_stream_wait_ms(stream, fault->ms);
	case MNI_DRIP:
		stream->drip_ms = fault->ms;
		break;
	case MNI_GARBAGE:
	case MNI_INSERT:
		return mni_stream_put_in(stream, fault);
	case MNI_NO_EFFECT:
	case MNI_REFUSE:
	case MNI_IGNORE:
	case MNI_DROP:
	case MNI_DELIVER:
		break;
	}
	return MNI_AGAIN;
}

enum mni_progress
mni_stream_suffer(struct mni_stream *stream)
{
	const struct mni_fault *fault =
	    find_fault(stream, &stream->fired, &stream->fired_own);

	return fault == NULL ? MNI_NEXT : apply(stream, fault);
}
