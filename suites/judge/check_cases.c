/* SPDX-License-Identifier: MIT */
/* The language of cases: every kind of mistake is named with its place, and
 * what is right is read as it is meant.  That of scripts has suites of its
 * own. */
#include <config.h>

#include "judge/cases.h"
#include "judge/fixtures.h"
#include "judge/grammar.h"
#include "judge/known.h"
#include "judge/mocks.h"
#include "mocknet.h"
#include "support/checks.h"
#include "support/mistakes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD "case a\nclause RFC 865\nlevel must\nsays it is so\nask qotd udp\n"
#define SERVE "serve udp\n  recv\n  send \"x\"\n"
#define WHOLE HEAD SERVE "expect ok \"x\"\n"
#define HEAD_TCP                               \
	"case a\nclause RFC 865\nlevel must\n" \
	"says it is so\nask qotd tcp\nserve tcp\n"
#define URL "url \"/\"\n"
#define TCP(steps) HEAD_TCP "  " steps "\nexpect ok \"xyz\"\n"

/* Sweep lines that differ. */
#define INSERT(octets) "sweep insert \"" octets "\"\n"
#define FOUR(digit) \
	INSERT(digit "a") INSERT(digit "b") INSERT(digit "c") INSERT(digit "d")

static const struct mistake mistakes[] = {
    {"no_case_word", "clause RFC 865\n", "1:1: expected 'case'"},
    {"indented_case", "  case a\n", "1:3: expected 'case' in the first"},
    {"id_missing", "case\n", "1:5: expected an id"},
    {"id_with_capitals", "case Answer\n", "1:6: expected an id"},
    {"id_twice", WHOLE "case a\n", "10:6: the id 'a' is taken by x:1"},
    {"id_and_more", "case a b\n", "1:8: expected the end of the line"},
    {"unknown_field", "case a\nclauses x\n", "2:1: expected case, clause"},
    {"field_indented", "case a\n clause x\n", "2:2: expected case, clause"},
    {"field_twice", "case a\nlevel must\nlevel may\n",
        "3:1: the case has a second 'level'"},
    {"clause_missing", "case a\n", "1:1: the case has no 'clause' line"},
    {"clause_empty", "case a\nclause \n", "2:8: expected a clause"},
    {"level_unknown", "case a\nlevel shall\n", "2:7: expected must, should"},
    {"says_empty", "case a\nsays\n", "2:5: expected a sentence"},
    {"ask_nothing", "case a\nask\n", "2:4: expected a protocol of lower"},
    {"ask_capitals", "case a\nask QOTD udp\n", "2:5: expected a protocol of"},
    {"ask_both_in_one", "case a\nask qotd-udp udp\n", "2:5: expected a proto"},
    {"ask_tcp_in_it", "case a\nask x-tcp udp\n", "2:5: expected a protocol"},
    {"ask_long_word", "case a\nask a12345678b12345678c12345678d12345 udp\n",
        "2:5: expected a protocol"},
    {"ask_and_more", "case a\nask qotd udp now\n", "2:14: expected the end"},
    {"ask_without_transport", "case a\nask qotd\n", "2:9: expected the trans"},
    {"ask_other_transport", "case a\nask qotd sctp\n", "2:10: expected the"},
    {"name_missing", "case a\nname\n", "2:5: expected a string in quotes"},
    {"name_empty", "case a\nname \"\"\n", "2:6: expected a name, not nothing"},
    {"name_with_nul", "case a\nname \"a\\0\"\n", "2:6: a name cannot hold NUL"},
    {"name_twice", "case a\nname \"a\"\nname \"b\"\n",
        "3:1: the case has a second 'name'"},
    {"name_and_more", "case a\nname \"a\" \"b\"\n",
        "2:10: expected the end of"},
    {"dns_udp_asked_over_tcp",
        "case a\nclause RFC 1035\nlevel must\nsays x\nask get-ip tcp\n"
        "serve dns udp\n  rule do drop\nexpect ok\n",
        "6:7: a client that asks over tcp needs a mock that hears it"},
    {"dns_tcp_asked_over_udp",
        "case a\nclause RFC 1035\nlevel must\nsays x\nask get-ip udp\n"
        "serve dns tcp\n  rule do drop\nexpect ok\n",
        "6:7: a client that asks over udp needs a mock that hears it"},
    {"zone_not_there", "case a\nserve dns\n  zone \"no.zone\"\n",
        "3:8: no.zone: No such"},
    {"times_missing", "case a\ntimes\n", "2:6: expected how often the cli"},
    {"times_many", "case a\ntimes 1001\n", "2:7: expected how often the cl"},
    {"times_none", "case a\ntimes 0\n", "2:7: expected how often the clie"},
    {"times_twice", "case a\ntimes 1\ntimes 1\n",
        "3:1: the case has a second 'times' line"},
    {"serve_five_times", "case a\n" SERVE SERVE SERVE SERVE SERVE,
        "14:7: a case has at most 4 serve lines"},
    {"serve_names_twice",
        "case a\nserve udp as b\n  recv\nserve udp as b\n  recv\n",
        "4:7: the name 'b' is taken"},
    {"serve_not_heard_by_the_second",
        HEAD SERVE "serve tcp\n  fin\nexpect ok\n",
        "9:7: a client that asks over udp needs a mock that hears it"},
    {"serve_mistake_in_the_second", "case a\n" SERVE "serve udp\n  nothing\n",
        "6:3: "},
    {"serve_twice_and_sweep", HEAD SERVE SERVE "expect ok \"x\"\nsweep drop\n",
        "13:7: a case with several mocks cannot be swept"},
    {"seen_at_nobody", HEAD SERVE "expect ok\nseen requests 1 at b\n",
        "10:6: no mock of the case is called 'b'"},
    {"seen_at_nothing", HEAD SERVE "seen clean at\n",
        "9:14: expected the name of a mock"},
    {"seen_clean_times", HEAD SERVE "seen clean 1\n", "9:12: expected the e"},
    {"expect_any_text", HEAD SERVE "expect any \"x\"\n", "9:12: expected the"},
    {"input_missing", "case a\ninput\n", "2:6: expected a string in quotes"},
    {"input_bare", "case a\ninput x\n", "2:7: expected a string in quotes"},
    {"input_repeat", "case a\ninput \"x\" repeat\n", "2:17: expected a num"},
    {"input_and_more", "case a\ninput \"x\" twice\n", "2:11: expected the e"},
    {"input_twice", "case a\ninput \"x\"\ninput \"y\"\n",
        "3:1: the case has a second 'input'"},
    {"input_too_long", "case a\ninput \"123\" repeat 22369622\n",
        "2:20: a text has at most 67108864 octets with all of its copies"},
    {"url_missing", "case a\nurl\n", "2:4: expected a string in quotes"},
    {"url_bare", "case a\nurl /\n", "2:5: expected a string in quotes"},
    {"url_and_more", "case a\nurl \"/\" \"/\"\n", "2:9: expected the end of"},
    {"url_with_nul", "case a\nurl \"/\\0\"\n",
        "2:5: a URL cannot hold NUL: it is an argument of a command"},
    {"url_nine_times", "case a\n" URL URL URL URL URL URL URL URL URL,
        "10:5: a case has at most 8 url lines"},
    {"deadline_without_unit", "case a\ndeadline 5\n", "2:10: expected a dur"},
    {"deadline_too_long", "case a\ndeadline 3601s\n", "2:10: expected a dur"},
    {"stdout_other", "case a\nstdout file\n", "2:8: expected terminal"},
    {"must_without_clause",
        "case a\nclause none\nlevel must\nsays it\nask qotd udp\n" SERVE
        "expect ok\n",
        "1:1: level must needs a clause of an RFC"},
    {"expect_missing", HEAD SERVE, "1:1: the case has no 'expect' line"},
    {"expect_other", HEAD SERVE "expect maybe\n",
        "9:8: expected ok, error or any"},
    {"expect_error_without_class", HEAD SERVE "expect error\n",
        "9:13: expected a class of error"},
    {"expect_error_ok", HEAD SERVE "expect error ok\n", "9:14: expected a cl"},
    {"expect_string_open", HEAD SERVE "expect ok \"x\n",
        "9:11: the string has no closing quote"},
    {"expect_escape", HEAD SERVE "expect ok \"a\\q\"\n",
        "9:13: expected an escape of C"},
    {"expect_hex", HEAD SERVE "expect ok \"\\x4\"\n",
        "9:12: expected an escape of C"},
    {"expect_repeat_zero", HEAD SERVE "expect ok \"x\" repeat 0\n",
        "9:22: expected a number of copies from 1"},
    {"expect_within", HEAD SERVE "expect ok within soon\n",
        "9:18: expected a duration"},
    {"seen_other", HEAD SERVE "seen nothing\n", "9:6: expected requests, oct"},
    {"seen_no_text", HEAD SERVE "seen \"\" times 1\n",
        "9:6: expected at least one octet to look for"},
    {"seen_text_how", HEAD SERVE "seen \"x\" 1\n",
        "9:10: expected 'times' after the text, found '1'"},
    {"seen_text_how_often", HEAD SERVE "seen \"x\" times\n",
        "9:15: expected a number or a range"},
    {"seen_no_number", HEAD SERVE "seen requests\n", "9:14: expected a number"},
    {"seen_backwards", HEAD SERVE "seen requests 5..1\n", "9:15: expected a n"},
    {"expect_ok_sent", HEAD SERVE "expect ok sent\n",
        "9:8: 'sent' is for servers, and for the cuts of a sweep"},
    {"expect_error_sent", HEAD SERVE "expect error timeout sent\n",
        "9:8: 'sent' is for servers, and for the cuts of a sweep"},
    {"expect_error_without", HEAD SERVE "expect error timeout without \"x\"\n",
        "9:22: expected the end of the line"},
    {"expect_error_repeat", HEAD SERVE "expect error timeout \"x\" repeat 0\n",
        "9:33: expected a number of copies from 1"},
    {"sweep_what", WHOLE "sweep\n", "10:6: expected split, cut, insert, dr"},
    {"sweep_unknown", WHOLE "sweep all\n", "10:7: expected split, cut, inse"},
    {"sweep_cut_how", WHOLE "sweep cut\n", "10:10: expected fin, rst or st"},
    {"sweep_cut_unknown", WHOLE "sweep cut off\n", "10:11: expected fin, rst"},
    {"sweep_twice", WHOLE "sweep drop\nsweep drop\n",
        "11:7: the case has a second sweep of this kind"},
    {"sweep_and_more", WHOLE "sweep drop twice\n",
        "10:12: expected the end of the line"},
    {"sweep_or_without_cut", WHOLE "sweep drop or ok\n",
        "10:12: expected the end of the line"},
    {"sweep_or_what", WHOLE "sweep cut fin or\n",
        "10:17: expected ok, error or"},
    {"sweep_or_no_class", WHOLE "sweep cut fin or error slow\n",
        "10:24: expected a class of error"},
    {"sweep_five_ors", WHOLE "sweep cut fin or ok or ok or ok or ok or ok\n",
        "10:39: expected the end of the line"},
    {"sweep_insert_what", WHOLE "sweep insert\n", "10:13: expected a string i"},
    {"sweep_insert_none", WHOLE "sweep insert \"\"\n",
        "10:14: from 1 to 16 octets can be put in"},
    {"sweep_insert_more", WHOLE "sweep insert \"0123456789abcdefg\"\n",
        "10:14: from 1 to 16 octets can be put in"},
    {"sweep_insert_and_more", WHOLE "sweep insert \"a\" twice\n",
        "10:18: expected the end of the line"},
    {"sweep_insert_twice", WHOLE "sweep insert \"a\"\nsweep insert \"\\x61\"\n",
        "11:7: the case has a second sweep of this kind"},
    {"sweep_insert_udp", WHOLE "sweep insert \"a\"\n",
        "10:7: 'sweep insert' is for tcp cases only"},
    {"sweep_insert_no_octet", TCP("close") "sweep insert \"a\"\n",
        "9:7: 'sweep insert' needs a script with an octet at least"},
    {"sweep_insert_sent", TCP("send \"xyz\"") "sweep insert \"a\" or ok sent\n",
        "9:7: 'sent' is for the cuts of a sweep only"},
    {"sweep_of_an_address", TCP("send address") "sweep split\n",
        "9:7: a script that does not always send the same, all in one"},
    {"sweep_17_times", WHOLE FOUR("0") FOUR("1") FOUR("2") FOUR("3") FOUR("4"),
        "26:7: a case has at most 16 sweep lines"},
    {"sweep_split_udp", WHOLE "sweep split\n",
        "10:7: 'sweep split' is for tcp cases only"},
    {"sweep_cut_udp", WHOLE "sweep cut rst\n",
        "10:7: 'sweep cut' is for tcp cases only"},
    {"sweep_drop_tcp", TCP("send \"xyz\"") "sweep drop\n",
        "9:7: 'sweep drop' is for udp cases only"},
    {"sweep_one_octet", TCP("send \"x\"") "sweep split\n",
        "9:7: 'sweep split' needs a script with two octets at least"},
    {"sweep_no_octet", TCP("close") "sweep cut fin\n",
        "9:7: 'sweep cut' needs a script with an octet at least"},
    {"sweep_no_reply", HEAD "serve udp\n  recv\nexpect ok\nsweep duplicate\n",
        "9:7: 'sweep duplicate' needs a script with a reply at least"},
    {"sweep_one_reply", WHOLE "sweep swap\n",
        "10:7: 'sweep swap' needs a script with two replies at least"},
    {"sweep_too_long", TCP("send \"x\" repeat 4097") "sweep cut rst\n",
        "9:7: a sweep has at most 4096 points, not 4097"},
    {"sweep_sent_is_unknown", TCP("send \"xy\"") "sweep cut fin or ok sent\n",
        "9:7: 'sent' needs an 'expect ok' with the 2 octets that"},
    {"sweep_error_sent_is_unknown",
        TCP("send \"xy\"") "sweep cut fin or error truncated sent\n",
        "9:7: 'sent' needs an 'expect ok' with the 2 octets that"},
    {"sweep_sent_of_an_error",
        HEAD_TCP "  send \"xy\"\nexpect error mismatch \"xy\"\n"
                 "sweep cut fin or error truncated sent\n",
        "9:7: 'sent' needs an 'expect ok' with the 2 octets that"},
    {"sweep_of_a_fault", TCP("fault at 1 rst\n  send \"xyz\"") "sweep split\n",
        "10:7: a script that has a fault already cannot be swept"},
    {"sweep_of_a_loop", TCP("loop\n  send \"xyz\"\n  end") "sweep split\n",
        "11:7: a script that does not always send the same, all in one"},
    {"serve_empty", HEAD "serve\n",
        "6:6: expected tcp, udp, unix, http, dns, or a ser"},
    {"serve_by_connections", HEAD "serve tcp\n  recv\nexpect ok\n",
        "6:7: a client that asks over udp needs a mock that hears it"},
    {"serve_by_datagrams",
        "case a\nclause RFC 865\nlevel must\nsays it\nserve qotd udp\n"
        "ask qotd tcp\nexpect ok\n",
        "5:7: a client that asks over tcp needs a mock that hears it"},
    {"step_unknown", HEAD "serve udp\n  recv\n  shout\n",
        "8:3: expected a step (recv, drop, send"},
};

