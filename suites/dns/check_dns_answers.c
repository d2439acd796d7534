/* SPDX-License-Identifier: MIT */
/* What the stand-in for name servers answers: mocks/dns, without sockets. */
#include <config.h>

#include "dns/answer.h"
#include "support/checks.h"
#include "support/questions.h"
#include "support/zones.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* The TTL of what is not there is that of the SOA record or its MINIMUM,
 * whichever is less; here the one, below the other. */
#define SOA                                          \
	" | example.test. 30 SOA ns1.example.test. " \
	"hostmaster.example.test. 1 3600 600 86400 30 |"
#define OTHER_SOA " | other.test. 9 SOA . . 1 1 1 1 99 |"
#define LONG54 "a23456789b23456789c23456789d23456789e23456789f23456789."
#define NS1 "ns1.example.test. 60 A 127.0.0.53"

static const char zone_text[] = ZONE_HEAD
    "www A 192.0.2.1\n    A 192.0.2.2\n    AAAA 2001:db8::1\n"
    "alias CNAME www\nalias2 CNAME alias\n"
    "away CNAME www.elsewhere.test.\nnowhere CNAME gone\n"
    "over CNAME x.other.test.\n"
    "loop1 CNAME loop2\nloop2 CNAME loop1\nself CNAME self\n"
    "*.wild A 192.0.2.7\n*.wild MX 1 www\nsub.wild TXT a\n"
    "*.walias CNAME www\na.*.went TXT a\n"
    "a.ent A 192.0.2.8\n"
    "mail MX 10 mx\nmail MX 20 mx.other.test.\nmail MX 5 mx.elsewhere.test.\n"
    "mx A 192.0.2.9\n"
    "_s._tcp SRV 1 2 53 ns1\n"
    "del NS ns.del\ndel NS ns1\nns.del A 192.0.2.10\nns.del AAAA ::1\n"
    "del TYPE43 \\# 24 0001050100000000"
    "00000000000000000000000000000000\nintodel CNAME x.del\n"
    "dn DNAME target\nx.target A 192.0.2.11\n"
    "dloop DNAME dloop\n"
    "viadn CNAME x.dn\n"
    "long DNAME " LONG54 LONG54 LONG54 "example.test.\n"
    "MiXed TYPE65399 \\# 3 abcdef\n";

static const char other_text[] = "$ORIGIN other.test.\n"
                                 "@ 9 SOA . . 1 1 1 1 99\n"
                                 "x 9 A 192.0.2.20\n"
                                 "mx 9 A 192.0.2.21\n";

static const char child_text[] = "$ORIGIN child.other.test.\n"
                                 "@ 9 SOA . . 1 1 1 1 1\n";

