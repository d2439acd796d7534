/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/bend.h"

#include "dns/answer.h"
#include "dns/kind.h"
#include "script/delivery.h"
#include "script/source.h"

#include <stdlib.h>
#include <string.h>

#define CLIENT_COOKIE 8 /* octets: RFC 7873 section 4 */
#define OPTION_COOKIE 10

struct mni_ns_bend *
mni_ns_bend_new(void)
{
	struct mni_ns_bend *bend = calloc(1, sizeof(*bend));

	if (bend == NULL)
		return NULL;
	bend->id = bend->opcode = bend->rcode = -1;
	bend->ttl = bend->payload = bend->version = -1;
	bend->cut = SIZE_MAX;
	bend->flaws = MNI_NS_FLAWLESS;
	return bend;
}

void
mni_ns_bend_free(struct mni_ns_bend *bend)
{
	if (bend == NULL)
		return;
	mni_bytes_fini(&bend->raw);
	free(bend->extras);
	mni_bytes_fini(&bend->octets);
	mni_bytes_fini(&bend->append);
	free(bend);
}

static void
change_case(struct mni_domain *name, bool upper)
{
	const uint8_t *from = upper ? (const uint8_t *)"az"
	                            : (const uint8_t *)"AZ";
	size_t i;

	/* What a length can be is no letter. */
	for (i = 0; i < name->size; i++)
		if (name->wire[i] >= from[0] && name->wire[i] <= from[1])
			name->wire[i] ^= 'a' ^ 'A';
}

static void
bend_question(const struct mni_ns_bend *bend, struct mni_ns_response *response)
{
	switch (bend->question) {
	case MNI_NS_NO_QUESTION:
		response->has_question = false;
		break;
	case MNI_NS_OTHER_QUESTION:
		response->has_question = true;
		response->name = bend->name;
		response->type = bend->type;
		response->class = bend->class;
		break;
	case MNI_NS_UPPER:
	case MNI_NS_LOWER:
		change_case(&response->name, bend->question == MNI_NS_UPPER);
		break;
	case MNI_NS_AS_ASKED:
		break;
	}
}

static void
bend_header(const struct mni_ns_bend *bend, struct mni_ns_response *response)
{
	unsigned bits = (response->bits | bend->set) & (unsigned)~bend->clear;

	if (bend->opcode != -1)
		bits = (bits & 0x87ff) | (unsigned)bend->opcode
		                             << MNI_NS_OPCODE_SHIFT;
	response->bits = (uint16_t)bits;
	if (bend->id != -1)
		response->id = (uint16_t)bend->id;
	response->id = (uint16_t)(response->id + (unsigned)bend->id_change);
}

/* Whether the rule has an answer of its own, which is more than none. */
static bool
has_answer(const struct mni_ns_bend *bend)
{
	size_t i;

	for (i = 0; i < bend->extra_count; i++)
		if (bend->extras[i].section == MNI_NS_ANSWER)
			return true;
	return false;
}

/* Takes the records of sections away: those that are replaced, and all beside
 * an error or an answer of the rule's own, which they would not fit to. */
static void
clear_sections(const struct mni_ns_bend *bend, struct mni_ns_response *response)
{
	bool all = bend->rcode > 0 || has_answer(bend);
	size_t kept = 0, i;

	for (i = 0; i < response->count; i++)
		if (!all && !bend->replaced[response->items[i].section])
			response->items[kept++] = response->items[i];
	response->count = kept;
}

static int
add_extras(const struct mni_ns_bend *bend, const struct mni_ns_asked *asked,
    struct mni_ns_response *response)
{
	const struct mni_ns_extra *extra = bend->extras;
	struct mni_ns_item item;
	size_t i;

	for (i = 0; i < bend->extra_count; i++, extra++) {
		item = (struct mni_ns_item){.section = extra->section,
		    .owner = extra->of_question && asked->has_question
		                 ? asked->name
		                 : extra->owner.wire,
		    .type = extra->type,
		    .class = extra->class,
		    .ttl = extra->ttl,
		    .rrs = &extra->rr,
		    .count = 1};
		if (mni_ns_response_add(response, &item) == -1)
			return -1;
	}
	return 0;
}

