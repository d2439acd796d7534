/* SPDX-License-Identifier: MIT */
/* The judge: from an outcome, a case and a journal to the verdict. */
#include <config.h>

#include "engine/net.h"
#include "judge/grammar.h"
#include "judge/judge.h"
#include "judge/mocks.h"
#include "support/dial.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define HEAD_OF(transport)                                    \
	"case a\nclause RFC 865\nlevel must\nsays it is so\n" \
	"ask qotd " transport "\nserve " transport "\n"
#define HEAD HEAD_OF("udp") "  recv\n  send \"quote\"\n"

enum asked { SILENT, ASKED };
enum strict { LENIENT, STRICT };

static const struct row {
	const char *name, *lines; /* of the case, behind HEAD */
	struct mni_outcome outcome;
	const char *body;
	enum asked asked;
	enum strict strict;
	enum mni_verdict_kind want;
	const char *why; /* begins so */
} rows[] = {
    {"body_is_right", "expect ok \"x\"\n", {.status = MNI_OK}, "x", ASKED,
        LENIENT, MNI_PASS, ""},
    {"body_is_wrong", "expect ok \"xy\"\n", {.status = MNI_OK}, "xz", ASKED,
        LENIENT, MNI_FAIL,
        "expected ok \"xy\"; got ok \"xz\" in 0 ms; differs at octet 1 of 2"},
    {"body_is_short", "expect ok \"xy\"\n", {.status = MNI_OK}, "x", ASKED,
        LENIENT, MNI_FAIL, "expected ok \"xy\"; got ok \"x\" in 0 ms; differs"},
    {"copies_are_right", "expect ok \"abc\" repeat 3\n", {.status = MNI_OK},
        "abcabcabc", ASKED, LENIENT, MNI_PASS, ""},
    {"copy_is_wrong", "expect ok \"abc\" repeat 3\n", {.status = MNI_OK},
        "abcabxabc", ASKED, LENIENT, MNI_FAIL,
        "expected ok \"abcabcabc\"; got ok \"abcabxabc\" in 0 ms; differs at "
        "octet 5 of 9"},
    {"copy_is_short", "expect ok \"abc\" repeat 3\n", {.status = MNI_OK},
        "abcabcab", ASKED, LENIENT, MNI_FAIL,
        "expected ok \"abcabcabc\"; got ok \"abcabcab\" in 0 ms; differs at "
        "octet 8 of 9"},
    {"copy_too_many", "expect ok \"abc\" repeat 2\n", {.status = MNI_OK},
        "abcabcabc", ASKED, LENIENT, MNI_FAIL,
        "expected ok \"abcabc\"; got ok \"abcabcabc\" in 0 ms; differs at "
        "octet 6 of 6"},
    {"many_copies_are_not_all_quoted", "expect ok \"ab\" repeat 31\n",
        {.status = MNI_OK}, "", ASKED, LENIENT, MNI_FAIL,
        "expected ok "
        "\"ababababababababababababababababababababab\"... (62 octets); "
        "got"},
    {"any_body", "expect ok\n", {.status = MNI_OK}, "whatever", ASKED, LENIENT,
        MNI_PASS, ""},
    {"without_it", "expect ok without \"\\x1b\"\n", {.status = MNI_OK}, "a",
        ASKED, LENIENT, MNI_PASS, ""},
    {"not_without_it", "expect ok without \"\\x1b\"\n", {.status = MNI_OK},
        "a\x1b", ASKED, LENIENT, MNI_FAIL, "expected ok without \"\\x1b\";"},
    {"second_is_tolerated", "expect error timeout\nexpect ok \"x\"\n",
        {.status = MNI_OK}, "x", ASKED, LENIENT, MNI_PASS,
        "got ok \"x\" in 0 ms: accepted, though error timeout is better"},
    {"second_is_not_wanted", "expect error timeout\nexpect ok \"x\"\n",
        {.status = MNI_OK}, "x", ASKED, STRICT, MNI_FAIL,
        "expected error timeout; got ok \"x\" in 0 ms"},
    {"class_is_right", "expect error timeout\n",
        {.status = MNI_TIMEOUT, .class_known = true, .number = 6}, "", ASKED,
        LENIENT, MNI_PASS, ""},
    {"class_is_wrong", "expect error timeout\n",
        {.status = MNI_REFUSED, .class_known = true, .number = 5}, "", ASKED,
        LENIENT, MNI_FAIL, "expected error timeout; got error refused in 0 ms"},
    {"octets_before_error", "expect error timeout \"ab\"\n",
        {.status = MNI_TIMEOUT, .class_known = true, .number = 6}, "ab", ASKED,
        LENIENT, MNI_PASS, ""},
    {"any_octets_before_error", "expect error timeout\n",
        {.status = MNI_TIMEOUT, .class_known = true, .number = 6}, "ab", ASKED,
        LENIENT, MNI_PASS, ""},
    {"octets_before_error_are_wrong", "expect error timeout \"abcd\"\n",
        {.status = MNI_TIMEOUT, .class_known = true, .number = 6}, "abd", ASKED,
        LENIENT, MNI_FAIL,
        "expected error timeout \"abcd\"; got error timeout \"abd\" in 0 ms; "
        "differs at octet 2 of 4"},
    {"octets_before_error_are_missing", "expect error timeout \"ab\"\n",
        {.status = MNI_TIMEOUT, .class_known = true, .number = 6}, "", ASKED,
        LENIENT, MNI_FAIL,
        "expected error timeout \"ab\"; got error timeout in 0 ms; differs at "
        "octet 0 of 2"},
    {"octets_before_unknown_error", "expect error timeout \"ab\"\n",
        {.status = MNI_SYSTEM, .number = 41}, "ba", ASKED, LENIENT, MNI_FAIL,
        "expected error timeout \"ab\"; got exit status 41 \"ba\" in 0 ms; "
        "differs at octet 0 of 2"},
    {"octets_of_another_error",
        "expect ok \"ab\"\nexpect error timeout \"cd\"\n",
        {.status = MNI_TIMEOUT, .class_known = true, .number = 6}, "cx", ASKED,
        LENIENT, MNI_FAIL,
        "expected ok \"ab\" or error timeout \"cd\"; got error timeout \"cx\" "
        "in 0 ms; differs at octet 1 of 2"},
    {"octets_but_no_error", "expect error timeout \"ab\"\n", {.status = MNI_OK},
        "ab", ASKED, LENIENT, MNI_FAIL,
        "expected error timeout \"ab\"; got ok \"ab\" in 0 ms"},
    {"class_is_unknown", "expect error timeout\n",
        {.status = MNI_SYSTEM, .number = 41}, "", ASKED, LENIENT, MNI_PASS, ""},
    {"error_where_ok_is_expected", "expect ok\n",
        {.status = MNI_SYSTEM, .number = 41}, "", ASKED, LENIENT, MNI_FAIL,
        "expected ok with any text; got exit status 41 in 0 ms"},
    {"in_time", "expect ok within 1s\n", {.status = MNI_OK, .elapsed_ms = 1000},
        "", ASKED, LENIENT, MNI_PASS, ""},
    {"too_late", "expect ok within 1s\n",
        {.status = MNI_OK, .elapsed_ms = 1001}, "", ASKED, LENIENT, MNI_FAIL,
        "expected ok with any text within 1000 ms; got ok \"\" in 1001 ms"},
    {"hang", "expect error timeout\n",
        {.end = MNI_END_HANG, .elapsed_ms = 3000}, "", ASKED, LENIENT, MNI_HANG,
        "expected error timeout; it did not end, and was killed after 3000"},
    {"hang_without_asking", "expect error timeout\n",
        {.end = MNI_END_HANG, .elapsed_ms = 3000}, "", SILENT, LENIENT,
        MNI_HANG, "expected error timeout; it did not end"},
    {"signal", "expect error timeout\n", {.end = MNI_END_SIGNAL, .number = 11},
        "", ASKED, LENIENT, MNI_FAIL, "expected error timeout; signal 11 ("},
    {"flood", "expect ok\n", {.end = MNI_END_FLOOD}, "xxx", ASKED, LENIENT,
        MNI_FAIL,
        "expected ok with any text; it was killed because it printed more than "
        "3 octets"},
    {"never_asked", "expect error timeout\n",
        {.status = MNI_SYSTEM, .number = 1}, "", SILENT, LENIENT, MNI_FAIL,
        "it ended with status 1 and never asked the mock"},
    {"requests_in_range", "expect ok\nseen requests 1..2\n", {.status = MNI_OK},
        "", ASKED, LENIENT, MNI_PASS, ""},
    {"too_few_requests", "expect ok\nseen requests 2..9\n", {.status = MNI_OK},
        "", ASKED, LENIENT, MNI_FAIL,
        "expected 2 to 9 requests at the mock; it saw 1"},
    {"too_many_requests", "expect ok\nseen requests 0\n", {.status = MNI_OK},
        "", ASKED, LENIENT, MNI_FAIL,
        "expected 0 requests at the mock; it saw 1"},
    {"text_as_often", "expect ok\nseen \"a\" times 1..2\n", {.status = MNI_OK},
        "", ASKED, LENIENT, MNI_PASS, ""},
    {"text_too_often", "expect ok\nseen \"a\" times 0\n", {.status = MNI_OK},
        "", ASKED, LENIENT, MNI_FAIL, "expected 0 \"a\" at the mock; it saw 1"},
    {"text_is_missing", "expect ok\nseen \"ab\" times 1\n", {.status = MNI_OK},
        "", ASKED, LENIENT, MNI_FAIL,
        "expected 1 \"ab\" at the mock; it saw 0"},
    {"ids_as_many", "expect ok\nseen ids 1\n", {.status = MNI_OK}, "", ASKED,
        LENIENT, MNI_PASS, ""},
    {"ids_are_missing", "expect ok\nseen ids 2..9\n", {.status = MNI_OK}, "",
        ASKED, LENIENT, MNI_FAIL,
        "expected 2 to 9 different ids at the mock; it saw 1"},
    {"ports_as_many", "expect ok\nseen ports 1\n", {.status = MNI_OK}, "",
        ASKED, LENIENT, MNI_PASS, ""},
    {"ports_are_missing", "expect ok\nseen ports 2\n", {.status = MNI_OK}, "",
        ASKED, LENIENT, MNI_FAIL,
        "expected 2 different ports at the mock; it saw 1"},
    {"clean", "expect ok\nseen clean\n", {.status = MNI_OK}, "", ASKED, LENIENT,
        MNI_PASS, ""},
    {"any_is_ok", "expect any\n", {.status = MNI_OK}, "x", ASKED, LENIENT,
        MNI_PASS, ""},
    {"any_is_an_error", "expect any\n",
        {.status = MNI_TIMEOUT, .class_known = true}, "x", ASKED, STRICT,
        MNI_PASS, ""},
    {"any_is_no_signal", "expect any\n", {.end = MNI_END_SIGNAL, .number = 11},
        "", ASKED, LENIENT, MNI_FAIL, "expected any outcome; signal 11 ("},
    {"any_in_time", "expect any within 1s\n",
        {.status = MNI_OK, .elapsed_ms = 1001}, "", ASKED, LENIENT, MNI_FAIL,
        "expected any outcome within 1000 ms; got ok \"\" in 1001 ms"},
    {"not_asked_as_it_may", "expect error usage\nseen requests 0..1\n",
        {.status = MNI_USAGE, .class_known = true, .number = 2}, "", SILENT,
        LENIENT, MNI_PASS, ""},
    {"not_asked_but_ok", "expect error usage\nseen requests 0\n",
        {.status = MNI_OK}, "", SILENT, LENIENT, MNI_FAIL,
        "expected error usage; got ok"},
    {"octets_as_sent", "expect ok\nseen octets 3\n", {.status = MNI_OK}, "",
        ASKED, LENIENT, MNI_PASS, ""},
    {"octets_are_missing", "expect ok\nseen octets 4\n", {.status = MNI_OK}, "",
        ASKED, LENIENT, MNI_FAIL, "expected 4 octets at the mock; it saw 3"},
};

