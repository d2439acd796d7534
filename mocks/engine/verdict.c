/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/verdict.h"

#include "dns/service.h"
#include "engine/datagram.h"
#include "engine/near.h"
#include "engine/queries.h"
#include "engine/requests.h"
#include "engine/stream.h"
#include "engine/turn.h"
#include "http/rules.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define MOST_LINES 20

/* What is complained of, a line each. */
struct complaints {
	struct mni_bytes text;
	size_t count;
};

static void
add(struct complaints *complaints, const struct mn_server *server,
    unsigned long connection, const char *what, size_t size)
{
	char line[600], number[40] = "";
	int length;

	if (++complaints->count > MOST_LINES)
		return;
	if (connection != 0)
		(void)snprintf(
		    number, sizeof(number), ", connection %lu", connection);
	length = snprintf(line, sizeof(line), "%s%s%s: %.*s",
	    complaints->count == 1 ? "" : "\n", server->name, number, (int)size,
	    what);
	if (length < 0 ||
	    mni_bytes_append(&complaints->text, line, strlen(line)) == -1)
		complaints->count = MOST_LINES;
}

static bool
wants_clean(const struct mn_server *server)
{
	return server->script.web != NULL && server->script.web->clean;
}

/* Whether EVENT is none that should be.  What the system refused to a client
 * ends the call that plays it, which has to say why. */
static bool
is_wrong(const struct mn_event *event)
{
	return event->kind == MN_UNEXPECTED ||
	       (event->kind == MN_FAILED && event->server->calls) ||
	       (event->kind == MN_LINT && wants_clean(event->server));
}

static bool
may_be_wrong(const struct mn_server *server)
{
	const size_t *counts = server->index.counts;

	return counts[MN_UNEXPECTED] > 0 || counts[MN_FAILED] > 0 ||
	       counts[MN_LINT] > 0;
}

static void
add_unexpected(struct complaints *complaints, const struct mn_server *server)
{
	const struct mn_event *events = server->net->journal.events, *event;
	size_t i;

	if (!may_be_wrong(server))
		return;
	for (i = 0; i < server->index.count; i++) {
		event = &events[server->index.entries[i]];
		if (is_wrong(event) && event->data != NULL)
			add(complaints, server, event->connection,
			    (const char *)event->data, event->size);
	}
}

static void
add_waiting(struct complaints *complaints, const struct mn_server *server)
{
	const struct mni_stream *stream = NULL;
	char text[MNI_NEAR_TEXT];

	if (server->stop_wanted)
		return; /* it was noted as unexpected */
	while ((stream = mni_stream_next(server, stream)) != NULL)
		if (mni_stream_describe_wait(stream, text, sizeof(text)))
			add(complaints, server, mni_stream_number(stream), text,
			    strlen(text));
	if (mni_datagrams_describe_wait(server, text, sizeof(text)))
		add(complaints, server, 0, text, strlen(text));
}

/* Writes LEAST to MOST into OUT, which has CAPACITY octets. */
static void
write_range(char *out, size_t capacity, size_t least, size_t most)
{
	if (least == most)
		(void)snprintf(out, capacity, "%zu", least);
	else
		(void)snprintf(out, capacity, "%zu to %zu", least, most);
}

static void
add_count(struct complaints *complaints, const struct mn_server *server)
{
	const struct mni_script *script = &server->script;
	bool stream = script->type == SOCK_STREAM;
	size_t count = server->index.counts[stream ? MN_ACCEPT : MN_RECV];
	char text[120], range[60];

	if (!script->expects ||
	    (count >= script->least && count <= script->most))
		return;
	write_range(range, sizeof(range), script->least, script->most);
	(void)snprintf(text, sizeof(text), "expected %s %s%s, came %zu", range,
	    stream ? "connection" : "datagram",
	    script->least == 1 && script->most == 1 ? "" : "s", count);
	add(complaints, server, 0, text, strlen(text));
}

/* A line for each request that counts, or, when there were TOO_FEW, that
 * does not. */
static void
add_requests(struct complaints *complaints, const struct mn_server *server,
    const struct mni_pattern *pattern, bool too_few)
{
	const struct mn_event *event;
	char text[MNI_NEAR_TEXT];
	size_t at = 0;

	while ((event = mni_next_request(server, &at)) != NULL) {
		if (mni_describe_request(text, event, pattern) == too_few)
			continue;
		add(complaints, server, event->connection, text, strlen(text));
	}
}

