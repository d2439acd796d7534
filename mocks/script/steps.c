/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/address.h"
#include "http/answer.h"
#include "script/parse.h"

#include <stdlib.h>
#include <sys/socket.h>

static int
read_nothing(struct mni_parse *parse, struct mni_step *step)
{
	(void)parse;
	(void)step;
	return 0;
}

static bool
is_empty(const struct mni_step *step)
{
	return step->text.data.size == 0 && step->text.address_count == 0;
}

static int
read_wait(struct mni_parse *parse, struct mni_step *step)
{
	return mni_take_duration(&parse->reader, &step->wait_ms);
}

/* A text that must not be empty. */
static int
read_wanted(struct mni_parse *parse, struct mni_step *step)
{
	struct mni_token token = mni_peek_token(&parse->reader);

	if (mni_read_text(parse, &step->text) == -1)
		return -1;
	if (is_empty(step) && parse->use == MNI_STREAM)
		return mni_mistake(&parse->reader, &token,
		    "expected at least one octet to wait for");
	return 0;
}

static int
read_recv(struct mni_parse *parse, struct mni_step *step)
{
	struct mni_reader *reader = &parse->reader;
	struct mni_token token = mni_peek_token(reader);

	if (token.kind == MNI_LINE_END)
		return 0;
	if (mni_is_text(&token)) {
		step->until = MNI_RECV_EXACT;
		return read_wanted(parse, step);
	}
	if (mni_token_is(&token, "nothing")) {
		(void)mni_next_token(reader);
		step->until = MNI_RECV_NOTHING;
		return mni_take_duration(reader, &step->wait_ms);
	}
	if (parse->use == MNI_DATAGRAM)
		return mni_mistake(reader, &token,
		    "a datagram comes whole: recv takes \"...\", nothing "
		    "and a duration, or no more here");
	if (mni_number_is_next(reader)) {
		step->until = MNI_RECV_COUNT;
		return mni_take_number(reader, "a number of octets", 1,
		    MNI_MOST_OCTETS, &step->count);
	}
	(void)mni_next_token(reader);
	if (mni_token_is(&token, "eof")) {
		step->until = MNI_RECV_EOF;
		return 0;
	}
	if (!mni_token_is(&token, "until"))
		return mni_expected(reader, &token,
		    "a number of octets, \"...\", address, until \"...\", "
		    "eof, nothing and a duration, or no more");
	step->until = MNI_RECV_UNTIL;
	return read_wanted(parse, step);
}

static int
read_drop(struct mni_parse *parse, struct mni_step *step)
{
	step->count = 1;
	if (!mni_number_is_next(&parse->reader))
		return 0;
	return mni_take_number(&parse->reader, "a number of datagrams", 1,
	    MNI_MOST_DATAGRAMS, &step->count);
}

/* How many octets a copy of what STEP sends may have, whatever its address. */
static size_t
most_octets(const struct mni_step *step)
{
	return step->text.data.size +
	       step->text.address_count * MNI_ADDRESS_TEXT;
}

/* What no single word of a send shows. */
static int
check_send(struct mni_parse *parse, const struct mni_token *verb,
    const struct mni_step *step)
{
	size_t copies = step->delivery.repeat, octets = most_octets(step);
	struct mni_reader *reader = &parse->reader;
	const char *wrong;

	if (step->source != MNI_SOURCE_TEXT && copies > 1)
		return mni_mistake(reader, verb,
		    "'repeat' needs octets that are known: a string or a file");
	if (octets > 0 && copies > MNI_MOST_OCTETS / octets)
		return mni_mistake(reader, verb, "more than %zu octets in all",
		    MNI_MOST_OCTETS);
	if (step->answer != NULL && step->answer->chunk > 0 &&
	    octets * copies / step->answer->chunk > MNI_MOST_CHUNKS)
		return mni_mistake(
		    reader, verb, "more than %d chunks", MNI_MOST_CHUNKS);
	if (parse->use == MNI_DATAGRAM && octets * copies > MNI_MOST_DATAGRAM)
		return mni_mistake(reader, verb,
		    "a datagram holds at most %d octets, not %zu",
		    MNI_MOST_DATAGRAM, octets * copies);
	wrong = mni_wrong_source(parse->script, step->delivery.from);
	if (wrong != NULL)
		return mni_mistake(reader, verb, "%s", wrong);
	return mni_check_stop(parse, verb, step->delivery.stop);
}

/* Of http, an answer, or raw octets as of a stream. */
static int
read_send(struct mni_parse *parse, struct mni_step *step)
{
	struct mni_token source = mni_peek_token(&parse->reader);
	bool raw = mni_token_is(&source, "raw");
	enum mni_use use = parse->use == MNI_WEB ? MNI_STREAM : parse->use;
	int result;

	if (parse->use == MNI_WEB && raw)
		(void)mni_next_token(&parse->reader);
	if (parse->use == MNI_WEB && !raw) {
		result = mni_read_answer(parse, step);
	} else {
		result = mni_read_source(parse, step);
		if (result == 0)
			result = mni_read_modifiers(
			    &parse->reader, use, &step->delivery);
	}
	return result == -1 ? -1 : check_send(parse, &source, step);
}

