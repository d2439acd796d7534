/* SPDX-License-Identifier: MIT */
/*
 * Proof that the cases can fail.  The known-bad client has one deliberate bug,
 * chosen by a switch; a table for each protocol names the cases that each bug
 * must fail.  A row that is not failed is a failure here, and so is a case
 * that no bug fails: it would assert nothing; and a bug that fails no case.
 * MOCKNET_STRESS=full asks for all rows.
 */
#include <config.h>

#include "judge/batch.h"
#include "judge/cases.h"
#include "judge/fixtures.h"
#include "judge/points.h"
#include "support/bugs.h"
#include "support/stress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A client that is right may be slow; one that fails is not waited for. */
#define GRACE_MS 2000
#define BAD_GRACE_MS 200
#define CONTROL_JOBS 16
#define JOBS 64
/* Of a client that fails: long enough for a slow mock to tempt it. */
#define BAD_DEADLINE_MS 400
#define MOST_ROWS 8000
#define MOST_PROTOCOLS 24
#define MOST_NAME 64
#define MOST_EMULATOR 20
#define MOST_WORDS (MOST_EMULATOR + 14)
#define EXIT_NOTHING_RAN 99

/* A protocol that cases are about, and how the client is started for it: the
 * emulator, if there is one, the client and its options. */
struct protocol {
	char name[MOST_NAME];
	const char *words[MOST_WORDS];
};

/* One bug against one case. */
struct row {
	const struct protocol *protocol;
	struct mni_command command; /* its variant is the bug */
	const struct mni_case *test;
	struct mni_case *point; /* owned; what is run of a test that is swept
	                         * and must pass; else NULL */
	bool must_fail;
	struct mni_item *item; /* the table's */
};

struct table {
	struct mni_suite suite;
	char client[BUGS_PATH];
	const char *emulator[MOST_EMULATOR]; /* the words of it */
	size_t emulator_count;
	struct bugs bugs;
	struct protocol protocols[MOST_PROTOCOLS];
	size_t protocol_count;
	struct row rows[MOST_ROWS];
	size_t count;
	struct mni_item items[MOST_ROWS]; /* the same, as they are run */
};

static struct row *
add_row(struct table *table, const struct protocol *protocol, const char *bug,
    const struct mni_case *test, bool must_fail)
{
	if (table->count == MOST_ROWS) {
		printf("Bail out! more than %d rows\n", MOST_ROWS);
		exit(EXIT_NOTHING_RAN);
	}
	table->rows[table->count] = (struct row){.protocol = protocol,
	    .command = {.words = protocol->words,
	        .variant = bug,
	        .deadline_ms = must_fail ? BAD_DEADLINE_MS : 0,
	        .grace_ms = must_fail ? BAD_GRACE_MS : GRACE_MS,
	        .statuses = true},
	    .test = test,
	    .must_fail = must_fail};
	return &table->rows[table->count++];
}

/* Whether there is a row for TEST by some bug, or for BUG in some case. */
static bool
has_row(const struct table *table, const struct mni_case *test, const char *bug)
{
	const struct row *row;

	for (row = table->rows; row < table->rows + table->count; row++)
		if (row->must_fail &&
		    (row->test == test || row->command.variant == bug))
			return true;
	return false;
}

/* What a table is read for. */
struct reading {
	struct table *table;
	const struct protocol *protocol;
};

/* All rows, or those by which each case is failed by a bug, and each bug fails
 * a case. */
static bool
add_bad(void *owner, size_t bug, const struct mni_case *test)
{
	const struct reading *reading = owner;
	struct table *table = reading->table;

	if (!mni_case_is_about(test, reading->protocol->name))
		return false;
	if (stress_is_full() || !has_row(table, test, NULL) ||
	    !has_row(table, NULL, table->bugs.names[bug]))
		(void)add_row(table, reading->protocol, table->bugs.names[bug],
		    test, true);
	return true;
}

