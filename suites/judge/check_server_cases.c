/* SPDX-License-Identifier: MIT */
/* The language of cases, as far as it is for cases about servers: mistakes are
 * named with their place, and what is right is read as it is meant. */
#include <config.h>

#include "judge/cases.h"
#include "judge/grammar.h"
#include "support/checks.h"
#include "support/mistakes.h"

#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define HEAD "case a\nclause RFC 9112\nlevel must\nsays x\nask http server\n"
#define CONNECT "connect tcp\n  send \"xyz\"\n"
#define WHOLE HEAD CONNECT "expect status 200\n"

static const struct mistake mistakes[] = {
    {"ask_whom", "case a\nask http\n", "2:9: expected the transport of a cli"},
    {"ask_and_more", "case a\nask http server tcp\n", "2:17: expected the end"},
    {"ask_server_in_it", "case a\nask http-server tcp\n", "2:5: expected a pr"},
    {"connect_missing", HEAD "expect ok\n", "1:1: the case has no 'connect'"},
    {"connect_twice", WHOLE CONNECT, "9:1: the case has a second 'connect'"},
    {"connect_of_a_client",
        "case a\nclause RFC 865\nlevel must\nsays x\nask qotd tcp\n" CONNECT
        "expect ok\n",
        "6:1: 'connect' is for cases about a server only"},
    {"serve_of_a_server", HEAD "serve tcp\n  recv\nexpect ok\n",
        "6:1: 'serve' is for cases about a client only"},
    {"url_of_a_server", WHOLE "url \"/\"\n",
        "9:1: 'url' is for cases about a client only"},
    {"input_of_a_server", WHOLE "input \"x\"\n",
        "9:1: 'input' is for cases about a client only"},
    {"stdout_of_a_server", WHOLE "stdout terminal\n",
        "9:1: 'stdout' is for cases about a client only"},
    {"connect_where", HEAD "connect tcp port 80\n  send \"x\"\nexpect ok\n",
        "6:9: expected tcp or udp and no more"},
    {"connect_ipv6", HEAD "connect tcp ipv6\n  send \"x\"\nexpect ok\n",
        "6:9: expected tcp or udp and no more"},
    {"connect_named", HEAD "connect tcp as me\n  send \"x\"\nexpect ok\n",
        "6:9: expected tcp or udp and no more"},
    {"connect_service", HEAD "connect echo tcp\nexpect ok\n",
        "6:9: expected tcp or udp and no more"},
    {"connect_unix", HEAD "connect unix stream \"/x\"\n  recv\nexpect ok\n",
        "6:9: expected tcp or udp and no more"},
    {"step_unknown", HEAD "connect tcp\n  shout\n", "7:3: expected a step"},
    {"expect_error", HEAD CONNECT "expect ok\nexpect error timeout\n",
        "9:8: a server is expected to be ok, or to give status or end"},
    {"status_of_a_client",
        "case a\nclause RFC 865\nlevel must\nsays x\nask qotd tcp\n"
        "serve tcp\n  recv\nexpect status 200\n",
        "8:8: a client is expected to be ok, or to have an error"},
    {"end_of_a_client",
        "case a\nclause RFC 865\nlevel must\nsays x\nask qotd tcp\n"
        "serve tcp\n  recv\nexpect end\n",
        "8:8: a client is expected to be ok, or to have an error"},
    {"status_missing", HEAD CONNECT "expect status\n",
        "8:14: expected a status code, as 200 or 4xx"},
    {"status_of_no_class", HEAD CONNECT "expect status 600\n",
        "8:15: expected a status code"},
    {"status_of_any_class", HEAD CONNECT "expect status xxx\n",
        "8:15: expected a status code"},
    {"status_of_two_digits", HEAD CONNECT "expect status 20\n",
        "8:15: expected a status code"},
    {"status_in_quotes", HEAD CONNECT "expect status \"200\"\n",
        "8:15: expected a status code"},
    {"five_statuses", HEAD CONNECT "expect status 200 200 200 200 200\n",
        "8:31: at most 4 status codes"},
    {"status_and_more", HEAD CONNECT "expect status 200 or 400\n",
        "8:19: expected the end of the line"},
    {"with_what", HEAD CONNECT "expect status 200 with body\n",
        "8:24: expected field, date or close"},
    {"without_what", HEAD CONNECT "expect status 200 without date\n",
        "8:27: expected field, found 'date'"},
    {"same_what", HEAD CONNECT "expect status 200 same \"Date\"\n",
        "8:24: expected field, found the string"},
    {"field_without_name", HEAD CONNECT "expect status 200 with field\n",
        "8:29: expected a string in quotes"},
    {"field_with_an_empty_name",
        HEAD CONNECT "expect status 200 with field \"\"\n",
        "8:30: expected the name of a field, at most 39"},
    {"field_with_a_nul", HEAD CONNECT "expect status 200 with field \"a\\0\"\n",
        "8:30: expected the name of a field, at most 39"},
    {"field_with_a_long_name",
        HEAD CONNECT "expect status 200 with field "
                     "\"a123456789b123456789c123456789d123456789\"\n",
        "8:30: expected the name of a field, at most 39"},
    {"five_terms",
        HEAD CONNECT "expect status 200 with date with date with date with "
                     "date with date\n",
        "8:59: at most 4 conditions for fields"},
    {"and_what", HEAD CONNECT "expect status 200 and close\n",
        "8:23: expected 'end' after 'and'"},
    {"and_before_with", HEAD CONNECT "expect status 200 and end with date\n",
        "8:27: expected the end of the line"},
    {"end_and_more", HEAD CONNECT "expect end now\n",
        "8:12: expected the end of the line"},
    {"status_of_echo",
        "case a\nclause RFC 862\nlevel must\nsays x\nask echo server\n" CONNECT
        "expect status 200\n",
        "8:8: only a server of http has a status to give"},
    {"end_over_udp",
        "case a\nclause RFC 862\nlevel must\nsays x\nask echo server\n"
        "connect udp\n  send \"x\"\nexpect ok\nexpect end\n",
        "9:8: a server has no connection to end over udp"},
    {"trait_of_a_client",
        "case a\nclause RFC 865\nlevel must\nsays x\nask qotd tcp\n"
        "serve tcp\n  recv\nexpect ok with crlf\n",
        "8:8: a client is expected to be ok, or to have an error"},
    {"ok_and_end_of_a_client",
        "case a\nclause RFC 865\nlevel must\nsays x\nask qotd tcp\n"
        "serve tcp\n  recv\nexpect ok \"x\" and end\n",
        "8:8: a client is expected to be ok, or to have an error"},
    {"sent_of_a_client",
        "case a\nclause RFC 865\nlevel must\nsays x\nask qotd tcp\n"
        "serve tcp\n  recv\nexpect ok sent\n",
        "8:8: 'sent' is for servers, and for the cuts of a sweep"},
    {"ok_and_end_over_udp",
        "case a\nclause RFC 862\nlevel must\nsays x\nask echo server\n"
        "connect udp\n  send \"x\"\nexpect ok sent and end\n",
        "8:8: a server has no connection to end over udp"},
    {"trait_unknown", HEAD CONNECT "expect ok with grace\n",
        "8:16: expected octets, lines, width, crlf, printing, ring, front, "},
    {"trait_without_number", HEAD CONNECT "expect ok with lines\n",
        "8:21: expected a number or a range such as 1..5"},
    {"trait_without_text", HEAD CONNECT "expect ok with front 1\n",
        "8:22: expected a string in quotes"},
    {"trait_without_duration", HEAD CONNECT "expect ok with time\n",
        "8:20: expected a duration"},
    {"five_traits",
        HEAD CONNECT "expect ok with crlf with crlf with crlf with crlf "
                     "with crlf\n",
        "8:51: at most 4 times 'with'"},
    {"sweep_cut_rst", WHOLE "sweep cut rst\n",
        "9:7: what is sent to a server can be swept by 'split' and 'cut fi"},
    {"sweep_insert", WHOLE "sweep insert \"x\"\n",
        "9:7: what is sent to a server can be swept by 'split' and 'cut fi"},
};

