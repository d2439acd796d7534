/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "meaning.h"

#include "../bug.h"

#define AUTHORITATIVE 0x0400U
#define RECURSIVE 0x0080U

/* Codes of responses. */
enum {
	NO_ERROR = 0,
	FORMAT_ERROR = 1,
	NO_NAME = 3,
	NOT_IMPLEMENTED = 4,
	REFUSED_BY_POLICY = 5,
	LAST_KNOWN = 10,
	BAD_VERSION = 16
};

const struct bug meaning_bugs[] = {
    /* Codes. */
    {"ignores-rcode", "takes the records of a failure for an answer"},
    {"no-such-name-is-failure", "takes a name that does not exist for a "
                                "failure"},
    {"failure-is-no-address", "takes any failure for a lack of addresses"},
    {"refusal-is-no-address", "takes a refusal for a lack of addresses"},
    {"lack-of-skill-is-no-address", "takes Not Implemented for a lack of "
                                    "addresses"},
    {"unknown-rcode-is-none", "takes a code that it does not know for none"},
    {"waits-at-failure", "waits for a better response than a failure"},
    {"low-rcode", "does not look at the part of the code that EDNS has"},
    {"keeps-edns", "asks nobody again without EDNS"},
    /* Bits. */
    {"ignores-tc", "takes what is left of a truncated answer for all of it"},
    {"ignores-tc-with-records", "takes a truncated answer for all of it unless "
                                "it is empty"},
    {"fails-at-tc", "ends at a truncated answer"},
    {"tc-over-tcp", "waits for the rest of a truncated answer by TCP"},
    {"needs-aa-or-ra", "takes no answer that is neither authoritative nor from "
                       "recursion"},
    {"needs-aa", "takes no answer that is not authoritative"},
    /* Records. */
    {"needs-soa", "takes a lack of addresses for a failure without SOA"},
    {"waits-at-nothing", "waits for a better response than none"},
    {"refuses-alias-alone", "fails at an alias without addresses"},
    {"ok-on-nothing", "takes a lack of addresses for a success"},
    {"ok-on-malformed", "takes a malformed response for an empty success"},
    {NULL, NULL},
};

static bool
has_soa(const struct reply *reply)
{
	size_t i;

	for (i = 0; i < reply->record_count; i++)
		if (reply->records[i].type == TYPE_SOA)
			return true;
	return false;
}

/* What a lack of addresses is. */
static enum status
lack(const struct reply *reply)
{
	if (is("ok-on-nothing"))
		return OK;
	return is("needs-soa") && !has_soa(reply) ? TEMPORARY : NO_ADDRESS;
}

static enum status
failure(unsigned rcode)
{
	if (is("failure-is-no-address") ||
	    (is("refusal-is-no-address") && rcode == REFUSED_BY_POLICY) ||
	    (is("lack-of-skill-is-no-address") && rcode == NOT_IMPLEMENTED))
		return NO_ADDRESS;
	return TEMPORARY;
}

static unsigned
code_of(const struct reply *reply)
{
	unsigned code = reply->rcode;

	if (is("low-rcode"))
		code &= 0xf;
	if (is("ignores-rcode") ||
	    (is("unknown-rcode-is-none") && code > LAST_KNOWN))
		return NO_ERROR;
	return code;
}

/* Whether the records of REPLY are looked at, by its bits. */
static bool
is_trusted(const struct reply *reply)
{
	bool aa = (reply->flags & AUTHORITATIVE) != 0;
	bool ra = (reply->flags & RECURSIVE) != 0;

	if (is("needs-aa-or-ra"))
		return aa || ra;
	return aa || !is("needs-aa");
}

static enum meaning
meaning_of_records(const struct reply *reply, const struct question *question,
    struct chain *chain, struct text *lines, enum status *out_status)
{
	*out_status = TEMPORARY;
	if (!is_trusted(reply))
		return IT_ENDS;
	*out_status = chain_follow(chain, reply, question->type, lines);
	if (*out_status == NO_ADDRESS && is("waits-at-nothing"))
		return IT_WAITS;
	if (*out_status == WAITING && is("refuses-alias-alone"))
		*out_status = MALFORMED;
	if (*out_status == WAITING && !is("looks-no-alias-up"))
		return IT_MOVES;
	if (*out_status == WAITING || *out_status == NO_ADDRESS)
		*out_status = lack(reply);
	return IT_ENDS;
}

static bool
wants_plain(const struct question *question, unsigned code)
{
	return !question->plain && !is("keeps-edns") &&
	       (code == FORMAT_ERROR || code == NOT_IMPLEMENTED ||
	           code == BAD_VERSION);
}

static enum meaning
meaning_of_code(const struct reply *reply, const struct question *question,
    struct chain *chain, struct text *lines, enum status *out_status)
{
	unsigned code = code_of(reply);

	if (wants_plain(question, code))
		return IT_IS_PLAIN;
	if (code == NO_ERROR)
		return meaning_of_records(
		    reply, question, chain, lines, out_status);
	*out_status = failure(code);
	if (code != NO_NAME && is("waits-at-failure"))
		return IT_WAITS;
	if (code == NO_NAME && !is("no-such-name-is-failure"))
		*out_status = lack(reply);
	return IT_ENDS;
}

/* Whether REPLY is not all of the answer, and a connection would have more. */
static bool
has_more(const struct reply *reply)
{
	if (is("ignores-tc-with-records") && reply->counts[IN_ANSWER] > 0)
		return false;
	return reply_is_truncated(reply) && !is("ignores-tc");
}

enum meaning
meaning_of(struct reply *reply, const struct question *question, bool by_stream,
    struct chain *chain, struct text *lines, enum status *out_status)
{
	enum meaning meaning = IT_ENDS;

	if (!by_stream && has_more(reply)) {
		*out_status = TRUNCATED;
		return is("fails-at-tc") ? IT_ENDS : IT_IS_LARGER;
	}
	if (reply_is_truncated(reply) && by_stream && is("tc-over-tcp"))
		return IT_WAITS;
	*out_status = reply_read_records(reply);
	if (*out_status == OK)
		meaning =
		    meaning_of_code(reply, question, chain, lines, out_status);
	if (meaning == IT_ENDS && *out_status == MALFORMED &&
	    is("ok-on-malformed"))
		*out_status = OK;
	return meaning;
}
