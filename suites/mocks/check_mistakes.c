/* SPDX-License-Identifier: MIT */
/* Mistakes in scripts: each kind is named with its place; and limits. */
#include <config.h>

#include "mocknet.h"
#include "script/script.h"
#include "support/checks.h"
#include "support/mistakes.h"
#include "support/scratch.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

static const struct mistake mistakes[] = {
    /* the first line */
    {"head_missing", "", "1:1: expected tcp, udp, unix, http, dns, or a ser"},
    {"head_unknown", "\n  sctp\n",
        "2:3: expected tcp, udp, unix, http, dns, o"},
    {"head_of_service", "echo sctp\n", "1:6: expected tcp, udp or unix behi"},
    {"head_option", "tcp loud\n",
        "1:5: expected ipv4, ipv6, any, port or as, fou"},
    {"head_string_open", "tcp \"x\n", "1:5: the string has no closing qu"},
    {"head_option_of_path", "unix stream \"/x\" ipv4\n",
        "1:18: expected as, found 'ipv4'"},
    {"head_port", "udp port 65536\n", "1:10: expected a port from 1 to 65535"},
    {"head_port_zero", "udp port 0\n", "1:10: expected a port from 1 to 655"},
    {"head_name", "tcp as a/b\n", "1:8: expected a name of letters, digits"},
    {"head_name_missing", "tcp as\n", "1:7: expected a name of letters, dig"},
    {"head_name_long", "tcp as a123456789b123456789c123456789d123456789\n",
        "1:8: expected a name of letters, digits, '-', '_' and '.', at most"},
    {"unix_of_what", "unix \"/x\"\n", "1:6: expected stream or datagram afte"},
    {"path_missing", "unix stream\n", "1:12: expected a string in quotes"},
    {"path_empty", "unix stream \"\"\n", "1:13: expected the path of a soc"},
    {"nothing_to_do", "tcp\n", "2:1: expected at least one step or fault"},
    {"only_settings", "tcp\n quote \"x\"", "2:11: expected at least one step"},

    /* words of any line */
    {"string_open", "tcp\n send \"x\n", "2:7: the string has no closing quot"},
    {"string_escape", "tcp\n send \"a\\q\"\n", "2:9: expected an escape of C"},
    {"string_hex", "tcp\n send \"\\x4\"\n", "2:8: expected an escape of C af"},
    {"line_goes_on", "tcp\n fin now\n", "2:6: expected the end of the line"},
    {"number_at_end", "tcp\n send garbage\n",
        "2:14: expected a number of octets from 1 to 65536, found the end of"},
    {"number_in_quotes", "tcp\n send garbage \"9\"\n",
        "2:15: expected a number of octets from 1 to 65536, found the string"},
    {"number_and_more", "tcp\n recv 5x\n",
        "2:7: expected a number of octets from 1 to 1073741824, found '5x'"},
    {"number_large", "tcp\n recv 1073741825\n", "2:7: expected a number of"},
    {"number_larger", "tcp\n recv 4294967300\n", "2:7: expected a number of"},
    {"number_largest", "tcp\n recv 18446744073709551617\n", "2:7: expected a"},
    {"duration", "tcp\n wait 5\n", "2:7: expected a duration up to an hour"},
    {"duration_missing", "tcp\n wait\n", "2:6: expected a duration up to an"},
    {"duration_unit", "tcp\n wait 5m\n", "2:7: expected a duration up to an"},
    {"duration_long", "tcp\n wait 3601s\n", "2:7: expected a duration up to"},
    {"step_unknown", "udp\n recv\n shout\n",
        "3:2: expected a step (recv, drop, send, urgent, fill, forge, wait, "
        "barrier, fin, close, rst, stall, loop, end) or fault, connection, "
        "expect, quote, form, clock, buffers, discard, in, found 'shout'"},
    {"step_in_quotes", "tcp\n \"send\"\n", "2:2: expected a step (recv, dr"},
    {"refuse_is_no_step", "tcp\n refuse\n", "2:2: expected a step (recv, dr"},

    /* settings */
    {"form_unknown", "daytime tcp\n form iso\n",
        "2:7: expected free, ctime or nist, found 'iso'"},
    {"clock_missing", "time tcp\n clock\n", "2:7: expected a time such as 2"},
    {"quote_missing", "qotd tcp\n quote x\n", "2:8: expected a string in qu"},
    {"buffers_missing", "echo tcp\n buffers\n",
        "2:9: expected a number of octets from 1 to 1048576, found the end"},
    {"buffers_zero", "tcp\n buffers 0\n", "2:10: expected a number of octets"},
    {"buffers_large", "udp\n buffers 1048577\n", "2:10: expected a number of"},
    {"buffers_and_more", "tcp\n buffers 1 2\n", "2:12: expected the end of"},
    {"discard_what", "tcp\n discard output\n",
        "2:10: expected 'input' after 'discard', found 'output'"},
    {"discard_of_datagrams", "udp\n discard input\n",
        "2:2: 'discard' is for streams (tcp, unix stream) only"},
    {"expect_datagrams_of_tcp", "tcp\n expect datagrams 1\n",
        "2:9: expected 'connections' after 'expect', found 'datagrams'"},
    {"expect_connections_of_udp", "udp\n expect connections 1\n",
        "2:9: expected 'datagrams' after 'expect', found 'connections'"},
    {"expect_how_many", "tcp\n expect connections\n",
        "2:20: expected a number or a range such as 1..5, found the end"},
    {"expect_backwards", "tcp\n expect connections 5..1\n",
        "2:21: expected a number or a range such as 1..5, found '5..1'"},
    {"expect_open_range", "tcp\n expect connections 5..\n",
        "2:21: expected a number or a range such as 1..5, found '5..'"},
    {"steps_of_a_service", "echo udp\n recv\n",
        "2:2: a service has steps of its own: only fault, expect, quote, for"},

    /* connection */
    {"connection_zero", "tcp\n connection 0\n",
        "2:13: expected any, the number of a connection, or a range such as"},
    {"connection_which", "tcp\n connection\n", "2:12: expected any, the num"},
    {"connection_of_udp", "udp\n connection 1\n  recv\n",
        "2:2: 'connection' is for streams (tcp, unix stream, http) only"},
    {"connection_too_late", "tcp\n recv\n connection 1\n",
        "3:13: the steps above belong to no connection"},
    {"connection_in_a_loop",
        "tcp\n connection 1\n  loop\n  recv\n"
        " connection 2\n",
        "5:13: the loop has no 'end'"},

    /* recv, drop, wait, barrier and the ends */
    {"recv_what", "tcp\n recv all\n",
        "2:7: expected a number of octets, \"...\", address, until \"...\", e"},
    {"recv_zero", "tcp\n recv 0\n", "2:7: expected a number of octets from"},
    {"recv_nothing", "tcp\n recv \"\"\n", "2:7: expected at least one octet"},
    {"recv_until_empty", "tcp\n recv until \"\"\n",
        "2:13: expected at least one octet to wait for"},
    {"recv_until_what", "tcp\n recv until x\n", "2:13: expected a string in"},
    {"recv_text_ends", "tcp\n recv \"x\" y\n", "2:11: expected the end of t"},
    {"recv_address_of_unix", "unix stream \"/x\"\n recv \"x\" address\n",
        "2:11: a Unix socket has no address as in a URL"},
    {"send_address_of_unix", "unix datagram \"/x\"\n recv\n send address\n",
        "3:7: a Unix socket has no address as in a URL"},
    {"send_address_too_long", "tcp\n send address repeat 8388609\n",
        "2:7: more than 1073741824 octets in all"},
    {"recv_count_of_datagram", "udp\n recv 5\n",
        "2:7: a datagram comes whole: recv takes \"...\", nothing and a"},
    {"recv_eof_of_datagram", "udp\n recv eof\n", "2:7: a datagram comes who"},
    {"recv_nothing_for_ever", "tcp\n recv nothing\n",
        "2:14: expected a duration up to an hour, as 50ms or 2s, found the"},
    {"urgent_nothing", "tcp\n urgent \"\"\n",
        "2:9: expected at least one octet to send"},
    {"urgent_slowly", "tcp\n urgent \"x\" each byte\n",
        "2:13: expected the end of the line"},
    {"urgent_of_udp", "udp\n urgent \"x\"\n",
        "2:2: 'urgent' is for streams (tcp, unix stream) only"},
    {"fill_nothing", "tcp\n fill \"\"\n",
        "2:7: expected at least one octet to send"},
    {"fill_too_much", "tcp\n fill \"xy\" repeat 536870913\n",
        "2:7: more than 1073741824 octets in all"},
    {"fill_of_udp", "udp\n fill \"x\"\n", "2:2: 'fill' is for streams"},
    {"forge_of_tcp", "tcp\n forge \"x\" from port 7\n",
        "2:2: 'forge' is for datagrams (udp, unix datagram) only"},
    {"forge_of_a_server", "udp\n forge \"x\" from port 7\n",
        "2:2: 'forge' is for clients of udp only"},
    {"in_turn_of_a_server", "tcp\n in turn\n recv\n",
        "2:2: only a client can make its connections in turn"},
    {"in_turn_of_udp", "udp\n in turn\n recv\n", "2:2: 'in' is for streams"},
    {"drop_of_tcp", "tcp\n drop\n",
        "2:2: 'drop' is for datagrams (udp, unix datagram) only"},
    {"drop_none", "udp\n drop 0\n", "2:7: expected a number of datagrams fr"},
    {"barrier_without_name", "tcp\n barrier\n",
        "2:9: expected the name of a barrier, at most 32 characters, found"},
    {"barrier_name_long", "tcp\n barrier a123456789b123456789c123456789def\n",
        "2:10: expected the name of a barrier, at most 32 characters, found"},
    {"barrier_for_one", "tcp\n barrier b 1\n",
        "2:12: expected a number of players from 2 to 1000, found '1'"},
    {"fin_of_udp", "udp\n recv\n fin\n", "3:2: 'fin' is for streams"},
    {"close_of_udp", "udp\n recv\n close\n", "3:2: 'close' is for streams"},
    {"rst_of_udp", "udp\n recv\n rst\n", "3:2: 'rst' is for streams"},
    {"rst_of_unix", "unix stream \"/x\"\n rst\n",
        "2:2: a Unix socket cannot be reset"},
    {"step_after_close", "tcp\n close\n send \"x\"\n",
        "3:2: nothing can follow close, rst or stall"},
    {"step_after_rst", "tcp\n rst\n wait 1s\n", "3:2: nothing can follow"},
    {"step_after_stall", "tcp\n stall\n end\n", "3:2: nothing can follow"},

    /* loops */
    {"loop_rounds", "tcp\n loop 0\n",
        "2:7: expected a number of rounds from 1 to 1000000, found '0'"},
    {"loop_without_end", "tcp\n loop\n recv\n", "4:1: the loop has no 'end'"},
    {"end_without_loop", "tcp\n recv\n end\n", "3:5: there is no loop to en"},
    {"loop_that_turns", "tcp\n loop\n fin\n end\n",
        "4:5: a loop needs a step that takes time: recv, drop, send, urgent"},
    {"loop_of_nothing", "tcp\n loop\n send \"\"\n end\n", "4:5: a loop needs"},
    {"loop_in_4_others", "tcp\n loop\n loop\n loop\n loop\n loop\n",
        "6:6: at most 4 loops inside each other"},

    /* send */
    {"send_what", "tcp\n send x\n",
        "2:7: expected a string in quotes, address, file, received, quote, "},
    {"send_file_without_name", "tcp\n send file\n",
        "2:11: expected a string in quotes, found the end of the line"},
    {"send_file_of_no_name", "tcp\n send file \"\"\n",
        "2:12: expected the name of a file, found the string \"\""},
    {"send_file_with_nul", "tcp\n send file \"a\\0b\"\n",
        "2:12: expected the name of a file, found the string \"a\\0b\""},
    {"send_file_missing", "tcp\n send file \"/nonexistent/x\"\n",
        "2:12: /nonexistent/x: No such file or directory"},
    {"send_garbage_none", "tcp\n send garbage 0\n", "2:15: expected a numbe"},
    {"send_garbage_stream", "tcp\n send garbage 65537\n",
        "2:15: expected a number of octets from 1 to 65536, found '65537'"},
    {"send_garbage_datagram", "udp\n recv\n send garbage 65508\n",
        "3:15: expected a number of octets from 1 to 65507, found '65508'"},
    {"send_to_nobody", "udp\n send \"x\"\n recv\n",
        "2:2: before recv or drop there is nobody to answer"},
    {"send_too_long", "tcp\n send \"ab\" repeat 536870913\n",
        "2:7: more than 1073741824 octets in all"},
    {"send_datagram_too_long", "udp\n recv\n send \"x\" repeat 65508\n",
        "3:7: a datagram holds at most 65507 octets, not 65508"},
    {"send_repeat_unknown", "tcp\n recv\n send received repeat 2\n",
        "3:7: 'repeat' needs octets that are known: a string or a file"},

    /* how it is sent */
    {"modifier_of_stream", "tcp\n send \"x\" slowly\n",
        "2:11: expected repeat, gap, each byte, split at, drip or cut at, fo"},
    {"modifier_of_datagram", "udp\n recv\n send \"x\" slowly\n",
        "3:11: expected repeat, gap, twice, times, drop, swap, late, oversiz"},
    {"modifier_in_quotes", "tcp\n send \"x\" each \"byte\"\n",
        "2:16: expected 'byte' after 'each', found the string \"byte\""},
    {"text_behind_modifiers", "tcp\n send \"x\" repeat 2 \"y\"\n",
        "2:20: expected repeat, gap, each byte, split at, drip or cut at, fo"},
    {"each_of_udp", "udp\n recv\n send \"x\" each byte\n",
        "3:11: 'each' is for streams (tcp, unix stream, http) only"},
    {"twice_of_tcp", "tcp\n send \"x\" twice\n",
        "2:11: 'twice' is for datagrams (udp, unix datagram) only"},
    {"repeat_zero", "tcp\n send \"x\" repeat 0\n",
        "2:18: expected a number of copies from 1 to 1073741824, found '0'"},
    {"each_what", "tcp\n send \"x\" each\n",
        "2:15: expected 'byte' after 'each', found the end of the line"},
    {"split_where", "tcp\n send \"x\" split 2\n",
        "2:17: expected 'at' after 'split', found '2'"},
    {"split_backwards", "tcp\n send \"xyz\" split at 2 1\n",
        "2:24: expected an offset to split at from 3 to 1073741824, found"},
    {"drip_how_many", "tcp\n send \"x\" drip\n",
        "2:15: expected a number of octets from 1 to 1073741824"},
    {"drip_when", "tcp\n send \"x\" drip 3 1ms\n",
        "2:18: expected 'every' after the octets of a drip, found '1ms'"},
    {"cut_where", "tcp\n send \"x\" cut fin\n",
        "2:15: expected 'at' after 'cut', found 'fin'"},
    {"cut_how", "tcp\n send \"x\" cut at 1\n",
        "2:19: expected fin, rst or stall, found the end of the line"},
    {"cut_of_unix", "unix stream \"/x\"\n send \"x\" cut at 1 rst\n",
        "2:7: a Unix socket cannot be reset"},
    {"times_none", "udp\n recv\n send \"x\" times 0\n",
        "3:17: expected a number of datagrams from 1 to 1000000, found '0'"},
    {"late_when", "udp\n recv\n send \"x\" late\n",
        "3:15: expected a duration up to an hour, as 50ms or 2s, found the"},
    {"from_nowhere", "udp\n recv\n send \"x\" from mars\n",
        "3:16: expected other-address or other-port after 'from', found 'ma"},
    {"from_other_address_ipv6",
        "udp ipv6\n recv\n send \"x\" from other-address\n",
        "3:7: IPv6 has no second loopback address: other-address is for IPv"},
    {"from_other_port_unix",
        "unix datagram \"/x\"\n recv\n send \"x\" from other-port\n",
        "3:7: a Unix socket has no other address or port"},

    /* faults */
    {"fault_when", "tcp\n fault sometimes fin\n",
        "2:8: expected a phase: before accept, after accept, after N in, bef"},
    {"fault_after_what", "tcp\n fault after lunch fin\n",
        "2:14: expected a number of octets from 1 to 1073741824, found 'lun"},
    {"fault_after_none", "tcp\n fault after 0 in fin\n",
        "2:14: expected a number of octets from 1 to 1073741824, found '0'"},
    {"fault_after_out", "tcp\n fault after 5 out fin\n",
        "2:16: expected 'in' after the octets, found 'out'"},
    {"fault_request_zero", "udp\n fault request 0 drop\n",
        "2:16: expected the number of a datagram from 1 to 1073741824, fou"},
    {"fault_of_the_other", "udp\n fault at 5 fin\n",
        "2:8: 'at' is for streams (tcp, unix stream, http) only"},
    {"fault_what", "tcp\n fault at 5 explode\n",
        "2:13: expected refuse, ignore, fin, rst, stall, wait, drip, garbage"
        ", insert or drop, found 'explode'"},
    {"fault_on_reply_what", "udp\n fault reply 1 explode\n",
        "2:16: expected stall, drop, twice, times, swap, late, garbage, ove"},
    {"fault_too_early", "tcp\n fault after 5 in drip 1ms\n",
        "2:19: 'drip' cannot happen in this phase"},
    {"fault_garbage_none", "tcp\n fault at 0 garbage 0\n",
        "2:21: expected a number of octets from 1 to 65507, found '0'"},
    {"fault_insert_what", "tcp\n fault at 0 insert x\n",
        "2:20: expected a string in quotes, found 'x'"},
    {"fault_insert_none", "tcp\n fault at 0 insert \"\"\n",
        "2:20: from 1 to 16 octets can be put in"},
    {"fault_insert_more", "tcp\n fault at 0 insert \"0123456789abcdef!\"\n",
        "2:20: from 1 to 16 octets can be put in"},
    {"fault_insert_of_udp", "udp\n fault reply 1 insert \"x\"\n",
        "2:16: 'insert' cannot happen in this phase"},
    {"fault_rst_of_unix", "unix stream \"/x\"\n fault at 0 rst\n",
        "2:8: a Unix socket cannot be reset"},
    {"fault_from_of_unix",
        "unix datagram \"/x\"\n fault reply 1 from other-port\n",
        "2:8: a Unix socket has no other address or port"},
    {"fault_from_ipv6", "udp ipv6\n fault reply 1 from other-address\n",
        "2:8: IPv6 has no second loopback address: other-address is for IPv"},
    {"fault_accept_of_one", "tcp\n connection 1\n fault before accept refuse\n",
        "3:8: nobody is let in: this belongs to the whole script, above 'co"},

    /* dns */
    {"dns_of_nothing", "dns\n", "2:1: expected at least one of zone and rule"},
    {"dns_step", "dns\n recv\n",
        "2:2: expected zone, rule, expect or buffers, fo"},
    {"dns_fault", "dns\n fault request 1 drop\n",
        "2:2: 'fault' is for tcp, udp, un"},
    {"zone_of_udp", "udp\n zone \"x\"\n", "2:2: 'zone' is for dns only"},
    {"zone_missing", "dns\n zone x\n",
        "2:7: expected a string in quotes, found 'x'"},
    {"zone_of_no_file", "dns\n zone \"/nonexistent/x\"\n",
        "2:7: /nonexistent/x: No such file or directory"},
    {"rule_relative", "dns\n rule when name=www do drop\n",
        "2:17: expected a dot at the end of the name, as no $ORIGIN"},
    {"rule_step", "dns\n rule do shout\n",
        "2:10: expected a step: send, raw, drop"},
    {"dns_transports", "dns tcp udp\n",
        "1:9: expected ipv4, ipv6, any, port or as, found 'ud"},
    {"any_of_unix", "unix stream \"/x\" any\n fin\n",
        "1:18: expected as, found 'any'"},
    {"dns_of_service", "echo dns\n",
        "1:6: expected tcp, udp or unix behind the service"},
};

