/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/target.h"

#include "base/deadline.h"
#include "engine/net.h"
#include "engine/play.h"
#include "judge/excerpt.h"
#include "judge/heard.h"
#include "judge/phrases.h"
#include "judge/seen.h"

#include <stdio.h>
#include <string.h>

#define QUOTED 320

/* A case while it is played. */
struct visit {
	const struct mni_target *target;
	const struct mni_case *test;
	struct mn_net *net;
	struct mn_server *client;
	struct mni_deadline deadline;
	struct mni_heard heard; /* all that had come at looked_ns */
	int64_t looked_ns;
};

static size_t
count_accepted(const struct visit *visit)
{
	return visit->target->strict ? visit->test->wanted_count
	                             : visit->test->expect_count;
}

/* Which of the outcomes that count is what was heard; their count: none. */
static size_t
accepted_by(const struct visit *visit)
{
	size_t count = count_accepted(visit), i = 0;

	while (
	    i < count && !mni_heard_is(&visit->heard, &visit->test->expects[i]))
		i++;
	return i;
}

/* Whether it is good whatever comes next. */
static bool
is_plain_ok(const struct mni_expect *expect)
{
	return expect->ok && !expect->has_body && !expect->sent &&
	       !expect->end && expect->trait_count == 0 &&
	       expect->without.size == 0;
}

/* When the connection is quiet, unless something more comes. */
static struct mni_deadline
quiet_from(const struct visit *visit)
{
	int64_t start_ns = visit->net->journal.start_ns;
	int64_t quiet_ms = visit->target->quiet_ms > 0 ? visit->target->quiet_ms
	                                               : MNI_QUIET_MS;

	return (struct mni_deadline){
	    .at_ns = start_ns + visit->heard.last_ns + quiet_ms * 1000000};
}

/* Whether WHEN had passed before what has come was taken, which may take long
 * itself. */
static bool
had_passed(const struct visit *visit, struct mni_deadline when)
{
	return when.at_ns <= visit->looked_ns;
}

/* Whether what is there can be judged; else *out_until is how long to wait, if
 * nothing happens. */
static bool
is_decided(const struct visit *visit, struct mni_deadline *out_until)
{
	const struct mni_heard *heard = &visit->heard;
	bool open = heard->end == MNI_STREAM_OPEN && !heard->reset;
	bool played = mni_heard_is_played(heard), settled;
	bool spoke = heard->octets.size > 0 || heard->sizes.count > 0;
	size_t nth = accepted_by(visit);

	*out_until = visit->deadline;
	if (had_passed(visit, visit->deadline) || heard->failed ||
	    heard->unexpected || heard->octets.size > MNI_MOST_HEARD ||
	    (played && !open) ||
	    (nth == 0 && is_plain_ok(&visit->test->expects[0])))
		return true;
	settled = !open || (played && spoke &&
	                       (nth < count_accepted(visit) ||
	                           heard->responses.rest == MNI_REST_WRONG));
	if (!settled)
		return false;
	*out_until = mni_deadline_earlier(visit->deadline, quiet_from(visit));
	return had_passed(visit, *out_until);
}

/* Has the engine look at what has come, which it may be late with. */
static void
settle(const struct visit *visit)
{
	mni_net_lock(visit->net);
	mni_net_settle(visit->net);
	(void)pthread_mutex_unlock(&visit->net->lock);
}

/* Takes what comes until it can be judged, which is when nothing that has come
 * by then says otherwise. */
static int
hear_out(struct visit *visit)
{
	struct mni_deadline until;
	bool decided = false;

	for (;;) {
		visit->looked_ns = mni_now_ns();
		if (decided)
			settle(visit);
		if (mni_heard_take(&visit->heard, visit->test, visit->client) ==
		    -1)
			return -1;
		if (!is_decided(visit, &until)) {
			decided = false;
			(void)mni_net_wait_events(visit->net,
			    visit->heard.events, mni_deadline_left(until));
		} else if (!decided) {
			decided = true;
		} else {
			return 0;
		}
	}
}

