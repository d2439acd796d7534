/* SPDX-License-Identifier: MIT */
/* From a server to the verdict: stand-ins that answer well and badly, and what
 * is said of them. */
#include <config.h>

#include "base/deadline.h"
#include "judge/grammar.h"
#include "judge/target.h"
#include "judge/tour.h"
#include "support/dial.h"

#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define HTTP                                                   \
	"case a\nclause RFC 9112\nlevel must\nsays it is so\n" \
	"ask http server\ndeadline 1s\nconnect tcp\n"
#define ECHO                                                  \
	"case a\nclause RFC 862\nlevel must\nsays it is so\n" \
	"ask echo server\ndeadline 1s\n"
#define GET HTTP " send \"GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n\"\n"
#define READ "tcp\n recv until \"\\r\\n\\r\\n\"\n"
#define FIVE                                                 \
	"\"HTTP/1.1 200 OK\\r\\nA: b\\r\\nContent-Length: 5" \
	"\\r\\n\\r\\nhello\""
#define FAULTY "HTTP/1.1 404 No\\r\\nContent-Length: 0\\r\\n\\r\\n"
#define DATED(text)                               \
	READ " send \"HTTP/1.1 200 OK\\r\\n" text \
	     "\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n stall\n"

enum strict { LENIENT, STRICT };

