/* SPDX-License-Identifier: MIT */
/* Reading how a response is bent. */
#include <config.h>

#include "dns/bend.h"
#include "dns/digits.h"
#include "dns/kind.h"
#include "dns/when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_OCTETS 65535

/* What a length is of. */
enum { OF_RDATA, OF_MESSAGE };

/* A change that is being read. */
struct reading {
	struct mni_reader *reader;
	const struct mni_domain *origin;
	struct mni_ns_bend *bend;
	unsigned which; /* of those that are alike */
};

/* Has a mistake that a reader of its own found be one of READER. */
static int
pass_on(struct mni_reader *reader, const struct mni_reader *own)
{
	const struct mni_token place = {
	    .line = own->mistake.line, .column = own->mistake.column};

	return mni_mistake(reader, &place, "%s", own->mistake.text);
}

/* A number that has to have a sign, or may be without one. */
static int
read_change(struct reading *reading, const struct mni_token *value,
    const char *what, long *out)
{
	struct mni_token digits = *value;
	bool minus = value->size > 0 && *value->text == '-';
	size_t number = 0;

	if (minus || (value->size > 0 && *value->text == '+'))
		digits = mni_token_from(value, 1);
	if (mni_ns_rule_number(
	        reading->reader, &digits, what, 0, MOST_OCTETS, &number) == -1)
		return -1;
	*out = minus ? -(long)number : (long)number;
	return 0;
}

static bool
has_sign(const struct mni_token *value)
{
	return value->size > 0 && (*value->text == '+' || *value->text == '-');
}

static int
read_id(struct reading *reading, const struct mni_token *value)
{
	long number;

	if (read_change(reading, value,
	        "an id such as 1234, +1 or -1, its "
	        "number",
	        &number) == -1)
		return -1;
	if (has_sign(value))
		reading->bend->id_change = (int)number;
	else
		reading->bend->id = number;
	return 0;
}

static int
read_opcode(struct reading *reading, const struct mni_token *value)
{
	size_t number = 0;

	if (mni_ns_rule_number(
	        reading->reader, value, "an opcode", 0, 15, &number) == -1)
		return -1;
	reading->bend->opcode = (int)number;
	return 0;
}

static int
read_rcode(struct reading *reading, const struct mni_token *value)
{
	static const struct {
		const char *word;
		int code;
	} codes[] = {{"NOERROR", 0}, {"FORMERR", 1}, {"SERVFAIL", 2},
	    {"NXDOMAIN", 3}, {"NOTIMP", 4}, {"REFUSED", 5}, {"YXDOMAIN", 6},
	    {"BADVERS", 16}};
	size_t number = 0, i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (mni_token_is(value, codes[i].word)) {
			reading->bend->rcode = codes[i].code;
			return 0;
		}
	if (mni_ns_rule_number(reading->reader, value,
	        "an RCODE such as SERVFAIL, or a number", 0, 4095,
	        &number) == -1)
		return -1;
	reading->bend->rcode = (int)number;
	return 0;
}

/* What is before the next "/" of *rest, and *rest behind it. */
static struct mni_token
next_part(struct mni_token *rest)
{
	struct mni_token part = *rest;
	const char *slash =
	    rest->size == 0 ? NULL : memchr(rest->text, '/', rest->size);

	if (slash == NULL) {
		*rest = mni_token_from(rest, rest->size);
		return part;
	}
	part.size = (size_t)(slash - rest->text);
	*rest = mni_token_from(rest, part.size + 1);
	return part;
}

/* NAME/TYPE/CLASS */
static int
read_other_question(struct reading *reading, const struct mni_token *value)
{
	struct mni_token rest = *value, name = next_part(&rest),
	                 type = next_part(&rest), class = next_part(&rest);
	struct mni_ns_bend *bend = reading->bend;

	bend->question = MNI_NS_OTHER_QUESTION;
	if (rest.size > 0 || !mni_rr_type_find(&type, &bend->type) ||
	    !mni_rr_class_find(&class, &bend->class))
		return mni_expected(reading->reader, value,
		    "none, upper, lower, or a question such as "
		    "www.example.test./A/IN");
	return mni_ns_rule_name(
	    reading->reader, &name, reading->origin, &bend->name);
}

static int
read_question(struct reading *reading, const struct mni_token *value)
{
	if (mni_token_is(value, "none"))
		reading->bend->question = MNI_NS_NO_QUESTION;
	else if (mni_token_is(value, "upper"))
		reading->bend->question = MNI_NS_UPPER;
	else if (mni_token_is(value, "lower"))
		reading->bend->question = MNI_NS_LOWER;
	else
		return read_other_question(reading, value);
	return 0;
}

