/* SPDX-License-Identifier: MIT */
/* Rules of the stand-in for name servers: for which queries they are, and what
 * they do then.  mocks/dns, without sockets. */
#include <config.h>

#include "support/checks.h"
#include "support/questions.h"
#include "support/ruled.h"

#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Conditions, and whether a query for www.example.test. A, of class IN, by
 * 127.0.0.1 over UDP without EDNS, meets them. */
START_TEST(conditions)
{
	static const struct {
		const char *when;
		bool fits;
	} rows[] = {{"name=www", true}, {"name=WWW.example.TEST.", true},
	    {"name=ns1", false}, {"name=@", false},
	    {"name=*.example.test.", true}, {"name=*.@", true},
	    {"name=*.www", false}, {"type=A", true}, {"type=TYPE1", true},
	    {"type=AAAA", false}, {"type=ANY", false}, {"class=IN", true},
	    {"class=CH", false}, {"opcode=0", true}, {"opcode=4", false},
	    {"udp", true}, {"tcp", false}, {"edns", false}, {"noedns", true},
	    {"client=127.0.0.1", true}, {"client=127.0.0.2", false},
	    {"first=1", true}, {"nth=1", true}, {"nth=2", false},
	    {"nth=1..3", true}, {"every=1", true}, {"every=2", false},
	    {"name=www type=A udp noedns nth=1", true},
	    {"name=www type=AAAA", false}, {"p=0.9999", true},
	    {"p=0.0001 seed=1", false}, {"rd", false}, {"rd=1", false},
	    {"rd=0", true}, {"aa=0 tc=0 ra=0 z=0 ad=0 cd=0", true},
	    {"z", false}, {"dnssec", false}, {"nodnssec", true},
	    {"cookie", false}, {"nocookie", true}, {"server=names", true},
	    {"server=name", false}, {"name=re:^WW+[.]example", true},
	    {"name=re:[.]test[.]$", true}, {"name=re:^example", false},
	    {"name=re:test$", false}};
	char line[100];
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		(void)snprintf(line, sizeof(line), ";!rule x when %s do drop",
		    rows[i].when);
		ruled_begin(line);
		ck_assert_msg((ruled_choose_udp() != NULL) == rows[i].fits,
		    "%s", rows[i].when);
		ruled_end();
	}
}
END_TEST

START_TEST(conditions_of_other_queries)
{
	ruled_begin(";!rule r when rd=0 cd opcode=0 do drop\n"
	            ";!rule d when dnssec rd cd=1 ad=0 do drop\n"
	            ";!rule e when edns do drop\n;!rule t when tcp do drop\n"
	            ";!rule n when opcode=4 do drop");
	ck_assert_str_eq(ruled_choose(MNI_NS_TCP, "")->name, "t");
	ruled.size = question_edns(ruled.query, ruled.size, 512, 0, 0);
	ck_assert_str_eq(ruled_choose_udp()->name, "e");
	ruled.query[ruled.size - 4] = 0x80;
	ruled.query[2] = 0x01;
	ruled.query[3] = 0x10;
	ck_assert_str_eq(ruled_choose_udp()->name, "d");
	ruled.query[2] = 0x20;
	ck_assert_str_eq(ruled_choose_udp()->name, "n");
	ruled_end();
}
END_TEST

/* Which of the first eight queries the rule is for. */
static void
assert_turns(const char *when, const char *want)
{
	char line[100], got[9] = "";
	int i;

	(void)snprintf(
	    line, sizeof(line), ";!rule x when name=www %s do drop", when);
	ruled_begin(line);
	for (i = 0; i < 8; i++) {
		/* What the rest is not for does not count. */
		ruled.size =
		    question(ruled.query, "other.example.test.", ASK_A);
		ck_assert_ptr_null(ruled_choose_udp());
		ruled.size = question(ruled.query, "www.example.test.", ASK_A);
		got[i] = ruled_choose_udp() != NULL ? 'x' : '.';
	}
	ck_assert_str_eq(got, want);
	ruled_end();
}

START_TEST(queries_are_counted)
{
	assert_turns("", "xxxxxxxx");
	assert_turns("nth=3", "..x.....");
	assert_turns("nth=2..4", ".xxx....");
	assert_turns("first=2", "xx......");
	assert_turns("every=3", "..x..x..");
	assert_turns("nth=4..8 every=2", "...x.x.x");
}
END_TEST

