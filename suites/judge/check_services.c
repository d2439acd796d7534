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

#include <pthread.h>
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

/* The models of echo-server, how many of each share the cases, and how many
 * cases one is asked at a time. */
static const struct {
	const char *word;
	size_t servers, jobs;
} models[] = {{"blocking", 4, 1}, {"threads", 1, JOBS}, {"event", 1, JOBS}};

#define SCRIPTS (sizeof(scripts) / sizeof(scripts[0]))
#define MODELS (sizeof(models) / sizeof(models[0]))
#define MOST_PROGRAMS ((size_t)6) /* the servers of all models */

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
} peers[SCRIPTS + 2 * MOST_PROGRAMS];
static size_t peer_count;

static struct started programs[MOST_PROGRAMS];
static size_t program_count;

/* Items that are played together. */
static struct group {
	struct mni_batch batch;
	struct mni_trouble trouble;
	enum mni_status status;
	pthread_t thread;
} groups[1 + MOST_PROGRAMS];
static size_t group_count;

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

/* Has the server NAME at HOST and PORT asked its share of the cases about
 * SUBJECT: every SERVERS-th from the NTH on. */
static int
add_peer(const char *name, const char *host, unsigned port, const char *subject,
    size_t nth, size_t servers)
{
	struct peer *peer = &peers[peer_count++];
	const struct mni_case *test;
	size_t i, about = 0;

	(void)snprintf(peer->name, sizeof(peer->name), "%s", name);
	(void)snprintf(peer->host, sizeof(peer->host), "%s", host);
	peer->target = (struct mni_target){.host = peer->host,
	    .port = (uint16_t)port,
	    .deadline_ms = DEADLINE_MS};
	for (i = 0; i < suite.count; i++) {
		test = suite.cases[i];
		if (!mni_case_is_about_server(test, subject) ||
		    about++ % servers != nth || is_skipped(name, test))
			continue;
		if (count == MOST_ROWS)
			return bail_out("too many rows");
		items[count++] =
		    (struct mni_item){.test = test, .target = &peer->target};
	}
	return 0;
}

/* Makes a group of what was added since the last one, JOBS at a time. */
static void
end_group(size_t jobs)
{
	struct group *group = &groups[group_count];
	struct mni_item *first = items;

	if (group_count > 0)
		first = group[-1].batch.items + group[-1].batch.count;
	group->batch = (struct mni_batch){.items = first,
	    .count = (size_t)(items + count - first),
	    .jobs = jobs};
	group_count++;
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
		        scripts[i].subject, 0, 1) == -1)
			return -1;
	}
	end_group(JOBS);
	return 0;
}

/* Takes a LINE of the NTH echo-server as MODEL, as "listening tcp
 * 127.0.0.1:8001". */
static int
take_line(size_t model, size_t nth, char *line)
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
	return add_peer(models[model].word, host,
	    (unsigned)strtoul(port, NULL, 10), subject, nth,
	    models[model].servers);
}

/* Takes the ready lines of the NTH echo-server as MODEL. */
static int
take_lines(size_t model, size_t nth, char *lines)
{
	char *rest, *line = strtok_r(lines, "\n", &rest);

	for (; line != NULL; line = strtok_r(NULL, "\n", &rest))
		if (take_line(model, nth, line) == -1)
			return -1;
	return 0;
}

/* Starts the NTH echo-server as MODEL. */
static int
start_program(size_t model, size_t nth)
{
	struct started *program = &programs[program_count];
	const char *const arguments[] = {"--model", models[model].word,
	    "--listen", "127.0.0.1:0", "--udp", NULL};
	const char *top = getenv("top_builddir");
	char path[4096], lines[400];

	(void)snprintf(
	    path, sizeof(path), "%s/src/echo-server", top == NULL ? "." : top);
	if (program_count++ == MOST_PROGRAMS)
		return bail_out("too many servers");
	if (started_begin(program, path, arguments) == -1 ||
	    started_hear(program, "ready", lines, sizeof(lines)) == -1)
		return bail_out("echo-server is not ready");
	if (take_lines(model, nth, lines) == -1)
		return -1;
	end_group(models[model].jobs);
	return 0;
}

static int
start_programs(void)
{
	size_t model, nth;

	for (model = 0; model < MODELS; model++)
		for (nth = 0; nth < models[model].servers; nth++)
			if (start_program(model, nth) == -1)
				return -1;
	return 0;
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

static void *
play(void *owner)
{
	struct group *group = owner;

	group->status = mni_tour_run(&group->batch, &group->trouble);
	return NULL;
}

/* Whether GROUP is one whose cases are played one after the other. */
static bool
is_single(const struct group *group)
{
	return group->batch.jobs == 1;
}

/* Has all groups played: those that mostly wait, since nobody is asked more
 * than one case at a time, beside the others, and these in turn. */
static int
play_all(void)
{
	struct group *end = groups + group_count, *group, *begun;
	int error = 0;

	for (begun = groups; begun < end && error == 0; begun++)
		if (is_single(begun))
			error =
			    pthread_create(&begun->thread, NULL, play, begun);
	for (group = groups; group < end && error == 0; group++)
		if (!is_single(group))
			(void)play(group);
	for (group = groups; group < begun - (error != 0); group++)
		if (is_single(group))
			(void)pthread_join(group->thread, NULL);
	if (error != 0)
		return bail_out("no thread for a group");
	for (group = groups; group < end; group++)
		if (group->status != MNI_OK)
			return bail_out(group->trouble.text);
	return 0;
}

static int
run_all(struct mn_net *net)
{
	size_t i;

	if (start_stand_ins(net) == -1 || start_programs() == -1 ||
	    play_all() == -1)
		return -1;
	for (i = 0; i < count; i++) {
		print_row(&items[i]);
		mni_verdict_fini(&items[i].verdict);
	}
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

	for (i = 0; i < MOST_PROGRAMS; i++)
		programs[i] = STARTED_NONE;
	if (net == NULL)
		(void)bail_out("no net: out of resources");
	else if (mni_suite_load(&suite, mni_fixtures(), &trouble) != MNI_OK)
		(void)bail_out(trouble.text);
	else if (run_all(net) == 0)
		status = 0;
	for (i = 0; i < MOST_PROGRAMS; i++)
		started_end(&programs[i]);
	mn_net_free(net);
	mni_suite_fini(&suite);
	return status;
}
