/* SPDX-License-Identifier: MIT */
/* Responses as octets. */
#include <config.h>

#include "dns/kind.h"
#include "dns/response.h"

#include <string.h>

#define POINTER 0xc000     /* RFC 1035 section 4.1.4 */
#define MOST_OFFSET 0x3fff /* that a pointer can have */
#define MOST_NAMES 512     /* that are remembered */
#define TABLE 256          /* places for them, by hash */
#define OPT_SIZE 11        /* without options */
#define MOST_NUMBERS 5     /* that are put at once */

/* Where a name is in the message: one that was written, or the end of one. */
struct written {
	uint32_t hash;
	uint16_t offset, next; /* next: another of the same place, or 0 */
};

/* A message that is being written. */
struct message {
	const struct mni_ns_response *response;
	struct mni_bytes *out;
	size_t start; /* of the message in out */
	bool no_memory;
	bool first;           /* no record was written yet */
	size_t forward;       /* where its owner is a pointer forward */
	const uint8_t *owner; /* to this; NULL: it is not */
	bool remembers;       /* names; until then the table is not made */
	struct written names[MOST_NAMES + 1]; /* [0] is none */
	uint16_t count;
	uint16_t table[TABLE];
	uint16_t counts[MNI_NS_SECTIONS]; /* records in the sections */
	uint16_t bits;
};

static size_t
here(const struct message *message)
{
	return message->out->size - message->start;
}

static void
put(struct message *message, const void *data, size_t size)
{
	if (mni_bytes_append(message->out, data, size) == -1)
		message->no_memory = true;
}

/* Puts COUNT numbers, each in two octets. */
static void
put_numbers(struct message *message, const uint16_t *numbers, size_t count)
{
	uint8_t octets[2 * MOST_NUMBERS], *at = octets;
	size_t i;

	for (i = 0; i < count; i++) {
		*at++ = (uint8_t)(numbers[i] >> 8);
		*at++ = (uint8_t)numbers[i];
	}
	put(message, octets, 2 * count);
}

static void
put_u16(struct message *message, unsigned number)
{
	put_numbers(message, (const uint16_t[]){(uint16_t)number}, 1);
}

/* Writes NUMBER over what is at OFFSET. */
static void
set_u16(struct message *message, size_t offset, unsigned number)
{
	uint8_t *at = message->out->data + message->start + offset;

	if (message->no_memory)
		return;
	at[0] = (uint8_t)(number >> 8);
	at[1] = (uint8_t)number;
}

/* Whether the name at OFFSET of the message is NAME, in the same letters. */
static bool
is_at(const struct message *message, size_t offset, const uint8_t *name)
{
	const uint8_t *data = message->out->data + message->start, *label;

	/* The name that is being written just now has no end yet. */
	while (offset < here(message)) {
		label = data + offset;
		if (*label >= 0xc0) {
			offset = (size_t)((label[0] & 0x3f) << 8 | label[1]);
			continue;
		}
		if (*label != *name || memcmp(label + 1, name + 1, *name) != 0)
			return false;
		if (*name == 0)
			return true;
		offset += *label + 1U;
		name += *name + 1;
	}
	return false;
}

/* Where NAME is in the message, or 0. */
static uint16_t
find_name(const struct message *message, const uint8_t *name, uint32_t hash)
{
	uint16_t i = message->table[hash % TABLE];

	for (; i != 0; i = message->names[i].next)
		if (message->names[i].hash == hash &&
		    is_at(message, message->names[i].offset, name))
			return message->names[i].offset;
	return 0;
}

/* Remembers that the name of HASH is at OFFSET. */
static void
remember(struct message *message, uint32_t hash, size_t offset)
{
	uint16_t *place = &message->table[hash % TABLE];

	if (message->count == MOST_NAMES || offset > MOST_OFFSET)
		return;
	message->names[++message->count] = (struct written){
	    .hash = hash, .offset = (uint16_t)offset, .next = *place};
	*place = message->count;
}

/* Forgets the names from OFFSET on, which is the new end of the message. */
static void
forget(struct message *message, size_t offset)
{
	const struct written *last;

	for (; message->count > 0; message->count--) {
		last = &message->names[message->count];
		if (last->offset < offset)
			break;
		message->table[last->hash % TABLE] = last->next;
	}
	message->out->size = message->start + offset;
}

/* Begins to remember, with the name of the question. */
static void
begin_to_remember(struct message *message)
{
	const uint8_t *name = message->response->name.wire;
	uint32_t hashes[MNI_LABELS_MOST];
	size_t at = MNI_NS_HEADER, left;

	message->remembers = true;
	memset(message->table, 0, sizeof(message->table));
	if (!message->response->has_question)
		return;
	left = mni_domain_hashes(name, hashes);
	for (; left > 0; left--, at += *name + 1U, name += *name + 1)
		remember(message, hashes[left], at);
}

static void
put_name(struct message *message, const uint8_t *name)
{
	uint32_t hashes[MNI_LABELS_MOST];
	uint16_t offset;
	size_t left;

	/* Most of them are that of the question.  Without one there may be no
	 * name in its place. */
	if (message->response->has_question && *name != 0 &&
	    is_at(message, MNI_NS_HEADER, name)) {
		put_u16(message, POINTER | MNI_NS_HEADER);
		return;
	}
	if (!message->remembers)
		begin_to_remember(message);
	left = mni_domain_hashes(name, hashes);
	for (; left > 0 && !message->no_memory; left--, name += *name + 1) {
		offset = find_name(message, name, hashes[left]);
		if (offset != 0) {
			put_u16(message, POINTER | offset);
			return;
		}
		remember(message, hashes[left], here(message));
		put(message, name, *name + 1U);
	}
	put(message, "", 1);
}

