/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/http.h"

#include "client/peer.h"
#include "http/redirect.h"
#include "http/request.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A longer body of a redirect is not read to keep the connection. */
#define SKIPPED_MAX 65536

const struct mni_http_options mni_http_usual = {
    .family = AF_UNSPEC,
    .limits = {.line = 65536,
        .section = 262144,
        .fields = 1000,
        .interim = 20,
        .chunk_line = 4096,
        .chunk_extensions = 16384,
        .body = INT64_MAX},
    .max_redirects = 10,
};

void
mni_http_init(struct mni_http *http, const struct mni_http_options *options)
{
	*http =
	    (struct mni_http){.options = *options, .wire = mni_wire_over(-1)};
}

static void
disconnect(struct mni_http *http)
{
	if (http->wire.fd != -1)
		(void)close(http->wire.fd);
	mni_wire_fini(&http->wire);
	http->wire = mni_wire_over(-1);
	free(http->authority);
	http->authority = NULL;
}

void
mni_http_fini(struct mni_http *http)
{
	disconnect(http);
	mni_fields_fini(&http->fields);
}

enum mni_status
mni_http_add_field(
    struct mni_http *http, const char *line, struct mni_trouble *trouble)
{
	return mni_request_field(&http->fields, line, trouble);
}

static void
trace(const struct mni_http *http, char kind, const void *data, size_t size)
{
	if (http->options.trace != NULL)
		http->options.trace(http->options.owner, kind, data, size);
}

static void
trace_text(const struct mni_http *http, const char *text)
{
	trace(http, '*', text, strlen(text));
}

/* Keeps the connection that was made. */
static enum mni_status
keep_connection(
    struct mni_link *link, void *context, struct mni_trouble *trouble)
{
	struct mni_http *http = context;
	char text[MNI_ADDRESS_TEXT];

	(void)trouble;
	trace_text(http, mni_address_text(link->address, text));
	http->wire = mni_wire_over(link->fd);
	link->fd = -1;
	return MNI_OK;
}

static enum mni_status
connect_to(struct mni_http *http, const struct mni_url *url,
    struct mni_deadline deadline, struct mni_trouble *trouble)
{
	const struct mni_peer peer = {.host = url->host,
	    .port = url->port,
	    .family = http->options.family,
	    .type = SOCK_STREAM};
	enum mni_status status;

	disconnect(http);
	status = mni_peer_ask(&peer, deadline, keep_connection, http, trouble);
	if (status != MNI_OK)
		return status;
	http->authority = strdup(url->authority);
	return http->authority == NULL
	           ? mni_trouble(trouble, MNI_SYSTEM, "no memory")
	           : MNI_OK;
}

/* Whether the connection leads to the server of URL and may serve. */
static bool
may_reuse(const struct mni_http *http, const struct mni_url *url)
{
	return http->wire.fd != -1 && http->authority != NULL &&
	       strcmp(http->authority, url->authority) == 0 &&
	       mni_wire_is_idle(&http->wire);
}

static enum mni_status
send_request(struct mni_http *http, const struct mni_request *request,
    const struct mni_url *url, struct mni_trouble *trouble)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	enum mni_status status;

	if (mni_request_write(request, url, &text) == -1) {
		status = mni_trouble(trouble, MNI_SYSTEM, "no memory");
	} else {
		trace(http, '>', text.data, text.size);
		status =
		    mni_wire_send(&http->wire, text.data, text.size, trouble);
	}
	mni_bytes_fini(&text);
	return status;
}

/* Reads heads up to the final one (RFC 9110 section 15.2). */
static enum mni_status
read_final_head(
    struct mni_http *http, struct mni_head *head, struct mni_trouble *trouble)
{
	const struct mni_http_limits *limits = &http->options.limits;
	enum mni_status status;
	size_t interim = 0;

	for (;;) {
		status = mni_head_read(&http->wire, limits, head, trouble);
		trace(http, '<', head->raw.data, head->raw.size);
		if (status != MNI_OK || head->status < 100 ||
		    head->status > 199)
			return status;
		if (head->status == 101)
			return mni_trouble(trouble, MNI_UNSUPPORTED,
			    "the server changes the protocol, unasked");
		if (++interim > limits->interim)
			return mni_trouble(trouble, MNI_TOO_LARGE,
			    "more than %zu interim responses", limits->interim);
		mni_head_fini(head);
	}
}

