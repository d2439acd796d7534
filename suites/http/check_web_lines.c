/* SPDX-License-Identifier: MIT */
/* The lines that only scripts of http have: those that are read, and the place
 * of each mistake. */
#include <config.h>

#include "http/answer.h"
#include "http/rules.h"
#include "mocknet.h"
#include "script/script.h"
#include "support/checks.h"
#include "support/mistakes.h"
#include "support/scratch.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ON_GET "http\n on GET / "

static const struct mistake mistakes[] = {
    /* the first line */
    {"head_option", "http loud\n", "1:6: expected ipv4, ipv6, any, port or as"},
    {"head_unix_stream", "http unix stream \"/x\"\n",
        "1:11: expected a string in quotes, found 'stream'"},
    {"head_of_service", "echo http\n", "1:6: expected tcp, udp or unix behi"},
    {"nothing_to_do", "http\n",
        "2:1: expected at least one of on, otherwise and folder, found the"},
    {"only_a_fault", "http\n fault at 5 rst\n", "3:1: expected at least one "},

    /* lines */
    {"line_unknown", "http\n at GET / send 200\n",
        "2:2: expected on, otherwise, folder, a step (send, wait, barrier, "
        "fin, close, rst, stall, loop, end) or one of fault, connection, "
        "expect, quote, form, clock, buffers, found 'at'"},
    {"discard_of_http", "http\n discard input\n",
        "2:2: 'discard' is for streams (tcp, unix stream) only"},
    {"recv_in_a_rule", ON_GET "\n  recv\n",
        "3:3: 'recv' is for tcp, udp and unix only"},
    {"drop_in_a_rule", ON_GET "\n  drop\n",
        "3:3: 'drop' is for datagrams (udp, unix datagram) only"},
    {"on_of_tcp", "tcp\n on GET / send \"x\"\n", "2:2: 'on' is for http only"},
    {"otherwise_of_udp", "udp\n otherwise drop\n",
        "2:2: 'otherwise' is for http only"},
    {"folder_of_tcp", "tcp\n folder \".\"\n", "2:2: 'folder' is for http on"},

    /* rules */
    {"step_without_a_rule", "http\n send 200\n",
        "2:2: a step belongs below 'on' or 'otherwise'"},
    {"step_of_a_connection", ON_GET "rst\n connection 1\n  send 200\n",
        "4:3: a step belongs below 'on' or 'otherwise'"},
    {"rule_without_a_step", "http\n on GET /\n on GET /x send 200\n",
        "3:2: the rule above has no step: it needs a send, or an end"},
    {"rule_without_a_step_at_the_end", "http\n otherwise\n",
        "3:1: the rule above has no step"},
    {"rule_without_a_step_above_connection", "http\n on GET /\n connection 1\n",
        "3:13: the rule above has no st"},
    {"rule_in_a_loop", ON_GET "\n  loop\n  wait 1ms\n on GET /x send 200\n",
        "5:2: the loop has no 'end'"},
    {"method_missing", "http\n on\n",
        "2:4: expected a method such as GET, at most 31 characters, or any, "
        "found the end of the line"},
    {"method_in_quotes", "http\n on \"GET\" / send 200\n",
        "2:5: expected a method such as GET, at most 31 characters, or any"},
    {"method_is_no_token", "http\n on G/T / send 200\n", "2:5: expected a me"},
    {"method_long", "http\n on A123456789B123456789C123456789DE / send 200\n",
        "2:5: expected a method such as GET"},
    {"target_missing", "http\n on GET\n",
        "2:8: expected a target such as /x, /x?a=1, /x* or *, found the end"},
    {"target_without_slash", "http\n on GET x send 200\n",
        "2:9: expected a target such as /x, /x?a=1, /x* or *, found 'x'"},
    {"target_absolute", "http\n on GET http://a/ send 200\n",
        "2:9: expected a target such as /x"},
    {"target_with_a_blank", "http\n on GET \"/a b\" send 200\n",
        "2:9: expected a target such as /x"},
    {"target_with_a_fragment", "http\n on GET \"/a#b\" send 200\n",
        "2:9: expected a target such as /x"},
    {"target_empty", "http\n on GET \"\" send 200\n", "2:9: expected a tar"},
    {"times_zero", ON_GET "times 0 send 200\n",
        "2:17: expected a number of requests from 1 to 1000000, found '0'"},
    {"rule_what", ON_GET "shout\n",
        "2:11: expected once, times N, or a step: send, wait, barrier, fin, "
        "close, rst, stall, loop, found 'shout'"},
    {"rule_twice_once", ON_GET "once once\n", "2:16: expected once, times N"},
    {"step_after_rst", ON_GET "rst\n  send 200\n",
        "3:3: nothing can follow close, rst or stall"},
    {"rst_of_unix", "http unix \"/x\"\n on GET / rst\n",
        "2:11: a Unix socket cannot be reset"},

    /* send */
    {"send_nothing", ON_GET "send\n",
        "2:15: expected 'raw', or a status from 100 to 999, found the end"},
    {"send_text", ON_GET "send \"x\"\n",
        "2:16: expected 'raw', or a status from 100 to 999, found the str"},
    {"status_small", ON_GET "send 99\n", "2:16: expected 'raw', or a status "},
    {"status_large", ON_GET "send 1000\n", "2:16: expected 'raw', or a stat"},
    {"status_signed", ON_GET "send +20\n", "2:16: expected 'raw', or a stat"},
    {"raw_nothing", ON_GET "send raw\n",
        "2:19: expected a string in quotes, address, file, received"},
    {"raw_with_a_field", ON_GET "send raw \"x\" field \"A\" \"b\"\n",
        "2:24: expected repeat, gap, each byte, split at, drip or cut at"},
    {"send_what", ON_GET "send 200 loud\n",
        "2:20: expected field, without, chunked, repeat, gap, each byte, "
        "split at, drip or cut, found 'loud'"},
    {"send_type_twice", ON_GET "send 200 a/b c/d\n",
        "2:24: expected field, without, chunked"},
    {"send_twice_of_datagrams", ON_GET "send 200 twice\n",
        "2:20: 'twice' is for datagrams (udp, unix datagram) only"},
    {"body_of_204", ON_GET "send 204 \"x\"\n",
        "2:16: an answer with status 204 has no body"},
    {"body_of_304", ON_GET "send 304 daytime\n", "2:16: an answer with statu"},
    {"body_of_100", ON_GET "send 100 \"x\"\n", "2:16: an answer with status"},
    {"file_missing", ON_GET "send 200 file \"/gone/x\"\n", "2:25: /gone/x: "},
    {"field_nothing", ON_GET "send 200 field\n", "2:25: expected a string in"},
    {"field_without_value", ON_GET "send 200 field \"A\"\n",
        "2:29: expected the value of the field in quotes, found the end"},
    {"field_name_empty", ON_GET "send 200 field \"\" \"x\"\n",
        "2:26: expected the name of a field, a token, found the string \"\""},
    {"field_name_with_a_colon", ON_GET "send 200 field \"A:\" \"x\"\n",
        "2:26: expected the name of a field, a token"},
    {"field_value_with_lf", ON_GET "send 200 field \"A\" \"x\\n\"\n",
        "2:30: a value without CR, LF and NUL; 'send raw' can have them"},
    {"field_value_with_nul", ON_GET "send 200 field \"A\" \"\\0\"\n",
        "2:30: a value without CR, LF and NUL"},
    {"without_what", ON_GET "send 200 without Date\n",
        "2:28: expected a string in quotes"},
    {"without_another", ON_GET "send 200 without \"Server\"\n",
        "2:28: expected one of \"Date\", \"Content-Type\", \"Content-Length\""
        ", \"Transfer-Encoding\" and \"Connection\", found the string"},
    {"chunked_how", ON_GET "send 200 \"x\" chunked\n",
        "2:31: expected the octets of a chunk from 1 to 1073741824"},
    {"chunked_zero", ON_GET "send 200 \"x\" chunked 0\n",
        "2:32: expected the octets of a chunk from 1"},
    {"chunks_too_many", ON_GET "send 200 \"x\" repeat 10000001 chunked 1\n",
        "2:16: more than 10000000 chunks"},
    {"octets_too_many", ON_GET "send 200 \"xx\" repeat 536870913\n",
        "2:16: more than 1073741824 octets in all"},
    {"repeat_of_what_is_made", ON_GET "send 200 received repeat 2\n",
        "2:16: 'repeat' needs octets that are known"},
    {"cut_in_what", ON_GET "send 200 cut in trailer at 1 fin\n",
        "2:27: expected status, header or body after 'in', found 'trailer'"},
    {"cut_in_where", ON_GET "send 200 cut in body 1 fin\n",
        "2:32: expected 'at' after 'cut', found '1'"},
    {"cut_in_of_tcp", "tcp\n send \"x\" cut in body at 1 fin\n",
        "2:11: 'cut in' is for answers of http only"},
    {"cut_in_of_raw", ON_GET "send raw \"x\" cut in body at 1 fin\n",
        "2:24: 'cut in' is for answers of http only"},
    {"cut_rst_of_unix", "http unix \"/x\"\n on GET / send 200 cut at 1 rst\n",
        "2:16: a Unix socket cannot be reset"},

    /* folder, expect, faults */
    {"folder_what", "http\n folder x\n", "2:9: expected a string in quotes"},
    {"folder_empty", "http\n folder \"\"\n",
        "2:9: expected the name of a folder, found the string"},
    {"folder_missing", "http\n folder \"/gone\"\n",
        "2:9: /gone: there is no such folder"},
    {"folder_twice", "http\n folder \"/\"\n folder \"/\"\n",
        "3:9: one folder is enough"},
    {"expect_what", "http\n expect\n", "2:8: expected a method such as GET"},
    {"expect_without_times", "http\n expect GET / 2\n",
        "2:15: expected 'times' after the target, found '2'"},
    {"expect_how_often", "http\n expect GET / times\n",
        "2:20: expected a number or a range such as 1..5, found the end"},
    {"expect_clean_of_tcp", "tcp\n expect clean\n",
        "2:9: expected 'connections' after 'expect', found 'clean'"},
    {"expect_and_more", "http\n expect clean now\n",
        "2:15: expected the end of the line"},
    {"fault_in_what", "http\n fault in trailer at 1 rst\n",
        "2:11: expected status, header or body after 'in'"},
    {"fault_in_where", "http\n fault in body before reply rst\n",
        "2:16: expected 'at' after the section, found 'before'"},
    {"fault_in_of_tcp", "tcp\n fault in body at 1 rst\n",
        "2:8: 'in' is for http only"},
    {"fault_of_datagrams", "http\n fault request 1 drop\n",
        "2:8: 'request' is for datagrams (udp, unix datagram) only"},
};