/* The right client must pass what another fails: else a failure proves nothing.
 * Of a sweep this is said of the places where one has failed. */
static void
add_controls(struct table *table, const struct protocol *protocol)
{
	const struct mni_case *test;
	size_t i;

	for (i = 0; i < table->suite.count; i++) {
		test = table->suite.cases[i];
		if (mni_case_is_about(test, protocol->name) &&
		    test->sweep.kind == MNI_SWEEP_NONE)
			(void)add_row(table, protocol, "none", test, false);
	}
}

/* Adds the row of the point where BAD has failed.  Returns 0, or -1 when there
 * is no memory. */
static int
add_point(struct table *table, const struct row *bad)
{
	size_t nth = bad->item->verdict.nth;
	struct row *row;

	if (bad->test->sweep.kind == MNI_SWEEP_NONE ||
	    !bugs_proves(&bad->item->verdict, true))
		return 0;
	row = add_row(table, bad->protocol, "none", bad->test, false);
	row->point = malloc(sizeof(*row->point));
	if (row->point == NULL ||
	    mni_point_init(row->point, row->test, nth) == -1)
		return -1;
	row->point->sweep =
	    (struct mni_sweep){.kind = MNI_SWEEP_NONE, .points = 1};
	return 0;
}

static int
add_points(struct table *table)
{
	size_t i, count = table->count;

	for (i = 0; i < count; i++)
		if (table->rows[i].must_fail &&
		    add_point(table, &table->rows[i]) == -1) {
			printf("Bail out! no memory\n");
			return -1;
		}
	return 0;
}

static void
print_row(size_t number, const struct row *row)
{
	const struct mni_verdict *verdict = &row->item->verdict;
	bool ok = bugs_proves(verdict, row->must_fail);

	if (verdict->kind == MNI_SKIP) {
		printf("ok %zu - %s: %s # SKIP %s\n", number,
		    row->command.variant, row->test->id, verdict->why);
		return;
	}
	printf("%s %zu - %s %s %s\n", ok ? "ok" : "not ok", number,
	    row->command.variant, row->must_fail ? "fails" : "passes",
	    row->test->id);
	if (!ok)
		printf("# %s: %s\n", mni_verdict_word(verdict->kind),
		    verdict->why);
}

static void
print_case(
    const struct table *table, const struct mni_case *test, size_t number)
{
	printf("%s %zu - a bug fails %s\n",
	    has_row(table, test, NULL) ? "ok" : "not ok", number, test->id);
}

/* One line a case and one line a bug; returns the number of the last line. */
static size_t
print_coverage(const struct table *table, size_t number)
{
	size_t i;

	for (i = 0; i < table->suite.count; i++)
		if (!table->suite.cases[i]->of_server)
			print_case(table, table->suite.cases[i], ++number);
	for (i = 0; i < table->bugs.count; i++)
		printf("%s %zu - %s fails a case\n",
		    has_row(table, NULL, table->bugs.names[i]) ? "ok"
		                                               : "not ok",
		    ++number, table->bugs.names[i]);
	return number;
}

/* Runs the rows that MUST_FAIL, or those that must not, JOBS at a time; their
 * items begin at ITEMS.  Returns how many they are, or -1. */
static int
run_rows(
    struct table *table, bool must_fail, struct mni_item *items, size_t jobs)
{
	struct mni_batch batch = {
	    .items = items, .jobs = jobs, .most_failures = must_fail ? 1 : 0};
	struct mni_trouble trouble;
	struct row *row;

	for (row = table->rows; row < table->rows + table->count; row++)
		if (row->must_fail == must_fail) {
			row->item = &items[batch.count++];
			*row->item = (struct mni_item){.command = &row->command,
			    .test = row->point == NULL ? row->test
			                               : row->point};
		}
	if (bugs_run(mni_batch_run, &batch, must_fail, &trouble) == MNI_OK)
		return (int)batch.count;
	printf("Bail out! %s\n", trouble.text);
	return -1;
}

