/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/expects.h"

#include <stdio.h>
#include <string.h>

/* Of a text with its copies: every program that reads the cases holds it. */
#define MOST_OCTETS ((size_t)1 << 26)

static int
no_memory(struct mni_reader *reader)
{
	struct mni_token token = mni_peek_token(reader);

	return mni_mistake(reader, &token, "no memory");
}

/* Puts copies behind what is in OCTETS until there are SIZE octets, which it
 * has room for. */
static void
fill_up(struct mni_bytes *octets, size_t size)
{
	size_t part;

	while (octets->size < size) {
		part = size - octets->size;
		if (part > octets->size)
			part = octets->size;
		memcpy(octets->data + octets->size, octets->data, part);
		octets->size += part;
	}
}

int
mni_octets_read(struct mni_reader *reader, struct mni_bytes *out_octets)
{
	struct mni_token token;
	size_t copies;

	if (mni_take_string(reader, out_octets) == -1)
		return -1;
	token = mni_peek_token(reader);
	if (!mni_token_is(&token, "repeat"))
		return 0;
	(void)mni_next_token(reader);
	token = mni_peek_token(reader);
	if (mni_take_number(
	        reader, "a number of copies", 1, MOST_OCTETS, &copies) == -1)
		return -1;
	if (out_octets->size > MOST_OCTETS / copies)
		return mni_mistake(reader, &token,
		    "a text has at most %zu octets with all of its copies",
		    MOST_OCTETS);
	if (mni_bytes_reserve(out_octets, out_octets->size * (copies - 1)) ==
	    -1)
		return no_memory(reader);
	fill_up(out_octets, out_octets->size * copies);
	return 0;
}

/* The octets that are printed, if they are given. */
static int
read_body(struct mni_reader *reader, struct mni_expect *expect)
{
	struct mni_token token = mni_peek_token(reader);

	if (mni_token_is(&token, "sent")) {
		(void)mni_next_token(reader);
		expect->sent = true;
		return 0;
	}
	if (token.kind != MNI_STRING)
		return 0;
	expect->has_body = true;
	return mni_octets_read(reader, &expect->body);
}

/* What may follow "ok": what is printed, or what is not. */
static int
read_ok(struct mni_reader *reader, struct mni_expect *expect)
{
	struct mni_token token = mni_peek_token(reader);

	if (!mni_token_is(&token, "without"))
		return read_body(reader, expect);
	(void)mni_next_token(reader);
	return mni_take_string(reader, &expect->without);
}

static int
read_error(struct mni_reader *reader, struct mni_expect *expect)
{
	struct mni_token token = mni_next_token(reader);
	char word[24];

	(void)snprintf(word, sizeof(word), "%.*s", (int)token.size, token.text);
	if (token.kind != MNI_WORD ||
	    mni_status_find(word, &expect->status) == -1 ||
	    expect->status == MNI_OK)
		return mni_expected(reader, &token,
		    "a class of error, as timeout or truncated");
	return read_body(reader, expect);
}

int
mni_expect_read(struct mni_reader *reader, struct mni_expect *out_expect)
{
	struct mni_token token = mni_next_token(reader);
	int result;

	out_expect->ok = mni_token_is(&token, "ok");
	if (!out_expect->ok && !mni_token_is(&token, "error"))
		return mni_expected(reader, &token, "ok or error");
	result = out_expect->ok ? read_ok(reader, out_expect)
	                        : read_error(reader, out_expect);
	token = mni_peek_token(reader);
	if (result == -1 || !mni_token_is(&token, "within"))
		return result;
	(void)mni_next_token(reader);
	return mni_take_duration(reader, &out_expect->within_ms);
}
