/* SPDX-License-Identifier: MIT */
/*
 * Proof that the cases about servers can fail.  A known-bad server has one
 * deliberate bug; a table names the cases that each must fail.  A row that is
 * not failed is a failure here, and so is a case that no bug fails, a bug that
 * fails no case, and a case that the right server does not pass.  There is one
 * such program for HTTP, and one for all other services.
 */
#include <config.h>

#include "judge/batch.h"
#include "judge/cases.h"
#include "judge/fixtures.h"
#include "judge/target.h"
#include "judge/tour.h"
#include "support/bugs.h"
#include "support/started.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOBS 32
#define BAD_JOBS 64 /* they do no more than wait for a deadline */
/* Of a server that fails, in a case that has as long as is usual, and in one
 * that has more.  The right one has what each case of HTTP says, and more than
 * the others do: it is asked many things at a time. */
#define BAD_DEADLINE_MS 500
#define BAD_LONG_MS 3000
#define GOOD_DEADLINE_MS 15000
#define USUAL_DEADLINE_MS 2000
#define MOST_ROWS 1000
#define MOST_NAME 64
#define MOST_PLACES 24
#define EXIT_NOTHING_RAN 99

enum { HTTP, SERVICES, PROGRAMS };

static const struct {
	const char *path, *table;
} programs[PROGRAMS] = {
    [HTTP] = {"server/server", "http-server.bugs"},
    [SERVICES] = {"services/services", "services.bugs"},
};

/* Where a server is asked about a subject. */
struct place {
	const char *subject; /* of its cases; "echo-server-tcp" */
	char host[MOST_NAME];
	struct mni_target target;
};

/* A program with one bug, while it runs. */
struct server {
	const char *bug, *path;
	struct started program;
	struct place places[MOST_PLACES];
	size_t place_count; /* of those that something is asked at */
};

/* The servers of one program: the right one, and one for each bug. */
struct family {
	char path[BUGS_PATH];
	struct bugs bugs;
	struct server servers[BUGS_MOST + 2]; /* the last one's bug is NULL */
};

struct table {
	struct mni_suite suite;
	char emulator[BUGS_PATH];
	struct family families[PROGRAMS];
	struct mni_item items[MOST_ROWS]; /* first those that must pass */
	size_t count, controls;
};

static int
bail_out(const char *why)
{
	printf("Bail out! %s\n", why);
	return -1;
}

static void
add_server(struct family *family, size_t nth, const char *bug)
{
	family->servers[nth] = (struct server){
	    .bug = bug, .path = family->path, .program = STARTED_NONE};
}

/* The right server, and one for each bug behind it, of each program. */
static int
add_servers(struct table *table)
{
	struct family *family = table->families;
	size_t nth, i;

	for (nth = 0; nth < PROGRAMS; nth++, family++) {
		bugs_path(family->path, "top_builddir", programs[nth].path);
		if (bugs_list(&family->bugs, table->emulator, family->path) ==
		    -1)
			return -1;
		add_server(family, 0, "none");
		for (i = 0; i < family->bugs.count; i++)
			add_server(family, i + 1, family->bugs.names[i]);
	}
	return 0;
}

/* Where SERVER is asked TEST, within so much time. */
static struct place *
place_of(struct server *server, const struct mni_case *test, int deadline_ms)
{
	struct place *place = server->places;

	while (place < server->places + server->place_count &&
	       (strcmp(place->subject, test->subject) != 0 ||
	           place->target.deadline_ms != deadline_ms))
		place++;
	if (place == server->places + MOST_PLACES)
		return NULL;
	if (place == server->places + server->place_count) {
		server->place_count++;
		place->subject = test->subject;
		place->target = (struct mni_target){
		    .host = place->host, .deadline_ms = deadline_ms};
	}
	return place;
}

static void
add_item(struct table *table, const struct mni_case *test,
    struct server *server, int deadline_ms)
{
	struct place *place = place_of(server, test, deadline_ms);

	if (place == NULL || table->count == MOST_ROWS) {
		(void)bail_out("too many rows");
		exit(EXIT_NOTHING_RAN);
	}
	table->items[table->count++] =
	    (struct mni_item){.test = test, .target = &place->target};
}