/* Octets with their copies, as a send has them, for streams alone. */
static int
read_copies(struct mni_parse *parse, struct mni_step *step)
{
	struct mni_reader *reader = &parse->reader;
	struct mni_token source = mni_peek_token(reader), token;

	if (mni_read_text(parse, &step->text) == -1)
		return -1;
	if (is_empty(step))
		return mni_mistake(
		    reader, &source, "expected at least one octet to send");
	token = mni_peek_token(reader);
	if (mni_token_is(&token, "repeat") &&
	    mni_read_modifier(reader, MNI_STREAM, &step->delivery) == -1)
		return -1;
	return check_send(parse, &source, step);
}

/* The port that the datagrams of PART are forged from, or 0; SIZE_MAX: that of
 * the server. */
static size_t
forged_port(const struct mni_part *part)
{
	size_t i;

	for (i = 0; i < part->count; i++)
		if (part->steps[i].verb == MNI_VERB_FORGE &&
		    part->steps[i].forgery != MNI_FORGED_CLOSED_PORT)
			return part->steps[i].count;
	return 0;
}

/* Where a forged datagram comes from. */
static int
read_forger(struct mni_parse *parse, struct mni_step *step)
{
	size_t before = forged_port(mni_parse_part(parse));
	struct mni_reader *reader = &parse->reader;
	struct mni_token token = mni_next_token(reader);

	if (mni_token_is(&token, "closed-port")) {
		step->forgery = MNI_FORGED_CLOSED_PORT;
		return 0;
	}
	if (mni_token_is(&token, "server-port")) {
		step->forgery = MNI_FORGED_SERVER_PORT;
		step->count = SIZE_MAX;
	} else if (!mni_token_is(&token, "port")) {
		return mni_expected(reader, &token,
		    "port, server-port or closed-port after 'from'");
	} else if (mni_take_number(
	               reader, "a port", 1, UINT16_MAX, &step->count) == -1) {
		return -1;
	}
	if (before != 0 && before != step->count)
		return mni_mistake(reader, &token,
		    "a script forges the datagrams of one port only");
	return 0;
}

static int
read_forge(struct mni_parse *parse, struct mni_step *step)
{
	struct mni_reader *reader = &parse->reader;
	struct mni_token source = mni_peek_token(reader);

	if (parse->side == MNI_SERVER || parse->script->family == AF_UNIX)
		return mni_mistake(
		    reader, &parse->word, "'forge' is for clients of udp only");
	if (mni_read_text(parse, &step->text) == -1 ||
	    mni_take_word(reader, "from", "the octets of a datagram") == -1 ||
	    read_forger(parse, step) == -1)
		return -1;
	return check_send(parse, &source, step);
}

static int
read_barrier(struct mni_parse *parse, struct mni_step *step)
{
	struct mni_token name = mni_next_token(&parse->reader);

	step->count = 2;
	if (name.kind != MNI_WORD || name.size > 32 || *name.text == '\0')
		return mni_expected(&parse->reader, &name,
		    "the name of a barrier, at most 32 characters");
	if (mni_bytes_append(&step->text.data, name.text, name.size) == -1 ||
	    mni_bytes_append(&step->text.data, "", 1) == -1)
		return mni_no_memory(parse);
	if (!mni_number_is_next(&parse->reader))
		return 0;
	return mni_take_number(&parse->reader, "a number of players", 2,
	    MNI_MOST_PLAYERS, &step->count);
}

static int
read_loop(struct mni_parse *parse, struct mni_step *step)
{
	struct mni_token token = mni_peek_token(&parse->reader);

	if (parse->depth == MNI_MOST_LOOPS)
		return mni_mistake(&parse->reader, &token,
		    "at most %d loops inside each other", MNI_MOST_LOOPS);
	step->depth = parse->depth;
	parse->loops[parse->depth++] = mni_parse_part(parse)->count;
	if (token.kind == MNI_LINE_END)
		return 0;
	return mni_take_number(&parse->reader, "a number of rounds", 1,
	    MNI_MOST_ROUNDS, &step->count);
}

/* Whether STEP of a script for USE may have to wait for something. */
static bool
holds_up(const struct mni_step *step, enum mni_use use)
{
	switch (step->verb) {
	case MNI_VERB_RECV:
	case MNI_VERB_DROP:
	case MNI_VERB_WAIT:
	case MNI_VERB_BARRIER:
	case MNI_VERB_URGENT:
	case MNI_VERB_FILL:
	case MNI_VERB_FORGE:
		return true;
	case MNI_VERB_SEND:
		return use == MNI_DATAGRAM || step->source != MNI_SOURCE_TEXT ||
		       step->answer != NULL || !is_empty(step);
	case MNI_VERB_FIN:
	case MNI_VERB_CLOSE:
	case MNI_VERB_RST:
	case MNI_VERB_STALL:
	case MNI_VERB_REFUSE:
	case MNI_VERB_HEAR:
	case MNI_VERB_LOOP:
	case MNI_VERB_END:
		break;
	}
	return false;
}

