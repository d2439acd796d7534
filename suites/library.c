/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "library.h"

#include "base/deadline.h"
#include "base/output.h"
#include "daytime/daytime.h"
#include "echo/echo.h"
#include "mocknet.h"
#include "pool.h"
#include "qotd/qotd.h"

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
