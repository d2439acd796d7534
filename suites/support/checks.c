/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/checks.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define MOST_SKIPS 256
#define EXIT_NOTHING_RAN 99 /* to Automake: a hard error */

/* Shared with the processes that Check forks. */
struct skips {
	size_t count;
	struct {
		char name[96], why[200];
	} list[MOST_SKIPS];
};

static struct skips *skips;
static int added;

Suite *
checks_suite(const char *name, const TTest *const *tests, size_t count)
{
	Suite *suite = suite_create(name);
	size_t i;

	for (i = 0; i < count; i++)
		(void)checks_add(suite, tests[i], 0);
	return suite;
}

TCase *
checks_add(Suite *suite, const TTest *test, int index)
{
	TCase *tcase = tcase_create(test->name);

	tcase_add_loop_test(tcase, test, index, index + 1);
	tcase_set_timeout(tcase, 30);
	suite_add_tcase(suite, tcase);
	added++;
	return tcase;
}

void
checks_skip(const char *name, const char *format, ...)
{
	va_list args;

	/* One test runs at a time, in this process or in a child. */
	if (skips->count == MOST_SKIPS)
		ck_abort_msg("more than %d tests are skipped", MOST_SKIPS);
	(void)snprintf(skips->list[skips->count].name,
	    sizeof(skips->list[0].name), "%s", name);
	va_start(args, format);
	(void)vsnprintf(skips->list[skips->count].why,
	    sizeof(skips->list[0].why), format, args);
	va_end(args);
	skips->count++;
}

static const char *
why_skipped(const char *name)
{
	size_t i;

	for (i = 0; i < skips->count; i++)
		if (strcmp(skips->list[i].name, name) == 0)
			return skips->list[i].why;
	return NULL;
}

static void
print_comment(const char *text)
{
	const char *end;

	for (; *text != '\0'; text = *end == '\0' ? end : end + 1) {
		end = text + strcspn(text, "\n");
		printf("# %.*s\n", (int)(end - text), text);
	}
}

static void
print_result(int number, TestResult *result)
{
	const char *name = tr_tcname(result), *why = why_skipped(name);

	if (tr_rtype(result) != CK_PASS) {
		printf("not ok %d - %s\n", number, name);
		printf("# %s:%d:\n", tr_lfile(result), tr_lno(result));
		print_comment(tr_msg(result));
	} else if (why != NULL) {
		printf("ok %d - %s # SKIP %s\n", number, name, why);
	} else {
		printf("ok %d - %s\n", number, name);
	}
}

static int
run(SRunner *runner)
{
	TestResult **results;
	int i, count;

	/* Promised before the tests run, so that what a crash takes away is
	 * missed; a selection by CK_RUN_CASE is counted afterwards. */
	bool promised = getenv("CK_RUN_CASE") == NULL &&
	                getenv("CK_RUN_SUITE") == NULL;

	if (promised)
		printf("1..%d\n", added);
	(void)fflush(stdout);
	srunner_run_all(runner, CK_SILENT);
	count = srunner_ntests_run(runner);
	results = srunner_results(runner);
	for (i = 0; i < count; i++)
		print_result(i + 1, results[i]);
	if (!promised)
		printf("1..%d\n", count);
	free(results);
	if (fflush(stdout) != 0 || count == 0)
		return EXIT_NOTHING_RAN;
	return 0;
}

int
checks_main(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int status;

	skips = mmap(NULL, sizeof(*skips), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (skips == MAP_FAILED)
		return EXIT_NOTHING_RAN;
	status = run(runner);
	srunner_free(runner);
	(void)munmap(skips, sizeof(*skips));
	return status;
}