/* What is said of what no outcome accepts. */
static struct mni_verdict
refused(const struct visit *visit)
{
	const struct mni_heard *heard = &visit->heard;
	char want[QUOTED], got[QUOTED];
	bool silent = heard->octets.size == 0 && heard->sizes.count == 0 &&
	              !heard->unexpected && heard->end == MNI_STREAM_OPEN;

	mni_phrase_expects(
	    want, sizeof(want), visit->test, count_accepted(visit));
	if (heard->octets.size > MNI_MOST_HEARD)
		return mni_verdict_of(MNI_FAIL,
		    "expected %s; it sent more than %zu octets", want,
		    MNI_MOST_HEARD);
	mni_heard_describe(heard, visit->test, got, sizeof(got));
	return mni_verdict_of(silent ? MNI_HANG : MNI_FAIL,
	    "expected %s; got %.250s%s", want, got,
	    heard->end == MNI_STREAM_OPEN && !heard->unexpected
	        ? ", and the connection is open"
	        : "");
}

static struct mni_verdict
tolerated(const struct visit *visit)
{
	char want[QUOTED], got[QUOTED];

	mni_phrase_expect(want, sizeof(want), &visit->test->expects[0]);
	mni_heard_describe(&visit->heard, visit->test, got, sizeof(got));
	return mni_verdict_of(MNI_PASS,
	    "got %.250s: accepted, though %.250s is better", got, want);
}

static struct mni_verdict
judge(const struct visit *visit)
{
	const struct mni_case *test = visit->test;
	struct mni_verdict verdict = mni_verdict_of(MNI_PASS, "%s", ""), check;
	size_t nth = accepted_by(visit), i;

	if (visit->heard.failed)
		return mni_verdict_of(MNI_BROKEN,
		    "our side could not play its script: %s", visit->heard.why);
	if (nth == count_accepted(visit))
		return refused(visit);
	if (nth >= test->wanted_count)
		verdict = tolerated(visit);
	for (i = 0; i < test->seen_count; i++) {
		check = mni_seen_check(test, &test->seen[i], visit->client);
		if (check.kind != MNI_PASS)
			return check;
	}
	return verdict;
}

static struct mni_verdict
judge_client(struct visit *visit)
{
	struct mni_bytes nothing = MNI_BYTES_EMPTY;
	struct mni_verdict verdict;

	if (hear_out(visit) == -1)
		verdict = mni_verdict_of(MNI_BROKEN, "no memory");
	else
		verdict = judge(visit);
	verdict.asked = true;
	if (verdict.kind != MNI_PASS)
		verdict.excerpt = mni_excerpt(visit->client, &nothing);
	return verdict;
}

/* What is said when the play could not begin. */
static struct mni_verdict
unreached(const struct mni_target *target, enum mni_status status,
    const struct mni_trouble *trouble)
{
	struct mni_verdict verdict;

	if (status == MNI_UNSUPPORTED)
		return mni_verdict_of(MNI_SKIP, "%.200s", trouble->text);
	verdict = mni_verdict_of(
	    status == MNI_SYSTEM || status == MNI_USAGE ? MNI_BROKEN : MNI_FAIL,
	    "%.200s, port %u, could not be connected to: %s: %.200s",
	    target->host, (unsigned)target->port, mni_status_word(status),
	    trouble->text);

	verdict.asked = status == MNI_TRUNCATED;
	return verdict;
}

struct mni_verdict
mni_target_play(const struct mni_target *target, const struct mni_case *test,
    struct mn_net **spare)
{
	struct visit visit = {.target = target,
	    .test = test,
	    .net = mni_net_take(spare),
	    .deadline = mni_deadline_in(target->deadline_ms > 0
	                                    ? target->deadline_ms
	                                    : test->deadline_ms),
	    .heard = MNI_HEARD_EMPTY};
	struct mni_trouble trouble = {.text = ""};
	struct mni_verdict verdict;
	enum mni_status status;

	if (visit.net == NULL)
		return mni_verdict_of(MNI_BROKEN, "no net: out of resources");
	status = mni_play_begin(visit.net, test->script, test->folder,
	    MNI_READ_ON, target->host, target->port, visit.deadline,
	    &visit.client, &trouble);
	verdict = status == MNI_OK ? judge_client(&visit)
	                           : unreached(target, status, &trouble);
	mni_heard_fini(&visit.heard);
	mni_net_give(spare, visit.net);
	return verdict;
}
