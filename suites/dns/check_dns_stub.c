/* SPDX-License-Identifier: MIT */
/* The stub resolver and one server, whose responses are right, wrong or meant
 * to deceive, by UDP and by TCP. */
#include <config.h>

#include "support/checks.h"
#include "support/oracle.h"
#include "support/stub.h"

#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define OCTETS(text) text, sizeof(text) - 1
static void
another_id(struct oracle *oracle, const struct asked *asked)
{
	stub_evil(oracle, asked, DRAFT_RESPONSE);
	draft_set(&oracle->draft, 0, asked->id + 1);
	oracle_send(oracle, asked);
	stub_good(oracle, asked);
}

/* A response to another question. */
static void
send_other(struct oracle *oracle, const struct asked *asked, const char *name,
    unsigned type, unsigned class)
{
	draft_begin(&oracle->draft, asked->id, DRAFT_RESPONSE);
	oracle->draft.class = class;
	draft_question(&oracle->draft, name, type);
	oracle->draft.class = 1;
	draft_address(&oracle->draft, asked->name, EVIL);
	draft_address(&oracle->draft, "", EVIL);
	oracle_send(oracle, asked);
	stub_good(oracle, asked);
}

static void
another_name(struct oracle *oracle, const struct asked *asked)
{
	send_other(oracle, asked, "b.test", DRAFT_A, 1);
}

static void
another_type(struct oracle *oracle, const struct asked *asked)
{
	send_other(oracle, asked, asked->name, DRAFT_AAAA, 1);
}

static void
another_class(struct oracle *oracle, const struct asked *asked)
{
	send_other(oracle, asked, asked->name, DRAFT_A, 3);
}

static void
a_query(struct oracle *oracle, const struct asked *asked)
{
	stub_evil(oracle, asked, 0x0180);
	oracle_send(oracle, asked);
	stub_good(oracle, asked);
}

static void
another_opcode(struct oracle *oracle, const struct asked *asked)
{
	stub_evil(oracle, asked, DRAFT_RESPONSE | 5 << 11);
	oracle_send(oracle, asked);
	stub_good(oracle, asked);
}

static void
no_question(struct oracle *oracle, const struct asked *asked)
{
	draft_begin(&oracle->draft, asked->id, DRAFT_RESPONSE);
	draft_address(&oracle->draft, asked->name, EVIL);
	oracle_send(oracle, asked);
	stub_good(oracle, asked);
}

static void
other_letters(struct oracle *oracle, const struct asked *asked)
{
	draft_begin(&oracle->draft, asked->id, DRAFT_RESPONSE);
	draft_question(&oracle->draft, "A.tESt", DRAFT_A);
	draft_address(&oracle->draft, "a.TEST", GOOD);
	oracle_send(oracle, asked);
}

static void
another_owner(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	draft_address(&oracle->draft, "b.test", EVIL);
	oracle_send(oracle, asked);
}

/* Records that are no part of the answer, and one that is. */
static void
among_others(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	draft_address(&oracle->draft, "b.test", EVIL);
	draft_address(&oracle->draft, "", "2001:db8::66");
	draft_record(&oracle->draft, DRAFT_ANSWER, "", 65399, "\1\2", 2);
	oracle->draft.class = 3;
	draft_address(&oracle->draft, "", EVIL);
	oracle->draft.class = 1;
	oracle->draft.ttl = 0;
	draft_address(&oracle->draft, "", GOOD);
	draft_record(
	    &oracle->draft, DRAFT_AUTHORITY, "", DRAFT_A, "\1\2\3\4", 4);
	oracle_send(oracle, asked);
}

/* An evil record whose owner begins with OCTETS. */
static void
send_owner(struct oracle *oracle, const struct asked *asked, const void *octets,
    size_t size)
{
	static const char rest[] =
	    "\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\x42\6a.test\0";
	struct draft *draft = &oracle->draft;

	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	memcpy(draft->octets + draft->size, octets, size);
	memcpy(draft->octets + draft->size + size, OCTETS(rest));
	draft->size += size + sizeof(rest) - 1;
	draft_set(draft, 6, 1);
	oracle_send(oracle, asked);
}

/* The question of a.test ends at octet 24. */
static void
owner_that_is_itself(struct oracle *oracle, const struct asked *asked)
{
	send_owner(oracle, asked, OCTETS("\xc0\x18"));
}

static void
owner_ahead(struct oracle *oracle, const struct asked *asked)
{
	send_owner(oracle, asked, OCTETS("\xc0\x28"));
}

