/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "script/text.h"

#include "script/parse.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

bool
mni_is_text(const struct mni_token *token)
{
	return token->kind == MNI_STRING || mni_token_is(token, "address");
}

void
mni_text_fini(struct mni_text *text)
{
	mni_bytes_fini(&text->data);
	free(text->addresses);
	*text = MNI_TEXT_EMPTY;
}

/* Notes that the address belongs behind the octets that TEXT has. */
static int
add_address(struct mni_parse *parse, const struct mni_token *word,
    struct mni_text *text)
{
	size_t count = text->address_count, *addresses;

	if (parse->script->family == AF_UNIX)
		return mni_mistake(&parse->reader, word,
		    "a Unix socket has no address as in a URL");
	addresses = realloc(text->addresses, (count + 1) * sizeof(*addresses));
	if (addresses == NULL)
		return mni_no_memory(parse);
	addresses[count] = text->data.size;
	text->addresses = addresses;
	text->address_count = count + 1;
	return 0;
}

int
mni_read_text(struct mni_parse *parse, struct mni_text *text)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	int result;

	do {
		if (mni_token_is(&token, "address")) {
			(void)mni_next_token(&parse->reader);
			result = add_address(parse, &token, text);
		} else {
			result = mni_take_string(&parse->reader, &text->data);
		}
		token = mni_peek_token(&parse->reader);
	} while (result == 0 && mni_is_text(&token));
	return result;
}

static int
append_part(
    struct mni_bytes *out, const struct mni_bytes *all, size_t from, size_t to)
{
	return from == to ? 0
	                  : mni_bytes_append(out, all->data + from, to - from);
}

int
mni_text_fill_in(struct mni_text *text, const char *address)
{
	struct mni_bytes data = MNI_BYTES_EMPTY;
	size_t from = 0, i;
	int failed = 0;

	if (text->address_count == 0)
		return 0;
	for (i = 0; i < text->address_count; i++) {
		failed |=
		    append_part(&data, &text->data, from, text->addresses[i]);
		failed |= mni_bytes_append(&data, address, strlen(address));
		from = text->addresses[i];
	}
	failed |= append_part(&data, &text->data, from, text->data.size);
	if (failed != 0) {
		mni_bytes_fini(&data);
		return -1;
	}
	mni_bytes_fini(&text->data);
	text->data = data;
	text->address_count = 0;
	return 0;
}
