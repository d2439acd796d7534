/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/text.h"

#include "dns/message.h"
#include "dns/put.h"
#include "dns/record.h"
#include "dns/type.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const rcodes[] = {[MNI_DNS_NOERROR] = "NOERROR",
    [MNI_DNS_FORMERR] = "FORMERR",
    [MNI_DNS_SERVFAIL] = "SERVFAIL",
    [MNI_DNS_NXDOMAIN] = "NXDOMAIN",
    [MNI_DNS_NOTIMP] = "NOTIMP",
    [MNI_DNS_REFUSED] = "REFUSED",
    [MNI_DNS_YXDOMAIN] = "YXDOMAIN",
    [MNI_DNS_BADVERS] = "BADVERS"};

static const struct {
	enum mni_dns_flag flag;
	const char *name;
} flags[] = {{MNI_DNS_AA, "AA"}, {MNI_DNS_TC, "TC"}, {MNI_DNS_RD, "RD"},
    {MNI_DNS_RA, "RA"}, {MNI_DNS_Z, "Z"}, {MNI_DNS_AD, "AD"},
    {MNI_DNS_CD, "CD"}};

static const char *const sections[] = {[MNI_DNS_QUESTION] = "question",
    [MNI_DNS_ANSWER] = "answer",
    [MNI_DNS_AUTHORITY] = "authority",
    [MNI_DNS_ADDITIONAL] = "additional"};

const char *
mni_dns_rcode_text(unsigned rcode, char out[static MNI_DNS_RCODE_TEXT])
{
	if (rcode < sizeof(rcodes) / sizeof(rcodes[0]) && rcodes[rcode] != NULL)
		(void)snprintf(out, MNI_DNS_RCODE_TEXT, "%s", rcodes[rcode]);
	else
		(void)snprintf(out, MNI_DNS_RCODE_TEXT, "RCODE%u", rcode);
	return out;
}

static enum mni_status
put_header(struct mni_bytes *text, const struct mni_dns_message *message,
    struct mni_trouble *trouble)
{
	const struct mni_dns_header *header = &message->header;
	bool response = (header->flags & MNI_DNS_QR) != 0;
	char rcode[MNI_DNS_RCODE_TEXT];
	enum mni_status status = mni_dns_put(text, trouble, "%s %u",
	    response ? "response" : "query", (unsigned)header->id);
	size_t i;

	if (status == MNI_OK && response)
		status = mni_dns_put(text, trouble, " %s",
		    mni_dns_rcode_text(message->rcode, rcode));
	if (status == MNI_OK && mni_dns_opcode(header) != 0)
		status = mni_dns_put(
		    text, trouble, " OPCODE %u", mni_dns_opcode(header));
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (status == MNI_OK && (header->flags & flags[i].flag) != 0)
			status =
			    mni_dns_put(text, trouble, " %s", flags[i].name);
	return status == MNI_OK ? mni_dns_put(text, trouble, "\n") : status;
}

/* Other classes than IN are for numbers: RFC 3597 section 5. */
static enum mni_status
put_class_and_type(struct mni_bytes *text, uint16_t class, uint16_t type,
    struct mni_trouble *trouble)
{
	char name[MNI_DNS_TYPE_TEXT];
	enum mni_status status =
	    class == MNI_DNS_IN
	        ? mni_dns_put(text, trouble, " IN")
	        : mni_dns_put(text, trouble, " CLASS%u", (unsigned)class);

	return status == MNI_OK ? mni_dns_put(text, trouble, " %s",
	                              mni_dns_type_text(type, name))
	                        : status;
}

static enum mni_status
put_question(struct mni_bytes *text, const struct mni_dns_question *question,
    struct mni_trouble *trouble)
{
	enum mni_status status =
	    mni_dns_put(text, trouble, "%s ", sections[MNI_DNS_QUESTION]);

	if (status == MNI_OK)
		status = mni_dns_put_name(text, &question->name, trouble);
	if (status == MNI_OK)
		status = put_class_and_type(
		    text, question->class, question->type, trouble);
	return status == MNI_OK ? mni_dns_put(text, trouble, "\n") : status;
}

static enum mni_status
put_edns(struct mni_bytes *text, const struct mni_dns_record *record,
    struct mni_trouble *trouble)
{
	return mni_dns_put(text, trouble,
	    "%s EDNS version %u, %u octets%s, %zu octets of options\n",
	    sections[record->section], (unsigned)(record->ttl >> 16 & 0xff),
	    (unsigned)record->class, (record->ttl & 0x8000) != 0 ? ", DO" : "",
	    record->rdata.end - record->rdata.at);
}

/* RDATA that is malformed is said to be so, and is not shown. */
static enum mni_status
put_record(struct mni_bytes *text, const struct mni_dns_record *record,
    struct mni_trouble *trouble)
{
	enum mni_status status;
	size_t before;

	if (record->type == MNI_DNS_OPT)
		return put_edns(text, record, trouble);
	status = mni_dns_put(text, trouble, "%s ", sections[record->section]);
	if (status == MNI_OK)
		status = mni_dns_put_name(text, &record->owner, trouble);
	if (status == MNI_OK)
		status = mni_dns_put(text, trouble, " %" PRIu32, record->ttl);
	if (status == MNI_OK)
		status = put_class_and_type(
		    text, record->class, record->type, trouble);
	if (status == MNI_OK)
		status = mni_dns_put(text, trouble, " ");
	before = text->size;
	if (status == MNI_OK)
		status = mni_dns_put_rdata(text, record, trouble);
	if (status == MNI_MALFORMED) {
		text->size = before;
		return mni_dns_put(
		    text, trouble, "malformed: %.200s\n", trouble->text);
	}
	return status == MNI_OK ? mni_dns_put(text, trouble, "\n") : status;
}

static enum mni_status
put_sections(struct mni_bytes *text, const struct mni_dns_message *message,
    struct mni_trouble *trouble)
{
	struct mni_dns_walk walk = mni_dns_walk_over(message);
	enum mni_status status = MNI_OK;
	struct mni_dns_record record;

	if (message->header.counts[MNI_DNS_QUESTION] > 0)
		status = put_question(text, &message->question, trouble);
	while (status == MNI_OK && mni_dns_walk_next(&walk, &record))
		status = put_record(text, &record, trouble);
	return status;
}

/* What cannot be read, or was not. */
static enum mni_status
put_rest(struct mni_bytes *text, const struct mni_dns_message *message,
    enum mni_status was, const struct mni_trouble *why,
    struct mni_trouble *trouble)
{
	const struct mni_dns_cursor *octets = &message->octets;

	if (was != MNI_OK)
		return mni_dns_put(
		    text, trouble, "malformed: %.200s\n", why->text);
	if (octets->at == octets->end)
		return MNI_OK;
	return mni_dns_put(text, trouble, "%zu octets behind the last record\n",
	    octets->end - octets->at);
}

enum mni_status
mni_dns_put_message(struct mni_bytes *text, const void *octets, size_t size,
    struct mni_trouble *trouble)
{
	struct mni_dns_message message;
	struct mni_trouble why;
	enum mni_status status = MNI_OK, was = mni_dns_message_read(
	                                     octets, size, &message, &why);

	if (size >= MNI_DNS_HEADER_SIZE)
		status = put_header(text, &message, trouble);
	if (status == MNI_OK && message.records != 0)
		status = put_sections(text, &message, trouble);
	return status == MNI_OK ? put_rest(text, &message, was, &why, trouble)
	                        : status;
}
