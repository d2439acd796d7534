/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/turn.h"

#include "base/file.h"
#include "http/choose.h"
#include "http/folder.h"
#include "http/lint.h"
#include "http/rules.h"
#include "http/status.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REQUEST_TEXT 400
#define PATH_TEXT 4096

struct mni_site *
mni_site_new(const struct mni_script *script)
{
	struct mni_site *site = calloc(1, sizeof(*site));

	if (site == NULL)
		return NULL;
	site->second = INT64_MIN;
	site->played =
	    calloc(script->web->rule_count + 1, sizeof(*site->played));
	site->met =
	    calloc(script->web->expectation_count + 1, sizeof(*site->met));
	if (site->played != NULL && site->met != NULL)
		return site;
	mni_site_free(site);
	return NULL;
}

void
mni_site_free(struct mni_site *site)
{
	if (site == NULL)
		return;
	free(site->played);
	free(site->met);
	free(site);
}

struct mni_turn *
mni_turn_new(void)
{
	struct mni_turn *turn = calloc(1, sizeof(*turn));

	if (turn == NULL)
		return NULL;
	turn->step = (struct mni_step){.verb = MNI_VERB_SEND,
	    .answer = &turn->answer,
	    .delivery = MNI_DELIVERY_PLAIN};
	turn->part = (struct mni_part){.steps = &turn->step, .count = 1};
	return turn;
}

void
mni_turn_free(struct mni_turn *turn)
{
	if (turn == NULL)
		return;
	mni_web_reader_fini(&turn->reader);
	mni_reply_fini(&turn->reply);
	mni_text_fini(&turn->answer.fields);
	mni_text_fini(&turn->step.text);
	free(turn);
}

static struct mni_site *
site_of(const struct mni_stream *stream)
{
	return stream->server->site;
}

/* The value of a Date field: RFC 9110 section 6.6.1. */
static const char *
date_now(const struct mni_stream *stream)
{
	const struct mni_script *script = &stream->server->script;
	struct mni_site *site = site_of(stream);
	int64_t now = script->clock_fixed ? script->clock : time(NULL);

	if (now != site->second) {
		site->second = now;
		if (mni_daytime(MNI_FORM_HTTP, now, site->date) == -1)
			site->date[0] = '\0';
	}
	return site->date;
}

static enum mni_progress
play_part(struct mni_stream *stream, const struct mni_part *part)
{
	stream->play = part;
	stream->at = 0;
	stream->sent = 0;
	stream->begun = false;
	return MNI_AGAIN;
}

/* Begins an answer that no rule gives. */
static struct mni_bytes *
begin_own(struct mni_turn *turn, unsigned status)
{
	turn->answer.status = status;
	turn->answer.fields.data.size = 0;
	turn->step.text.data.size = 0;
	return &turn->step.text.data;
}

/* Plays it, when nothing has FAILED. */
static enum mni_progress
play_own(struct mni_stream *stream, int failed)
{
	return failed != 0 ? mni_stream_no_memory(stream, "answer")
	                   : play_part(stream, &stream->turn->part);
}

static int
append_text(struct mni_bytes *out, const char *text)
{
	return mni_bytes_append(out, text, strlen(text));
}

static int
add_lints(const struct mni_web_reader *reader, struct mni_bytes *out)
{
	int failed = 0;
	unsigned i;

	for (i = 0; i < MNI_LINT_COUNT; i++)
		if ((reader->lints & MNI_LINT_BIT(i)) != 0 &&
		    mni_lint_status((enum mni_lint)i) != 0) {
			failed |=
			    append_text(out, mni_lint_words((enum mni_lint)i));
			failed |= append_text(out, "\n");
		}
	return failed;
}

static enum mni_progress
refuse(struct mni_stream *stream)
{
	struct mni_turn *turn = stream->turn;
	struct mni_bytes *body = begin_own(turn, turn->reader.status);
	int failed;

	failed = mni_answer_add(&turn->answer, "Content-Type", "text/plain");
	failed |= add_lints(&turn->reader, body);
	return play_own(stream, failed);
}

/* Adds the field that says what is allowed. */
static int
add_allow(struct mni_turn *turn, const struct mni_seeker *seeker, bool file)
{
	struct mni_bytes methods = MNI_BYTES_EMPTY;
	int failed = mni_choose_allow(seeker, file, &methods);

	failed |= mni_bytes_append(&methods, "", 1);
	if (failed == 0)
		failed = mni_answer_add(
		    &turn->answer, "Allow", (const char *)methods.data);
	mni_bytes_fini(&methods);
	return failed;
}

static enum mni_progress
answer_options(
    struct mni_stream *stream, const struct mni_seeker *seeker, bool file)
{
	(void)begin_own(stream->turn, 204);
	return play_own(stream, add_allow(stream->turn, seeker, file));
}