static void
add_expectations(struct complaints *complaints, const struct mn_server *server)
{
	const struct mni_web *web = server->script.web;
	const struct mni_expectation *wanted;
	char text[400], pattern[200], range[60];
	size_t i, came;

	for (i = 0; web != NULL && i < web->expectation_count; i++) {
		wanted = &web->expectations[i];
		came = server->site->met[i];
		if (came >= wanted->least && came <= wanted->most)
			continue;
		write_range(range, sizeof(range), wanted->least, wanted->most);
		(void)snprintf(text, sizeof(text),
		    "expected %s times %s, came %zu",
		    mni_pattern_text(
		        &wanted->pattern, pattern, sizeof(pattern)),
		    range, came);
		add(complaints, server, 0, text, strlen(text));
		add_requests(
		    complaints, server, &wanted->pattern, came < wanted->least);
	}
}

static void
add_queries(struct complaints *complaints, const struct mn_server *server)
{
	const struct mni_ns_service *service = server->script.dns;
	const struct mni_ns_expect *wanted;
	char text[300], range[60];
	size_t i, came;

	if (service == NULL || server->queries == NULL)
		return;
	for (i = 0; i < service->rules.expect_count; i++) {
		wanted = &service->rules.expects[i];
		came = mni_queries_met(server, i);
		if (came >= wanted->least && came <= wanted->most)
			continue;
		write_range(range, sizeof(range), wanted->least, wanted->most);
		(void)snprintf(text, sizeof(text),
		    "expected %s queries (%s), came %zu", range, wanted->text,
		    came);
		add(complaints, server, 0, text, strlen(text));
	}
}

static void
add_server(struct complaints *complaints, const struct mn_server *server)
{
	add_unexpected(complaints, server);
	add_expectations(complaints, server);
	add_queries(complaints, server);
	add_waiting(complaints, server);
	add_count(complaints, server);
}

/* Hands what is complained of to NET.  Returns 1 when it is nothing. */
static int
conclude(struct mn_net *net, struct complaints *complaints)
{
	char more[60];
	int ok = complaints->count == 0;

	if (complaints->count > MOST_LINES) {
		(void)snprintf(more, sizeof(more), "\nand %zu more",
		    complaints->count - MOST_LINES);
		(void)!mni_bytes_append(&complaints->text, more, strlen(more));
	}
	if (!ok && mni_bytes_append(&complaints->text, "", 1) == 0)
		net->complaint = mni_journal_keep(
		    &net->journal, (const char *)complaints->text.data);
	mni_bytes_fini(&complaints->text);
	return ok;
}

int
mni_server_ok(struct mn_server *server)
{
	struct complaints complaints = {.count = 0};
	struct mn_net *net = server->net;
	int ok;

	mni_net_lock(net);
	add_server(&complaints, server);
	ok = conclude(net, &complaints);
	(void)pthread_mutex_unlock(&net->lock);
	return ok;
}

int
mn_ok(struct mn_net *net)
{
	struct complaints complaints = {.count = 0};
	const struct mn_server *server;
	int ok;

	if (!mni_net_is_ours(net))
		return 0;
	mni_net_lock(net);
	mni_net_settle(net);
	for (server = net->servers; server != NULL; server = server->next)
		if (!server->calls) /* mn_play() has told */
			add_server(&complaints, server);
	ok = conclude(net, &complaints);
	(void)pthread_mutex_unlock(&net->lock);
	return ok;
}

void
mni_server_note_waiting(struct mn_server *server)
{
	const struct mni_stream *stream = NULL;
	char text[MNI_NEAR_TEXT];

	/* A client is stopped by what was wrong, whatever it waits for. */
	if (server->calls && may_be_wrong(server))
		return;
	while ((stream = mni_stream_next(server, stream)) != NULL)
		if (mni_stream_describe_wait(stream, text, sizeof(text)))
			mni_note_text(server, MN_UNEXPECTED,
			    mni_stream_number(stream), text);
	/* What came instead has been told. */
	if (server->index.counts[MN_UNEXPECTED] == 0 &&
	    mni_datagrams_describe_wait(server, text, sizeof(text)))
		mni_note_text(server, MN_UNEXPECTED, 0, text);
}