static void
assert_octets(const struct mni_octets *octets, const char *want, size_t size)
{
	uint8_t whole[64];

	ck_assert_uint_eq(octets->size, size);
	ck_assert_uint_eq(
	    mni_octets_write(octets, 0, whole, sizeof(whole)), size);
	ck_assert_mem_eq(whole, want, size);
}

START_TEST(case_is_read_as_meant)
{
	static const char text[] =
	    "# comment\n\n" HEAD "deadline 150ms\nstdout terminal\n"
	    "input \"a\\0b\" repeat 5\n" SERVE
	    "expect ok \"q\\x00\" repeat 3 within 1s # comment\n"
	    "expect error too-large\nexpect error timeout \"ab\" repeat 2\n"
	    "seen requests 2..9\nseen octets 7\nseen end fin\n"
	    "seen \"a\\0\" times 3\n";
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	const struct mni_case *test;

	ck_assert_msg(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble) == MNI_OK,
	    "%s", trouble.text);
	ck_assert_uint_eq(suite.count, 1);
	test = mni_suite_find(&suite, "a");
	ck_assert_ptr_nonnull(test);
	ck_assert_str_eq(test->subject, "qotd-udp");
	ck_assert_str_eq(test->transport, "udp");
	ck_assert_str_eq(test->says, "it is so");
	ck_assert_str_eq(test->clause, "RFC 865");
	ck_assert_uint_eq(test->line, 3);
	ck_assert_int_eq(test->deadline_ms, 150);
	ck_assert(test->terminal && !test->refuses && test->has_input);
	assert_octets(&test->input, "a\0ba\0ba\0ba\0ba\0b", 15);
	ck_assert_uint_eq(test->expect_count, 3);
	assert_octets(&test->expects[0].body, "q\0q\0q\0", 6);
	ck_assert_int_eq(test->expects[0].within_ms, 1000);
	ck_assert_int_eq(test->expects[1].status, MNI_TOO_LARGE);
	ck_assert(!test->expects[1].has_body && test->expects[2].has_body);
	ck_assert_int_eq(test->expects[2].status, MNI_TIMEOUT);
	assert_octets(&test->expects[2].body, "abab", 4);
	ck_assert_uint_eq(test->seen_count, 4);
	ck_assert_uint_eq(test->seen[0].most, 9);
	ck_assert_uint_eq(test->seen[1].least, 7);
	ck_assert_uint_eq(test->seen[3].least, 3);
	ck_assert_uint_eq(test->seen[3].text.size, 2);
	ck_assert_mem_eq(test->seen[3].text.data, "a", 2);
	ck_assert(mni_case_is_about(test, "qotd"));
	ck_assert(!mni_case_is_about(test, "qot"));
	ck_assert(!mni_case_is_about(test, "qotd-tcp"));
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(copies_are_written_from_anywhere)
{
	uint8_t text[] = {'a', 'b', 'c'}, out[9] = "--------";
	const struct mni_octets octets = {
	    .text = {.data = text, .size = sizeof(text)}, .size = 8};

	ck_assert_uint_eq(mni_octets_write(&octets, 1, out, 1), 1);
	ck_assert_str_eq((char *)out, "b-------");
	ck_assert_uint_eq(mni_octets_write(&octets, 2, out, 5), 5);
	ck_assert_str_eq((char *)out, "cabca---");
	ck_assert_uint_eq(mni_octets_write(&octets, 6, out, 8), 2);
	ck_assert_str_eq((char *)out, "abbca---");
	ck_assert_uint_eq(mni_octets_write(&octets, 8, out, 8), 0);
}
END_TEST