static void
read_cases(struct mni_suite *suite, const char *text)
{
	struct mni_trouble trouble = {.text = ""};

	*suite = MNI_SUITE_EMPTY;
	ck_assert_msg(
	    mni_suite_read(suite, "x", text, strlen(text), &trouble) == MNI_OK,
	    "%s", trouble.text);
}

START_TEST(statuses_are_read_as_meant)
{
	const struct mni_statuses *statuses;
	const struct mni_expect *expects;
	struct mni_suite suite;

	read_cases(&suite, HEAD CONNECT
	    "expect status 100 4xx with field \"Allow\" without field \"A\" "
	    "same field \"B\" with date and end within 1s\n"
	    "expect end\nexpect ok \"xy\"\n");
	expects = suite.cases[0]->expects;
	ck_assert_uint_eq(suite.cases[0]->expect_count, 3);
	statuses = expects[0].statuses;
	ck_assert_ptr_nonnull(statuses);
	ck_assert_uint_eq(statuses->code_count, 2);
	ck_assert_str_eq(statuses->codes[0], "100");
	ck_assert_str_eq(statuses->codes[1], "4xx");
	ck_assert_uint_eq(statuses->term_count, 4);
	ck_assert_int_eq(statuses->terms[0].kind, MNI_WITH_FIELD);
	ck_assert_str_eq(statuses->terms[0].name, "Allow");
	ck_assert_int_eq(statuses->terms[1].kind, MNI_WITHOUT_FIELD);
	ck_assert_str_eq(statuses->terms[1].name, "A");
	ck_assert_int_eq(statuses->terms[2].kind, MNI_SAME_FIELD);
	ck_assert_str_eq(statuses->terms[2].name, "B");
	ck_assert_int_eq(statuses->terms[3].kind, MNI_WITH_DATE);
	ck_assert(expects[0].end && !expects[0].ok);
	ck_assert_int_eq(expects[0].within_ms, 1000);
	ck_assert(expects[1].end && expects[1].statuses == NULL);
	ck_assert(expects[2].ok && expects[2].has_body && !expects[2].end);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(server_is_asked_for_apart_from_clients)
{
	const struct mni_case *test;
	struct mni_suite suite;

	read_cases(&suite, WHOLE);
	test = suite.cases[0];
	ck_assert(test->of_server && !test->refuses);
	ck_assert_str_eq(test->protocol, "http");
	ck_assert_str_eq(test->transport, "tcp");
	ck_assert_str_eq(test->subject, "http-server-tcp");
	ck_assert(mni_case_is_about_server(test, "http"));
	ck_assert(mni_case_is_about_server(test, "http-tcp"));
	ck_assert(!mni_case_is_about_server(test, "http-udp"));
	ck_assert(!mni_case_is_about_server(test, "http-"));
	ck_assert(!mni_case_is_about_server(test, "https"));
	ck_assert(!mni_case_is_about_server(test, "htt"));
	ck_assert(!mni_case_is_about(test, "http"));
	ck_assert(!mni_case_is_about(test, "http-server-tcp"));
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(client_is_no_server)
{
	struct mni_suite suite;

	read_cases(&suite,
	    "case a\nclause RFC 862\nlevel must\nsays x\nask echo tcp\n"
	    "serve echo tcp\nexpect ok\n");
	ck_assert(!mni_case_is_about_server(suite.cases[0], "echo"));
	ck_assert(mni_case_is_about(suite.cases[0], "echo"));
	mni_suite_fini(&suite);
}
END_TEST

/* Where ask stands makes no difference. */
START_TEST(ask_may_come_last)
{
	struct mni_suite suite;

	read_cases(&suite, "case a\nclause RFC 862\nlevel must\nsays x\n"
	                   "connect udp\n  send \"x\"\n  recv \"x\"\n"
	                   "expect ok\nask echo server\n");
	ck_assert_str_eq(suite.cases[0]->subject, "echo-server-udp");
	mni_suite_fini(&suite);
}
END_TEST

/* The address has as many octets as it may: "a", 21 of it, and "b". */
START_TEST(split_has_a_point_between_any_two_octets)
{
	const struct mni_case *row;
	struct mni_suite suite;

	read_cases(&suite, HEAD "connect tcp\n  send \"a\" address \"b\"\n"
	                        "expect status 200 with date\nexpect end\n"
	                        "sweep split\n");
	ck_assert_uint_eq(suite.count, 2);
	row = suite.cases[1];
	ck_assert_str_eq(row->id, "a/split");
	ck_assert_uint_eq(row->sweep.points, 22);
	ck_assert(row->of_server);
	ck_assert_uint_eq(row->wanted_count, 1);
	ck_assert_uint_eq(row->expect_count, 2);
	ck_assert_uint_eq(row->expects[0].statuses->term_count, 1);
	ck_assert_ptr_ne(
	    row->expects[0].statuses, suite.cases[0]->expects[0].statuses);
	ck_assert(row->expects[1].end);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(traits_go_with_the_row_of_a_sweep)
{
	const struct mni_expect *expect;
	struct mni_suite suite;

	read_cases(&suite, HEAD CONNECT
	    "expect ok with octets 2..5 with front \"ab\" and end\n"
	    "sweep cut fin or ok sent\n");
	ck_assert_uint_eq(suite.count, 2);
	ck_assert_uint_eq(suite.cases[1]->sweep.points, 3);
	ck_assert_uint_eq(suite.cases[1]->expect_count, 2);
	expect = &suite.cases[1]->expects[0];
	ck_assert(expect->ok && expect->end);
	ck_assert_uint_eq(expect->trait_count, 2);
	ck_assert_uint_eq(expect->traits[0].least, 2);
	ck_assert_uint_eq(expect->traits[0].most, 5);
	ck_assert_ptr_ne(expect->traits, suite.cases[0]->expects[0].traits);
	ck_assert_uint_eq(expect->traits[1].front.size, 2);
	ck_assert(suite.cases[1]->expects[1].sent);
	mni_suite_fini(&suite);
}
END_TEST

/* Every text that begins like a good one is good or has its mistake named. */
START_TEST(every_cut_is_a_mistake_with_a_place)
{
	static const char text[] = HEAD CONNECT
	    "expect status 200 with field \"A\" with date and end\n"
	    "expect ok with lines 1..2 with time 2s without \"a\" and end\n"
	    "expect end\nseen end fin\nsweep split\n";

	mistakes_at_every_cut(text);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {statuses_are_read_as_meant,
	    server_is_asked_for_apart_from_clients, client_is_no_server,
	    ask_may_come_last, split_has_a_point_between_any_two_octets,
	    traits_go_with_the_row_of_a_sweep,
	    every_cut_is_a_mistake_with_a_place};
	Suite *suite = checks_suite("server_cases", tests, COUNT(tests));

	mistakes_add_cases(
	    suite, mistakes, sizeof(mistakes) / sizeof(mistakes[0]));
	return checks_main(suite);
}
