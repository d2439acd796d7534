/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/judge.h"

#include "base/text.h"
#include "judge/excerpt.h"
#include "judge/expects.h"
#include "judge/mocks.h"
#include "judge/phrases.h"
#include "judge/seen.h"

#include <stdio.h>
#include <string.h>

/* How long the mock may take to see what is on its way. */
#define SETTLE_MS 500
#define QUOTED 160

/* Whether the target ended by itself, with a status that EXPECT accepts. */
static bool
accepts_status(
    const struct mni_expect *expect, const struct mni_outcome *outcome)
{
	if (outcome->end != MNI_END_STATUS)
		return false;
	if (expect->any)
		return true;
	if (expect->ok || outcome->status == MNI_OK)
		return expect->ok && outcome->status == MNI_OK;
	if (!outcome->class_known)
		return !outcome->ours;
	return outcome->status == expect->status;
}

static bool
accepts(const struct mni_expect *expect, const struct mni_outcome *outcome)
{
	if (!accepts_status(expect, outcome))
		return false;
	return mni_expect_takes(expect, &outcome->body, outcome->elapsed_ms);
}

/* What a target said that ended by itself. */
static void
describe_status(char *out, size_t capacity, const struct mni_outcome *outcome)
{
	char octets[QUOTED + 40] = "";

	if (outcome->status == MNI_OK || outcome->body.size > 0) {
		octets[0] = ' ';
		mni_phrase_octets(
		    octets + 1, sizeof(octets) - 1, &outcome->body);
	}
	if (outcome->status == MNI_OK)
		(void)snprintf(out, capacity, "got ok%s in %d ms", octets,
		    outcome->elapsed_ms);
	else if (outcome->class_known)
		(void)snprintf(out, capacity, "got error %s%s in %d ms",
		    mni_status_word(outcome->status), octets,
		    outcome->elapsed_ms);
	else
		(void)snprintf(out, capacity, "got exit status %d%s in %d ms",
		    outcome->number, octets, outcome->elapsed_ms);
}

static void
describe_outcome(char *out, size_t capacity, const struct mni_outcome *outcome)
{
	switch (outcome->end) {
	case MNI_END_HANG:
		(void)snprintf(out, capacity,
		    "it did not end, and was killed after %d ms",
		    outcome->elapsed_ms);
		break;
	case MNI_END_SIGNAL:
		(void)snprintf(out, capacity, "signal %d (%s) ended it",
		    outcome->number, strsignal(outcome->number));
		break;
	case MNI_END_FLOOD:
		(void)snprintf(out, capacity,
		    "it was killed because it printed more than %zu octets",
		    outcome->body.size);
		break;
	case MNI_END_STATUS:
		describe_status(out, capacity, outcome);
		break;
	}
}

static struct mni_verdict
unexpected(const struct mni_case *test, const struct mni_outcome *outcome,
    size_t count)
{
	char want[2 * QUOTED], got[2 * QUOTED], at[64] = "";
	const struct mni_expect *nearest = test->expects;

	mni_phrase_expects(want, sizeof(want), test, count);
	describe_outcome(got, sizeof(got), outcome);
	while (nearest < test->expects + count &&
	       !(nearest->has_body && accepts_status(nearest, outcome)))
		nearest++;
	if (nearest < test->expects + count)
		mni_phrase_difference(
		    at, sizeof(at), &nearest->body, &outcome->body);
	return mni_verdict_of(
	    outcome->end == MNI_END_HANG ? MNI_HANG : MNI_FAIL,
	    "expected %s; %.150s%s", want, got, at);
}

/* A pass by an outcome that is accepted, though another is wanted. */
static struct mni_verdict
tolerated(const struct mni_case *test, const struct mni_outcome *outcome)
{
	char want[2 * QUOTED], got[2 * QUOTED];

	mni_phrase_expect(want, sizeof(want), &test->expects[0]);
	describe_outcome(got, sizeof(got), outcome);
	return mni_verdict_of(
	    MNI_PASS, "%.150s: accepted, though %.150s is better", got, want);
}

/* Which of the first COUNT expectations accepts OUTCOME; COUNT: none. */
static size_t
accepted_by(const struct mni_case *test, const struct mni_outcome *outcome,
    size_t count)
{
	size_t i = 0;

	while (i < count && !accepts(&test->expects[i], outcome))
		i++;
	return i;
}

