/* SPDX-License-Identifier: MIT */
/* Mistakes in the rules of the stand-in for name servers, each with its
 * place. */
#include <config.h>

#include "dns/service.h"
#include "support/checks.h"
#include "support/zones.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Lines of a zone, and the mistake in them. */
static const struct mistake {
	const char *name, *line, *want;
} mistakes[] = {
    {"note_unknown", ";!note", "7:3: expected rule, expect or mocknet behind"},
    {"note_version", ";!mocknet 2", "7:11: expected '1' after 'mocknet'"},
    {"do_missing", ";!rule x when udp",
        "7:18: expected 'do' after the conditions of a rule, found the end"},
    {"when_missing", ";!rule x name=www do drop",
        "7:10: expected 'do' after the conditions of a rule, found 'name=w"},
    {"name_with_controls",
        ";!rule a\x1b"
        "b do send",
        "7:8: expected the name of a rule, at most 39 octets of printing"},
    {"name_missing", ";!rule", "7:7: expected the name of a rule, at most"},
    {"condition_unknown", ";!rule x when foo=1 do drop",
        "7:15: expected a condition: name=, type=, class=, opcode=, a bit"},
    {"condition_without_value", ";!rule x when name do drop",
        "7:15: expected a condition: name=, type=, class=, opcode=, a bit"},
    {"condition_name", ";!rule x when name=a..b do drop",
        "7:22: the name has an empty label"},
    {"condition_name_empty", ";!rule x when name= do drop",
        "7:20: expected a domain name, found ''"},
    {"condition_type", ";!rule x when type=FOO do drop",
        "7:20: expected a type such as A or TYPE65399, found 'FOO'"},
    {"condition_class", ";!rule x when class=FOO do drop",
        "7:21: expected a class such as IN or CLASS255, found 'FOO'"},
    {"condition_opcode", ";!rule x when opcode=16 do drop",
        "7:22: expected an opcode from 0 to 15, found '16'"},
    {"condition_nth", ";!rule x when nth=0 do drop",
        "7:19: expected a number or a range such as 2..5, found '0'"},
    {"condition_p", ";!rule x when p=1.5 do drop",
        "7:17: expected a chance such as 0.25, up to four digits, found"},
    {"condition_client", ";!rule x when client= do drop",
        "7:22: expected an address such as 127.0.0.1 or ::1, found ''"},
    {"condition_bit", ";!rule x when rd=2 do drop", "7:18: expected 0 or 1"},
    {"condition_bit_of_responses", ";!rule x when qr do drop",
        "7:15: expected a condition: name=, type=, class=, opcode=, a bit"},
    {"condition_server", ";!rule x when server= do drop",
        "7:22: expected what a name server is called, as by 'as names'"},
    {"condition_pattern_missing", ";!rule x when name=re: do drop",
        "7:23: expected one regular expression, such as re:^www[0-9], with"},
    {"condition_pattern_bounds", ";!rule x when name=re:a{9} do drop",
        "7:23: expected one regular expression, such as re:^www[0-9], with"},
    {"condition_pattern_twice", ";!rule x when name=re:a name=re:b do drop",
        "7:33: expected one regular expression, such as re:^www[0-9], with"},
    {"condition_pattern", ";!rule x when name=re:[a do drop", "7:23: "},
    {"step_unknown", ";!rule x do shout",
        "7:13: expected a step: send, raw, drop, wait, icmp, close, rst or"},
    {"step_missing", ";!rule x do", "7:12: expected a step: send, raw, drop"},
    {"second_step_missing", ";!rule x do send;", "7:18: expected a step: s"},
    {"step_and_more", ";!rule x do drop it", "7:18: expected the end of the"},
    {"wait_when", ";!rule x do wait; send", "7:17: expected a duration up to"},
    {"icmp_over_tcp", ";!rule x do icmp",
        "7:13: 'icmp' is for datagrams: among the conditions there has to"},
    {"icmp_when", ";!rule x when udp do icmp 5",
        "7:27: expected a duration up to"},
    {"send_what", ";!rule x when udp do send loudly",
        "7:27: expected repeat, gap, twice, times, drop, swap, late, oversiz"},
    {"send_change_without_value", ";!rule x when tcp do send id",
        "7:27: expected repeat, gap, each byte, split at, drip or cut at, f"},
    {"send_for_another_transport", ";!rule x when udp do send split at 1",
        "7:27: 'split' is for streams (tcp, unix stream, http) only"},
    {"send_repeat", ";!rule x do send repeat 2",
        "7:18: a message is not repeated within itself"},
    {"bit", ";!rule x do send aa=2", "7:21: expected 0 or 1, found '2'"},
    {"id", ";!rule x do send id=65536", "7:21: expected an id such as 1234"},
    {"opcode", ";!rule x do send opcode=x", "7:25: expected an opcode from 0"},
    {"rcode", ";!rule x do send rcode=4096",
        "7:24: expected an RCODE such as SERVFAIL, or a number from 0 to 409"},
    {"question", ";!rule x do send question=x",
        "7:27: expected none, upper, lower, or a question such as www.examp"},
    {"question_name", ";!rule x do send question=a..b/A/IN",
        "7:29: the name has an empty label"},
    {"count", ";!rule x do send ancount=65536", "7:26: expected a count from"},
    {"answer", ";!rule x do send answer=x",
        "7:25: expected none, or records in quotes, found 'x'"},
    {"answer_missing", ";!rule x do send answer=",
        "7:25: expected a string in quotes, found the end of the line"},
    {"answer_of_nothing", ";!rule x do send answer=\"\"",
        "7:25: expected none, or records in quotes, found the string \"\""},
    {"answer_open", ";!rule x do send answer=\"@",
        "7:25: the string has no closing quote on this line"},
    {"answer_type", ";!rule x do send answer=\"@ FOO 1\"",
        "7:25: expected a type such as A or TYPE65399, found 'FOO'"},
    {"answer_data", ";!rule x do send answer=\"@ A 1.2.3\"",
        "7:25: expected an IPv4 address such as 192.0.2.1, found '1.2.3'"},
    {"answer_generated", ";!rule x do send answer=\"gen:MX*1\"",
        "7:25: expected gen:A*N, gen:AAAA*N or gen:CNAME*N, 4096 at most, o"},
    {"answer_generated_nothing", ";!rule x do send answer=\"gen:A\"",
        "7:25: expected gen:A*N, gen:AAAA*N or gen:CNAME*N, 4096 at most, o"},
    {"answer_generated_many", ";!rule x do send answer=\"gen:A*4097\"",
        "7:25: expected gen:A*N, gen:AAAA*N or gen:CNAME*N, 4096 at most, o"},
    {"answer_generated_records", ";!rule x do send answer=\"gen:TXT*1\"",
        "7:25: expected gen:A*N, gen:AAAA*N or gen:CNAME*N, 4096 at most, o"},
    {"answer_generated_and_more", ";!rule x do send answer=\"gen:A*1 x\"",
        "7:25: expected the end of the record"},
    {"ttl", ";!rule x do send ttl=4294967296", "7:22: expected a TTL from 0"},
    {"rdlength", ";!rule x do send rdlength=x", "7:27: expected a change suc"},
    {"length", ";!rule x do send length=", "7:25: expected a change such as"},
    {"owner", ";!rule x do send owner=me",
        "7:24: expected self, forward, outside or header: where its pointer"},
    {"octets", ";!rule x do send octets=-1", "7:25: expected a number of oct"},
    {"append", ";!rule x do send append=abc", "7:25: expected octets of two"},
    {"append_nothing", ";!rule x do send append=", "7:25: expected octets in"},
    {"cookie", ";!rule x do send cookie=1", "7:25: expected right, wrong or"},
    {"fill", ";!rule x do send fill=x", "7:23: expected a change such as +1"},
    {"mutate", ";!rule x do send mutate=0", "7:25: expected a number of oct"},
    {"edns", ";!rule x do send edns=1", "7:23: expected none; else it is"},
    {"version", ";!rule x do send version=256", "7:26: expected a version of"},
    {"raw", ";!rule x do raw \"abc\"", "7:17: expected octets in hexadecimal"},
    {"raw_nothing", ";!rule x do raw \"\"", "7:17: expected octets in hexad"},
    {"raw_word", ";!rule x do raw \"%foo\"", "7:17: expected octets in hexad"},
    {"raw_missing", ";!rule x do raw", "7:16: expected a string in quotes"},
    {"expect_count", ";!expect name=www",
        "7:18: expected count=N or a range such as count=1..5 behind the con"},
    {"expect_backwards", ";!expect count=3..2",
        "7:16: expected count=N or a range such as count=1..5 behind the con"},
};

