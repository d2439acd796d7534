/* SPDX-License-Identifier: MIT */
/* The text of a step: strings, and the address of the server between them. */
#include <config.h>

#include "script/parse.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

bool
mni_is_text(const struct mni_token *token)
{
	return token->kind == MNI_STRING || mni_token_is(token, "address");
}

/* Notes that the address belongs behind the octets that STEP has. */
static int
add_address(struct mni_parse *parse, const struct mni_token *word,
    struct mni_step *step)
{
	size_t count = step->address_count, *addresses;

	if (parse->script->family == AF_UNIX)
		return mni_mistake(&parse->reader, word,
		    "a Unix socket has no address as in a URL");
	addresses = realloc(step->addresses, (count + 1) * sizeof(*addresses));
	if (addresses == NULL)
		return mni_no_memory(parse);
	addresses[count] = step->data.size;
	step->addresses = addresses;
	step->address_count = count + 1;
	return 0;
}

int
mni_read_text(struct mni_parse *parse, struct mni_step *step)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	int result;

	do {
		if (mni_token_is(&token, "address")) {
			(void)mni_next_token(&parse->reader);
			result = add_address(parse, &token, step);
		} else {
			result = mni_take_string(&parse->reader, &step->data);
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

/* Puts ADDRESS where it belongs in the octets of STEP. */
static int
fill_in(struct mni_step *step, const char *address)
{
	struct mni_bytes data = MNI_BYTES_EMPTY;
	size_t from = 0, i;
	int failed = 0;

	for (i = 0; i < step->address_count; i++) {
		failed |=
		    append_part(&data, &step->data, from, step->addresses[i]);
		failed |= mni_bytes_append(&data, address, strlen(address));
		from = step->addresses[i];
	}
	failed |= append_part(&data, &step->data, from, step->data.size);
	if (failed != 0) {
		mni_bytes_fini(&data);
		return -1;
	}
	mni_bytes_fini(&step->data);
	step->data = data;
	return 0;
}

int
mni_script_set_address(struct mni_script *script, const char *address)
{
	struct mni_step *step;
	size_t part, i;

	for (part = 0; part < script->part_count; part++)
		for (i = 0; i < script->parts[part].count; i++) {
			step = &script->parts[part].steps[i];
			if (step->address_count > 0 &&
			    fill_in(step, address) == -1)
				return -1;
		}
	return 0;
}
