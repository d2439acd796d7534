/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/report.h"

#include <stdbool.h>
#include <string.h>

#define STALE "known to fail, and it passes: take it off the list"

static bool
is_failure(const struct mni_item *item)
{
	return item->verdict.kind == MNI_FAIL || item->verdict.kind == MNI_HANG;
}

/* Whether ITEM passed, which a case that is known to fail may not. */
static bool
is_stale(const struct mni_item *item, const struct mni_known *known)
{
	return known != NULL && !known->sometimes &&
	       item->verdict.kind == MNI_PASS;
}

struct mni_tally
mni_tally_of(
    const struct mni_item *items, size_t count, const struct mni_knowns *knowns)
{
	struct mni_tally tally = {.passed = 0};
	size_t i, *counts[] = {&tally.passed, &tally.failed, &tally.hung,
	              &tally.skipped, &tally.broken};
	const struct mni_known *known;
	const struct mni_sweep *sweep;

	for (i = 0; i < count; i++) {
		++*counts[items[i].verdict.kind];
		sweep = &items[i].test->sweep;
		if (sweep->kind == MNI_SWEEP_NONE) {
			tally.cases++;
		} else {
			tally.sweeps++;
			tally.deliveries += sweep->points;
		}
		known = mni_knowns_find(knowns, items[i].test);
		if (known != NULL && is_failure(&items[i]))
			tally.known++;
		if (is_stale(&items[i], known))
			tally.stale++;
	}
	return tally;
}

static void
print_indented(FILE *stream, const char *indent, const char *text)
{
	const char *end;

	for (; text != NULL && *text != '\0'; text = end + 1) {
		end = strchr(text, '\n');
		if (end == NULL) {
			(void)fprintf(stream, "%s%s\n", indent, text);
			return;
		}
		(void)fprintf(
		    stream, "%s%.*s\n", indent, (int)(end - text), text);
	}
}

static size_t
longest_id(const struct mni_item *items, size_t count)
{
	size_t i, length, longest = 4;

	for (i = 0; i < count; i++) {
		length = strlen(items[i].test->id);
		if (length > longest)
			longest = length;
	}
	return longest;
}

static void
print_details(FILE *stream, const struct mni_item *item,
    const struct mni_known *known, bool stale)
{
	static const char indent[] = "         ";

	if (stale)
		(void)fprintf(stream, "%s%s\n", indent, STALE);
	if (item->verdict.why[0] == '\0')
		return;
	if (item->verdict.kind != MNI_SKIP && item->verdict.kind != MNI_PASS)
		(void)fprintf(stream, "%s%s\n", indent, item->test->says);
	(void)fprintf(stream, "%s%s\n", indent, item->verdict.why);
	if (known != NULL)
		(void)fprintf(stream, "%sknown: %s\n", indent, known->reason);
	print_indented(stream, indent, item->verdict.excerpt);
}

void
mni_report_table(FILE *stream, const struct mni_item *items, size_t count,
    const struct mni_knowns *knowns)
{
	int width = (int)longest_id(items, count);
	const struct mni_known *known;
	const struct mni_item *item;
	bool stale;

	(void)fprintf(stream, "%-7s  %-6s  %-*s  %s\n", "verdict", "level",
	    width, "case", "clause");
	for (item = items; item < items + count; item++) {
		known = mni_knowns_find(knowns, item->test);
		stale = is_stale(item, known);
		(void)fprintf(stream, "%-7s  %-6s  %-*s  %s\n",
		    stale ? "STALE" : mni_verdict_word(item->verdict.kind),
		    mni_level_word(item->test->level), width, item->test->id,
		    item->test->clause);
		print_details(stream, item, known, stale);
	}
}

void
mni_report_tally(FILE *stream, const struct mni_tally *tally)
{
	if (tally->cases > 0)
		(void)fprintf(stream, "%zu case%s", tally->cases,
		    tally->cases == 1 ? "" : "s");
	if (tally->cases > 0 && tally->sweeps > 0)
		(void)fputs(" and ", stream);
	if (tally->sweeps > 0)
		(void)fprintf(stream, "%zu sweep%s of %zu %s", tally->sweeps,
		    tally->sweeps == 1 ? "" : "s", tally->deliveries,
		    tally->deliveries == 1 ? "delivery" : "deliveries");
	(void)fprintf(stream,
	    ": %zu passed, %zu failed, %zu hung, %zu skipped, %zu broken\n",
	    tally->passed, tally->failed, tally->hung, tally->skipped,
	    tally->broken);
	if (tally->known > 0)
		(void)fprintf(stream,
		    "known: %zu of the %zu that failed or hung\n", tally->known,
		    tally->failed + tally->hung);
	if (tally->stale > 0)
		(void)fprintf(stream,
		    "%zu passed though known to fail: the list is out of "
		    "date\n",
		    tally->stale);
}

static void
print_tap_line(FILE *stream, size_t number, const struct mni_item *item,
    const struct mni_known *known)
{
	enum mni_verdict_kind kind = item->verdict.kind;
	bool stale = is_stale(item, known);
	bool ok = (kind == MNI_PASS && !stale) || kind == MNI_SKIP;

	(void)fprintf(stream, "%s %zu - %s", ok ? "ok" : "not ok", number,
	    item->test->id);
	if (kind == MNI_SKIP)
		(void)fprintf(stream, " # SKIP %s", item->verdict.why);
	else if (known != NULL && is_failure(item))
		(void)fprintf(stream, " # TODO %s", known->reason);
	(void)fputc('\n', stream);
	if (stale)
		(void)fprintf(stream, "# %s\n", STALE);
	if (!ok) {
		(void)fprintf(stream, "# %s: %s\n", mni_verdict_word(kind),
		    item->verdict.why);
		print_indented(stream, "# ", item->verdict.excerpt);
	}
}

void
mni_report_tap(FILE *stream, const struct mni_item *items, size_t count,
    const struct mni_knowns *knowns)
{
	size_t i;

	(void)fprintf(stream, "1..%zu\n", count);
	for (i = 0; i < count; i++)
		print_tap_line(stream, i + 1, &items[i],
		    mni_knowns_find(knowns, items[i].test));
}
