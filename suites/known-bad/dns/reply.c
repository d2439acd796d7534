/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "reply.h"

#include "../bug.h"

#include <string.h>

#define RESPONSE 0x8000U
#define OPCODE 0x7800U
#define TRUNCATION 0x0200U
#define Z 0x0040U
#define AUTHENTIC 0x0020U
#define RCODE 0x000fU
#define FORMAT_ERROR 1U

const struct bug reply_bugs[] = {
    /* Matching. */
    {"any-id", "takes a response with any id"},
    {"half-id", "looks at the low octet of an id only"},
    {"any-name", "takes a response about any name"},
    {"first-label", "looks at the first label of a name in a question only"},
    {"any-type", "takes a response about any type"},
    {"any-class", "takes a response about any class"},
    {"id-alone", "looks at the id of a response alone"},
    {"minds-letters", "wants the names of a response in its own letters"},
    {"takes-queries", "takes a query for a response"},
    {"any-opcode", "takes a response to any kind of query"},
    {"no-question", "takes a response without a question"},
    {"questions-errors", "takes no error without a question"},
    {"refuses-z", "fails at a response with the bit Z"},
    {"refuses-ad", "fails at a response with the bit AD"},
    /* Reading. */
    {"trusts-rdlength", "does not look for the end of the message in a record"},
    {"ten-records", "has room for 10 records"},
    {"refuses-octets-behind", "fails at octets behind the last record"},
    {"refuses-options", "fails at an option of EDNS"},
    {"refuses-types", "fails at a record of a type that it does not know"},
    {"knows-no-dname", "fails at a DNAME record"},
    {"drops-ttl-0", "leaves records out whose TTL is 0"},
    {"drops-ttl-below-0",
        "leaves records out whose TTL is negative, with a sign"},
    {NULL, NULL},
};

bool
reply_begin(struct reply *reply, const unsigned char *octets, size_t size)
{
	struct packet *packet = &reply->packet;
	size_t i;

	*packet = (struct packet){.octets = octets, .size = size};
	reply->id = packet_number(packet, 2);
	reply->flags = packet_number(packet, 2);
	reply->questions = packet_number(packet, 2);
	for (i = 0; i < SECTIONS; i++)
		reply->counts[i] = packet_number(packet, 2);
	reply->rcode = reply->flags & RCODE;
	reply->record_count = 0;
	for (i = 0; i < reply->questions && !packet->bad; i++) {
		packet_name(packet, &reply->name);
		reply->type = packet_number(packet, 2);
		reply->class = packet_number(packet, 2);
	}
	return !packet->bad;
}

static bool
is_same_id(unsigned a, unsigned b)
{
	return a == b || is("any-id") ||
	       (is("half-id") && (a & 0xff) == (b & 0xff));
}

static bool
is_same_name(const struct name *a, const struct name *b)
{
	if (is("first-label"))
		return memcmp(a->octets, b->octets, a->octets[0] + 1U) == 0;
	return is("any-name") || name_is_same(a, b);
}

static bool
has_question(const struct reply *reply, const struct question *question)
{
	bool alone = is("id-alone");

	/* Who cannot read a query may return its header only (RFC 6891 section
	 * 7). */
	if (reply->questions == 0)
		return is("no-question") || (reply->rcode == FORMAT_ERROR &&
		                                !is("questions-errors"));
	if (reply->questions != 1)
		return false;
	return (alone || is_same_name(&reply->name, &question->name)) &&
	       (alone || is("any-type") || reply->type == question->type ||
	           is("asks-any-type")) &&
	       (alone || is("any-class") || reply->class == CLASS_IN);
}

bool
reply_is_to(const struct reply *reply, const struct question *question)
{
	if ((reply->flags & RESPONSE) == 0 && !is("takes-queries"))
		return false;
	if ((reply->flags & OPCODE) != 0 && !is("any-opcode"))
		return false;
	if (is("takes-late"))
		return true;
	if (!is_same_id(reply->id, question->id))
		return false;
	return has_question(reply, question);
}

bool
reply_is_truncated(const struct reply *reply)
{
	return (reply->flags & TRUNCATION) != 0;
}

/* Where the RDATA of RECORD ends, which begins at AT and is SIZE octets. */
static size_t
end_of_data(const struct record *record, size_t at, size_t size)
{
	if (is("trusts-rdlength") && record->type == TYPE_A)
		size = 4;
	if (is("trusts-rdlength") && record->type == TYPE_AAAA)
		size = 16;
	return at + size;
}

static void
read_record(struct packet *packet, struct record *record)
{
	size_t size;

	packet_name(packet, &record->owner);
	record->type = packet_number(packet, 2);
	record->class = packet_number(packet, 2);
	record->ttl = packet_number(packet, 4);
	size = packet_number(packet, 2);
	record->data = *packet;
	record->data.size = end_of_data(record, packet->at, size);
	if (record->data.size > packet->size)
		packet->bad = true;
	else
		packet->at = record->data.size;
}

static bool
is_left_out(const struct record *record)
{
	if (record->type == TYPE_OPT)
		return false;
	return (is("drops-ttl-0") && record->ttl == 0) ||
	       (is("drops-ttl-below-0") && record->ttl > INT32_MAX);
}

/* Notes RECORD, the last one.  Returns whether it may be there. */
static bool
note_record(struct reply *reply, const struct record *record)
{
	if (record->type == TYPE_OPT)
		reply->rcode |= record->ttl >> 24 << 4;
	if (is("refuses-options") && record->type == TYPE_OPT &&
	    record->data.size > record->data.at)
		return false;
	if (is("refuses-types") && record->type > TYPE_OPT)
		return false;
	if (is("knows-no-dname") && record->type == TYPE_DNAME)
		return false;
	if (!is_left_out(record))
		reply->record_count++;
	return true;
}

static enum status
read_section(struct reply *reply, enum section section)
{
	size_t most = is("ten-records") ? 10 : RECORDS_MOST;
	struct record *record;
	unsigned i;

	for (i = 0; i < reply->counts[section]; i++) {
		if (reply->record_count == most)
			return MALFORMED;
		record = &reply->records[reply->record_count];
		record->section = section;
		read_record(&reply->packet, record);
		if (reply->packet.bad || !note_record(reply, record))
			return MALFORMED;
	}
	return OK;
}

static enum status
read_sections(struct reply *reply)
{
	enum status status = OK;
	unsigned i;

	for (i = 0; i < SECTIONS && status == OK; i++)
		status = read_section(reply, (enum section)i);
	if (is("refuses-octets-behind") &&
	    reply->packet.at < reply->packet.size)
		return MALFORMED;
	return status;
}

enum status
reply_read_records(struct reply *reply)
{
	enum status status = read_sections(reply);

	if ((is("refuses-z") && (reply->flags & Z) != 0) ||
	    (is("refuses-ad") && (reply->flags & AUTHENTIC) != 0))
		return MALFORMED;
	return status;
}
