/* SPDX-License-Identifier: MIT */
/* Mistakes in master files: each is named with its place.  nsd-checkzone
 * refuses the same files, but for those that we are stricter about. */
#include <config.h>

#include "dns/zone.h"
#include "support/checks.h"
#include "support/scratch.h"
#include "support/zones.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

#define A9 "a23456789"
#define LABEL54 A9 A9 A9 A9 A9 A9

/* Lines behind ZONE_HEAD, which has five, and the mistake in them. */
static const struct mistake {
	const char *name, *text, *want;
} mistakes[] = {
    /* words */
    {"string_open", "x TXT \"abc\n", "6:7: the string has no closing quote o"},
    {"string_open_in_a_word", "x HTTPS 1 . alpn=\"h2\n",
        "6:13: the string has no closing quote on this line"},
    {"parenthesis_not_open", "x A 192.0.2.1 )\n",
        "6:15: there is no opening parenthesis"},
    {"parentheses_nested", "x A ( ( 192.0.2.1 ) )\n",
        "6:7: a parenthesis inside parentheses"},

    /* names */
    {"name_with_empty_label", "a..b A 192.0.2.1\n",
        "6:3: the name has an empty label"},
    {"name_begins_with_a_dot", ".a A 192.0.2.1\n",
        "6:1: the name has an empty label"},
    {"label_of_64", LABEL54 "b234567890 A 192.0.2.1\n",
        "6:1: a label has 64 octets, at most 63"},
    {"second_label_of_64", "x NS a." LABEL54 "b234567890\n",
        "6:8: a label has 64 octets, at most 63"},
    {"name_of_256",
        LABEL54 "." LABEL54 "." LABEL54 "." LABEL54
                ".a23456789b23456789c23 A 192.0.2.1\n",
        "6:1: the name has more than 255 octets"},
    {"name_missing", "x NS\n", "6:5: expected a domain name, found the end o"},

    /* lines */
    {"control_unknown", "$FOO 1\n", "6:1: expected $ORIGIN or $TTL, found '$"},
    {"control_include", "$INCLUDE file\n",
        "6:1: $INCLUDE is not done here: write the records themselves"},
    {"control_generate", "$GENERATE 1-2 a$ A 192.0.2.1\n",
        "6:1: $GENERATE is not done here: write the records themselves"},
    {"control_and_more", "$TTL 5 6\n",
        "6:8: expected the end of the record, found '6'"},
    {"origin_missing", "$ORIGIN\n", "6:8: expected a domain name behind $OR"},
    {"ttl_missing", "$TTL\n", "6:5: expected a TTL up to 2147483647, or a ti"},
    {"type_missing", "x 60 IN\n", "6:8: expected a type such as A or TYPE653"},
    {"line_behind_parentheses", "x A ( 192.0.2.1 ; c\n\n)\ny FOO\n",
        "9:3: expected a type such as A or TYPE65399, found 'FOO'"},
    {"type_unknown", "x FOO 192.0.2.1\n",
        "6:3: expected a type such as A or TYPE65399, found 'FOO'"},
    {"type_too_large", "x TYPE65536 \\# 0\n", "6:3: expected a type such as"},
    {"ttl_twice", "x 5 IN 6 A 192.0.2.1\n", "6:8: expected a type such as A"},
    {"ttl_of_which_unit", "x 5y A 192.0.2.1\n", "6:3: expected a TTL up to"},
    {"class_chaos", "x CH A 192.0.2.1\n",
        "6:3: only records of class IN are served"},

    /* RDATA */
    {"a_missing", "x A\n", "6:4: expected an IPv4 address such as 192.0.2.1, "},
    {"a_of_five", "x A 192.0.2.1.1\n", "6:5: expected an IPv4 address such a"},
    {"a_of_256", "x A 192.0.2.256\n", "6:5: expected an IPv4 address such as"},
    {"a_and_more", "x A 192.0.2.1 2\n",
        "6:15: expected the end of the record, found '2'"},
    {"aaaa_of_ipv4", "x AAAA 192.0.2.1\n",
        "6:8: expected an IPv6 address such as 2001:db8::1, found '192.0.2.1"},
    {"mx_without_preference", "x MX y\n", "6:6: expected a number up to 65535"},
    {"srv_short", "x SRV 1 2 y\n", "6:11: expected a number up to 65535, fou"},
    {"txt_missing", "x TXT\n", "6:6: expected a character-string, found the "},
    {"txt_of_256",
        "x TXT " LABEL54 LABEL54 LABEL54 LABEL54 A9 A9 A9 A9 "1234\n",
        "6:7: a character-string has more than 255 octets"},
    {"caa_tag", "x CAA 0 is-sue \"\"\n",
        "6:9: expected a tag of letters and digits, such as issue, found 'is"},
    {"caa_value_missing", "x CAA 0 issue\n", "6:14: expected a value in quot"},
    {"svcb_unknown", "x SVCB 1 . foo=1\n",
        "6:12: expected a parameter: mandatory, alpn, no-default-alpn, port,"},
    {"svcb_twice", "x SVCB 1 . port=3 port=4\n",
        "6:19: the parameter stands twice"},
    {"svcb_mandatory", "x SVCB 1 . mandatory=port\n",
        "6:12: key3 is mandatory, and missing"},
    {"svcb_mandatory_itself", "x SVCB 1 . mandatory=mandatory\n",
        "6:22: expected keys other than mandatory, each once"},
    {"svcb_port", "x SVCB 1 . port=65536\n", "6:17: expected a port up to"},
    {"svcb_alpn", "x SVCB 1 . alpn=\n", "6:17: expected protocols such as"},
    {"svcb_hint", "x SVCB 1 . ipv4hint=192.0.2.1,\n",
        "6:21: expected IPv4 addresses with commas between them"},
    {"svcb_hint_of_ipv4", "x SVCB 1 . ipv6hint=192.0.2.1\n",
        "6:21: expected IPv6 addresses with commas between them"},
    {"svcb_ech", "x SVCB 1 . ech=AQI\n", "6:16: expected base64, found 'AQI'"},
    {"svcb_ech_with_bits_for_nothing", "x SVCB 1 . ech=AQJ=\n",
        "6:16: expected base64, found 'AQJ='"},
    {"svcb_no_value", "x SVCB 1 . no-default-alpn=x\n",
        "6:28: expected no value, found 'x'"},
    {"generic_digits", "x TYPE65399 \\# 2 abc\n",
        "6:18: expected octets of two hexadecimal digits each, found 'abc'"},
    {"generic_a_of_three", "x A \\# 3 abcdef\n",
        "6:8: these octets are no RDATA of the type"},
    {"generic_a_of_five", "x A \\# 5 c000020101\n",
        "6:8: these octets are no RDATA of the type"},
    {"generic_a_of_none", "x A \\# 0\n", "6:8: these octets are no RDATA of"},
    {"generic_name", "x NS \\# 3 056162\n", "6:9: these octets are no RDATA"},
    {"generic_missing", "x TYPE65399 abc\n",
        "6:13: expected \\# and RDATA in hexadecimal digits, found 'abc'"},
    {"soa_serial", "y.z TXT a\n@ SOA . . x 1 1 1 1\n",
        "7:11: expected a number up to 4294967295, found 'x'"},

    /* what is together */
    {"soa_twice", "@ SOA . . 1 1 1 1 1\n",
        "6:1: example.test. has an SOA record, and the zone has one already"},
    {"soa_below_the_apex", "x SOA . . 1 1 1 1 1\n",
        "6:1: x.example.test. has an SOA record, and the zone has one alread"},
    {"out_of_zone", "x.test. A 192.0.2.1\n",
        "6:1: x.test. is not in the zone of the SOA record"},
    {"cname_and_data", "x CNAME y\n  A 192.0.2.1\n",
        "7:3: x.example.test. has a CNAME record and other data"},
    {"data_and_cname", "x A 192.0.2.1\nx CNAME y\n",
        "7:1: x.example.test. has a CNAME record and other data"},
    {"cname_twice", "x CNAME y\nx CNAME z\n",
        "7:1: x.example.test. has more than one CNAME or DNAME record"},
    {"dname_twice", "x DNAME y\nx DNAME z\n",
        "7:1: x.example.test. has more than one CNAME or DNAME record"},
    {"below_a_dname", "a.b.x A 192.0.2.1\nx DNAME y\n",
        "6:1: a.b.x.example.test. is below a DNAME record"},
    {"below_a_dname_at_the_apex", "@ DNAME y.\n",
        "5:1: ns1.example.test. is below a DNAME record"},
};

