/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/cases.h"

#include <stdint.h>
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
	for (i = 0; i < test->other_count; i++)
		free(test->others[i]);
	free(test->name);
	mni_octets_fini(&test->input);
	mni_bytes_fini(&test->sweep.octets);
	for (i = 0; i < test->url_count; i++)
		free(test->urls[i]);
	for (i = 0; i < test->seen_count; i++)
		mni_bytes_fini(&test->seen[i].text);
	for (i = 0; i < test->expect_count; i++) {
		mni_octets_fini(&test->expects[i].body);
		mni_bytes_fini(&test->expects[i].without);
		free(test->expects[i].statuses);
		mni_traits_free(
		    test->expects[i].traits, test->expects[i].trait_count);
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
	test->folder = suite->folders[suite->file_count - 1];
	test->sweep.points = 1;
	test->times = 1;
	test->wanted_count = 1;
	return test;
}

/* Makes room in *LIST for one more than COUNT texts. */
static int
grow(char ***list, size_t count)
{
	char **grown = realloc(*list, (count + 1) * sizeof(*grown));

	if (grown == NULL)
		return -1;
	*list = grown;
	return 0;
}

int
mni_suite_add_file(struct mni_suite *suite, const char *name)
{
	size_t count = suite->file_count;
	const char *slash = strrchr(name, '/');
	char *folder = NULL, *copy;

	if (grow(&suite->files, count) == -1 ||
	    grow(&suite->folders, count) == -1)
		return -1;
	copy = strdup(name);
	if (slash != NULL)
		folder =
		    strndup(name, slash == name ? 1 : (size_t)(slash - name));
	if (copy == NULL || (slash != NULL && folder == NULL)) {
		free(copy);
		free(folder);
		return -1;
	}
	suite->files[count] = copy;
	suite->folders[count] = folder;
	suite->file_count++;
	return 0;
}

void
mni_suite_fini(struct mni_suite *suite)
{
	size_t i;

	for (i = 0; i < suite->count; i++)
		free_case(suite->cases[i]);
	for (i = 0; i < suite->file_count; i++) {
		free(suite->files[i]);
		free(suite->folders[i]);
	}
	free(suite->cases);
	free(suite->files);
	free(suite->folders);
	*suite = MNI_SUITE_EMPTY;
}

/* FNV-1a. */
static size_t
bucket_of(const char *id)
{
	uint32_t hash = 2166136261U;

	for (; *id != '\0'; id++)
		hash = (hash ^ (unsigned char)*id) * 16777619U;
	return hash % MNI_SUITE_BUCKETS;
}

void
mni_suite_enter(struct mni_suite *suite, struct mni_case *test)
{
	struct mni_case **first = &suite->by_id[bucket_of(test->id)];

	test->next_alike = *first;
	*first = test;
}

const struct mni_case *
mni_suite_find(const struct mni_suite *suite, const char *id)
{
	const struct mni_case *test = suite->by_id[bucket_of(id)];

	while (test != NULL && strcmp(test->id, id) != 0)
		test = test->next_alike;
	return test;
}

bool
mni_case_is_about(const struct mni_case *test, const char *subject)
{
	return !test->of_server && (strcmp(test->protocol, subject) == 0 ||
	                               strcmp(test->subject, subject) == 0);
}

bool
mni_case_is_about_server(const struct mni_case *test, const char *subject)
{
	size_t size = strlen(test->protocol);

	return test->of_server && strncmp(test->protocol, subject, size) == 0 &&
	       (subject[size] == '\0' ||
	           (subject[size] == '-' &&
	               strcmp(subject + size + 1, test->transport) == 0));
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
