/* SPDX-License-Identifier: MIT */
/* mocknet_check.h: what fails is named by the line of the test that says it. */
#include <config.h>

#include "mocknet_check.h"
#include "support/dial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* The line that fails, of a test in another process. */
static int *line;

START_TEST(serves_no_such_script)
{
	*line = __LINE__ + 1;
	(void)mn_ck_serve(net, "tcp\n shout\n");
}
END_TEST

START_TEST(plays_to_the_wrong_words)
{
	struct mn_server *server = mn_ck_serve(net, "tcp\n send \"no\"\n");
	const char *script = "tcp\n recv \"yes\"\n", *host = mn_host(server);

	*line = __LINE__ + 1;
	mn_ck_play(net, script, host, mn_port(server), PATIENCE_MS);
}
END_TEST

START_TEST(waits_for_nobody)
{
	struct mn_server *server = mn_ck_serve(net, "discard tcp as quiet\n");

	*line = __LINE__ + 1;
	mn_ck_wait(server, MN_ACCEPT, 2, 1);
}
END_TEST

START_TEST(expects_who_does_not_come)
{
	mn_ck_serve(net, "discard tcp\n expect connections 1\n");
	*line = __LINE__ + 1;
	mn_ck_ok(net);
}
END_TEST

START_TEST(goes_well)
{
	struct mn_server *server = mn_ck_serve(net, "echo tcp\n");

	ck_assert_ptr_eq(server, mn_server(net, 0));
	mn_ck_play(net, "tcp\n send \"a\"\n recv \"a\"\n", mn_host(server),
	    mn_port(server), PATIENCE_MS);
	mn_ck_wait(server, MN_SEND, 1, PATIENCE_MS);
	mn_ck_ok(net);
}
END_TEST

/* Runs TEST alone, in a process of its own, and returns its runner. */
static SRunner *
run(const TTest *test)
{
	Suite *suite = suite_create("inner");
	SRunner *runner = srunner_create(suite);

	tcase_add_checked_fixture(
	    checks_add(suite, test, 0), set_up, tear_down);
	srunner_set_fork_status(runner, CK_FORK);
	srunner_run(runner, "inner", test->name, CK_SILENT);
	ck_assert_int_eq(srunner_ntests_run(runner), 1);
	return runner;
}

/* TEST fails at its line, and says WORDS. */
static void
assert_fails(const TTest *test, const char *words)
{
	SRunner *runner = run(test);
	TestResult **failures = srunner_failures(runner);

	ck_assert_int_eq(srunner_ntests_failed(runner), 1);
	ck_assert_int_eq(tr_rtype(failures[0]), CK_FAILURE);
	ck_assert_ptr_nonnull(strstr(tr_lfile(failures[0]), "check_helpers.c"));
	ck_assert_int_eq(tr_lno(failures[0]), *line);
	ck_assert_msg(strstr(tr_msg(failures[0]), words) != NULL, "it says: %s",
	    tr_msg(failures[0]));
	free(failures);
	srunner_free(runner);
}

START_TEST(failed_serve_names_the_line)
{
	assert_fails(serves_no_such_script, "line 2, column 2");
}
END_TEST

START_TEST(failed_play_names_the_line)
{
	assert_fails(plays_to_the_wrong_words, "yes");
}
END_TEST

START_TEST(failed_wait_names_the_line_and_what_came)
{
	assert_fails(
	    waits_for_nobody, "quiet: 0 times 'accept' within 1 ms, not 2");
}
END_TEST

START_TEST(failed_ok_names_the_line)
{
	assert_fails(expects_who_does_not_come, "came 0");
}
END_TEST

START_TEST(what_goes_well_goes_on)
{
	SRunner *runner = run(goes_well);

	ck_assert_int_eq(srunner_ntests_failed(runner), 0);
	srunner_free(runner);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {failed_serve_names_the_line,
	    failed_play_names_the_line,
	    failed_wait_names_the_line_and_what_came, failed_ok_names_the_line,
	    what_goes_well_goes_on};

	line = mmap(NULL, sizeof(*line), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (line == MAP_FAILED) {
		perror("mmap");
		return EXIT_FAILURE;
	}
	return checks_main(
	    checks_suite("helpers", tests, sizeof(tests) / sizeof(tests[0])));
}