/* RDATA of TYPE, with the names compressed that may be. */
static void
put_data(struct message *message, uint16_t type, const struct mni_rr *rr)
{
	const enum mni_rr_field *field = mni_rr_fields(type);
	const uint8_t *data = rr->data;
	size_t left = rr->size, size;

	for (; field != NULL && *field != MNI_RR_END; field++) {
		size = mni_rr_field_size(*field, data, left);
		if (*field == MNI_RR_NAME)
			put_name(message, data);
		else
			put(message, data, size);
		data += size;
		left -= size;
	}
	put(message, data, left);
}

/* The owner that the first record points forward to, behind all records. */
static void
put_owner_behind(struct message *message)
{
	if (message->owner == NULL)
		return;
	set_u16(message, message->forward, (unsigned)(POINTER | here(message)));
	put(message, message->owner, mni_domain_size(message->owner));
}

/* The owner of the first record, or a pointer that is wrong. */
static void
put_first_owner(struct message *message, const uint8_t *owner)
{
	size_t at = here(message);

	switch (message->response->flaws.owner) {
	case MNI_NS_POINTS_TO_SELF:
		break;
	case MNI_NS_POINTS_FORWARD: /* to where put_owner_behind() has it */
		message->forward = at;
		message->owner = owner;
		break;
	case MNI_NS_POINTS_OUTSIDE:
		at = MOST_OFFSET;
		break;
	case MNI_NS_POINTS_TO_HEADER:
		at = 0;
		break;
	case MNI_NS_OWNER:
		put_name(message, owner);
		return;
	}
	put_u16(message, (unsigned)(POINTER | at));
}

static void
put_record(struct message *message, const struct mni_ns_item *item,
    const struct mni_rr *rr)
{
	bool first = message->first;
	size_t length;
	int change = 0;

	message->first = false;
	if (first) {
		put_first_owner(message, item->owner);
		change = message->response->flaws.length_change;
	} else {
		put_name(message, item->owner);
	}
	put_numbers(message,
	    (const uint16_t[]){item->type, item->class,
	        (uint16_t)(item->ttl >> 16), (uint16_t)item->ttl, 0},
	    5);
	length = here(message) - 2;
	put_data(message, item->type, rr);
	set_u16(message, length,
	    (unsigned)(here(message) - length - 2) + (unsigned)change);
}

/* Returns whether there was room for it. */
static bool
put_item(struct message *message, const struct mni_ns_item *item)
{
	size_t start = here(message), i;
	const struct mni_ns_response *response = message->response;
	size_t room = response->limit -
	              (response->edns ? OPT_SIZE + response->options_size : 0);

	for (i = 0; i < item->count && here(message) <= room; i++)
		put_record(message, item, &item->rrs[i]);
	if (here(message) > room) {
		forget(message, start);
		return false;
	}
	message->counts[item->section] =
	    (uint16_t)(message->counts[item->section] + item->count);
	return true;
}

/* Returns whether there was room for those that have to be there. */
static bool
put_section(struct message *message, enum mni_ns_section section)
{
	const struct mni_ns_response *response = message->response;
	size_t i;

	for (i = 0; i < response->count; i++)
		if (response->items[i].section == section &&
		    !put_item(message, &response->items[i]) &&
		    section != MNI_NS_ADDITIONAL)
			return false;
	return true;
}

static void
put_sections(struct message *message)
{
	if (!put_section(message, MNI_NS_ANSWER) ||
	    !put_section(message, MNI_NS_AUTHORITY) ||
	    !put_section(message, MNI_NS_ADDITIONAL))
		message->bits |= MNI_NS_TC;
}

/* RFC 6891 section 6.1. */
static void
put_opt(struct message *message)
{
	const struct mni_ns_response *response = message->response;

	put(message, "", 1);
	put_u16(message, MNI_RR_OPT);
	put_u16(message, response->payload);
	put_u16(
	    message, (unsigned)(response->rcode >> 4) << 8 | response->version);
	put_u16(message, response->flags);
	put_u16(message, (unsigned)response->options_size);
	put(message, response->options, response->options_size);
	message->counts[MNI_NS_ADDITIONAL]++;
}

static void
put_header(struct message *message)
{
	const struct mni_ns_response *response = message->response;
	unsigned counts[] = {response->has_question,
	    message->counts[MNI_NS_ANSWER], message->counts[MNI_NS_AUTHORITY],
	    message->counts[MNI_NS_ADDITIONAL]};
	size_t i;

	set_u16(message, 0, response->id);
	set_u16(message, 2, (unsigned)message->bits | (response->rcode & 15));
	for (i = 0; i < 4; i++)
		set_u16(message, 4 + 2 * i,
		    response->flaws.counts[i] == -1
		        ? counts[i]
		        : (unsigned)response->flaws.counts[i]);
}

int
mni_ns_response_write(
    const struct mni_ns_response *response, struct mni_bytes *out)
{
	static const uint8_t header[MNI_NS_HEADER];
	struct message message;

	message.response = response;
	message.out = out;
	message.start = out->size;
	message.no_memory = false;
	message.first = true;
	message.owner = NULL;
	message.remembers = false;
	message.count = 0;
	memset(message.counts, 0, sizeof(message.counts));
	message.bits = response->bits;
	put(&message, header, sizeof(header));
	if (response->has_question) {
		put(&message, response->name.wire, response->name.size);
		put_numbers(&message,
		    (const uint16_t[]){response->type, response->class}, 2);
	}
	put_sections(&message);
	if (response->edns)
		put_opt(&message);
	put_owner_behind(&message);
	put_header(&message);
	return message.no_memory ? -1 : 0;
}
