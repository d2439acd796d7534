/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/library.h"

#include "base/deadline.h"
#include "base/output.h"
#include "daytime/daytime.h"
#include "echo/echo.h"
#include "http/http.h"
#include "mocknet.h"
#include "judge/pool.h"
#include "qotd/qotd.h"
#include "judge/template.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Whom a client in this process asks: the mock of the case. */
static void
set_peer(struct mni_peer *peer, const struct mni_case *test,
    const struct mn_server *server)
{
	peer->host = mn_host(server);
	peer->port = (uint16_t)mn_port(server);
	peer->type = strcmp(test->transport, "tcp") == 0 ? SOCK_STREAM
	                                                 : SOCK_DGRAM;
}

static enum mni_status
ask_qotd(const struct mni_case *test, const struct mn_server *server,
    struct mni_bytes *body, struct mni_trouble *trouble)
{
	struct mni_fetch fetch = mni_qotd;

	set_peer(&fetch.peer, test, server);
	fetch.retry_ms = MNI_RETRY_MS;
	return mni_fetch(
	    &fetch, mni_deadline_in(test->deadline_ms), body, trouble);
}

static enum mni_daytime_view
view_of(const struct mni_case *test)
{
	if (strcmp(test->protocol, "daytime-iso") == 0)
		return MNI_DAYTIME_ISO;
	if (strcmp(test->protocol, "daytime-utc") == 0)
		return MNI_DAYTIME_UTC;
	return MNI_DAYTIME_LINE;
}

static enum mni_status
ask_daytime(const struct mni_case *test, const struct mn_server *server,
    struct mni_bytes *body, struct mni_trouble *trouble)
{
	struct mni_daytime daytime = mni_daytime_usual;

	daytime.view = view_of(test);
	set_peer(&daytime.fetch.peer, test, server);
	daytime.fetch.retry_ms = MNI_RETRY_MS;
	return mni_daytime_fetch(
	    &daytime, mni_deadline_in(test->deadline_ms), body, trouble);
}

static enum mni_status
ask_echo(const struct mni_case *test, const struct mn_server *server,
    struct mni_bytes *body, struct mni_trouble *trouble)
{
	struct mni_echo echo = mni_echo_usual;
	struct mni_output output = mni_output_to(-1);
	enum mni_status status;

	set_peer(&echo.peer, test, server);
	echo.retry_ms = MNI_RETRY_MS;
	status = mni_echo(&echo,
	    mni_source_of(test->input.data, test->input.size),
	    mni_deadline_in(test->deadline_ms), &output, trouble);
	*body = output.waiting;
	output.waiting = MNI_BYTES_EMPTY;
	mni_output_fini(&output);
	return status;
}

/* The largest body that a client in this process keeps of a case. */
#define MOST_BODY ((uint64_t)1 << 20)

/* How HTTP is asked. */
static const struct http_manner {
	const char *protocol;
	bool to_head;
	bool heads; /* header sections are wanted too */
	bool follows;
	bool fails; /* by a status of 400 or above */
} http_manners[] = {
    {"http-get", false, false, false, false},
    {"http-get-fail", false, false, false, true},
    {"http-get-include", false, true, false, false},
    {"http-get-location", false, false, true, false},
    {"http-head", true, true, false, false},
    {"http-head-location", true, true, true, false},
};

#define HTTP_MANNERS (sizeof(http_manners) / sizeof(http_manners[0]))

/* Where the answers of HTTP go. */
struct http_answers {
	const struct http_manner *manner;
	struct mni_bytes *body;
};

static const struct http_manner *
manner_of(const struct mni_case *test)
{
	size_t i = 0;

	while (i + 1 < HTTP_MANNERS &&
	       strcmp(http_manners[i].protocol, test->protocol) != 0)
		i++;
	return &http_manners[i];
}

static enum mni_status
append(struct mni_bytes *body, const void *data, size_t size,
    struct mni_trouble *trouble)
{
	return mni_bytes_append(body, data, size) == 0
	           ? MNI_OK
	           : mni_trouble(trouble, MNI_SYSTEM, "no memory");
}

static enum mni_status
take_head(void *owner, const struct mni_head *head, struct mni_trouble *trouble)
{
	const struct http_answers *answers = owner;

	if (answers->manner->fails && mni_head_is_failure(head))
		return mni_trouble(
		    trouble, MNI_HTTP_STATUS, "the status is %d", head->status);
	if (!answers->manner->heads)
		return MNI_OK;
	return append(answers->body, head->raw.data, head->raw.size, trouble);
}

