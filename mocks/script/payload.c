/* SPDX-License-Identifier: MIT */
/* What a step sends, as it is read. */
#include <config.h>

#include "base/file.h"
#include "script/parse.h"

#include <stdio.h>
#include <string.h>

/* The path as it is, or below the folder of the script. */
static int
resolve(struct mni_parse *parse, const struct mni_bytes *name, char *out,
    size_t capacity)
{
	bool below = parse->folder != NULL && name->data[0] != '/';
	int size = snprintf(out, capacity, "%s%s%.*s",
	    below ? parse->folder : "", below ? "/" : "", (int)name->size,
	    (const char *)name->data);

	return size < 0 || (size_t)size >= capacity ? -1 : 0;
}

int
mni_read_path(
    struct mni_parse *parse, char *out, size_t capacity, const char *what)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	struct mni_bytes name = MNI_BYTES_EMPTY;
	int result = mni_take_string(&parse->reader, &name);
	char wanted[80];

	(void)snprintf(wanted, sizeof(wanted), "the name of %s", what);
	if (result == 0 &&
	    (name.size == 0 || memchr(name.data, '\0', name.size) != NULL ||
	        resolve(parse, &name, out, capacity) == -1))
		result = mni_expected(&parse->reader, &token, wanted);
	mni_bytes_fini(&name);
	return result;
}

static int
read_file(struct mni_parse *parse, struct mni_step *step)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	struct mni_trouble trouble;
	char path[4096];

	if (mni_read_path(parse, path, sizeof(path), "a file") == -1)
		return -1;
	if (mni_file_read(path, &step->text.data, &trouble) != MNI_OK)
		return mni_mistake(&parse->reader, &token, "%s", trouble.text);
	if (step->text.data.size > MNI_MOST_OCTETS)
		return mni_mistake(&parse->reader, &token,
		    "%s: more than %zu octets", path, MNI_MOST_OCTETS);
	return 0;
}

/* Sources whose octets are made when they are sent. */
static const struct source {
	const char *word;
	enum mni_source_kind kind;
} sources[] = {
    {"received", MNI_SOURCE_RECEIVED},
    {"quote", MNI_SOURCE_QUOTE},
    {"daytime", MNI_SOURCE_DAYTIME},
    {"time", MNI_SOURCE_TIME},
    {"chargen", MNI_SOURCE_CHARGEN},
    {"garbage", MNI_SOURCE_GARBAGE},
};

static const struct source *
find_source(const struct mni_token *token)
{
	size_t i;

	for (i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (mni_token_is(token, sources[i].word))
			return &sources[i];
	return NULL;
}

bool
mni_is_source(const struct mni_token *token)
{
	return mni_is_text(token) || mni_token_is(token, "file") ||
	       find_source(token) != NULL;
}

int
mni_read_source(struct mni_parse *parse, struct mni_step *step)
{
	struct mni_reader *reader = &parse->reader;
	struct mni_token token = mni_peek_token(reader);
	const struct source *source = find_source(&token);

	if (mni_is_text(&token))
		return mni_read_text(parse, &step->text);
	(void)mni_next_token(reader);
	if (mni_token_is(&token, "file"))
		return read_file(parse, step);
	if (source == NULL)
		return mni_expected(reader, &token,
		    "a string in quotes, address, file, received, quote, "
		    "daytime, time, chargen or garbage");
	step->source = source->kind;
	if (step->source != MNI_SOURCE_GARBAGE)
		return 0;
	return mni_take_number(reader, "a number of octets", 1,
	    parse->use == MNI_DATAGRAM ? MNI_MOST_DATAGRAM : 65536,
	    &step->count);
}