START_TEST(protocol_is_asked_for_word_by_word)
{
	static const char text[] =
	    "case a\nclause RFC 867\nlevel must\nsays it is so\n"
	    "ask daytime-iso tcp\nserve tcp\n  send \"xyz\"\n"
	    "expect ok \"xyz\"\nsweep split\n";
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	size_t i;

	ck_assert_msg(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble) == MNI_OK,
	    "%s", trouble.text);
	ck_assert_uint_eq(suite.count, 2);
	for (i = 0; i < suite.count; i++) {
		ck_assert_str_eq(suite.cases[i]->subject, "daytime-iso-tcp");
		ck_assert_str_eq(suite.cases[i]->protocol, "daytime-iso");
		ck_assert_str_eq(suite.cases[i]->transport, "tcp");
		ck_assert(mni_case_is_about(suite.cases[i], "daytime-iso"));
		ck_assert(mni_case_is_about(suite.cases[i], "daytime-iso-tcp"));
		ck_assert(!mni_case_is_about(suite.cases[i], "daytime"));
		ck_assert(!mni_case_is_about(suite.cases[i], "daytime-tcp"));
		ck_assert(!mni_case_is_about(suite.cases[i], "daytime-iso-"));
	}
	mni_suite_fini(&suite);
}
END_TEST