static struct mn_server *
start_mock(const struct mni_case *test, enum asked asked)
{
	struct mni_verdict verdict;
	struct mn_server *server = mni_start_mock(net, test, &verdict);
	int fd;

	ck_assert_ptr_nonnull(server);
	if (asked == ASKED) {
		fd = dial(server, SOCK_DGRAM);
		ck_assert_int_eq((int)send(fd, "ask", 3, 0), 3);
		(void)close(fd);
		ck_assert(mn_wait(server, MN_RECV, 1, PATIENCE_MS));
	}
	return server;
}

static void
judge_row(int index)
{
	const struct row *row = &rows[index];
	struct mni_outcome outcome = row->outcome;
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	struct mni_verdict verdict;
	char text[512];

	(void)snprintf(text, sizeof(text), "%s%s", HEAD, row->lines);
	ck_assert_msg(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble) == MNI_OK,
	    "%s", trouble.text);
	ck_assert_int_eq(
	    mni_bytes_append(&outcome.body, row->body, strlen(row->body)), 0);
	verdict = mni_judge(suite.cases[0], &outcome,
	    start_mock(suite.cases[0], row->asked), row->strict == STRICT);
	ck_assert_str_eq(
	    mni_verdict_word(verdict.kind), mni_verdict_word(row->want));
	ck_assert_msg(row->why[0] == '\0' ? verdict.why[0] == '\0'
	                                  : strncmp(verdict.why, row->why,
	                                        strlen(row->why)) == 0,
	    "expected \"%s\", got \"%s\"", row->why, verdict.why);
	ck_assert_int_eq(verdict.asked, row->asked == ASKED);
	ck_assert_int_eq(verdict.excerpt == NULL, row->want == MNI_PASS);
	mni_verdict_fini(&verdict);
	mni_outcome_fini(&outcome);
	mni_suite_fini(&suite);
}