bool
mni_is_accepted(
    const struct mni_case *test, const struct mni_outcome *outcome, bool strict)
{
	size_t count = strict ? test->wanted_count : test->expect_count;

	return accepted_by(test, outcome, count) < count;
}

/* Whether SAID is one line that a terminal shows as it is. */
static bool
is_line(const struct mni_bytes *said)
{
	size_t i;

	if (said->size == 0 || said->data[said->size - 1] != '\n')
		return false;
	for (i = 0; i + 1 < said->size; i++)
		if (said->data[i] < ' ' || said->data[i] == 0x7f)
			return false;
	return true;
}

/* Whether LINE, with its end, is WORD: TARGET: CLASS: DETAIL. */
static bool
is_about(const char *line, const char *class)
{
	const char *target = strstr(line, ": ");
	char middle[40];

	if (target == NULL || target == line)
		return false;
	(void)snprintf(middle, sizeof(middle), ": %s: ", class);
	line = strstr(target + 2, middle);
	return line != NULL && line[strlen(middle)] != '\n';
}

/* An error has to say on standard error what it is. */
static struct mni_verdict
check_said(const struct mni_outcome *outcome)
{
	const char *class = mni_status_word(outcome->status);
	struct mni_bytes line = MNI_BYTES_EMPTY;
	char quoted[2 * QUOTED];
	bool good = is_line(&outcome->said);

	if (good &&
	    mni_bytes_append(&line, outcome->said.data, outcome->said.size) ==
	        0 &&
	    mni_bytes_append(&line, "", 1) == 0)
		good = is_about((const char *)line.data, class);
	mni_bytes_fini(&line);
	if (good)
		return mni_verdict_of(MNI_PASS, "%s", "");
	return mni_verdict_of(MNI_FAIL,
	    "got error %s, but standard error is not one line "
	    "'WORD: TARGET: %s: DETAIL': %s",
	    class, class,
	    mni_quote(quoted, sizeof(quoted), outcome->said.data,
	        outcome->said.size));
}

/* Whether a mock was reached; PATIENCE_MS is for what is on its way. */
static bool
was_asked(
    const struct mni_case *test, struct mn_server *server, int patience_ms)
{
	enum mn_event_kind kind = mni_request_kind(test);
	struct mn_server *mock;
	size_t nth;

	for (nth = 0; (mock = mni_other_mock(server, nth)) != NULL; nth++)
		if (mn_count(mock, kind) > 0)
			return true;
	return mn_wait(server, kind, 1, patience_ms);
}

/* Whether a mock could not do what its script says. */
static bool
has_failed(struct mn_server *server)
{
	struct mn_server *mock = server;
	size_t nth;

	for (nth = 0; mock != NULL; mock = mni_other_mock(server, nth++))
		if (mn_count(mock, MN_FAILED) > 0)
			return true;
	return false;
}

static struct mni_verdict
judge(const struct mni_case *test, const struct mni_outcome *outcome,
    struct mn_server *server, bool strict)
{
	size_t count = strict ? test->wanted_count : test->expect_count;
	size_t i = accepted_by(test, outcome, count);
	struct mni_verdict verdict = mni_verdict_of(MNI_PASS, "%s", ""), check;

	if (has_failed(server))
		return mni_verdict_of(
		    MNI_BROKEN, "the mock could not play its script");
	/* An error counts only when there was something to fail at. */
	if (outcome->end == MNI_END_STATUS && !mni_case_need_not_ask(test) &&
	    !was_asked(test, server, i < count ? SETTLE_MS : 0))
		return mni_verdict_of(MNI_FAIL,
		    "it ended with status %d and never asked the mock",
		    outcome->number);
	if (i == count)
		return unexpected(test, outcome, count);
	if (outcome->ours && outcome->status != MNI_OK) {
		check = check_said(outcome);
		if (check.kind != MNI_PASS)
			return check;
	}
	if (i >= test->wanted_count)
		verdict = tolerated(test, outcome);
	for (i = 0; i < test->seen_count; i++) {
		check = mni_seen_check(test, &test->seen[i], server);
		if (check.kind != MNI_PASS)
			return check;
	}
	return verdict;
}

struct mni_verdict
mni_judge(const struct mni_case *test, const struct mni_outcome *outcome,
    struct mn_server *server, bool strict)
{
	struct mni_verdict verdict = judge(test, outcome, server, strict);

	verdict.asked = was_asked(test, server, 0);
	if (verdict.kind != MNI_PASS)
		verdict.excerpt = mni_excerpt(server, &outcome->said);
	return verdict;
}
