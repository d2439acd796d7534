/* SPDX-License-Identifier: MIT */
/* Queries to the stand-in for name servers: what it answers is read again by
 * the stub resolver. */
#include <config.h>

#include "dns/bend.h"
#include "dns/message.h"
#include "dns/query.h"
#include "dns/text.h"
#include "fuzz/fuzz.h"
#include "fuzz/names.h"

#include <string.h>

#define LEAST 512 /* octets of a datagram: RFC 1035 section 2.3.4 */
#define RULES 4

#define WILD(digit)           \
	"*.wild TXT \"" digit \
	"12345678901234567890123456789012345678901234567890123\"\n"

/* They leave no room for an OPT record in LEAST octets. */
#define WILDS \
	WILD("0") WILD("1") WILD("2") WILD("3") WILD("4") WILD("5") WILD("6")

static const char zone[] =
    "$ORIGIN example.test.\n$TTL 60\n"
    "@ IN SOA ns1 hostmaster 1 3600 600 86400 30\n"
    " NS ns1\n MX 10 mail\n"
    "ns1 A 127.0.0.53\nmail A 192.0.2.25\nmail AAAA 2001:db8::25\n"
    "www A 192.0.2.1\n A 192.0.2.2\n AAAA 2001:db8::1\n"
    "alias CNAME www\nloop CNAME loop\naway CNAME elsewhere.\n" WILDS
    "*.walias CNAME www\n"
    "del NS ns.del\nns.del A 192.0.2.10\ndn DNAME target\n"
    "x.target A 192.0.2.11\n"
    ";!rule one when name=mail type=A do send answer=\"@ A 192.0.2.3\"\n"
    ";!rule two when name=*.wild edns do send question=upper payload=512\n"
    ";!rule three when opcode=5 do send rcode=REFUSED\n"
    ";!rule four when name=ns1 every=2 do send owner=forward ancount=9\n";

static struct mni_ns_service *service;
static struct mni_ns_bend *straight;

static void
begin(void)
{
	if (service != NULL)
		return;
	service = fuzz_name_server(zone);
	straight = mni_ns_bend_new();
	fuzz_insist(straight != NULL, "there is memory");
	fuzz_insist(service->rules.count == RULES, "there are so many rules");
}

/* What the stub resolver makes of SIZE octets in answer to ASKED. */
static void
check_read(const struct mni_ns_asked *asked, const uint8_t *octets, size_t size)
{
	struct mni_dns_message message;
	struct mni_dns_header header;
	struct mni_trouble trouble;

	fuzz_insist(
	    mni_dns_message_read(octets, size, &message, &trouble) == MNI_OK,
	    "an answer can be read");
	fuzz_insist(message.octets.at == size, "nothing is behind an answer");
	fuzz_insist(message.header.id == asked->id &&
	                mni_dns_opcode(&message.header) == asked->opcode &&
	                (message.header.flags & MNI_DNS_QR) != 0,
	    "an answer is one to the query");
	fuzz_insist(message.edns.there == asked->edns,
	    "there is an OPT record where the query has one");
	fuzz_insist(
	    message.header.counts[MNI_DNS_QUESTION] == asked->has_question,
	    "a question that was read comes back");
	if (asked->has_question && asked->opcode == MNI_NS_QUERY)
		fuzz_insist(memcmp(message.question.name.octets, asked->name,
		                asked->name_size) == 0 &&
		                mni_dns_query_match(&message.question,
		                    asked->id, octets, size, &header, &trouble),
		    "the question comes back as it was");
}

static void
check_answer(const struct mni_ns_asked *asked, bool tcp)
{
	struct mni_bytes octets = MNI_BYTES_EMPTY;
	size_t before = tcp ? 2 : 0, size;

	fuzz_answer(service, asked, tcp, straight, &octets);
	size = octets.size - before;
	if (tcp)
		fuzz_insist(
		    (size_t)(octets.data[0] << 8 | octets.data[1]) == size,
		    "the length before it is right");
	else
		fuzz_insist(size <= (asked->edns && asked->payload > LEAST
		                            ? asked->payload
		                            : LEAST),
		    "an answer is as long as the client can take");
	check_read(asked, octets.data + before, size);
	mni_bytes_fini(&octets);
}

/* What a rule bends is something to be shown. */
static void
check_rule(const struct mni_ns_asked *asked, bool tcp)
{
	static struct mni_ns_tally tallies[RULES];
	const struct mni_ns_arrival arrival = {
	    .transport = tcp ? MNI_NS_TCP : MNI_NS_UDP,
	    .client = "127.0.0.1:5353",
	    .server = "dns1"};
	const struct mni_ns_rule *rule =
	    mni_ns_service_rule(service, asked, &arrival, tallies);
	struct mni_bytes octets = MNI_BYTES_EMPTY, text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;

	if (rule == NULL)
		return;
	fuzz_answer(service, asked, tcp, rule->steps[0].bend, &octets);
	fuzz_insist(mni_dns_put_message(
	                &text, octets.data, octets.size, &trouble) == MNI_OK,
	    "any message is shown");
	fuzz_check_lines(text.data, text.size);
	mni_bytes_fini(&octets);
	mni_bytes_fini(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mni_ns_asked asked;

	begin();
	if (mni_ns_asked_read(data, size, &asked) != NULL)
		return 0;
	check_answer(&asked, false);
	check_answer(&asked, true);
	check_rule(&asked, false);
	check_rule(&asked, true);
	return 0;
}