static void
owner_outside(struct oracle *oracle, const struct asked *asked)
{
	send_owner(oracle, asked, OCTETS("\xff\xff"));
}

static void
owner_in_the_header(struct oracle *oracle, const struct asked *asked)
{
	send_owner(oracle, asked, OCTETS("\xc0\x04"));
}

static void
label_of_another_type(struct oracle *oracle, const struct asked *asked)
{
	send_owner(oracle, asked, OCTETS("\x41\1a\4test\0"));
}

/* An evil response in which the 16 bits at octet AT, from its end when that is
 * negative, are NUMBER. */
static void
send_bent(
    struct oracle *oracle, const struct asked *asked, int at, unsigned number)
{
	stub_evil(oracle, asked, DRAFT_RESPONSE);
	draft_set(&oracle->draft,
	    at < 0 ? oracle->draft.size - (size_t)-at : (size_t)at, number);
	oracle_send(oracle, asked);
}

static void
rdlength_of_three(struct oracle *oracle, const struct asked *asked)
{
	send_bent(oracle, asked, -6, 3);
}

static void
rdlength_beyond_the_end(struct oracle *oracle, const struct asked *asked)
{
	send_bent(oracle, asked, -6, 5);
}

static void
three_records_that_are_one(struct oracle *oracle, const struct asked *asked)
{
	send_bent(oracle, asked, 6, 3);
}

static void
octets_behind(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	draft_address(&oracle->draft, "", GOOD);
	draft_name(&oracle->draft, "garbage");
	oracle_send(oracle, asked);
}

/* Z and AD are set, RA is not. */
static void
odd_flags(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, 0x8000 | 0x0040 | 0x0020);
	draft_address(&oracle->draft, "", GOOD);
	oracle_send(oracle, asked);
}

/* A response with this RCODE, and an address that does not count. */
static void
send_rcode(struct oracle *oracle, const struct asked *asked, unsigned rcode)
{
	stub_evil(oracle, asked, DRAFT_RESPONSE | rcode);
	oracle_send(oracle, asked);
}

static void
servfail(struct oracle *oracle, const struct asked *asked)
{
	send_rcode(oracle, asked, 2);
}

static void
nxdomain(struct oracle *oracle, const struct asked *asked)
{
	send_rcode(oracle, asked, 3);
}

static void
notimp(struct oracle *oracle, const struct asked *asked)
{
	send_rcode(oracle, asked, 4);
}

/* From a server that does know EDNS. */
static void
notimp_with_edns(struct oracle *oracle, const struct asked *asked)
{
	stub_evil(oracle, asked, DRAFT_RESPONSE | 4);
	draft_record(&oracle->draft, DRAFT_ADDITIONAL, ".", DRAFT_OPT, "", 0);
	oracle_send(oracle, asked);
}

static void
refused(struct oracle *oracle, const struct asked *asked)
{
	send_rcode(oracle, asked, 5);
}

static void
unassigned(struct oracle *oracle, const struct asked *asked)
{
	send_rcode(oracle, asked, 11);
}

static void
formerr(struct oracle *oracle, const struct asked *asked)
{
	send_rcode(oracle, asked, 1);
}

static void
no_data(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	oracle_send(oracle, asked);
}

static void
referral(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, 0x8000);
	draft_alias(
	    &oracle->draft, DRAFT_AUTHORITY, "test", DRAFT_NS, "ns.test");
	oracle_send(oracle, asked);
}

static void
circle(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	draft_alias(&oracle->draft, DRAFT_ANSWER, "", DRAFT_CNAME, "b.test");
	draft_alias(
	    &oracle->draft, DRAFT_ANSWER, "b.test", DRAFT_CNAME, "a.test");
	oracle_send(oracle, asked);
}

static void
two_opt_records(struct oracle *oracle, const struct asked *asked)
{
	stub_evil(oracle, asked, DRAFT_RESPONSE);
	draft_record(&oracle->draft, DRAFT_ADDITIONAL, ".", DRAFT_OPT, "", 0);
	draft_record(&oracle->draft, DRAFT_ADDITIONAL, ".", DRAFT_OPT, "", 0);
	oracle_send(oracle, asked);
}

/* What is answered, and what comes of it: the good address, or an error with
 * what is said of it; of how many queries. */