static const struct row {
	const char *name, *test, *server;
	enum strict strict;
	enum mni_verdict_kind want;
	const char *why; /* begins so */
} rows[] = {
    {"status_is_right", GET "expect status 200\n",
        READ " send " FIVE "\n stall\n", LENIENT, MNI_PASS, ""},
    {"status_is_of_the_class", GET "expect status 2xx\n",
        READ " send " FIVE "\n stall\n", LENIENT, MNI_PASS, ""},
    {"status_is_wrong", GET "expect status 400\n",
        READ " send " FIVE "\n stall\n", LENIENT, MNI_FAIL,
        "expected status 400; got status 200, and the connection is open"},
    {"status_is_of_another_class", GET "expect status 4xx\n",
        READ " send " FIVE "\n", LENIENT, MNI_FAIL,
        "expected status 4xx; got status 200, then the end"},
    {"second_is_tolerated", GET "expect status 400\nexpect status 200\n",
        READ " send " FIVE "\n stall\n", LENIENT, MNI_PASS,
        "got status 200: accepted, though status 400 is better"},
    {"second_is_not_wanted", GET "expect status 400\nexpect status 200\n",
        READ " send " FIVE "\n stall\n", STRICT, MNI_FAIL,
        "expected status 400; got status 200"},
    {"one_too_many", GET "expect status 200\n",
        READ " send " FIVE "\n send " FIVE "\n", LENIENT, MNI_FAIL,
        "expected status 200; got status 200 200, then the end"},
    {"one_too_few", GET "expect status 200 200\n", READ " send " FIVE "\n",
        LENIENT, MNI_FAIL,
        "expected status 200 200; got status 200, then the end"},
    {"two_in_order", GET "expect status 200 404\n",
        READ " send " FIVE "\n send \"" FAULTY "\"\n", LENIENT, MNI_PASS, ""},
    {"two_in_another_order", GET "expect status 404 200\n",
        READ " send " FIVE "\n send \"" FAULTY "\"\n", LENIENT, MNI_FAIL,
        "expected status 404 200; got status 200 404, then the end"},
    {"end_is_there", GET "expect status 200 and end\n", READ " send " FIVE "\n",
        LENIENT, MNI_PASS, ""},
    {"end_by_a_reset", GET "expect status 200 and end\n",
        READ " send " FIVE "\n rst\n", LENIENT, MNI_PASS, ""},
    {"end_is_late", GET "expect status 200 and end\nexpect status 404\n",
        READ " send " FIVE "\n wait 200ms\n", LENIENT, MNI_PASS, ""},
    {"end_is_missing", GET "expect status 200 and end\n",
        READ " send " FIVE "\n stall\n", LENIENT, MNI_FAIL,
        "expected status 200 and end; got status 200, and the connection is o"},
    {"end_alone", GET "expect end\n", READ, LENIENT, MNI_PASS, ""},
    {"end_alone_by_a_reset", GET "expect end\n", READ " rst\n", LENIENT,
        MNI_PASS, ""},
    {"end_behind_a_response", GET "expect end\n", READ " send " FIVE "\n",
        LENIENT, MNI_FAIL, "expected end; got status 200, then the end"},
    {"silence_is_no_end", GET "expect end\n", READ " stall\n", LENIENT,
        MNI_HANG, "expected end; got nothing, and the connection is open"},
    {"silence_is_no_status", GET "expect status 200\n", READ " stall\n",
        LENIENT, MNI_HANG,
        "expected status 200; got nothing, and the connection is open"},
    {"nothing_but_the_end", GET "expect status 200\n", READ, LENIENT, MNI_FAIL,
        "expected status 200; got nothing, then the end"},
    {"nothing_but_a_reset", GET "expect status 200\n", READ " rst\n", LENIENT,
        MNI_FAIL, "expected status 200; got nothing, then a reset"},
    {"truncated", GET "expect status 200\n",
        READ " send " FIVE " cut at 46 fin\n", LENIENT, MNI_FAIL,
        "expected status 200; got a response that lacks something, at octet "
        "0: all that Content-Length says, then the end"},
    {"stuck", GET "expect status 200\n",
        READ " send " FIVE " cut at 46 stall\n", LENIENT, MNI_FAIL,
        "expected status 200; got a response that lacks something, at octet "
        "0: all that Content-Length says, and the connection is open"},
    {"garbage", GET "expect status 200\n", READ " send \"hello\"\n stall\n",
        LENIENT, MNI_FAIL,
        "expected status 200; got what is no response at octet 0: no "
        "response begins with \"hello\""},
    {"garbage_behind_a_response", GET "expect status 200\n",
        READ " send " FIVE "\n send \"x\"\n", LENIENT, MNI_FAIL,
        "expected status 200; got status 200, then what is no response at "
        "octet 49: no response begins with \"x\", then the end"},
    {"late_response", GET "expect status 200\n",
        READ " wait 150ms\n send " FIVE "\n stall\n", LENIENT, MNI_PASS, ""},
    {"octet_by_octet", GET "expect status 200\n",
        READ " send " FIVE " each byte\n stall\n", LENIENT, MNI_PASS, ""},
    {"interim_is_left_out", GET "expect status 200\n",
        READ " send \"HTTP/1.1 100 Go\\r\\n\\r\\n\"\n send " FIVE "\n", LENIENT,
        MNI_PASS, ""},
    {"interim_is_wanted", GET "expect status 100 200\n",
        READ " send \"HTTP/1.1 100 Go\\r\\n\\r\\n\"\n send " FIVE "\n", LENIENT,
        MNI_PASS, ""},
    {"interim_is_missing", GET "expect status 100 200\n",
        READ " send " FIVE "\n", LENIENT, MNI_FAIL,
        "expected status 100 200; got status 200"},
    {"interim_alone_is_wanted", GET "expect status 100\n",
        READ " send \"HTTP/1.1 100 Go\\r\\n\\r\\n\"\n stall\n", LENIENT,
        MNI_PASS, ""},
    {"field_is_there", GET "expect status 200 with field \"a\"\n",
        READ " send " FIVE "\n", LENIENT, MNI_PASS, ""},
    {"field_is_missing", GET "expect status 200 with field \"b\"\n",
        READ " send " FIVE "\n", LENIENT, MNI_FAIL,
        "expected status 200 with field \"b\"; got status 200, then the end, "
        "not with field \"b\""},
    {"field_is_not_there", GET "expect status 200 without field \"b\"\n",
        READ " send " FIVE "\n", LENIENT, MNI_PASS, ""},
    {"field_should_not_be_there", GET "expect status 200 without field \"A\"\n",
        READ " send " FIVE "\n", LENIENT, MNI_FAIL,
        "expected status 200 without field \"A\"; got stat"},
    {"field_of_the_second_is_missing",
        GET "expect status 200 404 with field \"A\"\n",
        READ " send " FIVE "\n send \"" FAULTY "\"\n", LENIENT, MNI_FAIL,
        "expected status 200 404 with field \"A\"; got status 200 404"},
    {"field_is_the_same", GET "expect status 200 200 same field \"a\"\n",
        READ " send " FIVE "\n send " FIVE "\n", LENIENT, MNI_PASS, ""},
    {"field_is_the_same_where_it_is",
        GET "expect status 200 404 same field \"a\"\n",
        READ " send " FIVE "\n send \"" FAULTY "\"\n", LENIENT, MNI_PASS, ""},
    {"field_is_not_the_same",
        GET "expect status 200 404 same field \"Content-Length\"\n",
        READ " send " FIVE "\n send \"" FAULTY "\"\n", LENIENT, MNI_FAIL,
        "expected status 200 404 same field \"Content-Length\"; got status "
        "200 404, then the end, not same field \"Content-Length\""},
    {"date_is_right", GET "expect status 200 with date\n",
        DATED("Date: Sun, 06 Nov 1994 08:49:37 GMT"), LENIENT, MNI_PASS, ""},
    {"date_is_obsolete", GET "expect status 200 with date\n",
        DATED("Date: Sun Nov  6 08:49:37 1994"), LENIENT, MNI_FAIL,
        "expected status 200 with date; got status 200, not with date"},
    {"date_is_missing", GET "expect status 200 with date\n", DATED("X: y"),
        LENIENT, MNI_FAIL,
        "expected status 200 with date; got status 200, not with date"},
    {"close_is_told", GET "expect status 200 with close\n",
        DATED("Connection: te,Close"), LENIENT, MNI_PASS, ""},
    {"close_is_not_told", GET "expect status 200 with close\n",
        DATED("Connection: closed"), LENIENT, MNI_FAIL,
        "expected status 200 with close; got status 200, not with close"},
    {"close_by_version", GET "expect status 200 with close\n",
        READ " send \"HTTP/1.0 200 OK\\r\\n\\r\\n\"\n", LENIENT, MNI_PASS, ""},
    {"kept_in_spite_of_its_version", GET "expect status 200 with close\n",
        READ " send \"HTTP/1.0 200 OK\\r\\nConnection: keep-alive\\r\\n\"\n"
             " send \"\\r\\n\"\n",
        LENIENT, MNI_FAIL, "expected status 200 with close; got status 200"},
    {"in_time", GET "expect status 200 within 800ms\n",
        READ " send " FIVE "\n stall\n", LENIENT, MNI_PASS, ""},
    {"too_late", GET "expect status 200 within 50ms\n",
        READ " wait 100ms\n send " FIVE "\n stall\n", LENIENT, MNI_FAIL,
        "expected status 200 within 50 ms; got status 200"},
    {"head_has_no_content",
        HTTP " send \"HEAD / HTTP/1.1\\r\\n\\r\\n\"\nexpect status 200\n",
        READ " send " FIVE " cut at 44 stall\n", LENIENT, MNI_PASS, ""},
    {"head_with_content",
        HTTP " send \"HEAD / HTTP/1.1\\r\\n\\r\\n\"\nexpect status 200\n",
        READ " send " FIVE "\n", LENIENT, MNI_FAIL,
        "expected status 200; got status 200, then what is no response at "
        "octet 44: no response begins with \"hello\", then the end"},
    {"answer_before_all_was_sent",
        HTTP " send \"GET / HTTP/1.1\\r\\nA: \"\n send \"x\" repeat 9000000\n"
             "expect status 404 and end\n",
        "tcp\n buffers 4096\n recv 1\n send \"" FAULTY "\"\n rst\n", LENIENT,
        MNI_PASS, ""},
    {"seen_as_it_says", GET "expect status 200\nseen \"hello\" times 1\n",
        READ " send " FIVE "\n", LENIENT, MNI_PASS, ""},
    {"seen_too_seldom", GET "expect status 200\nseen \"hello\" times 2\n",
        READ " send " FIVE "\n", LENIENT, MNI_FAIL, "expected 2 \"hello\""},
    {"seen_a_fin", GET "expect status 200 and end\nseen end fin\n",
        READ " send " FIVE "\n", LENIENT, MNI_PASS, ""},
    {"seen_a_reset", GET "expect status 200 and end\nseen end fin\n",
        READ " send " FIVE "\n rst\n", LENIENT, MNI_FAIL,
        "expected the connection to be ended by a FIN"},
    {"last_connection_counts",
        HTTP " connection 1\n send \"a\"\n barrier b\n connection 2\n"
             " barrier b\n send \"GET / HTTP/1.1\\r\\n\\r\\n\"\n"
             "expect status 404\n",
        "tcp\n connection 1\n recv\n send " FIVE "\n connection 2\n"
        " recv\n send \"" FAULTY "\"\n stall\n",
        LENIENT, MNI_PASS, ""},
    {"steps_were_played",
        ECHO "connect tcp\n send \"ab\"\n fin\n recv \"ab\"\n recv eof\n"
             "expect ok\n",
        "echo tcp\n", LENIENT, MNI_PASS, ""},
    {"steps_were_not_played",
        ECHO "connect tcp\n send \"ab\"\n fin\n"
             " recv \"abc\"\nexpect ok\n",
        "echo tcp\n", LENIENT, MNI_FAIL,
        "expected ok with any text; got \"ab\", then the end; line 4: "},
    {"other_octets",
        ECHO "connect tcp\n send \"ab\"\n recv \"ac\"\nexpect ok\n",
        "echo tcp\n", LENIENT, MNI_FAIL,
        "expected ok with any text; got \"ab\"; line 3: "},
    {"exactly_these_octets",
        ECHO "connect tcp\n send \"ab\"\nexpect ok \"ab\"\n", "echo tcp\n",
        LENIENT, MNI_PASS, ""},
    {"too_many_octets", ECHO "connect tcp\n send \"ab\"\nexpect ok \"ab\"\n",
        "tcp\n recv\n send \"abc\"\n", LENIENT, MNI_FAIL,
        "expected ok \"ab\"; got \"abc\", then the end; differs at octet 2 of"},
    {"octets_that_must_not_come",
        ECHO "connect tcp\n send \"ab\"\nexpect ok without \"b\"\n",
        "echo tcp\n", LENIENT, MNI_FAIL, "expected ok without \"b\"; got \"ab"},
    {"what_was_sent",
        ECHO "connect tcp\n send \"ab\"\n send \"c\"\n fin\n"
             "expect ok sent and end\n",
        "echo tcp\n", LENIENT, MNI_PASS, ""},
    {"less_than_was_sent",
        ECHO "connect tcp\n send \"abc\"\n fin\n"
             "expect ok sent and end\n",
        "tcp\n recv\n send \"ab\"\n", LENIENT, MNI_FAIL,
        "expected ok sent and end; got \"ab\", then the end; differs at octet"},
    {"more_than_was_sent",
        ECHO "connect tcp\n send \"abc\"\n fin\n"
             "expect ok sent and end\n",
        "tcp\n recv\n send \"abcd\"\n", LENIENT, MNI_FAIL,
        "expected ok sent and end; got \"abcd\", then the end; differs at oct"},
    {"what_was_sent_without_an_end",
        ECHO "connect tcp\n send \"ab\"\nexpect ok sent and end\n",
        "echo tcp\n", LENIENT, MNI_FAIL,
        "expected ok sent and end; got \"ab\", and the connection is open"},
    {"nothing_and_the_end",
        ECHO "connect tcp\n send \"ab\"\n fin\nexpect ok \"\" and end\n",
        "discard tcp\n", LENIENT, MNI_PASS, ""},
    {"end_before_the_steps_were_played",
        ECHO "connect tcp\n recv nothing 900ms\n fin\n"
             "expect ok \"\" and end\n",
        "tcp\n close\n", LENIENT, MNI_FAIL,
        "expected ok \"\" and end; got nothing, then the end; line 2: expecte"},
    {"traits_are_there",
        ECHO "connect tcp\n recv 2\n"
             "expect ok with lines 1 with crlf without \"x\" and end\n",
        "tcp\n send \"ab\\r\\n\"\n", LENIENT, MNI_PASS, ""},
    {"trait_is_missing",
        ECHO "connect tcp\n recv 2\nexpect ok with lines 1 with octets 5\n",
        "tcp\n send \"ab\\r\\n\"\n", LENIENT, MNI_FAIL,
        "expected ok with lines 1 with octets 5; got \"ab\\r\\n\", then the "
        "end, "
        "not with octets 5"},
    {"sizes_of_datagrams",
        ECHO "connect udp\n send \"ab\"\n send \"c\"\n recv\n recv\n"
             "expect ok with sizes 2\n",
        "echo udp\n", LENIENT, MNI_PASS, ""},
    {"answer_without_octets",
        ECHO "connect udp\n send \"\"\n recv\nexpect ok with octets 0..5\n",
        "echo udp\n", LENIENT, MNI_PASS, ""},
    {"port_is_closed",
        ECHO "connect udp\n send \"ab\"\n recv nothing 100ms\nexpect ok\n",
        "udp\n fault before accept refuse\n", LENIENT, MNI_FAIL,
        "expected ok with any text; got nothing; the port is closed: port un"},
    {"connections_in_turn",
        ECHO "connect tcp\n in turn\n connection 1..3\n send \"a\"\n"
             " recv \"a\"\n connection 4\n send \"b\"\n recv \"b\"\n"
             "expect ok \"b\"\n",
        "echo tcp\n expect connections 4\n", LENIENT, MNI_PASS, ""},
    {"next_connection_is_refused",
        ECHO "connect tcp\n in turn\n connection 1..2\n recv eof\n"
             "expect ok\n",
        "tcp\n stall\n", LENIENT, MNI_FAIL,
        "expected ok with any text; got nothing; connection 2: the one befor"},
    {"datagram", ECHO "connect udp\n send \"ab\"\n recv \"ab\"\nexpect ok\n",
        "echo udp\n", LENIENT, MNI_PASS, ""},
    {"datagram_is_missing",
        ECHO "connect udp\n send \"ab\"\n recv \"ab\"\nexpect ok\n",
        "udp\n recv\n stall\n", LENIENT, MNI_HANG,
        "expected ok with any text; got nothing"},
};

