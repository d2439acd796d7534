/* SPDX-License-Identifier: MIT */
/* get-ip and the name servers it is given: what it prints and says. */
#include <config.h>

#include "support/child.h"
#include "support/oracle.h"

#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define OCTETS(text) text, sizeof(text) - 1
#define MOST_WORDS 6
#define TYPE_PTR 12
#define TYPE_MX 15

/* The names of addresses: RFC 1035 section 3.5, RFC 3596 section 2.5. */
static const struct {
	const char *name, *target;
} reverse[] = {
    {"1.2.0.192.in-addr.arpa", "one.test"},
    {"1.2.0.192.in-addr.arpa", "two.test"},
    {"2.2.0.192.in-addr.arpa", "x y.test"},
    {"3.2.0.192.in-addr.arpa", "."},
    {"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
        "six.test"},
};

static void
add_names(struct draft *draft, const struct asked *asked)
{
	size_t i;

	for (i = 0; i < COUNT(reverse); i++)
		if (strcmp(reverse[i].name, asked->name) == 0)
			draft_alias(draft, DRAFT_ANSWER, "", TYPE_PTR,
			    reverse[i].target);
}

/* The records of any name, and errors of some. */
static void
answer(struct oracle *oracle, const struct asked *asked)
{
	struct draft *draft = &oracle->draft;
	unsigned rcode = 0, tc = 0;

	if (strcmp(asked->name, "silent.test") == 0)
		return;
	if (strcmp(asked->name, "nosuch.test") == 0)
		rcode = 3;
	if (strcmp(asked->name, "refused.test") == 0 ||
	    strcmp(asked->name, "nosuch") == 0 ||
	    (strcmp(asked->name, "stream.test") == 0 && !asked->tcp))
		rcode = 5;
	if (strcmp(asked->name, "big.test") == 0)
		tc = DRAFT_TC;
	oracle_begin(oracle, asked, DRAFT_RESPONSE | rcode | tc);
	if (strcmp(asked->name, "cut.test") == 0)
		draft_set(draft, 6, 1);
	else if (asked->type == DRAFT_A) {
		draft_address(draft, "", "192.0.2.1");
		draft_address(draft, "", "192.0.2.2");
	} else if (asked->type == DRAFT_AAAA)
		draft_address(draft, "", "2001:db8::1");
	else if (asked->type == TYPE_PTR)
		add_names(draft, asked);
	else if (asked->type == TYPE_MX)
		draft_record(draft, DRAFT_ANSWER, "", TYPE_MX,
		    OCTETS("\0\x0a\4mail\xc0\x0c"));
	else if (asked->type == DRAFT_TXT)
		draft_record(draft, DRAFT_ANSWER, "", DRAFT_TXT,
		    OCTETS("\5\033[2J\n\2\xc3\xa4"));
	if (tc != 0 && asked->tcp)
		oracle_reset(asked);
	else
		oracle_send(oracle, asked);
}

/* The words behind the server, how it ends, and what it prints or says. */
static const struct row {
	const char *name;
	const char *words[MOST_WORDS];
	enum mni_status status;
	const char *text;
} rows[] = {
    {"addresses", {"a.test"}, MNI_OK, "2001:db8::1\n192.0.2.1\n192.0.2.2\n"},
    {"first_address", {"-1", "a.test"}, MNI_OK, "2001:db8::1\n"},
    {"ipv4", {"-4", "a.test"}, MNI_OK, "192.0.2.1\n192.0.2.2\n"},
    {"ipv6", {"-6", "a.test"}, MNI_OK, "2001:db8::1\n"},
    {"first_of_ipv4", {"-4", "--first", "a.test"}, MNI_OK, "192.0.2.1\n"},
    {"by_tcp", {"-t", "stream.test"}, MNI_OK,
        "2001:db8::1\n192.0.2.1\n192.0.2.2\n"},
    {"local_name", {"x.localhost"}, MNI_OK, "::1\n127.0.0.1\n"},
    {"records", {"--type=mx", "a.test"}, MNI_OK, "10 mail.a.test.\n"},
    {"first_record", {"--type=TYPE1", "-1", "a.test"}, MNI_OK, "192.0.2.1\n"},
    {"records_of_localhost", {"--type=A", "localhost"}, MNI_OK, "127.0.0.1\n"},
    {"no_records_of_localhost", {"--type=MX", "localhost"}, MNI_NO_ADDRESS,
        "localhost: no-address: no server is asked for such a name"},
    {"no_records", {"--type=CAA", "a.test"}, MNI_NO_ADDRESS,
        "a.test: no-address: there is no CAA record"},
    {"controls_in_a_record", {"--type=TXT", "a.test"}, MNI_OK,
        "\"\\027?2J\\010\" \"\\195\\164\"\n"},
    {"reverse", {"-r", "192.0.2.1"}, MNI_OK, "one.test\ntwo.test\n"},
    {"reverse_of_ipv6", {"-r", "-1", "2001:db8::1"}, MNI_OK, "six.test\n"},
    {"reverse_of_ipv4_in_ipv6", {"-r", "::ffff:192.0.2.1"}, MNI_OK,
        "one.test\ntwo.test\n"},
    {"first_of_reverse", {"-r1", "192.0.2.1"}, MNI_OK, "one.test\n"},
    {"reverse_to_the_root", {"-r", "192.0.2.3"}, MNI_MALFORMED,
        "192.0.2.3: malformed: '.' is no name of a host"},
    {"no_reverse", {"-r", "192.0.2.4"}, MNI_NO_ADDRESS,
        "192.0.2.4: no-address: there is no PTR record"},
    {"reverse_to_no_host", {"-r", "192.0.2.2"}, MNI_MALFORMED,
        "192.0.2.2: malformed: 'x\\032y.test.' is no name of a host"},
    {"no_such_name", {"nosuch.test"}, MNI_NO_ADDRESS,
        "nosuch.test: no-address: there is no such name"},
    {"refused", {"refused.test"}, MNI_TEMPORARY,
        "refused.test: temporary: 127.0.0.1:*: REFUSED"},
    {"malformed", {"cut.test"}, MNI_MALFORMED,
        "cut.test: malformed: 127.0.0.1:*: octet *"},
    {"truncated", {"big.test"}, MNI_TRUNCATED,
        "big.test: truncated: 127.0.0.1:*: truncated by UDP, and by TCP: *"},
    {"silent", {"--timeout=0.8", "--retry=0.1", "silent.test"}, MNI_TIMEOUT,
        "silent.test: timeout: 127.0.0.1:*: no response to ? queries"},
    {"silent_by_tcp", {"-t", "--timeout=0.8", "silent.test"}, MNI_TIMEOUT,
        "silent.test: timeout: 127.0.0.1:*: TCP: no response"},
    {"another_server", {"--server=127.0.0.1:1", "a.test"}, MNI_OK,
        "2001:db8::1\n192.0.2.1\n192.0.2.2\n"},
    {"search_list", {"--search=test", "--search=x", "nosuch"}, MNI_OK,
        "2001:db8::1\n192.0.2.1\n192.0.2.2\n"},
    {"dots", {"--search=x", "--ndots=2", "refused.test"}, MNI_OK,
        "2001:db8::1\n192.0.2.1\n192.0.2.2\n"},
    {"records_of_a_search_list", {"--search", "test", "--type=MX", "a"}, MNI_OK,
        "10 mail.a.test.\n"},
    {"nothing_on_a_search_list", {"--search=test", "nosuch"}, MNI_TEMPORARY,
        "nosuch: temporary: nosuch.: 127.0.0.1:*: REFUSED"},
    {"label_too_long",
        {"a23456789012345678901234567890123456789012345678901234567890abcd"},
        MNI_NO_ADDRESS, "*: no-address: no label is longer than 63 octets"},
    {"name_of_controls", {"a\n.test"}, MNI_NO_ADDRESS,
        "a\\n.test: no-address: a name is written in printing ASCII*"},
};

