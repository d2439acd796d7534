/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "bug.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct bug *const tables[] = {
    client_bugs,
    exchange_bugs,
    datagram_bugs,
    oneshot_bugs,
    scan_bugs,
    forms_bugs,
    moment_bugs,
    echo_bugs,
    print_bugs,
};

#define TABLE_COUNT (sizeof(tables) / sizeof(tables[0]))

static const char *chosen; /* NULL: not yet */

bool
is(const char *name)
{
	return strcmp(chosen, name) == 0;
}

bool
is_one_of(const struct bug *table)
{
	while (table->name != NULL && !is(table->name))
		table++;
	return table->name != NULL;
}

size_t
bug_number(const char *prefix, size_t otherwise)
{
	size_t size = strlen(prefix);

	if (strncmp(chosen, prefix, size) != 0)
		return otherwise;
	return (size_t)strtoul(chosen + size, NULL, 10);
}

const char *
bug_name(void)
{
	return chosen;
}

bool
bug_choose(const char *name)
{
	const struct bug *bug;
	size_t i;

	chosen = strcmp(name, "none") == 0 ? "none" : NULL;
	for (i = 0; i < TABLE_COUNT; i++)
		for (bug = tables[i]; bug->name != NULL; bug++)
			if (strcmp(bug->name, name) == 0)
				chosen = bug->name;
	return chosen != NULL;
}

void
bug_print_all(bool explained)
{
	const struct bug *bug;
	size_t i;

	for (i = 0; i < TABLE_COUNT; i++)
		for (bug = tables[i]; bug->name != NULL; bug++)
			(void)printf(explained ? "%-24s %s\n" : "%s\n",
			    bug->name, bug->what);
}
