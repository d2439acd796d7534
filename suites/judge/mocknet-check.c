/* SPDX-License-Identifier: MIT */
/* mocknet-check: judges any command against the cases of the fixtures. */
#include <config.h>

#include "base/program.h"
#include "judge/batch.h"
#include "judge/cases.h"
#include "judge/fixtures.h"
#include "judge/hold.h"
#include "judge/known.h"
#include "judge/report.h"

#include <fnmatch.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GRACE_MS 2000
#define MOST_JOBS 64

static const char help[] =
    "Usage: mocknet-check [OPTION]... client SUBJECT -- COMMAND [ARG]...\n"
    "       mocknet-check [OPTION]... list [GLOB]\n"
    "       mocknet-check [OPTION]... hold CASE\n"
    "\n"
    "client runs COMMAND once for every case about SUBJECT (qotd-udp, or qotd\n"
    "for both transports), each time against a mock server of its own, and\n"
    "says which clauses it keeps and which it breaks.  In the words of the\n"
    "command, {host} and {port} stand for where the mock is, {address} for\n"
    "both as in a URL, {transport} for udp or tcp, {timeout} for the seconds\n"
    "after which the command should give up, and {retry} for those after\n"
    "which it should repeat a request.  A word with {url} in it stands once "
    "for\n"
    "each URL of the case.  Exit status 0 of the command means success, with\n"
    "the answer on its standard output; any other an error.\n"
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
    "      --timeout=SEC     {timeout}, instead of what each case says\n"
    "      --grace=SEC       kill COMMAND this long after its timeout (2)\n"
    "  -j, --jobs=N          run N commands at a time\n"
    "      --tap             print TAP instead of a table\n"
    "  -h, --help            print this and exit\n"
    "  -V, --version         print the version and exit\n"
    "\n"
    "Exit status: 0 all is as expected; 1 a case failed, or one passed that "
    "is\n"
    "known to fail; 2 wrong usage, trouble in the harness, or no case ran.\n";

/* Exit statuses; a failed case is not an error of this program. */
enum { ALL_EXPECTED = 0, CASE_FAILED = 1, TROUBLE = 2 };

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

struct settings {
	const char *fixtures, *only, *known;
	int64_t timeout_ms, grace_ms;
	size_t jobs;
	bool statuses, strict, no_sweeps, tap;
	const char *const *command; /* behind "--"; NULL: there is none */
	const char *verb, *argument;
	struct mni_suite suite;
	struct mni_knowns knowns;
};

static int
trouble_with(const struct mni_trouble *trouble)
{
	(void)fprintf(stderr, "mocknet-check: %s\n", trouble->text);
	return TROUBLE;
}

/* Takes one option other than help and version.  Returns 0, or -1 when it is
 * wrong and that was said. */
static int
take_option(int code, struct settings *settings)
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
		    settings->jobs <= MOST_JOBS)
			return 0;
		(void)mni_program_usage(
		    "--jobs takes 1 to %d, not '%s'", MOST_JOBS, optarg);
		return -1;
	default:
		(void)fprintf(stderr, "Try 'mocknet-check --help'.\n");
		return -1;
	}
}

/* Whether it is no row, or rows are asked for. */
static bool
allowed(const struct mni_case *test, const struct settings *settings)
{
	return test->sweep.kind == MNI_SWEEP_NONE || !settings->no_sweeps;
}

static bool
wanted(const struct mni_case *test, const struct settings *settings)
{
	return allowed(test, settings) &&
	       mni_case_is_about(test, settings->argument) &&
	       (settings->only == NULL ||
	           fnmatch(settings->only, test->id, 0) == 0);
}

/* Writes the items to run to *out_items, the caller's to free, and returns
 * how many. */
static size_t
choose(const struct settings *settings, const struct mni_command *command,
    struct mni_item **out_items)
{
	const struct mni_suite *suite = &settings->suite;
	struct mni_item *items = calloc(suite->count + 1, sizeof(*items));
	size_t i, count = 0;

	for (i = 0; items != NULL && i < suite->count; i++)
		if (wanted(suite->cases[i], settings))
			items[count++] = (struct mni_item){
			    .test = suite->cases[i], .command = command};
	*out_items = items;
	return count;
}

static void
show_progress(
    const struct mni_batch *batch, const struct mni_item *item, size_t finished)
{
	(void)fprintf(stderr, "\r\x1b[K");
	if (finished < batch->deliveries)
		(void)fprintf(stderr, "%zu/%zu %s", finished, batch->deliveries,
		    item->test->id);
	(void)fflush(stderr);
}