static struct mni_script
read_script(const char *text)
{
	struct mn_mistake mistake = {.line = 0};
	struct mni_script script;

	ck_assert_msg(mni_script_read(text, strlen(text), MNI_SERVER, NULL,
	                  &script, &mistake) == 0,
	    "%u:%u: %s", mistake.line, mistake.column, mistake.text);
	return script;
}

/* The text of the pattern of the NTH part. */
static const char *
pattern_of(const struct mni_script *script, size_t nth)
{
	static char text[100];

	ck_assert_uint_lt(nth, script->part_count);
	ck_assert_ptr_nonnull(script->parts[nth].rule);
	return mni_pattern_text(
	    &script->parts[nth].rule->pattern, text, sizeof(text));
}

START_TEST(rules_are_parts_of_the_script)
{
	struct mni_script script = read_script("http port 8080 as web\n"
	                                       " on GET / send 200\n"
	                                       " on any /x* times 3 wait 5ms\n"
	                                       "  send 503 \"x\"\n"
	                                       "  close\n"
	                                       " connection 2..3\n"
	                                       "  on PUT \"/y?\\\"\" once rst\n"
	                                       "  otherwise stall\n");

	ck_assert_str_eq(script.kind, "http");
	ck_assert_uint_eq(script.port, 8080);
	ck_assert_uint_eq(script.part_count, 6);
	ck_assert_ptr_null(script.parts[0].rule);
	ck_assert_str_eq(pattern_of(&script, 1), "GET /");
	ck_assert_uint_eq(script.parts[1].rule->times, 0);
	ck_assert_uint_eq(script.parts[1].last, SIZE_MAX);
	ck_assert_str_eq(pattern_of(&script, 2), "any /x*");
	ck_assert_uint_eq(script.parts[2].rule->times, 3);
	ck_assert_uint_eq(script.parts[2].count, 3);
	ck_assert_ptr_null(script.parts[3].rule);
	ck_assert_str_eq(pattern_of(&script, 4), "PUT /y?\"");
	ck_assert_uint_eq(script.parts[4].rule->times, 1);
	ck_assert_uint_eq(script.parts[4].first, 2);
	ck_assert_uint_eq(script.parts[4].last, 3);
	ck_assert(script.parts[5].rule->otherwise);
	ck_assert_ptr_null(mni_script_part(&script, 1));
	ck_assert_ptr_eq(mni_script_part(&script, 2), &script.parts[3]);
	mni_script_fini(&script);
}
END_TEST

