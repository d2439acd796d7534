/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/message.h"

#include "dns/type.h"

struct mni_dns_header
mni_dns_header_read(const uint8_t octets[static MNI_DNS_HEADER_SIZE])
{
	uint16_t words[MNI_DNS_HEADER_SIZE / 2];
	struct mni_dns_header header;
	size_t i;

	for (i = 0; i < MNI_DNS_HEADER_SIZE / 2; i++)
		words[i] = (uint16_t)(octets[2 * i] << 8 | octets[2 * i + 1]);
	header.id = words[0];
	header.flags = words[1];
	for (i = 0; i < MNI_DNS_SECTIONS; i++)
		header.counts[i] = words[2 + i];
	return header;
}

unsigned
mni_dns_opcode(const struct mni_dns_header *header)
{
	return header->flags >> 11 & 0xf;
}

unsigned
mni_dns_rcode(const struct mni_dns_header *header)
{
	return header->flags & 0xf;
}

enum mni_status
mni_dns_take_question(struct mni_dns_cursor *cursor,
    struct mni_dns_question *out_question, struct mni_trouble *trouble)
{
	enum mni_status status =
	    mni_dns_take_name(cursor, true, &out_question->name, trouble);

	if (status == MNI_OK)
		status = mni_dns_take_16(cursor, &out_question->type, trouble);
	if (status == MNI_OK)
		status = mni_dns_take_16(cursor, &out_question->class, trouble);
	return status;
}

static enum mni_status
take_record(struct mni_dns_cursor *cursor, struct mni_dns_record *record,
    struct mni_trouble *trouble)
{
	enum mni_status status =
	    mni_dns_take_name(cursor, true, &record->owner, trouble);
	uint16_t size = 0;

	if (status == MNI_OK)
		status = mni_dns_take_16(cursor, &record->type, trouble);
	if (status == MNI_OK)
		status = mni_dns_take_16(cursor, &record->class, trouble);
	if (status == MNI_OK)
		status = mni_dns_take_number(cursor, 4, &record->ttl, trouble);
	if (status == MNI_OK)
		status = mni_dns_take_16(cursor, &size, trouble);
	if (status != MNI_OK)
		return status;
	record->rdata = *cursor;
	if (mni_dns_take_octets(cursor, size, trouble) == NULL)
		return MNI_MALFORMED;
	record->rdata.end = cursor->at;
	return MNI_OK;
}

static enum mni_status
take_questions(struct mni_dns_message *message, struct mni_trouble *trouble)
{
	struct mni_dns_question question;
	enum mni_status status = MNI_OK;
	unsigned i, count = message->header.counts[MNI_DNS_QUESTION];

	for (i = 0; i < count && status == MNI_OK; i++)
		status = mni_dns_take_question(&message->octets,
		    i == 0 ? &message->question : &question, trouble);
	return status;
}

/* The fields of an OPT record have meanings of their own. */
static enum mni_status
take_edns(struct mni_dns_message *message, const struct mni_dns_record *record,
    struct mni_trouble *trouble)
{
	if (message->edns.there)
		return mni_trouble(
		    trouble, MNI_MALFORMED, "more than one OPT record");
	if (record->owner.size != 1)
		return mni_trouble(trouble, MNI_MALFORMED,
		    "the owner of the OPT record is not the root");
	message->edns = (struct mni_dns_edns){.there = true,
	    .version = (uint8_t)(record->ttl >> 16),
	    .size = record->class,
	    .dnssec = (record->ttl & 0x8000) != 0};
	message->rcode |= record->ttl >> 24 << 4;
	return MNI_OK;
}

static enum mni_status
take_section(struct mni_dns_message *message, enum mni_dns_section section,
    struct mni_trouble *trouble)
{
	struct mni_dns_record record;
	enum mni_status status = MNI_OK;
	unsigned i;

	for (i = 0; i < message->header.counts[section] && status == MNI_OK;
	     i++) {
		status = take_record(&message->octets, &record, trouble);
		if (status == MNI_OK && section == MNI_DNS_ADDITIONAL &&
		    record.type == MNI_DNS_OPT)
			status = take_edns(message, &record, trouble);
	}
	return status;
}

enum mni_status
mni_dns_message_read(const void *octets, size_t size,
    struct mni_dns_message *out_message, struct mni_trouble *trouble)
{
	struct mni_dns_cursor *cursor = &out_message->octets;
	const uint8_t *header;
	enum mni_status status;
	int section;

	*cursor = (struct mni_dns_cursor){.octets = octets, .end = size};
	out_message->edns = (struct mni_dns_edns){.there = false};
	out_message->records = 0;
	header = mni_dns_take_octets(cursor, MNI_DNS_HEADER_SIZE, trouble);
	if (header == NULL)
		return MNI_MALFORMED;
	out_message->header = mni_dns_header_read(header);
	out_message->rcode = mni_dns_rcode(&out_message->header);
	status = take_questions(out_message, trouble);
	if (status == MNI_OK)
		out_message->records = cursor->at;
	for (section = MNI_DNS_ANSWER;
	     section < MNI_DNS_SECTIONS && status == MNI_OK; section++)
		status = take_section(
		    out_message, (enum mni_dns_section)section, trouble);
	return status;
}

struct mni_dns_walk
mni_dns_walk_over(const struct mni_dns_message *message)
{
	struct mni_dns_walk walk = {.message = message,
	    .cursor = message->octets,
	    .section = MNI_DNS_ANSWER,
	    .left = message->header.counts[MNI_DNS_ANSWER]};

	walk.cursor.at = message->records;
	return walk;
}

bool
mni_dns_walk_next(struct mni_dns_walk *walk, struct mni_dns_record *out_record)
{
	struct mni_trouble trouble;

	while (walk->left == 0) {
		if (walk->section == MNI_DNS_ADDITIONAL)
			return false;
		walk->section++;
		walk->left = walk->message->header.counts[walk->section];
	}
	walk->left--;
	out_record->section = walk->section;
	return take_record(&walk->cursor, out_record, &trouble) == MNI_OK;
}
