/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/requests.h"

#include "engine/net.h"
#include "http/choose.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const struct mn_event *
mni_next_request(const struct mn_server *server, size_t *at)
{
	const struct mn_event *events = server->net->journal.events, *event;
	const struct mni_index *index = &server->index;

	while (*at < index->count) {
		event = &events[index->entries[(*at)++]];
		if (event->kind == MN_REQUEST && event->data != NULL)
			return event;
	}
	return NULL;
}

/* In what EVENT differs from PATTERN; what is no request line does in all,
 * but from any request. */
static unsigned
differs(const struct mn_event *event, const struct mni_pattern *pattern,
    struct mni_asked *out_asked)
{
	bool all = pattern->method[0] == '\0' && pattern->open &&
	           pattern->target.size == 0;

	if (mni_asked_read(event->data, event->size, out_asked))
		return mni_pattern_differs(pattern, out_asked);
	return all ? 0 : MNI_IN_METHOD | MNI_IN_PATH;
}

bool
mni_describe_request(char out[static MNI_NEAR_TEXT],
    const struct mn_event *event, const struct mni_pattern *pattern)
{
	long long us = event->time_ns / 1000;
	struct mni_asked asked;
	unsigned difference = differs(event, pattern, &asked);
	char where[80] = "";

	if (difference != 0)
		(void)snprintf(where, sizeof(where), ", differs in %s",
		    mni_difference_words(difference));
	if (asked.method.size == 0)
		(void)snprintf(out, MNI_NEAR_TEXT,
		    "%lld.%03lld ms: what is no request line%s", us / 1000,
		    us % 1000, where);
	else
		(void)snprintf(out, MNI_NEAR_TEXT,
		    "%lld.%03lld ms: %.*s %.*s%s", us / 1000, us % 1000,
		    (int)(asked.method.size < 32 ? asked.method.size : 32),
		    asked.method.data,
		    (int)(asked.target.size < 200 ? asked.target.size : 200),
		    asked.target.data, where);
	return difference == 0;
}

/* Takes PATTERN as a caller of the library writes it.  Returns 0, or -1 and
 * complains. */
static int
take_pattern(const struct mn_server *server, const char *pattern,
    struct mni_pattern *out_pattern)
{
	if (mni_pattern_parse(pattern, out_pattern) == 0)
		return 0;
	mni_complain(server->net,
	    "expected METHOD TARGET, such as \"GET /x\", not \"%.100s\"",
	    pattern);
	errno = EINVAL;
	return -1;
}

/* Counts those that fit, from the event *at on. */
static size_t
count_fitting(const struct mn_server *server, const struct mni_pattern *pattern,
    size_t *at)
{
	const struct mn_event *event;
	struct mni_asked asked;
	size_t found = 0;

	while ((event = mni_next_request(server, at)) != NULL)
		if (differs(event, pattern, &asked) == 0)
			found++;
	return found;
}

size_t
mn_requests(const struct mn_server *server, const char *pattern)
{
	struct mni_pattern wanted;
	size_t found, at = 0;

	if (take_pattern(server, pattern, &wanted) == -1)
		return 0;
	mni_net_lock(server->net);
	found = count_fitting(server, &wanted, &at);
	(void)pthread_mutex_unlock(&server->net->lock);
	mni_pattern_fini(&wanted);
	return found;
}

int
mn_wait_requests(
    struct mn_server *server, const char *pattern, size_t count, int timeout_ms)
{
	struct timespec until = mni_net_until(timeout_ms);
	struct mn_net *net = server->net;
	struct mni_pattern fitting;
	size_t found = 0, at = 0;
	int error = 0;

	if (!mni_net_is_ours(net) ||
	    take_pattern(server, pattern, &fitting) == -1)
		return 0;
	mni_net_lock(net);
	for (;;) {
		found += count_fitting(server, &fitting, &at);
		if (found >= count || error != 0)
			break;
		error = mni_net_wait(net, &until);
	}
	(void)pthread_mutex_unlock(&net->lock);
	mni_pattern_fini(&fitting);
	return found >= count;
}

/* A copy of SLICE as a string that lives as long as the net. */
static const char *
keep_slice(struct mn_net *net, struct mni_slice slice)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	const char *kept = "";

	if (slice.size > 0 &&
	    mni_bytes_append(&text, slice.data, slice.size) == 0 &&
	    mni_bytes_append(&text, "", 1) == 0)
		kept = mni_journal_keep(&net->journal, (const char *)text.data);
	mni_bytes_fini(&text);
	return kept;
}

/* EVENT, and what is behind it among the events of its server, at AT. */
static struct mn_request
request_of(
    const struct mn_server *server, const struct mn_event *event, size_t at)
{
	const struct mni_index *index = &server->index;
	struct mn_net *net = server->net;
	const struct mn_event *body;
	struct mni_asked asked;
	struct mn_request request = {.server = server,
	    .time_ns = event->time_ns,
	    .connection = event->connection,
	    .head = event->data,
	    .head_size = event->size};

	(void)mni_asked_read(event->data, event->size, &asked);
	request.method = keep_slice(net, asked.method);
	request.target = keep_slice(net, asked.target);
	if (at == index->count)
		return request;
	body = &net->journal.events[index->entries[at]];
	if (body->kind == MN_BODY) {
		request.body = body->data;
		request.body_size = body->size;
	}
	return request;
}

int
mn_request(const struct mn_server *server, const char *pattern, size_t nth,
    struct mn_request *out_request)
{
	const struct mn_event *event;
	struct mni_pattern fitting;
	struct mni_asked asked;
	size_t at = 0;

	if (take_pattern(server, pattern, &fitting) == -1)
		return 0;
	mni_net_lock(server->net);
	while ((event = mni_next_request(server, &at)) != NULL)
		if (differs(event, &fitting, &asked) == 0 && nth-- == 0)
			break;
	if (event != NULL)
		*out_request = request_of(server, event, at);
	(void)pthread_mutex_unlock(&server->net->lock);
	mni_pattern_fini(&fitting);
	return event != NULL;
}

/* Appends the values of NAME in HEAD to OUT.  Returns how many, or -1 when
 * there is no memory. */
static int
collect(struct mni_slice head, const char *name, struct mni_bytes *out)
{
	struct mni_slice line, value;
	const char *colon;
	int found = 0, failed = 0;
	size_t size;

	(void)mni_slice_line(&head);
	while (head.size > 0) {
		line = mni_slice_line(&head);
		colon = line.size == 0 ? NULL
		                       : memchr(line.data, ':', line.size);
		size = colon == NULL ? 0 : (size_t)(colon - line.data);
		if (size == 0 ||
		    !mni_slice_is((struct mni_slice){line.data, size}, name))
			continue;
		value = mni_slice_trim(
		    (struct mni_slice){colon + 1, line.size - size - 1});
		if (found++ > 0)
			failed |= mni_bytes_append(out, ", ", 2);
		if (value.size > 0)
			failed |= mni_bytes_append(out, value.data, value.size);
	}
	return failed == 0 ? found : -1;
}

const char *
mn_request_field(const struct mn_request *request, const char *name)
{
	struct mni_slice head = {
	    (const char *)request->head, request->head_size};
	struct mn_net *net = request->server->net;
	struct mni_bytes value = MNI_BYTES_EMPTY;
	const char *kept = NULL;

	if (collect(head, name, &value) > 0) {
		mni_net_lock(net);
		kept = keep_slice(net,
		    (struct mni_slice){(const char *)value.data, value.size});
		(void)pthread_mutex_unlock(&net->lock);
	}
	mni_bytes_fini(&value);
	return kept;
}
