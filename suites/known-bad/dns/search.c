/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "search.h"

#include "../bug.h"
#include "lookup.h"
#include "name.h"

#include <stdio.h>
#include <string.h>

#define TEXT_MOST 1100
#define LIST_MOST 6

const struct bug search_bugs[] = {
    {"searches-backwards", "tries the last domain first"},
    {"searches-one-domain", "tries the first domain only"},
    {"searches-no-domain", "tries a name as it is only"},
    {"searches-for-complete", "puts domains behind complete names"},
    {"searches-again", "puts a domain behind what has one"},
    {"searches-dots-late", "tries a name with a dot as it is in the end"},
    {"searches-no-dots", "puts no domain behind a name with a dot"},
    {"searches-domains-alone", "tries no name without a dot as it is"},
    {"searches-special", "puts domains behind special names"},
    {"searches-behind-failure", "goes on where a server fails"},
    {"forgets-failure", "says that there is no name where a server fails"},
    {"never-rotates", "asks the first server only"},
    {"rotates-once", "asks the first server, and from then on the second only"},
    {"no-name-is-failure", "says that a server fails where there is no name"},
    {NULL, NULL},
};

/* What a name may stand for. */
struct list {
	char names[LIST_MOST][TEXT_MOST];
	size_t count;
};

/* Adds NAME, or NAME in DOMAIN. */
static void
add(struct list *list, const char *name, const char *domain)
{
	size_t size = strlen(name);

	if (*domain != '\0' && size > 0 && name[size - 1] == '.')
		size--;
	(void)snprintf(list->names[list->count++], TEXT_MOST, "%.*s%s",
	    (int)size, name, domain);
}

static void
add_domains(struct list *list, const char *name)
{
	bool backwards = is("searches-backwards");

	if (is("searches-no-domain"))
		return;
	add(list, name, backwards ? ".two.test" : ".one.test");
	if (!is("searches-one-domain"))
		add(list, name, backwards ? ".one.test" : ".two.test");
	if (is("searches-again"))
		add(list, name, ".one.test.one.test");
}

static bool
is_complete(const char *name)
{
	size_t size = strlen(name);
	struct name read;

	if (size > 0 && name[size - 1] == '.')
		return !is("searches-for-complete");
	if (is("searches-special") || name_read(name, &read) != OK)
		return false;
	return name_is_within(&read, "localhost") ||
	       name_is_within(&read, "onion");
}

static void
make_list(struct list *list, const char *name)
{
	bool dotted = strchr(name, '.') != NULL;
	bool first = dotted && !is("searches-dots-late");
	bool last = !first && !is("searches-domains-alone");

	if (is_complete(name)) {
		add(list, name, "");
		return;
	}
	if (first)
		add(list, name, "");
	if (!dotted || !is("searches-no-dots"))
		add_domains(list, name);
	if (last)
		add(list, name, "");
}

static enum status
search_by(struct exchange *exchange, bool rotates, struct text *out_text)
{
	struct list list = {.count = 0};
	enum status status = NO_ADDRESS;
	size_t i;

	if (exchange->asked[0] == NULL)
		return USAGE;
	make_list(&list, exchange->asked[0]);
	for (i = 0; i < list.count; i++) {
		status = look_up_name(exchange, list.names[i], out_text);
		if (rotates && !is("never-rotates") &&
		    (i == 0 || !is("rotates-once")))
			exchange->turn++;
		if (status == TEMPORARY && is("forgets-failure"))
			return NO_ADDRESS;
		if (status == TEMPORARY && is("searches-behind-failure"))
			continue;
		if (status != NO_ADDRESS)
			return status;
	}
	return is("no-name-is-failure") ? TEMPORARY : status;
}

enum status
search(struct exchange *exchange, struct text *out_text)
{
	return search_by(exchange, false, out_text);
}

enum status
search_in_turn(struct exchange *exchange, struct text *out_text)
{
	return search_by(exchange, true, out_text);
}
