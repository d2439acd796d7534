/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/asking.h"

#include "dns/random.h"
#include "dns/tcp.h"
#include "dns/text.h"
#include "dns/trace.h"
#include "dns/type.h"
#include "dns/udp.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DOUBLED_MOST 10 /* how often the time to wait is */

/* The times to wait that an answer needs at most that was lost once: it is
 * asked for again after one, and its response may take two. */
#define GRACE 3
#define GRACE_LEAST_MS 500 /* of others who are busy, however short that is */

/* Stops to wait for an answer to TRY, which is as if never asked. */
static void
leave(struct mni_dns_try *try)
{
	mni_dns_udp_close(try);
	try->way = MNI_DNS_UNASKED;
}

/* The others have as long as a query may need that was lost. */
static void
limit_others(struct mni_dns_run *run)
{
	int64_t grace_ms = GRACE * run->resolver->retry_ms;
	struct mni_deadline grace = mni_deadline_in(
	    grace_ms > GRACE_LEAST_MS ? grace_ms : GRACE_LEAST_MS);

	run->deadline.expiry =
	    mni_deadline_earlier(run->deadline.expiry, grace);
	mni_loop_update(&run->loop, &run->deadline);
}

void
mni_dns_asking_end(struct mni_dns_asking *asking, enum mni_status status)
{
	struct mni_dns_run *run = asking->run;
	size_t i;

	asking->over = true;
	asking->lookup->status = status;
	mni_loop_remove(&run->loop, &asking->timer);
	for (i = 0; i < run->resolver->server_count; i++)
		leave(&asking->tries[i]);
	run->open--;
	if (status == MNI_OK || asking->lookup->no_name)
		limit_others(run);
}

/* How far a try got that ended with STATUS. */
static int
progress(enum mni_status status)
{
	static const enum mni_status order[] = {MNI_SYSTEM, MNI_REFUSED,
	    MNI_TIMEOUT, MNI_TEMPORARY, MNI_TRUNCATED, MNI_TOO_LARGE,
	    MNI_MALFORMED};
	int i, count = sizeof(order) / sizeof(order[0]);

	for (i = 0; i < count && order[i] != status; i++)
		continue;
	return i;
}

/* Says what has come of a try that is not out. */
static void
time_out(struct mni_dns_try *try)
{
	try->status = MNI_TIMEOUT;
	if (try->way == MNI_DNS_BY_TCP)
		(void)mni_trouble(&try->trouble, MNI_TIMEOUT, "%sno response",
		    try->truncated ? "truncated by UDP, and by TCP " : "TCP: ");
	else
		(void)mni_trouble(&try->trouble, MNI_TIMEOUT,
		    "no response to %u quer%s", try->sent,
		    try->sent == 1 ? "y" : "ies");
}

/* What is said of another name than the one that was looked up begins with
 * it. */
static void
begin_reasons(struct mni_dns_asking *asking)
{
	char name[MNI_DNS_NAME_TEXT] = "";

	if (asking->chain.count > 1)
		(void)mni_dns_name_text(&asking->question.name, name);
	(void)mni_trouble(&asking->lookup->trouble, MNI_SYSTEM, "%.300s%s",
	    name, *name == '\0' ? "" : ": ");
}

/* Adds "ADDRESS: why" to what the servers before have come to. */
static void
add_reason(
    struct mni_trouble *trouble, const struct mni_dns_try *try, bool first)
{
	size_t used = strlen(trouble->text);
	char address[MNI_ADDRESS_TEXT];

	(void)snprintf(trouble->text + used, sizeof(trouble->text) - used,
	    "%s%s: %s", first ? "" : "; ",
	    mni_address_text(&try->server->address, address),
	    try->trouble.text);
}

void
mni_dns_asking_give_up(struct mni_dns_asking *asking)
{
	struct mni_trouble *trouble = &asking->lookup->trouble;
	enum mni_status status = MNI_SYSTEM;
	struct mni_dns_try *try;
	bool first = true;
	size_t i;

	begin_reasons(asking);
	for (i = 0; i < asking->run->resolver->server_count; i++) {
		try = &asking->tries[i];
		if (try->way == MNI_DNS_UNASKED && try->sent == 0)
			continue;
		if (try->way != MNI_DNS_OUT)
			time_out(try);
		add_reason(trouble, try, first);
		first = false;
		if (progress(try->status) > progress(status))
			status = try->status;
	}
	if (first)
		status =
		    mni_trouble(trouble, MNI_TIMEOUT, "no time to ask anybody");
	mni_dns_asking_end(asking, status);
}