/* Names of example.test, if they have no dot at their end. */
static const struct row {
	const char *name, *asked;
	unsigned type;
	const char *want; /* without the question */
} rows[] = {
    {"address", "www", ASK_A,
        "NOERROR qr aa | www.example.test. 60 A 192.0.2.1, "
        "www.example.test. 60 A 192.0.2.2 | |"},
    {"apex", "example.test.", ASK_NS,
        "NOERROR qr aa | example.test. 60 NS ns1.example.test. | | " NS1},
    {"soa", "example.test.", ASK_SOA,
        "NOERROR qr aa | example.test. 60 SOA ns1.example.test. "
        "hostmaster.example.test. 1 3600 600 86400 30 | |"},
    {"no_such_name", "gone", ASK_A, "NXDOMAIN qr aa |" SOA},
    {"no_such_name_below_a_name", "x.www", ASK_A, "NXDOMAIN qr aa |" SOA},
    {"no_such_type", "www", ASK_TXT, "NOERROR qr aa |" SOA},
    {"unknown_type_is_no_data", "example.test.", 1000, "NOERROR qr aa |" SOA},
    {"negative_ttl_is_that_of_the_soa", "gone.other.test.", ASK_A,
        "NXDOMAIN qr aa |" OTHER_SOA},
    {"empty_non_terminal", "ent", ASK_A, "NOERROR qr aa |" SOA},
    {"unknown_type", "mixed", 65399,
        "NOERROR qr aa | MiXed.example.test. 60 TYPE65399 abcdef | |"},

    {"alias", "alias", ASK_A,
        "NOERROR qr aa | alias.example.test. 60 CNAME www.example.test., "
        "www.example.test. 60 A 192.0.2.1, www.example.test. 60 A 192.0.2.2"
        " | |"},
    {"alias_itself", "alias", ASK_CNAME,
        "NOERROR qr aa | alias.example.test. 60 CNAME www.example.test. | |"},
    {"alias_of_an_alias", "alias2", ASK_AAAA,
        "NOERROR qr aa | alias2.example.test. 60 CNAME alias.example.test., "
        "alias.example.test. 60 CNAME www.example.test., www.example.test. "
        "60 AAAA 20010db8000000000000000000000001 | |"},
    {"alias_without_the_type", "alias", ASK_TXT,
        "NOERROR qr aa | alias.example.test. 60 CNAME www.example.test." SOA},
    {"alias_to_nothing", "nowhere", ASK_A,
        "NXDOMAIN qr aa | nowhere.example.test. 60 CNAME "
        "gone.example.test." SOA},
    {"alias_out_of_all_zones", "away", ASK_A,
        "NOERROR qr aa | away.example.test. 60 CNAME www.elsewhere.test. | |"},
    {"alias_into_another_zone", "over", ASK_A,
        "NOERROR qr aa | over.example.test. 60 CNAME x.other.test., "
        "x.other.test. 9 A 192.0.2.20 | |"},
    {"alias_into_a_delegation", "intodel", ASK_A,
        "NOERROR qr aa | intodel.example.test. 60 CNAME x.del.example.test. |"
        " del.example.test. 60 NS ns.del.example.test., del.example.test. 60 "
        "NS ns1.example.test. | ns.del.example.test. 60 A 192.0.2.10, "
        "ns.del.example.test. 60 AAAA 00000000000000000000000000000001, " NS1},
    {"aliases_in_a_circle", "loop1", ASK_A,
        "NOERROR qr aa | loop1.example.test. 60 CNAME loop2.example.test., "
        "loop2.example.test. 60 CNAME loop1.example.test. | |"},
    {"alias_of_itself", "self", ASK_A,
        "NOERROR qr aa | self.example.test. 60 CNAME self.example.test. | |"},

    {"wildcard", "x.wild", ASK_A,
        "NOERROR qr aa | x.wild.example.test. 60 A 192.0.2.7 | |"},
    {"wildcard_of_two_labels", "y.x.wild", ASK_A,
        "NOERROR qr aa | y.x.wild.example.test. 60 A 192.0.2.7 | |"},
    {"wildcard_by_its_name", "*.wild", ASK_A,
        "NOERROR qr aa | *.wild.example.test. 60 A 192.0.2.7 | |"},
    {"wildcard_is_not_its_parent", "wild", ASK_A, "NOERROR qr aa |" SOA},
    {"wildcard_without_the_type", "x.wild", ASK_TXT, "NOERROR qr aa |" SOA},
    {"wildcard_does_not_cover_what_is_there", "sub.wild", ASK_A,
        "NOERROR qr aa |" SOA},
    {"wildcard_does_not_reach_below_it", "x.sub.wild", ASK_A,
        "NXDOMAIN qr aa |" SOA},
    {"wildcard_alias", "x.walias", ASK_AAAA,
        "NOERROR qr aa | x.walias.example.test. 60 CNAME www.example.test., "
        "www.example.test. 60 AAAA 20010db8000000000000000000000001 | |"},
    {"wildcard_that_is_empty", "x.went", ASK_A, "NOERROR qr aa |" SOA},
    {"wildcard_below_a_wildcard", "b.*.went", ASK_TXT, "NXDOMAIN qr aa |" SOA},

    {"mail_with_addresses", "mail", ASK_MX,
        "NOERROR qr aa | mail.example.test. 60 MX 10 mx.example.test., "
        "mail.example.test. 60 MX 20 mx.other.test., mail.example.test. 60 MX"
        " 5 mx.elsewhere.test. | | mx.example.test. 60 A 192.0.2.9, "
        "mx.other.test. 9 A 192.0.2.21"},
    {"service_with_addresses", "_s._tcp", ASK_SRV,
        "NOERROR qr aa | _s._tcp.example.test. 60 SRV 1 2 53 "
        "ns1.example.test. | | " NS1},

    {"delegation", "del", ASK_A,
        "NOERROR qr | | del.example.test. 60 NS ns.del.example.test., "
        "del.example.test. 60 NS ns1.example.test. | ns.del.example.test. 60 "
        "A 192.0.2.10, ns.del.example.test. 60 AAAA "
        "00000000000000000000000000000001, " NS1},
    {"delegation_asked_for", "del", ASK_NS,
        "NOERROR qr | | del.example.test. 60 NS ns.del.example.test., "
        "del.example.test. 60 NS ns1.example.test. | ns.del.example.test. 60 "
        "A 192.0.2.10, ns.del.example.test. 60 AAAA "
        "00000000000000000000000000000001, " NS1},
    {"glue_is_not_ours", "ns.del", ASK_A,
        "NOERROR qr | | del.example.test. 60 NS ns.del.example.test., "
        "del.example.test. 60 NS ns1.example.test. | ns.del.example.test. 60 "
        "A 192.0.2.10, ns.del.example.test. 60 AAAA "
        "00000000000000000000000000000001, " NS1},
    {"about_a_delegation", "del", ASK_DS,
        "NOERROR qr aa | del.example.test. 60 TYPE43 0001050100000000"
        "00000000000000000000000000000000 | |"},

    {"dname", "x.dn", ASK_A,
        "NOERROR qr aa | dn.example.test. 60 DNAME target.example.test., "
        "x.dn.example.test. 60 CNAME x.target.example.test., "
        "x.target.example.test. 60 A 192.0.2.11 | |"},
    {"dname_itself", "dn", ASK_DNAME,
        "NOERROR qr aa | dn.example.test. 60 DNAME target.example.test. | |"},
    {"dname_is_not_for_its_owner", "dn", ASK_A, "NOERROR qr aa |" SOA},
    {"dname_to_nothing", "y.dn", ASK_A,
        "NXDOMAIN qr aa | dn.example.test. 60 DNAME target.example.test., "
        "y.dn.example.test. 60 CNAME y.target.example.test." SOA},
    {"dname_asked_for_the_alias", "y.dn", ASK_CNAME,
        "NOERROR qr aa | dn.example.test. 60 DNAME target.example.test., "
        "y.dn.example.test. 60 CNAME y.target.example.test. | |"},
    {"dname_behind_an_alias", "viadn", ASK_A,
        "NOERROR qr aa | viadn.example.test. 60 CNAME x.dn.example.test., "
        "dn.example.test. 60 DNAME target.example.test., x.dn.example.test. "
        "60 CNAME x.target.example.test., x.target.example.test. 60 A "
        "192.0.2.11 | |"},
    {"dname_in_a_circle", "x.dloop", ASK_A,
        "NOERROR qr aa | dloop.example.test. 60 DNAME dloop.example.test., "
        "x.dloop.example.test. 60 CNAME x.dloop.example.test. | |"},

    {"dname_to_a_name_too_long", LONG54 LONG54 "long.example.test.", ASK_A,
        "YXDOMAIN qr aa | long.example.test. 60 DNAME " LONG54 LONG54 LONG54
        "example.test. | |"},
    {"lowest_zone_answers", "child.other.test.", ASK_SOA,
        "NOERROR qr aa | child.other.test. 9 SOA . . 1 1 1 1 1 | |"},
    {"outside_of_all_zones", "elsewhere.test.", ASK_A, "REFUSED qr | | |"},
    {"root_is_outside", ".", ASK_NS, "REFUSED qr | | |"},
    {"no_transfer", "example.test.", 252, "NOTIMP qr | | |"},
    {"any_is_one_set", "www", ASK_ANY,
        "NOERROR qr aa | www.example.test. 60 A 192.0.2.1, "
        "www.example.test. 60 A 192.0.2.2 | |"},
    {"any_of_nothing", "ent", ASK_ANY, "NOERROR qr aa |" SOA},
    {"any_of_an_alias", "alias", ASK_ANY,
        "NOERROR qr aa | alias.example.test. 60 CNAME www.example.test. | |"},
};

