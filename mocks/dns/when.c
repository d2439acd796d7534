/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/when.h"

#include "dns/kind.h"
#include "dns/master.h"
#include "script/limits.h"
#include "script/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Conditions that are being read. */
struct reading {
	struct mni_reader *reader;
	const struct mni_domain *origin;
	struct mni_ns_when *out;
};

bool
mni_ns_split(struct mni_token *token, struct mni_token *out_value)
{
	const char *equals = token->kind == MNI_WORD
	                         ? memchr(token->text, '=', token->size)
	                         : NULL;

	if (equals == NULL)
		return false;
	*out_value = mni_token_from(token, (size_t)(equals - token->text) + 1);
	token->size = (size_t)(equals - token->text);
	return true;
}

int
mni_ns_rule_name(struct mni_reader *reader, const struct mni_token *token,
    const struct mni_domain *origin, struct mni_domain *out)
{
	struct mni_master master;

	mni_master_init(&master, token->text, token->size);
	master.origin = *origin;
	if (token->size > 0 &&
	    mni_master_domain(&master, token, "a domain name", out) == 0)
		return 0;
	if (token->size == 0)
		return mni_expected(reader, token, "a domain name");
	return mni_mistake(reader,
	    &(struct mni_token){.line = master.reader.mistake.line,
	        .column = master.reader.mistake.column},
	    "%s", master.reader.mistake.text);
}

int
mni_ns_rule_number(struct mni_reader *reader, const struct mni_token *token,
    const char *what, size_t least, size_t most, size_t *out)
{
	struct mni_reader value = *reader;

	/* The token is all of it. */
	value.at = token->text;
	value.end = token->text + token->size;
	if (mni_take_number(&value, what, least, most, out) == 0)
		return 0;
	reader->mistake = value.mistake;
	return -1;
}

int
mni_ns_rule_bit(struct mni_reader *reader, const struct mni_token *word,
    const struct mni_token *value, unsigned allowed, uint16_t *set,
    uint16_t *clear)
{
	static const struct {
		const char *word;
		uint16_t bit;
	} bits[] = {{"qr", MNI_NS_QR}, {"aa", MNI_NS_AA}, {"tc", MNI_NS_TC},
	    {"rd", MNI_NS_RD}, {"ra", MNI_NS_RA}, {"z", MNI_NS_Z},
	    {"ad", MNI_NS_AD}, {"cd", MNI_NS_CD}};
	size_t i = 0, count = sizeof(bits) / sizeof(bits[0]);

	while (i < count && !mni_token_is(word, bits[i].word))
		i++;
	if (i == count || (bits[i].bit & allowed) == 0)
		return 0;
	if (value == NULL || mni_token_is(value, "1"))
		*set |= bits[i].bit;
	else if (mni_token_is(value, "0"))
		*clear |= bits[i].bit;
	else
		return mni_expected(reader, value, "0 or 1");
	return 1;
}

/* A pattern for the whole name, with a dot at its end, as mni_domain_text() has
 * it.  It is an extended regular expression of POSIX, for letters of any
 * case. */
static int
read_pattern(struct reading *reading, const struct mni_token *value)
{
	struct mni_ns_when *when = reading->out;
	char text[200], why[120];
	int error;

	/* Bounds within bounds would want all memory. */
	if (when->pattern != NULL || value->size == 0 ||
	    value->size >= sizeof(text) ||
	    memchr(value->text, '{', value->size) != NULL)
		return mni_expected(reading->reader, value,
		    "one regular expression, such as re:^www[0-9], without {");
	(void)snprintf(
	    text, sizeof(text), "%.*s", (int)value->size, value->text);
	when->pattern = calloc(1, sizeof(*when->pattern));
	if (when->pattern == NULL)
		return mni_mistake(reading->reader, value, "no memory");
	error =
	    regcomp(when->pattern, text, REG_EXTENDED | REG_ICASE | REG_NOSUB);
	if (error == 0)
		return 0;
	(void)regerror(error, when->pattern, why, sizeof(why));
	free(when->pattern);
	when->pattern = NULL;
	return mni_mistake(reading->reader, value, "%s", why);
}

static int
read_name(struct reading *reading, const struct mni_token *value)
{
	struct mni_token name = *value;

	if (name.size >= 3 && memcmp(name.text, "re:", 3) == 0) {
		reading->out->name_kind = MNI_NS_LIKE_NAME;
		name = mni_token_from(value, 3);
		return read_pattern(reading, &name);
	}
	reading->out->name_kind = MNI_NS_THIS_NAME;
	if (name.size > 2 && memcmp(name.text, "*.", 2) == 0) {
		reading->out->name_kind = MNI_NS_BELOW_NAME;
		name = mni_token_from(value, 2);
	}
	return mni_ns_rule_name(
	    reading->reader, &name, reading->origin, &reading->out->name);
}

