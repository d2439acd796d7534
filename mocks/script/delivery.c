/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "script/delivery.h"

#include "script/limits.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Long enough for a reader that waits to wake up between two pieces. */
#define PIECE_GAP_MS 1

void
mni_delivery_fini(struct mni_delivery *delivery)
{
	free(delivery->cuts);
	delivery->cuts = NULL;
	delivery->cut_count = 0;
}

static void
set_piece_gap(struct mni_delivery *delivery)
{
	if (delivery->gap_ms == 0)
		delivery->gap_ms = PIECE_GAP_MS;
}

static int
read_repeat(struct mni_reader *reader, struct mni_delivery *delivery)
{
	return mni_take_number(reader, "a number of copies", 1, MNI_MOST_OCTETS,
	    &delivery->repeat);
}

static int
read_gap(struct mni_reader *reader, struct mni_delivery *delivery)
{
	return mni_take_duration(reader, &delivery->gap_ms);
}

static int
read_each(struct mni_reader *reader, struct mni_delivery *delivery)
{
	delivery->piece = 1;
	set_piece_gap(delivery);
	return mni_take_word(reader, "byte", "'each'");
}

static int
add_cut(struct mni_reader *reader, struct mni_delivery *delivery)
{
	struct mni_token token = mni_peek_token(reader);
	size_t least = 1, *cuts;

	if (delivery->cut_count > 0)
		least = delivery->cuts[delivery->cut_count - 1] + 1;
	cuts =
	    realloc(delivery->cuts, (delivery->cut_count + 1) * sizeof(*cuts));
	if (cuts == NULL)
		return mni_mistake(reader, &token, "no memory");
	delivery->cuts = cuts;
	return mni_take_number(reader, "an offset to split at", least,
	    MNI_MOST_OCTETS, &delivery->cuts[delivery->cut_count++]);
}

static int
read_split(struct mni_reader *reader, struct mni_delivery *delivery)
{
	if (mni_take_word(reader, "at", "'split'") == -1)
		return -1;
	do
		if (add_cut(reader, delivery) == -1)
			return -1;
	while (mni_number_is_next(reader));
	set_piece_gap(delivery);
	return 0;
}

static int
read_drip(struct mni_reader *reader, struct mni_delivery *delivery)
{
	if (mni_take_number(reader, "a number of octets", 1, MNI_MOST_OCTETS,
	        &delivery->piece) == -1 ||
	    mni_take_word(reader, "every", "the octets of a drip") == -1)
		return -1;
	return mni_take_duration(reader, &delivery->gap_ms);
}

/* Takes fin, rst or stall. */
static int
take_stop(struct mni_reader *reader, enum mni_stop *out_stop)
{
	struct mni_token token = mni_next_token(reader);

	if (mni_token_is(&token, "fin"))
		*out_stop = MNI_STOP_FIN;
	else if (mni_token_is(&token, "rst"))
		*out_stop = MNI_STOP_RST;
	else if (mni_token_is(&token, "stall"))
		*out_stop = MNI_STOP_STALL;
	else
		return mni_expected(reader, &token, "fin, rst or stall");
	return 0;
}

int
mni_take_section(struct mni_reader *reader, enum mni_section *out_section)
{
	struct mni_token token = mni_next_token(reader);

	if (mni_token_is(&token, "status"))
		*out_section = MNI_IN_STATUS;
	else if (mni_token_is(&token, "header"))
		*out_section = MNI_IN_HEADER;
	else if (mni_token_is(&token, "body"))
		*out_section = MNI_IN_BODY;
	else
		return mni_expected(
		    reader, &token, "status, header or body after 'in'");
	return 0;
}

static int
read_cut(struct mni_reader *reader, struct mni_delivery *delivery)
{
	struct mni_token token = mni_peek_token(reader);

	if (mni_token_is(&token, "in")) {
		(void)mni_next_token(reader);
		if (mni_take_section(reader, &delivery->stop_in) == -1)
			return -1;
	}
	if (mni_take_word(reader, "at", "'cut'") == -1 ||
	    mni_take_number(reader, "a number of octets", 0, MNI_MOST_OCTETS,
	        &delivery->stop_at) == -1)
		return -1;
	return take_stop(reader, &delivery->stop);
}

static int
read_twice(struct mni_reader *reader, struct mni_delivery *delivery)
{
	(void)reader;
	delivery->times = 2;
	return 0;
}

static int
read_times(struct mni_reader *reader, struct mni_delivery *delivery)
{
	return mni_take_number(reader, "a number of datagrams", 1,
	    MNI_MOST_DATAGRAMS, &delivery->times);
}

static int
read_late(struct mni_reader *reader, struct mni_delivery *delivery)
{
	return mni_take_duration(reader, &delivery->late_ms);
}

static int
read_from(struct mni_reader *reader, struct mni_delivery *delivery)
{
	struct mni_token token = mni_next_token(reader);

	if (mni_token_is(&token, "other-address"))
		delivery->from = MNI_FROM_OTHER_ADDRESS;
	else if (mni_token_is(&token, "other-port"))
		delivery->from = MNI_FROM_OTHER_PORT;
	else
		return mni_expected(
		    reader, &token, "other-address or other-port after 'from'");
	return 0;
}

