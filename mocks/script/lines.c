/* SPDX-License-Identifier: MIT */
/* The lines of a script that are no steps, and all of it. */
#include <config.h>

#include "dns/lines.h"
#include "dns/service.h"
#include "http/rules.h"
#include "script/parse.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define DEFAULT_QUOTE "Whoever is never asked is never wrong.\r\n"

static int
read_form(struct mni_parse *parse)
{
	static const char *const words[] = {"free", "ctime", "nist"};
	struct mni_token token = mni_next_token(&parse->reader);
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (mni_token_is(&token, words[i])) {
			parse->script->form = (enum mni_form)i;
			return 0;
		}
	return mni_expected(&parse->reader, &token, "free, ctime or nist");
}

static int
read_clock(struct mni_parse *parse)
{
	struct mni_token token = mni_next_token(&parse->reader);
	struct mni_script *script = parse->script;

	script->clock_fixed = true;
	if (token.kind != MNI_WORD ||
	    mni_clock_read(token.text, token.size, &script->clock) == -1)
		return mni_expected(&parse->reader, &token,
		    "a time such as 2026-11-22T14:01:56Z");
	return 0;
}

static int
read_quote(struct mni_parse *parse)
{
	parse->script->quote.size = 0;
	return mni_take_string(&parse->reader, &parse->script->quote);
}

static int
read_discard(struct mni_parse *parse)
{
	parse->script->discards = true;
	return mni_take_word(&parse->reader, "input", "'discard'");
}

static int
read_in(struct mni_parse *parse)
{
	if (parse->side == MNI_SERVER)
		return mni_mistake(&parse->reader, &parse->word,
		    "only a client can make its connections in turn");
	parse->script->in_turn = true;
	return mni_take_word(&parse->reader, "turn", "'in'");
}

static int
read_buffers(struct mni_parse *parse)
{
	size_t octets = 0;

	if (mni_take_number(&parse->reader, "a number of octets", 1,
	        MNI_MOST_BUFFER, &octets) == -1)
		return -1;
	parse->script->buffers = (int)octets;
	return 0;
}

static int
read_expect(struct mni_parse *parse)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	const char *what = parse->use == MNI_DATAGRAM ? "datagrams"
	                                              : "connections";
	struct mni_script *script = parse->script;

	if (parse->use == MNI_DNS)
		return mni_read_ns_expect(parse);
	if (parse->use == MNI_WEB && mni_token_is(&token, "clean")) {
		(void)mni_next_token(&parse->reader);
		script->web->clean = true;
		return 0;
	}
	if (parse->use == MNI_WEB && !mni_token_is(&token, "connections"))
		return mni_read_expectation(parse);
	script->expects = true;
	if (mni_take_word(&parse->reader, what, "'expect'") == -1)
		return -1;
	return mni_take_range(&parse->reader,
	    "a number or a range such as 1..5", 0, MNI_MOST_CONNECTIONS,
	    &script->least, &script->most);
}

/* Where a fault line belongs: to its connections, or to all. */
static int
keep_fault(struct mni_parse *parse, const struct mni_fault *fault)
{
	struct mni_script *script = parse->script;
	struct mni_part *part = mni_parse_section(parse);
	struct mni_fault **list = &script->faults;
	size_t *count = &script->fault_count;
	struct mni_token token = mni_peek_token(&parse->reader);

	if (parse->sectioned) {
		list = &part->faults;
		count = &part->fault_count;
	}
	if (*count == MNI_MOST_FAULTS)
		return mni_mistake(&parse->reader, &token, "at most %d faults",
		    MNI_MOST_FAULTS);
	if (*list == NULL)
		*list = calloc(MNI_MOST_FAULTS, sizeof(**list));
	if (*list == NULL)
		return mni_no_memory(parse);
	(*list)[(*count)++] = *fault;
	return 0;
}

static int
read_fault(struct mni_parse *parse)
{
	struct mni_token where = mni_peek_token(&parse->reader);
	struct mni_fault fault;
	const char *wrong;

	if (mni_read_fault(&parse->reader, parse->use, &fault) == -1)
		return -1;
	wrong = mni_wrong_source(parse->script, fault.delivery.from);
	if (wrong != NULL)
		return mni_mistake(&parse->reader, &where, "%s", wrong);
	if (mni_check_stop(parse, &where, fault.stop) == -1)
		return -1;
	if (fault.phase != MNI_BEFORE_ACCEPT)
		return keep_fault(parse, &fault);
	if (parse->side == MNI_CLIENT)
		return mni_mistake(
		    &parse->reader, &where, "a client lets nobody in");
	if (parse->sectioned)
		return mni_mistake(&parse->reader, &where,
		    "nobody is let in: this belongs to the whole script, "
		    "above 'connection'");
	parse->script->entry = fault.effect;
	return mni_parse_part(parse) == NULL ? mni_no_memory(parse) : 0;
}

