/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/queries.h"

#include "dns/bend.h"
#include "dns/service.h"
#include "engine/departure.h"
#include "engine/inbox.h"
#include "engine/listen.h"
#include "engine/net.h"
#include "engine/reached.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MOST_AT_ONCE 64 /* datagrams, before others have their turn */

/* A datagram whose rule is played. */
struct play {
	struct play *next, **link; /* in the list of its server */
	struct mn_server *server;
	struct mni_watch watch; /* of time only */
	struct mni_address peer, reached;
	struct mni_ns_asked asked; /* points into data */
	const struct mni_ns_rule *rule;
	size_t at;     /* the step */
	bool begun;    /* it has waited */
	size_t copies; /* of it that are out */
	uint8_t data[];
};

/* What the queries of a server have in common. */
struct mni_queries {
	struct mni_departures departures; /* of datagrams */
	struct play *plays;               /* owned */
	struct mni_ns_tally *rules;       /* owned; of each rule */
	struct mni_ns_tally *expects;     /* owned; of each expectation */
	size_t *met;                      /* owned; of each of those */
	struct mni_ns_response response;
	struct mni_ns_bend *straight; /* owned; bends nothing */
	struct mni_bytes made;        /* a datagram that is about to leave */
	uint64_t random;              /* state of what rules do by chance */
	size_t refusals; /* rules that have the port refuse, just now */
};

#define SWAP_MS 100 /* until the next query of a connection is late */

/* A query of a connection, and what is done with it. */
struct one_query {
	struct mni_bytes message;
	struct mni_ns_asked asked;      /* points into it */
	const struct mni_ns_rule *rule; /* NULL: the zones have an answer */
};

/* The query of a connection that is answered. */
struct mni_query {
	struct one_query now;
	struct one_query held; /* answered behind the next one, if holding: */
	bool holding;
	struct mni_deadline held_until; /* there has to be a next one */
	bool answering;
	struct mni_part part; /* what is played for it */
	struct mni_step step; /* of part when there is no rule */
};

static const struct mni_ns_service *
service_of(const struct mn_server *server)
{
	return server->script.dns;
}

int
mni_queries_open(struct mn_server *server)
{
	const struct mni_ns_rules *rules = &service_of(server)->rules;
	struct mni_queries *queries = calloc(1, sizeof(*queries));

	if (queries == NULL)
		return -1;
	server->queries = queries;
	queries->departures.server = NULL;
	queries->rules = calloc(rules->count + 1, sizeof(*queries->rules));
	queries->expects =
	    calloc(rules->expect_count + 1, sizeof(*queries->expects));
	queries->met = calloc(rules->expect_count + 1, sizeof(*queries->met));
	queries->straight = mni_ns_bend_new();
	if (queries->rules == NULL || queries->expects == NULL ||
	    queries->met == NULL || queries->straight == NULL)
		return -1;
	if (server->script.type == SOCK_STREAM)
		return 0;
	return mni_departures_open(&queries->departures, server);
}

static void
free_play(struct play *play, bool forget)
{
	*play->link = play->next;
	if (play->next != NULL)
		play->next->link = play->link;
	if (!forget)
		mni_loop_remove(&play->server->net->loop, &play->watch);
	free(play);
}

static void
close_queries(struct mn_server *server, bool forget)
{
	struct mni_queries *queries = server->queries;
	struct play *play, *next;

	if (queries == NULL)
		return;
	if (queries->departures.server != NULL)
		mni_departures_close(&queries->departures, forget);
	queries->departures.server = NULL;
	for (play = queries->plays; play != NULL; play = next) {
		next = play->next;
		free_play(play, forget);
	}
}

void
mni_queries_close(struct mn_server *server)
{
	close_queries(server, false);
}

void
mni_queries_forget(struct mn_server *server)
{
	close_queries(server, true);
}

void
mni_queries_free(struct mn_server *server)
{
	struct mni_queries *queries = server->queries;

	if (queries == NULL)
		return;
	mni_queries_close(server);
	free(queries->rules);
	free(queries->expects);
	free(queries->met);
	mni_ns_response_fini(&queries->response);
	mni_ns_bend_free(queries->straight);
	mni_bytes_fini(&queries->made);
	free(queries);
	server->queries = NULL;
}