/* An answer of the rule's own is one of an authority, unless it says not. */
static int
bend_records(const struct mni_ns_bend *bend, const struct mni_ns_asked *asked,
    struct mni_ns_response *response)
{
	size_t i;

	clear_sections(bend, response);
	if (add_extras(bend, asked, response) == -1)
		return -1;
	if (has_answer(bend)) {
		response->rcode = MNI_NS_NOERROR;
		response->bits |= MNI_NS_AA;
	}
	if (bend->rcode != -1)
		response->rcode = (uint16_t)bend->rcode;
	for (i = 0; bend->ttl != -1 && i < response->count; i++)
		response->items[i].ttl = (uint32_t)bend->ttl;
	return 0;
}

/* Of a client without a cookie it is zeros. */
static void
add_cookie(const struct mni_ns_bend *bend, const struct mni_ns_asked *asked,
    struct mni_ns_response *response)
{
	static const uint8_t server[] = {'m', 'o', 'c', 'k', 'n', 'e', 't', 0};
	uint8_t *option = response->options;
	uint8_t size = CLIENT_COOKIE + sizeof(server);

	if (bend->cookie == MNI_NS_SHORT_COOKIE)
		size = CLIENT_COOKIE / 2;
	memset(option, 0, sizeof(response->options));
	option[1] = OPTION_COOKIE;
	option[3] = size;
	if (asked->cookie != NULL && asked->cookie_size >= CLIENT_COOKIE)
		memcpy(option + 4, asked->cookie, CLIENT_COOKIE);
	if (bend->cookie == MNI_NS_WRONG_COOKIE)
		option[4] ^= 1;
	memcpy(option + 4 + CLIENT_COOKIE, server, sizeof(server));
	response->options_size = 4U + size;
}

static void
bend_edns(const struct mni_ns_bend *bend, const struct mni_ns_asked *asked,
    struct mni_ns_response *response)
{
	if (bend->cookie != MNI_NS_NO_COOKIE) {
		response->edns = true;
		add_cookie(bend, asked, response);
	}
	if (bend->payload != -1)
		response->payload = (uint16_t)bend->payload;
	if (bend->version != -1)
		response->version = (uint8_t)bend->version;
	if (bend->payload != -1 || bend->version != -1 || bend->rcode > 15)
		response->edns = true;
	if (bend->no_edns)
		response->edns = false;
}

static int
write_raw(const struct mni_ns_bend *bend, const struct mni_ns_asked *asked,
    struct mni_bytes *out)
{
	const uint8_t id[] = {(uint8_t)(asked->id >> 8), (uint8_t)asked->id};
	const uint8_t *at = bend->raw.data, *end = at + bend->raw.size;
	const uint8_t tail[] = {(uint8_t)(asked->type >> 8),
	    (uint8_t)asked->type, (uint8_t)(asked->class >> 8),
	    (uint8_t)asked->class};
	int failed = 0;

	for (; at < end; at += 2)
		if (at[0] == MNI_NS_RAW_OCTET) {
			failed |= mni_bytes_append(out, at + 1, 1);
		} else if (at[1] == MNI_NS_RAW_ID) {
			failed |= mni_bytes_append(out, id, sizeof(id));
		} else if (asked->has_question) {
			failed |= mni_bytes_append(
			    out, asked->name, asked->name_size);
			if (at[1] == MNI_NS_RAW_QUESTION)
				failed |=
				    mni_bytes_append(out, tail, sizeof(tail));
		}
	return failed;
}

/* Writes RESPONSE, which is written already, once more with a TXT record that
 * makes it SIZE octets long, if it is not as long without. */
