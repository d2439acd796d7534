/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/cases.h"

#include <stdlib.h>
#include <string.h>

const char *
mni_level_word(enum mni_level level)
{
	switch (level) {
	case MNI_MUST:
		return "must";
	case MNI_SHOULD:
		return "should";
	case MNI_MAY:
		return "may";
	case MNI_ROBUST:
		return "robust";
	}
	return "?";
}

static void
free_case(struct mni_case *test)
{
	size_t i;

	free(test->id);
	free(test->clause);
	free(test->says);
	free(test->protocol);
	free(test->subject);
	free(test->script);
	mni_bytes_fini(&test->input);
	mni_bytes_fini(&test->sweep.octets);
	for (i = 0; i < test->url_count; i++)
		free(test->urls[i]);
	for (i = 0; i < test->seen_count; i++)
		mni_bytes_fini(&test->seen[i].text);
	for (i = 0; i < test->expect_count; i++) {
		mni_bytes_fini(&test->expects[i].body);
		mni_bytes_fini(&test->expects[i].without);
	}
	free(test);
}

struct mni_case *
mni_suite_add_case(struct mni_suite *suite)
{
	struct mni_case **cases, *test = calloc(1, sizeof(*test));

	if (test == NULL)
		return NULL;
	cases = realloc(suite->cases, (suite->count + 1) * sizeof(*cases));
	if (cases == NULL) {
		free(test);
		return NULL;
	}
	suite->cases = cases;
	cases[suite->count++] = test;
	test->file = suite->files[suite->file_count - 1];
	test->sweep.points = 1;
	test->wanted_count = 1;
	return test;
}

int
mni_suite_add_file(struct mni_suite *suite, const char *name)
{
	char **files, *copy = strdup(name);

	files = realloc(suite->files, (suite->file_count + 1) * sizeof(*files));
	if (files != NULL)
		suite->files = files;
	if (files == NULL || copy == NULL) {
		free(copy);
		return -1;
	}
	files[suite->file_count++] = copy;
	return 0;
}

void
mni_suite_fini(struct mni_suite *suite)
{
	size_t i;

	for (i = 0; i < suite->count; i++)
		free_case(suite->cases[i]);
	for (i = 0; i < suite->file_count; i++)
		free(suite->files[i]);
	free(suite->cases);
	free(suite->files);
	*suite = MNI_SUITE_EMPTY;
}

const struct mni_case *
mni_suite_find(const struct mni_suite *suite, const char *id)
{
	size_t i;

	for (i = 0; i < suite->count; i++)
		if (suite->cases[i]->id != NULL &&
		    strcmp(suite->cases[i]->id, id) == 0)
			return suite->cases[i];
	return NULL;
}

bool
mni_case_is_about(const struct mni_case *test, const char *subject)
{
	return strcmp(test->protocol, subject) == 0 ||
	       strcmp(test->subject, subject) == 0;
}

bool
mni_case_need_not_ask(const struct mni_case *test)
{
	size_t i;

	for (i = 0; i < test->seen_count; i++)
		if (test->seen[i].kind == MNI_SEEN_REQUESTS &&
		    test->seen[i].least == 0)
			return true;
	return test->refuses;
}

bool
mni_case_is_about_any(const struct mni_case *test, const char *const *subjects)
{
	for (; *subjects != NULL; subjects++)
		if (mni_case_is_about(test, *subjects))
			return true;
	return false;
}