/* RFC 9110 sections 15.6.2, 15.5.6 and 15.5.5. */
static unsigned
status_without_rule(const struct mni_seeker *seeker, bool file)
{
	if (mni_choose_is_used_up(seeker))
		return 404;
	if (!mni_choose_knows_method(seeker->asked))
		return 501;
	return file || mni_choose_knows(seeker) ? 405 : 404;
}

/* Nobody has thought of this request. */
static enum mni_progress
answer_unexpected(
    struct mni_stream *stream, const struct mni_seeker *seeker, bool file)
{
	unsigned status = status_without_rule(seeker, file);
	struct mni_bytes *body = begin_own(stream->turn, status);
	const struct mni_asked *asked = seeker->asked;
	char closest[300], text[REQUEST_TEXT];
	int failed = 0;

	mni_choose_closest(seeker, closest, sizeof(closest));
	(void)snprintf(text, sizeof(text), "no rule is for %.*s %.*s; %s",
	    (int)(asked->method.size < 32 ? asked->method.size : 32),
	    asked->method.data,
	    (int)(asked->target.size < 80 ? asked->target.size : 80),
	    asked->target.data, closest);
	mni_stream_note_unexpected(stream, text);
	if (status == 405)
		failed |= add_allow(stream->turn, seeker, file);
	failed |=
	    mni_answer_add(&stream->turn->answer, "Content-Type", "text/plain");
	failed |= append_text(body, text);
	failed |= append_text(body, "\n");
	return play_own(stream, failed);
}

static enum mni_progress
answer_file(struct mni_stream *stream, const char *path)
{
	struct mni_turn *turn = stream->turn;
	struct mni_bytes *body = begin_own(turn, 200);
	struct mni_slice name = {path, strlen(path)};
	struct mni_trouble trouble;
	int failed;

	if (mni_file_read(path, body, &trouble) != MNI_OK) {
		mni_stream_note_text(stream, MN_FAILED, trouble.text);
		(void)begin_own(turn, 500);
		return play_own(stream, 0);
	}
	failed =
	    mni_answer_add(&turn->answer, "Content-Type", mni_type_of(name));
	return play_own(stream, failed);
}

static enum mni_progress
play_rule(struct mni_stream *stream, const struct mni_part *part)
{
	site_of(stream)->played[part->rule->number]++;
	return play_part(stream, part);
}

/* The rule that is for the request, or what is done without one. */
static enum mni_progress
choose(struct mni_stream *stream, const struct mni_asked *asked)
{
	const struct mni_script *script = &stream->server->script;
	struct mni_seeker seeker = {.script = script,
	    .connection = stream->number,
	    .asked = asked,
	    .played = site_of(stream)->played};
	const struct mni_part *part = mni_choose_rule(&seeker);
	char path[PATH_TEXT];
	bool file;

	if (part != NULL)
		return play_rule(stream, part);
	file = script->web->folder != NULL &&
	       mni_folder_find(
	           script->web->folder, asked->path, path, sizeof(path));
	if (file && (mni_asked_is(asked, "GET") || mni_asked_is(asked, "HEAD")))
		return answer_file(stream, path);
	if (mni_asked_is(asked, "OPTIONS") &&
	    (file || mni_choose_knows(&seeker)))
		return answer_options(stream, &seeker, file);
	part = mni_choose_otherwise(&seeker);
	return part != NULL ? play_rule(stream, part)
	                    : answer_unexpected(stream, &seeker, file);
}

static void
count_expected(struct mni_stream *stream, const struct mni_asked *asked)
{
	const struct mni_web *web = stream->server->script.web;
	size_t i;

	for (i = 0; i < web->expectation_count; i++)
		if (mni_pattern_differs(&web->expectations[i].pattern, asked) ==
		    0)
			site_of(stream)->met[i]++;
}

static void
note_request(struct mni_stream *stream)
{
	const struct mni_web_reader *reader = &stream->turn->reader;
	unsigned i;

	mni_stream_note(stream, MN_REQUEST,
	    stream->turn->from + reader->skipped, reader->head.data,
	    reader->head.size);
	if (reader->body.size > 0)
		mni_stream_note(
		    stream, MN_BODY, 0, reader->body.data, reader->body.size);
	for (i = 0; reader->lints >> i != 0; i++)
		if ((reader->lints >> i & 1) != 0)
			mni_stream_note_text(
			    stream, MN_LINT, mni_lint_words((enum mni_lint)i));
}

