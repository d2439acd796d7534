/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "script/script.h"

#include "script/words.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MOST_OCTETS ((size_t)1 << 30)
#define MOST_DATAGRAM 65507 /* IPv4: 65535 less 20 of IP and 8 of UDP */
/* Long enough for a reader that waits to wake up between two pieces. */
#define PIECE_GAP_MS 1

enum transport { TCP = 1, UDP = 2, BOTH = TCP | UDP };

static int
read_nothing(struct mni_reader *reader, struct mni_step *step)
{
	(void)reader;
	(void)step;
	return 0;
}

static int
read_wait(struct mni_reader *reader, struct mni_step *step)
{
	return mni_take_duration(reader, &step->wait_ms);
}

static int
read_recv(struct mni_reader *reader, struct mni_step *step)
{
	struct mni_token token = mni_peek_token(reader);

	if (token.kind == MNI_LINE_END)
		return 0;
	if (mni_token_is(&token, "eof")) {
		(void)mni_next_token(reader);
		step->until = MNI_RECV_EOF;
		return 0;
	}
	if (mni_token_is(&token, "until")) {
		(void)mni_next_token(reader);
		step->until = MNI_RECV_UNTIL;
		token = mni_peek_token(reader);
		if (mni_take_string(reader, &step->data) == -1)
			return -1;
		if (step->data.size == 0)
			return mni_mistake(reader, &token,
			    "expected at least one octet to wait for");
		return 0;
	}
	step->until = MNI_RECV_COUNT;
	if (token.kind != MNI_WORD || strchr("0123456789", *token.text) == NULL)
		return mni_expected(reader, &token,
		    "a number of octets, until \"...\", eof or nothing");
	return mni_take_number(
	    reader, "a number of octets", 1, MOST_OCTETS, &step->count);
}

static int
read_drop(struct mni_reader *reader, struct mni_step *step)
{
	struct mni_token token = mni_peek_token(reader);

	if (token.kind == MNI_LINE_END)
		return 0;
	return mni_take_number(
	    reader, "a number of datagrams", 1, 1000000, &step->times);
}

static int
read_each(struct mni_reader *reader, struct mni_step *step)
{
	struct mni_token token = mni_next_token(reader);

	if (!mni_token_is(&token, "byte"))
		return mni_expected(reader, &token, "'byte' after 'each'");
	step->each_byte = true;
	if (step->gap_ms == 0)
		step->gap_ms = PIECE_GAP_MS;
	return 0;
}

static int
no_memory(struct mni_reader *reader)
{
	struct mni_token token = mni_peek_token(reader);

	return mni_mistake(reader, &token, "no memory");
}

static int
add_cut(struct mni_reader *reader, struct mni_step *step)
{
	size_t least = 1, *cuts;

	if (step->cut_count > 0)
		least = step->cuts[step->cut_count - 1] + 1;
	cuts = realloc(step->cuts, (step->cut_count + 1) * sizeof(*cuts));
	if (cuts == NULL)
		return no_memory(reader);
	step->cuts = cuts;
	return mni_take_number(reader, "an offset to split at", least,
	    MOST_OCTETS, &step->cuts[step->cut_count++]);
}

static int
read_split(struct mni_reader *reader, struct mni_step *step)
{
	struct mni_token token = mni_next_token(reader);

	if (!mni_token_is(&token, "at"))
		return mni_expected(reader, &token, "'at' after 'split'");
	do {
		if (add_cut(reader, step) == -1)
			return -1;
		token = mni_peek_token(reader);
	} while (
	    token.kind == MNI_WORD && *token.text >= '0' && *token.text <= '9');
	if (step->gap_ms == 0)
		step->gap_ms = PIECE_GAP_MS;
	return 0;
}

static int
read_gap(struct mni_reader *reader, struct mni_step *step)
{
	return mni_take_duration(reader, &step->gap_ms);
}

static int
read_repeat(struct mni_reader *reader, struct mni_step *step)
{
	return mni_take_number(
	    reader, "a number of copies", 1, MOST_OCTETS, &step->repeat);
}

static int
read_twice(struct mni_reader *reader, struct mni_step *step)
{
	(void)reader;
	step->times = 2;
	return 0;
}

static int
read_times(struct mni_reader *reader, struct mni_step *step)
{
	return mni_take_number(
	    reader, "a number of datagrams", 1, 1000000, &step->times);
}

static int
read_from(struct mni_reader *reader, struct mni_step *step)
{
	struct mni_token token = mni_next_token(reader);

	if (mni_token_is(&token, "other-address"))
		step->from = MNI_FROM_OTHER_ADDRESS;
	else if (mni_token_is(&token, "other-port"))
		step->from = MNI_FROM_OTHER_PORT;
	else
		return mni_expected(
		    reader, &token, "other-address or other-port after 'from'");
	return 0;
}

