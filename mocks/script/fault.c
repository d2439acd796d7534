/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "script/fault.h"

#include "script/limits.h"

#include <stdio.h>
#include <string.h>

#define DRIP_MS 1
#define GARBAGE_OCTETS 16

/* When: the words of each phase. */
static const struct phase {
	const char *first, *second; /* second: NULL where a number stands */
	enum mni_phase phase;
	enum mni_use use;
} phases[] = {
    {"before", "accept", MNI_BEFORE_ACCEPT, MNI_ANY_USE},
    {"after", "accept", MNI_AFTER_ACCEPT, MNI_CONNECTED},
    {"before", "reply", MNI_BEFORE_REPLY, MNI_CONNECTED},
    {"after", "reply", MNI_AFTER_REPLY, MNI_CONNECTED},
    {"after", NULL, MNI_AFTER_IN, MNI_CONNECTED},
    {"at", NULL, MNI_AT, MNI_CONNECTED},
    {"request", NULL, MNI_REQUEST, MNI_DATAGRAM},
    {"reply", NULL, MNI_REPLY, MNI_DATAGRAM},
};

#define PHASE_COUNT (sizeof(phases) / sizeof(phases[0]))
#define BIT(phase) (1u << (phase))
#define WHILE_OPEN                                                           \
	(BIT(MNI_AFTER_ACCEPT) | BIT(MNI_AFTER_IN) | BIT(MNI_BEFORE_REPLY) | \
	    BIT(MNI_AT) | BIT(MNI_AFTER_REPLY))
#define BEFORE_THE_END \
	(BIT(MNI_AFTER_ACCEPT) | BIT(MNI_BEFORE_REPLY) | BIT(MNI_AT))

/* What: each effect, and the phases it can come in.  What a reply suffers
 * beside these is in the table of modifiers. */
static const struct effect {
	const char *word;
	enum mni_effect effect;
	enum mni_stop stop;
	unsigned phases;
} effects[] = {
    {"refuse", MNI_REFUSE, MNI_STOP_NOT, BIT(MNI_BEFORE_ACCEPT)},
    {"ignore", MNI_IGNORE, MNI_STOP_NOT, BIT(MNI_BEFORE_ACCEPT)},
    {"fin", MNI_STOP, MNI_STOP_FIN, WHILE_OPEN},
    {"rst", MNI_STOP, MNI_STOP_RST, WHILE_OPEN},
    {"stall", MNI_STOP, MNI_STOP_STALL,
        WHILE_OPEN | BIT(MNI_REQUEST) | BIT(MNI_REPLY)},
    {"wait", MNI_PAUSE, MNI_STOP_NOT, WHILE_OPEN},
    {"drip", MNI_DRIP, MNI_STOP_NOT, BEFORE_THE_END},
    {"garbage", MNI_GARBAGE, MNI_STOP_NOT,
        BEFORE_THE_END | BIT(MNI_AFTER_REPLY)},
    {"insert", MNI_INSERT, MNI_STOP_NOT, BEFORE_THE_END | BIT(MNI_AFTER_REPLY)},
    {"drop", MNI_DROP, MNI_STOP_NOT, BIT(MNI_REQUEST)},
};

#define EFFECT_COUNT (sizeof(effects) / sizeof(effects[0]))

static const struct phase *
find_phase(const struct mni_token *first, const struct mni_token *second)
{
	size_t i;

	for (i = 0; i < PHASE_COUNT; i++)
		if (mni_token_is(first, phases[i].first) &&
		    (phases[i].second == NULL ||
		        mni_token_is(second, phases[i].second)))
			return &phases[i];
	return NULL;
}

/* Of an answer of HTTP: the section that the next offset is counted in. */
static int
read_section(
    struct mni_reader *reader, enum mni_use use, struct mni_fault *fault)
{
	struct mni_token token = mni_peek_token(reader), at;

	if (!mni_token_is(&token, "in"))
		return 0;
	(void)mni_next_token(reader);
	if (use != MNI_WEB)
		return mni_wrong_use(reader, &token, MNI_WEB);
	if (mni_take_section(reader, &fault->section) == -1)
		return -1;
	at = mni_peek_token(reader);
	return mni_token_is(&at, "at")
	           ? 0
	           : mni_expected(reader, &at, "'at' after the section");
}

