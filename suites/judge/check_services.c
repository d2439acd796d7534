/* SPDX-License-Identifier: MIT */
/* Servers of the small services, against every case about those: the stand-ins,
 * and echo-server in each of its models. */
#include <config.h>

#include "judge/batch.h"
#include "judge/cases.h"
#include "judge/fixtures.h"
#include "judge/tour.h"
#include "mocknet.h"
#include "support/started.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOBS 16
/* More than the cases say: many of them are asked at a time. */
#define DEADLINE_MS 15000
#define MOST_ROWS 1000
#define EXIT_NOTHING_RAN 99

/* The stand-ins, and what they are asked about. */
static const struct {
	const char *script, *subject;
} scripts[] = {
    {"echo tcp\n", "echo-tcp"},
    {"echo udp\n", "echo-udp"},
    {"echo udp ipv6\n", "echo-udp"},
    {"discard tcp\n", "discard-tcp"},
    {"discard udp\n", "discard-udp"},
    {"chargen tcp\n", "chargen-tcp"},
    {"chargen udp\n", "chargen-udp"},
    {"qotd tcp\n", "qotd-tcp"},
    {"qotd udp\n", "qotd-udp"},
    {"daytime tcp\n", "daytime-tcp"},
    {"daytime udp\n", "daytime-udp"},
    {"time tcp\n", "time-tcp"},
    {"time udp\n", "time-udp"},
};

/* The models of echo-server, and how many cases it is asked at a time. */
static const struct {
	const char *word;
	size_t jobs;
} models[] = {{"blocking", 1}, {"threads", JOBS}, {"event", JOBS}};

#define SCRIPTS (sizeof(scripts) / sizeof(scripts[0]))
#define MODELS (sizeof(models) / sizeof(models[0]))

/* What a server is not meant to do. */
static const struct exception {
	const char *name, *id, *reason;
} exceptions[] = {
    {"blocking", "robust-echo-tcp-server-two-clients",
        "it serves one connection after the other"},
};

/* Whom a subject is asked. */
static struct peer {
	char name[40], host[40];
	struct mni_target target;
} peers[SCRIPTS + 2 * MODELS];
static size_t peer_count;

static struct started programs[MODELS];

static struct mni_suite suite;
static struct mni_item items[MOST_ROWS];
static size_t count;
static size_t printed; /* lines of TAP */

static int
bail_out(const char *why)
{
	printf("Bail out! %s\n", why);
	return -1;
}

/* Whether TEST is not for the server NAME; it is then said. */
static bool
is_skipped(const char *name, const struct mni_case *test)
{
	size_t i;

	for (i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++) {
		if (strcmp(name, exceptions[i].name) != 0 ||
		    strcmp(test->id, exceptions[i].id) != 0)
			continue;
		printf("ok %zu - %s: %s # SKIP %s\n", ++printed, name, test->id,
		    exceptions[i].reason);
		return true;
	}
	return false;
}

/* Has the server NAME at HOST and PORT asked all cases about SUBJECT. */
static int
add_peer(const char *name, const char *host, unsigned port, const char *subject)
{
	struct peer *peer = &peers[peer_count++];
	const struct mni_case *test;
	size_t i;

	(void)snprintf(peer->name, sizeof(peer->name), "%s", name);
	(void)snprintf(peer->host, sizeof(peer->host), "%s", host);
	peer->target = (struct mni_target){.host = peer->host,
	    .port = (uint16_t)port,
	    .deadline_ms = DEADLINE_MS};
	for (i = 0; i < suite.count; i++) {
		test = suite.cases[i];
		if (!mni_case_is_about_server(test, subject) ||
		    is_skipped(name, test))
			continue;
		if (count == MOST_ROWS)
			return bail_out("too many rows");
		items[count++] =
		    (struct mni_item){.test = test, .target = &peer->target};
	}
	return 0;
}

/* Without IPv6 those for it are left out. */
static int
start_stand_ins(struct mn_net *net)
{
	const struct mn_server *server;
	size_t i;

	for (i = 0; i < SCRIPTS; i++) {
		server = mn_serve(net, scripts[i].script);
		if (server == NULL && strstr(scripts[i].script, "ipv6") != NULL)
			continue;
		if (server == NULL)
			return bail_out(mn_complaint(net));
		if (add_peer(mn_host(server), mn_host(server), mn_port(server),
		        scripts[i].subject) == -1)
			return -1;
	}
	return 0;
}