/* Nothing to send is not the same as no word of it. */
START_TEST(input_may_be_empty_and_goes_into_the_rows)
{
	static const char text[] =
	    "case a\nclause RFC 862\nlevel must\nsays x\nask echo tcp\n"
	    "input \"\"\nserve tcp\n  send \"xyz\"\nexpect ok\n"
	    "case b\nclause RFC 862\nlevel must\nsays x\nask echo tcp\n"
	    "input \"ab\"\nserve tcp\n  send \"xyz\"\nexpect ok\nsweep split\n";
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};

	ck_assert_msg(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble) == MNI_OK,
	    "%s", trouble.text);
	ck_assert(suite.cases[0]->has_input);
	ck_assert_uint_eq(suite.cases[0]->input.size, 0);
	ck_assert_str_eq(suite.cases[2]->id, "b/split");
	ck_assert(suite.cases[2]->has_input);
	assert_octets(&suite.cases[2]->input, "ab", 2);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(urls_are_kept_in_their_order)
{
	static const char text[] =
	    "case a\nclause RFC 9112\nlevel must\nsays x\nask http-get tcp\n"
	    "url \"\"\nurl \"/a?b c\"\nurl \"http://{address}/\\r\"\nserve "
	    "tcp\n"
	    "  send \"xyz\"\nexpect ok\nsweep split\n"
	    "case b\nclause RFC 9112\nlevel must\nsays x\nask http-get tcp\n"
	    "serve tcp\n  send \"xyz\"\nexpect ok\n";
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	size_t i;

	ck_assert_msg(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble) == MNI_OK,
	    "%s", trouble.text);
	for (i = 0; i < 2; i++) {
		ck_assert_uint_eq(suite.cases[i]->url_count, 3);
		ck_assert_str_eq(suite.cases[i]->urls[0], "");
		ck_assert_str_eq(suite.cases[i]->urls[1], "/a?b c");
		ck_assert_str_eq(
		    suite.cases[i]->urls[2], "http://{address}/\r");
	}
	ck_assert_uint_eq(suite.cases[2]->url_count, 1);
	ck_assert_str_eq(suite.cases[2]->urls[0], "/");
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(name_is_the_usual_one_or_that_of_the_case)
{
	static const char text[] =
	    "case a\nclause RFC 865\nlevel must\nsays x\nask qotd tcp\n"
	    "name \"a b.test\"\nserve tcp\n  send \"xyz\"\nexpect ok\n"
	    "sweep split\n"
	    "case b\nclause RFC 865\nlevel must\nsays x\nask qotd tcp\n"
	    "serve tcp\n  send \"xyz\"\nexpect ok\n";
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};

	ck_assert_msg(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble) == MNI_OK,
	    "%s", trouble.text);
	ck_assert_str_eq(suite.cases[0]->name, "a b.test");
	ck_assert_str_eq(suite.cases[1]->name, "a b.test");
	ck_assert_str_eq(suite.cases[2]->name, "www.example.test");
	mni_suite_fini(&suite);
}
END_TEST