/* As mn_script_ok(), of a script of SIZE octets in FOLDER. */
static int
read_in(const char *folder, const char *text, size_t size,
    struct mn_mistake *mistake)
{
	struct mni_script script;

	if (mni_script_read(text, size, MNI_SERVER, folder, &script, mistake) ==
	    -1)
		return 0;
	mni_script_fini(&script);
	return 1;
}

START_TEST(nul_is_a_mistake_not_an_end)
{
	static const struct {
		const char *text;
		size_t size;
	} rows[] = {{"tcp\n fin\n\0", 10}, {"tcp as \0\n fin\n", 14},
	    {"tcp\n barrier \0\n", 15}, {"\0tcp\n fin\n", 10}};
	struct mn_mistake mistake;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert(!read_in(NULL, rows[i].text, rows[i].size, &mistake));
}
END_TEST

START_TEST(files_that_cannot_be_read_are_mistakes)
{
	static const char missing[] = "tcp\n send file \"gone\"\n";
	static const char twice[] = "udp\n recv\n send file \"large\"\n";
	char folder[SCRATCH_PATH], text[300], want[300];
	struct mn_mistake mistake;
	static char large[65508];

	(void)scratch_path(folder, ".");
	ck_assert(!read_in(folder, missing, strlen(missing), &mistake));
	(void)snprintf(want, sizeof(want), "%s/gone: ", folder);
	ck_assert_int_eq(strncmp(mistake.text, want, strlen(want)), 0);
	(void)snprintf(text, sizeof(text), "tcp\n send file \"%s\"\n", folder);
	ck_assert(!mn_script_ok(text, &mistake));
	(void)snprintf(want, sizeof(want), "%s: ", folder);
	ck_assert_int_eq(strncmp(mistake.text, want, strlen(want)), 0);
	scratch_write("large", large, sizeof(large));
	ck_assert(!read_in(folder, twice, strlen(twice), &mistake));
	ck_assert_str_eq(
	    mistake.text, "a datagram holds at most 65507 octets, not 65508");
}
END_TEST