static int
read_type(struct reading *reading, const struct mni_token *value)
{
	uint16_t type;

	if (!mni_rr_type_find(value, &type))
		return mni_expected(
		    reading->reader, value, "a type such as A or TYPE65399");
	reading->out->type = type;
	return 0;
}

static int
read_class(struct reading *reading, const struct mni_token *value)
{
	uint16_t class;

	if (!mni_rr_class_find(value, &class))
		return mni_expected(
		    reading->reader, value, "a class such as IN or CLASS255");
	reading->out->class = class;
	return 0;
}

static int
read_opcode(struct reading *reading, const struct mni_token *value)
{
	size_t opcode = 0;

	if (mni_ns_rule_number(
	        reading->reader, value, "an opcode", 0, 15, &opcode) == -1)
		return -1;
	reading->out->opcode = (int)opcode;
	return 0;
}

static int
read_nth(struct reading *reading, const struct mni_token *value)
{
	struct mni_reader part = *reading->reader;

	part.at = value->text;
	part.end = value->text + value->size;
	if (mni_take_range(&part, "a number or a range such as 2..5", 1,
	        MNI_MOST_DATAGRAMS, &reading->out->first,
	        &reading->out->last) == 0)
		return 0;
	reading->reader->mistake = part.mistake;
	return -1;
}

static int
read_first(struct reading *reading, const struct mni_token *value)
{
	return mni_ns_rule_number(reading->reader, value, "a number of queries",
	    1, MNI_MOST_DATAGRAMS, &reading->out->last);
}

static int
read_every(struct reading *reading, const struct mni_token *value)
{
	return mni_ns_rule_number(reading->reader, value, "a number of queries",
	    1, MNI_MOST_DATAGRAMS, &reading->out->every);
}

/* A decimal fraction with up to four digits. */
static int
read_chance(struct reading *reading, const struct mni_token *value)
{
	unsigned unit = 1000, chance = 0;
	size_t i;
	bool good = value->size > 2 && value->size <= 6 &&
	            memcmp(value->text, "0.", 2) == 0;

	for (i = 2; good && i < value->size; i++, unit /= 10) {
		good = value->text[i] >= '0' && value->text[i] <= '9';
		chance += (unsigned)(value->text[i] - '0') * unit;
	}
	if (!good)
		return mni_expected(reading->reader, value,
		    "a chance such as 0.25, up to four digits");
	reading->out->chance = chance;
	return 0;
}

static int
read_seed(struct reading *reading, const struct mni_token *value)
{
	size_t seed = 0;

	if (mni_ns_rule_number(
	        reading->reader, value, "a seed", 0, 1000000000, &seed) == -1)
		return -1;
	reading->out->seed = seed;
	return 0;
}

static int
read_word(struct reading *reading, const struct mni_token *value,
    const char *what, char out[static MNI_NS_WORD])
{
	if (value->size == 0 || value->size >= MNI_NS_WORD)
		return mni_expected(reading->reader, value, what);
	(void)snprintf(out, MNI_NS_WORD, "%.*s", (int)value->size, value->text);
	return 0;
}

static int
read_client(struct reading *reading, const struct mni_token *value)
{
	return read_word(reading, value, "an address such as 127.0.0.1 or ::1",
	    reading->out->client);
}

static int
read_server(struct reading *reading, const struct mni_token *value)
{
	return read_word(reading, value,
	    "what a name server is called, as by 'as names'",
	    reading->out->server);
}

static const struct condition {
	const char *word;
	int (*read)(struct reading *reading, const struct mni_token *value);
} conditions[] = {
    {"name", read_name},
    {"type", read_type},
    {"class", read_class},
    {"opcode", read_opcode},
    {"nth", read_nth},
    {"first", read_first},
    {"every", read_every},
    {"p", read_chance},
    {"seed", read_seed},
    {"client", read_client},
    {"server", read_server},
};

static const struct condition *
find_condition(const struct mni_token *token)
{
	size_t i;

	for (i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++)
		if (mni_token_is(token, conditions[i].word))
			return &conditions[i];
	return NULL;
}

/* A word without a value.  Returns whether it is one. */
static bool
read_flag(struct mni_ns_when *when, const struct mni_token *token)
{
	if (mni_token_is(token, "udp"))
		when->transports = MNI_NS_UDP;
	else if (mni_token_is(token, "tcp"))
		when->transports = MNI_NS_TCP;
	else if (mni_token_is(token, "edns"))
		when->edns = 1;
	else if (mni_token_is(token, "noedns"))
		when->edns = 0;
	else if (mni_token_is(token, "dnssec"))
		when->dnssec = 1;
	else if (mni_token_is(token, "nodnssec"))
		when->dnssec = 0;
	else if (mni_token_is(token, "cookie"))
		when->cookie = 1;
	else if (mni_token_is(token, "nocookie"))
		when->cookie = 0;
	else
		return false;
	return true;
}

