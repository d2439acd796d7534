/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/rule.h"

#include "dns/bend.h"
#include "script/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A rule that is being read. */
struct reading {
	struct mni_reader *reader;
	const struct mni_domain *origin;
	struct mni_ns_rule *rule;
};

static int
no_memory(struct mni_reader *reader)
{
	struct mni_token here = mni_token_here(reader, MNI_LINE_END);

	return mni_mistake(reader, &here, "no memory");
}

static void
rule_fini(struct mni_ns_rule *rule)
{
	size_t i;

	mni_ns_when_fini(&rule->when);
	for (i = 0; i < rule->count; i++) {
		mni_ns_bend_free(rule->steps[i].bend);
		mni_delivery_fini(&rule->steps[i].delivery);
	}
	free(rule->steps);
}

void
mni_ns_rules_fini(struct mni_ns_rules *rules)
{
	size_t i;

	for (i = 0; i < rules->count; i++)
		rule_fini(&rules->list[i]);
	for (i = 0; i < rules->expect_count; i++)
		mni_ns_when_fini(&rules->expects[i].when);
	free(rules->list);
	free(rules->expects);
	*rules = (struct mni_ns_rules){.list = NULL};
}

bool
mni_ns_rules_send_from(const struct mni_ns_rules *rules, enum mni_from from)
{
	const struct mni_ns_rule *rule;
	size_t i, j;

	for (i = 0; i < rules->count; i++) {
		rule = &rules->list[i];
		for (j = 0; j < rule->count; j++)
			if (rule->steps[j].delivery.from == from)
				return true;
	}
	return false;
}

static struct mni_step *
add_step(struct reading *reading, enum mni_verb verb)
{
	struct mni_ns_rule *rule = reading->rule;
	struct mni_step *steps =
	    realloc(rule->steps, (rule->count + 1) * sizeof(*steps));

	if (steps == NULL) {
		(void)no_memory(reading->reader);
		return NULL;
	}
	rule->steps = steps;
	steps += rule->count++;
	*steps = (struct mni_step){.verb = verb,
	    .source = MNI_SOURCE_DNS,
	    .delivery = MNI_DELIVERY_PLAIN};
	return steps;
}

/* How the message leaves: what is for the transports of the rule. */
static int
read_delivery(struct reading *reading, struct mni_delivery *delivery)
{
	struct mni_token place = mni_peek_token(reading->reader);
	unsigned transports = reading->rule->when.transports;
	enum mni_use use = transports == MNI_NS_UDP   ? MNI_DATAGRAM
	                   : transports == MNI_NS_TCP ? MNI_STREAM | MNI_DNS
	                                              : MNI_STEPS;

	if (mni_read_modifiers(reading->reader, use, delivery) == -1)
		return -1;
	if (delivery->repeat != 1)
		return mni_mistake(reading->reader, &place,
		    "a message is not repeated within itself");
	return 0;
}

static int
read_send(struct reading *reading, bool raw)
{
	struct mni_step *step = add_step(reading, MNI_VERB_SEND);
	int taken = 1;

	if (step == NULL)
		return -1;
	step->bend = mni_ns_bend_new();
	if (step->bend == NULL)
		return no_memory(reading->reader);
	if (raw && mni_ns_bend_read_raw(reading->reader, step->bend) == -1)
		return -1;
	while (taken == 1 && !raw)
		taken = mni_ns_bend_read(
		    reading->reader, reading->origin, step->bend);
	if (taken == -1)
		return -1;
	return read_delivery(reading, &step->delivery);
}

static int
read_wait(struct reading *reading)
{
	struct mni_step *step = add_step(reading, MNI_VERB_WAIT);

	if (step == NULL)
		return -1;
	return mni_take_duration(reading->reader, &step->wait_ms);
}

/* The port refuses, for good or for a time; a connection that is there has
 * nothing to do with that. */
static int
read_icmp(struct reading *reading, const struct mni_token *word)
{
	struct mni_step *step;

	if (reading->rule->when.transports != MNI_NS_UDP)
		return mni_mistake(reading->reader, word,
		    "'icmp' is for datagrams: among the conditions there has "
		    "to be udp");
	if (add_step(reading, MNI_VERB_REFUSE) == NULL)
		return -1;
	if (!mni_number_is_next(reading->reader))
		return 0;
	step = add_step(reading, MNI_VERB_WAIT);
	if (step == NULL ||
	    mni_take_duration(reading->reader, &step->wait_ms) == -1)
		return -1;
	return add_step(reading, MNI_VERB_HEAR) == NULL ? -1 : 0;
}

/* An end of a connection; of datagrams it is that of the steps. */
static int
read_end(struct reading *reading, enum mni_verb verb)
{
	return add_step(reading, verb) == NULL ? -1 : 0;
}

static int
read_step(struct reading *reading)
{
	struct mni_token word = mni_next_token(reading->reader);

	if (mni_token_is(&word, "send"))
		return read_send(reading, false);
	if (mni_token_is(&word, "raw"))
		return read_send(reading, true);
	if (mni_token_is(&word, "wait"))
		return read_wait(reading);
	if (mni_token_is(&word, "icmp"))
		return read_icmp(reading, &word);
	if (mni_token_is(&word, "close"))
		return read_end(reading, MNI_VERB_CLOSE);
	if (mni_token_is(&word, "rst"))
		return read_end(reading, MNI_VERB_RST);
	if (mni_token_is(&word, "stall"))
		return read_end(reading, MNI_VERB_STALL);
	if (mni_token_is(&word, "drop"))
		return 0;
	return mni_expected(reading->reader, &word,
	    "a step: send, raw, drop, wait, icmp, close, rst or stall");
}