static struct mni_ns_zone list[3];
static const struct mni_ns_zones zones = {.list = list, .count = 3};

static void
begin(void)
{
	zones_read(other_text, &list[0]);
	zones_read(zone_text, &list[1]);
	zones_read(child_text, &list[2]);
}

static void
end(void)
{
	size_t i;

	for (i = 0; i < COUNT(list); i++)
		mni_ns_zone_fini(&list[i]);
}

/* The name ASKED in full. */
static void
write_name(const char *asked, char out[static 300])
{
	bool absolute = asked[strlen(asked) - 1] == '.';

	(void)snprintf(
	    out, 300, "%s%s", asked, absolute ? "" : ".example.test.");
}

static size_t
write_query(
    uint8_t query[static QUESTION_SIZE], const char *asked, unsigned type)
{
	char name[300];

	write_name(asked, name);
	return question(query, name, type);
}

/* The answer to a query for ASKED, without the question. */
static const char *
without_question(const char *answer)
{
	static char out[ANSWER_TEXT];
	const char *first = strstr(answer, " |");
	const char *second = strstr(first + 2, " |");

	(void)snprintf(
	    out, sizeof(out), "%.*s%s", (int)(first - answer), answer, second);
	return out;
}

static void
play_row(int index)
{
	const struct row *row = &rows[index];
	struct mni_bytes octets = MNI_BYTES_EMPTY;
	uint8_t query[QUESTION_SIZE];
	size_t size = write_query(query, row->asked, row->type);

	begin();
	ck_assert_str_eq(
	    without_question(zones_ask(&zones, query, size, false, &octets)),
	    row->want);
	ck_assert_int_eq(memcmp(octets.data + 12, query + 12, size - 12), 0);
	mni_bytes_fini(&octets);
	end();
}

int
main(void)
{
	static TTest tests[COUNT(rows)];
	Suite *suite = checks_suite("dns answers", NULL, 0);
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		tests[i] = (TTest){rows[i].name, play_row, __FILE__, __LINE__};
		(void)checks_add(suite, &tests[i], (int)i);
	}
	return checks_main(suite);
}
