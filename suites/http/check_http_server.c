/* SPDX-License-Identifier: MIT */
/* The stand-in for servers of HTTP, as a server, against every case about
 * those. */
#include <config.h>

#include "judge/cases.h"
#include "judge/fixtures.h"
#include "judge/target.h"
#include "judge/tour.h"
#include "support/dial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOBS 8

/* What the cases ask for. */
static const char script[] = "http\n"
                             "  on GET / send 200 text/plain \"A page.\\n\"\n"
                             "  on POST / send 200 \"Thanks.\\n\"\n"
                             "  on GET /none send 404\n";

/* What a stand-in is not meant to do. */
static const struct exception {
	const char *id, *reason;
} exceptions[] = {
    {"rfc9110-13.1.2-server-not-modified",
        "it answers as its script says, under any condition"},
};

static struct mni_suite suite;

static const char *
reason_to_skip(const struct mni_case *test)
{
	size_t i;

	for (i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (strcmp(test->id, exceptions[i].id) == 0)
			return exceptions[i].reason;
	return NULL;
}

static void
play_case(int index)
{
	const struct mni_case *test = suite.cases[index];
	const struct mn_server *server = serve(script);
	struct mni_target target = {
	    .host = mn_host(server), .port = (uint16_t)mn_port(server)};
	struct mni_item item = {.test = test, .target = &target};
	struct mni_batch batch = {.items = &item, .count = 1, .jobs = JOBS};
	struct mni_trouble trouble;

	if (reason_to_skip(test) != NULL) {
		checks_skip(test->id, "%s", reason_to_skip(test));
		return;
	}
	ck_assert_msg(
	    mni_tour_run(&batch, &trouble) == MNI_OK, "%s", trouble.text);
	ck_assert_msg(item.verdict.kind == MNI_PASS, "%s: %s\n%s",
	    mni_verdict_word(item.verdict.kind), item.verdict.why,
	    item.verdict.excerpt == NULL ? "" : item.verdict.excerpt);
	mni_verdict_fini(&item.verdict);
}

int
main(void)
{
	Suite *checks = suite_create("http_server");
	struct mni_trouble trouble;
	const struct mni_case *test;
	TTest *tests;
	size_t i;
	int status;

	if (mni_suite_load(&suite, mni_fixtures(), &trouble) != MNI_OK) {
		printf("Bail out! %s\n", trouble.text);
		return 99;
	}
	tests = calloc(suite.count, sizeof(*tests));
	for (i = 0; tests != NULL && i < suite.count; i++) {
		test = suite.cases[i];
		if (!mni_case_is_about_server(test, "http"))
			continue;
		tests[i] =
		    (TTest){test->id, play_case, test->file, (int)test->line};
		dial_add(checks, &tests[i], (int)i);
	}
	status = checks_main_in_lanes(checks);
	free(tests);
	mni_suite_fini(&suite);
	return status;
}
