/* SPDX-License-Identifier: MIT */
/* echo-client as a ping: a line for each round, and a summary. */
#include <config.h>

#include "support/child.h"
#include "support/dial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Patterns of what is printed.  Times are not judged. */
#define MS "[0-9]*.[0-9][0-9][0-9]"
#define BACK(octets, nth) \
	octets " octets from 127.0.0.1:*: seq=" nth " time=" MS " ms\n"
#define LOST(nth) "lost: seq=" nth "\n"
#define SUM(sent, back, lost) sent " sent, " back " came back, " lost " lost\n"
#define TIMES "time min/avg/max = " MS "/" MS "/" MS " ms\n"

static const struct row {
	const char *name, *script;
	const char *words[6];
	enum mni_status status;
	const char *said, *printed, *text;
} rows[] = {
    {"one_of_the_usual_size", "echo tcp\n", {"-c1"}, MNI_OK, NULL,
        BACK("64", "1") SUM("1", "1", "0") TIMES, NULL},
    {"three_of_100_octets", "echo tcp\n expect connections 1\n",
        {"--count=3", "--size=100"}, MNI_OK, NULL,
        BACK("100", "1") BACK("100", "2") BACK("100", "3") SUM("3", "3", "0")
            TIMES,
        NULL},
    {"three_datagrams", "echo udp\n expect datagrams 3\n", {"-uc3", "-s1"},
        MNI_OK, NULL,
        BACK("1", "1") BACK("1", "2") BACK("1", "3") SUM("3", "3", "0") TIMES,
        NULL},
    {"size_alone_is_one_round", "echo udp\n", {"-us65507"}, MNI_OK, NULL,
        BACK("65507", "1") SUM("1", "1", "0") TIMES, NULL},
    {"large_over_a_connection", "echo tcp\n", {"-c2", "-s1000000"}, MNI_OK,
        NULL,
        BACK("1000000", "1") BACK("1000000", "2") SUM("2", "2", "0") TIMES,
        NULL},

    {"octet_that_is_changed",
        "tcp\n recv 4\n send received\n recv 4\n send received\n recv 4\n"
        " send \"teXt\"\n stall\n",
        {"-c4"}, MNI_MISMATCH,
        "127.0.0.1: mismatch: 127.0.0.1:*: octet 2 was sent as \"x\" and came "
        "back as \"X\"",
        BACK("4", "1") BACK("4", "2") SUM("3", "2", "0") TIMES, "text"},
    {"datagram_that_is_changed",
        "udp\n recv\n send received\n recv\n send \"teXt\"\n", {"-uc4"},
        MNI_MISMATCH,
        "127.0.0.1: mismatch: 127.0.0.1:*: octet 2 was sent as \"x\" and came "
        "back as \"X\"",
        BACK("4", "1") SUM("2", "1", "0") TIMES, "text"},
    {"datagram_that_is_cut", "udp\n recv\n send \"te\"\n", {"-uc4"},
        MNI_MISMATCH,
        "127.0.0.1: mismatch: 127.0.0.1:*: only 2 of 4 octets came back", "",
        "text"},
    {"connection_that_ends",
        "tcp\n recv 4\n send received\n recv 4\n send \"te\"\n close\n",
        {"-c4"}, MNI_TRUNCATED,
        "127.0.0.1: truncated: 127.0.0.1:*: closed after 2 octets had come *",
        BACK("4", "1") SUM("2", "1", "0") TIMES, "text"},
    {"connection_that_hangs", "tcp\n recv 4\n send received\n recv 4\n stall\n",
        {"-c4", "--timeout=0.8"}, MNI_TIMEOUT,
        "127.0.0.1: timeout: 127.0.0.1:*: the time was over after 0 octets *",
        BACK("4", "1") SUM("2", "1", "0") TIMES, "text"},
    {"connection_that_is_refused", "tcp\n fault before accept refuse\n",
        {"-c4"}, MNI_REFUSED, "127.0.0.1: refused: 127.0.0.1:*: connect: *", "",
        NULL},

    /* what is lost is not repeated */
    {"datagram_that_is_lost",
        "udp\n recv\n send received\n drop\n recv\n send received\n"
        " expect datagrams 3\n",
        {"-uc3", "--retry=0.8"}, MNI_TIMEOUT,
        "127.0.0.1: timeout: 127.0.0.1:*: 1 of 3 datagrams were lost",
        BACK("64", "1") LOST("2") BACK("64", "3") SUM("3", "2", "1") TIMES,
        NULL},
    {"all_datagrams_lost", "udp\n drop 2\n expect datagrams 2\n",
        {"-uc2", "--retry=0.5"}, MNI_TIMEOUT,
        "127.0.0.1: timeout: 127.0.0.1:*: 2 of 2 datagrams were lost",
        LOST("1") LOST("2") SUM("2", "0", "2"), NULL},
    {"time_that_is_over", "udp\n drop 9\n",
        {"-uc9", "--retry=0.3", "--timeout=0.8"}, MNI_TIMEOUT,
        "127.0.0.1: timeout: 127.0.0.1:*: the time was over after [1-3] of 9 "
        "echoes",
        LOST("1") "*[1-3] sent, 0 came back, [1-3] lost\n", NULL},
};

