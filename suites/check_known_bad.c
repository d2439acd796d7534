/* SPDX-License-Identifier: MIT */
/*
 * Proof that the cases can fail.  A known-bad client has one deliberate bug,
 * chosen by a switch; its table names the cases that each bug must fail.  A
 * bug that is not caught is a failure here, and so is a case that no bug
 * fails: it would assert nothing.
 */
#include <config.h>

#include "base/file.h"
#include "batch.h"
#include "cases.h"
#include "fixtures.h"
#include "script/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A client that is right may be slow; one that fails is not waited for. */
#define GRACE_MS 2000
#define BAD_GRACE_MS 500
#define CONTROL_JOBS 8
#define JOBS 48
/* Of a client that fails: long enough for a slow mock to tempt it. */
#define LEAST_BAD_DEADLINE_MS 300
#define MOST_BAD_DEADLINE_MS 600
#define MOST_ROWS 1000
#define EXIT_NOTHING_RAN 99

/* One bug against one case. */
struct row {
	char bug[64];
	struct mni_command command;
	bool must_fail;
};

struct table {
	struct mni_suite suite;
	struct row rows[MOST_ROWS];
	struct mni_item items[MOST_ROWS]; /* items[i] is of rows[i] */
	size_t count;
};

#define MOST_WORDS 32

/* The command: the emulator, if there is one, the client and its options. */
static const char *words[MOST_WORDS];

static void
add_row(struct table *table, const char *bug, const struct mni_case *test,
    bool must_fail)
{
	struct row *row = &table->rows[table->count];
	int deadline_ms = test->deadline_ms;

	if (table->count == MOST_ROWS) {
		printf("Bail out! more than %d rows\n", MOST_ROWS);
		exit(EXIT_NOTHING_RAN);
	}
	(void)snprintf(row->bug, sizeof(row->bug), "%s", bug);
	row->must_fail = must_fail;
	if (must_fail && deadline_ms < LEAST_BAD_DEADLINE_MS)
		deadline_ms = LEAST_BAD_DEADLINE_MS;
	if (must_fail && deadline_ms > MOST_BAD_DEADLINE_MS)
		deadline_ms = MOST_BAD_DEADLINE_MS;
	row->command = (struct mni_command){.words = words,
	    .variant = row->bug,
	    .deadline_ms = deadline_ms,
	    .grace_ms = must_fail ? BAD_GRACE_MS : GRACE_MS,
	    .statuses = true};
	table->items[table->count++] =
	    (struct mni_item){.test = test, .command = &row->command};
}

/* A line in the first column names a bug, the indented ones its cases. */
static int
read_line(struct table *table, struct mni_reader *reader, int indent,
    char bug[static 64])
{
	struct mni_token token = mni_next_token(reader);
	const struct mni_case *test;
	char id[96];

	if (indent == 0) {
		(void)snprintf(bug, 64, "%.*s", (int)token.size, token.text);
		return mni_take_line_end(reader);
	}
	if (bug[0] == '\0')
		return mni_expected(
		    reader, &token, "a bug in the first column");
	for (; token.kind == MNI_WORD; token = mni_next_token(reader)) {
		(void)snprintf(
		    id, sizeof(id), "%.*s", (int)token.size, token.text);
		test = mni_suite_find(&table->suite, id);
		if (test == NULL)
			return mni_expected(reader, &token, "the id of a case");
		add_row(table, bug, test, true);
	}
	return 0;
}

static int
read_table(struct table *table, const char *path)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;
	struct mni_reader reader;
	char bug[64] = "";
	int indent, result = 0;

	if (mni_file_read(path, &text, &trouble) != MNI_OK) {
		printf("Bail out! %s\n", trouble.text);
		return -1;
	}
	mni_reader_init(&reader, (const char *)text.data, text.size);
	while (result == 0 && (indent = mni_next_line(&reader)) != -1)
		result = read_line(table, &reader, indent, bug);
	if (result == -1)
		printf("Bail out! %s:%u:%u: %s\n", path, reader.mistake.line,
		    reader.mistake.column, reader.mistake.text);
	mni_bytes_fini(&text);
	return result;
}

/* The right client must pass everything: else a failure proves nothing. */
static void
add_controls(struct table *table, const char *protocol)
{
	size_t i;

	for (i = 0; i < table->suite.count; i++)
		if (mni_case_is_about(table->suite.cases[i], protocol))
			add_row(table, "none", table->suite.cases[i], false);
}