/* Bits of the header; what has QR is no query. */
static int
read_bit(struct reading *reading, const struct mni_token *word,
    const struct mni_token *value)
{
	return mni_ns_rule_bit(reading->reader, word, value,
	    (unsigned)~MNI_NS_QR, &reading->out->set, &reading->out->clear);
}

static int
read_condition(struct reading *reading, struct mni_token token)
{
	struct mni_token whole = token, value;
	const struct condition *condition = NULL;
	bool split;
	int taken;

	if (read_flag(reading->out, &token))
		return 0;
	split = mni_ns_split(&token, &value);
	taken = read_bit(reading, &token, split ? &value : NULL);
	if (taken != 0)
		return taken == -1 ? -1 : 0;
	if (split)
		condition = find_condition(&token);
	if (condition == NULL)
		return mni_expected(reading->reader, &whole,
		    "a condition: name=, type=, class=, opcode=, a bit such as "
		    "rd=0, udp, tcp, edns, noedns, dnssec, nodnssec, cookie, "
		    "nocookie, nth=, first=, every=, p=, seed=, client= or "
		    "server=");
	return condition->read(reading, &value);
}

int
mni_ns_when_read(struct mni_reader *reader, const struct mni_domain *origin,
    const char *end, struct mni_ns_when *out)
{
	struct reading reading = {
	    .reader = reader, .origin = origin, .out = out};
	struct mni_token token = mni_peek_token(reader), value;

	*out = MNI_NS_ALWAYS;
	for (; token.kind != MNI_LINE_END; token = mni_peek_token(reader)) {
		value = token;
		if (mni_token_is(&token, end) ||
		    (mni_ns_split(&value, &(struct mni_token){.size = 0}) &&
		        mni_token_is(&value, end)))
			break;
		(void)mni_next_token(reader);
		if (read_condition(&reading, token) == -1)
			return -1;
	}
	return 0;
}

void
mni_ns_when_fini(struct mni_ns_when *when)
{
	if (when->pattern != NULL)
		regfree(when->pattern);
	free(when->pattern);
	when->pattern = NULL;
}

static bool
is_matched(const regex_t *pattern, const uint8_t *name)
{
	char text[MNI_DOMAIN_TEXT];

	return regexec(pattern, mni_domain_text(name, text), 0, NULL, 0) == 0;
}

static bool
has_name(const struct mni_ns_when *when, const struct mni_ns_asked *asked)
{
	const uint8_t *name = asked->name;

	if (when->name_kind == MNI_NS_ANY_NAME)
		return true;
	if (!asked->has_question)
		return false;
	if (when->name_kind == MNI_NS_LIKE_NAME)
		return is_matched(when->pattern, name);
	if (when->name_kind == MNI_NS_THIS_NAME)
		return mni_domain_equal(name, when->name.wire);
	return mni_domain_within(name, when->name.wire) &&
	       !mni_domain_equal(name, when->name.wire);
}

static bool
has_number(int wanted, unsigned number, bool known)
{
	return wanted == -1 || (known && wanted == (int)number);
}

static bool
has_flag(int wanted, bool flag)
{
	return wanted == -1 || (wanted == 1) == flag;
}

static bool
has_word(const char *wanted, const char *word)
{
	return wanted[0] == '\0' || strcmp(wanted, word) == 0;
}

/* Whether CLIENT, an address with its port, is that of WANTED. */
static bool
has_client(const char *wanted, const char *client)
{
	size_t size = strlen(wanted);
	char end = *client == '[' ? ']' : ':';

	if (size == 0)
		return true;
	client += end == ']' ? 1 : 0;
	return strncmp(client, wanted, size) == 0 && client[size] == end;
}

/* All conditions that do not count. */
static bool
is_like(const struct mni_ns_when *when, const struct mni_ns_asked *asked,
    const struct mni_ns_arrival *arrival)
{
	return (when->transports & arrival->transport) != 0 &&
	       (asked->bits & when->set) == when->set &&
	       (asked->bits & when->clear) == 0 &&
	       has_number(when->opcode, asked->opcode, true) &&
	       has_number(when->type, asked->type, asked->has_question) &&
	       has_number(when->class, asked->class, asked->has_question) &&
	       has_flag(when->edns, asked->edns) &&
	       has_flag(when->dnssec, (asked->flags & MNI_NS_DO) != 0) &&
	       has_flag(when->cookie, asked->cookie != NULL) &&
	       has_client(when->client, arrival->client) &&
	       has_word(when->server, arrival->server) && has_name(when, asked);
}

bool
mni_ns_when_fits(const struct mni_ns_when *when,
    const struct mni_ns_asked *asked, const struct mni_ns_arrival *arrival,
    struct mni_ns_tally *tally)
{
	size_t nth;

	if (!is_like(when, asked, arrival))
		return false;
	if (tally->met == 0)
		tally->random = when->seed;
	nth = ++tally->met;
	if (nth < when->first || nth > when->last || nth % when->every != 0)
		return false;
	return when->chance == 10000 ||
	       mni_random(&tally->random) % 10000 < when->chance;
}