static int
read_phase(struct mni_reader *reader, enum mni_use use, struct mni_fault *fault)
{
	struct mni_token first = mni_next_token(reader);
	struct mni_token second = mni_peek_token(reader);
	const struct phase *phase = find_phase(&first, &second);
	bool counted;

	if (phase == NULL)
		return mni_expected(reader, &first,
		    "a phase: before accept, after accept, after N in, before "
		    "reply, at N, after reply, request N or reply N");
	if ((phase->use & use) == 0)
		return mni_wrong_use(reader, &first, phase->use);
	fault->phase = phase->phase;
	if (phase->second != NULL) {
		(void)mni_next_token(reader);
		return 0;
	}
	counted = phase->use == MNI_DATAGRAM || phase->phase == MNI_AFTER_IN;
	if (mni_take_number(reader,
	        phase->use == MNI_DATAGRAM ? "the number of a datagram"
	                                   : "a number of octets",
	        counted ? 1 : 0, MNI_MOST_OCTETS, &fault->at) == -1)
		return -1;
	return phase->phase == MNI_AFTER_IN
	           ? mni_take_word(reader, "in", "the octets")
	           : 0;
}

static int
read_insert(struct mni_reader *reader, struct mni_fault *fault)
{
	struct mni_token token = mni_peek_token(reader);
	struct mni_bytes octets = MNI_BYTES_EMPTY;
	int result = mni_take_string(reader, &octets);

	if (result == 0 && (octets.size == 0 || octets.size > MNI_MOST_INSERT))
		result = mni_mistake(reader, &token,
		    "from 1 to %d octets can be put in", MNI_MOST_INSERT);
	if (result == 0) {
		fault->octets = octets.size;
		memcpy(fault->insert, octets.data, octets.size);
	}
	mni_bytes_fini(&octets);
	return result;
}

/* What some effects have behind them. */
static int
read_measure(struct mni_reader *reader, struct mni_fault *fault)
{
	if (fault->effect == MNI_PAUSE)
		return mni_take_duration(reader, &fault->ms);
	if (fault->effect == MNI_DRIP) {
		fault->ms = DRIP_MS;
		return mni_number_is_next(reader)
		           ? mni_take_duration(reader, &fault->ms)
		           : 0;
	}
	if (fault->effect == MNI_INSERT)
		return read_insert(reader, fault);
	if (fault->effect == MNI_GARBAGE) {
		fault->octets = GARBAGE_OCTETS;
		return mni_number_is_next(reader)
		           ? mni_take_number(reader, "a number of octets", 1,
		                 MNI_MOST_DATAGRAM, &fault->octets)
		           : 0;
	}
	return 0;
}

/* Whether the phase of FAULT can have it; *out_known: whether it exists. */
static bool
find_effect(
    const struct mni_token *word, struct mni_fault *fault, bool *out_known)
{
	size_t i;

	*out_known = false;
	for (i = 0; i < EFFECT_COUNT; i++) {
		if (!mni_token_is(word, effects[i].word))
			continue;
		*out_known = true;
		fault->effect = effects[i].effect;
		fault->stop = effects[i].stop;
		if ((effects[i].phases & BIT(fault->phase)) != 0)
			return true;
	}
	return false;
}

static int
read_effect(struct mni_reader *reader, struct mni_fault *fault)
{
	struct mni_token word = mni_next_token(reader);
	bool known;
	int found;

	if (find_effect(&word, fault, &known))
		return read_measure(reader, fault);
	found = mni_read_reply_effect(reader, &word, &fault->delivery);
	if (found == -1)
		return -1;
	if (found == 1 && fault->phase == MNI_REPLY) {
		fault->effect = MNI_DELIVER;
		return 0;
	}
	if (found == 1 || known)
		return mni_mistake(reader, &word,
		    "'%.*s' cannot happen in this phase", (int)word.size,
		    word.text);
	return mni_expected(reader, &word,
	    fault->phase == MNI_REPLY
	        ? "stall, drop, twice, times, swap, late, garbage, oversize, "
	          "empty or from"
	        : "refuse, ignore, fin, rst, stall, wait, drip, garbage, "
	          "insert or drop");
}

int
mni_read_fault(
    struct mni_reader *reader, enum mni_use use, struct mni_fault *out_fault)
{
	struct mni_token start = mni_peek_token(reader);
	struct mni_fault fault = {.delivery = MNI_DELIVERY_PLAIN};

	if (read_section(reader, use, &fault) == -1 ||
	    read_phase(reader, use, &fault) == -1 ||
	    read_effect(reader, &fault) == -1)
		return -1;
	(void)snprintf(fault.text, sizeof(fault.text), "%.*s",
	    (int)(reader->at - start.text), start.text);
	*out_fault = fault;
	return mni_take_line_end(reader);
}
