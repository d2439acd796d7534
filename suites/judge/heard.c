/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/heard.h"

#include "judge/expects.h"
#include "judge/phrases.h"

#include <stdio.h>
#include <string.h>

#define QUOTED 200

void
mni_heard_fini(struct mni_heard *heard)
{
	mni_bytes_fini(&heard->octets);
	mni_bytes_fini(&heard->sent);
}

static void
take_words(struct mni_heard *heard, const struct mn_event *event)
{
	if (heard->why[0] == '\0' && event->data != NULL)
		(void)snprintf(heard->why, sizeof(heard->why), "%.*s",
		    (int)event->size, (const char *)event->data);
}

/* Takes a new connection, which is the last one so far. */
static void
take_connection(struct mni_heard *heard, const struct mn_event *event)
{
	if (heard->players++ == 0)
		heard->first_ns = event->time_ns;
	if (event->connection < heard->connection)
		return;
	heard->connection = event->connection;
	heard->octets.size = heard->sent.size = 0;
	heard->end = MNI_STREAM_OPEN;
	heard->reset = false;
}

/* Takes what the connection EVENT is of has had. */
static int
take_stream(struct mni_heard *heard, const struct mn_event *event)
{
	bool moves = event->kind == MN_SEND || event->kind == MN_RECV;

	/* What the journal had no room for was more than is looked at. */
	if (event->connection != heard->connection ||
	    (moves && event->data == NULL))
		return 0;
	if (event->kind == MN_SEND)
		return mni_bytes_append(&heard->sent, event->data, event->size);
	heard->last_ns = event->time_ns;
	if (event->kind == MN_RECV && event->connection == 0)
		mni_sizes_add(&heard->sizes, event->size);
	if (event->kind == MN_RECV)
		return mni_bytes_append(
		    &heard->octets, event->data, event->size);
	if (heard->end == MNI_STREAM_OPEN)
		heard->end = event->kind == MN_FIN_SEEN ? MNI_STREAM_FIN
		                                        : MNI_STREAM_RST;
	return 0;
}

static int
take_event(struct mni_heard *heard, const struct mn_event *event)
{
	switch (event->kind) {
	case MN_ACCEPT:
		take_connection(heard, event);
		break;
	case MN_RECV:
	case MN_SEND:
	case MN_FIN_SEEN:
	case MN_RST_SEEN:
		return take_stream(heard, event);
	case MN_DONE:
		heard->done++;
		break;
	case MN_UNEXPECTED:
		heard->unexpected = true;
		take_words(heard, event);
		break;
	case MN_FAILED:
		heard->failed = true;
		take_words(heard, event);
		break;
	case MN_RST_SENT:
		heard->reset = heard->reset ||
		               event->connection == heard->connection;
		break;
	case MN_FIN_SENT:
	case MN_DROP:
	case MN_FAULT:
	case MN_BARRIER:
	case MN_REQUEST:
	case MN_BODY:
	case MN_LINT:
		break;
	}
	return 0;
}

int
mni_heard_take(struct mni_heard *heard, const struct mni_case *test,
    struct mn_server *client)
{
	struct mn_event event;

	for (; mn_event(client, heard->events, &event); heard->events++)
		if (take_event(heard, &event) == -1)
			return -1;
	if (strcmp(test->protocol, "http") == 0)
		mni_responses_read(&heard->responses, &heard->octets,
		    &heard->sent, heard->end);
	return 0;
}

bool
mni_heard_is_played(const struct mni_heard *heard)
{
	size_t players = heard->players == 0 ? 1 : heard->players;

	return !heard->unexpected && heard->done >= players;
}

/* Whether STATUS is as CODE, in which x is any digit. */
static bool
is_code(int status, const char *code)
{
	char digits[16];
	size_t i;

	(void)snprintf(digits, sizeof(digits), "%d", status);
	for (i = 0; i < 3; i++)
		if (code[i] != 'x' && code[i] != digits[i])
			return false;
	return true;
}

/* The first response from the NTH on that counts for STATUSES, or the count:
 * interim ones do only where STATUSES names one. */
static size_t
next_response(const struct mni_responses *responses,
    const struct mni_statuses *statuses, size_t nth)
{
	size_t i;

	for (i = 0; i < statuses->code_count; i++)
		if (statuses->codes[i][0] == '1')
			return nth;
	while (nth < responses->count &&
	       mni_response_is_interim(&responses->list[nth]))
		nth++;
	return nth;
}

/* Whether the responses have these codes, and nothing is behind them. */
static bool
has_codes(
    const struct mni_responses *responses, const struct mni_statuses *statuses)
{
	size_t nth = next_response(responses, statuses, 0), i;

	for (i = 0; i < statuses->code_count; i++) {
		if (nth == responses->count ||
		    !is_code(responses->list[nth].status, statuses->codes[i]))
			return false;
		nth = next_response(responses, statuses, nth + 1);
	}
	return nth == responses->count && responses->rest == MNI_REST_NOTHING;
}

/* Whether RESPONSE, one of RESPONSES, is as TERM says. */
static bool
fits(const struct mni_response *response, const struct mni_term *term,
    const struct mni_responses *responses)
{
	const uint8_t *value = NULL, *other;
	const char *name = term->kind == MNI_WITH_DATE ? "Date" : term->name;
	size_t size = 0, other_size, i;
	bool there = mni_response_field(response, name, &value, &size);

	switch (term->kind) {
	case MNI_WITH_FIELD:
		return there;
	case MNI_WITHOUT_FIELD:
		return !there;
	case MNI_WITH_CLOSE:
		return mni_response_closes(response);
	case MNI_WITH_DATE:
		return there && mni_is_imf_fixdate(value, size);
	case MNI_SAME_FIELD:
		break;
	}
	for (i = 0; there && i < responses->count; i++)
		if (mni_response_field(
		        &responses->list[i], name, &other, &other_size) &&
		    (other_size != size || memcmp(other, value, size) != 0))
			return false;
	return true;
}