START_TEST(an_answer_has_all_of_its_words)
{
	struct mni_script script = read_script(
	    "http\n on GET / send 200 text/html \"a\" \"b\" field \"X\" \"y\" "
	    "field \"connection\" \"x, close\" without \"Date\" chunked 7 "
	    "repeat 3 split at 1 2 cut in body at 9 stall\n");
	const struct mni_step *step = script.parts[1].steps;
	static const char fields[] =
	    "Content-Type: text/html\r\nX: y\r\nconnection: x, close\r\n";

	ck_assert_uint_eq(step->answer->status, 200);
	ck_assert_uint_eq(step->answer->fields.data.size, sizeof(fields) - 1);
	ck_assert_mem_eq(
	    step->answer->fields.data.data, fields, sizeof(fields) - 1);
	ck_assert_uint_eq(step->answer->replaced, MNI_OWN_CONNECTION);
	ck_assert_uint_eq(step->answer->left_out, MNI_OWN_DATE);
	ck_assert(step->answer->closes);
	ck_assert_uint_eq(step->answer->chunk, 7);
	ck_assert_uint_eq(step->delivery.repeat, 3);
	ck_assert_uint_eq(step->delivery.cut_count, 2);
	ck_assert_int_eq(step->delivery.stop_in, MNI_IN_BODY);
	ck_assert_uint_eq(step->delivery.stop_at, 9);
	ck_assert_int_eq(step->delivery.stop, MNI_STOP_STALL);
	ck_assert_uint_eq(step->text.data.size, 2);
	mni_script_fini(&script);
}
END_TEST

