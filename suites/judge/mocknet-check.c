/* SPDX-License-Identifier: MIT */
/* mocknet-check: judges any command, or any server, against the cases of the
 * fixtures. */
#include <config.h>

#include "base/program.h"
#include "judge/batch.h"
#include "judge/cases.h"
#include "judge/fixtures.h"
#include "judge/hold.h"
#include "judge/known.h"
#include "judge/report.h"
#include "judge/settings.h"
#include "judge/tour.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GRACE_MS 2000
#define MOST_HOST 256
#define MOST_SUBJECT 64

/* What the program was asked to do, and with what. */
struct run {
	struct mni_settings settings;
	struct mni_suite suite;
	struct mni_knowns knowns;
};

static int
trouble_with(const struct mni_trouble *trouble)
{
	(void)fprintf(stderr, "mocknet-check: %s\n", trouble->text);
	return MNI_CHECK_TROUBLE;
}

/* Whether it is no row, or rows are asked for. */
static bool
allowed(const struct mni_case *test, const struct run *run)
{
	return test->sweep.kind == MNI_SWEEP_NONE || !run->settings.no_sweeps;
}

/* Whether it is about the subject that was given. */
typedef bool about(const struct mni_case *test, const char *subject);

static bool
wanted(const struct mni_case *test, const struct run *run, about *is_about)
{
	return allowed(test, run) && is_about(test, run->settings.words[0]) &&
	       (run->settings.only == NULL ||
	           fnmatch(run->settings.only, test->id, 0) == 0);
}

static const char *
subject_of(const struct mni_case *test, char out[static MOST_SUBJECT])
{
	(void)snprintf(
	    out, MOST_SUBJECT, "%s-%s", test->protocol, test->transport);
	return out;
}

/* Whether a case before the NTH of SUITE has the same subject. */
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

/* Says that there is no case, and every subject that IS_ABOUT takes. */
static void
print_subjects(const struct run *run, about *is_about)
{
	const struct mni_settings *settings = &run->settings;
	const struct mni_case *test;
	char subject[MOST_SUBJECT];
	size_t i;

	(void)fprintf(stderr,
	    "mocknet-check: no case is about '%s'%s%s\nThere are:",
	    settings->words[0], settings->only == NULL ? "" : " and fits ",
	    settings->only == NULL ? "" : settings->only);
	for (i = 0; i < run->suite.count; i++) {
		test = run->suite.cases[i];
		if (is_about(test, test->protocol) &&
		    !had_subject(&run->suite, i))
			(void)fprintf(stderr, " %s", subject_of(test, subject));
	}
	(void)fputc('\n', stderr);
}

/* Writes the items to run, LIKE this one but for the case, to *out_items, the
 * caller's to free, and returns how many; when they are none, that was said. */
static size_t
choose(const struct run *run, about *is_about, struct mni_item like,
    struct mni_item **out_items)
{
	const struct mni_suite *suite = &run->suite;
	struct mni_item *items = calloc(suite->count + 1, sizeof(*items));
	size_t i, count = 0;

	for (i = 0; items != NULL && i < suite->count; i++) {
		like.test = suite->cases[i];
		if (wanted(like.test, run, is_about))
			items[count++] = like;
	}
	if (count == 0)
		print_subjects(run, is_about);
	*out_items = items;
	return count;
}