/* The same where NSD takes the file. */
static const struct mistake ours[] = {
    {"name_in_quotes", "x NS \"y\"\n",
        "6:6: expected a domain name, found the string \"y\""},
    {"string_over_lines", "x TXT \"a\nb\"\n",
        "6:7: the string has no closing quote on this line"},
    {"parenthesis_open", "x A ( 192.0.2.1\n\n",
        "6:5: the parenthesis is never closed"},
    {"escape_too_large", "x TXT a\\256\n",
        "6:8: expected an octet from \\000 to \\255"},
    {"escape_too_short", "x TXT \"a\\25\"\n",
        "6:9: expected three decimal digits, or one octet that is no digit,"},
    {"type_of_questions", "x TYPE255 \\# 0\n",
        "6:3: no record can have the type 'TYPE255'"},
    {"ttl_large", "x 2147483648 A 192.0.2.1\n",
        "6:3: expected a TTL up to 2147483647, or a time such as 1h30m, found"},
    {"ttl_large_in_weeks", "x 3551w A 192.0.2.1\n",
        "6:3: expected a TTL up to 2147483647, or a time such as 1h30m"},
    {"mx_large", "x MX 65536 y\n", "6:6: expected a number up to 65535"},
    {"caa_flags", "x CAA 256 issue \"\"\n",
        "6:7: expected a number up to 255, found '256'"},
    {"generic_size", "x TYPE65399 \\# 3 abcd\n",
        "6:16: \\# says 3 octets, and 2 are there"},
    {"below_a_delegation", "x NS ns1\na.x TXT a\n",
        "7:1: a.x.example.test. is below a delegation, and no address of"},
    {"beside_a_delegation", "x NS ns1\nx TXT a\n",
        "7:1: x.example.test. is a delegation, and has other data too"},
    {"wildcard_delegation", "*.x NS ns1\n",
        "6:1: *.x.example.test. is a wildcard, which can be neither delegated"},
    {"ttls_differ", "x 5 A 192.0.2.1\nx 6 A 192.0.2.2\n",
        "7:1: x.example.test. has records of one type with different TTLs"},
};