static const struct modifier {
	const char *word;
	enum transport transports;
	int (*read)(struct mni_reader *reader, struct mni_step *step);
} modifiers[] = {
    {"repeat", BOTH, read_repeat},
    {"gap", BOTH, read_gap},
    {"each", TCP, read_each},
    {"split", TCP, read_split},
    {"twice", UDP, read_twice},
    {"times", UDP, read_times},
    {"from", UDP, read_from},
};

static const struct modifier *
find_modifier(const struct mni_token *token)
{
	size_t i;

	for (i = 0; i < sizeof(modifiers) / sizeof(modifiers[0]); i++)
		if (mni_token_is(token, modifiers[i].word))
			return &modifiers[i];
	return NULL;
}

static int
wrong_transport(struct mni_reader *reader, const struct mni_token *token,
    enum transport wanted)
{
	return mni_mistake(reader, token, "'%.*s' is for %s scripts only",
	    (int)token->size, token->text, wanted == TCP ? "tcp" : "udp");
}

static int
read_modifiers(
    struct mni_reader *reader, struct mni_step *step, enum transport transport)
{
	const struct modifier *modifier;
	struct mni_token token;

	for (;;) {
		token = mni_peek_token(reader);
		if (token.kind == MNI_LINE_END)
			return 0;
		(void)mni_next_token(reader);
		modifier = find_modifier(&token);
		if (modifier == NULL)
			return mni_expected(reader, &token,
			    "repeat, gap, each byte, split at, twice, times or "
			    "from");
		if ((modifier->transports & transport) == 0)
			return wrong_transport(
			    reader, &token, modifier->transports);
		if (modifier->read(reader, step) == -1)
			return -1;
	}
}

static int
read_send(struct mni_reader *reader, struct mni_step *step)
{
	return mni_take_string(reader, &step->data);
}

static const struct verb {
	const char *word;
	enum mni_verb verb;
	enum transport transports;
	bool last; /* no step may follow */
	int (*read)(struct mni_reader *reader, struct mni_step *step);
} verbs[] = {
    {"recv", MNI_VERB_RECV, BOTH, false, read_recv},
    {"drop", MNI_VERB_DROP, UDP, false, read_drop},
    {"send", MNI_VERB_SEND, BOTH, false, read_send},
    {"wait", MNI_VERB_WAIT, BOTH, false, read_wait},
    {"fin", MNI_VERB_FIN, TCP, false, read_nothing},
    {"close", MNI_VERB_CLOSE, TCP, true, read_nothing},
    {"rst", MNI_VERB_RST, TCP, true, read_nothing},
    {"stall", MNI_VERB_STALL, BOTH, true, read_nothing},
    {"refuse", MNI_VERB_REFUSE, BOTH, true, read_nothing},
};

static const struct verb *
find_verb(const struct mni_token *token)
{
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (mni_token_is(token, verbs[i].word))
			return &verbs[i];
	return NULL;
}

/* What no single word of the line shows. */
static int
check_step(struct mni_reader *reader, const struct mni_token *verb,
    const struct mni_script *script, const struct mni_step *step)
{
	bool udp = script->type == SOCK_DGRAM;

	if (step->verb == MNI_VERB_REFUSE && script->count > 0)
		return mni_mistake(
		    reader, verb, "'refuse' must be the only step");
	if (udp && script->count == 0 && step->verb != MNI_VERB_RECV &&
	    step->verb != MNI_VERB_DROP && step->verb != MNI_VERB_REFUSE)
		return mni_mistake(reader, verb,
		    "a udp script begins with recv, drop or refuse: before "
		    "that there is nobody to answer");
	if (udp && step->verb == MNI_VERB_RECV && step->until != MNI_RECV_ANY)
		return mni_mistake(reader, verb,
		    "a datagram comes whole: recv takes nothing more in a udp "
		    "script");
	if (step->verb != MNI_VERB_SEND)
		return 0;
	if (step->data.size > 0 && step->repeat > MOST_OCTETS / step->data.size)
		return mni_mistake(
		    reader, verb, "more than %zu octets in all", MOST_OCTETS);
	if (udp && mni_step_size(step) > MOST_DATAGRAM)
		return mni_mistake(reader, verb,
		    "a datagram holds at most %d octets, not %zu",
		    MOST_DATAGRAM, mni_step_size(step));
	if (step->from == MNI_FROM_OTHER_ADDRESS && script->family == AF_INET6)
		return mni_mistake(reader, verb,
		    "IPv6 has no second loopback address: other-address is "
		    "for IPv4");
	return 0;
}