static struct family *
family_of(struct table *table, const struct mni_case *test)
{
	return &table->families[strcmp(test->protocol, "http") == 0 ? HTTP
	                                                            : SERVICES];
}

/* The table of one program while it is read. */
struct reading {
	struct table *table;
	struct family *family;
};

static bool
add_bad(void *owner, size_t bug, const struct mni_case *test)
{
	struct reading *reading = owner;

	if (!test->of_server ||
	    family_of(reading->table, test) != reading->family)
		return false;
	add_item(reading->table, test, &reading->family->servers[bug + 1],
	    test->deadline_ms > USUAL_DEADLINE_MS ? BAD_LONG_MS
	                                          : BAD_DEADLINE_MS);
	return true;
}

/* The right server must pass everything: else a failure proves nothing. */
static void
add_controls(struct table *table)
{
	struct family *family;
	struct mni_case *test;
	size_t i;

	for (i = 0; i < table->suite.count; i++) {
		test = table->suite.cases[i];
		if (!test->of_server)
			continue;
		family = family_of(table, test);
		add_item(table, test, &family->servers[0],
		    family == &table->families[HTTP] ? 0 : GOOD_DEADLINE_MS);
	}
	table->controls = table->count;
}

static int
by_deadline(const void *one, const void *other)
{
	const struct mni_item *a = one, *b = other;

	return b->target->deadline_ms - a->target->deadline_ms;
}

/* What has to be waited for longest begins first. */
static void
sort_bad(struct table *table)
{
	qsort(table->items + table->controls, table->count - table->controls,
	    sizeof(table->items[0]), by_deadline);
}

static int
read_tables(struct table *table)
{
	struct reading reading = {.table = table, .family = table->families};
	char path[BUGS_PATH];
	size_t nth;

	for (nth = 0; nth < PROGRAMS; nth++, reading.family++) {
		bugs_path(path, "top_srcdir", programs[nth].table);
		if (bugs_read(&reading.family->bugs, &table->suite, path,
		        add_bad, &reading) == -1)
			return -1;
	}
	sort_bad(table);
	return 0;
}

static int
start(struct server *server)
{
	const char *const arguments[] = {"--bug", server->bug, NULL};

	return started_begin(&server->program, server->path, arguments) == 0
	           ? 0
	           : bail_out("the server could not be started");
}

/* Takes a LINE of SERVER: a subject, and HOST:PORT for it.  Returns 0, or -1
 * when it is none. */
static int
take_line(struct server *server, char *line)
{
	char *host = strchr(line, ' '), *colon;
	struct place *place = server->places;

	colon = host == NULL ? NULL : strrchr(host, ':');
	if (colon == NULL)
		return -1;
	*host++ = '\0';
	*colon++ = '\0';
	for (; place < server->places + server->place_count; place++) {
		if (strcmp(place->subject, line) != 0)
			continue;
		(void)snprintf(place->host, sizeof(place->host), "%s", host);
		place->target.port = (uint16_t)strtoul(colon, NULL, 10);
	}
	return 0;
}

/* Waits until SERVER says where it is, which it does all at once. */
static int
hear(struct server *server)
{
	char text[4096], *line = NULL, *rest;
	size_t i;

	if (started_hear(&server->program, NULL, text, sizeof(text)) == 0)
		line = strtok_r(text, "\n", &rest);
	while (line != NULL && take_line(server, line) == 0)
		line = strtok_r(NULL, "\n", &rest);
	for (i = 0; i < server->place_count; i++)
		if (server->places[i].target.port == 0)
			return bail_out("a server does not say where it is");
	return 0;
}

/* Starts those that are asked something, side by side. */
static int
start_all(struct table *table)
{
	struct family *family = table->families;
	struct server *server;

	for (; family < table->families + PROGRAMS; family++)
		for (server = family->servers; server->bug != NULL; server++)
			if (server->place_count > 0 && start(server) == -1)
				return -1;
	for (family = table->families; family < table->families + PROGRAMS;
	     family++)
		for (server = family->servers; server->bug != NULL; server++)
			if (server->program.pid != 0 && hear(server) == -1)
				return -1;
	return 0;
}

