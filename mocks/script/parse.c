/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "script/parse.h"

#include <stdlib.h>
#include <sys/socket.h>

int
mni_no_memory(struct mni_parse *parse)
{
	struct mni_token token = mni_peek_token(&parse->reader);

	return mni_mistake(&parse->reader, &token, "no memory");
}

struct mni_part *
mni_parse_add_part(struct mni_parse *parse, size_t first, size_t last)
{
	struct mni_script *script = parse->script;
	struct mni_part *parts;

	parts =
	    realloc(script->parts, (script->part_count + 1) * sizeof(*parts));
	if (parts == NULL)
		return NULL;
	script->parts = parts;
	parts += script->part_count++;
	*parts = (struct mni_part){.first = first, .last = last};
	return parts;
}

struct mni_part *
mni_parse_part(struct mni_parse *parse)
{
	struct mni_script *script = parse->script;

	if (script->part_count == 0)
		return mni_parse_add_part(parse, 1, SIZE_MAX);
	return &script->parts[script->part_count - 1];
}

struct mni_part *
mni_parse_section(struct mni_parse *parse)
{
	struct mni_part *part = mni_parse_part(parse);

	while (part != NULL && part->rule != NULL)
		part--; /* the first part of a script is no rule */
	return part;
}

const char *
mni_wrong_source(const struct mni_script *script, enum mni_from from)
{
	if (from != MNI_FROM_HERE && script->family == AF_UNIX)
		return "a Unix socket has no other address or port";
	if (from == MNI_FROM_OTHER_ADDRESS && script->family == AF_INET6)
		return "IPv6 has no second loopback address: other-address is "
		       "for IPv4";
	return NULL;
}

int
mni_check_stop(
    struct mni_parse *parse, const struct mni_token *where, enum mni_stop stop)
{
	if (stop != MNI_STOP_RST || parse->script->family != AF_UNIX)
		return 0;
	return mni_mistake(
	    &parse->reader, where, "a Unix socket cannot be reset");
}

/* Whether the last part is that of a rule without a step. */
static bool
is_rule_unfinished(struct mni_parse *parse)
{
	const struct mni_part *part;

	if (parse->use != MNI_WEB)
		return false;
	part = mni_parse_part(parse);
	return part != NULL && part->rule != NULL && part->count == 0;
}

int
mni_parse_end_part(struct mni_parse *parse, const struct mni_token *where)
{
	if (parse->depth > 0)
		return mni_mistake(
		    &parse->reader, where, "the loop has no 'end'");
	if (is_rule_unfinished(parse))
		return mni_mistake(&parse->reader, where,
		    "the rule above has no step: it needs a send, or an end");
	parse->ended = false;
	return 0;
}
