/* SPDX-License-Identifier: MIT */
/* What goes wrong with answers of the http stand-in, as a bare client sees
 * it. */
#include <config.h>

#include "support/scratch.h"
#include "support/web.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* How a connection ends, as its client sees it; KEPT: it answers again. */
enum end { FIN, RST, OPEN, KEPT };

#define HEAD                                                         \
	"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n" \
	"Content-Length: 6\r\n\r\n"
#define BODY "abcdef"

/* With a client that asks a rule which would send BODY behind HEAD, WORDS
 * behind its send and FAULT above it. */
static const struct row {
	const char *name, *words, *fault, *heard;
	enum end end;
} rows[] = {
    {"nothing", "", "", HEAD BODY, KEPT},
    {"cut_at_0", "cut at 0 fin", "", "", FIN},
    {"cut_at_rst", "cut at 5 rst", "", "HTTP/", RST},
    {"cut_at_stall", "cut at 5 stall", "", "HTTP/", OPEN},
    {"cut_behind_the_end", "cut at 999 fin", "", HEAD BODY, FIN},
    {"cut_in_status", "cut in status at 8 fin", "", "HTTP/1.1", FIN},
    {"cut_in_status_end", "cut in status at 999 rst", "", "HTTP/1.1 200 OK\r\n",
        RST},
    {"cut_in_header", "cut in header at 4 fin", "", "HTTP/1.1 200 OK\r\nDate",
        FIN},
    {"cut_in_header_end", "cut in header at 999 stall", "", HEAD, OPEN},
    {"cut_in_body", "cut in body at 3 rst", "", HEAD "abc", RST},
    {"cut_in_body_start", "cut in body at 0 fin", "", HEAD, FIN},
    {"each_byte", "each byte", "", HEAD BODY, KEPT},
    {"drip", "drip 20 every 1ms", "", HEAD BODY, KEPT},
    {"split", "split at 17 30 gap 1ms", "", HEAD BODY, KEPT},
    {"after_accept_rst", "", "after accept rst", "", RST},
    {"after_accept_fin", "", "after accept fin", "", FIN},
    {"after_in_rst", "", "after 10 in rst", "", RST},
    {"before_reply_fin", "", "before reply fin", "", FIN},
    {"before_reply_insert", "", "before reply insert \"x\"", "x" HEAD BODY,
        KEPT},
    {"before_reply_drip", "", "before reply drip", HEAD BODY, KEPT},
    {"at_fin", "", "at 3 fin", "HTT", FIN},
    {"at_insert", "", "at 4 insert \"S\"",
        "HTTPS/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        "Content-Length: 6\r\n\r\n" BODY,
        KEPT},
    {"in_status_start", "", "in status at 0 insert \"x\"", "x" HEAD BODY, KEPT},
    {"in_status_fin", "", "in status at 4 fin", "HTTP", FIN},
    {"in_header_start_insert", "", "in header at 0 insert \"X: y\\r\\n\"",
        "HTTP/1.1 200 OK\r\nX: y\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        "Content-Length: 6\r\n\r\n" BODY,
        KEPT},
    {"in_header_rst", "", "in header at 4 rst", "HTTP/1.1 200 OK\r\nDate", RST},
    {"in_body_start_insert", "", "in body at 0 insert \"x\"", HEAD "x" BODY,
        KEPT},
    {"in_body_insert", "", "in body at 3 insert \"x\"", HEAD "abcxdef", KEPT},
    {"in_body_end_insert", "", "in body at 6 insert \"x\"", HEAD BODY "x",
        KEPT},
    {"in_body_stall", "", "in body at 3 stall", HEAD "abc", OPEN},
    {"in_body_wait", "", "in body at 3 wait 5ms", HEAD BODY, KEPT},
    {"after_reply_rst", "", "after reply rst", HEAD BODY, RST},
    {"after_reply_insert", "", "after reply insert \"x\"", HEAD BODY "x", KEPT},
    {"after_reply_fin", "", "after reply fin", HEAD BODY, FIN},
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static void
hear_the_end(int fd, enum end end)
{
	static const char again[] =
	    "GET /again HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

	switch (end) {
	case FIN:
		hear_end(fd);
		break;
	case RST:
		hear_reset(fd);
		break;
	case OPEN:
		hear_nothing(fd);
		break;
	case KEPT:
		say(fd, again);
		web_expect(fd, 200, "again");
		hear_end(fd);
		break;
	}
}

static void
suffer(int index)
{
	const struct row *row = &rows[index];
	struct mn_server *server;
	char script[400];
	int fd;

	(void)snprintf(script, sizeof(script),
	    "http\n clock 1994-11-06T08:49:37Z\n"
	    " on GET / send 200 \"%s\" %s\n on GET /again send 200 \"again\"\n"
	    " %s%s\n",
	    BODY, row->words, row->fault[0] == '\0' ? "" : "fault ",
	    row->fault);
	server = serve(script);
	fd = dial(server, SOCK_STREAM);
	if (strncmp(row->fault, "after accept", 12) != 0)
		say(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	hear(fd, row->heard);
	hear_the_end(fd, row->end);
	ck_assert_uint_eq(
	    mn_count(server, MN_FAULT), row->fault[0] == '\0' ? 0 : 1);
	ck_assert_uint_eq(mn_count(server, MN_UNEXPECTED), 0);
	(void)close(fd);
}

/* The sections of each answer, not of the connection: the fault waits for an
 * answer that is long enough. */
START_TEST(a_fault_in_a_section_is_of_one_answer)
{
	struct mn_server *server = serve(
	    "http\n fault in body at 3 insert \"xx\"\n"
	    " on GET /raw send raw \"HTTP/1.1 200 OK\\r\\nContent-Length: "
	    "9\\r\\n\\r\\nno answer\"\n"
	    " on GET / send 200 \"abcdef\" field \"Content-Length\" "
	    "\"8\"\n");
	int fd = web_ask(server, "GET", "/raw");

	web_expect(fd, 200, "no answer");
	say(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	web_expect(fd, 200, "abcxxdef");
	ck_assert_uint_eq(mn_count(server, MN_FAULT), 1);
	(void)close(fd);
}
END_TEST

START_TEST(faults_of_one_connection)
{
	struct mn_server *server = serve("http\n on GET / send 200 \"x\"\n"
	                                 " connection 1\n"
	                                 "  fault before reply rst\n"
	                                 " connection 2\n"
	                                 "  fault after accept fin\n"
	                                 " connection any\n");
	int fd = web_ask(server, "GET", "/");

	hear_reset(fd);
	(void)close(fd);
	fd = dial(server, SOCK_STREAM);
	hear_end(fd);
	(void)close(fd);
	web_get(server, "/", 200, "x");
	ck_assert(mn_ok(net));
}
END_TEST

static long long
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

START_TEST(a_wait_lasts_as_long_as_it_says)
{
	struct mn_server *server = serve(
	    "http\n on GET /\n  wait 30ms\n  send 200 \"late\"\n"
	    "  wait 30ms\n  send raw \"more\"\n");
	long long begin = now_ms();
	int fd = web_ask(server, "GET", "/");

	web_expect(fd, 200, "late");
	ck_assert_int_ge(now_ms() - begin, 30);
	hear(fd, "more");
	ck_assert_int_ge(now_ms() - begin, 60);
	(void)close(fd);
}
END_TEST

START_TEST(a_rule_waits_at_a_barrier)
{
	struct mn_server *server =
	    serve("http\n on GET /\n  barrier go\n  send 200 \"went\"\n");
	int fd = web_ask(server, "GET", "/");

	await(server, MN_BARRIER, 1);
	hear_nothing(fd);
	ck_assert(mn_barrier(net, "go", PATIENCE_MS));
	web_expect(fd, 200, "went");
	(void)close(fd);
}
END_TEST

/* A rule can end the connection, whatever the client wants. */
START_TEST(the_ends_of_a_rule)
{
	struct mn_server *server = serve(
	    "http\n on GET /close send 200 \"x\"\n  close\n"
	    " on GET /fin send 200 \"x\"\n  fin\n"
	    " on GET /rst send 200 \"x\"\n  rst\n"
	    " on GET /only rst\n"
	    " on GET /stall stall\n"
	    " on GET /loop\n  send raw \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n"
	    "  loop 3\n   send raw \"x\"\n  end\n  close\n");
	int fd = web_ask(server, "GET", "/close");

	web_expect(fd, 200, "x");
	hear_end(fd);
	(void)close(fd);
	await(server, MN_FIN_SEEN, 1);
	fd = web_ask(server, "GET", "/fin");
	web_expect(fd, 200, "x");
	hear_end(fd);
	/* Who has closed its side answers no more. */
	say(fd, "GET /fin HTTP/1.1\r\nHost: a\r\n\r\n");
	(void)shutdown(fd, SHUT_WR);
	await(server, MN_FIN_SEEN, 2);
	ck_assert_uint_eq(mn_requests(server, "GET /fin"), 1);
	(void)close(fd);
	fd = web_ask(server, "GET", "/rst");
	web_expect(fd, 200, "x");
	hear_reset(fd);
	(void)close(fd);
	fd = web_ask(server, "GET", "/only");
	hear_reset(fd);
	(void)close(fd);
	fd = web_ask(server, "GET", "/stall");
	hear_nothing(fd);
	(void)close(fd);
	web_get(server, "/loop", 200, "xxx");
}
END_TEST

/* An answer without end, but for what there may be in one. */
START_TEST(a_long_answer_stops_when_the_client_goes)
{
	struct mn_server *server = serve(
	    "http\n on GET / send 200 \"0123456789abcdef\" repeat 60000000 "
	    "chunked 1000\n");
	int fd = web_ask(server, "GET", "/");
	struct mn_event event;

	hear(fd, "HTTP/1.1 200 OK\r\n");
	(void)close(fd);
	await(server, MN_RST_SEEN, 1);
	event = happened(server, MN_SEND, mn_count(server, MN_SEND) - 1);
	ck_assert_uint_lt(event.offset + event.size, 900000000);
}
END_TEST

#define HELD 50

START_TEST(stop_waits_for_no_client)
{
	struct mn_server *server = serve(
	    "http\n on GET /wait\n  wait 30s\n  send 200\n"
	    " on GET /drip send 200 \"x\" repeat 10000 drip 1 every 1s\n"
	    " on GET /long send 200 \"x\" repeat 100000000\n on GET /stall "
	    "stall\n");
	static const char *const targets[] = {
	    "/wait", "/drip", "/long", "/stall"};
	int fds[HELD], i;
	long long begin;

	for (i = 0; i < HELD; i++)
		fds[i] = web_ask(server, "GET", targets[i % 4]);
	await(server, MN_REQUEST, HELD);
	begin = now_ms();
	ck_assert(mn_stop(server));
	ck_assert_int_lt(now_ms() - begin, 1000);
	for (i = 0; i < HELD; i++)
		(void)close(fds[i]);
}
END_TEST

/* Static files. */
START_TEST(files_of_a_folder)
{
	char script[400], folder[SCRATCH_PATH];
	struct mn_server *server;
	struct web_answer answer;
	int fd;

	scratch_write("index.html", "<p>index", 8);
	scratch_write("a b.txt", "blank", 5);
	scratch_write("empty", "", 0);
	(void)snprintf(script, sizeof(script),
	    "http\n folder \"%s\"\n on GET /rule send 200 \"rule\"\n",
	    scratch_path(folder, ""));
	server = serve(script);
	fd = web_ask(server, "GET", "/?x");
	answer = web_hear(fd, "GET");
	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(answer.body, "<p>index");
	ck_assert_str_eq(web_field(&answer, "Content-Type"), "text/html");
	free(answer.body);
	say(fd, "HEAD /a%20b.txt HTTP/1.1\r\nHost: a\r\n\r\n");
	answer = web_hear(fd, "HEAD");
	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(web_field(&answer, "Content-Length"), "5");
	ck_assert_str_eq(web_field(&answer, "Content-Type"), "text/plain");
	free(answer.body);
	(void)close(fd);
	web_get(server, "/%61%20b.txt", 200, "blank");
	web_get(server, "/empty", 200, "");
	web_get(server, "/rule", 200, "rule");
	ck_assert(mn_ok(net));
	fd = web_ask(server, "POST", "/empty");
	answer = web_hear(fd, "POST");
	ck_assert_int_eq(answer.status, 405);
	ck_assert_str_eq(web_field(&answer, "Allow"), "GET, HEAD, OPTIONS");
	free(answer.body);
	(void)close(fd);
}
END_TEST

START_TEST(nothing_outside_of_a_folder)
{
	static const char *const targets[] = {"/../x", "/..", "/.", "/./x",
	    "//x", "/x/", "/%2e%2e/x", "/%2fx", "/x%00", "/a/../x", "/a/%2E./x",
	    "/a"};
	char script[400], path[SCRATCH_PATH], around[SCRATCH_PATH];
	struct mn_server *server;
	struct web_answer answer;
	size_t i;
	int fd;

	scratch_write("x", "secret", 6);
	(void)snprintf(script, sizeof(script),
	    "http\n folder \"%s\"\n on GET /rule send 200\n",
	    scratch_path(path, ""));
	server = serve(script);
	web_get(server, "/x", 200, "secret");
	for (i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		fd = web_ask(server, "GET", targets[i]);
		answer = web_hear(fd, "GET");
		ck_assert_msg(
		    answer.status == 404, "%s: %d", targets[i], answer.status);
		free(answer.body);
		(void)close(fd);
	}
	/* The way out and in again. */
	(void)scratch_path(path, "x");
	path[strlen(path) - 2] = '\0';
	(void)snprintf(around, sizeof(around), "/..%s/x", strrchr(path, '/'));
	fd = web_ask(server, "GET", around);
	answer = web_hear(fd, "GET");
	ck_assert_int_eq(answer.status, 404);
	free(answer.body);
	(void)close(fd);
}
END_TEST

/* An encoded slash is no part of the path. */
START_TEST(files_below_a_folder_of_a_folder)
{
	const char *folder = getenv("MOCKNET_FIXTURES");
	struct web_answer answer;
	char script[4200];
	int fd;

	if (folder == NULL) {
		checks_skip("files_below_a_folder_of_a_folder",
		    "MOCKNET_FIXTURES is not set");
		return;
	}
	(void)snprintf(
	    script, sizeof(script), "http\n folder \"%s\"\n", folder);
	fd = web_ask(serve(script), "GET", "/qotd/tcp.cases");
	answer = web_hear(fd, "GET");
	ck_assert_int_eq(answer.status, 200);
	ck_assert_uint_gt(answer.size, 0);
	ck_assert_str_eq(
	    web_field(&answer, "Content-Type"), "application/octet-stream");
	free(answer.body);
	say(fd, "GET /qotd%2Ftcp.cases HTTP/1.1\r\nHost: a\r\n\r\n"
	        "GET /qotd HTTP/1.1\r\nHost: a\r\n\r\n");
	web_expect(fd, 404,
	    "no rule is for GET /qotd%2Ftcp.cases; there is no rule at all\n");
	web_expect(
	    fd, 404, "no rule is for GET /qotd; there is no rule at all\n");
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {a_fault_in_a_section_is_of_one_answer,
	    faults_of_one_connection, a_wait_lasts_as_long_as_it_says,
	    a_rule_waits_at_a_barrier, the_ends_of_a_rule,
	    a_long_answer_stops_when_the_client_goes, stop_waits_for_no_client,
	    files_of_a_folder, files_below_a_folder_of_a_folder,
	    nothing_outside_of_a_folder};
	static TTest named[ROW_COUNT];
	Suite *suite = suite_create("web_faults");
	size_t i;
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		dial_add(suite, tests[i], (int)i);
	for (i = 0; i < ROW_COUNT; i++) {
		named[i] = (TTest){rows[i].name, suffer, __FILE__, __LINE__};
		dial_add(suite, &named[i], (int)i);
	}
	status = checks_main(suite);
	scratch_close();
	return status;
}