static enum mni_status
take_body(
    void *owner, const uint8_t *data, size_t size, struct mni_trouble *trouble)
{
	return append(owner, data, size, trouble);
}

static enum mni_status
ask_url(struct mni_http *http, struct http_answers *answers, const char *url,
    bool last, struct mni_deadline deadline, struct mni_trouble *trouble)
{
	const struct mni_http_ask ask = {.url = url,
	    .to_head = answers->manner->to_head,
	    .last = last,
	    .head = take_head,
	    .body = {.take = take_body, .owner = answers->body},
	    .owner = answers};

	if (url == NULL)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	return mni_http_perform(http, &ask, deadline, trouble);
}

/* Asks for all URLs, also when one fails, and returns the first error. */
static enum mni_status
ask_urls(struct mni_http *http, struct http_answers *answers,
    const struct mni_case *test, const struct mn_server *server,
    struct mni_trouble *trouble)
{
	struct mni_deadline deadline = mni_deadline_in(test->deadline_ms);
	enum mni_status first = MNI_OK, status;
	struct mni_trouble why = {.text = ""};
	size_t i;
	char *url;

	for (i = 0; i < test->url_count; i++) {
		url = mni_template_url(test, server, i);
		status = ask_url(http, answers, url, i + 1 == test->url_count,
		    deadline, &why);
		free(url);
		if (first != MNI_OK || status == MNI_OK)
			continue;
		first = status;
		*trouble = why;
	}
	return first;
}

static enum mni_status
ask_http(const struct mni_case *test, const struct mn_server *server,
    struct mni_bytes *body, struct mni_trouble *trouble)
{
	struct mni_http_options options = mni_http_usual;
	struct http_answers answers = {.manner = manner_of(test), .body = body};
	struct mni_http http;
	enum mni_status status;

	options.follow = answers.manner->follows;
	options.limits.body = MOST_BODY;
	mni_http_init(&http, &options);
	status = ask_urls(&http, &answers, test, server, trouble);
	mni_http_fini(&http);
	return status;
}

static const struct target {
	const char *subject;
	enum mni_status (*ask)(const struct mni_case *test,
	    const struct mn_server *server, struct mni_bytes *body,
	    struct mni_trouble *trouble);
} targets[] = {
    {"daytime", ask_daytime},
    {"daytime-iso", ask_daytime},
    {"daytime-utc", ask_daytime},
    {"echo", ask_echo},
    {"http-get", ask_http},
    {"http-get-fail", ask_http},
    {"http-get-include", ask_http},
    {"http-get-location", ask_http},
    {"http-head", ask_http},
    {"http-head-location", ask_http},
    {"qotd", ask_qotd},
};

static const struct target *
find_target(const struct mni_case *test)
{
	size_t i;

	for (i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (mni_case_is_about(test, targets[i].subject))
			return &targets[i];
	return NULL;
}

bool
mni_library_can(const struct mni_case *test)
{
	return !test->terminal && find_target(test) != NULL;
}

static struct mni_verdict
run(const struct mni_case *test, struct mn_net *net)
{
	struct mni_outcome outcome = MNI_OUTCOME_EMPTY;
	const struct target *target = find_target(test);
	struct mni_trouble trouble = {.text = ""};
	struct mni_verdict verdict;
	struct mn_server *server;
	int64_t start_ns;

	if (target == NULL)
		return mni_verdict_of(
		    MNI_BROKEN, "nobody here is asked %s", test->subject);
	server = mni_start_mock(net, test, &verdict);
	if (server == NULL)
		return verdict;
	start_ns = mni_now_ns();
	outcome.status = target->ask(test, server, &outcome.body, &trouble);
	outcome.elapsed_ms = (int)((mni_now_ns() - start_ns) / 1000000);
	outcome.class_known = true;
	outcome.number = (int)outcome.status;
	if (outcome.status != MNI_OK)
		(void)!mni_bytes_append(
		    &outcome.said, trouble.text, strlen(trouble.text));
	verdict = mni_judge(test, &outcome, server, true);
	mni_outcome_fini(&outcome);
	return verdict;
}

static struct mni_verdict
run_in_net(const struct mni_case *test)
{
	struct mn_net *net = mn_net_new();
	struct mni_verdict verdict;

	if (net == NULL)
		return mni_verdict_of(MNI_BROKEN, "no net: out of resources");
	verdict = run(test, net);
	mn_net_free(net);
	return verdict;
}

struct mni_verdict
mni_library_run(const struct mni_case *test)
{
	return mni_pool_run(test, run_in_net);
}