/* What a command of ours may say of a timeout. */
static const struct line {
	const char *name, *said;
	enum mni_verdict_kind want;
} lines[] = {
    {"line_is_right", "x-client: ::1: timeout: no answer\n", MNI_PASS},
    {"line_of_an_odd_target", "x: a: b: timeout: no\n", MNI_PASS},
    {"line_is_missing", "", MNI_FAIL},
    {"line_is_empty", "\n", MNI_FAIL},
    {"line_has_no_end", "x: y: timeout: no", MNI_FAIL},
    {"line_before_another", "x: y: timeout: no\nx\n", MNI_FAIL},
    {"line_behind_another", "x\nx: y: timeout: no\n", MNI_FAIL},
    {"line_without_detail", "x: y: timeout: \n", MNI_FAIL},
    {"line_without_target", "x: timeout: no\n", MNI_FAIL},
    {"line_without_word", ": y: timeout: no\n", MNI_FAIL},
    {"line_of_another_class", "x: y: refused: no\n", MNI_FAIL},
    {"line_with_an_escape", "x: y: timeout: \x1b[2J\n", MNI_FAIL},
    {"line_with_a_delete", "x: y: timeout: \x7f\n", MNI_FAIL},
};

static struct mni_verdict
judge_line(const char *said, struct mni_outcome outcome)
{
	static const char text[] = HEAD "expect error timeout\nexpect ok\n";
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_verdict verdict;
	struct mni_trouble trouble;

	ck_assert_int_eq(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble), MNI_OK);
	ck_assert_int_eq(
	    mni_bytes_append(&outcome.said, said, strlen(said)), 0);
	verdict = mni_judge(
	    suite.cases[0], &outcome, start_mock(suite.cases[0], ASKED), false);
	mni_outcome_fini(&outcome);
	mni_suite_fini(&suite);
	return verdict;
}