static int
report(
    const struct settings *settings, const struct mni_item *items, size_t count)
{
	struct mni_tally tally = mni_tally_of(items, count, &settings->knowns);
	struct mni_trouble trouble;

	if (settings->tap) {
		mni_report_tap(stdout, items, count, &settings->knowns);
	} else {
		mni_report_table(stdout, items, count, &settings->knowns);
		(void)fputc('\n', stdout);
		mni_report_tally(stdout, &tally);
	}
	if (mni_program_flush(&trouble) != MNI_OK) {
		(void)fprintf(stderr,
		    "mocknet-check: the report could not be written: %s\n",
		    trouble.text);
		return TROUBLE;
	}
	if (tally.broken > 0 || tally.skipped == count)
		return TROUBLE;
	if (tally.failed + tally.hung > tally.known || tally.stale > 0)
		return CASE_FAILED;
	return ALL_EXPECTED;
}

/* Whether the mocks were reached as far as they could have been. */
static bool
asked_at_all(const struct mni_item *items, size_t count)
{
	bool reachable = false;
	size_t i;

	for (i = 0; i < count; i++) {
		if (items[i].verdict.asked)
			return true;
		if (!mni_case_need_not_ask(items[i].test) &&
		    items[i].verdict.kind != MNI_SKIP)
			reachable = true;
	}
	return !reachable;
}

static int
run_items(const struct settings *settings, struct mni_item *items, size_t count)
{
	struct mni_batch batch = {.items = items,
	    .count = count,
	    .jobs = settings->jobs,
	    .progress = isatty(STDERR_FILENO) ? show_progress : NULL};
	struct mni_trouble trouble;
	int result;
	size_t i;

	if (mni_batch_run(&batch, &trouble) != MNI_OK)
		return trouble_with(&trouble);
	result = report(settings, items, count);
	if (!asked_at_all(items, count)) {
		(void)fprintf(stderr,
		    "mocknet-check: the command never asked a mock: is it the "
		    "right one, with {host} and {port}, or {url}, in their "
		    "places?\n");
		result = TROUBLE;
	}
	for (i = 0; i < count; i++)
		mni_verdict_fini(&items[i].verdict);
	return result;
}

/* Whether a case before the NTH of SUITE is about the same. */
static bool
had_subject(const struct mni_suite *suite, size_t nth)
{
	size_t i;

	for (i = 0; i < nth; i++)
		if (strcmp(suite->cases[i]->subject,
		        suite->cases[nth]->subject) == 0)
			return true;
	return false;
}

/* Every subject with its transport. */
static void
print_subjects(const struct mni_suite *suite)
{
	size_t i;

	(void)fprintf(stderr, "There are:");
	for (i = 0; i < suite->count; i++)
		if (!had_subject(suite, i))
			(void)fprintf(stderr, " %s", suite->cases[i]->subject);
	(void)fprintf(stderr, "\n");
}

static int
judge_client(const struct settings *settings)
{
	struct mni_command command = {.words = settings->command,
	    .deadline_ms = (int)settings->timeout_ms,
	    .grace_ms = (int)settings->grace_ms,
	    .statuses = settings->statuses,
	    .strict = settings->strict};
	struct mni_item *items;
	size_t count;
	int result;

	if (settings->argument == NULL)
		return (int)mni_program_usage("client needs a SUBJECT");
	if (settings->command == NULL || settings->command[0] == NULL)
		return (int)mni_program_usage(
		    "client needs '--' and a COMMAND behind it");
	if (!mni_command_mentions(&command, "{port}") &&
	    !mni_command_mentions(&command, "{address}") &&
	    !mni_command_mentions(&command, "{url}"))
		return (int)mni_program_usage(
		    "no word of the command holds {port}, {address} or {url}: "
		    "it could not find the mock");
	count = choose(settings, &command, &items);
	if (count == 0) {
		(void)fprintf(stderr,
		    "mocknet-check: no case is about '%s'%s%s\n",
		    settings->argument,
		    settings->only == NULL ? "" : " and fits ",
		    settings->only == NULL ? "" : settings->only);
		print_subjects(&settings->suite);
		free(items);
		return TROUBLE;
	}
	result = run_items(settings, items, count);
	free(items);
	return result;
}

