/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/asks.h"

#include "base/bytes.h"

#include <string.h>

static int
keep(struct mni_reader *reader, const struct mni_token *token, const char *text,
    size_t size, char **out_text)
{
	*out_text = strndup(text, size);
	return *out_text == NULL ? mni_mistake(reader, token, "no memory") : 0;
}

bool
mni_token_made_of(const struct mni_token *token, const char *allowed)
{
	size_t i;

	for (i = 0; i < token->size; i++)
		if (memchr(allowed, token->text[i], strlen(allowed)) == NULL)
			return false;
	return token->kind == MNI_WORD;
}

/* Whether the protocol of TOKEN would be taken for one with more behind it. */
static bool
ends_like_subject(const struct mni_token *token)
{
	static const char *const ends[] = {"-udp", "-tcp", "-server"};
	size_t i, size;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size = strlen(ends[i]);
		if (token->size >= size &&
		    memcmp(token->text + token->size - size, ends[i], size) ==
		        0)
			return true;
	}
	return false;
}

int
mni_ask_read_protocol(struct mni_reader *reader, char **out_protocol)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	struct mni_token token = mni_next_token(reader);

	if (!mni_token_made_of(&token, allowed) || token.size > 32 ||
	    ends_like_subject(&token))
		return mni_expected(reader, &token,
		    "a protocol of lower-case letters, digits and '-', as "
		    "qotd, without its transport");
	return keep(reader, &token, token.text, token.size, out_protocol);
}

int
mni_ask_read_text(struct mni_reader *reader, const char *what, char **out_text)
{
	struct mni_token token = mni_peek_token(reader);
	struct mni_bytes text = MNI_BYTES_EMPTY;
	int result = mni_take_string(reader, &text);

	if (result == 0 && text.size > 0 &&
	    memchr(text.data, '\0', text.size) != NULL)
		result = mni_mistake(reader, &token,
		    "%s cannot hold NUL: it is an argument of a command", what);
	if (result == 0)
		result = keep(reader, &token,
		    text.size == 0 ? "" : (const char *)text.data, text.size,
		    out_text);
	mni_bytes_fini(&text);
	return result;
}
