/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "lookup.h"

#include "../bug.h"
#include "errand.h"
#include "local.h"
#include "reverse.h"

#include <poll.h>

/* How many times the time to wait for an answer the other family has, once one
 * has its addresses: its datagrams may be lost. */
#define GRACE 20

const struct bug lookup_bugs[] = {
    {"asks-ipv6-alone", "asks for IPv6 addresses only"},
    {"asks-ipv4-alone", "asks for IPv4 addresses only"},
    {"asks-in-turn", "asks for IPv4 once it knows of IPv6"},
    {"takes-first-family", "ends with the first response"},
    {"one-family-fails-all", "has no address when a family has none"},
    {"refuses-one-family", "takes a name with one family for a forgery"},
    {"silence-is-no-address", "takes silence for a lack of addresses"},
    {NULL, NULL},
};

enum family { SIX, FOUR, FAMILIES };

static void
begin(struct errand errands[static FAMILIES], const struct servers *servers,
    const struct name *name, unsigned type)
{
	errand_begin(
	    &errands[SIX], servers, name, type == 0 ? TYPE_AAAA : type);
	errand_begin(&errands[FOUR], servers, name, TYPE_A);
	if (type != 0)
		errands[FOUR].status = NO_ADDRESS;
	if (is("asks-ipv4-alone"))
		errands[SIX].status = NO_ADDRESS;
	if (is("asks-ipv6-alone"))
		errands[FOUR].status = NO_ADDRESS;
}

static bool
has_ended(const struct errand errands[static FAMILIES])
{
	bool six = errands[SIX].status != WAITING;
	bool four = errands[FOUR].status != WAITING;

	return is("takes-first-family") ? six || four : six && four;
}

/* Takes what comes until END, or until it is time to ask again. */
static void
wait_and_take(struct errand errands[static FAMILIES], int64_t end)
{
	struct pollfd wanted[FAMILIES];
	int64_t now;
	size_t i;

	for (i = 0; i < FAMILIES; i++) {
		wanted[i] =
		    (struct pollfd){.fd = errands[i].fd, .events = POLLIN};
		if (errands[i].status != WAITING)
			wanted[i].fd = -1;
		else if (errands[i].next < end)
			end = errands[i].next;
	}
	now = now_ms();
	if (poll(wanted, FAMILIES, end < now ? 0 : (int)(end - now)) <= 0)
		return;
	for (i = 0; i < FAMILIES && !has_ended(errands); i++)
		if (wanted[i].revents != 0)
			errand_take(&errands[i]);
}

static void
run(struct errand errands[static FAMILIES], const struct exchange *exchange)
{
	int64_t end = exchange->deadline, grace = GRACE * exchange->retry_ms;
	bool found = false;

	while (!has_ended(errands) && now_ms() < end) {
		errand_turn(&errands[SIX]);
		if (!is("asks-in-turn") || errands[SIX].status != WAITING)
			errand_turn(&errands[FOUR]);
		wait_and_take(errands, end);
		if (found || exchange->type == SOCK_STREAM ||
		    (errands[SIX].status != OK && errands[FOUR].status != OK))
			continue;
		found = true;
		if (now_ms() + grace < end)
			end = now_ms() + grace;
	}
}

/* What has become of ERRAND in the end. */
static enum status
outcome(const struct errand *errand)
{
	if (errand->status == WAITING)
		return is("silence-is-no-address") ? NO_ADDRESS : TIMEOUT;
	if (is("falls-back-to-partial") && errand->found.size > 0)
		return OK;
	return errand->status;
}

/* The status of both: the addresses of one are enough, and a failure is worse
 * than that there are none. */
static enum status
join(enum status one, enum status other)
{
	if (one == OK && other == OK)
		return OK;
	if ((one == OK || other == OK) && is("refuses-one-family"))
		return MALFORMED;
	if ((one == OK || other == OK) && !is("one-family-fails-all"))
		return OK;
	return one == OK || one == NO_ADDRESS ? other : one;
}

/* Asks for the addresses of NAME, or for its records of TYPE. */
static enum status
ask(const struct exchange *exchange, const struct name *name, unsigned type,
    struct text *out_text)
{
	struct errand errands[FAMILIES];
	struct servers servers;
	enum status status;
	size_t i;

	if (!servers_read(&servers, exchange))
		return USAGE;
	servers.first = (size_t)exchange->turn % servers.count;
	begin(errands, &servers, name, type);
	run(errands, exchange);
	status = join(outcome(&errands[SIX]), outcome(&errands[FOUR]));
	for (i = 0; i < FAMILIES; i++) {
		if (status == OK && outcome(&errands[i]) == OK)
			text_append(out_text, errands[i].found.octets,
			    errands[i].found.size);
		errand_end(&errands[i]);
	}
	return status;
}

enum status
look_up_name(struct exchange *exchange, const char *text, struct text *out_text)
{
	enum status status;
	struct name name;

	if (local_literal(text, out_text))
		return OK;
	status = name_read(text, &name);
	if (status == OK)
		status = local_name(&name, out_text);
	return status == WAITING ? ask(exchange, &name, 0, out_text) : status;
}

enum status
look_up(struct exchange *exchange, struct text *out_text)
{
	if (exchange->asked[0] == NULL)
		return USAGE;
	return look_up_name(exchange, exchange->asked[0], out_text);
}

enum status
look_up_reverse(struct exchange *exchange, struct text *out_text)
{
	struct name name;

	if (exchange->asked[0] == NULL ||
	    !reverse_of(exchange->asked[0], &name))
		return USAGE;
	return ask(exchange, &name, TYPE_PTR, out_text);
}

enum status
look_up_text(struct exchange *exchange, struct text *out_text)
{
	struct name name;
	enum status status = USAGE;

	if (exchange->asked[0] != NULL)
		status = name_read(exchange->asked[0], &name);
	return status == OK ? ask(exchange, &name, TYPE_TXT, out_text) : status;
}