static void
play_mistake(int index)
{
	const struct mistake *row = &mistakes[index];
	struct mni_ns_service *service = calloc(1, sizeof(*service));
	struct mn_mistake mistake = {.line = 0};
	char text[1000], got[300];

	ck_assert_ptr_nonnull(service);
	(void)snprintf(
	    text, sizeof(text), ZONE_HEAD "www A 192.0.2.1\n%s\n", row->line);
	ck_assert_msg(
	    mni_ns_service_add(service, text, strlen(text), &mistake) == -1,
	    "it was accepted");
	(void)snprintf(got, sizeof(got), "%u:%u: %s", mistake.line,
	    mistake.column, mistake.text);
	ck_assert_msg(strncmp(got, row->want, strlen(row->want)) == 0,
	    "expected \"%s...\", got \"%s\"", row->want, got);
	mni_ns_service_free(service);
}

int
main(void)
{
	static TTest rows[COUNT(mistakes)];
	Suite *suite = suite_create("rule mistakes");
	size_t i;

	for (i = 0; i < COUNT(mistakes); i++) {
		rows[i] =
		    (TTest){mistakes[i].name, play_mistake, __FILE__, __LINE__};
		(void)checks_add(suite, &rows[i], (int)i);
	}
	return checks_main(suite);
}