static int
read_connection(struct mni_parse *parse)
{
	struct mni_token where = mni_peek_token(&parse->reader);
	const struct mni_part *before;
	size_t first = 1, last = SIZE_MAX;

	if (parse->use == MNI_DATAGRAM)
		return mni_wrong_use(
		    &parse->reader, &parse->word, MNI_CONNECTED);
	before = parse->script->part_count == 0 ? NULL : mni_parse_part(parse);
	if (parse->use == MNI_STREAM && !parse->sectioned && before != NULL &&
	    before->count > 0)
		return mni_mistake(&parse->reader, &where,
		    "the steps above belong to no connection");
	if (mni_token_is(&where, "any"))
		(void)mni_next_token(&parse->reader);
	else if (mni_take_range(&parse->reader,
	             "any, the number of a connection, or a range such as 2..5",
	             1, MNI_MOST_CONNECTIONS, &first, &last) == -1)
		return -1;
	if (mni_parse_end_part(parse, &where) == -1)
		return -1;
	if (!parse->sectioned && parse->use == MNI_WEB)
		parse->script->parts[0].last = 0; /* it was for all others */
	else if (!parse->sectioned)
		parse->script->part_count = 0;
	parse->sectioned = true;
	return mni_parse_add_part(parse, first, last) == NULL
	           ? mni_no_memory(parse)
	           : 0;
}

/* The lines that are no steps. */
static const struct setting {
	const char *word;
	enum mni_use use;
	bool of_service; /* it may stand below one */
	int (*read)(struct mni_parse *parse);
} settings[] = {
    {"fault", MNI_ANY_USE, true, read_fault},
    {"connection", MNI_ANY_USE, false, read_connection},
    {"expect", MNI_EVERY_USE, true, read_expect},
    {"quote", MNI_ANY_USE, true, read_quote},
    {"form", MNI_ANY_USE, true, read_form},
    {"clock", MNI_ANY_USE, true, read_clock},
    {"buffers", MNI_EVERY_USE, true, read_buffers},
    {"discard", MNI_STREAM, false, read_discard},
    {"in", MNI_STREAM, false, read_in},
    {"on", MNI_WEB, false, mni_read_on},
    {"otherwise", MNI_WEB, false, mni_read_otherwise},
    {"folder", MNI_WEB, false, mni_read_folder},
    {"zone", MNI_DNS, false, mni_read_zone},
    {"rule", MNI_DNS, false, mni_read_ns_rule},
};

static const struct setting *
find_setting(const struct mni_token *word)
{
	size_t i;

	for (i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (mni_token_is(word, settings[i].word))
			return &settings[i];
	return NULL;
}

/* What a line may begin with. */
static const char *
known_lines(enum mni_use use)
{
	if (use == MNI_DNS)
		return "zone, rule, expect or buffers";
	return use == MNI_WEB
	           ? "on, otherwise, folder, a step (send, wait, barrier, "
	             "fin, close, rst, stall, loop, end) or one of fault, "
	             "connection, expect, quote, form, clock, buffers"
	           : "a step (recv, drop, send, urgent, fill, forge, wait, "
	             "barrier, fin, close, rst, stall, loop, end) or fault, "
	             "connection, expect, quote, form, clock, buffers, "
	             "discard, in";
}

static int
read_line(struct mni_parse *parse)
{
	struct mni_token word = mni_next_token(&parse->reader);
	const struct setting *setting = find_setting(&word);

	parse->word = word;
	if (setting == NULL && (parse->use == MNI_DNS || !mni_is_verb(&word)))
		return mni_expected(
		    &parse->reader, &word, known_lines(parse->use));
	if (setting != NULL && (setting->use & parse->use) == 0)
		return mni_wrong_use(&parse->reader, &word, setting->use);
	if (parse->service && (setting == NULL || !setting->of_service))
		return mni_mistake(&parse->reader, &word,
		    "a service has steps of its own: only fault, expect, "
		    "quote, form, clock and buffers may stand here");
	if (setting == NULL)
		return mni_read_step(parse, &word);
	return setting->read(parse) == -1 ? -1
	                                  : mni_take_line_end(&parse->reader);
}

int
mni_read_lines(struct mni_parse *parse)
{
	while (mni_next_line(&parse->reader) != -1)
		if (read_line(parse) == -1)
			return -1;
	return 0;
}

static bool
does_something(const struct mni_script *script)
{
	if (script->dns != NULL)
		return script->dns->zones.count > 0 ||
		       script->dns->rules.count > 0;
	if (script->web == NULL)
		return script->part_count > 0;
	return script->web->rule_count > 0 || script->web->folder != NULL ||
	       script->entry != MNI_NO_EFFECT;
}

int
mni_script_read(const char *text, size_t size, enum mni_side side,
    const char *folder, struct mni_script *out_script,
    struct mn_mistake *out_mistake)
{
	struct mni_script script = {.family = AF_INET};
	struct mni_parse parse = {
	    .script = &script, .folder = folder, .side = side};
	struct mni_token token;
	int result;

	mni_reader_init(&parse.reader, text, size);
	result = mni_bytes_append(
	    &script.quote, DEFAULT_QUOTE, sizeof(DEFAULT_QUOTE) - 1);
	if (result == 0)
		result = mni_read_head(&parse);
	if (result == 0)
		result = mni_read_lines(&parse);
	token = mni_peek_token(&parse.reader);
	if (result == 0)
		result = mni_parse_end_part(&parse, &token);
	if (result == 0 && !does_something(&script))
		result = mni_expected(&parse.reader, &token,
		    script.dns != NULL   ? "at least one of zone and rule"
		    : script.web == NULL ? "at least one step or fault"
		                         : "at least one of on, otherwise and "
		                           "folder");
	if (result == -1) {
		*out_mistake = parse.reader.mistake;
		mni_script_fini(&script);
		return -1;
	}
	*out_script = script;
	return 0;
}

int
mn_script_ok(const char *script, struct mn_mistake *out_mistake)
{
	struct mni_script steps;

	if (mni_script_read(script, strlen(script), MNI_SERVER, NULL, &steps,
	        out_mistake) == -1)
		return 0;
	mni_script_fini(&steps);
	return 1;
}