/* The current folder, that of the build, has no such file. */
START_TEST(zone_is_found_beside_the_case)
{
	static const char *const asks[] = {"get-ip udp", "get-ip tcp"};
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	char name[4096], text[300];
	struct mni_verdict verdict;
	struct mn_net *net;
	size_t i;

	(void)snprintf(
	    name, sizeof(name), "%s/examples/x.cases", mni_fixtures());
	for (i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		(void)snprintf(text, sizeof(text),
		    "case a%zu\nclause RFC 1035\nlevel must\nsays x\nask %s\n"
		    "serve dns\n  zone \"example.zone\"\nexpect ok\n",
		    i, asks[i]);
		ck_assert_msg(mni_suite_read(&suite, name, text, strlen(text),
		                  &trouble) == MNI_OK,
		    "%s", trouble.text);
		net = mn_net_new();
		ck_assert_ptr_nonnull(net);
		ck_assert_msg(
		    mni_start_mock(net, suite.cases[i], &verdict) != NULL, "%s",
		    verdict.why);
		mn_net_free(net);
	}
	mni_suite_fini(&suite);
}
END_TEST

/* The length of the file is how often the row is delivered. */
START_TEST(file_is_found_beside_the_case)
{
	static const char text[] = HEAD_TCP "  send file \"example.zone\"\n"
	                                    "expect ok\nsweep split\n";
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	struct stat zone;
	char name[4096];

	(void)snprintf(
	    name, sizeof(name), "%s/examples/example.zone", mni_fixtures());
	ck_assert_int_eq(stat(name, &zone), 0);
	ck_assert_msg(mni_suite_read(
	                  &suite, name, text, strlen(text), &trouble) == MNI_OK,
	    "%s", trouble.text);
	ck_assert_uint_eq(
	    suite.cases[1]->sweep.points, (size_t)zone.st_size - 1);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(crlf_and_missing_last_line_end_are_no_mistake)
{
	static const char text[] =
	    "case a\r\nclause RFC 865\r\nlevel must\r\nsays x\r\n"
	    "ask qotd tcp\r\nserve tcp\r\n  fault before accept "
	    "refuse\r\nexpect error refused";
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};

	ck_assert_msg(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble) == MNI_OK,
	    "%s", trouble.text);
	ck_assert_str_eq(suite.cases[0]->clause, "RFC 865");
	ck_assert(suite.cases[0]->refuses && !suite.cases[0]->has_input);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(nul_is_a_mistake_not_an_end)
{
	static const char text[] = "case a\0b\n";
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};

	ck_assert_int_eq(
	    mni_suite_read(&suite, "x", text, sizeof(text) - 1, &trouble),
	    MNI_USAGE);
	mni_suite_fini(&suite);
}
END_TEST

