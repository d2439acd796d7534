/* SPDX-License-Identifier: MIT */
/* The requests that the http stand-in reads, and those that it refuses. */
#include <config.h>

#include "http/lint.h"
#include "http/reader.h"
#include "support/web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LAST "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
#define TEXT(text) text, sizeof(text) - 1

/* What is sent, and the statuses of the answers.  A row that CLOSES ends with
 * the connection; the others are followed by LAST.  LINT is the last one of
 * all. */
static const struct row {
	const char *name, *request;
	size_t size;
	int statuses[3];
	bool closes;
	const char *lint;
} rows[] = {
    /* RFC 9110 section 9.3, RFC 9112 section 9 */
    {"plain", TEXT("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), {200}, false, NULL},
    {"head", TEXT("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"), {200}, false, NULL},
    {"close", TEXT("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
        {200}, true, NULL},
    {"nothing_behind_close",
        TEXT("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
             "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        {200}, true, NULL},
    {"pipelined",
        TEXT("GET / HTTP/1.1\r\nHost: a\r\n\r\n"
             "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        {200, 200}, false, NULL},
    {"version_1_0", TEXT("GET / HTTP/1.0\r\n\r\n"), {200}, true, NULL},
    {"version_1_0_kept",
        TEXT("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"), {200}, false,
        NULL},
    {"version_1_0_with_host", TEXT("GET / HTTP/1.0\r\nHost: a\r\n\r\n"), {200},
        true, NULL},
    {"version_1_2", TEXT("GET / HTTP/1.2\r\nHost: a\r\n\r\n"), {200}, false,
        NULL},
    {"version_2_0", TEXT("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), {505}, true,
        "the target has no form of this method"},
    {"version_0_9", TEXT("GET /\r\n"), {400}, true,
        "the request line is not METHOD SP TARGET SP HTTP/1.1"},
    {"version_lower", TEXT("GET / http/1.1\r\nHost: a\r\n\r\n"), {400}, true,
        "the request line is not METHOD SP TARGET SP HTTP/1.1"},
    {"version_long", TEXT("GET / HTTP/1.10\r\nHost: a\r\n\r\n"), {400}, true,
        "the request line is not METHOD SP TARGET SP HTTP/1.1"},
    {"version_without_dot", TEXT("GET / HTTP/1x1\r\nHost: a\r\n\r\n"), {400},
        true, "the request line is not METHOD SP TARGET SP HTTP/1.1"},
    {"client_hello", TEXT("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03"), {400},
        true, "the request line is not METHOD SP TARGET SP HTTP/1.1"},
    {"method_long",
        TEXT("METHODOFMORETHANSIXTYFOURLETTERSMETHODOFMORETHANSIXTYFOURLETTERS"
             "S / HTTP/1.1\r\nHost: a\r\n\r\n"),
        {501}, false, NULL},
    {"empty_lines", TEXT("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"), {200},
        false, "an empty line before the request"},
    {"bare_lf", TEXT("GET / HTTP/1.1\nHost: a\n\n"), {200}, false,
        "a line ends in a bare LF"},
    {"bare_cr_in_the_line", TEXT("GET /\r HTTP/1.1\r\nHost: a\r\n\r\n"), {400},
        true, "a bare CR in a line"},
    {"bare_cr_and_no_method", TEXT("\xbe /\r HTTP/1.1\r\nHost: a\r\n\r\n"),
        {400}, true, "the request line is not METHOD SP TARGET SP HTTP/1.1"},
    {"bare_cr_in_a_value", TEXT("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
        {400}, true, "a bare CR in a line"},

    /* RFC 9112 section 3 */
    {"two_blanks", TEXT("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"), {400}, true,
        "the request line is not METHOD SP TARGET SP HTTP/1.1"},
    {"blank_in_the_target", TEXT("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"), {400},
        true, "the request line is not METHOD SP TARGET SP HTTP/1.1"},
    {"blank_behind", TEXT("GET / HTTP/1.1 \r\nHost: a\r\n\r\n"), {400}, true,
        "the request line is not METHOD SP TARGET SP HTTP/1.1"},
    {"tab_in_the_target", TEXT("GET /\ta HTTP/1.1\r\nHost: a\r\n\r\n"), {400},
        true, "the target has a control character"},
    {"nul_in_the_target", TEXT("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"), {400},
        true, "the target has a control character"},
    {"eight_bit_in_the_target", TEXT("GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n"),
        {400}, true, "the target has an octet above 127"},
    {"fragment", TEXT("GET /#f HTTP/1.1\r\nHost: a\r\n\r\n"), {400}, true,
        "the target has a fragment"},
    {"no_octet_of_uris", TEXT("GET /{a} HTTP/1.1\r\nHost: a\r\n\r\n"), {404},
        false, "the target has an octet that no URI has"},
    {"percent_alone", TEXT("GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n"), {404}, false,
        "the target has an octet that no URI has"},
    {"percent_encoded", TEXT("GET /a%00b%0d%0ac HTTP/1.1\r\nHost: a\r\n\r\n"),
        {404}, false, NULL},
    {"absolute_form", TEXT("GET HTTP://a/ HTTP/1.1\r\nHost: a\r\n\r\n"), {200},
        false, NULL},
    {"absolute_form_without_path",
        TEXT("GET http://a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"), {200}, false,
        NULL},
    {"absolute_form_of_another",
        TEXT("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"), {200}, false,
        "Host is not the authority of the target"},
    {"absolute_form_without_host", TEXT("GET http://a/ HTTP/1.1\r\n\r\n"),
        {400}, true, "no Host"},
    {"absolute_form_with_userinfo",
        TEXT("GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"), {400}, true,
        "the target has no form of this method"},
    {"no_scheme", TEXT("GET ://a/ HTTP/1.1\r\nHost: a\r\n\r\n"), {400}, true,
        "the target has no form of this method"},
    {"asterisk", TEXT("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), {204}, false,
        NULL},
    {"asterisk_of_get", TEXT("GET * HTTP/1.1\r\nHost: a\r\n\r\n"), {400}, true,
        "the target has no form of this method"},
    {"no_form", TEXT("GET x HTTP/1.1\r\nHost: a\r\n\r\n"), {400}, true,
        "the target has no form of this method"},
    {"connect", TEXT("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"), {501},
        false, NULL},
    {"connect_to_a_path", TEXT("CONNECT /x HTTP/1.1\r\nHost: a\r\n\r\n"), {400},
        true, "the target has no form of this method"},
    {"lower_case_method", TEXT("get / HTTP/1.1\r\nHost: a\r\n\r\n"), {501},
        false, "the method has lower-case letters"},
    {"unknown_method", TEXT("FOOBAR / HTTP/1.1\r\nHost: a\r\n\r\n"), {501},
        false, NULL},
    {"method_is_no_token", TEXT("G@T / HTTP/1.1\r\nHost: a\r\n\r\n"), {400},
        true, "the request line is not METHOD SP TARGET SP HTTP/1.1"},

    /* RFC 9112 section 3.2: Host */
    {"no_host", TEXT("GET / HTTP/1.1\r\n\r\n"), {400}, true, "no Host"},
    {"two_hosts", TEXT("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), {400},
        true, "more than one Host"},
    {"host_with_userinfo", TEXT("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"), {400},
        true, "Host is no host with or without a port"},
    {"host_with_a_path", TEXT("GET / HTTP/1.1\r\nHost: a/x\r\n\r\n"), {400},
        true, "Host is no host with or without a port"},
    {"host_with_a_wrong_port", TEXT("GET / HTTP/1.1\r\nHost: a:x\r\n\r\n"),
        {400}, true, "Host is no host with or without a port"},
    {"host_is_a_list", TEXT("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), {400}, true,
        "Host is no host with or without a port"},
    {"host_is_empty", TEXT("GET / HTTP/1.1\r\nHost:\r\n\r\n"), {200}, false,
        NULL},
    {"host_is_ipv6", TEXT("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n"), {200},
        false, NULL},
    {"host_is_no_ipv6", TEXT("GET / HTTP/1.1\r\nHost: []\r\n\r\n"), {400}, true,
        "Host is no host with or without a port"},
    {"host_is_half_an_ipv6", TEXT("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
        {400}, true, "Host is no host with or without a port"},

    /* RFC 9112 section 5 */
    {"fold", TEXT("GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"), {400},
        true, "a field line is folded"},
    {"blank_before_the_fields",
        TEXT("GET / HTTP/1.1\r\n X: b\r\nHost: a\r\n\r\n"), {400}, true,
        "a field line is folded"},
    {"blank_before_the_colon",
        TEXT("GET / HTTP/1.1\r\nHost: a\r\nX : a\r\n\r\n"), {400}, true,
        "a blank before the colon"},
    {"no_colon", TEXT("GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"), {400}, true,
        "a field line without a colon"},
    {"name_is_no_token", TEXT("GET / HTTP/1.1\r\nHost: a\r\nX[A]: a\r\n\r\n"),
        {400}, true, "a field name that is no token"},
    {"name_is_empty", TEXT("GET / HTTP/1.1\r\nHost: a\r\n: v\r\n\r\n"), {400},
        true, "a field name that is no token"},
    {"nul_in_a_value", TEXT("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
        {400}, true, "a field value has a NUL"},
    {"control_in_a_value",
        TEXT("GET / HTTP/1.1\r\nHost: a\r\nX: a\x01\r\n\r\n"), {200}, false,
        "a field value has a control character"},
    {"eight_bit_in_a_value",
        TEXT("GET / HTTP/1.1\r\nhOsT:a\r\nX:  \xff \r\n\r\n"), {200}, false,
        NULL},

    /* RFC 9112 section 6: bodies */
    {"length",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
             "hello"),
        {405}, false, NULL},
    {"length_of_nothing",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"), {405},
        false, NULL},
    {"length_of_get",
        TEXT("GET / HTTP/1.1\r\nHost: a\r\n"
             "Content-Length: 5\r\n\r\nhello"),
        {200}, false, "GET or HEAD with a body"},
    {"length_abc",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\n"
             "Content-Length: abc\r\n\r\nhello"),
        {400}, true, "Content-Length is no number"},
    {"length_with_a_sign",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\n"
             "Content-Length: +5\r\n\r\nhello"),
        {400}, true, "Content-Length is no number"},
    {"length_empty",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\n"
             "Content-Length:\r\n\r\n"),
        {400}, true, "Content-Length is no number"},
    {"length_of_30_digits",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\n"
             "Content-Length: 999999999999999999999999999999\r\n\r\nhello"),
        {413}, true, "the body is too large"},
    {"length_too_large",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\n"
             "Content-Length: 16777217\r\n\r\n"),
        {413}, true, "the body is too large"},
    {"lengths_differ",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5"
             "\r\nContent-Length: 6\r\n\r\nhello!"),
        {400}, true, "Content-Length has several values"},
    {"lengths_are_equal",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\n"
             "Content-Length: 5, 05\r\n\r\nhello"),
        {405}, false, "Content-Length more than once"},
    {"chunked",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
             "Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        {405}, false, NULL},
    {"chunked_in_full",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ,chunked\r\n\r\n"
             "00A ;x=\"y\"\r\n0123456789\r\n0b\r\nhello world\r\n000;a\r\n"
             "X: y\r\nZ:\r\n\r\n"),
        {405}, false, NULL},
    {"length_and_coding",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
             "5\r\nTransfer-Encoding: chunked\r\n\r\n"
             "5\r\nhello\r\n0\r\n\r\n"),
        {400}, true, "Content-Length and Transfer-Encoding"},
    {"coding_in_1_0",
        TEXT("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n"
             "\r\n0\r\n\r\n"),
        {400}, true, "Transfer-Encoding in HTTP/1.0"},
    {"coding_behind_chunked",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\n"
             "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
        {400}, true, "chunked is not the last transfer coding, once"},
    {"chunked_twice",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
             "chunked, chunked\r\n\r\n0\r\n\r\n"),
        {400}, true, "chunked is not the last transfer coding, once"},
    {"coding_before_chunked",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n"
             "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        {501}, true, "a transfer coding other than chunked"},
    {"unknown_coding",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\n"
             "Transfer-Encoding: foo\r\n\r\nhello"),
        {501}, true, "a transfer coding other than chunked"},
    {"vertical_tab_before_chunked",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\n"
             "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n"),
        {501}, true, "a transfer coding other than chunked"},
    {"empty_coding",
        TEXT("POST / HTTP/1.1\r\nHost: a\r\n"
             "Transfer-Encoding:\r\n\r\n"),
        {501}, true, "a transfer coding other than chunked"},

/* RFC 9112 section 7.1 */
#define CHUNKS \
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    {"chunk_size_0x", TEXT(CHUNKS "0x5\r\nhello\r\n0\r\n\r\n"), {400}, true,
        "a chunk is malformed"},
    {"chunk_size_with_a_sign", TEXT(CHUNKS "+5\r\nhello\r\n0\r\n\r\n"), {400},
        true, "a chunk is malformed"},
    {"chunk_size_empty", TEXT(CHUNKS "\r\nhello\r\n0\r\n\r\n"), {400}, true,
        "a chunk is malformed"},
    {"chunk_size_behind_a_blank", TEXT(CHUNKS " 5\r\nhello\r\n0\r\n\r\n"),
        {400}, true, "a chunk is malformed"},
    {"chunk_size_overflows",
        TEXT(CHUNKS "10000000000000005\r\nhello\r\n0\r\n\r\n"), {413}, true,
        "the body is too large"},
    {"chunk_is_longer", TEXT(CHUNKS "5\r\nhelloXX\r\n0\r\n\r\n"), {400}, true,
        "a chunk is malformed"},
    {"chunk_lines_end_in_lf", TEXT(CHUNKS "5\nhello\n0\n\n"), {400}, true,
        "a chunk is malformed"},
    {"chunk_end_without_cr", TEXT(CHUNKS "5\r\nhelloX\n0\r\n\r\n"), {400}, true,
        "a chunk is malformed"},
    {"chunk_ends_in_lf", TEXT(CHUNKS "5\r\nhello\n0\r\n\r\n"), {400}, true,
        "a chunk is malformed"},
    {"chunk_extension_with_cr", TEXT(CHUNKS "5;a\rb\r\nhello\r\n0\r\n\r\n"),
        {400}, true, "a chunk is malformed"},
    {"trailer_folded", TEXT(CHUNKS "0\r\n X: y\r\n\r\n"), {400}, true,
        "a trailer line is malformed"},
    {"trailer_without_colon", TEXT(CHUNKS "0\r\nX\r\n\r\n"), {400}, true,
        "a trailer line is malformed"},

    /* RFC 9110 section 10.1.1 */
    {"expectation", TEXT("GET / HTTP/1.1\r\nHost: a\r\nExpect: rain\r\n\r\n"),
        {417}, true, "an expectation other than 100-continue"},
    {"expects_nothing_more",
        TEXT("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n"),
        {200}, false, NULL},
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static struct mn_server *
serve_page(void)
{
	return serve("http\n on GET / send 200 \"page\"\n");
}

static int
hear_status(int fd, const char *request)
{
	struct web_answer answer =
	    web_hear(fd, strncmp(request, "HEAD ", 5) == 0 ? "HEAD" : "GET");

	free(answer.body);
	return answer.status;
}

static void
answer_row(int index)
{
	const struct row *row = &rows[index];
	struct mn_server *server = serve_page();
	int fd = dial(server, SOCK_STREAM);
	size_t i, lints;

	web_send(fd, row->request, row->size);
	for (i = 0; row->statuses[i] != 0; i++)
		ck_assert_int_eq(
		    hear_status(fd, row->request), row->statuses[i]);
	lints = mn_count(server, MN_LINT);
	ck_assert_int_eq(lints > 0, row->lint != NULL);
	if (row->lint != NULL)
		ck_assert_str_eq(told(server, MN_LINT, lints - 1), row->lint);
	if (!row->closes) {
		say(fd, LAST);
		ck_assert_int_eq(hear_status(fd, LAST), 200);
		i++;
	}
	hear_end(fd);
	ck_assert_uint_eq(mn_count(server, MN_REQUEST), i);
	ck_assert_uint_eq(mn_count(server, MN_RST_SENT), 0);
	(void)close(fd);
}

/* What a reader made of the first request of some octets. */
struct reading {
	struct mni_web_reader reader;
	size_t used;
};

/* Gives it the octets up to END, with what it has not taken before. */
static void
feed(struct reading *reading, const struct row *row, size_t end)
{
	/* A copy that ends where its memory does: a sanitizer sees more. */
	size_t size = end - reading->used, used;
	uint8_t *copy = malloc(size == 0 ? 1 : size);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, row->request + reading->used, size);
	ck_assert_int_eq(mni_web_read(&reading->reader, copy, size, &used), 0);
	free(copy);
	reading->used += used;
	if (reading->reader.stage == MNI_WEB_EXPECTING)
		mni_web_reader_go_on(&reading->reader);
}

static void
assert_same(const struct reading *want, const struct reading *got)
{
	const struct mni_web_reader *a = &want->reader, *b = &got->reader;

	ck_assert_int_eq(b->stage, a->stage);
	ck_assert_uint_eq(b->status, a->status);
	/* Who sees only a piece of nonsense need not wait for its line end. */
	if ((a->lints & MNI_LINT_BIT(MNI_LINT_REQUEST_LINE)) != 0)
		return;
	ck_assert_uint_eq(b->lints, a->lints);
	ck_assert_uint_eq(b->head.size, a->head.size);
	ck_assert_mem_eq(b->head.data, a->head.data, a->head.size);
	ck_assert_uint_eq(b->body.size, a->body.size);
	if (a->body.size > 0)
		ck_assert_mem_eq(b->body.data, a->body.data, a->body.size);
	if (a->stage == MNI_WEB_WHOLE)
		ck_assert_uint_eq(got->used, want->used);
}

/* In two pieces at every octet, and octet by octet. */
START_TEST(pieces_make_no_difference)
{
	struct reading whole, pieces;
	size_t row, at;

	for (row = 0; row < ROW_COUNT; row++) {
		whole = (struct reading){.used = 0};
		feed(&whole, &rows[row], rows[row].size);
		for (at = 1; at < rows[row].size; at++) {
			pieces = (struct reading){.used = 0};
			feed(&pieces, &rows[row], at);
			feed(&pieces, &rows[row], rows[row].size);
			assert_same(&whole, &pieces);
			mni_web_reader_fini(&pieces.reader);
		}
		pieces = (struct reading){.used = 0};
		for (at = 1; at <= rows[row].size; at++)
			feed(&pieces, &rows[row], at);
		assert_same(&whole, &pieces);
		mni_web_reader_fini(&pieces.reader);
		mni_web_reader_fini(&whole.reader);
	}
}
END_TEST

/* A request of three parts: BEFORE, COUNT times OCTET, BEHIND. */
static int
ask_long(const char *before, size_t count, char octet, const char *behind)
{
	int fd = dial(serve("http\n on any /* send 200\n"), SOCK_STREAM);
	char *octets = malloc(count);
	int status;

	ck_assert_ptr_nonnull(octets);
	memset(octets, octet, count);
	say(fd, before);
	web_send(fd, octets, count);
	say(fd, behind);
	free(octets);
	status = hear_status(fd, "GET");
	if (status != 200)
		hear_end(fd);
	(void)close(fd);
	return status;
}

START_TEST(limits_of_a_request)
{
	static const char line[] = " HTTP/1.1\r\nHost: a\r\n\r\n";
	static const char field[] = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
	static const char body[] =
	    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ";
	size_t most = 16384 - (sizeof("GET / HTTP/1.1\r\n") - 1);
	size_t left = 65536 - (sizeof(field) - 1) - 4;
	char text[100];

	ck_assert_int_eq(ask_long("GET /", most, 'x', line), 200);
	ck_assert_int_eq(ask_long("GET /", most + 1, 'x', line), 414);
	ck_assert_int_eq(ask_long("GET /", 1000000, 'x', ""), 414);
	ck_assert_int_eq(ask_long(field, left, 'x', "\r\n\r\n"), 200);
	ck_assert_int_eq(ask_long(field, left + 1, 'x', "\r\n\r\n"), 431);
	ck_assert_int_eq(ask_long(field, 1000000, 'x', ""), 431);
	(void)snprintf(text, sizeof(text), "%s16777216\r\n\r\n", body);
	ck_assert_int_eq(ask_long(text, 16777216, 'x', ""), 200);
	ck_assert_int_eq(
	    ask_long(CHUNKS "1;", 5000, 'x', "\r\na\r\n0\r\n\r\n"), 413);
	ck_assert_int_eq(
	    ask_long(CHUNKS "1;", 4000, 'x', "\r\na\r\n0\r\n\r\n"), 200);
	ck_assert_int_eq(ask_long(CHUNKS, 70000, '0', ""), 413);
}
END_TEST

/* As many octets as a body may have, in two chunks, and one more. */
START_TEST(limit_of_a_body_in_chunks)
{
	int fd = dial(serve_page(), SOCK_STREAM), i;
	static char part[65536];

	say(fd, CHUNKS "ffffff\r\n");
	memset(part, 'x', sizeof(part));
	for (i = 0; i < 255; i++)
		web_send(fd, part, sizeof(part));
	web_send(fd, part, sizeof(part) - 1);
	say(fd, "\r\n2\r\nxx\r\n0\r\n\r\n");
	ck_assert_int_eq(hear_status(fd, "POST"), 413);
	hear_end(fd);
	(void)close(fd);
}
END_TEST

/* Chunks that are each small, and trailers, come to an end, too. */
START_TEST(limits_of_all_chunks)
{
	int fd = dial(serve_page(), SOCK_STREAM), i;
	char trailer[1000];

	memset(trailer, 'x', sizeof(trailer));
	memcpy(trailer, "X:", 2);
	memcpy(trailer + sizeof(trailer) - 2, "\r\n", 2);
	say(fd, CHUNKS);
	for (i = 0; i < 11000; i++)
		web_send(fd, "1;xx\r\na\r\n", 9);
	ck_assert_int_eq(hear_status(fd, "POST"), 413);
	(void)close(fd);
	fd = dial(serve_page(), SOCK_STREAM);
	say(fd, CHUNKS "0\r\n");
	for (i = 0; i < 70; i++)
		web_send(fd, trailer, sizeof(trailer));
	ck_assert_int_eq(hear_status(fd, "POST"), 413);
	(void)close(fd);
}
END_TEST

/* The client ends, at every octet of a request. */
START_TEST(a_request_that_is_cut)
{
	static const char request[] =
	    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
	struct mn_server *server = serve_page();
	size_t at;
	int fd;

	for (at = 1; at < sizeof(request) - 1; at++) {
		fd = dial(server, SOCK_STREAM);
		web_send(fd, request, at);
		(void)shutdown(fd, SHUT_WR);
		ck_assert_int_eq(hear_status(fd, request), 400);
		hear_end(fd);
		(void)close(fd);
		ck_assert_uint_eq(mn_count(server, MN_LINT), at);
		ck_assert_str_eq(told(server, MN_LINT, at - 1),
		    "the client ended amid the request");
	}
	ck_assert(mn_ok(net));
}
END_TEST

START_TEST(a_client_that_resets_disturbs_nobody)
{
	struct linger now = {.l_onoff = 1, .l_linger = 0};
	struct mn_server *server = serve_page();
	int fd = web_ask(server, "GET", "/");

	ck_assert_int_eq(
	    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now)), 0);
	(void)close(fd);
	web_get(server, "/", 200, "page");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {pieces_make_no_difference,
	    limits_of_a_request, limit_of_a_body_in_chunks,
	    limits_of_all_chunks, a_request_that_is_cut,
	    a_client_that_resets_disturbs_nobody};
	static TTest named[ROW_COUNT];
	Suite *suite = suite_create("web_requests");
	size_t i;

	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		dial_add(suite, tests[i], (int)i);
	for (i = 0; i < ROW_COUNT; i++) {
		named[i] =
		    (TTest){rows[i].name, answer_row, __FILE__, __LINE__};
		dial_add(suite, &named[i], (int)i);
	}
	return checks_main(suite);
}