/* Appends what BEND makes of the response to ASKED to OUT.  Returns 0, or -1
 * when there is no memory. */
static int
make_response(struct mn_server *server, const struct mni_ns_asked *asked,
    bool tcp, const struct mni_ns_bend *bend, struct mni_bytes *out)
{
	struct mni_queries *queries = server->queries;

	if (mni_ns_answer(&service_of(server)->zones, asked, tcp,
	        &queries->response) == -1)
		return -1;
	return mni_ns_bend_write(bend != NULL ? bend : queries->straight, asked,
	    tcp, &queries->random, &queries->response, out);
}

static void
count_expected(struct mn_server *server, const struct mni_ns_asked *asked,
    const struct mni_ns_arrival *arrival)
{
	const struct mni_ns_rules *rules = &service_of(server)->rules;
	struct mni_queries *queries = server->queries;
	size_t i;

	for (i = 0; i < rules->expect_count; i++)
		if (mni_ns_when_fits(&rules->expects[i].when, asked, arrival,
		        &queries->expects[i]))
			queries->met[i]++;
}

/* Nobody has thought of a query that is in no zone. */
static void
note_stranger(struct mn_server *server, unsigned long connection,
    const struct mni_ns_asked *asked)
{
	char name[MNI_DOMAIN_TEXT], text[200];

	if (asked->wrong != NULL || asked->opcode != MNI_NS_QUERY ||
	    mni_ns_zones_find(&service_of(server)->zones, asked->name) != NULL)
		return;
	(void)snprintf(text, sizeof(text), "no zone and no rule is for %.120s",
	    mni_domain_text(asked->name, name));
	mni_note_text(server, MN_UNEXPECTED, connection, text);
}

/* Reads SIZE octets of DATA as a query.  Returns whether it can be answered,
 * and *out_rule, NULL for the answer of the zones. */
static bool
take_query(struct mn_server *server, unsigned long connection, const char *peer,
    const uint8_t *data, size_t size, struct mni_ns_asked *out_asked,
    const struct mni_ns_rule **out_rule)
{
	const char *why = mni_ns_asked_read(data, size, out_asked);
	char text[MNI_NS_RULE_NAME + 10];
	const struct mni_ns_arrival arrival = {
	    .transport = connection == 0 ? MNI_NS_UDP : MNI_NS_TCP,
	    .client = peer,
	    .server = server->name};

	if (why != NULL)
		out_asked = NULL;
	else
		why = out_asked->wrong != NULL ? out_asked->wrong
		                               : out_asked->odd;
	if (why != NULL)
		mni_note_text(server, MN_LINT, connection, why);
	if (out_asked == NULL)
		return false;
	count_expected(server, out_asked, &arrival);
	*out_rule = mni_ns_service_rule(
	    service_of(server), out_asked, &arrival, server->queries->rules);
	if (*out_rule == NULL) {
		note_stranger(server, connection, out_asked);
		return true;
	}
	(void)snprintf(text, sizeof(text), "rule %s", (*out_rule)->name);
	mni_note_text(server, MN_FAULT, connection, text);
	return true;
}

/* Sends one response as STEP says, all but its times.  Returns 0, or -1 when
 * the system has no room for it just now. */
static int
depart(struct mn_server *server, const struct mni_address *peer,
    const struct mni_ns_asked *asked, const struct mni_step *step)
{
	static const struct mni_delivery plain = {.repeat = 1, .times = 1};
	struct mni_queries *queries = server->queries;

	queries->made.size = 0;
	if (make_response(server, asked, false,
	        step == NULL ? NULL : step->bend, &queries->made) == -1) {
		mni_note_failure(server, 0, "send", ENOMEM);
		return 0;
	}
	return mni_depart(&queries->departures,
	    step == NULL ? &plain : &step->delivery, peer, &queries->made);
}

/* Has the port of SERVER refuse, or hear again, where no other rule has it do
 * the one or the other. */
static void
refuse(struct mn_server *server, bool refuses)
{
	struct mni_queries *queries = server->queries;

	if (!refuses && --queries->refusals > 0)
		return;
	if (refuses && queries->refusals++ > 0)
		return;
	if ((refuses ? mni_refuse(server) : mni_hear(server)) == -1)
		mni_note_failure(server, 0, "icmp", errno);
	else
		mni_note_text(server, MN_FAULT, 0,
		    refuses ? "the port refuses" : "the port hears again");
}