static int
fill(struct mni_ns_response *response, size_t size, size_t start,
    struct mni_bytes *out)
{
	static const size_t head = 11; /* of a record of the root */
	size_t written = out->size - start;
	struct mni_bytes strings = MNI_BYTES_EMPTY;
	struct mni_rr rr;
	const struct mni_ns_item item = {.section = MNI_NS_ADDITIONAL,
	    .owner = (const uint8_t *)"",
	    .type = MNI_RR_TXT,
	    .class = MNI_CLASS_IN,
	    .rrs = &rr,
	    .count = 1};
	int result;

	if (written + head >= size)
		return 0;
	out->size = start;
	response->limit = size;
	result = mni_ns_put_strings(&strings, size - written - head);
	rr = (struct mni_rr){
	    .data = strings.data, .size = (uint16_t)strings.size};
	if (result == 0)
		result = mni_ns_response_add(response, &item);
	if (result == 0)
		result = mni_ns_response_write(response, out);
	mni_bytes_fini(&strings);
	return result;
}

/* How long BEND has the message to ASKED be, where it fills it: never longer
 * than a message or a datagram can be. */
static size_t
filled_size(
    const struct mni_ns_bend *bend, const struct mni_ns_asked *asked, bool tcp)
{
	long most = tcp ? UINT16_MAX : MNI_MOST_DATAGRAM;
	long size = (long)mni_ns_limit(asked, tcp) + bend->fill_change;

	if (size < 0)
		return 0;
	return (size_t)(size < most ? size : most);
}

/* Changes octets of a message of SIZE, of which KEPT are its header and
 * question: all but the id and the question can be others. */
static void
mutate(const struct mni_ns_bend *bend, size_t kept, uint64_t *random,
    uint8_t *message, size_t size)
{
	size_t question = kept - MNI_NS_HEADER, left, at;

	for (left = bend->mutations; left > 0; left--) {
		at = 2 + (size_t)(mni_random(random) % (size - question - 2));
		if (at >= MNI_NS_HEADER)
			at += question;
		message[at] = (uint8_t)mni_random(random);
	}
}

/* Octets of the header and question of RESPONSE. */
static size_t
front(const struct mni_ns_response *response)
{
	return MNI_NS_HEADER +
	       (response->has_question ? response->name.size + 4U : 0);
}

/* Appends what is behind the message that begins at START of OUT. */
static int
write_behind(
    const struct mni_ns_bend *bend, size_t start, struct mni_bytes *out)
{
	size_t pad;

	if (out->size - start > bend->cut)
		out->size = start + bend->cut;
	if (mni_bytes_append(out, bend->append.data, bend->append.size) == -1)
		return -1;
	for (pad = bend->pad; pad > 0; pad--)
		if (mni_bytes_append(out, "", 1) == -1)
			return -1;
	return 0;
}

static int
write_message(const struct mni_ns_bend *bend, const struct mni_ns_asked *asked,
    bool tcp, uint64_t *random, struct mni_ns_response *response,
    struct mni_bytes *out)
{
	size_t start = out->size;

	if (bend->raw.size > 0)
		return write_raw(bend, asked, out);
	if (bend_records(bend, asked, response) == -1)
		return -1;
	bend_header(bend, response);
	bend_question(bend, response);
	bend_edns(bend, asked, response);
	response->flaws = bend->flaws;
	if (mni_ns_response_write(response, out) == -1 ||
	    (bend->fills && fill(response, filled_size(bend, asked, tcp), start,
	                        out) == -1))
		return -1;
	mutate(bend, front(response), random, out->data + start,
	    out->size - start);
	return write_behind(bend, start, out);
}

int
mni_ns_bend_write(const struct mni_ns_bend *bend,
    const struct mni_ns_asked *asked, bool tcp, uint64_t *random,
    struct mni_ns_response *response, struct mni_bytes *out)
{
	size_t start = out->size, length;

	if (!tcp)
		return write_message(bend, asked, tcp, random, response, out);
	if (mni_bytes_append(out, "\0", 2) == -1 ||
	    write_message(bend, asked, tcp, random, response, out) == -1)
		return -1;
	length = out->size - start - 2 + (size_t)bend->length_change;
	out->data[start] = (uint8_t)(length >> 8);
	out->data[start + 1] = (uint8_t)length;
	return 0;
}
