/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/mistakes.h"

#include "judge/cases.h"
#include "judge/grammar.h"
#include "mocknet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct mistake *table;

static void
name_mistake(int index)
{
	const struct mistake *row = &table[index];
	struct mn_mistake mistake = {.line = 0};
	char got[300];

	ck_assert_msg(!mn_script_ok(row->text, &mistake), "it was accepted");
	(void)snprintf(got, sizeof(got), "%u:%u: %s", mistake.line,
	    mistake.column, mistake.text);
	ck_assert_msg(strncmp(got, row->want, strlen(row->want)) == 0,
	    "expected \"%s...\", got \"%s\"", row->want, got);
}

static void
name_mistake_of_case(int index)
{
	const struct mistake *row = &table[index];
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	char want[200];

	(void)snprintf(want, sizeof(want), "x:%s", row->want);
	ck_assert_int_eq(
	    mni_suite_read(&suite, "x", row->text, strlen(row->text), &trouble),
	    MNI_USAGE);
	ck_assert_msg(strncmp(trouble.text, want, strlen(want)) == 0,
	    "expected \"%s...\", got \"%s\"", want, trouble.text);
	mni_suite_fini(&suite);
}

static void
add(Suite *suite, const struct mistake *rows, size_t count,
    void (*test)(int index))
{
	static TTest *tests;
	size_t i;

	tests = calloc(count, sizeof(*tests));
	if (tests == NULL)
		abort();
	table = rows;
	for (i = 0; i < count; i++) {
		tests[i] = (TTest){rows[i].name, test, __FILE__, __LINE__};
		(void)checks_add(suite, &tests[i], (int)i);
	}
}

void
mistakes_add(Suite *suite, const struct mistake *rows, size_t count)
{
	add(suite, rows, count, name_mistake);
}

void
mistakes_add_cases(Suite *suite, const struct mistake *rows, size_t count)
{
	add(suite, rows, count, name_mistake_of_case);
}

void
mistakes_at_every_cut(const char *text)
{
	struct mni_trouble trouble;
	struct mni_suite suite;
	enum mni_status status;
	size_t size;

	for (size = 0; size <= strlen(text); size++) {
		suite = MNI_SUITE_EMPTY;
		status = mni_suite_read(&suite, "x", text, size, &trouble);
		if (status != MNI_OK)
			ck_assert_msg(strncmp(trouble.text, "x:", 2) == 0, "%s",
			    trouble.text);
		mni_suite_fini(&suite);
	}
}
