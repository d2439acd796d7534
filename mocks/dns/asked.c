/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/asked.h"

#include "dns/kind.h"

#include <string.h>

#define LEAST_PAYLOAD 512 /* RFC 6891 section 6.2.3 */
#define COOKIE 10         /* the code of RFC 7873 section 4 */

/* What is no part of a query (RFC 1123 section 6.1.2.3). */
#define UNUSED (MNI_NS_AA | MNI_NS_TC | MNI_NS_RA | MNI_NS_Z | 15)

/* What is left of a message. */
struct rest {
	const uint8_t *at, *end;
};

static uint16_t
u16(const uint8_t *data)
{
	return (uint16_t)(data[0] << 8 | data[1]);
}

static size_t
left(const struct rest *rest)
{
	return (size_t)(rest->end - rest->at);
}

/* Takes a question.  Returns NULL, or what is wrong with it. */
static const char *
take_question(struct rest *rest, struct mni_ns_asked *out)
{
	size_t size = mni_rr_field_size(MNI_RR_TARGET, rest->at, left(rest));

	if (left(rest) > 0 && size == SIZE_MAX)
		return "its QNAME is cut off, compressed or too long";
	if (left(rest) == 0 || left(rest) - size < 4)
		return "its question is cut off";
	out->name = rest->at;
	out->name_size = size;
	rest->at += size;
	out->type = u16(rest->at);
	out->class = u16(rest->at + 2);
	out->has_question = true;
	rest->at += 4;
	return NULL;
}

/* Goes over the owner of a record, compressed or not.  Returns whether it is
 * whole. */
static bool
skip_owner(struct rest *rest)
{
	for (; left(rest) > 0 && *rest->at != 0; rest->at += *rest->at + 1) {
		if (*rest->at >= 0xc0) {
			rest->at += left(rest) < 2 ? left(rest) : 2;
			return left(rest) > 0;
		}
		if (*rest->at > MNI_LABEL_MOST || left(rest) <= *rest->at)
			return false;
	}
	if (left(rest) == 0)
		return false;
	rest->at++;
	return true;
}

/* Finds the cookie among the options, which are RDATA of SIZE octets.
 * Returns NULL, or what is wrong with them. */
static const char *
read_options(const uint8_t *data, size_t size, struct mni_ns_asked *out)
{
	size_t at = 0, length;

	while (at < size) {
		if (size - at < 4)
			return "an EDNS option is cut off";
		length = u16(data + at + 2);
		if (length > size - at - 4)
			return "an EDNS option is cut off";
		if (u16(data + at) == COOKIE && out->cookie == NULL) {
			out->cookie = data + at + 4;
			out->cookie_size = length;
			if (length != 8 && (length < 16 || length > 40))
				out->odd = "its cookie has a length that none "
				           "has";
		}
		at += 4 + length;
	}
	return NULL;
}

/* FIXED is what stands between the owner of an OPT record, which is OWNER,
 * and its RDATA. */
static const char *
read_opt(const uint8_t *owner, const uint8_t *fixed, struct mni_ns_asked *out)
{
	if (*owner != 0)
		return "the owner of its OPT record is not the root";
	if (out->edns)
		return "it has more than one OPT record";
	out->edns = true;
	out->payload = u16(fixed + 2);
	if (out->payload < LEAST_PAYLOAD)
		out->payload = LEAST_PAYLOAD;
	out->version = fixed[5];
	out->flags = u16(fixed + 6);
	if ((out->flags & ~MNI_NS_DO) != 0)
		out->odd = "its OPT record has flags that are reserved";
	return read_options(fixed + 10, u16(fixed + 8), out);
}

/* Takes a record of the additional section. */
static const char *
take_record(struct rest *rest, struct mni_ns_asked *out)
{
	const uint8_t *owner = rest->at, *fixed;
	size_t length;

	if (!skip_owner(rest) || left(rest) < 10)
		return "a record is cut off";
	fixed = rest->at;
	length = u16(fixed + 8);
	rest->at += 10;
	if (left(rest) < length)
		return "a record is cut off";
	rest->at += length;
	return u16(fixed) == MNI_RR_OPT ? read_opt(owner, fixed, out) : NULL;
}

/* RFC 1035 section 4.1.1: of the sections only questions and additional
 * records make sense. */
static const char *
read_sections(
    struct rest *rest, const uint8_t *counts, struct mni_ns_asked *out)
{
	unsigned records = u16(counts + 6);
	const char *wrong;

	if (u16(counts) != 1)
		return "it does not have one question";
	wrong = take_question(rest, out);
	if (wrong != NULL)
		return wrong;
	if (u16(counts + 2) != 0 || u16(counts + 4) != 0)
		return "it has records as if it were an answer";
	for (; records > 0 && wrong == NULL; records--)
		wrong = take_record(rest, out);
	if (wrong == NULL && left(rest) > 0)
		return "there are octets behind its last record";
	return wrong;
}

const char *
mni_ns_asked_read(
    const uint8_t *data, size_t size, struct mni_ns_asked *out_asked)
{
	struct rest rest = {.at = data + MNI_NS_HEADER, .end = data + size};

	if (size < MNI_NS_HEADER)
		return "it is shorter than the header of a query";
	*out_asked = (struct mni_ns_asked){.id = u16(data),
	    .bits = u16(data + 2),
	    .opcode = data[2] >> 3 & 15,
	    .name = (const uint8_t *)"",
	    .name_size = 1,
	    .payload = LEAST_PAYLOAD};
	if ((out_asked->bits & UNUSED) != 0)
		out_asked->odd = "its header has bits that no query uses";
	if ((out_asked->bits & MNI_NS_QR) != 0)
		return "it is a response";
	if (out_asked->opcode == MNI_NS_QUERY)
		out_asked->wrong = read_sections(&rest, data + 4, out_asked);
	return NULL;
}