/* Takes a LINE of echo-server as MODEL, as "listening tcp 127.0.0.1:8001". */
static int
take_line(const char *model, char *line)
{
	static const char begin[] = "listening ";
	char *transport = line + sizeof(begin) - 1, *host, *port, subject[16];

	if (strncmp(line, begin, sizeof(begin) - 1) != 0)
		return 0;
	host = strchr(transport, ' ');
	port = host == NULL ? NULL : strrchr(host, ':');
	if (port == NULL)
		return bail_out("echo-server does not say where it is");
	*host++ = '\0';
	*port++ = '\0';
	(void)snprintf(subject, sizeof(subject), "echo-%.6s", transport);
	return add_peer(
	    model, host, (unsigned)strtoul(port, NULL, 10), subject);
}

/* Takes the ready lines of echo-server as MODEL. */
static int
take_lines(const char *model, char *lines)
{
	char *rest, *line = strtok_r(lines, "\n", &rest);

	for (; line != NULL; line = strtok_r(NULL, "\n", &rest))
		if (take_line(model, line) == -1)
			return -1;
	return 0;
}

/* Starts echo-server as the model number NTH. */
static int
start_program(size_t nth)
{
	const char *const arguments[] = {"--model", models[nth].word,
	    "--listen", "127.0.0.1:0", "--udp", NULL};
	const char *top = getenv("top_builddir");
	char path[4096], lines[400];

	(void)snprintf(
	    path, sizeof(path), "%s/src/echo-server", top == NULL ? "." : top);
	if (started_begin(&programs[nth], path, arguments) == -1 ||
	    started_hear(&programs[nth], "ready", lines, sizeof(lines)) == -1)
		return bail_out("echo-server is not ready");
	return take_lines(models[nth].word, lines);
}

static void
print_row(const struct mni_item *item)
{
	const struct mni_verdict *verdict = &item->verdict;
	bool skipped = verdict->kind == MNI_SKIP;
	const struct peer *peer = peers;

	while (&peer->target != item->target)
		peer++;
	printf("%s %zu - %s: %s%s%s\n",
	    skipped || verdict->kind == MNI_PASS ? "ok" : "not ok", ++printed,
	    peer->name, item->test->id, skipped ? " # SKIP " : "",
	    skipped ? verdict->why : "");
	if (!skipped && verdict->kind != MNI_PASS)
		printf("# %s: %s\n", mni_verdict_word(verdict->kind),
		    verdict->why);
}

/* Plays what was added since the last time, JOBS cases at a time. */
static int
run(size_t jobs)
{
	struct mni_batch batch = {.items = items, .count = count, .jobs = jobs};
	struct mni_trouble trouble;
	size_t i;

	if (mni_tour_run(&batch, &trouble) != MNI_OK)
		return bail_out(trouble.text);
	for (i = 0; i < count; i++) {
		print_row(&items[i]);
		mni_verdict_fini(&items[i].verdict);
	}
	count = 0;
	return 0;
}

static int
run_all(struct mn_net *net)
{
	size_t i;

	if (start_stand_ins(net) == -1 || run(JOBS) == -1)
		return -1;
	for (i = 0; i < MODELS; i++)
		if (start_program(i) == -1 || run(models[i].jobs) == -1)
			return -1;
	printf("1..%zu\n", printed);
	return 0;
}

int
main(void)
{
	struct mn_net *net = mn_net_new();
	struct mni_trouble trouble;
	int status = EXIT_NOTHING_RAN;
	size_t i;

	for (i = 0; i < MODELS; i++)
		programs[i] = STARTED_NONE;
	if (net == NULL)
		(void)bail_out("no net: out of resources");
	else if (mni_suite_load(&suite, mni_fixtures(), &trouble) != MNI_OK)
		(void)bail_out(trouble.text);
	else if (run_all(net) == 0)
		status = 0;
	for (i = 0; i < MODELS; i++)
		started_end(&programs[i]);
	mn_net_free(net);
	mni_suite_fini(&suite);
	return status;
}
