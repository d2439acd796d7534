/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "expects.h"

#include <stdio.h>

static int
no_memory(struct mni_reader *reader)
{
	struct mni_token token = mni_peek_token(reader);

	return mni_mistake(reader, &token, "no memory");
}

static int
read_repeat(struct mni_reader *reader, struct mni_bytes *body)
{
	size_t size = body->size, copies;

	if (mni_take_number(reader, "a number of copies", 1, (size_t)1 << 24,
	        &copies) == -1)
		return -1;
	if (mni_bytes_reserve(body, size * (copies - 1)) == -1)
		return no_memory(reader);
	while (--copies > 0)
		if (mni_bytes_append(body, body->data, size) == -1)
			return no_memory(reader);
	return 0;
}

/* What may follow "ok": the body, "sent", or what it must not hold. */
static int
read_ok(struct mni_reader *reader, struct mni_expect *expect)
{
	struct mni_token token = mni_peek_token(reader);

	if (mni_token_is(&token, "without")) {
		(void)mni_next_token(reader);
		return mni_take_string(reader, &expect->without);
	}
	if (mni_token_is(&token, "sent")) {
		(void)mni_next_token(reader);
		expect->sent = true;
		return 0;
	}
	if (token.kind != MNI_STRING)
		return 0;
	expect->has_body = true;
	if (mni_take_string(reader, &expect->body) == -1)
		return -1;
	token = mni_peek_token(reader);
	if (!mni_token_is(&token, "repeat"))
		return 0;
	(void)mni_next_token(reader);
	return read_repeat(reader, &expect->body);
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
	return 0;
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