/* Runs get-ip with WORDS and the server at TEXT, which is behind them. */
static struct child
run_with(
    const char *const words[static MOST_WORDS], const struct oracle *oracle)
{
	static char text[MNI_ADDRESS_TEXT];
	struct child child = {.words = {"get-ip"}};
	size_t i;

	for (i = 0; i < MOST_WORDS && words[i] != NULL; i++)
		child.words[1 + i] = words[i];
	child.words[1 + i] = "--server";
	child.words[2 + i] = mni_address_text(&oracle->address, text);
	ck_assert(child_run(&child));
	return child;
}

static void
try_row(int index)
{
	const struct row *row = &rows[index];
	struct child child = run_with(row->words, oracle_start(1, answer));

	child_ended(&child, row->status, row->text);
	child_printed(&child, row->status == MNI_OK ? row->text : "");
	child_fini(&child);
}

START_TEST(server_of_ipv6)
{
	static const char *const words[MOST_WORDS] = {"-4", "a.test"};
	static const char *const tcp_words[MOST_WORDS] = {"-t6", "a.test"};
	struct oracle *oracle = oracle_start(0, answer);
	struct child child;

	if (oracle == NULL) {
		checks_skip(tcase_name(), "no IPv6 here");
		return;
	}
	child = run_with(words, oracle);
	child_printed(&child, "192.0.2.1\n192.0.2.2\n");
	child_fini(&child);
	child = run_with(tcp_words, oracle);
	child_printed(&child, "2001:db8::1\n");
	child_fini(&child);
}
END_TEST

static const char shown[] =
    "> 127.0.0.1:* UDP, 35 octets\n"
    "> query * RD\n"
    "> question a.test. IN A\n"
    "> additional EDNS version 0, 1232 octets, 0 octets of options\n"
    "< 127.0.0.1:* UDP, 5 octets\n"
    "< malformed: octet 0: 12 octets are to come, and there are 5\n"
    "[*] 127.0.0.1:*: passed over: it is shorter than a header\n"
    "< 127.0.0.1:* UDP, 40 octets\n"
    "< response * NOERROR RD RA\n"
    "< question a.test. IN A\n"
    "< answer a.test. 60 IN A 192.0.2.1\n"
    "[*] 127.0.0.1:*: that is the response, after *.* ms\n";

static void
answer_twice(struct oracle *oracle, const struct asked *asked)
{
	oracle_send_octets(asked, "\033evil", 5);
	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	draft_address(&oracle->draft, "", "192.0.2.1");
	oracle_send(oracle, asked);
}

START_TEST(messages_are_shown)
{
	static const char *const words[MOST_WORDS] = {"-v", "-4", "a.test"};
	struct child child = run_with(words, oracle_start(1, answer_twice));

	child_printed(&child, "192.0.2.1\n");
	child_said(&child, shown);
	child_fini(&child);
}
END_TEST

static void
add_row(Suite *suite, size_t index)
{
	static TTest tests[COUNT(rows)];

	tests[index] = (TTest){rows[index].name, try_row, __FILE__, __LINE__};
	oracle_add(suite, &tests[index], (int)index);
}

int
main(void)
{
	Suite *suite = suite_create("get_ip");
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		add_row(suite, i);
	oracle_add(suite, server_of_ipv6, 0);
	oracle_add(suite, messages_are_shown, 0);
	return checks_main(suite);
}