START_TEST(chances_are_the_same_in_every_run)
{
	int hits = 0, i;
	bool first[1000];

	ruled_begin(";!rule x when p=0.25 seed=7 do drop");
	for (i = 0; i < 1000; i++)
		hits += first[i] = ruled_choose_udp() != NULL;
	ck_assert_int_ge(hits, 200);
	ck_assert_int_le(hits, 300);
	memset(ruled.tallies, 0, sizeof(ruled.tallies));
	for (i = 0; i < 1000; i++)
		ck_assert(first[i] == (ruled_choose_udp() != NULL));
	ruled_end();
	ruled_begin(";!rule x when p=0.25 seed=8 do drop");
	for (i = 0; i < 1000; i++)
		if (first[i] != (ruled_choose_udp() != NULL))
			break;
	ck_assert_int_lt(i, 1000);
	ruled_end();
}
END_TEST

START_TEST(first_rule_that_fits_counts)
{
	ruled_begin(";!mocknet 1\n;!rule a when type=AAAA do drop\n"
	            ";!rule b when nth=1 do send\n;!rule do drop");
	ck_assert_str_eq(ruled_choose_udp()->name, "b");
	ck_assert_str_eq(ruled_choose_udp()->name, "3");
	ck_assert_uint_eq(ruled.service->rules.count, 3);
	ruled_end();
}
END_TEST

START_TEST(steps_and_how_they_leave)
{
	const struct mni_step *steps;

	ruled_begin(
	    ";!rule x when udp do send id=+1 answer=\"@ TXT a;b\" twice from "
	    "other-address; wait 50ms;send swap;drop\n"
	    ";!rule y when tcp do send split at 1 2 gap 20ms; close");
	steps = ruled.service->rules.list[0].steps;
	ck_assert_uint_eq(ruled.service->rules.list[0].count, 3);
	ck_assert_uint_eq(steps[0].delivery.times, 2);
	ck_assert_int_eq(steps[0].delivery.from, MNI_FROM_OTHER_ADDRESS);
	ck_assert_int_eq(steps[1].verb, MNI_VERB_WAIT);
	ck_assert_int_eq(steps[1].wait_ms, 50);
	ck_assert(steps[2].delivery.swap);
	steps = ruled.service->rules.list[1].steps;
	ck_assert_uint_eq(steps[0].delivery.cut_count, 2);
	ck_assert_int_eq(steps[1].verb, MNI_VERB_CLOSE);
	ruled_end();
}
END_TEST

/* To refuse for a time is to refuse, to wait and to hear again. */
START_TEST(steps_of_a_port_that_refuses)
{
	const struct mni_ns_rule *rule;

	ruled_begin(";!rule x when udp do icmp 50ms; send\n"
	            ";!rule y when udp do icmp");
	rule = &ruled.service->rules.list[0];
	ck_assert_uint_eq(rule->count, 4);
	ck_assert_int_eq(rule->steps[0].verb, MNI_VERB_REFUSE);
	ck_assert_int_eq(rule->steps[1].wait_ms, 50);
	ck_assert_int_eq(rule->steps[2].verb, MNI_VERB_HEAR);
	ck_assert_uint_eq(ruled.service->rules.list[1].count, 1);
	ruled_end();
}
END_TEST

START_TEST(expectations)
{
	ruled_begin(";!expect name=www type=A count=2..3\n;!expect count=0");
	ck_assert_uint_eq(ruled.service->rules.expect_count, 2);
	ck_assert_int_eq(ruled.service->rules.expects[0].when.type, 1);
	ck_assert_uint_eq(ruled.service->rules.expects[0].least, 2);
	ck_assert_uint_eq(ruled.service->rules.expects[0].most, 3);
	ck_assert_uint_eq(ruled.service->rules.expects[1].most, 0);
	ruled_end();
}
END_TEST

START_TEST(zone_of_the_same_name)
{
	struct mn_mistake mistake;

	ruled_begin("");
	ck_assert_int_eq(mni_ns_service_add(ruled.service, RULED_ZONE,
	                     strlen(RULED_ZONE), &mistake),
	    -1);
	ck_assert_str_eq(mistake.text, "there is a zone of that name already");
	ruled_end();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {conditions, conditions_of_other_queries,
	    queries_are_counted, chances_are_the_same_in_every_run,
	    first_rule_that_fits_counts, steps_and_how_they_leave,
	    steps_of_a_port_that_refuses, expectations, zone_of_the_same_name};

	return checks_main(checks_suite("dns rules", tests, COUNT(tests)));
}
