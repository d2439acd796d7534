/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/known.h"

#include "base/file.h"
#include "script/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
add(struct mni_reader *reader, struct mni_knowns *knowns,
    const struct mni_case *test)
{
	struct mni_token token = mni_peek_token(reader);
	struct mni_bytes reason = MNI_BYTES_EMPTY;
	bool sometimes = mni_token_is(&token, "sometimes");
	struct mni_known *list;

	if (sometimes)
		(void)mni_next_token(reader);
	if (mni_take_string(reader, &reason) == -1 ||
	    mni_take_line_end(reader) == -1 ||
	    mni_bytes_append(&reason, "", 1) == -1) {
		mni_bytes_fini(&reason);
		return mni_mistake(reader, &token, "no memory");
	}
	list = realloc(knowns->list, (knowns->count + 1) * sizeof(*list));
	if (list == NULL) {
		mni_bytes_fini(&reason);
		return mni_mistake(reader, &token, "no memory");
	}
	knowns->list = list;
	list[knowns->count++] = (struct mni_known){.test = test,
	    .reason = (char *)reason.data,
	    .sometimes = sometimes};
	return 0;
}

static int
read_line(struct mni_reader *reader, struct mni_knowns *knowns,
    const struct mni_suite *suite)
{
	struct mni_token token = mni_next_token(reader);
	const struct mni_case *test;
	char id[96];

	if (!mni_token_is(&token, "known"))
		return mni_expected(reader, &token, "'known'");
	token = mni_next_token(reader);
	(void)snprintf(id, sizeof(id), "%.*s", (int)token.size, token.text);
	test = token.kind == MNI_WORD ? mni_suite_find(suite, id) : NULL;
	if (test == NULL)
		return mni_expected(reader, &token, "the id of a case");
	if (mni_knowns_find(knowns, test) != NULL)
		return mni_mistake(
		    reader, &token, "the case '%s' is here twice", id);
	return add(reader, knowns, test);
}

enum mni_status
mni_knowns_read(struct mni_knowns *knowns, const struct mni_suite *suite,
    const char *path, struct mni_trouble *trouble)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_reader reader;
	enum mni_status status;
	int result = 0;

	status = mni_file_read(path, &text, trouble);
	if (status != MNI_OK)
		return status;
	mni_reader_init(&reader, (const char *)text.data, text.size);
	while (result == 0 && mni_next_line(&reader) != -1)
		result = read_line(&reader, knowns, suite);
	mni_bytes_fini(&text);
	if (result == 0)
		return MNI_OK;
	return mni_trouble(trouble, MNI_USAGE, "%.100s:%u:%u: %s", path,
	    reader.mistake.line, reader.mistake.column, reader.mistake.text);
}

const struct mni_known *
mni_knowns_find(const struct mni_knowns *knowns, const struct mni_case *test)
{
	size_t i;

	for (i = 0; i < knowns->count; i++)
		if (knowns->list[i].test == test)
			return &knowns->list[i];
	return NULL;
}

void
mni_knowns_fini(struct mni_knowns *knowns)
{
	size_t i;

	for (i = 0; i < knowns->count; i++)
		free(knowns->list[i].reason);
	free(knowns->list);
	*knowns = MNI_KNOWNS_EMPTY;
}