static int
read_count(struct reading *reading, const struct mni_token *value)
{
	size_t number = 0;

	if (mni_ns_rule_number(reading->reader, value, "a count", 0,
	        MOST_OCTETS, &number) == -1)
		return -1;
	reading->bend->flaws.counts[reading->which] = (long)number;
	return 0;
}

static int
read_section(struct reading *reading, const struct mni_token *value)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_token place = mni_peek_token(reading->reader);
	int result;

	reading->bend->replaced[reading->which] = true;
	if (mni_token_is(value, "none"))
		return 0;
	if (value->size > 0)
		return mni_expected(
		    reading->reader, value, "none, or records in quotes");
	result = mni_take_string(reading->reader, &text);
	if (result == 0 && text.size == 0)
		result = mni_expected(
		    reading->reader, &place, "none, or records in quotes");
	if (result == 0)
		result = mni_ns_bend_read_records(reading->reader, &place,
		    reading->origin, &text, (enum mni_ns_section)reading->which,
		    reading->bend);
	mni_bytes_fini(&text);
	return result;
}

static int
read_ttl(struct reading *reading, const struct mni_token *value)
{
	size_t number = 0;

	if (mni_ns_rule_number(
	        reading->reader, value, "a TTL", 0, UINT32_MAX, &number) == -1)
		return -1;
	reading->bend->ttl = (int64_t)number;
	return 0;
}

/* Of the RDLENGTH, or of the length before a message. */
static int
read_length(struct reading *reading, const struct mni_token *value)
{
	struct mni_ns_bend *bend = reading->bend;
	long number;

	if (read_change(reading, value, "a change such as +1 or -1, its number",
	        &number) == -1)
		return -1;
	*(reading->which == OF_RDATA ? &bend->flaws.length_change
	                             : &bend->length_change) = (int)number;
	return 0;
}

static int
read_flawed_owner(struct reading *reading, const struct mni_token *value)
{
	static const struct {
		const char *word;
		enum mni_ns_owner owner;
	} owners[] = {{"self", MNI_NS_POINTS_TO_SELF},
	    {"forward", MNI_NS_POINTS_FORWARD},
	    {"outside", MNI_NS_POINTS_OUTSIDE},
	    {"header", MNI_NS_POINTS_TO_HEADER}};
	size_t i;

	for (i = 0; i < sizeof(owners) / sizeof(owners[0]); i++)
		if (mni_token_is(value, owners[i].word)) {
			reading->bend->flaws.owner = owners[i].owner;
			return 0;
		}
	return mni_expected(reading->reader, value,
	    "self, forward, outside or header: where its pointer leads");
}

static int
read_octets(struct reading *reading, const struct mni_token *value)
{
	return mni_ns_rule_number(reading->reader, value, "a number of octets",
	    0, MOST_OCTETS, &reading->bend->cut);
}

static int
read_pad(struct reading *reading, const struct mni_token *value)
{
	return mni_ns_rule_number(reading->reader, value, "a number of octets",
	    0, MOST_OCTETS, &reading->bend->pad);
}

static int
read_append(struct reading *reading, const struct mni_token *value)
{
	struct mni_master master;

	mni_master_init(&master, value->text, value->size);
	if (value->size > 0 &&
	    mni_digits_hex(&master, value, &reading->bend->append) == 0)
		return 0;
	return value->size == 0 ? mni_expected(reading->reader, value,
	                              "octets in hexadecimal digits")
	                        : pass_on(reading->reader, &master.reader);
}

static int
read_edns(struct reading *reading, const struct mni_token *value)
{
	if (!mni_token_is(value, "none"))
		return mni_expected(reading->reader, value,
		    "none; else it is payload= and version=");
	reading->bend->no_edns = true;
	return 0;
}

static int
read_payload(struct reading *reading, const struct mni_token *value)
{
	size_t number = 0;

	if (mni_ns_rule_number(reading->reader, value, "a number of octets", 0,
	        MOST_OCTETS, &number) == -1)
		return -1;
	reading->bend->payload = (long)number;
	return 0;
}

static int
read_version(struct reading *reading, const struct mni_token *value)
{
	size_t number = 0;

	if (mni_ns_rule_number(reading->reader, value, "a version of EDNS", 0,
	        UINT8_MAX, &number) == -1)
		return -1;
	reading->bend->version = (long)number;
	return 0;
}

static int
read_cookie(struct reading *reading, const struct mni_token *value)
{
	static const struct {
		const char *word;
		enum mni_ns_cookie cookie;
	} cookies[] = {{"right", MNI_NS_RIGHT_COOKIE},
	    {"wrong", MNI_NS_WRONG_COOKIE}, {"short", MNI_NS_SHORT_COOKIE}};
	size_t i;

	for (i = 0; i < sizeof(cookies) / sizeof(cookies[0]); i++)
		if (mni_token_is(value, cookies[i].word)) {
			reading->bend->cookie = cookies[i].cookie;
			return 0;
		}
	return mni_expected(reading->reader, value, "right, wrong or short");
}