static struct mni_step *
add_step(struct mni_script *script)
{
	struct mni_step *steps;

	steps = realloc(script->steps, (script->count + 1) * sizeof(*steps));
	if (steps == NULL)
		return NULL;
	script->steps = steps;
	steps[script->count] = (struct mni_step){.repeat = 1, .times = 1};
	return &steps[script->count];
}

static int
read_step(struct mni_reader *reader, struct mni_script *script, bool *last)
{
	enum transport transport = script->type == SOCK_STREAM ? TCP : UDP;
	struct mni_token token = mni_next_token(reader);
	const struct verb *verb = find_verb(&token);
	struct mni_step *step;
	int result;

	if (verb == NULL)
		return mni_expected(reader, &token,
		    "recv, drop, send, wait, fin, close, rst, stall or refuse");
	if (*last)
		return mni_mistake(reader, &token,
		    "nothing can follow close, rst, stall or refuse");
	if ((verb->transports & transport) == 0)
		return wrong_transport(reader, &token, verb->transports);
	*last = verb->last;
	step = add_step(script);
	if (step == NULL)
		return no_memory(reader);
	step->verb = verb->verb;
	result = verb->read(reader, step);
	if (result == 0 && verb->verb == MNI_VERB_SEND)
		result = read_modifiers(reader, step, transport);
	if (result == 0)
		result = check_step(reader, &token, script, step);
	script->count++;
	return result == 0 ? mni_take_line_end(reader) : -1;
}

static int
read_kind(struct mni_reader *reader, struct mni_script *script)
{
	struct mni_token token;

	if (mni_next_line(reader) == -1) {
		token = mni_peek_token(reader);
		return mni_expected(reader, &token, "tcp or udp");
	}
	token = mni_next_token(reader);
	if (mni_token_is(&token, "tcp"))
		script->type = SOCK_STREAM;
	else if (mni_token_is(&token, "udp"))
		script->type = SOCK_DGRAM;
	else
		return mni_expected(reader, &token, "tcp or udp");
	token = mni_peek_token(reader);
	if (mni_token_is(&token, "ipv6") || mni_token_is(&token, "ipv4")) {
		(void)mni_next_token(reader);
		if (mni_token_is(&token, "ipv6"))
			script->family = AF_INET6;
	}
	return mni_take_line_end(reader);
}

int
mni_script_read(const char *text, size_t size, struct mni_script *out_script,
    struct mn_mistake *out_mistake)
{
	struct mni_script script = {.family = AF_INET};
	struct mni_token token;
	struct mni_reader reader;
	bool last = false;
	int result;

	mni_reader_init(&reader, text, size);
	result = read_kind(&reader, &script);
	while (result == 0 && mni_next_line(&reader) != -1)
		result = read_step(&reader, &script, &last);
	if (result == 0 && script.count == 0) {
		token = mni_peek_token(&reader);
		result = mni_expected(&reader, &token, "at least one step");
	}
	if (result == -1) {
		*out_mistake = reader.mistake;
		mni_script_fini(&script);
		return -1;
	}
	*out_script = script;
	return 0;
}

void
mni_script_fini(struct mni_script *script)
{
	size_t i;

	for (i = 0; i < script->count; i++) {
		mni_bytes_fini(&script->steps[i].data);
		free(script->steps[i].cuts);
	}
	free(script->steps);
	script->steps = NULL;
	script->count = 0;
}

int
mn_script_ok(const char *script, struct mn_mistake *out_mistake)
{
	struct mni_script steps;

	if (mni_script_read(script, strlen(script), &steps, out_mistake) == -1)
		return 0;
	mni_script_fini(&steps);
	return 1;
}

size_t
mni_step_size(const struct mni_step *step)
{
	return step->data.size * step->repeat;
}

void
mni_step_copy(
    const struct mni_step *step, size_t offset, size_t size, uint8_t *out)
{
	size_t from, part;

	while (size > 0) {
		from = offset % step->data.size;
		part = step->data.size - from;
		if (part > size)
			part = size;
		memcpy(out, step->data.data + from, part);
		out += part;
		offset += part;
		size -= part;
	}
}

size_t
mni_step_piece_end(const struct mni_step *step, size_t offset)
{
	size_t size = mni_step_size(step), i;

	if (step->each_byte && offset < size)
		return offset + 1;
	for (i = 0; i < step->cut_count; i++)
		if (step->cuts[i] > offset && step->cuts[i] < size)
			return step->cuts[i];
	return size;
}
