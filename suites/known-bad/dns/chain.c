/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "chain.h"

#include "../bug.h"
#include "data.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define ALIASES_MOST 16

const struct bug chain_bugs[] = {
    /* Records. */
    {"any-owner", "takes addresses of any owner"},
    {"any-record-class", "takes records of any class"},
    {"both-families", "takes addresses of one family for those of the other"},
    {"trusts-authority", "takes addresses in the authority section"},
    {"trusts-additional", "takes addresses in the additional section"},
    {"takes-glue", "takes addresses of any owner in the additional section"},
    {"first-record-alone", "looks for addresses in the first record only"},
    {"minds-letters-of-owners", "wants the owners of records in its letters"},
    {"refuses-same-twice", "fails at an address that comes twice"},
    /* Aliases. */
    {"follows-no-alias", "takes the addresses of the name itself only"},
    {"any-alias", "follows the aliases of other names"},
    {"takes-bad-aliases", "takes an alias that it cannot read for one of any "
                          "name"},
    {"looks-no-alias-up", "asks for no address that comes without its alias"},
    {"asserts-alias-first",
        "is killed by a signal at an alias behind addresses"},
    {"eight-aliases", "follows 8 aliases at most"},
    {"hundred-aliases", "follows 100 aliases"},
    {"loops-on-aliases", "follows aliases in a loop without end"},
    {NULL, NULL},
};

static size_t
most_aliases(void)
{
	if (is("follows-no-alias"))
		return 0;
	if (is("eight-aliases"))
		return 8;
	return is("hundred-aliases") ? 100 : ALIASES_MOST;
}

/* Whether RECORD is part of the answer. */
static bool
is_answer(const struct record *record)
{
	if (record->class != CLASS_IN && !is("any-record-class"))
		return false;
	if (record->section == IN_AUTHORITY)
		return is("trusts-authority");
	if (record->section == IN_ADDITIONAL)
		return is("trusts-additional") || is("takes-glue");
	return true;
}

static bool
is_of(const struct record *record, const struct name *name)
{
	if (is("takes-glue") && record->section == IN_ADDITIONAL)
		return true;
	if (is("minds-letters-of-owners"))
		return record->owner.size == name->size &&
		       memcmp(record->owner.octets, name->octets, name->size) ==
		           0;
	return is("any-owner") || name_is_same(&record->owner, name);
}

static bool
is_of_type(const struct record *record, unsigned type)
{
	if (is("both-families") &&
	    (record->type == TYPE_A || record->type == TYPE_AAAA))
		return true;
	return record->type == type;
}

static bool
is_same_data(const struct record *a, const struct record *b)
{
	size_t size = a->data.size - a->data.at;

	return size == b->data.size - b->data.at &&
	       memcmp(a->data.octets + a->data.at, b->data.octets + b->data.at,
	           size) == 0;
}

/* Appends the addresses of NAME.  Returns OK, NO_ADDRESS or MALFORMED. */
static enum status
append_addresses(const struct name *name, const struct reply *reply,
    unsigned type, struct text *lines)
{
	const struct record *record, *last = NULL, *end;
	enum status status = NO_ADDRESS;

	end = reply->records + reply->record_count;
	if (is("first-record-alone") && end > reply->records)
		end = reply->records + 1;
	for (record = reply->records; record < end; record++) {
		if (!is_answer(record) || !is_of(record, name) ||
		    !is_of_type(record, type))
			continue;
		if (last != NULL && is_same_data(last, record) &&
		    is("refuses-same-twice"))
			return MALFORMED;
		last = record;
		status = data_append(record, lines);
		if (status != OK)
			return status;
	}
	return status;
}

/* The alias record of NAME, or NULL. */
static const struct record *
find_alias(const struct name *name, const struct reply *reply)
{
	const struct record *record = reply->records;
	const struct record *end = record + reply->record_count;

	while (record < end &&
	       (record->type != TYPE_CNAME || record->section != IN_ANSWER ||
	           (!name_is_same(&record->owner, name) && !is("any-alias"))))
		record++;
	return record < end ? record : NULL;
}

/* Moves CHAIN over ALIAS.  Returns OK, MALFORMED or TOO_LARGE. */
static enum status
move(struct chain *chain, const struct record *alias)
{
	struct packet data = alias->data;

	packet_name(&data, &chain->end);
	if (data.bad && is("takes-bad-aliases"))
		chain->end.any = true;
	else if (data.bad || data.at != data.size)
		return MALFORMED;
	chain->aliases++;
	return chain->aliases > most_aliases() ? TOO_LARGE : OK;
}

static bool
begins_with_address(const struct reply *reply)
{
	return reply->record_count > 0 &&
	       (reply->records[0].type == TYPE_A ||
	           reply->records[0].type == TYPE_AAAA);
}

enum status
chain_follow(struct chain *chain, const struct reply *reply, unsigned type,
    struct text *lines)
{
	const struct record *alias;
	size_t before = chain->aliases;
	enum status status = OK;

	while (status == OK) {
		status = append_addresses(&chain->end, reply, type, lines);
		if (status != NO_ADDRESS)
			return status;
		alias = find_alias(&chain->end, reply);
		if (alias == NULL)
			return chain->aliases == before ? NO_ADDRESS : WAITING;
		/* The one signal that leaves no core and that nothing
		 * catches. */
		if (is("asserts-alias-first") && begins_with_address(reply))
			(void)raise(SIGKILL);
		status = move(chain, alias);
	}
	if (status == TOO_LARGE && is("loops-on-aliases"))
		(void)pause();
	return status;
}
