/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/settings.h"

#include "base/program.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Usage: mocknet-check [OPTION]... client SUBJECT -- COMMAND [ARG]...\n"
    "       mocknet-check [OPTION]... server SUBJECT ADDRESS:PORT\n"
    "       mocknet-check [OPTION]... list [GLOB]\n"
    "       mocknet-check [OPTION]... hold CASE\n"
    "\n"
    "client runs COMMAND once for every case about SUBJECT (qotd-udp, or qotd\n"
    "for both transports), each time against a mock server of its own, and\n"
    "says which clauses it keeps and which it breaks.  In the words of the\n"
    "command, {host} and {port} stand for where the mock is, {address} for\n"
    "both as in a URL, {transport} for udp or tcp, {timeout} for the seconds\n"
    "after which the command should give up, {retry} for those after which\n"
    "it should repeat a request, and {name} for what a resolver is asked.  A\n"
    "word with {url} in it stands once for each URL of the case, one with\n"
    "{server} once for the address of each mock.\n"
    "\n"
    "Exit status 0 of the command means success, with the answer on its\n"
    "standard output; any other an error.\n"
    "\n"
    "server plays every case about servers of SUBJECT (http, echo, discard,\n"
    "chargen, qotd, daytime or time; echo-udp for one transport) to the one\n"
    "that runs at ADDRESS:PORT (127.0.0.1:8080, [::1]:8080), as its client,\n"
    "and says the same of it.\n"
    "\n"
    "list prints the cases whose id or subject fits GLOB, and how often each\n"
    "is delivered.  A sweep, such as rfc865-tcp-answer/split, is a case run\n"
    "with one fault more, in turn at every place where it can happen.\n"
    "\n"
    "hold starts the mock of CASE, says where it is and how to ask it, and "
    "shows\n"
    "what it sees until Ctrl-C: to try a case by hand.\n"
    "\n"
    "      --fixtures=PATH   take the cases from this file or folder\n"
    "      --only=GLOB       run only the cases whose id fits GLOB\n"
    "      --known=FILE      cases that are known to fail, with the reason\n"
    "      --statuses        COMMAND has the exit statuses of this project's\n"
    "                        programs, so that the class of an error counts,\n"
    "                        and says it in a line of standard error\n"
    "      --strict          only the first outcome of a case passes\n"
    "      --sweeps=WHICH    all sweeps (the default), or none\n"
    "      --timeout=SEC     {timeout}, or of a server the time for each "
    "case,\n"
    "                        instead of what the case says\n"
    "      --grace=SEC       kill COMMAND this long after its timeout (2)\n"
    "  -j, --jobs=N          run N commands at a time, or play N cases (1)\n"
    "      --tap             print TAP instead of a table\n"
    "  -h, --help            print this and exit\n"
    "  -V, --version         print the version and exit\n"
    "\n"
    "Exit status: 0 all is as expected; 1 a case failed, or one passed that "
    "is\n"
    "known to fail; 2 wrong usage, trouble in the harness, nobody at "
    "ADDRESS:PORT,\n"
    "or no case ran.\n";

enum option_code {
	OPTION_FIXTURES = 256,
	OPTION_ONLY,
	OPTION_KNOWN,
	OPTION_STATUSES,
	OPTION_STRICT,
	OPTION_SWEEPS,
	OPTION_TIMEOUT,
	OPTION_GRACE,
	OPTION_TAP
};

static const struct option options[] = {
    {"fixtures", required_argument, NULL, OPTION_FIXTURES},
    {"only", required_argument, NULL, OPTION_ONLY},
    {"known", required_argument, NULL, OPTION_KNOWN},
    {"statuses", no_argument, NULL, OPTION_STATUSES},
    {"strict", no_argument, NULL, OPTION_STRICT},
    {"sweeps", required_argument, NULL, OPTION_SWEEPS},
    {"timeout", required_argument, NULL, OPTION_TIMEOUT},
    {"grace", required_argument, NULL, OPTION_GRACE},
    {"jobs", required_argument, NULL, 'j'},
    {"tap", no_argument, NULL, OPTION_TAP},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* Takes one option other than help and version.  Returns 0, or -1 when it is
 * wrong and that was said. */
static int
take_option(int code, struct mni_settings *settings)
{
	switch (code) {
	case OPTION_FIXTURES:
		settings->fixtures = optarg;
		return 0;
	case OPTION_ONLY:
		settings->only = optarg;
		return 0;
	case OPTION_KNOWN:
		settings->known = optarg;
		return 0;
	case OPTION_STATUSES:
		settings->statuses = true;
		return 0;
	case OPTION_STRICT:
		settings->strict = true;
		return 0;
	case OPTION_TAP:
		settings->tap = true;
		return 0;
	case OPTION_SWEEPS:
		settings->no_sweeps = strcmp(optarg, "none") == 0;
		if (settings->no_sweeps || strcmp(optarg, "all") == 0)
			return 0;
		(void)mni_program_usage(
		    "--sweeps takes all or none, not '%s'", optarg);
		return -1;
	case OPTION_TIMEOUT:
		if (mni_read_seconds(optarg, &settings->timeout_ms) == 0)
			return 0;
		(void)mni_program_usage(
		    "--timeout takes seconds up to 86400, not '%s'", optarg);
		return -1;
	case OPTION_GRACE:
		if (mni_read_seconds(optarg, &settings->grace_ms) == 0)
			return 0;
		(void)mni_program_usage(
		    "--grace takes seconds up to 86400, not '%s'", optarg);
		return -1;
	case 'j':
		if (mni_read_size(optarg, &settings->jobs) == 0 &&
		    settings->jobs <= MNI_MOST_JOBS)
			return 0;
		(void)mni_program_usage(
		    "--jobs takes 1 to %d, not '%s'", MNI_MOST_JOBS, optarg);
		return -1;
	default:
		(void)fprintf(stderr, "Try 'mocknet-check --help'.\n");
		return -1;
	}
}

/* The arguments before "--"; what is behind it is the command. */
static int
cut_command(int argc, char **argv, struct mni_settings *settings)
{
	int i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "--") == 0) {
			settings->command = (const char *const *)(argv + i + 1);
			argv[i] = NULL;
			return i;
		}
	return argc;
}

/* Takes the words behind the options. */
static int
take_words(int argc, char **argv, struct mni_settings *settings)
{
	size_t *count = &settings->word_count;

	if (optind < argc)
		settings->verb = argv[optind++];
	for (; optind < argc; optind++) {
		if (*count == MNI_MOST_WORDS) {
			(void)mni_program_usage(
			    "'%s' is one too many", argv[optind]);
			return -1;
		}
		settings->words[(*count)++] = argv[optind];
	}
	return 0;
}

bool
mni_settings_read(
    struct mni_settings *settings, int argc, char **argv, int *out_status)
{
	int code;

	argc = cut_command(argc, argv, settings);
	*out_status = MNI_CHECK_TROUBLE;
	while ((code = getopt_long(argc, argv, "j:hV", options, NULL)) != -1) {
		if (code == 'h' || code == 'V') {
			if ((code == 'h' ? mni_program_help(help)
			                 : mni_program_version()) == MNI_OK)
				*out_status = 0;
			return false;
		}
		if (take_option(code, settings) == -1)
			return false;
	}
	return take_words(argc, argv, settings) == 0;
}