static void
free_items(struct mni_item *items, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		mni_verdict_fini(&items[i].verdict);
	free(items);
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
report(const struct run *run, const struct mni_item *items, size_t count)
{
	struct mni_tally tally = mni_tally_of(items, count, &run->knowns);
	struct mni_trouble trouble;

	if (run->settings.tap) {
		mni_report_tap(stdout, items, count, &run->knowns);
	} else {
		mni_report_table(stdout, items, count, &run->knowns);
		(void)fputc('\n', stdout);
		mni_report_tally(stdout, &tally);
	}
	if (mni_program_flush(&trouble) != MNI_OK) {
		(void)fprintf(stderr,
		    "mocknet-check: the report could not be written: %s\n",
		    trouble.text);
		return MNI_CHECK_TROUBLE;
	}
	if (tally.broken > 0 || tally.skipped == count)
		return MNI_CHECK_TROUBLE;
	if (tally.failed + tally.hung > tally.known || tally.stale > 0)
		return MNI_CHECK_FAILED;
	return MNI_CHECK_EXPECTED;
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

/* Commands mostly wait; but one that is slow to start must not be slowed so
 * much more that it seems to hang. */
static size_t
usual_jobs(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors < 1 || processors > MNI_MOST_JOBS / 2
	           ? MNI_MOST_JOBS
	           : (size_t)processors * 2;
}

/* JOBS at a time, if not another number was given. */
static struct mni_batch
batch_of(
    const struct run *run, struct mni_item *items, size_t count, size_t jobs)
{
	if (run->settings.jobs > 0)
		jobs = run->settings.jobs;
	return (struct mni_batch){.items = items,
	    .count = count,
	    .jobs = jobs,
	    .progress = isatty(STDERR_FILENO) ? show_progress : NULL};
}

static int
run_command(const struct run *run, struct mni_item *items, size_t count)
{
	struct mni_batch batch = batch_of(run, items, count, usual_jobs());
	struct mni_trouble trouble;
	int result;

	if (mni_batch_run(&batch, &trouble) != MNI_OK)
		return trouble_with(&trouble);
	result = report(run, items, count);
	if (asked_at_all(items, count))
		return result;
	(void)fprintf(stderr,
	    "mocknet-check: the command never asked a mock: is it the right "
	    "one, with {host} and {port}, or {url}, in their places?\n");
	return MNI_CHECK_TROUBLE;
}

static int
judge_client(const struct run *run)
{
	const struct mni_settings *settings = &run->settings;
	struct mni_command command = {.words = settings->command,
	    .deadline_ms = (int)settings->timeout_ms,
	    .grace_ms = settings->grace_ms > 0 ? (int)settings->grace_ms
	                                       : GRACE_MS,
	    .statuses = settings->statuses,
	    .strict = settings->strict};
	struct mni_item *items;
	size_t count;
	int result = MNI_CHECK_TROUBLE;

	if (settings->word_count == 0)
		return (int)mni_program_usage("client needs a SUBJECT");
	if (settings->command == NULL || settings->command[0] == NULL)
		return (int)mni_program_usage(
		    "client needs '--' and a COMMAND behind it");
	if (!mni_command_mentions(&command, "{port}") &&
	    !mni_command_mentions(&command, "{address}") &&
	    !mni_command_mentions(&command, "{server}") &&
	    !mni_command_mentions(&command, "{url}"))
		return (int)mni_program_usage(
		    "no word of the command holds {port}, {address}, {server} "
		    "or {url}: it could not find the mock");
	count = choose(run, mni_case_is_about,
	    (struct mni_item){.command = &command}, &items);
	if (count > 0)
		result = run_command(run, items, count);
	free_items(items, count);
	return result;
}

/* Says from which case on the server was not there any more. */
static void
warn_of_loss(const struct mni_item *items, size_t count)
{
	size_t i, lost = 0, first = count;

	for (i = 0; i < count; i++)
		if (items[i].verdict.kind == MNI_FAIL &&
		    !items[i].verdict.asked) {
			first = i < first ? i : first;
			lost++;
		}
	if (lost > 0)
		(void)fprintf(stderr,
		    "mocknet-check: the server could not be connected to in "
		    "%zu of %zu cases, from %s on: has it died?\n",
		    lost, count, items[first].test->id);
}

static int
run_tour(const struct run *run, struct mni_item *items, size_t count)
{
	struct mni_batch batch = batch_of(run, items, count, 1);
	struct mni_trouble trouble;
	int result;

	if (mni_tour_run(&batch, &trouble) != MNI_OK)
		return trouble_with(&trouble);
	result = report(run, items, count);
	warn_of_loss(items, count);
	return result;
}

/* Reads ADDRESS:PORT: an IPv6 address stands in brackets. */
static bool
read_place(const char *text, char host[static MOST_HOST], uint16_t *out_port)
{
	const char *colon = strrchr(text, ':');
	size_t size = colon == NULL ? 0 : (size_t)(colon - text);

	if (size == 0 || size >= MOST_HOST ||
	    mni_read_port(colon + 1, out_port) == -1)
		return false;
	if (text[0] != '[' && memchr(text, ':', size) != NULL)
		return false;
	memcpy(host, text, size);
	host[size] = '\0';
	return true;
}

static int
judge_server(const struct run *run)
{
	const struct mni_settings *settings = &run->settings;
	char host[MOST_HOST];
	struct mni_target target = {.host = host,
	    .deadline_ms = (int)settings->timeout_ms,
	    .strict = settings->strict};
	struct mni_item *items;
	size_t count;
	int result = MNI_CHECK_TROUBLE;

	if (settings->word_count < 2)
		return (int)mni_program_usage(
		    "server needs a SUBJECT and ADDRESS:PORT");
	if (settings->command != NULL || settings->statuses ||
	    settings->grace_ms > 0)
		return (int)mni_program_usage(
		    "server takes no command, --statuses or --grace");
	if (!read_place(settings->words[1], host, &target.port))
		return (int)mni_program_usage(
		    "'%s' is no ADDRESS:PORT, as 127.0.0.1:80 or [::1]:80",
		    settings->words[1]);
	count = choose(run, mni_case_is_about_server,
	    (struct mni_item){.target = &target}, &items);
	if (count > 0)
		result = run_tour(run, items, count);
	free_items(items, count);
	return result;
}

static int
list_cases(const struct run *run)
{
	const char *glob =
	    run->settings.word_count == 0 ? "*" : run->settings.words[0];
	struct mni_trouble trouble;
	const struct mni_case *test;
	size_t i, count = 0;

	if (run->settings.command != NULL)
		return (int)mni_program_usage("list takes no command");
	for (i = 0; i < run->suite.count; i++) {
		test = run->suite.cases[i];
		if (!allowed(test, run) ||
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
		return MNI_CHECK_EXPECTED;
	(void)fprintf(stderr, "mocknet-check: no case fits '%s'\n", glob);
	return MNI_CHECK_TROUBLE;
}

static int
hold_case(const struct run *run)
{
	const struct mni_case *test;
	struct mni_trouble trouble;

	if (run->settings.word_count == 0)
		return (int)mni_program_usage("hold needs the id of a CASE");
	if (run->settings.command != NULL)
		return (int)mni_program_usage("hold takes no command");
	test = mni_suite_find(&run->suite, run->settings.words[0]);
	if (test == NULL) {
		(void)fprintf(stderr, "mocknet-check: no case is called '%s'\n",
		    run->settings.words[0]);
		return MNI_CHECK_TROUBLE;
	}
	if (test->of_server) {
		(void)fprintf(stderr,
		    "mocknet-check: '%s' is about a server: it has no mock to "
		    "hold\n",
		    test->id);
		return MNI_CHECK_TROUBLE;
	}
	return mni_hold(test, stdout, &trouble) == MNI_OK
	           ? MNI_CHECK_EXPECTED
	           : trouble_with(&trouble);
}

static int
load(struct run *run)
{
	struct mni_trouble trouble;

	if (run->settings.fixtures == NULL)
		run->settings.fixtures = mni_fixtures();
	if (mni_suite_load(&run->suite, run->settings.fixtures, &trouble) !=
	        MNI_OK ||
	    (run->settings.known != NULL &&
	        mni_knowns_read(&run->knowns, &run->suite, run->settings.known,
	            &trouble) != MNI_OK))
		return trouble_with(&trouble);
	if (run->suite.count > 0)
		return 0;
	(void)fprintf(stderr, "mocknet-check: %s: no case in it\n",
	    run->settings.fixtures);
	return MNI_CHECK_TROUBLE;
}

static const struct verb {
	const char *word;
	size_t most_words; /* behind it */
	int (*act)(const struct run *run);
} verbs[] = {
    {"client", 1, judge_client},
    {"server", 2, judge_server},
    {"list", 1, list_cases},
    {"hold", 1, hold_case},
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
act(struct run *run)
{
	const struct verb *verb;
	int result;

	if (run->settings.verb == NULL)
		return (int)mni_program_usage(
		    "client, server, list or hold is missing");
	verb = find_verb(run->settings.verb);
	if (verb == NULL)
		return (int)mni_program_usage(
		    "'%s' is none of client, server, list and hold",
		    run->settings.verb);
	if (run->settings.word_count > verb->most_words)
		return (int)mni_program_usage("'%s' is one too many",
		    run->settings.words[verb->most_words]);
	result = load(run);
	if (result == 0)
		result = verb->act(run);
	mni_suite_fini(&run->suite);
	mni_knowns_fini(&run->knowns);
	return result;
}

int
main(int argc, char **argv)
{
	struct run run = {.settings = {.verb = NULL}};
	int status;

	mni_program_begin("mocknet-check");
	return mni_settings_read(&run.settings, argc, argv, &status) ? act(&run)
	                                                             : status;
}