static void
hold_to_a_line(int index)
{
	const struct line *line = &lines[index];
	struct mni_verdict verdict =
	    judge_line(line->said, (struct mni_outcome){.status = MNI_TIMEOUT,
	                               .class_known = true,
	                               .ours = true,
	                               .number = 6});

	ck_assert_str_eq(
	    mni_verdict_word(verdict.kind), mni_verdict_word(line->want));
	if (line->want == MNI_FAIL)
		ck_assert_ptr_nonnull(strstr(verdict.why,
		    "got error timeout, but standard error is not one line "
		    "'WORD: TARGET: timeout: DETAIL': \""));
	mni_verdict_fini(&verdict);
}

START_TEST(success_needs_no_line)
{
	static const struct mni_outcome outcome = {
	    .status = MNI_OK, .class_known = true, .ours = true};

	ck_assert_int_eq(judge_line("", outcome).kind, MNI_PASS);
	ck_assert_int_eq(judge_line("so so\n", outcome).kind, MNI_PASS);
}
END_TEST

START_TEST(status_without_a_class_is_not_ours)
{
	struct mni_verdict verdict = judge_line("x: y: timeout: no\n",
	    (struct mni_outcome){
	        .status = MNI_SYSTEM, .ours = true, .number = 41});

	ck_assert_int_eq(verdict.kind, MNI_FAIL);
	ck_assert_str_eq(verdict.why, "expected error timeout or ok with any "
	                              "text; got exit status 41 in 0 ms");
	mni_verdict_fini(&verdict);
}
END_TEST

