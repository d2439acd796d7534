/* SPDX-License-Identifier: MIT */
/*
 * Proof that the cases can fail.  The known-bad client has one deliberate bug,
 * chosen by a switch; a table for each protocol names the cases that each bug
 * must fail.  A row that is not failed is a failure here, and so is a case
 * that no bug fails: it would assert nothing; and a bug that fails no case.
 */
#include <config.h>

#include "base/file.h"
#include "judge/batch.h"
#include "judge/cases.h"
#include "judge/fixtures.h"
#include "script/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A client that is right may be slow; one that fails is not waited for. */
#define GRACE_MS 2000
#define BAD_GRACE_MS 200
#define CONTROL_JOBS 16
#define JOBS 64
/* Of a client that fails: long enough for a slow mock to tempt it. */
#define BAD_DEADLINE_MS 400
#define MOST_ROWS 4000
#define MOST_BUGS 400
#define MOST_PROTOCOLS 16
#define MOST_NAME 64
#define MOST_PATH 4096
#define MOST_EMULATOR 20
#define MOST_WORDS (MOST_EMULATOR + 12)
#define EXIT_NOTHING_RAN 99

/* A protocol that cases are about, and how the client is started for it: the
 * emulator, if there is one, the client and its options. */
struct protocol {
	char name[MOST_NAME];
	bool untried; /* nobody has written its table yet */
	const char *words[MOST_WORDS];
};

/* One bug against one case. */
struct row {
	const struct protocol *protocol;
	struct mni_command command; /* its variant is the bug */
	const struct mni_case *test;
	bool must_fail;
	struct mni_item *item; /* the table's */
};

struct table {
	struct mni_suite suite;
	char client[MOST_PATH];
	const char *emulator[MOST_EMULATOR]; /* the words of it */
	size_t emulator_count;
	char bugs[MOST_BUGS][MOST_NAME]; /* as the client lists them */
	size_t bug_count;
	struct protocol protocols[MOST_PROTOCOLS];
	size_t protocol_count;
	struct row rows[MOST_ROWS]; /* by protocol */
	size_t count;
	struct mni_item items[MOST_ROWS]; /* the same, as they are run */
};

static void
add_row(struct table *table, const struct protocol *protocol, const char *bug,
    const struct mni_case *test, bool must_fail)
{
	if (table->count == MOST_ROWS) {
		printf("Bail out! more than %d rows\n", MOST_ROWS);
		exit(EXIT_NOTHING_RAN);
	}
	table->rows[table->count++] = (struct row){.protocol = protocol,
	    .command = {.words = protocol->words,
	        .variant = bug,
	        .deadline_ms = must_fail ? BAD_DEADLINE_MS : 0,
	        .grace_ms = must_fail ? BAD_GRACE_MS : GRACE_MS,
	        .statuses = true},
	    .test = test,
	    .must_fail = must_fail};
}

static const char *
find_bug(const struct table *table, const char *name)
{
	size_t i;

	for (i = 0; i < table->bug_count; i++)
		if (strcmp(table->bugs[i], name) == 0)
			return table->bugs[i];
	return NULL;
}

/* A line in the first column names a bug, the indented ones its cases. */
static int
read_line(struct table *table, const struct protocol *protocol,
    struct mni_reader *reader, int indent, const char **bug)
{
	struct mni_token token = mni_next_token(reader);
	const struct mni_case *test;
	char name[96];

	for (; token.kind == MNI_WORD; token = mni_next_token(reader)) {
		(void)snprintf(
		    name, sizeof(name), "%.*s", (int)token.size, token.text);
		if (indent == 0) {
			*bug = find_bug(table, name);
			if (*bug == NULL)
				return mni_expected(
				    reader, &token, "a bug of the client");
			return mni_take_line_end(reader);
		}
		test = mni_suite_find(&table->suite, name);
		if (*bug == NULL || test == NULL ||
		    !mni_case_is_about(test, protocol->name))
			return mni_expected(reader, &token,
			    "a bug in the first column, or below it a case "
			    "of the protocol");
		add_row(table, protocol, *bug, test, true);
	}
	return 0;
}

static int
read_table(
    struct table *table, const struct protocol *protocol, const char *path)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;
	struct mni_reader reader;
	const char *bug = NULL;
	int indent, result = 0;

	if (mni_file_read(path, &text, &trouble) != MNI_OK) {
		printf("Bail out! %s\n", trouble.text);
		return -1;
	}
	mni_reader_init(&reader, (const char *)text.data, text.size);
	while (result == 0 && (indent = mni_next_line(&reader)) != -1)
		result = read_line(table, protocol, &reader, indent, &bug);
	if (result == -1)
		printf("Bail out! %s:%u:%u: %s\n", path, reader.mistake.line,
		    reader.mistake.column, reader.mistake.text);
	mni_bytes_fini(&text);
	return result;
}

/* The right client must pass everything: else a failure proves nothing. */
static void
add_controls(struct table *table, const struct protocol *protocol)
{
	size_t i;

	for (i = 0; i < table->suite.count; i++)
		if (mni_case_is_about(table->suite.cases[i], protocol->name))
			add_row(table, protocol, "none", table->suite.cases[i],
			    false);
}

