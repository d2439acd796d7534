/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/clients.h"

#include "engine/ports.h"
#include "judge/cases.h"
#include "judge/fixtures.h"
#include "judge/hold.h"
#include "judge/library.h"
#include "support/checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

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

/* The case that is to be held instead, or a bail-out. */
static int
hold_wanted(const struct mni_case *test, const char *name)
{
	if (test != NULL)
		return hold(test);
	printf("Bail out! MOCKNET_SERVE: no such case about %s\n", name);
	return 99;
}

/* Check keeps pointers into *out_tests, one for each case. */
static Suite *
make_checks(const char *name, const char *const *protocols, TTest **out_tests)
{
	Suite *checks = suite_create(name);
	TTest *tests = calloc(suite.count, sizeof(*tests));
	const struct mni_case *test;
	size_t i;

	for (i = 0; tests != NULL && i < suite.count; i++) {
		test = suite.cases[i];
		if (!mni_case_is_about_any(test, protocols) ||
		    !mni_library_can(test))
			continue;
		tests[i] =
		    (TTest){test->id, play_case, test->file, (int)test->line};
		(void)checks_add(checks, &tests[i], (int)i);
	}
	*out_tests = tests;
	return checks;
}

/* Every test is a child of this process, and starts hundreds of servers. */
static void
share_ports(void)
{
	void *memory = mmap(NULL, sizeof(struct mni_ports),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory != MAP_FAILED)
		mni_ports_keep_in(memory);
}

int
clients_main(const char *name, const char *const *protocols)
{
	const struct mni_case *held;
	struct mni_trouble trouble;
	TTest *tests = NULL;
	int status;

	if (mni_suite_load(&suite, mni_fixtures(), &trouble) != MNI_OK) {
		printf("Bail out! %s\n", trouble.text);
		return 99;
	}
	if (mni_hold_wanted(&suite, protocols, &held)) {
		status = hold_wanted(held, name);
	} else {
		share_ports();
		status =
		    checks_main_in_lanes(make_checks(name, protocols, &tests));
	}
	mni_suite_fini(&suite);
	free(tests);
	return status;
}
