/* SPDX-License-Identifier: MIT */
/* Reading the records of a rule. */
#include <config.h>

#include "dns/bend.h"
#include "dns/kind.h"
#include "dns/rdata.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OWN_TTL 60          /* of a record that states none */
#define MOST_GENERATED 4096 /* records of a kind */
#define MOST_OCTETS 65535
#define STRING 256 /* octets of the longest character-string */

/* Where records are read to. */
struct reading {
	struct mni_master master;
	struct mni_ns_bend *bend;
	enum mni_ns_section section;
};

static int
no_memory(struct reading *reading)
{
	return mni_mistake(&reading->master.reader,
	    &(struct mni_token){.line = 1}, "no memory");
}

/* A record behind the others, of the name that was asked for, whose RDATA
 * comes next; or NULL: there is no memory. */
static struct mni_ns_extra *
add_extra(struct reading *reading)
{
	struct mni_ns_bend *bend = reading->bend;
	struct mni_ns_extra *extras =
	    realloc(bend->extras, (bend->extra_count + 1) * sizeof(*extras));

	if (extras == NULL) {
		(void)no_memory(reading);
		return NULL;
	}
	bend->extras = extras;
	extras += bend->extra_count++;
	*extras = (struct mni_ns_extra){.section = reading->section,
	    .of_question = true,
	    .owner = {.size = 1}, /* without a question */
	    .class = MNI_CLASS_IN,
	    .ttl = OWN_TTL,
	    .data = bend->octets.size};
	return extras;
}

/* The owner: "@" is the name that was asked for. */
static int
read_owner(struct mni_master *master, struct mni_ns_extra *extra)
{
	struct mni_token token = mni_master_next(master);

	if (mni_token_is(&token, "@"))
		return 0;
	extra->of_question = false;
	return mni_master_domain(
	    master, &token, "the name of an owner, or @", &extra->owner);
}

static int
read_record(struct reading *reading)
{
	struct mni_master *master = &reading->master;
	struct mni_ns_extra *extra = add_extra(reading);
	struct mni_rr_head head;

	if (extra == NULL || read_owner(master, extra) == -1 ||
	    mni_rr_head_read(master, &head) == -1)
		return -1;
	extra->type = head.type;
	extra->class = head.class;
	if (head.has_ttl)
		extra->ttl = head.ttl;
	return mni_rdata_read(master, head.type, &reading->bend->octets);
}

int
mni_ns_put_strings(struct mni_bytes *out, size_t size)
{
	uint8_t string[STRING];
	size_t part;

	memset(string, 'x', sizeof(string));
	for (; size > 0; size -= part) {
		part = size < STRING ? size : STRING;
		string[0] = (uint8_t)(part - 1);
		if (mni_bytes_append(out, string, part) == -1)
			return -1;
	}
	return 0;
}

/* The address NUMBER, which counts from 1, of a net that nobody has. */
static int
generate_address(struct reading *reading, uint16_t type, uint32_t number)
{
	static const uint8_t net4[] = {198, 18};
	static const uint8_t net6[14] = {0x20, 0x01, 0x0d, 0xb8};
	const uint8_t host[] = {(uint8_t)(number >> 8), (uint8_t)number};
	struct mni_bytes *octets = &reading->bend->octets;
	bool four = type == MNI_RR_A;

	if (mni_bytes_append(octets, four ? net4 : net6,
	        four ? sizeof(net4) : sizeof(net6)) == -1 ||
	    mni_bytes_append(octets, host, sizeof(host)) == -1)
		return no_memory(reading);
	return 0;
}

/* The name genNUMBER of the origin. */
static int
generate_name(
    struct reading *reading, uint32_t number, struct mni_domain *out_name)
{
	char text[20];
	struct mni_token token = {
	    .kind = MNI_WORD, .text = text, .line = 1, .column = 1};

	token.size = (size_t)snprintf(
	    text, sizeof(text), "gen%lu", (unsigned long)number);
	return mni_master_domain(&reading->master, &token, "a name", out_name);
}

/* The link NUMBER of a chain of aliases that begins with the name that was
 * asked for. */
static int
generate_alias(
    struct reading *reading, struct mni_ns_extra *extra, uint32_t number)
{
	struct mni_domain target;

	if (number > 1) {
		extra->of_question = false;
		if (generate_name(reading, number - 1, &extra->owner) == -1)
			return -1;
	}
	if (generate_name(reading, number, &target) == -1)
		return -1;
	if (mni_bytes_append(
	        &reading->bend->octets, target.wire, target.size) == -1)
		return no_memory(reading);
	return 0;
}