/* Plays a step.  Returns for how many milliseconds nothing happens then, or
 * -1: it is the last one. */
static int
play_step(struct play *play)
{
	const struct mni_step *step = &play->rule->steps[play->at];

	if (step->verb == MNI_VERB_REFUSE || step->verb == MNI_VERB_HEAR) {
		refuse(play->server, step->verb == MNI_VERB_REFUSE);
		play->at++;
		return 0;
	}

	if (step->verb == MNI_VERB_WAIT) {
		play->at++;
		return step->wait_ms;
	}
	if (step->verb != MNI_VERB_SEND)
		return -1;
	if (depart(play->server, &play->peer, &play->asked, step) == -1)
		return 1;
	if (++play->copies < step->delivery.times)
		return step->delivery.gap_ms;
	play->copies = 0;
	play->at++;
	return 0;
}

static void
advance(struct play *play)
{
	int wait_ms = 0;

	play->server->reached = play->reached;
	while (wait_ms == 0 && play->at < play->rule->count)
		wait_ms = play_step(play);
	if (wait_ms <= 0)
		free_play(play, false);
	else
		play->watch.expiry = mni_deadline_in(wait_ms);
}

static void
play_ready(struct mni_watch *watch, short revents)
{
	(void)revents;
	advance(watch->owner);
}

/* Begins to play RULE for a datagram. */
static void
begin_play(struct mn_server *server, const struct mni_address *peer,
    const struct mni_ns_rule *rule, const uint8_t *data, size_t size)
{
	struct mni_queries *queries = server->queries;
	struct play *play = calloc(1, sizeof(*play) + size);

	if (play == NULL) {
		mni_note_failure(server, 0, "recv", ENOMEM);
		return;
	}
	play->server = server;
	play->rule = rule;
	play->peer = *peer;
	play->reached = server->reached;
	memcpy(play->data, data, size);
	(void)!mni_ns_asked_read(play->data, size, &play->asked);
	play->watch = (struct mni_watch){.fd = -1,
	    .expiry = mni_deadline_never(),
	    .ready = play_ready,
	    .owner = play};
	if (mni_loop_add(&server->net->loop, &play->watch) == -1) {
		mni_note_failure(server, 0, "recv", errno);
		free(play);
		return;
	}
	play->next = queries->plays;
	play->link = &queries->plays;
	if (play->next != NULL)
		play->next->link = &play->next;
	queries->plays = play;
	mni_watch_soon(&server->net->loop, &play->watch);
}

static void
receive(struct mn_server *server, const struct mni_letter *letter)
{
	const struct mni_address *peer = &letter->peer;
	const struct mni_ns_rule *rule;
	struct mni_ns_asked asked;

	mni_note_datagram(server, MN_RECV, mni_reached_text(server),
	    letter->data, letter->size, peer);
	if (!take_query(server, 0, mni_peer_text(server, peer), letter->data,
	        letter->size, &asked, &rule))
		return;
	if (rule != NULL && rule->count == 0)
		mni_note_datagram(
		    server, MN_DROP, mni_reached_text(server), NULL, 0, peer);
	else if (rule != NULL)
		begin_play(server, peer, rule, letter->data, letter->size);
	else if (depart(server, peer, &asked, NULL) == -1)
		mni_note_failure(server, 0, "send", EAGAIN);
}

void
mni_queries_ready(struct mni_watch *watch, short revents)
{
	struct mn_server *server = watch->owner;
	const struct mni_letter *letters;
	int taken = 0, count, i;

	(void)revents;
	do {
		count = mni_inbox_take(server, &letters);
		for (i = 0; i < count; i++)
			receive(server, &letters[i]);
		taken += count;
	} while (count == MNI_INBOX_MOST && taken < MOST_AT_ONCE);
}

size_t
mni_queries_met(const struct mn_server *server, size_t nth)
{
	return server->queries->met[nth];
}