START_TEST(excerpt_shows_the_wire_and_what_was_said)
{
	static const char text[] = HEAD "expect ok \"x\"\n";
	struct mni_outcome outcome = MNI_OUTCOME_EMPTY;
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_verdict verdict;
	struct mni_trouble trouble;

	ck_assert_int_eq(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble), MNI_OK);
	ck_assert_int_eq(mni_bytes_append(&outcome.said, "oh\n", 3), 0);
	verdict = mni_judge(
	    suite.cases[0], &outcome, start_mock(suite.cases[0], ASKED), false);
	ck_assert_ptr_nonnull(verdict.excerpt);
	ck_assert_ptr_nonnull(
	    strstr(verdict.excerpt, "recv      @0 \"ask\" (3 octets)"));
	ck_assert_ptr_nonnull(strstr(verdict.excerpt, "stderr     \"oh\\n\""));
	mni_verdict_fini(&verdict);
	mni_outcome_fini(&outcome);
	mni_suite_fini(&suite);
}
END_TEST

/* A client may send more than the journal keeps. */
START_TEST(octets_that_were_not_kept_are_not_looked_at)
{
	static const char text[] = HEAD_OF("tcp") "  recv eof\nexpect ok\n"
	                                          "seen \"x\" times 0\n";
	const struct mni_outcome outcome = {.status = MNI_OK};
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_verdict verdict;
	struct mni_trouble trouble;
	struct mn_server *server;
	char octets[100];
	int fd;

	ck_assert_int_eq(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble), MNI_OK);
	server = mni_start_mock(net, suite.cases[0], &verdict);
	ck_assert_ptr_nonnull(server);
	net->journal.kept = (size_t)96 << 20;
	memset(octets, 'x', sizeof(octets));
	fd = dial(server, SOCK_STREAM);
	ck_assert_int_eq(send(fd, octets, sizeof(octets), 0), sizeof(octets));
	ck_assert(mn_wait(server, MN_RECV, 1, PATIENCE_MS));
	verdict = mni_judge(suite.cases[0], &outcome, server, true);
	ck_assert_int_eq(verdict.kind, MNI_PASS);
	(void)close(fd);
	mni_suite_fini(&suite);
}
END_TEST

