/* SPDX-License-Identifier: MIT */
/* Requests in the journal of the http stand-in: what is kept of them, how
 * they are found, and what is complained of. */
#include <config.h>

#include "support/web.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* All is not well, and the lines of WANT are why; a "#" in them is the time
 * of a request. */
static void
assert_wrong(const char *want)
{
	const char *got;

	ck_assert(!mn_ok(net));
	got = mn_complaint(net);
	for (; *want != '\0' && *got != '\0'; want++) {
		if (*want == '#')
			got += strspn(got, "0123456789.");
		else if (*want == *got)
			got++;
		else
			break;
	}
	ck_assert_msg(*want == '\0' && *got == '\0',
	    "expected \"%s\", got \"%s\" in \"%s\"", want, got,
	    mn_complaint(net));
}

/* Asks and waits for the answer. */
static void
ask(const struct mn_server *server, const char *method, const char *target)
{
	int fd = web_ask(server, method, target);
	struct web_answer answer = web_hear(fd, method);

	free(answer.body);
	(void)close(fd);
}

START_TEST(a_request_is_kept_octet_by_octet)
{
	static const char head[] =
	    "POST /%41 HTTP/1.1\r\nhOsT:a\r\nX:  \xff \r\nx: 2\nContent-"
	    "Length: 4\r\n\r\n";
	struct mn_server *server = serve("http\n on POST /%41 send 200\n");
	struct mn_request request;
	struct mn_event event;
	int fd = dial(server, SOCK_STREAM);

	web_send(fd, head, sizeof(head) - 1);
	web_send(fd, "a\0\r\n", 4);
	web_expect(fd, 200, "");
	ck_assert(mn_request(server, "", 0, &request));
	ck_assert_ptr_eq(request.server, server);
	ck_assert_uint_eq(request.connection, 1);
	ck_assert_str_eq(request.method, "POST");
	ck_assert_str_eq(request.target, "/%41");
	ck_assert_uint_eq(request.head_size, sizeof(head) - 1);
	ck_assert_mem_eq(request.head, head, sizeof(head) - 1);
	ck_assert_uint_eq(request.body_size, 4);
	ck_assert_mem_eq(request.body, "a\0\r\n", 4);
	ck_assert_str_eq(mn_request_field(&request, "host"), "a");
	ck_assert_str_eq(mn_request_field(&request, "X"), "\xff, 2");
	ck_assert_str_eq(mn_request_field(&request, "CONTENT-LENGTH"), "4");
	ck_assert_ptr_null(mn_request_field(&request, "POST /%41 HTTP/1.1"));
	ck_assert_ptr_null(mn_request_field(&request, "Hos"));
	ck_assert_ptr_null(mn_request_field(&request, ""));
	event = happened(server, MN_REQUEST, 0);
	ck_assert_int_eq(event.time_ns == request.time_ns, 1);
	ck_assert_uint_eq(event.offset, 0);
	ck_assert_uint_eq(mn_count(server, MN_BODY), 1);
	(void)close(fd);
}
END_TEST

START_TEST(pieces_are_one_request_and_pipelined_ones_are_two)
{
	static const char text[] = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
	struct mn_server *server = serve("http\n on GET / send 200\n");
	struct mn_event event;
	int fd = dial(server, SOCK_STREAM);
	size_t i;

	for (i = 0; i < sizeof(text) - 1; i++) {
		web_send(fd, text + i, 1);
		await(server, MN_RECV, i + 1);
	}
	web_expect(fd, 200, "");
	ck_assert_uint_eq(mn_count(server, MN_REQUEST), 1);
	event = happened(server, MN_REQUEST, 0);
	ck_assert_uint_eq(event.offset, 2);
	ck_assert_uint_eq(event.size, sizeof(text) - 3);
	say(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
	        "GET / HTTP/1.1\r\nHost: b\r\n\r\n");
	web_expect(fd, 200, "");
	web_expect(fd, 200, "");
	ck_assert_uint_eq(mn_count(server, MN_REQUEST), 3);
	event = happened(server, MN_REQUEST, 2);
	ck_assert_uint_eq(event.offset, sizeof(text) - 1 + 27);
	(void)close(fd);
}
END_TEST

