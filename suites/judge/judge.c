/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/judge.h"

#include "base/text.h"
#include "journal/journal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* How long the mock may take to see what is on its way. */
#define SETTLE_MS 500
#define QUOTED 160
#define MOST_EXCERPT_LINES 12

void
mni_outcome_fini(struct mni_outcome *outcome)
{
	mni_bytes_fini(&outcome->body);
	mni_bytes_fini(&outcome->said);
}

const char *
mni_verdict_word(enum mni_verdict_kind kind)
{
	switch (kind) {
	case MNI_PASS:
		return "pass";
	case MNI_FAIL:
		return "FAIL";
	case MNI_HANG:
		return "HANG";
	case MNI_SKIP:
		return "skip";
	case MNI_BROKEN:
		return "BROKEN";
	}
	return "?";
}

void
mni_verdict_fini(struct mni_verdict *verdict)
{
	free(verdict->excerpt);
	verdict->excerpt = NULL;
}

struct mni_verdict
mni_verdict_of(enum mni_verdict_kind kind, const char *format, ...)
{
	struct mni_verdict verdict = {.kind = kind};
	va_list args;

	va_start(args, format);
	(void)vsnprintf(verdict.why, sizeof(verdict.why), format, args);
	va_end(args);
	return verdict;
}

struct mn_server *
mni_start_mock(struct mn_net *net, const struct mni_case *test,
    struct mni_verdict *out_verdict)
{
	struct mn_server *server = mn_serve(net, test->script);

	if (server == NULL)
		*out_verdict = mni_verdict_of(
		    errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT
		        ? MNI_SKIP
		        : MNI_BROKEN,
		    "%s", mn_complaint(net));
	return server;
}