static void
assert_mistake(const char *text, size_t size, const char *want)
{
	struct mn_mistake mistake = {.line = 0};
	struct mni_ns_zone zone;
	char got[300];

	ck_assert_msg(mni_ns_zone_read(text, size, &zone, &mistake) == -1,
	    "it was accepted");
	(void)snprintf(got, sizeof(got), "%u:%u: %s", mistake.line,
	    mistake.column, mistake.text);
	ck_assert_msg(strncmp(got, want, strlen(want)) == 0,
	    "expected \"%s...\", got \"%s\"", want, got);
}

static void
name_mistake(const struct mistake *row)
{
	char text[1000];

	(void)snprintf(text, sizeof(text), ZONE_HEAD "%s", row->text);
	assert_mistake(text, strlen(text), row->want);
}

static void
play_mistake(int index)
{
	name_mistake(&mistakes[index]);
}

static void
play_ours(int index)
{
	name_mistake(&ours[index]);
}

/* Whether nsd-checkzone takes TEXT; -1 when it is not there. */
static int
nsd_takes(const char *text)
{
	char path[SCRATCH_PATH], command[SCRATCH_PATH + 100];
	int status;

	scratch_write("zone", text, strlen(text));
	(void)snprintf(command, sizeof(command),
	    "PATH=$PATH:/usr/sbin nsd-checkzone example.test %s >/dev/null "
	    "2>&1",
	    scratch_path(path, "zone"));
	status = system(command); /* NOLINT(cert-env33-c): our own */
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 125)
		return -1;
	return WEXITSTATUS(status) == 0;
}