/* Who holds the first octet of the answer finds the request. */
START_TEST(a_request_is_there_before_its_answer)
{
	struct mn_server *server = serve("http\n on GET / send 200\n");
	int fd = dial(server, SOCK_STREAM);
	char octet, data[200];
	size_t i;

	for (i = 1; i <= 1000; i++) {
		say(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
		ck_assert_int_eq((int)recv(fd, &octet, 1, 0), 1);
		ck_assert_uint_eq(mn_requests(server, "GET /"), i);
		/* The rest of the answer, which has no body. */
		do
			ck_assert_int_eq((int)recv(fd, data, 1, 0), 1);
		while (data[0] != '\n');
		hear(fd, "Date: ");
		ck_assert_int_eq((int)recv(fd, data, 31, MSG_WAITALL), 31);
		hear(fd, "Content-Length: 0\r\n\r\n");
	}
	(void)close(fd);
}
END_TEST

START_TEST(requests_are_found_by_a_pattern)
{
	struct mn_server *server = serve("http\n on any * send 200\n");
	struct mn_server *other = serve("http\n on any * send 200\n");
	struct mn_request request;

	ask(server, "GET", "/x");
	ask(server, "GET", "/x?a=1");
	ask(server, "PUT", "/x?a=2");
	ask(server, "HEAD", "/y");
	ck_assert_uint_eq(mn_requests(server, "GET /x"), 2);
	ck_assert_uint_eq(mn_requests(server, "any /x"), 3);
	ck_assert_uint_eq(mn_requests(server, "any \"/x?a=*\""), 2);
	ck_assert_uint_eq(mn_requests(server, "GET /y"), 0);
	ck_assert_uint_eq(mn_requests(server, ""), 4);
	ck_assert_uint_eq(mn_requests(other, ""), 0);
	ck_assert(mn_request(server, "any /x", 2, &request));
	ck_assert_str_eq(request.method, "PUT");
	ck_assert_ptr_null(request.body);
	ck_assert(!mn_request(server, "any /x", 3, &request));
	ck_assert_str_eq(request.method, "PUT");
	errno = 0;
	ck_assert_uint_eq(mn_requests(server, "GET"), 0);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_str_eq(mn_complaint(net),
	    "expected METHOD TARGET, such as \"GET /x\", not \"GET\"");
	ck_assert(!mn_request(server, "GET /x more", 0, &request));
	ck_assert(!mn_wait_requests(server, "/x", 0, 0));
}
END_TEST

START_TEST(a_test_waits_for_requests)
{
	struct mn_server *server = serve("http\n on any * send 200\n");
	int fd = dial(server, SOCK_STREAM);

	ck_assert(mn_wait_requests(server, "GET /x", 0, 0));
	ck_assert(!mn_wait_requests(server, "GET /x", 1, 5));
	say(fd, "GET /y HTTP/1.1\r\nHost: a\r\n\r\n"
	        "GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
	ck_assert(mn_wait_requests(server, "GET /x", 1, PATIENCE_MS));
	ck_assert(!mn_wait_requests(server, "GET /x", 2, 5));
	(void)close(fd);
}
END_TEST

START_TEST(what_is_no_request_counts_as_any)
{
	struct mn_server *server =
	    serve("http\n on GET / send 200\n expect any /x* times 0\n");
	struct mn_request request;
	int fd = dial(server, SOCK_STREAM);
	struct web_answer answer;

	say(fd, "nonsense\r\n");
	answer = web_hear(fd, "GET");
	ck_assert_int_eq(answer.status, 400);
	ck_assert_str_eq(answer.body,
	    "the request line is not METHOD SP TARGET SP HTTP/1.1\n");
	free(answer.body);
	(void)close(fd);
	ck_assert_uint_eq(mn_requests(server, ""), 1);
	ck_assert_uint_eq(mn_requests(server, "any /*"), 0);
	ck_assert(mn_request(server, "", 0, &request));
	ck_assert_str_eq(request.method, "");
	ck_assert_str_eq(request.target, "");
	ck_assert_uint_eq(request.head_size, 10);
	ck_assert_ptr_null(mn_request_field(&request, "Host"));
	ck_assert(mn_ok(net));
}
END_TEST

/* Expectations. */
START_TEST(requests_that_are_missing)
{
	struct mn_server *server = serve("http as w\n on any * send 200\n"
	                                 " expect HEAD /a times 1\n"
	                                 " expect GET /b?c times 2..3\n");

	assert_wrong("w: expected HEAD /a times 1, came 0\n"
	             "w: expected GET /b?c times 2 to 3, came 0");
	ask(server, "GET", "/a");
	assert_wrong(
	    "w: expected HEAD /a times 1, came 0\n"
	    "w, connection 1: # ms: GET /a, differs in the method\n"
	    "w: expected GET /b?c times 2 to 3, came 0\n"
	    "w, connection 1: # ms: GET /a, differs in the path and the "
	    "query");
	ask(server, "HEAD", "/a");
	ask(server, "GET", "/b?c");
	ask(server, "GET", "/b?d");
	assert_wrong(
	    "w: expected GET /b?c times 2 to 3, came 1\n"
	    "w, connection 1: # ms: GET /a, differs in the path and the "
	    "query\n"
	    "w, connection 2: # ms: HEAD /a, differs in the method, the path "
	    "and the query\n"
	    "w, connection 4: # ms: GET /b?d, differs in the query");
	ask(server, "GET", "/b?c");
	ck_assert(mn_ok(net));
	ck_assert(mn_stop(server));
}
END_TEST

START_TEST(requests_that_are_too_many)
{
	struct mn_server *server = serve(
	    "http as w\n on any * send 200\n expect HEAD / times 1\n"
	    " expect any /never times 0\n");

	ask(server, "HEAD", "/");
	ask(server, "GET", "/");
	ck_assert(mn_ok(net));
	ask(server, "HEAD", "/?x");
	assert_wrong("w: expected HEAD / times 1, came 2\n"
	             "w, connection 1: # ms: HEAD /\n"
	             "w, connection 3: # ms: HEAD /?x");
	ask(server, "GET", "/never");
	ck_assert(!mn_stop(server));
	ck_assert_ptr_nonnull(
	    strstr(mn_complaint(net), "expected any /never times 0, came 1"));
}
END_TEST

START_TEST(unexpected_requests_are_told)
{
	struct mn_server *server =
	    serve("http as w\n on HEAD /a send 200\n expect HEAD /a times 1\n");

	ask(server, "GET", "/a");
	assert_wrong("w, connection 1: no rule is for GET /a; closest: HEAD "
	             "/a, differs in the method\n"
	             "w: expected HEAD /a times 1, came 0\n"
	             "w, connection 1: # ms: GET /a, differs in the method");
}
END_TEST

START_TEST(lint_is_told_when_the_script_wants_none)
{
	static const char odd[] = "get / HTTP/1.1\nHost: a\r\nHost: b\r\n\r\n";
	struct mn_server *server = serve("http as w\n on any * send 200\n");
	int fd = dial(server, SOCK_STREAM);

	say(fd, odd);
	web_expect(fd, 400, "more than one Host\n");
	(void)close(fd);
	ck_assert_uint_eq(mn_count(server, MN_LINT), 3);
	ck_assert(mn_ok(net));
	server = serve("http as c\n on any * send 200\n expect clean\n");
	ask(server, "GET", "/");
	ck_assert(mn_ok(net));
	fd = dial(server, SOCK_STREAM);
	say(fd, odd);
	web_expect(fd, 400, "more than one Host\n");
	(void)close(fd);
	assert_wrong("c, connection 2: a line ends in a bare LF\n"
	             "c, connection 2: the method has lower-case letters\n"
	             "c, connection 2: more than one Host");
}
END_TEST

/* The journal has what all writers need. */
static void
assert_written(enum mn_format format, const char *const *wanted)
{
	char text[4000];
	FILE *stream = tmpfile();
	size_t size;

	ck_assert_ptr_nonnull(stream);
	ck_assert_int_eq(mn_journal_write(net, format, stream), 0);
	rewind(stream);
	size = fread(text, 1, sizeof(text) - 1, stream);
	(void)fclose(stream);
	text[size] = '\0';
	for (; *wanted != NULL; wanted++)
		ck_assert_msg(strstr(text, *wanted) != NULL,
		    "no \"%s\" in \"%s\"", *wanted, text);
}

START_TEST(requests_in_a_written_journal)
{
	static const char *const text[] = {"  request     #1  ",
	    "+38  \"POST / HTTP/1.0\\r\\nContent-Length: 2\\r\\n\\r\\n\"\n",
	    "  body        #1  ", "+2  \"hi\"\n", NULL};
	static const char *const json[] = {
	    "\"kind\":\"http\",\"event\":\"request\",\"connection\":1,",
	    "\"data\":\"POST / HTTP/1.0\\u000d\\u000a", "\"event\":\"body\"",
	    "\"event\":\"lint\"", "\"text\":\"a line ends in a bare LF\"",
	    NULL};
	struct mn_server *server = serve("http as w\n on any * send 200\n");
	int fd = dial(server, SOCK_STREAM);

	say(fd, "POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi");
	web_expect(fd, 200, "");
	(void)close(fd);
	fd = dial(server, SOCK_STREAM);
	say(fd, "GET / HTTP/1.0\n\n");
	web_expect(fd, 200, "");
	(void)close(fd);
	assert_written(MN_TEXT, text);
	assert_written(MN_JSON, json);
}
END_TEST

/* What came before is not confused with what comes. */
START_TEST(counts_go_on_where_the_journal_is_full)
{
	struct mn_server *server =
	    serve("http\n on POST / send 200\n expect POST / times 6\n");
	size_t size = (size_t)12 << 20;
	char *body = malloc(size), head[100];
	int fd = dial(server, SOCK_STREAM), i;

	ck_assert_ptr_nonnull(body);
	memset(body, 'b', size);
	(void)snprintf(head, sizeof(head),
	    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n", size);
	for (i = 0; i < 6; i++) {
		say(fd, head);
		web_send(fd, body, size);
		web_expect(fd, 200, "");
	}
	free(body);
	ck_assert_uint_eq(mn_count(server, MN_REQUEST), 6);
	ck_assert_uint_eq(mn_count(server, MN_BODY), 6);
	ck_assert(mn_ok(net));
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {a_request_is_kept_octet_by_octet,
	    pieces_are_one_request_and_pipelined_ones_are_two,
	    a_request_is_there_before_its_answer,
	    requests_are_found_by_a_pattern, a_test_waits_for_requests,
	    what_is_no_request_counts_as_any, requests_that_are_missing,
	    requests_that_are_too_many, unexpected_requests_are_told,
	    lint_is_told_when_the_script_wants_none,
	    requests_in_a_written_journal,
	    counts_go_on_where_the_journal_is_full};

	return dial_main(
	    "web_journal", tests, sizeof(tests) / sizeof(tests[0]));
}
