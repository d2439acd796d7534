/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/rules.h"

#include "script/parse.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void
mni_rule_free(struct mni_rule *rule)
{
	if (rule == NULL)
		return;
	mni_pattern_fini(&rule->pattern);
	free(rule);
}

void
mni_web_free(struct mni_web *web)
{
	size_t i;

	if (web == NULL)
		return;
	for (i = 0; i < web->expectation_count; i++)
		mni_pattern_fini(&web->expectations[i].pattern);
	free(web->expectations);
	free(web->folder);
	free(web);
}

/* A new rule for the connections that the lines above name, or NULL. */
static struct mni_rule *
add_rule(struct mni_parse *parse)
{
	const struct mni_part *section = mni_parse_section(parse);
	struct mni_rule *rule = calloc(1, sizeof(*rule));
	struct mni_part *part = NULL;
	size_t first = 1, last = SIZE_MAX;

	if (parse->sectioned) {
		first = section->first;
		last = section->last;
	}
	if (rule != NULL)
		part = mni_parse_add_part(parse, first, last);
	if (part == NULL) {
		free(rule);
		(void)mni_no_memory(parse);
		return NULL;
	}
	part->rule = rule;
	rule->number = parse->script->web->rule_count++;
	return rule;
}

/* The first step may stand on the line of its rule. */
static int
read_first_step(struct mni_parse *parse)
{
	struct mni_token word = mni_peek_token(&parse->reader);

	if (word.kind == MNI_LINE_END)
		return 0;
	(void)mni_next_token(&parse->reader);
	if (!mni_is_verb(&word))
		return mni_expected(&parse->reader, &word,
		    "once, times N, or a step: send, wait, barrier, fin, "
		    "close, rst, stall, loop");
	return mni_read_step(parse, &word);
}

static int
read_times(struct mni_parse *parse, struct mni_rule *rule)
{
	struct mni_token token = mni_peek_token(&parse->reader);

	if (mni_token_is(&token, "once")) {
		(void)mni_next_token(&parse->reader);
		rule->times = 1;
		return 0;
	}
	if (!mni_token_is(&token, "times"))
		return 0;
	(void)mni_next_token(&parse->reader);
	return mni_take_number(&parse->reader, "a number of requests", 1,
	    MNI_MOST_ROUNDS, &rule->times);
}

/* Begins a rule, where the one before has come to its end. */
static struct mni_rule *
begin_rule(struct mni_parse *parse)
{
	return mni_parse_end_part(parse, &parse->word) == -1 ? NULL
	                                                     : add_rule(parse);
}

int
mni_read_on(struct mni_parse *parse)
{
	struct mni_rule *rule = begin_rule(parse);

	if (rule == NULL ||
	    mni_pattern_read(&parse->reader, &rule->pattern) == -1 ||
	    read_times(parse, rule) == -1)
		return -1;
	return read_first_step(parse);
}

int
mni_read_otherwise(struct mni_parse *parse)
{
	struct mni_rule *rule = begin_rule(parse);

	if (rule == NULL)
		return -1;
	rule->otherwise = true;
	rule->pattern.open = true;
	return read_first_step(parse);
}

int
mni_read_folder(struct mni_parse *parse)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	struct mni_web *web = parse->script->web;
	struct stat status;
	char path[4096];

	if (web->folder != NULL)
		return mni_mistake(
		    &parse->reader, &token, "one folder is enough");
	if (mni_read_path(parse, path, sizeof(path), "a folder") == -1)
		return -1;
	if (stat(path, &status) == -1 || !S_ISDIR(status.st_mode))
		return mni_mistake(&parse->reader, &token,
		    "%s: there is no such folder", path);
	web->folder = strdup(path);
	return web->folder == NULL ? mni_no_memory(parse) : 0;
}

int
mni_read_expectation(struct mni_parse *parse)
{
	struct mni_web *web = parse->script->web;
	struct mni_expectation *list;

	list = realloc(
	    web->expectations, (web->expectation_count + 1) * sizeof(*list));
	if (list == NULL)
		return mni_no_memory(parse);
	web->expectations = list;
	list += web->expectation_count++;
	*list = (struct mni_expectation){.pattern = MNI_PATTERN_EMPTY};
	if (mni_pattern_read(&parse->reader, &list->pattern) == -1 ||
	    mni_take_word(&parse->reader, "times", "the target") == -1)
		return -1;
	return mni_take_range(&parse->reader,
	    "a number or a range such as 1..5", 0, MNI_MOST_CONNECTIONS,
	    &list->least, &list->most);
}
