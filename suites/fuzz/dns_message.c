/* SPDX-License-Identifier: MIT */
/* What comes from a name server: it is read, shown, and taken as the response
 * to the question in it. */
#include <config.h>

#include "dns/asking.h"
#include "dns/message.h"
#include "dns/record.h"
#include "dns/text.h"
#include "dns/verdict.h"
#include "fuzz/fuzz.h"

#include <string.h>

/* The first octet of an input: how the query was sent, else over UDP and with
 * EDNS. */
enum { BY_TCP = 1, PLAIN = 2 };

static void
check_shown(const uint8_t *octets, size_t size)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;

	fuzz_insist(
	    mni_dns_put_message(&text, octets, size, &trouble) == MNI_OK,
	    "any message is shown");
	fuzz_check_lines(text.data, text.size);
	mni_bytes_fini(&text);
}

static void
check_rdata(const struct mni_dns_record *record)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	enum mni_status status = mni_dns_put_rdata(&text, record, &trouble);

	fuzz_insist(status == MNI_OK || status == MNI_MALFORMED,
	    "RDATA is text or malformed");
	if (status == MNI_OK)
		fuzz_insist(text.size == 0 ||
		                memchr(text.data, '\n', text.size) == NULL,
		    "RDATA is one line");
	mni_bytes_fini(&text);
}

/* A message that was read has the records that its header says. */
static void
check_records(const struct mni_dns_message *message)
{
	struct mni_dns_walk walk = mni_dns_walk_over(message);
	const uint16_t *counts = message->header.counts;
	size_t count = 0, wanted;
	struct mni_dns_record record;

	wanted = (size_t)counts[MNI_DNS_ANSWER] + counts[MNI_DNS_AUTHORITY] +
	         counts[MNI_DNS_ADDITIONAL];
	for (; mni_dns_walk_next(&walk, &record); count++) {
		fuzz_insist(record.rdata.end <= message->octets.end,
		    "RDATA is within the message");
		check_rdata(&record);
	}
	fuzz_insist(count == wanted, "a walk comes to every record");
}

/* What a look-up that is over says. */
static void
check_end(const struct mni_dns_lookup *lookup)
{
	fuzz_insist((lookup->status == MNI_OK) == (lookup->lines.size > 0),
	    "an answer has records, and nothing else has");
	fuzz_check_lines(lookup->lines.data, lookup->lines.size);
	if (lookup->status == MNI_OK)
		return;
	fuzz_insist(lookup->trouble.text[0] != '\0', "a failure is explained");
	fuzz_check_lines(lookup->trouble.text, strlen(lookup->trouble.text));
}

static void
show(void *owner, char kind, const void *data, size_t size)
{
	(void)owner;
	(void)kind;
	fuzz_check_lines(data, size);
}

/* Looks up the question of MESSAGE, and takes the octets as what came from the
 * only server. */
static void
take(uint8_t manner, const struct mni_dns_message *message,
    const uint8_t *octets, size_t size)
{
	static const struct mni_dns_resolver resolver = {
	    .server_count = 1, .retry_ms = MNI_DNS_RETRY_MS, .trace = show};
	static struct mni_dns_run run;
	struct mni_dns_lookup lookup = {
	    .name = message->question.name, .type = message->question.type};
	struct mni_dns_asking *asking = &run.askings[0];
	struct mni_dns_try *try = &asking->tries[0];
	struct mni_trouble trouble = {.text = ""};

	run.resolver = &resolver;
	run.open = 1;
	run.deadline = (struct mni_watch){
	    .fd = -1, .expiry = mni_deadline_never(), .owner = &run};
	run.servers[0] = (struct mni_dns_server){.run = &run, .watch.fd = -1};
	*asking = (struct mni_dns_asking){.run = &run,
	    .lookup = &lookup,
	    .timer = {.fd = -1, .expiry = mni_deadline_never()}};
	mni_dns_chain_begin(&asking->chain, &lookup.name);
	fuzz_insist(mni_loop_init(&run.loop) == 0 &&
	                mni_loop_add(&run.loop, &run.deadline) == 0 &&
	                mni_loop_add(&run.loop, &asking->timer) == 0,
	    "there is a loop");
	mni_dns_asking_begin(asking);
	try->way = (manner & BY_TCP) != 0 ? MNI_DNS_BY_TCP : MNI_DNS_BY_UDP;
	try->edns = (manner & PLAIN) == 0;
	try->id = message->header.id;
	if (!mni_dns_verdict(try, octets, size, &trouble)) {
		fuzz_insist(!asking->over, "what is no response ends nothing");
		fuzz_check_lines(trouble.text, strlen(trouble.text));
	}
	if (asking->over)
		check_end(&lookup);
	else
		mni_loop_remove(&run.loop, &asking->timer);
	mni_loop_remove(&run.loop, &run.deadline);
	mni_loop_fini(&run.loop);
	mni_bytes_fini(&lookup.lines);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mni_dns_message message;
	struct mni_trouble trouble = {.text = ""};
	enum mni_status status;

	if (size == 0)
		return 0;
	check_shown(data + 1, size - 1);
	status = mni_dns_message_read(data + 1, size - 1, &message, &trouble);
	if (status == MNI_OK)
		check_records(&message);
	else
		fuzz_insist(status == MNI_MALFORMED && trouble.text[0] != '\0',
		    "what cannot be read is malformed, and why");
	if (message.records != 0 &&
	    message.header.counts[MNI_DNS_QUESTION] == 1 &&
	    message.question.class == MNI_DNS_IN)
		take(data[0], &message, data + 1, size - 1);
	return 0;
}