static void
assert_nsd_takes(const struct mistake *row, int wanted)
{
	char text[1000];

	(void)snprintf(text, sizeof(text), ZONE_HEAD "%s", row->text);
	ck_assert_msg(
	    nsd_takes(text) == wanted, "%s: NSD is of another mind", row->name);
}

START_TEST(nsd_refuses_them_too)
{
	size_t i;

	if (nsd_takes(ZONE_HEAD) == -1) {
		ck_assert_ptr_null(getenv("MOCKNET_JUDGES"));
		checks_skip("nsd_refuses_them_too", "nsd-checkzone is missing");
		return;
	}
	ck_assert_int_eq(nsd_takes(ZONE_HEAD), 1);
	for (i = 0; i < COUNT(mistakes); i++)
		assert_nsd_takes(&mistakes[i], 0);
	for (i = 0; i < COUNT(ours); i++)
		assert_nsd_takes(&ours[i], 1);
}
END_TEST

START_TEST(zones_without_a_head)
{
	static const struct {
		const char *text, *want;
	} rows[] = {{"", "1:1: the zone has no SOA record"},
	    {"; nothing\n\n", "3:1: the zone has no SOA record"},
	    {"x. 5 A 192.0.2.1\n", "2:1: the zone has no SOA record"},
	    {"x 5 A 192.0.2.1\n", "1:1: expected a dot at the end of the name"},
	    {"@ 5 A 192.0.2.1\n", "1:1: expected a dot at the end of the name"},
	    {" 5 A 192.0.2.1\n", "1:4: expected an owner, as there is no reco"},
	    {"x. A 192.0.2.1\n", "1:4: expected a TTL before the type, as nei"},
	    {"\"x\" 5 A 192.0.2.1\n",
	        "1:1: expected the name of an owner, fo"}};
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		assert_mistake(
		    rows[i].text, strlen(rows[i].text), rows[i].want);
}
END_TEST

START_TEST(nul_is_an_octet_like_others)
{
	static const char text[] = "x. 5 \0A 192.0.2.1\n";

	assert_mistake(text, sizeof(text) - 1, "1:6: expected a type such as");
}
END_TEST

START_TEST(svcb_has_many_parameters_but_not_more)
{
	char text[2000], *end = text;
	struct mni_ns_zone zone;
	int i;

	end += sprintf(end, "%sx SVCB 1 .", ZONE_HEAD);
	for (i = 0; i < 64; i++)
		end += sprintf(end, " key%d", 7 + i);
	zones_read(text, &zone);
	mni_ns_zone_fini(&zone);
	(void)sprintf(end, " key99");
	assert_mistake(text, strlen(text), "6:393: at most 64 parameters");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {nsd_refuses_them_too,
	    zones_without_a_head, nul_is_an_octet_like_others,
	    svcb_has_many_parameters_but_not_more};
	static TTest rows[COUNT(mistakes) + COUNT(ours)];
	Suite *suite;
	size_t i;
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	suite = checks_suite("zone mistakes", tests, COUNT(tests));
	for (i = 0; i < COUNT(mistakes); i++) {
		rows[i] =
		    (TTest){mistakes[i].name, play_mistake, __FILE__, __LINE__};
		(void)checks_add(suite, &rows[i], (int)i);
	}
	for (i = 0; i < COUNT(ours); i++) {
		rows[COUNT(mistakes) + i] =
		    (TTest){ours[i].name, play_ours, __FILE__, __LINE__};
		(void)checks_add(suite, &rows[COUNT(mistakes) + i], (int)i);
	}
	status = checks_main(suite);
	scratch_close();
	return status;
}
