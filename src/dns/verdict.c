/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/verdict.h"

#include "dns/chain.h"
#include "dns/message.h"
#include "dns/query.h"
#include "dns/text.h"
#include "dns/trace.h"
#include "dns/type.h"

/* There is no such name, or it has no such records.  What is said of another
 * name than the one that was looked up begins with it. */
static void
end_without(struct mni_dns_asking *asking, bool no_name)
{
	struct mni_dns_lookup *lookup = asking->lookup;
	char type[MNI_DNS_TYPE_TEXT], name[MNI_DNS_NAME_TEXT] = "";
	bool moved = asking->chain.count > 1;

	if (moved)
		(void)mni_dns_name_text(
		    mni_dns_chain_end(&asking->chain), name);
	if (no_name)
		(void)mni_trouble(&lookup->trouble, MNI_NO_ADDRESS,
		    "%.300s%sthere is no such name", name, moved ? ": " : "");
	else
		(void)mni_trouble(&lookup->trouble, MNI_NO_ADDRESS,
		    "%.300s%sthere is no %s record", name, moved ? ": " : "",
		    mni_dns_type_text(lookup->type, type));
	lookup->no_name = no_name;
	mni_dns_asking_end(asking, MNI_NO_ADDRESS);
}

/* Takes a response without an error.  One that cannot be used leaves no
 * trace: another server may have a better one. */
static void
take_answer(struct mni_dns_try *try, const struct mni_dns_message *message)
{
	struct mni_dns_asking *asking = try->asking;
	struct mni_dns_lookup *lookup = asking->lookup;
	struct mni_dns_chain chain = asking->chain;
	enum mni_dns_found found = MNI_DNS_NO_DATA;
	struct mni_trouble trouble;
	enum mni_status status = mni_dns_chain_follow(
	    &chain, message, lookup->type, &lookup->lines, &found, &trouble);

	if (status != MNI_OK) {
		lookup->lines.size = 0;
		mni_dns_try_fail(try, status, "%s", trouble.text);
		return;
	}
	if (found == MNI_DNS_REFERRAL) {
		mni_dns_try_fail(try, MNI_TEMPORARY,
		    "it refers to other servers, which are not asked");
		return;
	}
	asking->chain = chain;
	if (found == MNI_DNS_RECORDS)
		mni_dns_asking_end(asking, MNI_OK);
	else if (found == MNI_DNS_NO_DATA)
		end_without(asking, false);
	else
		mni_dns_asking_move(asking, try);
}

/* Whether the server is to be asked without EDNS: it cannot read the query (RFC
 * 6891 section 7), knows no such operation, or not this version (section
 * 6.1.3). */
static bool
wants_plain(
    const struct mni_dns_try *try, const struct mni_dns_message *message)
{
	return try->edns &&
	       (message->rcode == MNI_DNS_FORMERR ||
	           message->rcode == MNI_DNS_BADVERS ||
	           (message->rcode == MNI_DNS_NOTIMP && !message->edns.there));
}

static void
take_message(struct mni_dns_try *try, const struct mni_dns_message *message)
{
	char text[MNI_DNS_RCODE_TEXT];

	if (wants_plain(try, message)) {
		try->server->plain = true;
		mni_dns_try_again(try);
	} else if (message->rcode == MNI_DNS_NOERROR) {
		take_answer(try, message);
	} else if (message->rcode == MNI_DNS_NXDOMAIN) {
		end_without(try->asking, true);
	} else {
		mni_dns_try_fail(try, MNI_TEMPORARY, "%s",
		    mni_dns_rcode_text(message->rcode, text));
	}
}

bool
mni_dns_verdict(struct mni_dns_try *try, const uint8_t *octets, size_t size,
    struct mni_trouble *trouble)
{
	struct mni_dns_message message;
	struct mni_dns_header header;

	if (!mni_dns_query_match(&try->asking->question, try->id, octets, size,
	        &header, trouble))
		return false;
	mni_dns_trace(try->server, "that is the response, after %.3f ms",
	    (double)(mni_now_ns() - try->sent_ns) / 1e6);
	if (try->way == MNI_DNS_BY_UDP && (header.flags & MNI_DNS_TC) != 0) {
		try->truncated = true;
		mni_dns_try_again(try);
	} else if (mni_dns_message_read(octets, size, &message, trouble) !=
	           MNI_OK) {
		mni_dns_try_fail(try, MNI_MALFORMED, "%s", trouble->text);
	} else {
		take_message(try, &message);
	}
	return true;
}