START_TEST(expectations_and_settings)
{
	struct mni_script script = read_script("http\n"
	                                       " on GET / send 200\n"
	                                       " expect GET /x?a times 2..3\n"
	                                       " expect any * times 0\n"
	                                       " expect clean\n"
	                                       " expect connections 4\n"
	                                       " folder \"/\"\n");
	const struct mni_expectation *wanted = script.web->expectations;
	char text[100];

	ck_assert_uint_eq(script.web->expectation_count, 2);
	ck_assert_str_eq(
	    mni_pattern_text(&wanted[0].pattern, text, sizeof(text)),
	    "GET /x?a");
	ck_assert_uint_eq(wanted[0].least, 2);
	ck_assert_uint_eq(wanted[0].most, 3);
	ck_assert_str_eq(
	    mni_pattern_text(&wanted[1].pattern, text, sizeof(text)), "any *");
	ck_assert_uint_eq(wanted[1].most, 0);
	ck_assert(script.web->clean);
	ck_assert_uint_eq(script.least, 4);
	ck_assert_str_eq(script.web->folder, "/");
	mni_script_fini(&script);
}
END_TEST

START_TEST(files_have_a_type)
{
	static const struct {
		const char *name, *type;
	} files[] = {{"a.html", "text/html"}, {"a.TXT", "text/plain"},
	    {"a.b.json", "application/json"}, {"html", "application/octet-s"},
	    {"a.htmlx", "application/oct"}};
	char path[SCRATCH_PATH], text[300], want[100];
	struct mni_script script;
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		scratch_write(files[i].name, "x", 1);
		(void)snprintf(text, sizeof(text),
		    "http\n on GET / send 200 file \"%s\"\n",
		    scratch_path(path, files[i].name));
		script = read_script(text);
		(void)snprintf(
		    want, sizeof(want), "Content-Type: %s", files[i].type);
		ck_assert_mem_eq(
		    script.parts[1].steps->answer->fields.data.data, want,
		    strlen(want));
		mni_script_fini(&script);
	}
}
END_TEST

START_TEST(clients_do_not_play_http)
{
	static const char text[] = "http\n on GET / send 200\n";
	struct mn_mistake mistake;
	struct mni_script script;

	ck_assert_int_eq(mni_script_read(text, sizeof(text) - 1, MNI_CLIENT,
	                     NULL, &script, &mistake),
	    -1);
	ck_assert_str_eq(mistake.text, "'http' is for servers only");
	ck_assert(mn_script_ok(text, &mistake));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {rules_are_parts_of_the_script,
	    an_answer_has_all_of_its_words, expectations_and_settings,
	    files_have_a_type, clients_do_not_play_http};
	Suite *suite;
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	suite =
	    checks_suite("web_lines", tests, sizeof(tests) / sizeof(tests[0]));
	mistakes_add(suite, mistakes, sizeof(mistakes) / sizeof(mistakes[0]));
	status = checks_main(suite);
	scratch_close();
	return status;
}
