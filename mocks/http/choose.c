/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/choose.h"

#include "http/rules.h"

#include <stdio.h>
#include <string.h>

#define PATTERN_TEXT 200

/* The rule of PART, when it is for the connection; or NULL. */
static const struct mni_rule *
rule_of(const struct mni_seeker *seeker, const struct mni_part *part)
{
	return part->rule != NULL && !part->rule->otherwise &&
	               seeker->connection >= part->first &&
	               seeker->connection <= part->last
	           ? part->rule
	           : NULL;
}

static bool
is_used_up(const struct mni_seeker *seeker, const struct mni_rule *rule)
{
	return seeker->played != NULL && rule->times > 0 &&
	       seeker->played[rule->number] >= rule->times;
}

/* The first rule that ASKED fits. */
static const struct mni_part *
find(const struct mni_seeker *seeker, const struct mni_asked *asked)
{
	const struct mni_script *script = seeker->script;
	const struct mni_rule *rule;
	size_t i;

	for (i = 0; i < script->part_count; i++) {
		rule = rule_of(seeker, &script->parts[i]);
		if (rule != NULL && !is_used_up(seeker, rule) &&
		    mni_pattern_differs(&rule->pattern, asked) == 0)
			return &script->parts[i];
	}
	return NULL;
}

const struct mni_part *
mni_choose_rule(const struct mni_seeker *seeker)
{
	const struct mni_part *part = find(seeker, seeker->asked);
	struct mni_asked as_get = *seeker->asked;

	if (part != NULL || !mni_asked_is(seeker->asked, "HEAD"))
		return part;
	as_get.method = (struct mni_slice){"GET", 3};
	return find(seeker, &as_get);
}

const struct mni_part *
mni_choose_otherwise(const struct mni_seeker *seeker)
{
	const struct mni_script *script = seeker->script;
	const struct mni_part *part;
	size_t i;

	for (i = 0; i < script->part_count; i++) {
		part = &script->parts[i];
		if (part->rule != NULL && part->rule->otherwise &&
		    seeker->connection >= part->first &&
		    seeker->connection <= part->last)
			return part;
	}
	return NULL;
}

/* Whether RULE is for the target: of the asterisk-form, which is the server
 * itself, all are. */
static bool
is_for(const struct mni_seeker *seeker, const struct mni_rule *rule)
{
	unsigned differs;

	if (rule == NULL)
		return false;
	differs = mni_pattern_differs(&rule->pattern, seeker->asked);
	return (differs & ~(unsigned)MNI_IN_METHOD) == 0 ||
	       mni_slice_is(seeker->asked->path, "*");
}

bool
mni_choose_knows(const struct mni_seeker *seeker)
{
	const struct mni_script *script = seeker->script;
	size_t i;

	for (i = 0; i < script->part_count; i++)
		if (is_for(seeker, rule_of(seeker, &script->parts[i])))
			return true;
	return false;
}

bool
mni_choose_is_used_up(const struct mni_seeker *seeker)
{
	struct mni_seeker again = *seeker;

	again.played = NULL;
	return mni_choose_rule(&again) != NULL;
}

static const char *const methods[] = {
    "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"};

#define METHOD_COUNT (sizeof(methods) / sizeof(methods[0]))

bool
mni_choose_knows_method(const struct mni_asked *asked)
{
	size_t i;

	for (i = 0; i < METHOD_COUNT; i++)
		if (mni_asked_is(asked, methods[i]))
			return true;
	return false;
}

/* Whether OUT, which is a list, has NAME already. */
static bool
has(const struct mni_bytes *out, const char *name)
{
	struct mni_slice list = {(const char *)out->data, out->size}, element;

	while (mni_slice_next(&list, &element))
		if (mni_slice_equals(
		        element, (struct mni_slice){name, strlen(name)}))
			return true;
	return false;
}

static int
allow(struct mni_bytes *out, const char *name)
{
	if (has(out, name))
		return 0;
	if (out->size > 0 && mni_bytes_append(out, ", ", 2) == -1)
		return -1;
	return mni_bytes_append(out, name, strlen(name));
}

int
mni_choose_allow(
    const struct mni_seeker *seeker, bool file, struct mni_bytes *out)
{
	const struct mni_script *script = seeker->script;
	const struct mni_rule *rule;
	int failed = 0;
	size_t i;

	for (i = 0; i < script->part_count; i++) {
		rule = rule_of(seeker, &script->parts[i]);
		if (is_for(seeker, rule) && rule->pattern.method[0] != '\0')
			failed |= allow(out, rule->pattern.method);
	}
	if (file)
		failed |= allow(out, "GET");
	if (has(out, "GET"))
		failed |= allow(out, "HEAD");
	return failed | allow(out, "OPTIONS");
}

/* How far REQUEST is from WANT: octets that are not the same at both ends. */
static size_t
distance(struct mni_slice want, struct mni_slice request)
{
	size_t least = want.size < request.size ? want.size : request.size;
	size_t front = 0, back = 0;

	while (front < least && want.data[front] == request.data[front])
		front++;
	while (
	    back < least - front && want.data[want.size - 1 - back] ==
	                                request.data[request.size - 1 - back])
		back++;
	return want.size + request.size - 2 * (front + back);
}

/* The method counts as much as some letters of the path. */
static size_t
cost(const struct mni_rule *rule, const struct mni_asked *asked)
{
	unsigned differs = mni_pattern_differs(&rule->pattern, asked);
	struct mni_slice target = {
	    (const char *)rule->pattern.target.data, rule->pattern.target.size};
	size_t cost = 0;

	if ((differs & MNI_IN_METHOD) != 0)
		cost += 3;
	if ((differs & MNI_IN_QUERY) != 0)
		cost += 1;
	if ((differs & MNI_IN_PATH) != 0)
		cost += 1 + distance(target, asked->path);
	return cost;
}

const char *
mni_difference_words(unsigned differs)
{
	static const char *const words[] = {"nothing", "the method", "the path",
	    "the method and the path", "the query", "the method and the query",
	    "the path and the query", "the method, the path and the query"};

	return words[differs & 7];
}

void
mni_choose_closest(const struct mni_seeker *seeker, char *out, size_t capacity)
{
	const struct mni_script *script = seeker->script;
	const struct mni_rule *rule, *closest = NULL;
	char text[PATTERN_TEXT];
	unsigned differs;
	size_t i;

	for (i = 0; i < script->part_count; i++) {
		rule = rule_of(seeker, &script->parts[i]);
		if (rule != NULL &&
		    (closest == NULL || cost(rule, seeker->asked) <
		                            cost(closest, seeker->asked)))
			closest = rule;
	}
	if (closest == NULL) {
		(void)snprintf(out, capacity, "there is no rule at all");
		return;
	}
	(void)mni_pattern_text(&closest->pattern, text, sizeof(text));
	differs = mni_pattern_differs(&closest->pattern, seeker->asked);
	if (differs == 0)
		(void)snprintf(
		    out, capacity, "closest: %s, which is used up", text);
	else
		(void)snprintf(out, capacity, "closest: %s, differs in %s",
		    text, mni_difference_words(differs));
}