static bool
same(const struct mni_bytes *a, const struct mni_bytes *b)
{
	return a->size == b->size &&
	       (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

/* Whether the target ended by itself, with a status that EXPECT accepts. */
static bool
accepts_status(
    const struct mni_expect *expect, const struct mni_outcome *outcome)
{
	if (outcome->end != MNI_END_STATUS)
		return false;
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
	if (expect->within_ms > 0 && outcome->elapsed_ms > expect->within_ms)
		return false;
	if (expect->has_body && !same(&expect->body, &outcome->body))
		return false;
	return expect->without.size == 0 ||
	       mni_bytes_find(&outcome->body, expect->without.data,
	           expect->without.size) == SIZE_MAX;
}

static void
describe_octets(char *out, size_t capacity, const struct mni_bytes *octets)
{
	char quoted[QUOTED];

	(void)mni_quote(quoted, octets->size > 60 ? 48 : sizeof(quoted),
	    octets->data, octets->size);
	if (octets->size > 60)
		(void)snprintf(
		    out, capacity, "%s (%zu octets)", quoted, octets->size);
	else
		(void)snprintf(out, capacity, "%s", quoted);
}

static void
describe_expect(char *out, size_t capacity, const struct mni_expect *expect)
{
	char octets[QUOTED + 40] = "";
	char within[40] = "";

	if (expect->within_ms > 0)
		(void)snprintf(
		    within, sizeof(within), " within %d ms", expect->within_ms);
	if (expect->has_body)
		describe_octets(octets, sizeof(octets), &expect->body);
	else if (expect->without.size > 0)
		describe_octets(octets, sizeof(octets), &expect->without);
	else if (expect->ok)
		(void)snprintf(octets, sizeof(octets), "with any text");
	if (expect->ok)
		(void)snprintf(out, capacity, "ok %s%s%s",
		    expect->without.size > 0 ? "without " : "", octets, within);
	else
		(void)snprintf(out, capacity, "error %s%s%s%s",
		    mni_status_word(expect->status),
		    expect->has_body ? " " : "", octets, within);
}

/* What a target said that ended by itself. */
static void
describe_status(char *out, size_t capacity, const struct mni_outcome *outcome)
{
	char octets[QUOTED + 40] = "";

	if (outcome->status == MNI_OK || outcome->body.size > 0) {
		octets[0] = ' ';
		describe_octets(octets + 1, sizeof(octets) - 1, &outcome->body);
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

/* Where the octets of OUTCOME first differ from those of EXPECT, which would
 * accept it with others. */
static void
describe_difference(char *out, size_t capacity, const struct mni_expect *expect,
    const struct mni_outcome *outcome)
{
	const struct mni_bytes *want = &expect->body, *got = &outcome->body;
	size_t at = 0;

	while (at < want->size && at < got->size &&
	       want->data[at] == got->data[at])
		at++;
	(void)snprintf(
	    out, capacity, "; differs at octet %zu of %zu", at, want->size);
}

/* The first COUNT outcomes that TEST expects, as far as there is room; a sweep
 * may accept what its case expects already. */
static void
describe_expects(
    char *out, size_t capacity, const struct mni_case *test, size_t count)
{
	char first[2 * QUOTED], text[2 * QUOTED];
	size_t i, size;

	describe_expect(first, sizeof(first), &test->expects[0]);
	size = (size_t)snprintf(out, capacity, "%.120s", first);
	for (i = 1; i < count && size < capacity; i++) {
		describe_expect(text, sizeof(text), &test->expects[i]);
		if (strcmp(text, first) != 0)
			size += (size_t)snprintf(
			    out + size, capacity - size, " or %.120s", text);
	}
}

static struct mni_verdict
unexpected(const struct mni_case *test, const struct mni_outcome *outcome,
    size_t count)
{
	char want[2 * QUOTED], got[2 * QUOTED], at[64] = "";
	const struct mni_expect *nearest = test->expects;

	describe_expects(want, sizeof(want), test, count);
	describe_outcome(got, sizeof(got), outcome);
	while (nearest < test->expects + count &&
	       !(nearest->has_body && accepts_status(nearest, outcome)))
		nearest++;
	if (nearest < test->expects + count &&
	    !same(&nearest->body, &outcome->body))
		describe_difference(at, sizeof(at), nearest, outcome);
	return mni_verdict_of(
	    outcome->end == MNI_END_HANG ? MNI_HANG : MNI_FAIL,
	    "expected %s; %.150s%s", want, got, at);
}

/* A pass by an outcome that is accepted, though another is wanted. */
static struct mni_verdict
tolerated(const struct mni_case *test, const struct mni_outcome *outcome)
{
	char want[2 * QUOTED], got[2 * QUOTED];

	describe_expect(want, sizeof(want), &test->expects[0]);
	describe_outcome(got, sizeof(got), outcome);
	return mni_verdict_of(
	    MNI_PASS, "%.150s: accepted, though %.150s is better", got, want);
}

/* What counts as a request: a connection, or a datagram. */
static enum mn_event_kind
request_kind(const struct mni_case *test)
{
	return strcmp(test->transport, "tcp") == 0 ? MN_ACCEPT : MN_RECV;
}

static size_t
octets_seen(struct mn_server *server)
{
	struct mn_event event;
	size_t nth, octets = 0;

	for (nth = 0; mn_event(server, nth, &event); nth++)
		if (event.kind == MN_RECV)
			octets += event.size;
	return octets;
}

/* What came over the NTH connection, from 1, or by datagrams for 0. */
static struct mni_bytes
octets_of(struct mn_server *server, size_t nth)
{
	struct mni_bytes octets = MNI_BYTES_EMPTY;
	struct mn_event event;
	size_t i;

	for (i = 0; mn_event(server, i, &event); i++)
		if (event.kind == MN_RECV && event.connection == nth)
			(void)!mni_bytes_append(
			    &octets, event.data, event.size);
	return octets;
}

/* How often TEXT is in OCTETS, which it takes away. */
static size_t
count_text(struct mni_bytes *octets, const struct mni_bytes *text)
{
	size_t count = 0, at;

	while (
	    (at = mni_bytes_find(octets, text->data, text->size)) != SIZE_MAX) {
		mni_bytes_consume(octets, at + text->size);
		count++;
	}
	return count;
}

static size_t
texts_seen(struct mn_server *server, const struct mni_bytes *text)
{
	size_t last = mn_count(server, MN_ACCEPT), count = 0, nth;
	struct mni_bytes octets;

	for (nth = 0; nth <= last; nth++) {
		octets = octets_of(server, nth);
		count += count_text(&octets, text);
		mni_bytes_fini(&octets);
	}
	return count;
}

static struct mni_verdict
out_of_range(const char *what, const struct mni_seen *seen, size_t count)
{
	if (seen->least == seen->most)
		return mni_verdict_of(MNI_FAIL,
		    "expected %zu %s at the mock; it saw %zu", seen->least,
		    what, count);
	return mni_verdict_of(MNI_FAIL,
	    "expected %zu to %zu %s at the mock; it saw %zu", seen->least,
	    seen->most, what, count);
}

/* Waits a little for the end of the connection, whichever it is. */
static bool
ended_by_fin(struct mn_server *server)
{
	int waited_ms = 0;

	while (mn_count(server, MN_RST_SEEN) == 0 && waited_ms < SETTLE_MS) {
		if (mn_wait(server, MN_FIN_SEEN, 1, 10))
			return true;
		waited_ms += 10;
	}
	return false;
}

static struct mni_verdict
check_seen(const struct mni_case *test, const struct mni_seen *seen,
    struct mn_server *server)
{
	char quoted[QUOTED];
	size_t count;

	switch (seen->kind) {
	case MNI_SEEN_REQUESTS:
		count = mn_count(server, request_kind(test));
		if (count < seen->least || count > seen->most)
			return out_of_range("requests", seen, count);
		break;
	case MNI_SEEN_OCTETS:
		count = octets_seen(server);
		if (count < seen->least || count > seen->most)
			return out_of_range("octets", seen, count);
		break;
	case MNI_SEEN_TEXT:
		count = texts_seen(server, &seen->text);
		if (count < seen->least || count > seen->most)
			return out_of_range(
			    mni_quote(quoted, sizeof(quoted), seen->text.data,
			        seen->text.size),
			    seen, count);
		break;
	case MNI_SEEN_END_FIN:
		if (!ended_by_fin(server))
			return mni_verdict_of(MNI_FAIL,
			    "expected the connection to be ended by a FIN; "
			    "the mock saw %s",
			    mn_count(server, MN_RST_SEEN) > 0 ? "a reset"
			                                      : "none");
		break;
	}
	return mni_verdict_of(MNI_PASS, "%s", "");
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

/* Whether the mock was reached; PATIENCE_MS is for what is on its way. */
static bool
was_asked(
    const struct mni_case *test, struct mn_server *server, int patience_ms)
{
	return mn_wait(server, request_kind(test), 1, patience_ms);
}

static struct mni_verdict
judge(const struct mni_case *test, const struct mni_outcome *outcome,
    struct mn_server *server, bool strict)
{
	size_t count = strict ? test->wanted_count : test->expect_count;
	size_t i = accepted_by(test, outcome, count);
	struct mni_verdict verdict = mni_verdict_of(MNI_PASS, "%s", ""), check;

	if (mn_count(server, MN_FAILED) > 0)
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
		check = check_seen(test, &test->seen[i], server);
		if (check.kind != MNI_PASS)
			return check;
	}
	return verdict;
}

static void
print_excerpt_line(FILE *stream, const struct mn_event *event)
{
	char quoted[QUOTED];

	(void)fprintf(stream, "%8.1f ms  %-8s", (double)event->time_ns / 1e6,
	    mn_event_word(event->kind));
	if (event->data != NULL && mni_has_words(event->kind))
		(void)fprintf(stream, "  %.*s", (int)event->size,
		    (const char *)event->data);
	else if (event->data != NULL)
		(void)fprintf(stream, "  @%zu %s (%zu octet%s)", event->offset,
		    mni_quote(
		        quoted, sizeof(quoted) / 2, event->data, event->size),
		    event->size, event->size == 1 ? "" : "s");
	if (event->kind == MN_SEND && event->local != NULL &&
	    event->connection == 0)
		(void)fprintf(stream, " from %s", event->local);
	(void)fputc('\n', stream);
}

/* The wire as the mock saw it, shortened in the middle. */
static char *
excerpt(const struct mn_server *server, const struct mni_outcome *outcome)
{
	char *text = NULL, quoted[QUOTED];
	size_t size, nth, count = 0;
	struct mn_event event;
	FILE *stream = open_memstream(&text, &size);

	if (stream == NULL)
		return NULL;
	while (mn_event(server, count, &event))
		count++;
	for (nth = 0; mn_event(server, nth, &event) && nth < count; nth++) {
		if (count > MOST_EXCERPT_LINES && nth == 6) {
			nth = count - 5;
			(void)fprintf(stream, "  ... %zu more\n", nth - 6);
			(void)mn_event(server, nth, &event);
		}
		print_excerpt_line(stream, &event);
	}
	if (outcome->said.size > 0)
		(void)fprintf(stream, "  stderr     %s\n",
		    mni_quote(quoted, sizeof(quoted), outcome->said.data,
		        outcome->said.size));
	(void)fclose(stream);
	return text;
}

struct mni_verdict
mni_judge(const struct mni_case *test, const struct mni_outcome *outcome,
    struct mn_server *server, bool strict)
{
	struct mni_verdict verdict = judge(test, outcome, server, strict);

	verdict.asked = was_asked(test, server, 0);
	if (verdict.kind != MNI_PASS)
		verdict.excerpt = excerpt(server, outcome);
	return verdict;
}