/* Sends the request over a connection that is there, or a new one. */
static enum mni_status
exchange_heads(struct mni_http *http, const struct mni_request *request,
    const struct mni_url *url, struct mni_deadline deadline,
    struct mni_head *head, struct mni_trouble *trouble)
{
	bool reused = may_reuse(http, url);
	enum mni_status status = MNI_OK;

	if (!reused)
		status = connect_to(http, url, deadline, trouble);
	http->wire.deadline = deadline;
	if (status == MNI_OK)
		status = send_request(http, request, url, trouble);
	if (status == MNI_OK)
		status = read_final_head(http, head, trouble);
	if (status != MNI_TRUNCATED || !reused || head->raw.size > 0 ||
	    mni_wire_size(&http->wire) > 0)
		return status;
	trace_text(http, "the connection was gone, a new one is made");
	mni_head_fini(head);
	disconnect(http);
	return exchange_heads(http, request, url, deadline, head, trouble);
}

static enum mni_status
throw_away(
    void *owner, const uint8_t *data, size_t size, struct mni_trouble *trouble)
{
	(void)owner;
	(void)data;
	(void)size;
	(void)trouble;
	return MNI_OK;
}

/* Reads past the body of a redirect; a connection where that fails is closed,
 * and that is all there is to it. */
static void
skip_body(struct mni_http *http, const struct mni_framing *framing)
{
	const struct mni_body_sink sink = {.take = throw_away};
	struct mni_http_limits limits = http->options.limits;
	struct mni_trouble trouble;

	if (limits.body > SKIPPED_MAX)
		limits.body = SKIPPED_MAX;
	if (!framing->persistent || mni_body_read(&http->wire, framing, &limits,
	                                &sink, &trouble) != MNI_OK)
		disconnect(http);
}

static enum mni_status
deliver(struct mni_http *http, const struct mni_http_ask *ask,
    const struct mni_head *head, const struct mni_framing *framing,
    struct mni_trouble *trouble)
{
	enum mni_status status = ask->head(ask->owner, head, trouble);

	if (status == MNI_OK)
		status = mni_body_read(&http->wire, framing,
		    &http->options.limits, &ask->body, trouble);
	if (status != MNI_OK || !framing->persistent || ask->last)
		disconnect(http);
	return status;
}

/* Asks for the URL of ROUTE.  *out_final is false when it is to be asked again
 * for the one that ROUTE has then. */
static enum mni_status
ask_once(struct mni_http *http, const struct mni_http_ask *ask,
    struct mni_route *route, struct mni_deadline deadline, bool *out_final,
    struct mni_trouble *trouble)
{
	const struct mni_request request = {
	    .method = ask->to_head ? "HEAD" : "GET",
	    .fields = &http->fields,
	    .trusted = mni_route_is_home(route),
	    .last = ask->last && !http->options.follow};
	struct mni_head head = MNI_HEAD_EMPTY;
	struct mni_framing framing;
	enum mni_status status = exchange_heads(
	    http, &request, &route->url, deadline, &head, trouble);

	if (status == MNI_OK)
		status = mni_framing_of(&head, ask->to_head, &framing, trouble);
	*out_final = !http->options.follow || !mni_is_redirect(&head);
	if (status == MNI_OK && *out_final) {
		status = deliver(http, ask, &head, &framing, trouble);
	} else if (status == MNI_OK) {
		skip_body(http, &framing);
		status = mni_route_follow(route, &head, trouble);
	}
	mni_head_fini(&head);
	return status;
}

enum mni_status
mni_http_perform(struct mni_http *http, const struct mni_http_ask *ask,
    struct mni_deadline deadline, struct mni_trouble *trouble)
{
	struct mni_route route;
	bool final = false;
	enum mni_status status = mni_route_begin(
	    &route, ask->url, http->options.max_redirects, trouble);

	while (status == MNI_OK && !final)
		status = ask_once(http, ask, &route, deadline, &final, trouble);
	if (status != MNI_OK)
		disconnect(http);
	mni_route_fini(&route);
	return status;
}