static int
read_fill(struct reading *reading, const struct mni_token *value)
{
	long number;

	if (read_change(reading, value, "a change such as +1 or -1, its number",
	        &number) == -1)
		return -1;
	reading->bend->fills = true;
	reading->bend->fill_change = (int)number;
	return 0;
}

static int
read_mutate(struct reading *reading, const struct mni_token *value)
{
	return mni_ns_rule_number(reading->reader, value, "a number of octets",
	    1, MOST_OCTETS, &reading->bend->mutations);
}

static const struct change {
	const char *word;
	int (*read)(struct reading *reading, const struct mni_token *value);
	unsigned which;
} changes[] = {
    {"id", read_id, 0},
    {"opcode", read_opcode, 0},
    {"rcode", read_rcode, 0},
    {"question", read_question, 0},
    {"qdcount", read_count, 0},
    {"ancount", read_count, 1},
    {"nscount", read_count, 2},
    {"arcount", read_count, 3},
    {"answer", read_section, MNI_NS_ANSWER},
    {"authority", read_section, MNI_NS_AUTHORITY},
    {"additional", read_section, MNI_NS_ADDITIONAL},
    {"ttl", read_ttl, 0},
    {"rdlength", read_length, OF_RDATA},
    {"owner", read_flawed_owner, 0},
    {"octets", read_octets, 0},
    {"fill", read_fill, 0},
    {"mutate", read_mutate, 0},
    {"append", read_append, 0},
    {"pad", read_pad, 0},
    {"edns", read_edns, 0},
    {"payload", read_payload, 0},
    {"version", read_version, 0},
    {"cookie", read_cookie, 0},
    {"length", read_length, OF_MESSAGE},
};

static const struct change *
find_change(const struct mni_token *word)
{
	size_t i;

	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (mni_token_is(word, changes[i].word))
			return &changes[i];
	return NULL;
}

int
mni_ns_bend_read(struct mni_reader *reader, const struct mni_domain *origin,
    struct mni_ns_bend *bend)
{
	struct reading reading = {
	    .reader = reader, .origin = origin, .bend = bend};
	struct mni_token word = mni_peek_token(reader), value;
	bool split = mni_ns_split(&word, &value);
	const struct change *change = find_change(&word);
	int taken = mni_ns_rule_bit(reader, &word, split ? &value : NULL,
	    UINT16_MAX, &bend->set, &bend->clear);

	if (taken != 0 || (change != NULL && split))
		(void)mni_next_token(reader);
	if (taken != 0 || change == NULL || !split)
		return taken;
	reading.which = change->which;
	return change->read(&reading, &value) == -1 ? -1 : 1;
}

/* Takes a word of the query, or two digits, from *at on.  Returns 0, or -1:
 * there is neither. */
static int
read_raw_item(struct mni_ns_bend *bend, const char **at)
{
	static const struct {
		const char *word;
		uint8_t kind;
	} words[] = {{"%id", MNI_NS_RAW_ID}, {"%question", MNI_NS_RAW_QUESTION},
	    {"%qname", MNI_NS_RAW_NAME}};
	uint8_t item[] = {MNI_NS_RAW_WORD, 0};
	char octet[3] = "";
	size_t i, size;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size = strlen(words[i].word);
		if (strncmp(*at, words[i].word, size) != 0)
			continue;
		*at += size;
		item[1] = words[i].kind;
		return mni_bytes_append(&bend->raw, item, sizeof(item));
	}
	if (strspn(*at, "0123456789abcdefABCDEF") < 2)
		return -1;
	memcpy(octet, *at, 2);
	*at += 2;
	item[0] = MNI_NS_RAW_OCTET;
	item[1] = (uint8_t)strtoul(octet, NULL, 16);
	return mni_bytes_append(&bend->raw, item, sizeof(item));
}

int
mni_ns_bend_read_raw(struct mni_reader *reader, struct mni_ns_bend *bend)
{
	struct mni_token place = mni_peek_token(reader);
	struct mni_bytes text = MNI_BYTES_EMPTY;
	int result = mni_take_string(reader, &text);
	const char *at;

	if (result == 0)
		result = mni_bytes_append(&text, "", 1);
	for (at = (const char *)text.data; result == 0 && *at != '\0';) {
		if (*at == ' ')
			at++;
		else
			result = read_raw_item(bend, &at);
	}
	if (result == -1 || bend->raw.size == 0) {
		(void)mni_expected(reader, &place,
		    "octets in hexadecimal digits, %id, %qname or %question");
		result = -1;
	}
	mni_bytes_fini(&text);
	return result;
}