/* The end of the step that begins here: a semicolon outside of strings, or
 * END. */
static const char *
step_end(const char *at, const char *end)
{
	bool quoted = false;

	for (; at < end && (quoted || *at != ';'); at++) {
		if (quoted && *at == '\\' && at + 1 < end)
			at++;
		else if (*at == '"')
			quoted = !quoted;
	}
	return at;
}

static const char *
line_end(const struct mni_reader *reader)
{
	const char *end =
	    memchr(reader->at, '\n', (size_t)(reader->end - reader->at));

	return end == NULL ? reader->end : end;
}

/* Each step is read as if the text ended behind it. */
static int
read_steps(struct reading *reading)
{
	struct mni_reader *reader = reading->reader;
	const char *text_end = reader->end, *end = line_end(reader);
	bool more = true;
	int result = 0;

	while (result == 0 && more) {
		reader->end = step_end(reader->at, end);
		more = reader->end < end;
		result = read_step(reading);
		if (result == 0)
			result = mni_take_line_end(reader);
		reader->at = reader->end + (more ? 1 : 0);
	}
	reader->end = text_end;
	return result;
}

/* Whether all of TOKEN is printing ASCII. */
static bool
is_printing(const struct mni_token *token)
{
	size_t i;

	for (i = 0; i < token->size; i++)
		if (token->text[i] < ' ' || token->text[i] > '~')
			return false;
	return true;
}

/* A name is told in the journal; without one it is the number. */
static int
read_name(struct reading *reading, size_t number)
{
	struct mni_token token = mni_peek_token(reading->reader);
	struct mni_ns_rule *rule = reading->rule;

	if (mni_token_is(&token, "when") || mni_token_is(&token, "do")) {
		(void)snprintf(rule->name, sizeof(rule->name), "%zu", number);
		return 0;
	}
	(void)mni_next_token(reading->reader);
	if (token.kind != MNI_WORD || token.size >= sizeof(rule->name) ||
	    !is_printing(&token))
		return mni_expected(reading->reader, &token,
		    "the name of a rule, at most 39 octets of printing "
		    "ASCII, when or do");
	(void)snprintf(rule->name, sizeof(rule->name), "%.*s", (int)token.size,
	    token.text);
	return 0;
}

int
mni_ns_rule_read(struct mni_reader *reader, const struct mni_domain *origin,
    struct mni_ns_rules *rules)
{
	struct reading reading = {.reader = reader, .origin = origin};
	struct mni_ns_rule *list =
	    realloc(rules->list, (rules->count + 1) * sizeof(*list));
	struct mni_token token;

	if (list == NULL)
		return no_memory(reader);
	rules->list = list;
	reading.rule = &list[rules->count++];
	*reading.rule = (struct mni_ns_rule){.when = MNI_NS_ALWAYS};
	if (read_name(&reading, rules->count) == -1)
		return -1;
	token = mni_peek_token(reader);
	if (mni_token_is(&token, "when")) {
		(void)mni_next_token(reader);
		if (mni_ns_when_read(
		        reader, origin, "do", &reading.rule->when) == -1)
			return -1;
	}
	if (mni_take_word(reader, "do", "the conditions of a rule") == -1)
		return -1;
	return read_steps(&reading);
}

static int
read_count(struct mni_reader *reader, struct mni_ns_expect *expect)
{
	static const char what[] =
	    "count=N or a range such as count=1..5 behind the conditions";
	struct mni_token token = mni_next_token(reader), word = token, value;
	struct mni_reader part = *reader;

	if (!mni_ns_split(&word, &value))
		return mni_expected(reader, &token, what);
	part.at = value.text;
	part.end = value.text + value.size;
	if (mni_take_range(&part, what, 0, MNI_MOST_DATAGRAMS, &expect->least,
	        &expect->most) == 0)
		return 0;
	reader->mistake = part.mistake;
	return -1;
}

int
mni_ns_expect_read(struct mni_reader *reader, const struct mni_domain *origin,
    struct mni_ns_rules *rules)
{
	struct mni_ns_expect *list =
	    realloc(rules->expects, (rules->expect_count + 1) * sizeof(*list));
	struct mni_token line;

	if (list == NULL)
		return no_memory(reader);
	rules->expects = list;
	list += rules->expect_count++;
	*list = (struct mni_ns_expect){.when = MNI_NS_ALWAYS};
	line = mni_peek_token(reader);
	if (mni_ns_when_read(reader, origin, "count", &list->when) == -1 ||
	    read_count(reader, list) == -1)
		return -1;
	(void)snprintf(list->text, sizeof(list->text), "%.*s",
	    (int)(reader->at - line.text), line.text);
	return 0;
}

int
mni_ns_note_read(struct mni_reader *reader, const struct mni_domain *origin,
    struct mni_ns_rules *rules)
{
	struct mni_token word = mni_next_token(reader);
	int result;

	if (mni_token_is(&word, "rule"))
		result = mni_ns_rule_read(reader, origin, rules);
	else if (mni_token_is(&word, "expect"))
		result = mni_ns_expect_read(reader, origin, rules);
	else if (mni_token_is(&word, "mocknet"))
		result = mni_take_word(reader, "1", "'mocknet'");
	else
		return mni_expected(
		    reader, &word, "rule, expect or mocknet behind ;!");
	return result == -1 ? -1 : mni_take_line_end(reader);
}