struct mni_query *
mni_query_new(void)
{
	struct mni_query *query = calloc(1, sizeof(*query));

	if (query == NULL)
		return NULL;
	query->step = (struct mni_step){.verb = MNI_VERB_SEND,
	    .source = MNI_SOURCE_DNS,
	    .delivery = MNI_DELIVERY_PLAIN};
	return query;
}

void
mni_query_free(struct mni_query *query)
{
	if (query == NULL)
		return;
	mni_bytes_fini(&query->now.message);
	mni_bytes_fini(&query->held.message);
	free(query);
}

static enum mni_progress
play_part(struct mni_stream *stream)
{
	struct mni_query *query = stream->query;
	const struct mni_ns_rule *rule = query->now.rule;

	query->answering = true;
	query->part.steps = rule == NULL ? &query->step : rule->steps;
	query->part.count = rule == NULL ? 1 : rule->count;
	stream->play = &query->part;
	stream->at = 0;
	stream->sent = 0;
	stream->begun = false;
	return MNI_AGAIN;
}

/* The query that is held changes places with the one that is not. */
static void
change_places(struct mni_query *query)
{
	struct one_query other = query->now;

	query->now = query->held;
	query->held = other;
}

/* Answers the query just read, or holds it where its rule begins by a swap. */
static enum mni_progress
answer_or_hold(struct mni_stream *stream)
{
	struct mni_query *query = stream->query;
	const struct mni_ns_rule *rule = query->now.rule;

	if (query->holding || rule == NULL || rule->count == 0 ||
	    !rule->steps[0].delivery.swap)
		return play_part(stream);
	change_places(query);
	query->holding = true;
	query->held_until = mni_deadline_in(SWAP_MS);
	return MNI_AGAIN;
}

/* Answers the query that was held. */
static enum mni_progress
answer_held(struct mni_stream *stream)
{
	stream->query->holding = false;
	change_places(stream->query);
	return play_part(stream);
}

/* Waits for the next query, in place of one that is held not for ever. */
static enum mni_progress
wait_for_next(struct mni_stream *stream)
{
	const struct mni_query *query = stream->query;
	enum mni_progress progress = mni_stream_take_input(stream, true);

	if (progress != MNI_BLOCKED)
		return progress == MNI_NEXT ? MNI_AGAIN : progress;
	if (query->holding)
		stream->watch.expiry = query->held_until;
	return MNI_BLOCKED;
}

/* Takes a message that has come whole; MNI_BLOCKED: none has (RFC 1035 section
 * 4.2.2). */
static enum mni_progress
take_message(struct mni_stream *stream)
{
	struct one_query *query = &stream->query->now;
	const uint8_t *data = stream->input.data;
	size_t size;

	if (stream->input.size < 2)
		return MNI_BLOCKED;
	size = (size_t)(data[0] << 8 | data[1]);
	if (stream->input.size < size + 2)
		return MNI_BLOCKED;
	query->message.size = 0;
	if (mni_bytes_append(&query->message, data, size + 2) == -1)
		return mni_stream_no_memory(stream, "recv");
	mni_bytes_consume(&stream->input, size + 2);
	if (!take_query(stream->server, stream->number, stream->peer,
	        query->message.data + 2, size, &query->asked, &query->rule))
		return MNI_AGAIN;
	return answer_or_hold(stream);
}

enum mni_progress
mni_stream_play_query(struct mni_stream *stream)
{
	struct mni_query *query = stream->query;
	enum mni_progress progress;

	stream->watch.expiry = mni_deadline_never();
	if (query->answering) {
		query->answering = false;
		stream->play = NULL;
		return query->holding ? answer_held(stream) : MNI_AGAIN;
	}
	progress = take_message(stream);
	if (progress != MNI_BLOCKED)
		return progress;
	if (query->holding &&
	    (stream->peer_closed || mni_deadline_left(query->held_until) == 0))
		return answer_held(stream);
	if (stream->peer_closed)
		return mni_stream_set_mode(stream, MNI_CLOSING);
	return wait_for_next(stream);
}

enum mni_progress
mni_stream_begin_response(
    struct mni_stream *stream, const struct mni_step *step)
{
	stream->made.size = 0;
	if (make_response(stream->server, &stream->query->now.asked, true,
	        step->bend, &stream->made) == -1)
		return mni_stream_no_memory(stream, "send");
	return MNI_NEXT;
}