/* Every text that begins like a good one is good or has its mistake named. */
START_TEST(every_cut_is_a_mistake_with_a_place)
{
	static const char text[] =
	    TCP("send \"xyz\"") "seen requests 1..2\n"
	                        "sweep cut fin or ok sent or error "
	                        "truncated\nsweep split\n";

	mistakes_at_every_cut(text);
}
END_TEST

START_TEST(folder_that_is_not_there)
{
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};

	ck_assert_int_eq(
	    mni_suite_load(&suite, "/nonexistent/fixtures", &trouble),
	    MNI_SYSTEM);
	ck_assert_msg(strncmp(trouble.text, "/nonexistent/fixtures: ", 23) == 0,
	    "%s", trouble.text);
	mni_suite_fini(&suite);
}
END_TEST

static enum mni_status
read_knowns(const char *text, struct mni_trouble *trouble)
{
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_knowns knowns = MNI_KNOWNS_EMPTY;
	const char *folder = getenv("TMPDIR");
	enum mni_status status;
	char path[4096];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/mocknet-known-XXXXXX",
	    folder == NULL ? "/tmp" : folder);
	fd = mkstemp(path);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq((int)write(fd, text, strlen(text)), (int)strlen(text));
	(void)close(fd);
	ck_assert_int_eq(
	    mni_suite_read(&suite, "x", WHOLE, strlen(WHOLE), trouble), MNI_OK);
	status = mni_knowns_read(&knowns, &suite, path, trouble);
	if (status == MNI_OK)
		ck_assert_str_eq(
		    mni_knowns_find(&knowns, suite.cases[0])->reason, "why");
	(void)unlink(path);
	mni_knowns_fini(&knowns);
	mni_suite_fini(&suite);
	return status;
}