/* Has the server NEXT asked at once. */
static void
ask_soon(struct mni_dns_asking *asking, size_t next)
{
	asking->next = next;
	mni_watch_soon(&asking->run->loop, &asking->timer);
}

static size_t
index_of(const struct mni_dns_try *try)
{
	return (size_t)(try - try->asking->tries);
}

void
mni_dns_try_again(struct mni_dns_try *try)
{
	leave(try);
	ask_soon(try->asking, index_of(try));
}

/* How many servers are not out. */
static size_t
count_left(const struct mni_dns_asking *asking)
{
	size_t i, left = 0;

	for (i = 0; i < asking->run->resolver->server_count; i++)
		left += asking->tries[i].way != MNI_DNS_OUT;
	return left;
}

/* One that was not asked yet is asked at once; another one has its turn. */
static void
go_on(struct mni_dns_asking *asking)
{
	size_t i;

	if (count_left(asking) == 0) {
		mni_dns_asking_give_up(asking);
		return;
	}
	for (i = 0; i < asking->run->resolver->server_count; i++)
		if (asking->tries[i].way == MNI_DNS_UNASKED) {
			ask_soon(asking, i);
			return;
		}
}

void
mni_dns_try_fail(
    struct mni_dns_try *try, enum mni_status status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(
	    try->trouble.text, sizeof(try->trouble.text), format, args);
	va_end(args);
	mni_dns_trace(try->server, "%.300s", try->trouble.text);
	leave(try);
	try->way = MNI_DNS_OUT;
	try->status = status;
	go_on(try->asking);
}

int
mni_dns_try_draw(struct mni_dns_try *try)
{
	const struct mni_dns_resolver *resolver = try->asking->run->resolver;

	if (resolver->draw != NULL)
		return resolver->draw(resolver->owner, &try->id);
	return mni_dns_random(&try->id);
}

size_t
mni_dns_try_write(
    struct mni_dns_try *try, uint8_t out[static MNI_DNS_QUERY_MAX])
{
	bool edns = !try->server->plain;

	try->edns = try->edns || edns;
	try->sent++;
	try->sent_ns = mni_now_ns();
	return mni_dns_query_write(&try->asking->question, try->id, edns, out);
}

/* The time until the next turn: all servers have theirs before the first is
 * asked again (RFC 1035 section 4.2.1). */
static struct mni_deadline
next_turn(const struct mni_dns_asking *asking, const struct mni_dns_try *try)
{
	unsigned doubled = try->repeats < DOUBLED_MOST ? try->repeats
	                                               : DOUBLED_MOST;
	int64_t wait_ms = asking->run->resolver->retry_ms << doubled;
	size_t left = count_left(asking);

	if (left > 1)
		wait_ms /= (int64_t)left;
	return mni_deadline_in(wait_ms > 0 ? wait_ms : 1);
}

/* Asks the next server that is not out. */
static void
take_turn(struct mni_watch *watch, short revents)
{
	struct mni_dns_asking *asking = watch->owner;
	const struct mni_dns_resolver *resolver = asking->run->resolver;
	struct mni_dns_try *try;

	(void)revents;
	do {
		try = &asking->tries[asking->next];
		asking->next = (asking->next + 1) % resolver->server_count;
	} while (try->way == MNI_DNS_OUT);
	if (try->way != MNI_DNS_UNASKED)
		try->repeats++;
	watch->expiry = next_turn(asking, try);
	if (!resolver->tcp && !try->truncated)
		mni_dns_udp_ask(try);
	else if (try->way != MNI_DNS_BY_TCP)
		mni_dns_tcp_ask(try);
}

void
mni_dns_asking_begin(struct mni_dns_asking *asking)
{
	struct mni_dns_run *run = asking->run;
	size_t i;

	asking->question = (struct mni_dns_question){
	    .name = *mni_dns_chain_end(&asking->chain),
	    .type = asking->lookup->type,
	    .class = MNI_DNS_IN};
	for (i = 0; i < run->resolver->server_count; i++)
		asking->tries[i] = (struct mni_dns_try){.asking = asking,
		    .server = &run->servers[i],
		    .watch = {.fd = -1}};
	asking->timer.ready = take_turn;
	asking->timer.owner = asking;
	ask_soon(asking, asking->next);
}

void
mni_dns_asking_move(
    struct mni_dns_asking *asking, const struct mni_dns_try *try)
{
	size_t i;

	asking->next = index_of(try);
	for (i = 0; i < asking->run->resolver->server_count; i++)
		leave(&asking->tries[i]);
	mni_dns_asking_begin(asking);
}