static const struct row {
	const char *name;
	void (*answer)(struct oracle *oracle, const struct asked *asked);
	enum mni_status status;
	const char *said;
	size_t queries; /* by UDP */
} rows[] = {
#define ROW(name) #name, name
    {ROW(another_id), MNI_OK, NULL, 1},
    {ROW(another_name), MNI_OK, NULL, 1},
    {ROW(another_type), MNI_OK, NULL, 1},
    {ROW(another_class), MNI_OK, NULL, 1},
    {ROW(a_query), MNI_OK, NULL, 1},
    {ROW(another_opcode), MNI_OK, NULL, 1},
    {ROW(no_question), MNI_OK, NULL, 1},
    {ROW(other_letters), MNI_OK, NULL, 1},
    {ROW(another_owner), MNI_NO_ADDRESS, "there is no A record", 1},
    {ROW(among_others), MNI_OK, NULL, 1},
    {ROW(owner_that_is_itself), MNI_MALFORMED,
        "octet 24: a pointer to octet 24, which is no prior name", 1},
    {ROW(owner_ahead), MNI_MALFORMED,
        "octet 24: a pointer to octet 40, which is no prior name", 1},
    {ROW(owner_outside), MNI_MALFORMED,
        "octet 24: a pointer to octet 16383, which is no prior name", 1},
    {ROW(owner_in_the_header), MNI_MALFORMED,
        "octet 24: a pointer into the header", 1},
    {ROW(label_of_another_type), MNI_MALFORMED,
        "octet 24: a label of a type that is reserved", 1},
    {ROW(rdlength_of_three), MNI_MALFORMED,
        "octet 36: 4 octets are to come, and there are 3", 1},
    {ROW(rdlength_beyond_the_end), MNI_MALFORMED,
        "octet 36: 5 octets are to come, and there are 4", 1},
    {ROW(three_records_that_are_one), MNI_MALFORMED,
        "octet 40: 1 octets are to come, and there are 0", 1},
    {ROW(octets_behind), MNI_OK, NULL, 1},
    {ROW(odd_flags), MNI_OK, NULL, 1},
    {ROW(servfail), MNI_TEMPORARY, "SERVFAIL", 1},
    {ROW(nxdomain), MNI_NO_ADDRESS, "there is no such name", 1},
    {ROW(notimp), MNI_TEMPORARY, "NOTIMP", 2},
    {ROW(notimp_with_edns), MNI_TEMPORARY, "NOTIMP", 1},
    {ROW(refused), MNI_TEMPORARY, "REFUSED", 1},
    {ROW(unassigned), MNI_TEMPORARY, "RCODE11", 1},
    {ROW(formerr), MNI_TEMPORARY, "FORMERR", 2},
    {ROW(no_data), MNI_NO_ADDRESS, "there is no A record", 1},
    {ROW(referral), MNI_TEMPORARY,
        "it refers to other servers, which are not asked", 1},
    {ROW(circle), MNI_MALFORMED, "the aliases go round in a circle", 1},
    {ROW(two_opt_records), MNI_MALFORMED, "more than one OPT record", 1},
};

static void
try_row(const struct row *row, bool tcp)
{
	struct oracle *oracle = oracle_start(1, row->answer);
	struct mni_dns_resolver resolver = stub_of(oracle);
	struct mni_dns_lookup lookup;

	resolver.tcp = tcp;
	lookup = stub_look_up(&resolver, STUB_PATIENCE_MS);
	oracle_stop(oracle);
	stub_came_to(&lookup, row->status, row->said);
	ck_assert_uint_eq(oracle->count, row->queries);
	ck_assert_uint_eq(oracle->accepted, tcp ? 1 : 0);
}

static void
try_by_udp(int index)
{
	try_row(&rows[index], false);
}

static void
try_by_tcp(int index)
{
	try_row(&rows[index], true);
}

/* Adds the test of a row, which is called by its name and HOW. */
static void
add_row(Suite *suite, TFun run, size_t index, const char *how)
{
	static TTest tests[2 * COUNT(rows)];
	static char names[2 * COUNT(rows)][60];
	static size_t used;

	(void)snprintf(names[used], sizeof(names[used]), "%s_by_%s",
	    rows[index].name, how);
	tests[used] = (TTest){names[used], run, __FILE__, __LINE__};
	oracle_add(suite, &tests[used++], (int)index);
}

int
main(void)
{
	Suite *suite = suite_create("dns_stub");
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		add_row(suite, try_by_udp, i, "udp");
	for (i = 0; i < COUNT(rows); i++)
		add_row(suite, try_by_tcp, i, "tcp");
	return checks_main(suite);
}