/* A name server hears both, here a datagram and octets of a connection. */
START_TEST(requests_over_the_other_transport_do_not_count)
{
	static const char text[] =
	    "case a\nclause RFC 1035\nlevel must\nsays x\nask get-ip udp\n"
	    "serve dns\n  rule do drop\nexpect ok\nseen requests 1\n";
	const struct mni_outcome outcome = {.status = MNI_OK};
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_verdict verdict;
	struct mni_trouble trouble;
	struct mn_server *server;
	int fd;

	ck_assert_int_eq(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble), MNI_OK);
	server = mni_start_mock(net, suite.cases[0], &verdict);
	ck_assert_ptr_nonnull(server);
	fd = dial(server, SOCK_DGRAM);
	say(fd, "ask");
	(void)close(fd);
	await(server, MN_RECV, 1);
	fd = dial(server, SOCK_STREAM);
	say(fd, "ask");
	await(server, MN_RECV, 2);
	verdict = mni_judge(suite.cases[0], &outcome, server, true);
	ck_assert_str_eq(verdict.why, "");
	(void)close(fd);
	mni_suite_fini(&suite);
}
END_TEST

/* What OUTCOME comes to for a row that accepts three, one of them only when
 * not STRICT. */
static struct mni_verdict
judge_cut(struct mni_outcome outcome, enum strict strict)
{
	static const char text[] =
	    HEAD_OF("tcp") "  send \"quote\"\n"
	                   "expect ok \"quote\"\nexpect error malformed\n"
	                   "sweep cut fin or error truncated\n";
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_verdict verdict;
	struct mni_trouble trouble;
	struct mn_server *server;
	int fd;

	ck_assert_int_eq(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble), MNI_OK);
	server = mni_start_mock(net, suite.cases[0], &verdict);
	ck_assert_ptr_nonnull(server);
	fd = dial(server, SOCK_STREAM);
	ck_assert(mn_wait(server, MN_ACCEPT, 1, PATIENCE_MS));
	outcome.class_known = true;
	verdict = mni_judge(suite.cases[1], &outcome, server, strict == STRICT);
	(void)close(fd);
	mni_suite_fini(&suite);
	return verdict;
}

START_TEST(outcome_of_a_sweep_is_wanted)
{
	struct mni_verdict verdict =
	    judge_cut((struct mni_outcome){.status = MNI_TRUNCATED}, STRICT);

	ck_assert_int_eq(verdict.kind, MNI_PASS);
	ck_assert_str_eq(verdict.why, "");
}
END_TEST

START_TEST(outcome_of_its_case_is_tolerated)
{
	static const struct mni_outcome outcome = {.status = MNI_MALFORMED};
	struct mni_verdict verdict = judge_cut(outcome, LENIENT);

	ck_assert_int_eq(verdict.kind, MNI_PASS);
	ck_assert_str_eq(verdict.why, "got error malformed in 0 ms: accepted, "
	                              "though ok \"quote\" is better");
	verdict = judge_cut(outcome, STRICT);
	ck_assert_int_eq(verdict.kind, MNI_FAIL);
	ck_assert_str_eq(verdict.why,
	    "expected ok \"quote\" or error truncated; "
	    "got error malformed in 0 ms");
	mni_verdict_fini(&verdict);
}
END_TEST

/* Two mocks; the first of them is a server of dns. */
#define TWO                                                                 \
	"case a\nclause RFC 1\nlevel must\nsays x\nask get-ip udp\n"        \
	"serve dns as first\n  rule do drop\nserve udp as second\n  recv\n" \
	"expect ok\n"

/* Judges the case TWO with SEEN behind it, when OCTETS have come to the mock
 * NTH. */
