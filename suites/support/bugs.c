/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/bugs.h"

#include "base/file.h"
#include "script/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ID 96

/* More than so many are wrong for another reason. */
#define MOST_AGAIN 20

void
bugs_path(char out[static BUGS_PATH], const char *top, const char *name)
{
	const char *folder = getenv(top);

	(void)snprintf(out, BUGS_PATH, "%s/suites/known-bad/%s",
	    folder == NULL ? "." : folder, name);
}

int
bugs_list(struct bugs *bugs, const char *emulator, const char *program)
{
	char command[2 * BUGS_PATH], *name;
	FILE *list;

	(void)snprintf(
	    command, sizeof(command), "%s '%s' --list", emulator, program);
	bugs->count = 0;
	list = popen(command, "r"); /* NOLINT(cert-env33-c): our own */
	for (; list != NULL && bugs->count < BUGS_MOST; bugs->count++) {
		name = bugs->names[bugs->count];
		if (fgets(name, BUGS_NAME, list) == NULL)
			break;
		name[strcspn(name, "\n")] = '\0';
	}
	if (list != NULL && pclose(list) == 0 && bugs->count > 0 &&
	    bugs->count < BUGS_MOST)
		return 0;
	printf("Bail out! %s: no list of bugs\n", command);
	return -1;
}

/* A table while it is read. */
struct reading {
	const struct bugs *bugs;
	const struct mni_suite *suite;
	bool (*add)(void *owner, size_t bug, const struct mni_case *test);
	void *owner;
	size_t bug; /* of the lines that follow; bugs->count: none yet */
};

static int
read_bug(struct reading *reading, struct mni_reader *reader,
    const struct mni_token *token)
{
	size_t i = 0;

	while (i < reading->bugs->count &&
	       !mni_token_is(token, reading->bugs->names[i]))
		i++;
	if (i == reading->bugs->count)
		return mni_expected(reader, token, "a bug of the program");
	reading->bug = i;
	return mni_take_line_end(reader);
}

static int
read_line(struct reading *reading, struct mni_reader *reader, int indent)
{
	struct mni_token token = mni_next_token(reader);
	const struct mni_case *test;
	char id[MOST_ID];

	if (indent == 0)
		return read_bug(reading, reader, &token);
	for (; token.kind == MNI_WORD; token = mni_next_token(reader)) {
		(void)snprintf(
		    id, sizeof(id), "%.*s", (int)token.size, token.text);
		test = mni_suite_find(reading->suite, id);
		if (test == NULL || reading->bug == reading->bugs->count ||
		    !reading->add(reading->owner, reading->bug, test))
			return mni_expected(reader, &token,
			    "a bug in the first column, or below it a case "
			    "that this table is for");
	}
	return 0;
}

int
bugs_read(const struct bugs *bugs, const struct mni_suite *suite,
    const char *path,
    bool (*add)(void *owner, size_t bug, const struct mni_case *test),
    void *owner)
{
	struct reading reading = {.bugs = bugs,
	    .suite = suite,
	    .add = add,
	    .owner = owner,
	    .bug = bugs->count};
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;
	struct mni_reader reader;
	int indent, result = 0;

	if (mni_file_read(path, &text, &trouble) != MNI_OK) {
		printf("Bail out! %s\n", trouble.text);
		return -1;
	}
	mni_reader_init(&reader, (const char *)text.data, text.size);
	while (result == 0 && (indent = mni_next_line(&reader)) != -1)
		result = read_line(&reading, &reader, indent);
	if (result == -1)
		printf("Bail out! %s:%u:%u: %s\n", path, reader.mistake.line,
		    reader.mistake.column, reader.mistake.text);
	mni_bytes_fini(&text);
	return result;
}

bool
bugs_proves(const struct mni_verdict *verdict, bool must_fail)
{
	if (verdict->kind == MNI_SKIP)
		return true;
	if (must_fail)
		return verdict->kind == MNI_FAIL || verdict->kind == MNI_HANG;
	return verdict->kind == MNI_PASS;
}

static size_t
count_wrong(const struct mni_batch *batch, bool must_fail)
{
	size_t i, wrong = 0;

	for (i = 0; i < batch->count; i++)
		wrong += !bugs_proves(&batch->items[i].verdict, must_fail);
	return wrong;
}

/* A second try counts when it proves what the first did not. */
static void
try_again(bugs_runner *run, const struct mni_batch *batch,
    struct mni_item *item, bool must_fail)
{
	struct mni_item again = *item;
	struct mni_batch alone = *batch;
	struct mni_trouble trouble;

	again.verdict = (struct mni_verdict){.kind = MNI_BROKEN};
	alone.items = &again;
	alone.count = 1;
	alone.jobs = 1;
	if (run(&alone, &trouble) == MNI_OK &&
	    bugs_proves(&again.verdict, must_fail)) {
		mni_verdict_fini(&item->verdict);
		item->verdict = again.verdict;
	} else {
		mni_verdict_fini(&again.verdict);
	}
}

enum mni_status
bugs_run(bugs_runner *run, struct mni_batch *batch, bool must_fail,
    struct mni_trouble *trouble)
{
	enum mni_status status = run(batch, trouble);
	size_t i;

	if (status != MNI_OK || count_wrong(batch, must_fail) > MOST_AGAIN)
		return status;
	for (i = 0; i < batch->count; i++)
		if (!bugs_proves(&batch->items[i].verdict, must_fail))
			try_again(run, batch, &batch->items[i], must_fail);
	return status;
}
