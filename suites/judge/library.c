/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/library.h"

#include "base/address.h"
#include "base/deadline.h"
#include "base/lookup.h"
#include "base/output.h"
#include "daytime/daytime.h"
#include "dns/type.h"
#include "echo/echo.h"
#include "engine/net.h"
#include "http/http.h"
#include "judge/judge.h"
#include "judge/mocks.h"
#include "judge/pool.h"
#include "judge/template.h"
#include "mocknet.h"
#include "names/served.h"
#include "qotd/qotd.h"

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
no_memory(struct mni_trouble *trouble)
{
	return mni_trouble(trouble, MNI_SYSTEM, "no memory");
}

static enum mni_status
ask_echo(const struct mni_case *test, const struct mn_server *server,
    struct mni_bytes *body, struct mni_trouble *trouble)
{
	struct mni_echo echo = mni_echo_usual;
	struct mni_output output = mni_output_to(-1);
	uint8_t *input = malloc(test->input.size + 1);
	enum mni_status status;
	size_t size;

	if (input == NULL)
		return no_memory(trouble);
	size = mni_octets_write(&test->input, 0, input, test->input.size);
	set_peer(&echo.peer, test, server);
	echo.retry_ms = MNI_RETRY_MS;
	status = mni_echo(&echo, mni_source_of(input, size),
	    mni_deadline_in(test->deadline_ms), &output, trouble);
	free(input);
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
	return mni_bytes_append(body, data, size) == 0 ? MNI_OK
	                                               : no_memory(trouble);
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
		return no_memory(trouble);
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

/* What protocols about names with a search list have for one. */
static int
set_search(struct mni_search *search)
{
	static const char *const domains[] = {"one.test", "two.test"};
	struct mni_trouble trouble;

	search->dots = 1;
	for (search->count = 0; search->count < 2; search->count++)
		if (mni_dns_name_read(domains[search->count],
		        &search->domains[search->count], &trouble) != MNI_OK)
			return -1;
	return 0;
}

/* Adds SERVER to those that are asked.  Returns 0, or -1. */
static int
add_server(struct mni_dns_resolver *resolver, const struct mn_server *server)
{
	struct mni_address *address =
	    &resolver->servers[resolver->server_count++];

	if (mni_address_read(mn_host(server), address) == -1)
		return -1;
	mni_address_set_port(address, (uint16_t)mn_port(server));
	return 0;
}

static enum mni_status
ask_names(const struct mni_case *test, const struct mn_server *server,
    struct mni_bytes *body, struct mni_trouble *trouble)
{
	struct mni_dns_resolver resolver = {
	    .tcp = strcmp(test->transport, "tcp") == 0,
	    .retry_ms = MNI_RETRY_MS};
	struct mni_deadline deadline = mni_deadline_in(test->deadline_ms);
	bool rotates = strcmp(test->protocol, "get-ip-rotate") == 0;
	bool searches = rotates || strcmp(test->protocol, "get-ip-search") == 0;
	size_t turn = 0;
	struct mni_search search;
	const struct mni_names names = {.name = test->name,
	    .family = AF_UNSPEC,
	    .search = searches ? &search : NULL};
	int failed = set_search(&search) | add_server(&resolver, server);
	struct mni_address address;
	size_t i;

	for (i = 0; i < test->other_count && failed == 0; i++)
		failed = add_server(&resolver, mni_other_mock(server, i));
	if (failed != 0)
		return mni_trouble(trouble, MNI_USAGE, "no address of a mock");
	if (rotates)
		resolver.turn = &turn;
	if (strcmp(test->protocol, "get-ip") == 0 || searches)
		return mni_served_addresses(
		    &resolver, &names, deadline, body, trouble);
	if (strcmp(test->protocol, "get-ip-txt") == 0)
		return mni_served_records(
		    &resolver, &names, MNI_DNS_TXT, deadline, body, trouble);
	if (mni_address_read(test->name, &address) == -1)
		return mni_trouble(
		    trouble, MNI_USAGE, "'%s' is no address", test->name);
	return mni_served_names(
	    &resolver, &address, false, deadline, body, trouble);
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
    {"get-ip", ask_names},
    {"get-ip-reverse", ask_names},
    {"get-ip-rotate", ask_names},
    {"get-ip-search", ask_names},
    {"get-ip-txt", ask_names},
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

/* Asks TARGET once. */
static struct mni_outcome
ask(const struct target *target, const struct mni_case *test,
    const struct mn_server *server)
{
	struct mni_outcome outcome = MNI_OUTCOME_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	int64_t start_ns = mni_now_ns();

	outcome.status = target->ask(test, server, &outcome.body, &trouble);
	outcome.elapsed_ms = (int)((mni_now_ns() - start_ns) / 1000000);
	outcome.class_known = true;
	outcome.number = (int)outcome.status;
	if (outcome.status != MNI_OK)
		(void)!mni_bytes_append(
		    &outcome.said, trouble.text, strlen(trouble.text));
	return outcome;
}

static struct mni_verdict
run(const struct mni_case *test, struct mn_net *net)
{
	const struct target *target = find_target(test);
	struct mni_outcome outcome;
	struct mni_verdict verdict;
	struct mn_server *server;
	size_t left = test->times;

	if (target == NULL)
		return mni_verdict_of(
		    MNI_BROKEN, "nobody here is asked %s", test->subject);
	server = mni_start_mock(net, test, &verdict);
	if (server == NULL)
		return verdict;
	outcome = ask(target, test, server);
	while (--left > 0 && mni_is_accepted(test, &outcome, true)) {
		mni_outcome_fini(&outcome);
		outcome = ask(target, test, server);
	}
	verdict = mni_judge(test, &outcome, server, true);
	mni_outcome_fini(&outcome);
	return verdict;
}

static struct mni_verdict
run_in_net(const struct mni_case *test, struct mn_net **spare)
{
	struct mn_net *net = mni_net_take(spare);
	struct mni_verdict verdict;

	if (net == NULL)
		return mni_verdict_of(MNI_BROKEN, "no net: out of resources");
	verdict = run(test, net);
	mni_net_give(spare, net);
	return verdict;
}

struct mni_verdict
mni_library_run(const struct mni_case *test)
{
	return mni_pool_run(test, run_in_net);
}