/* Every word that may stand behind the source of a send. */
static const struct modifier {
	const char *word;
	enum mni_use use;
	bool of_reply; /* a fault on a reply may do it too */
	/* What takes the words behind it; NULL: it only sets a flag. */
	int (*read)(struct mni_reader *reader, struct mni_delivery *delivery);
	size_t flag; /* where that is in a delivery */
} modifiers[] = {
    {"repeat", MNI_ANY_USE, false, read_repeat, 0},
    {"gap", MNI_ANY_USE, false, read_gap, 0},
    {"each", MNI_CONNECTED, false, read_each, 0},
    {"split", MNI_CONNECTED, false, read_split, 0},
    {"drip", MNI_CONNECTED, false, read_drip, 0},
    {"cut", MNI_CONNECTED, false, read_cut, 0},
    {"twice", MNI_DATAGRAM, true, read_twice, 0},
    {"times", MNI_DATAGRAM, true, read_times, 0},
    {"drop", MNI_DATAGRAM, true, NULL, offsetof(struct mni_delivery, drop)},
    {"swap", MNI_DATAGRAM | MNI_DNS, true, NULL,
        offsetof(struct mni_delivery, swap)},
    {"late", MNI_DATAGRAM, true, read_late, 0},
    {"oversize", MNI_DATAGRAM, true, NULL,
        offsetof(struct mni_delivery, oversize)},
    {"empty", MNI_DATAGRAM, true, NULL, offsetof(struct mni_delivery, empty)},
    {"garbage", MNI_DATAGRAM, true, NULL,
        offsetof(struct mni_delivery, garbage)},
    {"from", MNI_DATAGRAM, true, read_from, 0},
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

int
mni_wrong_use(
    struct mni_reader *reader, const struct mni_token *token, enum mni_use use)
{
	return mni_mistake(reader, token, "'%.*s' is for %s only",
	    (int)token->size, token->text,
	    use == MNI_WEB         ? "http"
	    : use == MNI_STREAM    ? "streams (tcp, unix stream)"
	    : use == MNI_CONNECTED ? "streams (tcp, unix stream, http)"
	    : use == MNI_STEPS     ? "tcp, udp and unix"
	    : use == MNI_ANY_USE   ? "tcp, udp, unix and http"
	    : use == MNI_DNS       ? "dns"
	                           : "datagrams (udp, unix datagram)");
}

static int
apply(const struct modifier *modifier, struct mni_reader *reader,
    struct mni_delivery *delivery)
{
	static const bool set = true;

	if (modifier->read != NULL)
		return modifier->read(reader, delivery);
	memcpy((char *)delivery + modifier->flag, &set, sizeof(set));
	return 0;
}

/* What may stand behind the source of a send for USE. */
static const char *
known_modifiers(enum mni_use use)
{
	if (use == MNI_WEB)
		return "field, without, chunked, repeat, gap, each byte, split "
		       "at, drip or cut";
	return (use & MNI_DATAGRAM) == 0
	           ? "repeat, gap, each byte, split at, drip or cut at"
	           : "repeat, gap, twice, times, drop, swap, late, oversize, "
	             "empty, garbage or from";
}

int
mni_read_modifier(
    struct mni_reader *reader, enum mni_use use, struct mni_delivery *delivery)
{
	struct mni_token token = mni_next_token(reader);
	const struct modifier *modifier = find_modifier(&token);

	if (modifier == NULL)
		return mni_expected(reader, &token, known_modifiers(use));
	if ((modifier->use & use) == 0)
		return mni_wrong_use(reader, &token, modifier->use);
	if (apply(modifier, reader, delivery) == -1)
		return -1;
	if (delivery->stop_in != MNI_IN_ALL && use != MNI_WEB)
		return mni_mistake(
		    reader, &token, "'cut in' is for answers of http only");
	return 0;
}

int
mni_read_modifiers(
    struct mni_reader *reader, enum mni_use use, struct mni_delivery *delivery)
{
	struct mni_token token = mni_peek_token(reader);

	for (; token.kind != MNI_LINE_END; token = mni_peek_token(reader))
		if (mni_read_modifier(reader, use, delivery) == -1)
			return -1;
	return 0;
}

int
mni_read_reply_effect(struct mni_reader *reader, const struct mni_token *word,
    struct mni_delivery *delivery)
{
	const struct modifier *modifier = find_modifier(word);

	if (modifier == NULL || !modifier->of_reply)
		return 0;
	return apply(modifier, reader, delivery) == -1 ? -1 : 1;
}

size_t
mni_piece_end(const struct mni_delivery *delivery, size_t offset, size_t size)
{
	size_t i;

	if (delivery->piece != 0 && delivery->piece < size - offset)
		return offset + delivery->piece;
	for (i = 0; i < delivery->cut_count; i++)
		if (delivery->cuts[i] > offset && delivery->cuts[i] < size)
			return delivery->cuts[i];
	return size;
}

void
mni_delivery_add(
    struct mni_delivery *datagram, const struct mni_delivery *other)
{
	datagram->times *= other->times;
	datagram->drop |= other->drop;
	datagram->swap |= other->swap;
	datagram->oversize |= other->oversize;
	datagram->empty |= other->empty;
	datagram->garbage |= other->garbage;
	datagram->late_ms += other->late_ms;
	if (other->from != MNI_FROM_HERE)
		datagram->from = other->from;
}