static struct mni_verdict
judge_two(const char *seen, size_t nth, const char *octets)
{
	struct mni_outcome outcome = {.status = MNI_OK};
	struct mni_suite suite = MNI_SUITE_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	struct mni_verdict verdict;
	struct mn_server *server, *asked;
	char text[512];
	int fd;

	(void)snprintf(text, sizeof(text), "%s%s", TWO, seen);
	ck_assert_msg(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble) == MNI_OK,
	    "%s", trouble.text);
	server = mni_start_mock(net, suite.cases[0], &verdict);
	ck_assert_ptr_nonnull(server);
	asked = nth == 0 ? server : mni_other_mock(server, nth - 1);
	ck_assert_ptr_nonnull(asked);
	ck_assert_ptr_null(mni_other_mock(server, 1));
	fd = dial(asked, SOCK_DGRAM);
	ck_assert_int_gt((int)send(fd, octets, strlen(octets), 0), 0);
	(void)close(fd);
	await(asked, MN_RECV, 1);
	verdict = mni_judge(suite.cases[0], &outcome, server, true);
	mni_suite_fini(&suite);
	return verdict;
}

static void
assert_two(const char *seen, size_t nth, const char *octets, const char *want)
{
	struct mni_verdict verdict = judge_two(seen, nth, octets);

	ck_assert_str_eq(verdict.why, want);
	ck_assert(verdict.asked);
	mni_verdict_fini(&verdict);
}

START_TEST(any_mock_may_be_asked)
{
	assert_two("", 0, "x", "");
}
END_TEST

START_TEST(second_mock_may_be_asked)
{
	assert_two("seen requests 1\nseen \"x\" times 1\n", 1, "x", "");
}
END_TEST

START_TEST(mock_is_meant_by_its_name)
{
	assert_two("seen requests 1 at second\nseen requests 0 at first\n", 1,
	    "x", "");
}
END_TEST

START_TEST(another_mock_was_asked)
{
	assert_two("seen octets 1..2 at first\n", 1, "x",
	    "expected 1 to 2 octets at first; it saw 0");
}
END_TEST

START_TEST(what_is_odd_is_not_clean)
{
	assert_two("seen clean\n", 0, "x",
	    "expected 0 odd requests at the mock; it saw 1");
}
END_TEST

START_TEST(excerpt_has_every_mock)
{
	struct mni_verdict verdict = judge_two("seen requests 0\n", 1, "x");

	ck_assert_int_eq(verdict.kind, MNI_FAIL);
	ck_assert_ptr_nonnull(verdict.excerpt);
	ck_assert_ptr_nonnull(strstr(verdict.excerpt, "  at second:\n"));
	ck_assert_ptr_nonnull(strstr(verdict.excerpt, "\"x\""));
	mni_verdict_fini(&verdict);
}
END_TEST

int
main(void)
{
	static TTest tests[COUNT(rows)], line_tests[COUNT(lines)];
	const TTest *const plain[] = {excerpt_shows_the_wire_and_what_was_said,
	    success_needs_no_line, status_without_a_class_is_not_ours,
	    octets_that_were_not_kept_are_not_looked_at,
	    requests_over_the_other_transport_do_not_count,
	    outcome_of_a_sweep_is_wanted, outcome_of_its_case_is_tolerated,
	    any_mock_may_be_asked, second_mock_may_be_asked,
	    mock_is_meant_by_its_name, another_mock_was_asked,
	    what_is_odd_is_not_clean, excerpt_has_every_mock};
	Suite *suite = suite_create("judge");
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		tests[i] = (TTest){rows[i].name, judge_row, __FILE__, __LINE__};
		dial_add(suite, &tests[i], (int)i);
	}
	for (i = 0; i < COUNT(lines); i++) {
		line_tests[i] =
		    (TTest){lines[i].name, hold_to_a_line, __FILE__, __LINE__};
		dial_add(suite, &line_tests[i], (int)i);
	}
	for (i = 0; i < COUNT(plain); i++)
		dial_add(suite, plain[i], (int)i);
	return checks_main_in_lanes(suite);
}