START_TEST(known_deviations)
{
	struct mni_trouble trouble = {.text = ""};

	ck_assert_int_eq(
	    read_knowns("# one\nknown a \"why\"\n", &trouble), MNI_OK);
	ck_assert_int_eq(
	    read_knowns("known a sometimes \"why\"\n", &trouble), MNI_OK);
	ck_assert_int_eq(
	    read_knowns("known a sometimes\n", &trouble), MNI_USAGE);
	ck_assert_ptr_nonnull(strstr(trouble.text, ":1:18: expected a string"));
	ck_assert_int_eq(read_knowns("known b \"why\"\n", &trouble), MNI_USAGE);
	ck_assert_ptr_nonnull(
	    strstr(trouble.text, ":1:7: expected the id of a case"));
	ck_assert_int_eq(
	    read_knowns("known a \"why\"\nknown a \"why\"\n", &trouble),
	    MNI_USAGE);
	ck_assert_ptr_nonnull(strstr(trouble.text, ":2:7: the case 'a' is"));
	ck_assert_int_eq(read_knowns("known a\n", &trouble), MNI_USAGE);
	ck_assert_ptr_nonnull(strstr(trouble.text, ":1:8: expected a string"));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {case_is_read_as_meant,
	    copies_are_written_from_anywhere,
	    protocol_is_asked_for_word_by_word,
	    input_may_be_empty_and_goes_into_the_rows,
	    urls_are_kept_in_their_order,
	    name_is_the_usual_one_or_that_of_the_case,
	    zone_is_found_beside_the_case, file_is_found_beside_the_case,
	    crlf_and_missing_last_line_end_are_no_mistake,
	    nul_is_a_mistake_not_an_end, every_cut_is_a_mistake_with_a_place,
	    folder_that_is_not_there, known_deviations};
	Suite *suite =
	    checks_suite("cases", tests, sizeof(tests) / sizeof(tests[0]));

	mistakes_add_cases(
	    suite, mistakes, sizeof(mistakes) / sizeof(mistakes[0]));
	return checks_main(suite);
}