/* A loop that nothing ever holds up would turn for ever. */
static bool
takes_time(const struct mni_part *part, size_t loop, enum mni_use use)
{
	size_t i;

	for (i = loop + 1; i < part->count; i++)
		if (holds_up(&part->steps[i], use))
			return true;
	return false;
}

static int
read_end(struct mni_parse *parse, struct mni_step *step)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	struct mni_part *part = mni_parse_part(parse);

	if (parse->depth == 0)
		return mni_mistake(
		    &parse->reader, &token, "there is no loop to end");
	step->depth = --parse->depth;
	step->other_end = parse->loops[step->depth];
	part->steps[step->other_end].other_end = part->count;
	if (!takes_time(part, step->other_end, parse->use))
		return mni_mistake(&parse->reader, &token,
		    "a loop needs a step that takes time: recv, drop, send, "
		    "urgent, fill, forge, wait or barrier");
	return 0;
}

static const struct verb {
	const char *word;
	enum mni_verb verb;
	enum mni_use use;
	bool last; /* no step may follow */
	int (*read)(struct mni_parse *parse, struct mni_step *step);
} verbs[] = {
    {"recv", MNI_VERB_RECV, MNI_STEPS, false, read_recv},
    {"drop", MNI_VERB_DROP, MNI_DATAGRAM, false, read_drop},
    {"send", MNI_VERB_SEND, MNI_ANY_USE, false, read_send},
    {"urgent", MNI_VERB_URGENT, MNI_STREAM, false, read_copies},
    {"fill", MNI_VERB_FILL, MNI_STREAM, false, read_copies},
    {"forge", MNI_VERB_FORGE, MNI_DATAGRAM, false, read_forge},
    {"wait", MNI_VERB_WAIT, MNI_ANY_USE, false, read_wait},
    {"barrier", MNI_VERB_BARRIER, MNI_ANY_USE, false, read_barrier},
    {"fin", MNI_VERB_FIN, MNI_CONNECTED, false, read_nothing},
    {"close", MNI_VERB_CLOSE, MNI_CONNECTED, true, read_nothing},
    {"rst", MNI_VERB_RST, MNI_CONNECTED, true, read_nothing},
    {"stall", MNI_VERB_STALL, MNI_ANY_USE, true, read_nothing},
    {"loop", MNI_VERB_LOOP, MNI_ANY_USE, false, read_loop},
    {"end", MNI_VERB_END, MNI_ANY_USE, false, read_end},
};

static const struct verb *
find_verb(const struct mni_token *word)
{
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (mni_token_is(word, verbs[i].word))
			return &verbs[i];
	return NULL;
}

bool
mni_is_verb(const struct mni_token *word)
{
	return find_verb(word) != NULL;
}

static struct mni_step *
add_step(struct mni_part *part)
{
	struct mni_step *steps;

	steps = realloc(part->steps, (part->count + 1) * sizeof(*steps));
	if (steps == NULL)
		return NULL;
	part->steps = steps;
	steps[part->count] = (struct mni_step){.delivery = MNI_DELIVERY_PLAIN};
	return &steps[part->count];
}

/* Whether a datagram is taken before what comes now. */
static bool
receives(const struct mni_part *part)
{
	size_t i;

	for (i = 0; part != NULL && i < part->count; i++)
		if (part->steps[i].verb == MNI_VERB_RECV ||
		    part->steps[i].verb == MNI_VERB_DROP)
			return true;
	return false;
}

/* Whether a step VERB may stand where it does. */
static int
check_place(struct mni_parse *parse, const struct mni_token *word,
    const struct verb *verb)
{
	struct mni_reader *reader = &parse->reader;

	if (parse->ended && (verb->verb != MNI_VERB_END || parse->depth == 0))
		return mni_mistake(
		    reader, word, "nothing can follow close, rst or stall");
	if ((verb->use & parse->use) == 0)
		return mni_wrong_use(reader, word, verb->use);
	if (parse->use == MNI_WEB && mni_parse_part(parse)->rule == NULL)
		return mni_mistake(
		    reader, word, "a step belongs below 'on' or 'otherwise'");
	if (verb->verb == MNI_VERB_RST &&
	    mni_check_stop(parse, word, MNI_STOP_RST) == -1)
		return -1;
	if (verb->verb == MNI_VERB_SEND && parse->use == MNI_DATAGRAM &&
	    parse->side == MNI_SERVER && !receives(mni_parse_part(parse)))
		return mni_mistake(reader, word,
		    "before recv or drop there is nobody to answer");
	return 0;
}

int
mni_read_step(struct mni_parse *parse, const struct mni_token *word)
{
	const struct verb *verb = find_verb(word);
	struct mni_part *part = mni_parse_part(parse);
	struct mni_step *step;
	int result;

	if (check_place(parse, word, verb) == -1)
		return -1;
	step = part == NULL ? NULL : add_step(part);
	if (step == NULL)
		return mni_no_memory(parse);
	step->verb = verb->verb;
	step->line = word->line;
	step->looped = parse->depth > 0;
	result = verb->read(parse, step);
	part->count++;
	parse->ended = parse->ended || verb->last;
	return result == 0 ? mni_take_line_end(&parse->reader) : -1;
}