/* FAULTS lines of them, below the head or below a connection. */
static int
read_faults(bool below, int faults, struct mn_mistake *mistake)
{
	char text[2000];
	int used = snprintf(
	    text, sizeof(text), "tcp\n%s", below ? " connection 1\n" : "");

	while (faults-- > 0)
		used += snprintf(text + used, sizeof(text) - (size_t)used,
		    " fault at 0 fin\n");
	return mn_script_ok(text, mistake);
}

START_TEST(at_most_32_faults)
{
	struct mn_mistake mistake;

	ck_assert(read_faults(false, 32, &mistake));
	ck_assert(!read_faults(false, 33, &mistake));
	ck_assert_str_eq(mistake.text, "at most 32 faults");
	ck_assert_uint_eq(mistake.line, 34);
	ck_assert(read_faults(true, 32, &mistake));
	ck_assert(!read_faults(true, 33, &mistake));
}
END_TEST

/* A path as long as a socket address holds, and one octet more. */
START_TEST(longest_path_of_a_socket)
{
	size_t room = sizeof(((struct sockaddr_un *)NULL)->sun_path);
	struct mn_mistake mistake;
	char path[300], text[400];

	memset(path, 'x', sizeof(path));
	path[room - 1] = '\0';
	(void)snprintf(
	    text, sizeof(text), "unix stream \"%s\" as x\n fin\n", path);
	ck_assert(mn_script_ok(text, &mistake));
	path[room - 1] = 'x';
	path[room] = '\0';
	(void)snprintf(text, sizeof(text), "unix stream \"%s\"\n fin\n", path);
	ck_assert(!mn_script_ok(text, &mistake));
	ck_assert_uint_eq(mistake.column, 13);
}
END_TEST

START_TEST(longest_names)
{
	struct mn_mistake mistake;

	ck_assert(mn_script_ok("tcp as a12345678b12345678c12345678d12345678-_."
	                       "\n fin\n",
	    &mistake));
	ck_assert(mn_script_ok(
	    "tcp\n barrier a123456789b123456789c123456789d\n", &mistake));
	ck_assert(mn_script_ok("udp port 65535\n recv\n", &mistake));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {nul_is_a_mistake_not_an_end,
	    files_that_cannot_be_read_are_mistakes, at_most_32_faults,
	    longest_path_of_a_socket, longest_names};
	Suite *suite;
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	suite =
	    checks_suite("mistakes", tests, sizeof(tests) / sizeof(tests[0]));
	mistakes_add(suite, mistakes, sizeof(mistakes) / sizeof(mistakes[0]));
	status = checks_main(suite);
	scratch_close();
	return status;
}