static void
try_row(int index)
{
	const struct row *row = &rows[index];
	struct child child = {
	    .words = {"echo-client"}, .server = serve(row->script)};
	size_t i, count = 1;

	for (i = 0; i < COUNT(row->words) && row->words[i] != NULL; i++)
		child.words[count++] = row->words[i];
	child.words[count++] = "127.0.0.1";
	child.words[count++] = "{port}";
	child.words[count] = row->text;
	ck_assert(child_run(&child));
	child_ended(&child, row->status, row->said);
	child_printed(&child, row->printed);
	child_fini(&child);
	ck_assert_msg(mn_ok(net), "%s", mn_complaint(net));
}

/* Random octets are others in each round, TEXT is not. */
static void
compare_rounds(const char *text, bool same)
{
	struct mn_server *server = serve("echo udp\n");
	struct child child = {
	    .words = {"echo-client", "-uc2", "127.0.0.1", "{port}", text},
	    .server = server};
	struct mn_event first, second;

	ck_assert(child_run(&child));
	child_ended(&child, MNI_OK, NULL);
	child_fini(&child);
	first = happened(server, MN_RECV, 0);
	second = happened(server, MN_RECV, 1);
	ck_assert_uint_eq(first.size, second.size);
	ck_assert_int_eq(
	    memcmp(first.data, second.data, first.size) == 0, same);
	ck_assert_str_ne(first.peer, second.peer);
}

START_TEST(octets_of_the_rounds)
{
	compare_rounds(NULL, false);
	compare_rounds("text", true);
}
END_TEST

/* The answer to the first datagram comes while one to the second is waited
 * for, which would be the same. */
START_TEST(answer_that_is_late)
{
	struct child child = {.words = {"echo-client", "-uc2", "--retry=0.5",
	                          "127.0.0.1", "{port}", "text"},
	    .server =
	        serve("udp\n recv\n barrier go\n send received\n drop\n")};

	ck_assert(child_start(&child));
	child_await(&child, LOST("1"));
	ck_assert(mn_barrier(net, "go", PATIENCE_MS));
	child_wait(&child);
	child_ended(&child, MNI_TIMEOUT,
	    "127.0.0.1: timeout: 127.0.0.1:*: 2 of 2 datagrams were lost");
	child_printed(&child, LOST("1") LOST("2") SUM("2", "0", "2"));
	child_fini(&child);
}
END_TEST

/* More lines than a pipe holds. */
START_TEST(lines_that_are_not_read)
{
	struct child child = {.words = {"echo-client", "-c9999", "-s1",
	                          "--timeout=0.1", "127.0.0.1", "{port}"},
	    .server = serve("echo tcp\n"),
	    .out = STREAM_HELD};

	ck_assert(child_run(&child));
	child_ended(&child, MNI_TIMEOUT, "*: timeout: *");
	child_fini(&child);
}
END_TEST

START_TEST(empty_text)
{
	struct child child = {
	    .words = {"echo-client", "-uc1", "127.0.0.1", "{port}", ""},
	    .server = serve("echo udp\n expect datagrams 1\n")};

	ck_assert(child_run(&child));
	child_ended(&child, MNI_OK, NULL);
	child_printed(&child, BACK("0", "1") SUM("1", "1", "0") TIMES);
	child_fini(&child);
	ck_assert_msg(mn_ok(net), "%s", mn_complaint(net));
}
END_TEST

int
main(void)
{
	static TTest tests[COUNT(rows)];
	Suite *suite = suite_create("rounds");
	size_t i;

	dial_add(suite, octets_of_the_rounds, 0);
	dial_add(suite, answer_that_is_late, 0);
	dial_add(suite, lines_that_are_not_read, 0);
	dial_add(suite, empty_text, 0);
	for (i = 0; i < COUNT(rows); i++) {
		tests[i] = (TTest){rows[i].name, try_row, __FILE__, __LINE__};
		dial_add(suite, &tests[i], (int)i);
	}
	return checks_main_in_lanes(suite);
}