static int
list_cases(const struct settings *settings)
{
	const char *glob = settings->argument == NULL ? "*"
	                                              : settings->argument;
	struct mni_trouble trouble;
	const struct mni_case *test;
	size_t i, count = 0;

	if (settings->command != NULL)
		return (int)mni_program_usage("list takes no command");
	for (i = 0; i < settings->suite.count; i++) {
		test = settings->suite.cases[i];
		if (!allowed(test, settings) ||
		    (fnmatch(glob, test->id, 0) != 0 &&
		        fnmatch(glob, test->subject, 0) != 0))
			continue;
		(void)printf("%-15s  %-6s  %-46s  %4zu  %s\n", test->subject,
		    mni_level_word(test->level), test->id, test->sweep.points,
		    test->clause);
		count++;
	}
	if (mni_program_flush(&trouble) != MNI_OK)
		return trouble_with(&trouble);
	if (count > 0)
		return ALL_EXPECTED;
	(void)fprintf(stderr, "mocknet-check: no case fits '%s'\n", glob);
	return TROUBLE;
}

static int
hold_case(const struct settings *settings)
{
	const struct mni_case *test;
	struct mni_trouble trouble;

	if (settings->argument == NULL)
		return (int)mni_program_usage("hold needs the id of a CASE");
	if (settings->command != NULL)
		return (int)mni_program_usage("hold takes no command");
	test = mni_suite_find(&settings->suite, settings->argument);
	if (test == NULL) {
		(void)fprintf(stderr, "mocknet-check: no case is called '%s'\n",
		    settings->argument);
		return TROUBLE;
	}
	return mni_hold(test, stdout, &trouble) == MNI_OK
	           ? ALL_EXPECTED
	           : trouble_with(&trouble);
}

static int
load(struct settings *settings)
{
	struct mni_trouble trouble;

	if (settings->fixtures == NULL)
		settings->fixtures = mni_fixtures();
	if (mni_suite_load(&settings->suite, settings->fixtures, &trouble) !=
	        MNI_OK ||
	    (settings->known != NULL &&
	        mni_knowns_read(&settings->knowns, &settings->suite,
	            settings->known, &trouble) != MNI_OK))
		return trouble_with(&trouble);
	if (settings->suite.count > 0)
		return 0;
	(void)fprintf(
	    stderr, "mocknet-check: %s: no case in it\n", settings->fixtures);
	return TROUBLE;
}

static const struct verb {
	const char *word;
	int (*act)(const struct settings *settings);
} verbs[] = {
    {"client", judge_client},
    {"list", list_cases},
    {"hold", hold_case},
};

static const struct verb *
find_verb(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(word, verbs[i].word) == 0)
			return &verbs[i];
	return NULL;
}

static int
act(struct settings *settings)
{
	const struct verb *verb;
	int result;

	if (settings->verb == NULL)
		return (int)mni_program_usage(
		    "client, list or hold is missing");
	verb = find_verb(settings->verb);
	if (verb == NULL)
		return (int)mni_program_usage(
		    "'%s' is none of client, list and hold", settings->verb);
	result = load(settings);
	if (result == 0)
		result = verb->act(settings);
	mni_suite_fini(&settings->suite);
	mni_knowns_fini(&settings->knowns);
	return result;
}

static int
print_help(void)
{
	struct mni_trouble trouble;

	(void)fputs(help, stdout);
	return mni_program_flush(&trouble) == MNI_OK ? 0
	                                             : trouble_with(&trouble);
}

/* Commands mostly wait; but one that is slow to start must not be slowed so
 * much more that it seems to hang. */
static size_t
usual_jobs(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors < 1 || processors > MOST_JOBS / 2
	           ? MOST_JOBS
	           : (size_t)processors * 2;
}

/* The arguments before "--"; what is behind it is the command. */
static int
cut_command(int argc, char **argv, struct settings *settings)
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

int
main(int argc, char **argv)
{
	struct settings settings = {.grace_ms = GRACE_MS, .jobs = usual_jobs()};
	int code;

	mni_program_begin("mocknet-check");
	argc = cut_command(argc, argv, &settings);
	while ((code = getopt_long(argc, argv, "j:hV", options, NULL)) != -1) {
		if (code == 'h')
			return print_help();
		if (code == 'V')
			return mni_program_version() == MNI_OK ? 0 : TROUBLE;
		if (take_option(code, &settings) == -1)
			return TROUBLE;
	}
	if (optind < argc)
		settings.verb = argv[optind++];
	if (optind < argc)
		settings.argument = argv[optind++];
	if (optind < argc)
		return (int)mni_program_usage(
		    "'%s' is one too many", argv[optind]);
	return act(&settings);
}
