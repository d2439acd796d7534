/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "answer.h"

#include "../bug.h"

#include <string.h>

#define MOST_INTERIM 32

const struct bug answer_bugs[] = {
    /* Interim responses. */
    {"interim-is-final", "takes an interim response for the answer"},
    {"one-interim", "passes over one interim response"},
    {"100-is-interim", "passes over the code 100 only"},
    {"101-is-final", "takes a 101 for the answer"},
    {"interim-has-body", "reads a body behind an interim response"},
    {"interim-fields-stay", "keeps the fields of an interim response"},
    {"interim-close-ends", "ends with an interim response that says close"},
    {"5-interim", "takes 5 interim responses"},
    /* What comes in parts. */
    {"head-in-one-read", "takes a head that comes in two reads for cut off"},
    {"body-in-one-read", "wants the body whole in one read"},
    {"body-with-head", "drops a body that comes with its head"},
    /* What ends an answer. */
    {"eof-ends-head", "takes the end of a connection for the end of a head"},
    {"eof-ends-count", "takes that for the end of a body of known length"},
    {"eof-ends-chunks", "takes that for the end of a body in chunks"},
    {"eof-is-malformed", "calls an answer that is not whole malformed"},
    {"next-head-ends-body", "ends a body where the next answer may begin"},
    {"guesses-chunks", "takes a body that looks like chunks for chunks"},
    /* Limits. */
    {"full-is-end", "takes a full buffer for the end of a connection"},
    {"limit-is-end", "takes its limit for the end of a body"},
    /* Trailers. */
    {"trailers-are-head", "prints trailers with the head"},
    {"trailers-measure", "lets a length among the trailers count"},
    {NULL, NULL},
};

/* Reads a body that an interim response has by its fields. */
static enum status
skip_body(const struct heading *heading, struct line *line)
{
	struct span came = line_came(line);
	struct text body = {.octets = NULL};
	struct chunks chunks = {.part = SIZE_LINE};
	enum measure measure;
	uint64_t length;
	enum status status = measure_body(heading, false, &measure, &length);

	if (measure == COUNTED)
		line->taken += length < came.size ? (size_t)length : came.size;
	if (measure == CHUNKED)
		status = chunks_take(&chunks, came, &body, &line->taken);
	text_free(&body);
	return status;
}

static enum status
take_interim(struct answer *answer, struct line *line)
{
	const struct heading *heading = &answer->heading;

	if (heading->code == 101)
		return UNSUPPORTED;
	if (is("interim-close-ends") && !measure_persists(heading, EMPTY))
		return TRUNCATED;
	if (++answer->interim > (is("5-interim") ? 5 : MOST_INTERIM))
		return TOO_LARGE;
	return is("interim-has-body") ? skip_body(heading, line) : OK;
}

static bool
is_interim(const struct answer *answer)
{
	int code = answer->heading.code;

	if (code < 100 || code > 199 || is("interim-is-final") ||
	    (code == 101 && is("101-is-final")) ||
	    (code != 100 && is("100-is-interim")))
		return false;
	return answer->interim == 0 || !is("one-interim");
}

/* Takes one head, interim or final. */
static enum status
take_head(struct answer *answer, struct line *line)
{
	struct span came = line_came(line);
	struct heading *heading = &answer->heading;
	size_t size = 0;
	enum status status;

	if (!is("interim-fields-stay") || answer->interim == 0)
		heading_free(heading);
	status = heading_read(came, true, heading, &size);
	if (status == WAITING && came.size > 0 && is("head-in-one-read"))
		return TRUNCATED;
	if (status == WAITING && line->ended && is("eof-ends-head")) {
		answer->has_head = true;
		return OK;
	}
	if (status != OK)
		return status;
	line->taken += size;
	if (is_interim(answer))
		return take_interim(answer, line);
	answer->has_head = true;
	text_append(&answer->head, came.octets, size);
	status = measure_body(
	    heading, answer->to_head, &answer->measure, &answer->left);
	if (is("body-with-head"))
		line->taken = line->all.size;
	if (is("guesses-chunks") && answer->measure == UNTIL_END &&
	    span_begins(line_came(line), "5\r\n"))
		answer->measure = CHUNKED;
	return status;
}