/* The first term of STATUSES that a final response does not fit, or NULL. */
static const struct mni_term *
broken_term(
    const struct mni_responses *responses, const struct mni_statuses *statuses)
{
	const struct mni_response *response = responses->list;
	size_t i;

	for (; response < responses->list + responses->count; response++)
		for (i = 0; i < statuses->term_count; i++)
			if (!mni_response_is_interim(response) &&
			    !fits(response, &statuses->terms[i], responses))
				return &statuses->terms[i];
	return NULL;
}

/* Whether it is what was sent, where EXPECT says so, and like all of its
 * traits. */
static bool
is_alike(const struct mni_heard *heard, const struct mni_expect *expect)
{
	const struct mni_bytes *octets = &heard->octets, *sent = &heard->sent;
	size_t i;

	if (expect->sent &&
	    (octets->size != sent->size ||
	        (sent->size > 0 &&
	            memcmp(octets->data, sent->data, sent->size) != 0)))
		return false;
	for (i = 0; i < expect->trait_count; i++)
		if (!mni_trait_fits(&expect->traits[i], octets, &heard->sizes))
			return false;
	return true;
}

static int
elapsed_ms(const struct mni_heard *heard)
{
	return heard->last_ns <= heard->first_ns
	           ? 0
	           : (int)((heard->last_ns - heard->first_ns) / 1000000);
}

bool
mni_heard_is(const struct mni_heard *heard, const struct mni_expect *expect)
{
	if (!mni_expect_takes(expect, &heard->octets, elapsed_ms(heard)) ||
	    (expect->end && heard->end == MNI_STREAM_OPEN))
		return false;
	if (expect->ok)
		return mni_heard_is_played(heard) && is_alike(heard, expect);
	if (expect->statuses == NULL)
		return heard->octets.size == 0;
	return has_codes(&heard->responses, expect->statuses) &&
	       broken_term(&heard->responses, expect->statuses) == NULL;
}

/* "status 200 404, then ..." */
static size_t
describe_responses(
    const struct mni_responses *responses, char *out, size_t capacity)
{
	size_t size = 0, i;

	if (responses->count > 0)
		size = (size_t)snprintf(out, capacity, "status");
	for (i = 0; i < responses->count && size < capacity; i++)
		size += (size_t)snprintf(out + size, capacity - size, " %d",
		    responses->list[i].status);
	if (responses->rest == MNI_REST_NOTHING || size >= capacity)
		return size;
	return size + (size_t)snprintf(out + size, capacity - size,
	                  "%s%s at octet %zu: %s",
	                  responses->count > 0 ? ", then " : "",
	                  responses->rest == MNI_REST_WRONG
	                      ? "what is no response"
	                      : "a response that lacks something,",
	                  responses->rest_at, responses->why);
}

/* Why the outcome that TEST wants is not that of REPLY, where it is near. */
static void
describe_near(const struct mni_heard *heard, const struct mni_case *test,
    char *out, size_t capacity)
{
	const struct mni_expect *wanted = &test->expects[0];
	struct mni_octets sent = {
	    .text = heard->sent, .size = heard->sent.size};
	const struct mni_term *term = NULL;
	char text[80];
	size_t i = 0;

	if (wanted->sent)
		mni_phrase_difference(out, capacity, &sent, &heard->octets);
	while (i < wanted->trait_count && mni_trait_fits(&wanted->traits[i],
	                                      &heard->octets, &heard->sizes))
		i++;
	if (i < wanted->trait_count) {
		mni_trait_phrase(&wanted->traits[i], text, sizeof(text));
		(void)snprintf(out, capacity, ", not %s", text);
	}
	if (wanted->has_body)
		mni_phrase_difference(
		    out, capacity, &wanted->body, &heard->octets);
	if (wanted->statuses != NULL &&
	    has_codes(&heard->responses, wanted->statuses))
		term = broken_term(&heard->responses, wanted->statuses);
	if (term != NULL) {
		mni_phrase_term(text, sizeof(text), term);
		(void)snprintf(out, capacity, ", not %s", text);
	}
}

void
mni_heard_describe(const struct mni_heard *heard, const struct mni_case *test,
    char *out, size_t capacity)
{
	static const char *const ends[] = {
	    [MNI_STREAM_OPEN] = "",
	    [MNI_STREAM_FIN] = ", then the end",
	    [MNI_STREAM_RST] = ", then a reset",
	};
	char what[2 * QUOTED] = "nothing", near[QUOTED] = "";

	if (heard->octets.size > 0 && strcmp(test->protocol, "http") == 0)
		(void)describe_responses(&heard->responses, what, sizeof(what));
	else if (heard->octets.size > 0)
		mni_phrase_octets(what, sizeof(what), &heard->octets);
	describe_near(heard, test, near, sizeof(near));
	(void)snprintf(out, capacity, "%s%s%s%s%s", what, ends[heard->end],
	    near, heard->unexpected ? "; " : "",
	    heard->unexpected ? heard->why : "");
}
