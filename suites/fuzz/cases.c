/* SPDX-License-Identifier: MIT */
/* Case files, and the points of their sweeps. */
#include <config.h>

#include "fuzz/fuzz.h"
#include "judge/grammar.h"
#include "judge/points.h"
#include "script/script.h"

#include <stdlib.h>
#include <string.h>

/* Of a sweep; each is a script to be read. */
#define MOST_POINTS 20

static void
try_point(const struct mni_case *row, size_t nth)
{
	struct mn_mistake mistake;
	struct mni_script script;
	struct mni_case point;

	fuzz_insist(mni_point_init(&point, row, nth) == 0, "there is memory");
	fuzz_insist(mni_script_read(point.script, strlen(point.script),
	                row->of_server ? MNI_CLIENT : MNI_SERVER, NULL, &script,
	                &mistake) == 0,
	    "a point has a script that can be played");
	mni_script_fini(&script);
	mni_point_fini(&point);
}

static void
check_case(const struct mni_case *test)
{
	size_t nth, points = test->sweep.points;

	fuzz_insist(test->id != NULL && test->clause != NULL &&
	                test->says != NULL && test->subject != NULL &&
	                test->script != NULL,
	    "a case is whole");
	fuzz_insist(test->expect_count >= test->wanted_count &&
	                test->wanted_count >= 1 && test->url_count >= 1,
	    "a case expects something");
	for (nth = 0; nth < points && nth < MOST_POINTS; nth++)
		try_point(test, nth);
	try_point(test, points - 1);
}

/* "x:LINE:COLUMN: ", from 1. */
static void
check_mistake(const struct mni_trouble *trouble)
{
	unsigned long line = 0, column = 0;
	char *end;

	if (strncmp(trouble->text, "x:", 2) == 0) {
		line = strtoul(trouble->text + 2, &end, 10);
		if (*end == ':')
			column = strtoul(end + 1, &end, 10);
	}
	fuzz_insist(line >= 1 && column >= 1 && strncmp(end, ": ", 2) == 0,
	    "a mistake has a place");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	const char *text = size == 0 ? "" : (const char *)data;
	size_t i;

	if (mni_suite_read(&suite, "x", text, size, &trouble) == MNI_OK)
		for (i = 0; i < suite.count; i++)
			check_case(suite.cases[i]);
	else
		check_mistake(&trouble);
	mni_suite_fini(&suite);
	return 0;
}