/* COUNT, or less where a bug finds the next answer in CAME. */
static size_t
body_size(struct span came, size_t count)
{
	size_t at = 0;

	if (!is("next-head-ends-body"))
		return count;
	while (at < count && !span_begins(span_behind(came, at), "HTTP/1."))
		at++;
	return at;
}

static enum status
take_counted(struct answer *answer, struct line *line)
{
	struct span came = line_came(line);
	size_t size = came.size;

	if (size > answer->left)
		size = (size_t)answer->left;
	size = body_size(came, size);
	text_append(&answer->body, came.octets, size);
	line->taken += size;
	answer->left -= size;
	if (answer->left == 0 || size < came.size)
		return OK;
	if (is("body-in-one-read"))
		return TRUNCATED;
	if (line->ended)
		return is("eof-ends-count") ? OK : TRUNCATED;
	return WAITING;
}

static void
append(struct text *out, const char *text)
{
	text_append(out, text, strlen(text));
}

/* What bugs make of the trailers of ANSWER, which is whole. */
static enum status
use_trailers(struct answer *answer)
{
	struct heading *trailers = &answer->chunks.trailers;
	bool counted = heading_value(trailers, "Content-Length", 0) != NULL;
	size_t i;

	for (i = 0; is("trailers-are-head") && i < trailers->count; i++) {
		append(&answer->head, trailers->fields[i].name);
		append(&answer->head, ": ");
		append(&answer->head, trailers->fields[i].value);
		append(&answer->head, "\r\n");
	}
	return counted && is("trailers-measure") ? TRUNCATED : OK;
}

static enum status
take_chunks(struct answer *answer, struct line *line)
{
	size_t taken = 0;
	enum status status = chunks_take(
	    &answer->chunks, line_came(line), &answer->body, &taken);

	line->taken += taken;
	if (status == OK)
		return use_trailers(answer);
	if (status != WAITING)
		return status;
	if (is("body-in-one-read"))
		return TRUNCATED;
	if (line->ended)
		return is("eof-ends-chunks") ? OK : TRUNCATED;
	return WAITING;
}

static enum status
take_until_end(struct answer *answer, struct line *line)
{
	struct span came = line_came(line);
	size_t size = body_size(came, came.size);

	if (came.size > MOST_BODY - answer->body.size)
		return TOO_LARGE;
	text_append(&answer->body, came.octets, size);
	line->taken += size;
	if (line->reset)
		return TRUNCATED;
	return line->ended || size < came.size ? OK : WAITING;
}

static enum status
take_body(struct answer *answer, struct line *line)
{
	switch (answer->measure) {
	case EMPTY:
		return OK;
	case COUNTED:
		return take_counted(answer, line);
	case CHUNKED:
		return take_chunks(answer, line);
	case UNTIL_END:
		break;
	}
	return take_until_end(answer, line);
}

enum status
answer_take(struct answer *answer, struct line *line)
{
	enum status status = OK;

	if (line_came(line).size > 0)
		answer->begun = true;
	while (status == OK && !answer->has_head)
		status = take_head(answer, line);
	if (status == OK)
		status = take_body(answer, line);
	if (status == WAITING && line->ended)
		status = TRUNCATED;
	if (status == TRUNCATED && line->ended && is("eof-is-malformed"))
		return MALFORMED;
	if (status == TOO_LARGE && is("full-is-end"))
		return TRUNCATED;
	return status == TOO_LARGE && is("limit-is-end") ? OK : status;
}

bool
answer_leaves_open(const struct answer *answer)
{
	return measure_persists(&answer->heading, answer->measure);
}

void
answer_free(struct answer *answer)
{
	heading_free(&answer->heading);
	heading_free(&answer->chunks.trailers);
	text_free(&answer->head);
	text_free(&answer->body);
	*answer = (struct answer){.begun = false};
}
