/* SPDX-License-Identifier: MIT */
/* The http stand-in: rules, methods, connections. */
#include <config.h>

#include "http/reply.h"
#include "support/process.h"
#include "support/scratch.h"
#include "support/web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLOCK " clock 1994-11-06T08:49:37Z\n"
#define DATE "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

/* What answers look like to the last octet. */
static const struct shape {
	const char *name, *rule, *request, *answer;
} shapes[] = {
    {"a_type_and_a_text", "on GET / send 200 text/html \"<p>\"",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" DATE
        "Content-Type: text/html\r\nContent-Length: 3\r\n\r\n<p>"},
    {"nothing_but_a_status", "on GET / send 404",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\n" DATE "Content-Length: 0\r\n\r\n"},
    {"a_status_without_phrase", "on GET / send 299",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 299 \r\n" DATE "Content-Length: 0\r\n\r\n"},
    {"no_content", "on GET / send 204", "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n" DATE "\r\n"},
    {"not_modified", "on GET / send 304 field \"ETag\" \"\\\"x\\\"\"",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\n" DATE "ETag: \"x\"\r\n\r\n"},
    {"head_of_a_rule_for_get", "on GET / send 200 \"four\"",
        "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" DATE "Content-Length: 4\r\n\r\n"},
    {"head_of_chunks", "on GET / send 200 \"four\" chunked 3",
        "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" DATE "Transfer-Encoding: chunked\r\n\r\n"},
    {"fields_of_the_script",
        "on GET / send 302 field \"Location\" \"/x\" field \"X-Y\" \"\" \"z\"",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 302 Found\r\n" DATE
        "Location: /x\r\nX-Y: z\r\nContent-Length: 0\r\n\r\n"},
    {"own_fields_replaced",
        "on GET / send 200 \"ab\" field \"date\" \"now\" field "
        "\"content-length\" \"9\"",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\ndate: now\r\ncontent-length: 9\r\n\r\nab"},
    {"own_fields_left_out",
        "on GET / send 200 \"ab\" without \"Date\" without "
        "\"Content-Length\"",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nab"},
    {"close_is_said_when_it_is_asked_for", "on GET / send 200",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" DATE
        "Content-Length: 0\r\nConnection: close\r\n\r\n"},
    {"close_by_a_field", "on GET / send 200 field \"Connection\" \"close\"",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" DATE
        "Connection: close\r\nContent-Length: 0\r\n\r\n"},
    {"http_1_0_ends", "on GET / send 200 \"x\"", "GET / HTTP/1.0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" DATE
        "Content-Length: 1\r\nConnection: close\r\n\r\nx"},
    {"http_1_0_is_kept", "on GET / send 200 \"x\"",
        "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" DATE
        "Content-Length: 1\r\nConnection: keep-alive\r\n\r\nx"},
    {"http_1_0_knows_no_chunks", "on GET / send 200 \"x\" chunked 1",
        "GET / HTTP/1.0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" DATE
        "Content-Length: 1\r\nConnection: close\r\n\r\nx"},
    {"chunks", "on GET / send 200 \"abcdefghijk\" repeat 2 chunked 10",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" DATE "Transfer-Encoding: chunked\r\n\r\n"
        "a\r\nabcdefghij\r\na\r\nkabcdefghi\r\n2\r\njk\r\n0\r\n\r\n"},
    {"chunks_that_fit", "on GET / send 200 \"abcd\" chunked 2",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" DATE "Transfer-Encoding: chunked\r\n\r\n"
        "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"},
    {"chunks_of_nothing", "on GET / send 200 chunked 10",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" DATE
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"raw_octets", "on GET / send raw \"\\x00 HTTP\\n\"",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\0 HTTP\n"},
    {"interim_answers",
        "on GET / send 103 field \"Link\" \"</x>\"\n  send 200 \"x\"",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
        "HTTP/1.1 200 OK\r\n" DATE "Content-Length: 1\r\n\r\nx"},
    {"the_body_of_the_request", "on POST / send 200 received",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3;x=y\r\nabc\r\n002\r\nde\r\n0\r\nX: y\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" DATE "Content-Length: 5\r\n\r\nabcde"},
    {"expected_100_continue", "on POST / send 200",
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n"
        "Content-Length: 1\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n"},
    {"made_octets", "form ctime\n on GET / send 200 daytime",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" DATE
        "Content-Length: 26\r\n\r\nSun Nov  6 08:49:37 1994\r\n"},
    {"options_of_a_target", "on GET / send 200\n on POST / send 200",
        "OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n" DATE
        "Allow: GET, POST, HEAD, OPTIONS\r\n\r\n"},
    {"options_of_the_server", "on GET /x send 200\n on PUT /y send 200",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n" DATE
        "Allow: GET, PUT, HEAD, OPTIONS\r\n\r\n"},
};

static void
look_at_shape(int index)
{
	const struct shape *row = &shapes[index];
	size_t want = strlen(row->answer);
	struct mn_server *server;
	char script[300], data[1000];
	int fd;

	if (row->answer[0] == '\0')
		want = sizeof("\0 HTTP\n") - 1;
	(void)snprintf(
	    script, sizeof(script), "http\n" CLOCK " %s\n", row->rule);
	server = serve(script);
	fd = dial(server, SOCK_STREAM);
	say(fd, row->request);
	ck_assert_int_eq((int)recv(fd, data, want, MSG_WAITALL), (int)want);
	data[want] = '\0';
	ck_assert_str_eq(data, row->answer);
	ck_assert_mem_eq(data, row->answer, want);
	if (strstr(row->answer, "Connection: close") != NULL)
		hear_end(fd);
	else
		hear_nothing(fd);
	ck_assert(mn_ok(net));
	(void)close(fd);
}

/* Which rule is played. */
START_TEST(the_first_rule_that_fits_is_played)
{
	struct mn_server *server = serve("http\n"
	                                 " on GET /x?a=1 send 200 \"query\"\n"
	                                 " on GET /x send 200 \"path\"\n"
	                                 " on GET /x* send 200 \"begins\"\n"
	                                 " on any \"/q?b*\" send 200 \"open\"\n"
	                                 " on HEAD /h send 201\n"
	                                 " on GET /h send 200 \"get\"\n"
	                                 " otherwise send 200 \"other\"\n");
	struct web_answer answer;
	int fd;

	web_get(server, "/x?a=1", 200, "query");
	web_get(server, "/x?a=2", 200, "path");
	web_get(server, "/x", 200, "path");
	web_get(server, "/xy?z", 200, "begins");
	web_get(server, "/q?bcd", 200, "open");
	web_get(server, "/q", 200, "other");
	web_get(server, "/X", 200, "other");
	web_get(server, "/%78", 200, "other");
	web_get(server, "http://mock/x?a=1", 200, "query");
	web_get(server, "http://mock?", 200, "other");
	web_get(server, "/h", 200, "get");
	fd = web_ask(server, "HEAD", "/h");
	answer = web_hear(fd, "HEAD");
	ck_assert_int_eq(answer.status, 201);
	free(answer.body);
	(void)close(fd);
	fd = web_ask(server, "DELETE", "/h");
	web_expect(fd, 200, "other");
	(void)close(fd);
	ck_assert(mn_ok(net));
}
END_TEST

START_TEST(rules_are_used_up_in_turn)
{
	struct mn_server *server = serve("http\n"
	                                 " on GET /x once send 503 \"1\"\n"
	                                 " on GET /x times 2 send 500 \"2\"\n"
	                                 " on GET /x send 200 \"3\"\n"
	                                 " on GET /y once send 200 \"4\"\n");

	web_get(server, "/x", 503, "1");
	web_get(server, "/x", 500, "2");
	web_get(server, "/x", 500, "2");
	web_get(server, "/x", 200, "3");
	web_get(server, "/x", 200, "3");
	web_get(server, "/y", 200, "4");
	ck_assert(mn_ok(net));
	web_get(server, "/y", 404,
	    "no rule is for GET /y; closest: GET /y, which is used up\n");
	ck_assert(!mn_ok(net));
}
END_TEST

START_TEST(rules_of_a_connection)
{
	struct mn_server *server = serve("http\n"
	                                 " on GET /all send 200 \"all\"\n"
	                                 " connection 1\n"
	                                 "  on GET / send 200 \"one\"\n"
	                                 " connection 2..3\n"
	                                 "  on GET / send 200 \"two\"\n"
	                                 "  otherwise send 200 \"other\"\n");
	int fd;

	web_get(server, "/", 200, "one");
	web_get(server, "/", 200, "two");
	web_get(server, "/x", 200, "other");
	ck_assert(mn_ok(net));
	fd = dial(server, SOCK_STREAM);
	hear_reset(fd);
	(void)close(fd);
	server = serve("http\n on GET /all send 200 \"all\"\n connection 2\n"
	               "  on GET / send 200 \"two\"\n connection any\n");
	web_get(server, "/all", 200, "all");
	web_get(server, "/all", 200, "all");
}
END_TEST

/* What nobody has thought of. */
START_TEST(a_request_without_a_rule_is_unexpected)
{
	struct mn_server *server =
	    serve("http as w\n on GET /x send 200\n on PUT /yy?a send 200\n");
	struct web_answer answer;
	int fd;

	web_get(server, "/xx", 404,
	    "no rule is for GET /xx; closest: GET /x, differs in the path\n");
	web_get(server, "/yy?b", 404,
	    "no rule is for GET /yy?b; closest: GET /x, differs in the "
	    "path\n");
	fd = web_ask(server, "PUT", "/yy?b");
	web_expect(fd, 404,
	    "no rule is for PUT /yy?b; closest: PUT /yy?a, differs in the "
	    "query\n");
	(void)close(fd);
	fd = web_ask(server, "POST", "/x");
	answer = web_hear(fd, "POST");
	ck_assert_int_eq(answer.status, 405);
	ck_assert_str_eq(web_field(&answer, "Allow"), "GET, HEAD, OPTIONS");
	free(answer.body);
	(void)close(fd);
	fd = web_ask(server, "BREW", "/x");
	answer = web_hear(fd, "BREW");
	ck_assert_int_eq(answer.status, 501);
	free(answer.body);
	(void)close(fd);
	ck_assert(!mn_ok(net));
	ck_assert_uint_eq(mn_count(server, MN_UNEXPECTED), 5);
	ck_assert_str_eq(told(server, MN_UNEXPECTED, 3),
	    "no rule is for POST /x; closest: GET /x, differs in the method");
}
END_TEST

/* Connections. */
START_TEST(requests_follow_each_other)
{
	struct mn_server *server = serve(
	    "http\n on GET /1 send 200 \"1\"\n on POST /2 send 200 "
	    "received\n expect connections 1\n");
	int fd = web_ask(server, "GET", "/1");

	web_expect(fd, 200, "1");
	say(fd, "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
	web_expect(fd, 200, "hi");
	say(fd, "\r\nGET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	web_expect(fd, 200, "1");
	hear_end(fd);
	ck_assert(mn_ok(net));
	(void)close(fd);
}
END_TEST

START_TEST(pipelined_requests_are_answered_in_order)
{
	struct mn_server *server = serve(
	    "http\n on GET /a\n  wait 5ms\n  send 200 \"a\"\n"
	    " on GET /b send 200 \"b\" each byte\n"
	    " on POST /c send 200 received\n");
	int fd = dial(server, SOCK_STREAM);

	say(fd, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
	        "POST /c HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nc"
	        "GET /b HTTP/1.1\r\nHost: a\r\n\r\n"
	        "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
	        "GET /b HTTP/1.1\r\nHost: a\r\n\r\n");
	web_expect(fd, 200, "a");
	web_expect(fd, 200, "c");
	web_expect(fd, 200, "b");
	web_expect(fd, 200, "a");
	hear_end(fd);
	ck_assert_uint_eq(mn_count(server, MN_REQUEST), 4);
	(void)close(fd);
}
END_TEST

START_TEST(a_client_that_has_closed_its_side_is_answered)
{
	struct mn_server *server = serve("http\n on GET / send 200 \"x\"\n");
	int fd = web_ask(server, "GET", "/");

	(void)shutdown(fd, SHUT_WR);
	web_expect(fd, 200, "x");
	hear_end(fd);
	(void)close(fd);
	fd = dial(server, SOCK_STREAM);
	(void)shutdown(fd, SHUT_WR);
	hear_end(fd);
	(void)close(fd);
	ck_assert_uint_eq(mn_count(server, MN_REQUEST), 1);
	ck_assert(mn_ok(net));
}
END_TEST

/* The body comes when it was asked for, and only then. */
START_TEST(a_body_comes_behind_100_continue)
{
	struct mn_server *server =
	    serve("http\n on POST / send 200 received\n");
	int fd = dial(server, SOCK_STREAM);

	say(fd, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
	        "Content-Length: 3\r\n\r\n");
	hear(fd, "HTTP/1.1 100 Continue\r\n\r\n");
	ck_assert_uint_eq(mn_count(server, MN_REQUEST), 0);
	say(fd, "abc");
	web_expect(fd, 200, "abc");
	say(fd, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
	        "Content-Length: 3\r\n\r\ndef");
	web_expect(fd, 200, "def");
	/* A client of HTTP/1.0 does not know it. */
	say(fd, "POST / HTTP/1.0\r\nExpect: 100-continue\r\n"
	        "Content-Length: 3\r\n\r\n");
	hear_nothing(fd);
	say(fd, "ghi");
	web_expect(fd, 200, "ghi");
	(void)close(fd);
}
END_TEST

/* RFC 9112 section 9.6: the client reads all of the answer, whatever it has
 * sent that nobody wanted. */
START_TEST(an_answer_survives_what_was_not_read)
{
	struct mn_server *server = serve(
	    "http\n on GET / send 200 \"x\" repeat 100000 without "
	    "\"Content-Length\"\n");
	static char junk[200000];
	struct web_answer answer;
	int fd = dial(server, SOCK_STREAM);

	memset(junk, 'j', sizeof(junk));
	say(fd, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	web_send(fd, junk, sizeof(junk));
	answer = web_hear(fd, "GET");
	ck_assert(answer.ended);
	ck_assert_uint_eq(answer.size, 100000);
	free(answer.body);
	(void)close(fd);
}
END_TEST

START_TEST(the_same_over_ipv6_and_at_a_path)
{
	char path[SCRATCH_PATH], script[400];
	struct mn_server *server;

	(void)scratch_path(path, "web");
	(void)snprintf(script, sizeof(script),
	    "http unix \"%s\" as u\n on GET / send 200 \"unix\"\n", path);
	server = serve(script);
	ck_assert_str_eq(mn_kind(server), "http-unix");
	web_get(server, "/", 200, "unix");
	ck_assert_ptr_null(mn_url(server, "/"));
	server = mn_serve(net, "http ipv6\n on GET / send 200 \"six\"\n");
	if (server == NULL) {
		checks_skip("the_same_over_ipv6_and_at_a_path", "%s",
		    mn_complaint(net));
		return;
	}
	ck_assert_str_eq(mn_kind(server), "http");
	web_get(server, "/", 200, "six");
	ck_assert(strncmp(mn_url(server, "/"), "http://[::1]:", 13) == 0);
}
END_TEST

/* Copies all of REPLY, SIZE octets at a time, and compares it with WANT.  There
 * are a hundred thousand parts: an assertion for each would take a second. */
static void
assert_windows(const struct mni_reply *reply, const uint8_t *want, size_t size)
{
	size_t at, part;
	uint8_t got[600];

	for (at = 0; at < reply->size; at += part) {
		part = reply->size - at < size ? reply->size - at : size;
		memset(got, '?', sizeof(got));
		mni_reply_copy(reply, at, part, got);
		if (memcmp(got, want + at, part) != 0 || got[part] != '?')
			ck_abort_msg("%zu octets at %zu are others", part, at);
	}
}

/* However many octets leave at a time, they are the same. */
START_TEST(any_part_of_an_answer_can_leave)
{
	struct mni_occasion occasion = {
	    .date = "today", .minor = 1, .persists = true};
	struct mni_answer answer = {.status = 200};
	struct mni_copies content = {(const uint8_t *)"abcdefg", 7, 0};
	struct mni_reply reply = {.size = 0};
	uint8_t whole[600];
	size_t size;

	for (content.size = 0; content.size < 50; content.size += 7)
		for (answer.chunk = 0; answer.chunk < 20; answer.chunk++) {
			ck_assert_int_eq(mni_reply_make(&reply, &answer,
			                     &content, &occasion),
			    0);
			ck_assert_uint_lt(reply.size, sizeof(whole));
			mni_reply_copy(&reply, 0, reply.size, whole);
			for (size = 1; size < 40; size++)
				assert_windows(&reply, whole, size);
		}
	mni_reply_fini(&reply);
}
END_TEST

/* Asks for a page that takes a while until its Date is another one. */
START_TEST(the_date_goes_on)
{
	struct mn_server *server =
	    serve("http\n on GET /\n  wait 20ms\n  send 200\n");
	int fd = web_ask(server, "GET", "/"), asked = 1;
	struct web_answer answer = web_hear(fd, "GET");
	char first[100];

	ck_assert_ptr_nonnull(web_field(&answer, "Date"));
	(void)snprintf(first, sizeof(first), "%s", web_field(&answer, "Date"));
	ck_assert_uint_eq(strlen(first), 29);
	while (strcmp(web_field(&answer, "Date"), first) == 0) {
		ck_assert_int_lt(asked++, 100);
		free(answer.body);
		say(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
		answer = web_hear(fd, "GET");
	}
	free(answer.body);
	(void)close(fd);
}
END_TEST

#define CROWD 1000

/* All are there before the first is answered. */
START_TEST(a_thousand_at_a_time)
{
	struct mn_server *server = serve(
	    "http\n on GET /\n  barrier all 1000\n  send 200 \"crowd\"\n"
	    " on GET /more send 200 \"more\"\n expect connections 1000\n");
	static int fds[CROWD];
	int i;

	if (mni_process_raise_limit(2 * CROWD + 100) < 2 * CROWD + 100) {
		checks_skip("a_thousand_at_a_time", "too few descriptors");
		return;
	}
	for (i = 0; i < CROWD; i++)
		fds[i] = web_ask(server, "GET", "/");
	for (i = 0; i < CROWD; i++) {
		web_expect(fds[i], 200, "crowd");
		say(fds[i], "GET /more HTTP/1.1\r\nHost: a\r\n\r\n");
	}
	for (i = 0; i < CROWD; i++) {
		web_expect(fds[i], 200, "more");
		(void)close(fds[i]);
	}
	ck_assert(mn_ok(net));
	ck_assert_uint_eq(mn_requests(server, ""), (size_t)2 * CROWD);
}
END_TEST

START_TEST(a_redirect_names_the_address)
{
	struct mn_server *server = serve(
	    "http\n on GET / send 302 field \"Location\" \"http://\" address "
	    "\"/end\"\n");
	struct web_answer answer;
	int fd = web_ask(server, "GET", "/");

	answer = web_hear(fd, "GET");
	ck_assert_str_eq(
	    web_field(&answer, "Location"), mn_url(server, "/end"));
	free(answer.body);
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {the_first_rule_that_fits_is_played,
	    rules_are_used_up_in_turn, rules_of_a_connection,
	    a_request_without_a_rule_is_unexpected, requests_follow_each_other,
	    pipelined_requests_are_answered_in_order,
	    a_client_that_has_closed_its_side_is_answered,
	    a_body_comes_behind_100_continue,
	    an_answer_survives_what_was_not_read,
	    the_same_over_ipv6_and_at_a_path, the_date_goes_on,
	    any_part_of_an_answer_can_leave, a_thousand_at_a_time,
	    a_redirect_names_the_address};
	static TTest rows[sizeof(shapes) / sizeof(shapes[0])];
	Suite *suite = suite_create("web");
	size_t i;
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		dial_add(suite, tests[i], (int)i);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rows[i] =
		    (TTest){shapes[i].name, look_at_shape, __FILE__, __LINE__};
		dial_add(suite, &rows[i], (int)i);
	}
	status = checks_main_in_lanes(suite);
	scratch_close();
	return status;
}
