/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/query.h"

#include "dns/type.h"

#include <string.h>

static size_t
put_16(uint8_t *out, size_t at, unsigned number)
{
	out[at] = (uint8_t)(number >> 8);
	out[at + 1] = (uint8_t)number;
	return at + 2;
}

size_t
mni_dns_query_write(const struct mni_dns_question *question, uint16_t id,
    bool edns, uint8_t out[static MNI_DNS_QUERY_MAX])
{
	size_t at = MNI_DNS_HEADER_SIZE;

	memset(out, 0, MNI_DNS_QUERY_MAX);
	(void)put_16(out, 0, id);
	(void)put_16(out, 2, MNI_DNS_RD);
	(void)put_16(out, 4, 1);
	(void)put_16(out, 10, edns ? 1 : 0);
	memcpy(out + at, question->name.octets, question->name.size);
	at = put_16(out, at + question->name.size, question->type);
	at = put_16(out, at, question->class);
	if (!edns)
		return at;
	/* The root; no upper bits of an RCODE, version 0, no flag, no option:
	 * RFC 6891 sections 6.1.2 and 6.1.3. */
	at = put_16(out, at + 1, MNI_DNS_OPT);
	at = put_16(out, at, MNI_DNS_DATAGRAM_SIZE);
	return at + 6;
}

static bool
mismatch(struct mni_trouble *trouble, const char *what)
{
	(void)mni_trouble(trouble, MNI_MALFORMED, "%s", what);
	return false;
}

static bool
match_question(const struct mni_dns_question *asked, const uint8_t *octets,
    size_t size, struct mni_trouble *trouble)
{
	struct mni_dns_cursor cursor = {
	    .octets = octets, .end = size, .at = MNI_DNS_HEADER_SIZE};
	struct mni_dns_question question;

	if (mni_dns_take_question(&cursor, &question, trouble) != MNI_OK)
		return false;
	if (!mni_dns_name_equals(&question.name, &asked->name))
		return mismatch(trouble, "its question has another name");
	if (question.type != asked->type)
		return mismatch(trouble, "its question has another type");
	if (question.class != asked->class)
		return mismatch(trouble, "its question has another class");
	return true;
}

/* Whether the server could not read the query and says no more than that. */
static bool
is_bare_error(const struct mni_dns_header *header)
{
	unsigned rcode = mni_dns_rcode(header);

	return header->counts[MNI_DNS_ANSWER] == 0 &&
	       (rcode == MNI_DNS_FORMERR || rcode == MNI_DNS_NOTIMP);
}

bool
mni_dns_query_match(const struct mni_dns_question *question, uint16_t id,
    const uint8_t *octets, size_t size, struct mni_dns_header *out_header,
    struct mni_trouble *trouble)
{
	struct mni_dns_header header;
	unsigned count;

	if (size < MNI_DNS_HEADER_SIZE)
		return mismatch(trouble, "it is shorter than a header");
	header = mni_dns_header_read(octets);
	count = header.counts[MNI_DNS_QUESTION];
	if (header.id != id)
		return mismatch(trouble, "it has another ID");
	if ((header.flags & MNI_DNS_QR) == 0)
		return mismatch(trouble, "it is a query");
	if (mni_dns_opcode(&header) != 0)
		return mismatch(trouble, "it has another OPCODE");
	if (count > 1 || (count == 0 && !is_bare_error(&header)))
		return mismatch(trouble,
		    count == 0 ? "it has no question" : "it has two questions");
	if (count == 1 && !match_question(question, octets, size, trouble))
		return false;
	*out_header = header;
	return true;
}
