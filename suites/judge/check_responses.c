/* SPDX-License-Identifier: MIT */
/* The reader of responses that judges servers: what is whole, what lacks
 * something, and what no server may send. */
#include <config.h>

#include "judge/responses.h"
#include "support/checks.h"

#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define GET "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
#define HEAD "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"
#define OK_LINE "HTTP/1.1 200 OK\r\n"
#define FIVE OK_LINE "Content-Length: 5\r\n\r\nhello"
#define CODED OK_LINE "Transfer-Encoding: chunked\r\n\r\n"
#define A32 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* What is read of OCTETS, a string, that answer SENT. */
static struct mni_responses
read_text(const char *sent, const char *octets, enum mni_stream_end end)
{
	struct mni_bytes got = MNI_BYTES_EMPTY, asked = MNI_BYTES_EMPTY;
	struct mni_responses responses;

	ck_assert_int_eq(mni_bytes_append(&got, octets, strlen(octets)), 0);
	ck_assert_int_eq(mni_bytes_append(&asked, sent, strlen(sent)), 0);
	mni_responses_read(&responses, &got, &asked, end);
	mni_bytes_fini(&got);
	mni_bytes_fini(&asked);
	return responses;
}

/* What is whole, to its last octet. */
static const struct whole {
	const char *name, *sent, *octets;
	enum mni_stream_end end;
	int count;
	int status; /* of the last one */
	uint64_t content;
} wholes[] = {
    {"nothing", GET, "", MNI_STREAM_OPEN, 0, 0, 0},
    {"by_length", GET, FIVE, MNI_STREAM_OPEN, 1, 200, 5},
    {"length_of_zero", GET, OK_LINE "Content-Length: 0\r\n\r\n",
        MNI_STREAM_OPEN, 1, 200, 0},
    {"length_with_blanks", GET, OK_LINE "content-length:\t 05 \t\r\n\r\nhello",
        MNI_STREAM_OPEN, 1, 200, 5},
    {"two", GET GET, FIVE FIVE, MNI_STREAM_OPEN, 2, 200, 5},
    {"no_reason", GET, "HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n",
        MNI_STREAM_OPEN, 1, 404, 0},
    {"reason_of_high_octets", GET,
        "HTTP/1.1 404 \xe9\t!\r\nContent-Length: 0\r\n\r\n", MNI_STREAM_OPEN, 1,
        404, 0},
    {"version_1_0", GET, "HTTP/1.0 200 OK\r\n\r\nhello", MNI_STREAM_FIN, 1, 200,
        5},
    {"to_the_end", GET, OK_LINE "\r\nhello", MNI_STREAM_FIN, 1, 200, 5},
    {"nothing_to_the_end", GET, OK_LINE "\r\n", MNI_STREAM_FIN, 1, 200, 0},
    {"chunked", GET, CODED "5\r\nhello\r\n0\r\n\r\n", MNI_STREAM_OPEN, 1, 200,
        5},
    {"two_chunks", GET, CODED "5\r\nhello\r\n000A\r\n0123456789\r\n0\r\n\r\n",
        MNI_STREAM_OPEN, 1, 200, 15},
    {"chunk_extension", GET, CODED "5;a=\"b\" ;c\r\nhello\r\n0;d\r\n\r\n",
        MNI_STREAM_OPEN, 1, 200, 5},
    {"trailers", GET, CODED "0\r\nA: b\r\nC:\r\n\r\n", MNI_STREAM_OPEN, 1, 200,
        0},
    {"coding_in_capitals", GET,
        OK_LINE "TRANSFER-ENCODING: Chunked\r\n\r\n0\r\n\r\n", MNI_STREAM_OPEN,
        1, 200, 0},
    {"head_has_no_content", HEAD, OK_LINE "Content-Length: 5\r\n\r\n",
        MNI_STREAM_OPEN, 1, 200, 0},
    {"head_of_a_chunked", HEAD, CODED, MNI_STREAM_OPEN, 1, 200, 0},
    {"head_before_a_get", HEAD GET, OK_LINE "Content-Length: 5\r\n\r\n" FIVE,
        MNI_STREAM_OPEN, 2, 200, 5},
    {"get_before_a_head", GET HEAD, FIVE OK_LINE "Content-Length: 5\r\n\r\n",
        MNI_STREAM_OPEN, 2, 200, 0},
    {"head_behind_an_interim", HEAD,
        "HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" OK_LINE
        "Content-Length: 5\r\n\r\n",
        MNI_STREAM_OPEN, 2, 200, 0},
    {"head_behind_bare_lf", "HEAD / HTTP/1.1\nHost: x\n\n",
        OK_LINE "Content-Length: 5\r\n\r\n", MNI_STREAM_OPEN, 1, 200, 0},
    {"head_in_content", "POST / HTTP/1.1\r\n\r\nHEAD / x\r\n" GET, FIVE FIVE,
        MNI_STREAM_OPEN, 2, 200, 5},
    {"interim", GET, "HTTP/1.1 100 Continue\r\n\r\n" FIVE, MNI_STREAM_OPEN, 2,
        200, 5},
    {"interim_alone", GET, "HTTP/1.1 100 \r\n\r\n", MNI_STREAM_OPEN, 1, 100, 0},
    {"no_content", GET, "HTTP/1.1 204 No\r\n\r\n" FIVE, MNI_STREAM_OPEN, 2, 200,
        5},
    {"not_modified", GET, "HTTP/1.1 304 Not\r\nContent-Length: 5\r\n\r\n" FIVE,
        MNI_STREAM_OPEN, 2, 200, 5},
    {"value_of_high_octets", GET,
        OK_LINE "A: \xe9\xff\t.\r\nContent-Length: 0\r\n\r\n", MNI_STREAM_OPEN,
        1, 200, 0},
};