static void
end_all(struct table *table)
{
	struct family *family = table->families;
	struct server *server;

	for (; family < table->families + PROGRAMS; family++)
		for (server = family->servers; server->bug != NULL; server++)
			started_end(&server->program);
}

/* The server that TARGET is of. */
static const struct server *
server_of(const struct table *table, const struct mni_target *target)
{
	const struct family *family = table->families;
	const struct server *server;
	size_t i;

	for (; family < table->families + PROGRAMS; family++)
		for (server = family->servers; server->bug != NULL; server++)
			for (i = 0; i < server->place_count; i++)
				if (&server->places[i].target == target)
					return server;
	return NULL;
}

static const char *
bug_of(const struct table *table, const struct mni_item *item)
{
	const struct server *server = server_of(table, item->target);

	return server == NULL ? "?" : server->bug;
}

static void
print_row(size_t number, const struct table *table, const struct mni_item *item)
{
	bool must_pass = number <= table->controls;
	const struct mni_verdict *verdict = &item->verdict;
	bool ok = bugs_proves(verdict, !must_pass);

	if (verdict->kind == MNI_SKIP) {
		printf("ok %zu - %s: %s # SKIP %s\n", number,
		    bug_of(table, item), item->test->id, verdict->why);
		return;
	}
	printf("%s %zu - %s %s %s\n", ok ? "ok" : "not ok", number,
	    bug_of(table, item), must_pass ? "passes" : "fails",
	    item->test->id);
	if (!ok)
		printf("# %s: %s\n", mni_verdict_word(verdict->kind),
		    verdict->why);
}

/* Whether there is a row that must fail for TEST. */
static bool
has_row(const struct table *table, const struct mni_case *test)
{
	size_t i;

	for (i = table->controls; i < table->count; i++)
		if (table->items[i].test == test)
			return true;
	return false;
}

/* One line a case and one line a bug; returns the number of the last line. */
static size_t
print_coverage(const struct table *table, size_t number)
{
	const struct family *family = table->families;
	const struct server *server;
	const struct mni_case *test;
	size_t i;

	for (i = 0; i < table->controls; i++) {
		test = table->items[i].test;
		printf("%s %zu - a bug fails %s\n",
		    has_row(table, test) ? "ok" : "not ok", ++number, test->id);
	}
	for (; family < table->families + PROGRAMS; family++)
		for (server = family->servers + 1; server->bug != NULL;
		     server++)
			printf("%s %zu - %s fails a case\n",
			    server->place_count > 0 ? "ok" : "not ok", ++number,
			    server->bug);
	return number;
}

static int
run(struct table *table)
{
	struct mni_batch right = {
	    .items = table->items, .count = table->controls, .jobs = JOBS};
	struct mni_batch wrong = {.items = table->items + table->controls,
	    .count = table->count - table->controls,
	    .jobs = BAD_JOBS,
	    .most_failures = 1};
	struct mni_trouble trouble;
	size_t i;

	if (bugs_run(mni_tour_run, &right, false, &trouble) != MNI_OK ||
	    bugs_run(mni_tour_run, &wrong, true, &trouble) != MNI_OK)
		return bail_out(trouble.text);
	for (i = 0; i < table->count; i++) {
		print_row(i + 1, table, &table->items[i]);
		mni_verdict_fini(&table->items[i].verdict);
	}
	printf("1..%zu\n", print_coverage(table, table->count));
	return 0;
}

int
main(void)
{
	const char *emulator = getenv("EMULATOR");
	static struct table table;
	struct mni_trouble trouble;
	int status = EXIT_NOTHING_RAN;

	(void)snprintf(table.emulator, sizeof(table.emulator), "%s",
	    emulator == NULL ? "" : emulator);
	if (mni_suite_load(&table.suite, mni_fixtures(), &trouble) != MNI_OK)
		(void)bail_out(trouble.text);
	else if (add_servers(&table) == 0) {
		add_controls(&table);
		if (read_tables(&table) == 0 && start_all(&table) == 0 &&
		    run(&table) == 0)
			status = 0;
	}
	end_all(&table);
	mni_suite_fini(&table.suite);
	return status;
}