static void
print_row(size_t number, const struct row *row, const struct mni_item *item)
{
	enum mni_verdict_kind kind = item->verdict.kind;
	bool failed = kind == MNI_FAIL || kind == MNI_HANG;
	bool ok = row->must_fail ? failed : kind == MNI_PASS;

	if (kind == MNI_SKIP) {
		printf("ok %zu - %s: %s # SKIP %s\n", number, row->bug,
		    item->test->id, item->verdict.why);
		return;
	}
	printf("%s %zu - %s %s %s\n", ok ? "ok" : "not ok", number, row->bug,
	    row->must_fail ? "fails" : "passes", item->test->id);
	if (!ok)
		printf("# %s: %s\n", mni_verdict_word(kind), item->verdict.why);
}

static bool
failed_by_a_bug(const struct table *table, const struct mni_case *test)
{
	size_t i;

	for (i = 0; i < table->count; i++)
		if (table->rows[i].must_fail && table->items[i].test == test)
			return true;
	return false;
}

/* One line a case about PROTOCOL; returns the number of the last line. */
static size_t
print_coverage(const struct table *table, const char *protocol, size_t number)
{
	const struct mni_case *test;
	size_t i;

	for (i = 0; i < table->suite.count; i++) {
		test = table->suite.cases[i];
		if (!mni_case_is_about(test, protocol))
			continue;
		printf("%s %zu - a bug fails %s\n",
		    failed_by_a_bug(table, test) ? "ok" : "not ok", ++number,
		    test->id);
	}
	return number;
}

/* Runs COUNT rows from FIRST on, JOBS at a time. */
static int
run_rows(struct table *table, size_t first, size_t count, size_t jobs)
{
	struct mni_batch batch = {
	    .items = table->items + first, .count = count, .jobs = jobs};
	struct mni_trouble trouble;

	if (mni_batch_run(&batch, &trouble) == MNI_OK)
		return 0;
	printf("Bail out! %s\n", trouble.text);
	return -1;
}

static int
run(struct table *table, const char *protocol)
{
	size_t bugs = table->count, i, number;

	add_controls(table, protocol);
	if (run_rows(table, bugs, table->count - bugs, CONTROL_JOBS) == -1 ||
	    run_rows(table, 0, bugs, JOBS) == -1)
		return EXIT_NOTHING_RAN;
	for (i = 0; i < table->count; i++) {
		print_row(i + 1, &table->rows[i], &table->items[i]);
		mni_verdict_fini(&table->items[i].verdict);
	}
	number = print_coverage(table, protocol, table->count);
	printf("1..%zu\n", number);
	return 0;
}

/* FOLDER/suites/known-bad/PROTOCOL and its suffix. */
static const char *
path_of(char *out, size_t size, const char *folder, const char *protocol,
    const char *suffix)
{
	const char *top = getenv(folder);

	(void)snprintf(out, size, "%s/suites/known-bad/%s%s",
	    top == NULL ? "." : top, protocol, suffix);
	return out;
}

static void
fill_words(char *emulator, const char *client)
{
	static const char *const options[] = {"--bug", "{variant}",
	    "--{transport}", "--timeout", "{timeout}", "--retry", "{retry}",
	    "{host}", "{port}"};
	size_t i, count = 0, most = sizeof(options) / sizeof(options[0]) + 2;
	char *word;

	for (word = strtok(emulator, " "); word != NULL;
	     word = strtok(NULL, " "))
		if (count < MOST_WORDS - most)
			words[count++] = word;
	words[count++] = client;
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		words[count++] = options[i];
}

int
main(void)
{
	static const char protocol[] = "qotd";
	static char client[4096], bugs[4096], emulator[4096];
	const char *given = getenv("EMULATOR");
	static struct table table;
	struct mni_trouble trouble;
	int status = EXIT_NOTHING_RAN;

	(void)snprintf(
	    emulator, sizeof(emulator), "%s", given == NULL ? "" : given);
	fill_words(emulator,
	    path_of(client, sizeof(client), "top_builddir", protocol, ""));
	if (mni_suite_load(&table.suite, mni_fixtures(), &trouble) != MNI_OK) {
		printf("Bail out! %s\n", trouble.text);
		return status;
	}
	if (read_table(&table, path_of(bugs, sizeof(bugs), "top_srcdir",
	                           protocol, ".bugs")) == 0)
		status = run(&table, protocol);
	mni_suite_fini(&table.suite);
	return status;
}