static void
read_whole(int index)
{
	const struct whole *row = &wholes[index];
	struct mni_responses responses =
	    read_text(row->sent, row->octets, row->end);

	ck_assert_str_eq(responses.why, "");
	ck_assert_int_eq(responses.rest, MNI_REST_NOTHING);
	ck_assert_int_eq((int)responses.count, row->count);
	if (row->count == 0)
		return;
	ck_assert_int_eq(responses.list[row->count - 1].status, row->status);
	ck_assert_uint_eq(responses.list[row->count - 1].content, row->content);
}

/* What is not, and where. */
static const struct flaw {
	const char *name, *octets;
	enum mni_stream_end end;
	enum mni_rest rest;
	size_t at;
	const char *why; /* begins so */
} flaws[] = {
    {"text", "hello", MNI_STREAM_OPEN, MNI_REST_WRONG, 0,
        "no response begins with \"hello\""},
    {"text_behind_a_response", FIVE "xx", MNI_STREAM_OPEN, MNI_REST_WRONG, 43,
        "no response begins with \"xx\""},
    {"empty_line_before", "\r\n" FIVE, MNI_STREAM_OPEN, MNI_REST_WRONG, 0,
        "no response begins with"},
    {"version_2", "HTTP/2.0 200 OK\r\n\r\n", MNI_STREAM_OPEN, MNI_REST_WRONG, 0,
        "no response begins with"},
    {"version_in_small_letters", "http/1.1 200 OK\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 0, "no response begins with"},
    {"minor_of_two_digits", "HTTP/1.10 200 OK\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 0, "the status line is not version, SP"},
    {"minor_is_missing", "HTTP/1. 200 OK\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 0, "the status line is not version, SP"},
    {"two_blanks", "HTTP/1.1  200 OK\r\n\r\n", MNI_STREAM_OPEN, MNI_REST_WRONG,
        0, "the status line is not version, SP"},
    {"code_of_two_digits", "HTTP/1.1 20 OK\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 0, "the status line is not version, SP"},
    {"code_of_four_digits", "HTTP/1.1 2000 OK\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 0, "the status line is not version, SP"},
    {"no_blank_behind_the_code", "HTTP/1.1 200\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 0, "the status line is not version, SP"},
    {"code_of_no_class", "HTTP/1.1 099 OK\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 9, "the status code 99 is of no class"},
    {"code_600", "HTTP/1.1 600 OK\r\n\r\n", MNI_STREAM_OPEN, MNI_REST_WRONG, 9,
        "the status code 600 is of no class"},
    {"switching", "HTTP/1.1 101 Go\r\n\r\n", MNI_STREAM_OPEN, MNI_REST_WRONG, 9,
        "101 (Switching Protocols), which nobody asked for"},
    {"reason_with_a_control", "HTTP/1.1 200 O\x01K\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 14, "a control character in the reason"},
    {"status_line_lf", "HTTP/1.1 200 OK\n\r\n", MNI_STREAM_OPEN, MNI_REST_WRONG,
        15, "the status line ends with LF alone"},
    {"field_line_lf", OK_LINE "A: b\n\r\n", MNI_STREAM_OPEN, MNI_REST_WRONG, 21,
        "a field line ends with LF alone"},
    {"empty_line_lf", OK_LINE "A: b\r\n\n", MNI_STREAM_OPEN, MNI_REST_WRONG, 23,
        "a field line ends with LF alone"},
    {"bare_cr", OK_LINE "A: b\rc\r\n\r\n", MNI_STREAM_OPEN, MNI_REST_WRONG, 21,
        "a control character in a field value"},
    {"control_in_a_value", OK_LINE "A: \x7f\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 20, "a control character in a field value"},
    {"folded", OK_LINE "A: b\r\n c\r\n\r\n", MNI_STREAM_OPEN, MNI_REST_WRONG,
        23, "a folded field line"},
    {"folded_by_a_tab", OK_LINE "A: b\r\n\tc\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 23, "a folded field line"},
    {"blank_before_the_colon", OK_LINE "A : b\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 18, "a field line without a name and ':'"},
    {"name_is_missing", OK_LINE ": b\r\n\r\n", MNI_STREAM_OPEN, MNI_REST_WRONG,
        17, "a field line without a name and ':'"},
    {"colon_is_missing", OK_LINE "Ab\r\n\r\n", MNI_STREAM_OPEN, MNI_REST_WRONG,
        19, "a field line without a name and ':'"},
    {"name_is_no_token", OK_LINE "A(b: c\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 18, "a field line without a name and ':'"},
    {"length_with_a_sign", OK_LINE "Content-Length: +5\r\n\r\nhello",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 17, "a Content-Length that is no num"},
    {"length_of_digits_and_more", OK_LINE "Content-Length: 5x\r\n\r\nhello",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 17, "a Content-Length that is no num"},
    {"length_in_hexadecimal", OK_LINE "Content-Length: a\r\n\r\nhello",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 17, "a Content-Length that is no num"},
    {"length_is_empty", OK_LINE "Content-Length:\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 17, "a Content-Length that is no number"},
    {"length_of_2_64", OK_LINE "Content-Length: 18446744073709551616\r\n\r\n",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 17, "a Content-Length that is no num"},
    {"length_list", OK_LINE "Content-Length: 5, 5\r\n\r\nhello",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 17, "a Content-Length that is no num"},
    {"length_twice",
        OK_LINE "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 36, "a second Content-Length"},
    {"unknown_coding", OK_LINE "Transfer-Encoding: gzip\r\n\r\n",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 17, "a Transfer-Encoding that is not"},
    {"coding_list", OK_LINE "Transfer-Encoding: gzip, chunked\r\n\r\n",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 17, "a Transfer-Encoding that is not"},
    {"coding_twice",
        OK_LINE "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"
                "\r\n0\r\n\r\n",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 45, "a Transfer-Encoding that is not"},
    {"coding_and_length",
        OK_LINE "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 0,
        "both Content-Length and Transfer-Encoding"},
    {"coding_of_version_1_0",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 0,
        "a Transfer-Encoding in a response of HTTP/1.0"},
    {"length_of_204", "HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 0,
        "a Content-Length in a response of status 204"},
    {"coding_of_100", "HTTP/1.1 100 Go\r\nTransfer-Encoding: chunked\r\n\r\n",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 0,
        "a Transfer-Encoding in a response of status 100"},
    {"content_of_204", "HTTP/1.1 204 No\r\n\r\nhello", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 19, "no response begins with \"hello\""},
    {"content_of_304", "HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\nhello",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 38, "no response begins with"},
    {"size_with_0x", CODED "0x5\r\nhello\r\n0\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 48, "a chunk size that is no hexadecimal"},
    {"size_is_missing", CODED "\r\nhello\r\n0\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 47, "a chunk size that is no hexadecimal"},
    {"size_with_a_blank", CODED "5 \r\nhello\r\n0\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 48, "a chunk size that is no hexadecimal"},
    {"size_of_17_digits", CODED "10000000000000005\r\nhello", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 63, "a chunk size that is no hexadecimal"},
    {"extension_with_a_control", CODED "5;\x01\r\nhello\r\n0\r\n\r\n",
        MNI_STREAM_OPEN, MNI_REST_WRONG, 48, "a chunk size that is no hexadec"},
    {"size_lf", CODED "5\nhello\r\n0\r\n\r\n", MNI_STREAM_OPEN, MNI_REST_WRONG,
        48, "a chunk size ends with LF alone"},
    {"data_is_longer", CODED "5\r\nhelloX\r\n0\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 55, "data behind the size of a chunk"},
    {"data_lf", CODED "5\r\nhello\n0\r\n\r\n", MNI_STREAM_OPEN, MNI_REST_WRONG,
        55, "the end of a chunk ends with LF alone"},
    {"trailer_frames", CODED "0\r\nContent-Length: 5\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 50, "a trailer field that frames a message"},
    {"trailer_is_none", CODED "0\r\nxx\r\n\r\n", MNI_STREAM_OPEN,
        MNI_REST_WRONG, 52, "a field line without a name and ':'"},
    {"half_a_version", "HTT", MNI_STREAM_FIN, MNI_REST_PART, 0,
        "the status line"},
    {"half_a_status_line", "HTTP/1.1 200 O", MNI_STREAM_FIN, MNI_REST_PART, 0,
        "the status line"},
    {"half_a_field_line", OK_LINE "A: b", MNI_STREAM_FIN, MNI_REST_PART, 0,
        "a field line"},
    {"no_empty_line", OK_LINE "A: b\r\n", MNI_STREAM_FIN, MNI_REST_PART, 0,
        "a field line"},
    {"less_than_its_length", OK_LINE "Content-Length: 5\r\n\r\nhell",
        MNI_STREAM_FIN, MNI_REST_PART, 0, "all that Content-Length says"},
    {"second_lacks_something", FIVE OK_LINE "Content-Length: 5\r\n\r\n",
        MNI_STREAM_FIN, MNI_REST_PART, 43, "all that Content-Length says"},
    {"half_a_size", CODED "5", MNI_STREAM_FIN, MNI_REST_PART, 0,
        "a chunk size"},
    {"half_a_chunk", CODED "5\r\nhell", MNI_STREAM_FIN, MNI_REST_PART, 0,
        "the data of a chunk"},
    {"no_end_of_a_chunk", CODED "5\r\nhello", MNI_STREAM_FIN, MNI_REST_PART, 0,
        "the end of a chunk"},
    {"no_last_chunk", CODED "5\r\nhello\r\n", MNI_STREAM_FIN, MNI_REST_PART, 0,
        "a chunk size"},
    {"no_end_of_the_trailers", CODED "0\r\n", MNI_STREAM_FIN, MNI_REST_PART, 0,
        "the end of the trailers"},
    {"content_while_open", OK_LINE "\r\nhello", MNI_STREAM_OPEN, MNI_REST_PART,
        0, "the end of content that a FIN would end"},
    {"content_up_to_a_reset", OK_LINE "\r\nhello", MNI_STREAM_RST,
        MNI_REST_PART, 0, "the end of content that a FIN would end"},
};

static void
find_flaw(int index)
{
	const struct flaw *row = &flaws[index];
	struct mni_responses responses = read_text(GET, row->octets, row->end);

	ck_assert_msg(strncmp(responses.why, row->why, strlen(row->why)) == 0,
	    "expected \"%s\", got \"%s\"", row->why, responses.why);
	ck_assert_int_eq(responses.rest, row->rest);
	ck_assert_uint_eq(responses.rest_at, row->at);
}

/* Every beginning of what is right lacks something and is not wrong. */
START_TEST(every_beginning_is_a_part)
{
	static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n" CODED
	                           "5;a\r\nhello\r\n0\r\nA: b\r\n\r\n" FIVE;
	struct mni_responses responses;
	char part[sizeof(text)];
	size_t size;

	for (size = 1; size < sizeof(text); size++) {
		(void)snprintf(part, size + 1, "%s", text);
		responses = read_text(GET GET, part, MNI_STREAM_OPEN);
		ck_assert_msg(responses.rest != MNI_REST_WRONG,
		    "after %zu octets: %s", size, responses.why);
	}
	ck_assert_uint_eq(responses.count, 3);
}
END_TEST

START_TEST(lines_have_a_limit)
{
	struct mni_bytes octets = MNI_BYTES_EMPTY, sent = MNI_BYTES_EMPTY;
	struct mni_responses responses;
	size_t i;

	ck_assert_int_eq(mni_bytes_append(&octets, OK_LINE "A: ", 20), 0);
	for (i = 0; i < 2048; i++)
		ck_assert_int_eq(mni_bytes_append(&octets, A32, 32), 0);
	mni_responses_read(&responses, &octets, &sent, MNI_STREAM_OPEN);
	ck_assert_int_eq(responses.rest, MNI_REST_WRONG);
	ck_assert_str_eq(
	    responses.why, "a field line of more than 65536 octets");
	mni_bytes_fini(&octets);
}
END_TEST

START_TEST(responses_have_a_limit)
{
	struct mni_bytes octets = MNI_BYTES_EMPTY, sent = MNI_BYTES_EMPTY;
	struct mni_responses responses;
	int i;

	for (i = 0; i < 17; i++)
		ck_assert_int_eq(
		    mni_bytes_append(&octets, FIVE, sizeof(FIVE) - 1), 0);
	mni_responses_read(&responses, &octets, &sent, MNI_STREAM_OPEN);
	ck_assert_uint_eq(responses.count, 16);
	ck_assert_int_eq(responses.rest, MNI_REST_WRONG);
	ck_assert_str_eq(responses.why, "more than 16 responses");
	mni_bytes_fini(&octets);
}
END_TEST

START_TEST(fields_are_found_in_any_case)
{
	static const char text[] = "HTTP/1.1 204 No\r\nab: 1\r\nA:  x y \r\n"
	                           "A: z\r\nEmpty:\r\n\r\n";
	struct mni_bytes octets = MNI_BYTES_EMPTY, sent = MNI_BYTES_EMPTY;
	struct mni_responses responses;
	const uint8_t *value = NULL;
	size_t size = 0;

	ck_assert_int_eq(mni_bytes_append(&octets, text, sizeof(text) - 1), 0);
	mni_responses_read(&responses, &octets, &sent, MNI_STREAM_OPEN);
	ck_assert(mni_response_field(responses.list, "a", &value, &size));
	ck_assert_uint_eq(size, 3);
	ck_assert_mem_eq(value, "x y", 3);
	ck_assert(mni_response_field(responses.list, "EMPTY", &value, &size));
	ck_assert_uint_eq(size, 0);
	ck_assert(!mni_response_field(responses.list, "b", &value, &size));
	ck_assert(!mni_response_field(responses.list, "abc", &value, &size));
	mni_bytes_fini(&octets);
}
END_TEST

START_TEST(dates_are_known_by_their_form)
{
	static const char good[] = "Sun, 06 Nov 1994 08:49:37 GMT";
	static const char *const bad[] = {"Sunday, 06-Nov-94 08:49:37 GMT",
	    "Sun Nov  6 08:49:37 1994", "Sun, 6 Nov 1994 08:49:37 GMT",
	    "Sun, 06 Nov 1994 08:49:37 UTC", "sun, 06 Nov 1994 08:49:37 GMT",
	    "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
	    "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
	    "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
	    "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 06 Nov 1994 08.49.37 GMT",
	    ""};
	size_t i;

	ck_assert(mni_is_imf_fixdate((const uint8_t *)good, strlen(good)));
	for (i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!mni_is_imf_fixdate(
		                  (const uint8_t *)bad[i], strlen(bad[i])),
		    "%s", bad[i]);
}
END_TEST

int
main(void)
{
	static TTest whole_tests[COUNT(wholes)], flaw_tests[COUNT(flaws)];
	const TTest *const tests[] = {every_beginning_is_a_part,
	    lines_have_a_limit, responses_have_a_limit,
	    fields_are_found_in_any_case, dates_are_known_by_their_form};
	Suite *suite = checks_suite("responses", tests, COUNT(tests));
	size_t i;

	for (i = 0; i < COUNT(wholes); i++) {
		whole_tests[i] =
		    (TTest){wholes[i].name, read_whole, __FILE__, __LINE__};
		(void)checks_add(suite, &whole_tests[i], (int)i);
	}
	for (i = 0; i < COUNT(flaws); i++) {
		flaw_tests[i] =
		    (TTest){flaws[i].name, find_flaw, __FILE__, __LINE__};
		(void)checks_add(suite, &flaw_tests[i], (int)i);
	}
	return checks_main(suite);
}