/* The suite with the case TEXT, for the caller to end. */
static struct mni_suite
read_cases(const char *text)
{
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};

	ck_assert_msg(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble) == MNI_OK,
	    "%s", trouble.text);
	return suite;
}

static struct mni_target
target_of(const struct mn_server *server)
{
	return (struct mni_target){
	    .host = mn_host(server), .port = (uint16_t)mn_port(server)};
}

static struct mni_verdict
play(const struct mni_target *target, const struct mni_case *test)
{
	struct mn_net *spare = NULL;
	struct mni_verdict verdict = mni_target_play(target, test, &spare);

	mn_net_free(spare);
	return verdict;
}

static void
judge_row(int index)
{
	const struct row *row = &rows[index];
	struct mni_suite suite = read_cases(row->test);
	struct mni_target target = target_of(serve(row->server));
	struct mni_verdict verdict;

	target.strict = row->strict == STRICT;
	verdict = play(&target, suite.cases[0]);
	ck_assert_msg(row->why[0] == '\0' ? verdict.why[0] == '\0'
	                                  : strncmp(verdict.why, row->why,
	                                        strlen(row->why)) == 0,
	    "expected \"%s\", got \"%s\"", row->why, verdict.why);
	ck_assert_str_eq(
	    mni_verdict_word(verdict.kind), mni_verdict_word(row->want));
	ck_assert(verdict.asked);
	ck_assert_int_eq(verdict.excerpt == NULL, row->want == MNI_PASS);
	mni_verdict_fini(&verdict);
	mni_suite_fini(&suite);
}

