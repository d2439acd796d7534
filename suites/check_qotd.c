/* SPDX-License-Identifier: MIT */
/* The QOTD client of src/, called in process, against every case about it. */
#include <config.h>

#include "cases.h"
#include "checks.h"
#include "fixtures.h"
#include "hold.h"
#include "library.h"

#include <stdio.h>
#include <stdlib.h>

static struct mni_suite suite;

static void
play_case(int index)
{
	const struct mni_case *test = suite.cases[index];
	struct mni_verdict verdict = mni_library_run(test);
	char text[2000];

	if (verdict.kind == MNI_SKIP) {
		checks_skip(test->id, "%s", verdict.why);
	} else if (verdict.kind != MNI_PASS) {
		(void)snprintf(text, sizeof(text), "%s: %s\n%s",
		    mni_verdict_word(verdict.kind), verdict.why,
		    verdict.excerpt == NULL ? "" : verdict.excerpt);
		mni_verdict_fini(&verdict);
		ck_abort_msg("%s", text);
	}
	mni_verdict_fini(&verdict);
}

/* Instead of the tests.  Standard output is a log, so the terminal is told. */
static int
hold(const struct mni_case *test)
{
	FILE *terminal = fopen("/dev/tty", "w");
	struct mni_trouble trouble;

	if (mni_hold(test, terminal == NULL ? stderr : terminal, &trouble) !=
	    MNI_OK) {
		printf("Bail out! %s: %s\n", test->id, trouble.text);
		return 99;
	}
	if (terminal != NULL)
		(void)fclose(terminal);
	printf("1..1\nok 1 - %s # SKIP its mock was held\n", test->id);
	return 0;
}

int
main(void)
{
	const struct mni_case *held;
	Suite *checks = suite_create("qotd");
	struct mni_trouble trouble;
	TTest *tests;
	size_t i;
	int status;

	if (mni_suite_load(&suite, mni_fixtures(), &trouble) != MNI_OK) {
		printf("Bail out! %s\n", trouble.text);
		return 99;
	}
	if (mni_hold_wanted(&suite, "qotd", &held)) {
		if (held == NULL)
			printf("Bail out! MOCKNET_SERVE: no such case about "
			       "qotd\n");
		status = held == NULL ? 99 : hold(held);
		mni_suite_fini(&suite);
		return status;
	}
	tests = calloc(suite.count, sizeof(*tests));
	for (i = 0; tests != NULL && i < suite.count; i++) {
		if (!mni_case_is_about(suite.cases[i], "qotd") ||
		    !mni_library_can(suite.cases[i]))
			continue;
		tests[i] = (TTest){suite.cases[i]->id, play_case,
		    suite.cases[i]->file, (int)suite.cases[i]->line};
		(void)checks_add(checks, &tests[i], (int)i);
	}
	status = checks_main(checks);
	mni_suite_fini(&suite);
	free(tests);
	return status;
}
