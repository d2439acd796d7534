/* SPDX-License-Identifier: MIT */
/* The lines of rules and expectations for a name server, and how they bend its
 * answers. */
#include <config.h>

#include "dns/bend.h"
#include "dns/text.h"
#include "fuzz/fuzz.h"
#include "fuzz/names.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define MOST_OF_LINE 20 /* steps that are played */

static const char zone[] = "$ORIGIN example.test.\n$TTL 60\n"
                           "@ IN SOA ns1 hostmaster 1 3600 600 86400 30\n"
                           "  NS ns1\n  MX 10 www\n"
                           "ns1 A 127.0.0.53\n"
                           "www A 192.0.2.1\n    A 192.0.2.2\n"
                           "alias CNAME www\n";

/* For www A and example.test MX with EDNS, for what there is not, and one that
 * is malformed. */
static const struct {
	size_t size;
	const char *octets;
} queries[] = {
    {34, "\x12\x34\x01\x00\0\1\0\0\0\0\0\0\3www\7"
         "example\4test\0\0\1\0\1"},
    {41, "\xff\xff\x01\x00\0\1\0\0\0\0\0\1\7"
         "example\4test\0\0\x0f\0\1\0\0\x29\x02\0\0\0\0\0\0\0"},
    {32, "\x00\x00\x00\x00\0\1\0\0\0\0\0\0\1x\7"
         "example\4test\0\0\x1c\0\1"},
    {12, "\x12\x34\x01\x00\0\1\0\0\0\0\0\0"},
};

static struct mni_ns_service *service;

/* Whether BEND puts octets where no limit is. */
static bool
is_longer(const struct mni_ns_bend *bend)
{
	return bend->raw.size > 0 || bend->append.size > 0 || bend->pad > 0 ||
	       bend->fill_change > 0 ||
	       bend->flaws.owner == MNI_NS_POINTS_FORWARD;
}

static void
try_bend(
    const struct mni_ns_bend *bend, const struct mni_ns_asked *asked, bool tcp)
{
	struct mni_bytes octets = MNI_BYTES_EMPTY, text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;
	size_t before = tcp ? 2 : 0;

	fuzz_answer(service, asked, tcp, bend, &octets);
	fuzz_insist(octets.size >= before, "its length is before it");
	if (!is_longer(bend))
		fuzz_insist(octets.size - before <= mni_ns_limit(asked, tcp),
		    "what adds nothing is as long as the client can take");
	fuzz_insist(
	    mni_dns_put_message(&text,
	        octets.size == before ? (const void *)"" : octets.data + before,
	        octets.size - before, &trouble) == MNI_OK,
	    "any message is shown");
	fuzz_check_lines(text.data, text.size);
	mni_bytes_fini(&octets);
	mni_bytes_fini(&text);
}

/* A rule is for a query or not; whatever it is, its steps can be played. */
static void
try_rule(const struct mni_ns_rule *rule)
{
	static const struct mni_ns_arrival arrival = {.transport = MNI_NS_UDP,
	    .client = "127.0.0.1:5353",
	    .server = "dns1"};
	struct mni_ns_tally tally = {.met = 0};
	struct mni_ns_asked asked;
	size_t i, step;

	fuzz_insist(rule->name[0] != '\0', "a rule has a name");
	for (i = 0; i < COUNT(queries); i++) {
		fuzz_insist(
		    mni_ns_asked_read((const uint8_t *)queries[i].octets,
		        queries[i].size, &asked) == NULL,
		    "a query can be answered");
		(void)mni_ns_when_fits(&rule->when, &asked, &arrival, &tally);
		for (step = 0; step < rule->count && step < MOST_OF_LINE;
		     step++) {
			if (rule->steps[step].verb != MNI_VERB_SEND)
				continue;
			try_bend(rule->steps[step].bend, &asked, false);
			try_bend(rule->steps[step].bend, &asked, true);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = size == 0 ? "" : (const char *)data;
	struct mni_ns_rules rules = {.count = 0};
	struct mni_domain origin = {.size = 0};
	struct mni_reader reader;
	size_t i;

	if (service == NULL)
		service = fuzz_name_server(zone);
	mni_domain_set(&origin, service->zones.list[0].nodes[0].name);
	mni_reader_init(&reader, text, size);
	if (mni_ns_note_read(&reader, &origin, &rules) == 0) {
		for (i = 0; i < rules.count; i++)
			try_rule(&rules.list[i]);
		for (i = 0; i < rules.expect_count; i++)
			fuzz_insist(
			    rules.expects[i].least <= rules.expects[i].most,
			    "a range begins before its end");
	} else {
		fuzz_check_place(text, size, &reader.mistake);
	}
	mni_ns_rules_fini(&rules);
	return 0;
}