START_TEST(excerpt_shows_the_wire)
{
	struct mni_suite suite = read_cases(GET "expect status 400\n");
	struct mni_target target = target_of(serve(READ " send " FIVE "\n"));
	struct mni_verdict verdict = play(&target, suite.cases[0]);

	ck_assert_ptr_nonnull(verdict.excerpt);
	ck_assert_ptr_nonnull(
	    strstr(verdict.excerpt, "send      @0 \"GET / HTTP/1.1\\r\\n"));
	ck_assert_ptr_nonnull(
	    strstr(verdict.excerpt, "recv      @0 \"HTTP/1.1 200 OK\\r\\n"));
	mni_verdict_fini(&verdict);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(address_is_that_of_the_server)
{
	struct mni_suite suite = read_cases(HTTP
	    " send \"GET / HTTP/1.1\\r\\nHost: \" address \"\\r\\n\\r\\n\"\n"
	    "expect status 200\n");
	struct mni_target target = target_of(
	    serve("tcp ipv4\n recv \"GET / HTTP/1.1\\r\\nHost: \" address "
	          "\"\\r\\n\\r\\n\"\n send " FIVE "\n"));

	ck_assert_int_eq(play(&target, suite.cases[0]).kind, MNI_PASS);
	ck_assert(mn_ok(net));
	mni_suite_fini(&suite);
}
END_TEST

/* The case TEST at the server SCRIPT fails, and WHY is said.  Its connection is
 * not taken for quiet: a host that stands still now and then does so for longer
 * than it takes usually. */
static void
fail_in_time(const char *test, const char *script, const char *why)
{
	struct mni_suite suite = read_cases(test);
	struct mni_target target = target_of(serve(script));
	struct mni_verdict verdict;

	target.quiet_ms = PATIENCE_MS;
	verdict = play(&target, suite.cases[0]);
	ck_assert_int_eq(verdict.kind, MNI_FAIL);
	ck_assert_int_eq(strncmp(verdict.why, why, strlen(why)), 0);
	ck_assert(verdict.asked);
	ck_assert_ptr_nonnull(verdict.excerpt);
	mni_verdict_fini(&verdict);
	mni_suite_fini(&suite);
}

START_TEST(second_response_is_late)
{
	fail_in_time(GET "expect status 200\n",
	    READ " send " FIVE "\n wait 20ms\n send " FIVE "\n stall\n",
	    "expected status 200; got status 200 200, and the connection");
}
END_TEST

START_TEST(flood)
{
	fail_in_time(
	    "case a\nclause RFC 9112\nlevel must\nsays x\nask http server\n"
	    "deadline 60s\nconnect tcp\n send \"GET / HTTP/1.1\\r\\n\\r\\n\"\n"
	    "expect status 200\n",
	    "tcp\n recv\n loop\n send \"HTTP/1.1 100 Go\\r\\nA: "
	    "bbbbbbbbbbbbbbbb\\r\\n\\r\\n\" repeat 10000\n end\n",
	    "expected status 200; it sent more than 41943040");
}
END_TEST

START_TEST(deadline_may_be_another)
{
	struct mni_suite suite = read_cases(GET "expect status 200\n");
	struct mni_target target =
	    target_of(serve(READ " wait 1500ms\n send " FIVE "\n stall\n"));
	struct mni_verdict verdict = play(&target, suite.cases[0]);

	ck_assert_int_eq(verdict.kind, MNI_HANG);
	mni_verdict_fini(&verdict);
	target.deadline_ms = PATIENCE_MS;
	ck_assert_int_eq(play(&target, suite.cases[0]).kind, MNI_PASS);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(plain_ok_waits_for_nothing)
{
	struct mni_suite suite = read_cases(
	    ECHO "connect tcp\n send \"x\"\n recv \"x\"\nexpect ok\n");
	struct mni_target target = target_of(serve("echo tcp\n"));
	int64_t start_ns = mni_now_ns();

	target.deadline_ms = 60000;
	ck_assert_int_eq(play(&target, suite.cases[0]).kind, MNI_PASS);
	ck_assert_int_lt((int)((mni_now_ns() - start_ns) / 1000000), 20000);
	mni_suite_fini(&suite);
}
END_TEST

/* A batch of all cases of SUITE at SERVER. */
static enum mni_status
tour(const struct mni_suite *suite, const struct mn_server *server,
    struct mni_item *items, size_t jobs, struct mni_trouble *trouble)
{
	struct mni_target target = target_of(server);
	struct mni_batch batch = {
	    .items = items, .count = suite->count, .jobs = jobs};
	size_t i;

	for (i = 0; i < suite->count; i++)
		items[i] = (struct mni_item){
		    .test = suite->cases[i], .target = &target};
	return mni_tour_run(&batch, trouble);
}

START_TEST(rows_are_played_at_every_place)
{
	struct mni_suite suite =
	    read_cases(GET "expect status 200\nsweep split\n");
	struct mn_server *server = serve(READ " send " FIVE "\n");
	struct mni_item items[2];
	struct mni_trouble trouble;

	ck_assert_int_eq(tour(&suite, server, items, 4, &trouble), MNI_OK);
	ck_assert_int_eq(items[0].verdict.kind, MNI_PASS);
	ck_assert_int_eq(items[1].verdict.kind, MNI_PASS);
	ck_assert_uint_eq(
	    mn_count(server, MN_ACCEPT), 1 + suite.cases[1]->sweep.points);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(rows_say_where_they_fail)
{
	struct mni_suite suite =
	    read_cases(GET "expect status 200\nsweep split\n");
	struct mn_server *server = serve(READ " send \"" FAULTY "\"\n");
	struct mni_item items[2];
	struct mni_trouble trouble;

	ck_assert_int_eq(tour(&suite, server, items, 1, &trouble), MNI_OK);
	ck_assert_int_eq(items[0].verdict.kind, MNI_FAIL);
	ck_assert_int_eq(items[1].verdict.kind, MNI_FAIL);
	ck_assert_str_eq(items[1].verdict.why,
	    "at least 8 of 26 deliveries failed, at 1-8; the rest was not run; "
	    "the first: expected status 200; got status 404, then the end");
	mni_verdict_fini(&items[0].verdict);
	mni_verdict_fini(&items[1].verdict);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(nobody_is_there)
{
	struct mni_suite suite = read_cases(GET "expect status 200\n");
	struct mni_item items[1];
	struct mni_trouble trouble;

	ck_assert_int_eq(
	    tour(&suite, serve("tcp\n fault before accept refuse\n"), items, 1,
	        &trouble),
	    MNI_REFUSED);
	ck_assert_msg(strncmp(trouble.text, "127.0.0.1, port ", 16) == 0 &&
	                  strstr(trouble.text,
	                      ", could not be connected to: refused: ") != NULL,
	    "%s", trouble.text);
	mni_suite_fini(&suite);
}
END_TEST

static struct mn_server *mortal;

/* The server dies behind its first case. */
static void
kill_server(
    const struct mni_batch *batch, const struct mni_item *item, size_t finished)
{
	(void)batch;
	(void)item;
	if (finished == 1)
		(void)mn_stop(mortal);
}

START_TEST(death_is_told_and_no_hang)
{
	struct mni_suite suite =
	    read_cases(GET "expect status 200\nsweep split\n");
	struct mni_target target;
	struct mni_item items[2] = {{.test = suite.cases[0], .target = &target},
	    {.test = suite.cases[1], .target = &target}};
	struct mni_batch batch = {
	    .items = items, .count = 2, .jobs = 1, .progress = kill_server};
	struct mni_trouble trouble;

	mortal = serve(READ " send " FIVE "\n");
	target = target_of(mortal);
	ck_assert_int_eq(mni_tour_run(&batch, &trouble), MNI_OK);
	ck_assert_int_eq(items[0].verdict.kind, MNI_PASS);
	ck_assert_int_eq(items[1].verdict.kind, MNI_FAIL);
	ck_assert(!items[1].verdict.asked);
	ck_assert_ptr_nonnull(
	    strstr(items[1].verdict.why, "could not be connected to: refused"));
	mni_verdict_fini(&items[1].verdict);
	mni_suite_fini(&suite);
}
END_TEST

int
main(void)
{
	static TTest tests[COUNT(rows)];
	const TTest *const plain[] = {excerpt_shows_the_wire,
	    address_is_that_of_the_server, second_response_is_late, flood,
	    deadline_may_be_another, plain_ok_waits_for_nothing,
	    rows_are_played_at_every_place, rows_say_where_they_fail,
	    nobody_is_there, death_is_told_and_no_hang};
	Suite *suite = suite_create("server");
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		tests[i] = (TTest){rows[i].name, judge_row, __FILE__, __LINE__};
		dial_add(suite, &tests[i], (int)i);
	}
	for (i = 0; i < COUNT(plain); i++)
		dial_add(suite, plain[i], (int)i);
	return checks_main_in_lanes(suite);
}
