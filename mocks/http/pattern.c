/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/pattern.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

void
mni_pattern_fini(struct mni_pattern *pattern)
{
	mni_bytes_fini(&pattern->target);
	*pattern = MNI_PATTERN_EMPTY;
}

static int
read_method(struct mni_reader *reader, struct mni_pattern *pattern)
{
	struct mni_token token = mni_next_token(reader);

	if (mni_token_is(&token, "any"))
		return 0;
	if (token.kind != MNI_WORD || token.size >= MNI_METHOD_TEXT ||
	    !mni_slice_is_token((struct mni_slice){token.text, token.size}))
		return mni_expected(reader, &token,
		    "a method such as GET, at most 31 characters, or any");
	(void)snprintf(pattern->method, MNI_METHOD_TEXT, "%.*s",
	    (int)token.size, token.text);
	return 0;
}

/* What no request can ask for is a mistake of the script. */
static bool
is_target(const struct mni_pattern *pattern)
{
	const struct mni_bytes *target = &pattern->target;
	size_t i;

	for (i = 0; i < target->size; i++)
		if (target->data[i] <= ' ' || target->data[i] >= 0x7f ||
		    target->data[i] == '#')
			return false;
	if (target->size == 0)
		return pattern->open;
	return target->data[0] == '/' ||
	       strcmp(pattern->method, "CONNECT") == 0;
}

static int
read_target(struct mni_reader *reader, struct mni_pattern *pattern)
{
	struct mni_token token = mni_peek_token(reader);
	struct mni_bytes *target = &pattern->target;

	if (token.kind == MNI_STRING) {
		if (mni_take_string(reader, target) == -1)
			return -1;
	} else {
		(void)mni_next_token(reader);
		if (mni_bytes_append(target, token.text, token.size) == -1)
			return mni_mistake(reader, &token, "no memory");
	}
	if (target->size > 0 && target->data[target->size - 1] == '*') {
		pattern->open = true;
		target->size--;
	}
	pattern->query = target->size > 0 &&
	                 memchr(target->data, '?', target->size) != NULL;
	if (!is_target(pattern))
		return mni_expected(
		    reader, &token, "a target such as /x, /x?a=1, /x* or *");
	return 0;
}

int
mni_pattern_read(struct mni_reader *reader, struct mni_pattern *out_pattern)
{
	*out_pattern = MNI_PATTERN_EMPTY;
	return read_method(reader, out_pattern) == -1
	           ? -1
	           : read_target(reader, out_pattern);
}

int
mni_pattern_parse(const char *text, struct mni_pattern *out_pattern)
{
	struct mni_reader reader;

	*out_pattern = MNI_PATTERN_EMPTY;
	out_pattern->open = true;
	if (text[0] == '\0')
		return 0;
	mni_reader_init(&reader, text, strlen(text));
	if (mni_pattern_read(&reader, out_pattern) == 0 &&
	    mni_take_line_end(&reader) == 0)
		return 0;
	mni_pattern_fini(out_pattern);
	return -1;
}

/* The target of PATTERN up to its "?", and what is behind it. */
static void
split(const struct mni_pattern *pattern, struct mni_slice *out_path,
    struct mni_slice *out_query)
{
	const char *text = (const char *)pattern->target.data;
	size_t size = pattern->target.size;
	const char *mark = pattern->query ? memchr(text, '?', size) : NULL;

	*out_path = (struct mni_slice){text, size};
	*out_query = (struct mni_slice){NULL, 0};
	if (mark == NULL)
		return;
	out_path->size = (size_t)(mark - text);
	*out_query = (struct mni_slice){mark + 1, size - out_path->size - 1};
}

static bool
fits(struct mni_slice want, struct mni_slice got, bool open)
{
	if (open && got.size > want.size)
		got.size = want.size;
	return mni_slice_equals(want, got);
}

unsigned
mni_pattern_differs(
    const struct mni_pattern *pattern, const struct mni_asked *asked)
{
	struct mni_slice method = {pattern->method, strlen(pattern->method)};
	struct mni_slice path, query;
	unsigned differs = 0;

	split(pattern, &path, &query);
	if (method.size > 0 && !mni_slice_equals(method, asked->method))
		differs |= MNI_IN_METHOD;
	if (!fits(path, asked->path, pattern->open && !pattern->query))
		differs |= MNI_IN_PATH;
	if (pattern->query &&
	    (!asked->has_query || !fits(query, asked->query, pattern->open)))
		differs |= MNI_IN_QUERY;
	return differs;
}

const char *
mni_pattern_text(const struct mni_pattern *pattern, char *out, size_t capacity)
{
	const struct mni_bytes *target = &pattern->target;

	(void)snprintf(out, capacity, "%s %.*s%s",
	    pattern->method[0] == '\0' ? "any" : pattern->method,
	    (int)target->size,
	    target->size == 0 ? "" : (const char *)target->data,
	    pattern->open ? "*" : "");
	return out;
}
