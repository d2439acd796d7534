/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/expects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a text with its copies: as much of what a client prints is kept. */
#define MOST_OCTETS ((size_t)1 << 26)

int
mni_octets_read(struct mni_reader *reader, struct mni_octets *out_octets)
{
	struct mni_token token;
	size_t copies;

	if (mni_take_string(reader, &out_octets->text) == -1)
		return -1;
	out_octets->size = out_octets->text.size;
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
	out_octets->size *= copies;
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

/* Takes "and end", if that is there. */
static int
read_end(struct mni_reader *reader, struct mni_expect *expect)
{
	struct mni_token token = mni_peek_token(reader);

	if (!mni_token_is(&token, "and"))
		return 0;
	(void)mni_next_token(reader);
	expect->end = true;
	return mni_take_word(reader, "end", "'and'");
}

/* What the octets are like: each trait behind a "with". */
static int
read_traits(struct mni_reader *reader, struct mni_expect *expect)
{
	struct mni_token token = mni_peek_token(reader);

	if (mni_token_is(&token, "with") && expect->traits == NULL)
		expect->traits =
		    calloc(MNI_MOST_TRAITS, sizeof(*expect->traits));
	for (; mni_token_is(&token, "with"); token = mni_peek_token(reader)) {
		if (expect->traits == NULL)
			return mni_mistake(reader, &token, "no memory");
		if (expect->trait_count == MNI_MOST_TRAITS)
			return mni_mistake(reader, &token,
			    "at most %d times 'with'", MNI_MOST_TRAITS);
		(void)mni_next_token(reader);
		if (mni_trait_read(
		        reader, &expect->traits[expect->trait_count++]) == -1)
			return -1;
	}
	return 0;
}

/* What may follow "ok": what comes, what does not, or what it is like. */
static int
read_ok(struct mni_reader *reader, struct mni_expect *expect)
{
	struct mni_token token = mni_peek_token(reader);
	int result;

	if (!mni_token_is(&token, "with") && !mni_token_is(&token, "without")) {
		result = read_body(reader, expect);
	} else {
		result = read_traits(reader, expect);
		token = mni_peek_token(reader);
		if (result == 0 && mni_token_is(&token, "without")) {
			(void)mni_next_token(reader);
			result = mni_take_string(reader, &expect->without);
		}
	}
	return result == -1 ? -1 : read_end(reader, expect);
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

/* Whether TOKEN is the code of a status, or a pattern for some. */
static bool
is_code(const struct mni_token *token)
{
	size_t i;

	if (token->kind != MNI_WORD || token->size != 3)
		return false;
	for (i = 0; i < 3; i++)
		if (token->text[i] != 'x' &&
		    (token->text[i] < '0' || token->text[i] > '9'))
			return false;
	return token->text[0] >= '1' && token->text[0] <= '5';
}

/* The codes behind "status". */
static int
read_codes(struct mni_reader *reader, struct mni_statuses *statuses)
{
	struct mni_token token = mni_peek_token(reader);

	if (!is_code(&token))
		return mni_expected(
		    reader, &token, "a status code, as 200 or 4xx");
	for (; is_code(&token); token = mni_peek_token(reader)) {
		if (statuses->code_count == MNI_MOST_CODES)
			return mni_mistake(reader, &token,
			    "at most %d status codes", MNI_MOST_CODES);
		memcpy(statuses->codes[statuses->code_count++], token.text, 3);
		(void)mni_next_token(reader);
	}
	return 0;
}

/* The name of a field, as a string. */
static int
read_field_name(struct mni_reader *reader, struct mni_term *term)
{
	struct mni_token token = mni_peek_token(reader);
	struct mni_bytes name = MNI_BYTES_EMPTY;
	int result = mni_take_string(reader, &name);

	if (result == 0 && (name.size == 0 || name.size >= sizeof(term->name) ||
	                       memchr(name.data, '\0', name.size) != NULL))
		result = mni_expected(reader, &token,
		    "the name of a field, at most 39 characters");
	if (result == 0)
		memcpy(term->name, name.data, name.size);
	mni_bytes_fini(&name);
	return result;
}

/* Takes one more condition, which begins with WORD. */
static int
read_term(struct mni_reader *reader, const struct mni_token *word,
    struct mni_statuses *statuses)
{
	struct mni_term *term = &statuses->terms[statuses->term_count];
	struct mni_token token;

	if (statuses->term_count == MNI_MOST_TERMS)
		return mni_mistake(reader, word,
		    "at most %d conditions for fields", MNI_MOST_TERMS);
	statuses->term_count++;
	token = mni_next_token(reader);
	if (mni_token_is(word, "with") &&
	    (mni_token_is(&token, "date") || mni_token_is(&token, "close"))) {
		term->kind = mni_token_is(&token, "date") ? MNI_WITH_DATE
		                                          : MNI_WITH_CLOSE;
		return 0;
	}
	term->kind = mni_token_is(word, "with")   ? MNI_WITH_FIELD
	             : mni_token_is(word, "same") ? MNI_SAME_FIELD
	                                          : MNI_WITHOUT_FIELD;
	if (!mni_token_is(&token, "field"))
		return mni_expected(reader, &token,
		    term->kind == MNI_WITH_FIELD ? "field, date or close"
		                                 : "field");
	return read_field_name(reader, term);
}

static int
read_status(struct mni_reader *reader, struct mni_expect *expect)
{
	struct mni_statuses *statuses = calloc(1, sizeof(*statuses));
	struct mni_token token;

	if (statuses == NULL) {
		token = mni_peek_token(reader);
		return mni_mistake(reader, &token, "no memory");
	}
	expect->statuses = statuses;
	if (read_codes(reader, statuses) == -1)
		return -1;
	for (;;) {
		token = mni_peek_token(reader);
		if (!mni_token_is(&token, "with") &&
		    !mni_token_is(&token, "without") &&
		    !mni_token_is(&token, "same"))
			break;
		(void)mni_next_token(reader);
		if (read_term(reader, &token, statuses) == -1)
			return -1;
	}
	return read_end(reader, expect);
}

static int
read_outcome(struct mni_reader *reader, struct mni_expect *expect)
{
	struct mni_token token = mni_next_token(reader);

	expect->ok = mni_token_is(&token, "ok");
	if (expect->ok)
		return read_ok(reader, expect);
	if (mni_token_is(&token, "error"))
		return read_error(reader, expect);
	expect->any = mni_token_is(&token, "any");
	if (expect->any)
		return 0;
	if (mni_token_is(&token, "status"))
		return read_status(reader, expect);
	expect->end = mni_token_is(&token, "end");
	return expect->end
	           ? 0
	           : mni_expected(reader, &token,
	                 "ok, error or any, or of a server status or end");
}

int
mni_expect_read(struct mni_reader *reader, struct mni_expect *out_expect)
{
	int result = read_outcome(reader, out_expect);
	struct mni_token token;

	token = mni_peek_token(reader);
	if (result == -1 || !mni_token_is(&token, "within"))
		return result;
	(void)mni_next_token(reader);
	return mni_take_duration(reader, &out_expect->within_ms);
}

static bool
same(const struct mni_octets *want, const struct mni_bytes *got)
{
	return got->size == want->size &&
	       mni_octets_same(want, got) == want->size;
}

bool
mni_expect_takes(const struct mni_expect *expect,
    const struct mni_bytes *octets, int elapsed_ms)
{
	if (expect->within_ms > 0 && elapsed_ms > expect->within_ms)
		return false;
	if (expect->has_body && !same(&expect->body, octets))
		return false;
	return expect->without.size == 0 ||
	       mni_bytes_find(octets, expect->without.data,
	           expect->without.size) == SIZE_MAX;
}

bool
mni_expect_is_of_server(const struct mni_expect *expect)
{
	return expect->end || expect->statuses != NULL ||
	       expect->traits != NULL;
}

const char *
mni_expect_why_never(
    const struct mni_expect *expect, const struct mni_case *test)
{
	if (expect->statuses != NULL && strcmp(test->protocol, "http") != 0)
		return "only a server of http has a status to give";
	if (expect->end && strcmp(test->transport, "udp") == 0)
		return "a server has no connection to end over udp";
	return NULL;
}