static int
generate_records(struct reading *reading, uint16_t type, uint32_t count)
{
	struct mni_ns_extra *extra;
	uint32_t number;
	int result = 0;

	for (number = 1; number <= count && result == 0; number++) {
		extra = add_extra(reading);
		if (extra == NULL)
			return -1;
		extra->type = type;
		result = type == MNI_RR_CNAME
		             ? generate_alias(reading, extra, number)
		             : generate_address(reading, type, number);
	}
	return result;
}

static int
generate_text(struct reading *reading, size_t size)
{
	struct mni_ns_extra *extra = add_extra(reading);

	if (extra == NULL)
		return -1;
	extra->type = MNI_RR_TXT;
	return mni_ns_put_strings(&reading->bend->octets, size) == -1
	           ? no_memory(reading)
	           : 0;
}

/* How many records of a type, or octets of RDATA, a word can ask for. */
static const struct generator {
	const char *type;
	uint32_t most;
	uint16_t number;
	bool octets; /* else records */
} generators[] = {
    {"A", MOST_GENERATED, MNI_RR_A, false},
    {"AAAA", MOST_GENERATED, MNI_RR_AAAA, false},
    {"CNAME", MOST_GENERATED, MNI_RR_CNAME, false},
    {"TXT", MOST_OCTETS, MNI_RR_TXT, true},
};

/* Takes what is before the star of WORD: gen:TYPE. */
static const struct generator *
take_generator(struct mni_token *word)
{
	struct mni_token type = mni_token_from(word, 4);
	const char *star = type.size == 0 ? NULL
	                                  : memchr(type.text, '*', type.size);
	size_t i;

	if (star == NULL)
		return NULL;
	type.size = (size_t)(star - type.text);
	*word = mni_token_from(word, type.size + 5);
	for (i = 0; i < sizeof(generators) / sizeof(generators[0]); i++)
		if (mni_token_is(&type, generators[i].type))
			return &generators[i];
	return NULL;
}

/* gen:TYPE*N, or gen:TYPE*NB for so many octets. */
static int
generate(struct reading *reading)
{
	static const char what[] = "gen:A*N, gen:AAAA*N or gen:CNAME*N, 4096 "
	                           "at most, or gen:TXT*NB, 65535 at most";
	struct mni_master *master = &reading->master;
	struct mni_token token = mni_master_next(master), number = token;
	const struct generator *generator = take_generator(&number);
	uint32_t count;

	if (generator == NULL ||
	    (generator->octets &&
	        (number.size == 0 || number.text[--number.size] != 'B')))
		return mni_expected(&master->reader, &token, what);
	if (mni_master_number(master, &number, what, generator->most, &count) ==
	    -1)
		return -1;
	if ((generator->octets ? generate_text(reading, count)
	                       : generate_records(
	                             reading, generator->number, count)) == -1)
		return -1;
	return mni_master_take_end(master);
}

static bool
is_generator(const struct mni_token *token)
{
	return token->kind == MNI_WORD && token->size > 4 &&
	       memcmp(token->text, "gen:", 4) == 0;
}

/* Says of all records of BEND where their RDATA is. */
static void
find_data(struct mni_ns_bend *bend)
{
	struct mni_ns_extra *extra = bend->extras;
	size_t left = bend->extra_count, end;

	for (; left > 0; left--, extra++) {
		end = left > 1 ? extra[1].data : bend->octets.size;
		extra->rr.size = (uint16_t)(end - extra->data);
		if (extra->rr.size > 0)
			extra->rr.data = bend->octets.data + extra->data;
	}
}

static int
read_records(struct reading *reading)
{
	struct mni_master *master = &reading->master;
	struct mni_token token;
	int result = 0;

	while (result == 0 && mni_master_next_line(master) != MNI_MASTER_END) {
		token = mni_master_peek(master);
		if (is_generator(&token))
			result = generate(reading);
		else
			result = read_record(reading);
	}
	find_data(reading->bend);
	return result == 0 && master->reader.mistake.line == 0 ? 0 : -1;
}

int
mni_ns_bend_read_records(struct mni_reader *reader,
    const struct mni_token *place, const struct mni_domain *origin,
    struct mni_bytes *text, enum mni_ns_section section,
    struct mni_ns_bend *bend)
{
	struct reading reading = {.bend = bend, .section = section};
	size_t i;

	/* As the lines of a master file. */
	for (i = 0; i < text->size; i++)
		if (text->data[i] == '|')
			text->data[i] = '\n';
	mni_master_init(&reading.master, (const char *)text->data, text->size);
	reading.master.origin = *origin;
	if (read_records(&reading) == 0)
		return 0;
	return mni_mistake(
	    reader, place, "%s", reading.master.reader.mistake.text);
}