/* The request is there, or will never be. */
static enum mni_progress
take_request(struct mni_stream *stream)
{
	struct mni_turn *turn = stream->turn;
	struct mni_web_reader *reader = &turn->reader;
	struct mni_bytes body = reader->body;
	struct mni_asked asked;
	bool read;

	note_request(stream);
	read = mni_asked_read(reader->head.data, reader->head.size, &asked);
	if (read)
		count_expected(stream, &asked);
	turn->answering = true;
	turn->occasion = (struct mni_occasion){.minor = reader->minor,
	    .head = mni_asked_is(&asked, "HEAD"),
	    .persists = mni_web_reader_persists(reader)};
	turn->closes = !turn->occasion.persists;
	/* Where send received finds it. */
	reader->body = stream->taken;
	stream->taken = body;
	return reader->status != 0 ? refuse(stream) : choose(stream, &asked);
}

/* RFC 9110 section 10.1.1. */
static enum mni_progress
ask_for_body(struct mni_stream *stream)
{
	static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";

	mni_web_reader_go_on(&stream->turn->reader);
	if (mni_bytes_append(&stream->extra, interim, sizeof(interim) - 1) ==
	    -1)
		return mni_stream_no_memory(stream, "answer");
	return MNI_AGAIN;
}

/* Reads from what has come; MNI_BLOCKED: that is not a request yet. */
static enum mni_progress
read_request(struct mni_stream *stream)
{
	struct mni_web_reader *reader = &stream->turn->reader;
	struct mni_bytes *input = &stream->input;
	size_t used = 0;

	if (input->size > 0 &&
	    mni_web_read(reader, input->data, input->size, &used) == -1)
		return mni_stream_no_memory(stream, "recv");
	mni_bytes_consume(input, used);
	if (reader->stage != MNI_WEB_WHOLE &&
	    reader->stage != MNI_WEB_REFUSED && stream->peer_closed) {
		if (mni_web_reader_end(reader, input->data, input->size) == -1)
			return mni_stream_no_memory(stream, "recv");
		if (reader->stage != MNI_WEB_REFUSED)
			return mni_stream_set_mode(stream, MNI_CLOSING);
	}
	if (reader->stage == MNI_WEB_WHOLE || reader->stage == MNI_WEB_REFUSED)
		return take_request(stream);
	return reader->stage == MNI_WEB_EXPECTING ? ask_for_body(stream)
	                                          : MNI_BLOCKED;
}

/* The steps of the rule are over.  Most often the client has not asked again
 * yet: a look would be in vain. */
static enum mni_progress
end_turn(struct mni_stream *stream)
{
	struct mni_turn *turn = stream->turn;

	turn->answering = false;
	stream->play = NULL;
	if (turn->closes || stream->closed)
		return mni_stream_set_mode(stream, MNI_CLOSING);
	mni_web_reader_reset(&turn->reader);
	turn->from = stream->in - stream->input.size;
	return stream->input.size > 0 || stream->peer_closed
	           ? MNI_AGAIN
	           : mni_stream_wait_for(stream, POLLIN);
}

enum mni_progress
mni_stream_play_turn(struct mni_stream *stream)
{
	enum mni_progress progress;

	if (stream->turn->answering)
		return end_turn(stream);
	progress = read_request(stream);
	if (progress != MNI_BLOCKED)
		return progress;
	progress = mni_stream_take_input(stream, true);
	if (progress != MNI_NEXT)
		return progress;
	progress = read_request(stream);
	if (progress != MNI_BLOCKED)
		return progress;
	return mni_stream_has_fault(stream)
	           ? MNI_AGAIN
	           : mni_stream_wait_for(stream, POLLIN);
}

/* Octets that a send takes from elsewhere, as one copy. */
static struct mni_copies
copies_of(const struct mni_bytes *bytes)
{
	return (struct mni_copies){
	    .data = bytes->data, .period = bytes->size, .size = bytes->size};
}

enum mni_progress
mni_stream_begin_answer(struct mni_stream *stream, const struct mni_step *step)
{
	struct mni_turn *turn = stream->turn;
	struct mni_copies content = copies_of(&stream->made);

	if (step->source == MNI_SOURCE_TEXT)
		content = mni_step_copies(step);
	else if (step->source == MNI_SOURCE_RECEIVED)
		content = copies_of(&stream->taken);
	turn->occasion.date = date_now(stream);
	if (mni_reply_make(
	        &turn->reply, step->answer, &content, &turn->occasion) == -1)
		return mni_stream_no_memory(stream, "answer");
	turn->closes = turn->closes || turn->reply.closes;
	turn->reply_at = stream->out;
	return MNI_AGAIN;
}

size_t
mni_stream_answer_offset(
    const struct mni_stream *stream, enum mni_section section, size_t at)
{
	const struct mni_step *step = mni_stream_step(stream);
	const struct mni_turn *turn = stream->turn;

	if (step == NULL || step->answer == NULL || !stream->begun)
		return SIZE_MAX;
	return turn->reply_at + mni_reply_offset(&turn->reply, section, at);
}
