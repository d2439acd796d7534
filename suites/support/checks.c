/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/checks.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* A prime number: tables often have what waits in every second or fourth
 * row. */
#define LANES 11
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

/* A process that runs the tests with its tag, one after the other. */
struct lane {
	FILE *results; /* with the numbers that they have among all */
	pid_t pid;     /* -1: there is none */
};

static const char *const tags[LANES] = {"lane1", "lane2", "lane3", "lane4",
    "lane5", "lane6", "lane7", "lane8", "lane9", "lane10", "lane11"};

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
	tcase_set_tags(tcase, tags[added++ % LANES]);
	suite_add_tcase(suite, tcase);
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
print_comment(FILE *out, const char *text)
{
	const char *end;

	for (; *text != '\0'; text = *end == '\0' ? end : end + 1) {
		end = text + strcspn(text, "\n");
		(void)fprintf(out, "# %.*s\n", (int)(end - text), text);
	}
}

static void
print_result(FILE *out, int number, TestResult *result)
{
	const char *name = tr_tcname(result), *why = why_skipped(name);

	if (tr_rtype(result) != CK_PASS) {
		(void)fprintf(out, "not ok %d - %s\n", number, name);
		(void)fprintf(
		    out, "# %s:%d:\n", tr_lfile(result), tr_lno(result));
		print_comment(out, tr_msg(result));
	} else if (why != NULL) {
		(void)fprintf(out, "ok %d - %s # SKIP %s\n", number, name, why);
	} else {
		(void)fprintf(out, "ok %d - %s\n", number, name);
	}
}

/* Runs the tests with TAG, or all without one; the first result has number
 * FIRST, the next STEP more.  Returns how many they are. */
static int
run(SRunner *runner, const char *tag, FILE *out, int first, int step)
{
	TestResult **results;
	int i, count;

	skips = mmap(NULL, sizeof(*skips), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (skips == MAP_FAILED)
		return 0;
	srunner_run_tagged(runner, NULL, NULL, tag, NULL, CK_SILENT);
	count = srunner_ntests_run(runner);
	results = srunner_results(runner);
	for (i = 0; i < count; i++)
		print_result(out, first + i * step, results[i]);
	free(results);
	(void)munmap(skips, sizeof(*skips));
	return count;
}

/* By the variables of Check. */
static bool
some_are_chosen(void)
{
	return getenv("CK_RUN_CASE") != NULL || getenv("CK_RUN_SUITE") != NULL;
}

/* Promised before the tests run, so that what a crash takes away is missed. */
static void
promise(int count)
{
	printf("1..%d\n", count);
	(void)fflush(stdout);
}

int
checks_main(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	bool all = !some_are_chosen();
	int count;

	if (all)
		promise(added);
	count = run(runner, NULL, stdout, 1, 1);
	if (!all)
		promise(count);
	srunner_free(runner);
	return fflush(stdout) == 0 && count > 0 ? 0 : EXIT_NOTHING_RAN;
}

/* A file that no program has that a test starts. */
static FILE *
file_of_results(void)
{
	FILE *file = tmpfile();

	if (file != NULL)
		(void)fcntl(fileno(file), F_SETFD, FD_CLOEXEC);
	return file;
}

static void
start_lane(struct lane *lane, SRunner *runner, int number)
{
	lane->results = file_of_results();
	lane->pid = lane->results == NULL ? -1 : fork();
	if (lane->pid != 0)
		return;
	(void)run(runner, tags[number], lane->results, number + 1, LANES);
	(void)fflush(lane->results);
	_exit(0);
}

/* Prints the next result, which may be missing, with its comments. */
static void
print_next(FILE *results)
{
	char *line = NULL;
	size_t room = 0;
	int next = '#';

	while (next == '#' && getline(&line, &room, results) != -1) {
		(void)fputs(line, stdout);
		next = ungetc(getc(results), results);
	}
	free(line);
}

static void
end_lane(struct lane *lane)
{
	if (lane->pid > 0)
		(void)waitpid(lane->pid, NULL, 0);
	if (lane->results != NULL)
		rewind(lane->results);
}

int
checks_main_in_lanes(Suite *suite)
{
	struct lane lanes[LANES];
	SRunner *runner;
	int i;

	if (some_are_chosen() || added < LANES)
		return checks_main(suite);
	runner = srunner_create(suite);
	promise(added);
	for (i = 0; i < LANES; i++)
		start_lane(&lanes[i], runner, i);
	for (i = 0; i < LANES; i++)
		end_lane(&lanes[i]);
	for (i = 0; i < added; i++)
		if (lanes[i % LANES].results != NULL)
			print_next(lanes[i % LANES].results);
	for (i = 0; i < LANES; i++)
		if (lanes[i].results != NULL)
			(void)fclose(lanes[i].results);
	srunner_free(runner);
	return fflush(stdout) == 0 ? 0 : EXIT_NOTHING_RAN;
}
