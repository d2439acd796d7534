/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "bug.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *chosen; /* NULL: not yet */

bool
is(const char *name)
{
	return *chosen == *name && strcmp(chosen, name) == 0;
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
	for (i = 0; bug_tables[i] != NULL; i++)
		for (bug = bug_tables[i]; bug->name != NULL; bug++)
			if (strcmp(bug->name, name) == 0)
				chosen = bug->name;
	return chosen != NULL;
}

void
bug_print_all(bool explained)
{
	const struct bug *bug;
	size_t i;

	for (i = 0; bug_tables[i] != NULL; i++)
		for (bug = bug_tables[i]; bug->name != NULL; bug++)
			(void)printf(explained ? "%-24s %s\n" : "%s\n",
			    bug->name, bug->what);
}

bool
bug_take_arguments(int argc, char **argv, const char *program, int *out_status)
{
	if (argc == 2 && (strcmp(argv[1], "--list") == 0 ||
	                     strcmp(argv[1], "--help") == 0)) {
		bug_print_all(argv[1][2] == 'h');
		*out_status = fflush(stdout) == 0 ? 0 : 1;
		return false;
	}
	if (argc == 3 && strcmp(argv[1], "--bug") == 0 && bug_choose(argv[2]))
		return true;
	(void)fprintf(stderr,
	    "Usage: %s --bug NAME\n"
	    "       %s --list (the names of the bugs), --help (what they "
	    "are)\n",
	    program, program);
	*out_status = 2;
	return false;
}
