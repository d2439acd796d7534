/* SPDX-License-Identifier: MIT */
/* mocknet: stand-in servers for a shell.  What it does is its first word. */
#include <config.h>

#include "base/program.h"
#include "program/verbs.h"

#include <getopt.h>
#include <stddef.h>
#include <string.h>

static const char help[] = "Usage: mocknet VERB [OPTION]... [ARGUMENT]...\n"
                           "Stand in for the other side of a connection.\n"
                           "\n"
                           "  serve          start servers that play scripts\n"
                           "\n"
                           "  -h, --help     print this and exit\n"
                           "  -V, --version  print the version and exit\n"
                           "\n"
                           "'mocknet VERB --help' says more about a VERB.\n";

static const struct verb {
	const char *name;
	int (*run)(int argc, char **argv);
} verbs[] = {
    {"serve", mni_verb_serve},
};

enum { VERB_COUNT = sizeof(verbs) / sizeof(verbs[0]) };

static const struct option options[] = {
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const struct verb *
find_verb(const char *name)
{
	size_t i;

	for (i = 0; i < VERB_COUNT; i++)
		if (strcmp(name, verbs[i].name) == 0)
			return &verbs[i];
	return NULL;
}

/* Runs the verb at the front of ARGV, whose place the name of the program
 * takes: it is what getopt_long() begins an error with. */
static int
run_verb(int argc, char **argv, char *program)
{
	const struct verb *verb;

	if (argc < 1)
		return (int)mni_program_usage("VERB is missing");
	verb = find_verb(argv[0]);
	if (verb == NULL)
		return (int)mni_program_usage("there is no verb '%s'", argv[0]);
	mni_program_set_verb(verb->name);
	argv[0] = program;
	/* 0, not 1: begin anew, with other options and another order. */
	optind = 0;
	return verb->run(argc, argv);
}

int
main(int argc, char **argv)
{
	static char program[] = "mocknet";

	mni_program_begin(program);
	if (argc > 0)
		argv[0] = program;
	switch (getopt_long(argc, argv, "+hV", options, NULL)) {
	case 'h':
		return (int)mni_program_help(help);
	case 'V':
		return (int)mni_program_version();
	case -1:
		return run_verb(argc - optind, argv + optind, program);
	default:
		/* getopt_long() has printed what is wrong. */
		return (int)mni_program_hint();
	}
}