static void
print_row(size_t number, const struct row *row)
{
	const struct mni_verdict *verdict = &row->item->verdict;
	bool failed = verdict->kind == MNI_FAIL || verdict->kind == MNI_HANG;
	bool ok = row->must_fail ? failed : verdict->kind == MNI_PASS;

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

static bool
is_untried(const struct table *table, const struct mni_case *test)
{
	size_t i;

	for (i = 0; i < table->protocol_count; i++)
		if (mni_case_is_about(test, table->protocols[i].name))
			return table->protocols[i].untried;
	return false;
}

static void
print_case(
    const struct table *table, const struct mni_case *test, size_t number)
{
	if (is_untried(table, test))
		printf("ok %zu - a bug fails %s # SKIP no client is bad at %s "
		       "yet\n",
		    number, test->id, test->protocol);
	else
		printf("%s %zu - a bug fails %s\n",
		    has_row(table, test, NULL) ? "ok" : "not ok", number,
		    test->id);
}

/* One line a case and one line a bug; returns the number of the last line. */
static size_t
print_coverage(const struct table *table, size_t number)
{
	size_t i;

	for (i = 0; i < table->suite.count; i++)
		print_case(table, table->suite.cases[i], ++number);
	for (i = 0; i < table->bug_count; i++)
		printf("%s %zu - %s fails a case\n",
		    has_row(table, NULL, table->bugs[i]) ? "ok" : "not ok",
		    ++number, table->bugs[i]);
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
			*row->item = (struct mni_item){
			    .test = row->test, .command = &row->command};
		}
	if (mni_batch_run(&batch, &trouble) == MNI_OK)
		return (int)batch.count;
	printf("Bail out! %s\n", trouble.text);
	return -1;
}

static int
run(struct table *table)
{
	int controls = run_rows(table, false, table->items, CONTROL_JOBS);
	size_t i, number;

	if (controls == -1 ||
	    run_rows(table, true, table->items + controls, JOBS) == -1)
		return EXIT_NOTHING_RAN;
	for (i = 0; i < table->count; i++) {
		print_row(i + 1, &table->rows[i]);
		mni_verdict_fini(&table->rows[i].item->verdict);
	}
	number = print_coverage(table, table->count);
	printf("1..%zu\n", number);
	return 0;
}

/* FOLDER/suites/known-bad/ and NAME with SUFFIX. */
static void
fill_path(char out[static MOST_PATH], const char *folder, const char *name,
    const char *suffix)
{
	const char *top = getenv(folder);

	(void)snprintf(out, MOST_PATH, "%s/suites/known-bad/%s%s",
	    top == NULL ? "." : top, name, suffix);
}

/* Asks the client for its bugs, behind the same emulator. */
static int
read_bugs(struct table *table, const char *emulator)
{
	char command[2 * MOST_PATH], *name;
	size_t *count = &table->bug_count;
	FILE *list;

	(void)snprintf(command, sizeof(command), "%s '%s' --list", emulator,
	    table->client);
	list = popen(command, "r"); /* NOLINT(cert-env33-c): our own */
	for (; list != NULL && *count < MOST_BUGS; ++*count) {
		name = table->bugs[*count];
		if (fgets(name, MOST_NAME, list) == NULL)
			break;
		name[strcspn(name, "\n")] = '\0';
	}
	if (list != NULL && pclose(list) == 0 && *count > 0 &&
	    *count < MOST_BUGS)
		return 0;
	printf("Bail out! %s: no list of bugs\n", command);
	return -1;
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
	const char *const options[] = {table->client, protocol->name, "--bug",
	    "{variant}", "--{transport}", "--timeout", "{timeout}", "--retry",
	    "{retry}", "{host}", "{port}"};

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
	struct protocol *protocol;
	char path[MOST_PATH];

	if (table->protocol_count == MOST_PROTOCOLS) {
		printf("Bail out! more than %d protocols\n", MOST_PROTOCOLS);
		return -1;
	}
	protocol = &table->protocols[table->protocol_count++];
	(void)snprintf(protocol->name, sizeof(protocol->name), "%s", name);
	fill_path(path, "top_srcdir", name, ".bugs");
	protocol->untried = access(path, F_OK) == -1;
	if (protocol->untried)
		return 0;
	fill_words(table, protocol);
	add_controls(table, protocol);
	return read_table(table, protocol, path);
}

static int
add_protocols(struct table *table)
{
	const char *name;
	size_t i;

	for (i = 0; i < table->suite.count; i++) {
		name = table->suite.cases[i]->protocol;
		if (!has_protocol(table, name) &&
		    add_protocol(table, name) == -1)
			return -1;
	}
	return 0;
}

int
main(void)
{
	static char words[MOST_PATH];
	const char *emulator = getenv("EMULATOR");
	static struct table table;
	struct mni_trouble trouble;
	int status = EXIT_NOTHING_RAN;

	if (emulator == NULL)
		emulator = "";
	(void)snprintf(words, sizeof(words), "%s", emulator);
	split_emulator(&table, words);
	fill_path(table.client, "top_builddir", "client", "");
	if (mni_suite_load(&table.suite, mni_fixtures(), &trouble) != MNI_OK) {
		printf("Bail out! %s\n", trouble.text);
		return status;
	}
	if (read_bugs(&table, emulator) == 0 && add_protocols(&table) == 0)
		status = run(&table);
	mni_suite_fini(&table.suite);
	return status;
}