static void
fini_row(struct row *row)
{
	mni_verdict_fini(&row->item->verdict);
	if (row->point != NULL)
		mni_point_fini(row->point);
	free(row->point);
}

static int
run(struct table *table)
{
	int bad = run_rows(table, true, table->items, JOBS);
	size_t i, number;

	if (bad == -1 || add_points(table) == -1 ||
	    run_rows(table, false, table->items + bad, CONTROL_JOBS) == -1)
		return EXIT_NOTHING_RAN;
	for (i = 0; i < table->count; i++)
		print_row(i + 1, &table->rows[i]);
	number = print_coverage(table, table->count);
	printf("1..%zu\n", number);
	for (i = 0; i < table->count; i++)
		fini_row(&table->rows[i]);
	return 0;
}

static void
split_emulator(struct table *table, char *emulator)
{
	char *rest, *word = strtok_r(emulator, " ", &rest);

	for (; word != NULL && table->emulator_count < MOST_EMULATOR;
	     word = strtok_r(NULL, " ", &rest))
		table->emulator[table->emulator_count++] = word;
}

static void
fill_words(const struct table *table, struct protocol *protocol)
{
	bool names = strncmp(protocol->name, "get-ip", strlen("get-ip")) == 0;
	const char *const options[] = {table->client, protocol->name, "--bug",
	    "{variant}", "--{transport}", "--timeout", "{timeout}", "--retry",
	    "{retry}", "{host}", "{port}", names ? "{name}" : "{url}",
	    names ? "{server}" : NULL};

	memcpy(protocol->words, table->emulator,
	    table->emulator_count * sizeof(table->emulator[0]));
	memcpy(
	    protocol->words + table->emulator_count, options, sizeof(options));
}

static bool
has_protocol(const struct table *table, const char *name)
{
	size_t i;

	for (i = 0; i < table->protocol_count; i++)
		if (strcmp(table->protocols[i].name, name) == 0)
			return true;
	return false;
}

/* Makes the rows of the protocol NAME. */
static int
add_protocol(struct table *table, const char *name)
{
	struct reading reading = {.table = table};
	struct protocol *protocol;
	char file[MOST_NAME + 8], path[BUGS_PATH];

	if (table->protocol_count == MOST_PROTOCOLS) {
		printf("Bail out! more than %d protocols\n", MOST_PROTOCOLS);
		return -1;
	}
	protocol = &table->protocols[table->protocol_count++];
	(void)snprintf(protocol->name, sizeof(protocol->name), "%s", name);
	(void)snprintf(file, sizeof(file), "%s.bugs", protocol->name);
	bugs_path(path, "top_srcdir", file);
	fill_words(table, protocol);
	add_controls(table, protocol);
	reading.protocol = protocol;
	return bugs_read(&table->bugs, &table->suite, path, add_bad, &reading);
}

static int
add_protocols(struct table *table)
{
	const char *name;
	size_t i;

	for (i = 0; i < table->suite.count; i++) {
		name = table->suite.cases[i]->protocol;
		if (!table->suite.cases[i]->of_server &&
		    !has_protocol(table, name) &&
		    add_protocol(table, name) == -1)
			return -1;
	}
	return 0;
}

int
main(void)
{
	static char words[BUGS_PATH];
	const char *emulator = getenv("EMULATOR");
	static struct table table;
	struct mni_trouble trouble;
	int status = EXIT_NOTHING_RAN;

	if (emulator == NULL)
		emulator = "";
	(void)snprintf(words, sizeof(words), "%s", emulator);
	split_emulator(&table, words);
	bugs_path(table.client, "top_builddir", "client");
	if (mni_suite_load(&table.suite, mni_fixtures(), &trouble) != MNI_OK) {
		printf("Bail out! %s\n", trouble.text);
		return status;
	}
	if (bugs_list(&table.bugs, emulator, table.client) == 0 &&
	    add_protocols(&table) == 0)
		status = run(&table);
	mni_suite_fini(&table.suite);
	return status;
}
