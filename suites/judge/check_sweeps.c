/* SPDX-License-Identifier: MIT */
/* Sweeps: from a line to the points of a row, and from what came of each point
 * to what is said of the row. */
#include <config.h>

#include "judge/cases.h"
#include "judge/fold.h"
#include "judge/grammar.h"
#include "judge/points.h"
#include "judge/pool.h"
#include "judge/report.h"
#include "support/checks.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "case a\nclause RFC 865\nlevel must\nsays it is so\n"
#define TCP                       \
	HEAD "ask qotd tcp\n"     \
	     "serve tcp # head\n" \
	     "  send \"abc\"\n"   \
	     "  close\n"          \
	     "expect ok \"abc\"\nexpect error malformed\nseen requests 1\n"
#define UDP                                   \
	HEAD "ask qotd udp\n"                 \
	     "serve udp\n"                    \
	     "  recv\n  drop\n"               \
	     "  send \"a\" twice\n"           \
	     "  send \"b\" from other-port\n" \
	     "expect ok \"a\"\n"

/* 0123456789abcdef */
#define SIXTEEN                                      \
	"\"\\x30\\x31\\x32\\x33\\x34\\x35\\x36\\x37" \
	"\\x38\\x39\\x61\\x62\\x63\\x64\\x65\\x66\""

static struct mni_suite suite;

/* Reads TEXT and returns its case or row called ID. */
static const struct mni_case *
read_row(const char *text, const char *id)
{
	struct mni_trouble trouble = {.text = ""};
	const struct mni_case *row;

	mni_suite_fini(&suite);
	ck_assert_msg(
	    mni_suite_read(&suite, "x", text, strlen(text), &trouble) == MNI_OK,
	    "%s", trouble.text);
	row = mni_suite_find(&suite, id);
	ck_assert_ptr_nonnull(row);
	return row;
}

static void
assert_octets(const struct mni_octets *octets, const char *want)
{
	ck_assert_uint_eq(octets->size, strlen(want));
	ck_assert_mem_eq(octets->text.data, want, octets->size);
}

static const struct sweep {
	const char *text, *id;
	size_t points;
	const char *faults; /* of all points, ";" behind each */
} sweeps[] = {
    {TCP, "a", 1, ";"},
    {TCP "sweep split\n", "a/split", 2, "at 1 wait 1ms;at 2 wait 1ms;"},
    {TCP "sweep cut fin\n", "a/cut-fin", 3,
        "before reply fin;at 1 fin;at 2 fin;"},
    {TCP "sweep cut rst\n", "a/cut-rst", 3,
        "before reply rst;at 1 rst;at 2 rst;"},
    {TCP "sweep cut stall\n", "a/cut-stall", 3,
        "before reply stall;at 1 stall;at 2 stall;"},
    {TCP "sweep insert \"\\0\"\n", "a/insert-00", 4,
        "before reply insert \"\\x00\";at 1 insert \"\\x00\";"
        "at 2 insert \"\\x00\";at 3 insert \"\\x00\";"},
    {TCP "sweep insert \"\\\"\"\nsweep insert \"0123456789abcdef\"\n",
        "a/insert-30313233343536373839616263646566", 4,
        "before reply insert " SIXTEEN ";at 1 insert " SIXTEEN
        ";at 2 insert " SIXTEEN ";at 3 insert " SIXTEEN ";"},
    {UDP "sweep drop\n", "a/drop", 5,
        "request 1 drop;request 2 drop;"
        "reply 1 drop;reply 2 drop;reply 3 drop;"},
    {UDP "sweep duplicate\n", "a/duplicate", 3,
        "reply 1 twice;reply 2 twice;reply 3 twice;"},
    {UDP "sweep swap\n", "a/swap", 2, "reply 1 swap;reply 2 swap;"},
};

/* Takes the fault line out of SCRIPT and puts what it says before a ";". */
static void
move_fault(char *script, char *out, size_t capacity)
{
	static const char begin[] = "\n  fault ";
	char *line = strstr(script, begin), *end;

	if (line == NULL) {
		(void)snprintf(out, capacity, ";");
		return;
	}
	end = strchr(line + 1, '\n');
	ck_assert_ptr_nonnull(end);
	(void)snprintf(out, capacity, "%.*s;",
	    (int)(end - line) - (int)strlen(begin), line + strlen(begin));
	memmove(line, end, strlen(end) + 1);
}

/* Every point has its fault, and below it the script as it was. */
static void
sweep_points(int index)
{
	const struct sweep *sweep = &sweeps[index];
	const struct mni_case *row = read_row(sweep->text, sweep->id);
	char faults[800] = "";
	struct mni_case point;
	size_t nth;

	ck_assert_uint_eq(row->sweep.points, sweep->points);
	for (nth = 0; nth < row->sweep.points; nth++) {
		ck_assert_int_eq(mni_point_init(&point, row, nth), 0);
		move_fault(point.script, faults + strlen(faults),
		    sizeof(faults) - strlen(faults));
		ck_assert_str_eq(point.script, row->script);
		mni_point_fini(&point);
		mni_point_fini(&point);
	}
	ck_assert_str_eq(faults, sweep->faults);
	mni_suite_fini(&suite);
}

START_TEST(head_alone_takes_a_fault)
{
	char head[] = "daytime tcp";
	struct mni_case row = {
	    .script = head, .sweep = {.kind = MNI_SWEEP_CUT_RST, .points = 9}};
	struct mni_case point;

	ck_assert_int_eq(mni_point_init(&point, &row, 4), 0);
	ck_assert_str_eq(point.script, "daytime tcp\n  fault at 4 rst");
	mni_point_fini(&point);
}
END_TEST

START_TEST(row_is_like_its_case)
{
	const struct mni_case *row =
	    read_row(TCP "deadline 90ms\nsweep split\n", "a/split");

	ck_assert_uint_eq(suite.count, 2);
	ck_assert_ptr_eq(suite.cases[1], row);
	ck_assert_str_eq(row->clause, "RFC 865");
	ck_assert_str_eq(row->says, "it is so");
	ck_assert_str_eq(row->subject, "qotd-tcp");
	ck_assert_int_eq(row->level, MNI_MUST);
	ck_assert_int_eq(row->deadline_ms, 90);
	ck_assert_uint_eq(row->line, 13);
	ck_assert_uint_eq(row->seen_count, 0);
	ck_assert_uint_eq(row->wanted_count, 1);
	ck_assert_uint_eq(row->expect_count, 2);
	assert_octets(&row->expects[0].body, "abc");
	ck_assert_int_eq(row->expects[1].status, MNI_MALFORMED);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(cut_accepts_an_error_too)
{
	const struct mni_case *row =
	    read_row(TCP "sweep cut rst\n", "a/cut-rst");

	ck_assert_uint_eq(row->wanted_count, 2);
	ck_assert_uint_eq(row->expect_count, 3);
	ck_assert(!row->expects[1].ok);
	ck_assert_int_eq(row->expects[1].status, MNI_TRUNCATED);
	ck_assert_int_eq(row->expects[2].status, MNI_MALFORMED);
	row = read_row(TCP "sweep cut stall\n", "a/cut-stall");
	ck_assert_int_eq(row->expects[1].status, MNI_TIMEOUT);
	row = read_row(
	    TCP "sweep cut fin or error system or ok \"q\"\n", "a/cut-fin");
	ck_assert_uint_eq(row->wanted_count, 3);
	ck_assert_int_eq(row->expects[1].status, MNI_SYSTEM);
	assert_octets(&row->expects[2].body, "q");
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(insert_accepts_malformed_too)
{
	const struct mni_case *row =
	    read_row(TCP "sweep insert \"\\r\"\n", "a/insert-0d");

	ck_assert_uint_eq(row->wanted_count, 2);
	ck_assert_uint_eq(row->expect_count, 3);
	ck_assert_int_eq(row->expects[1].status, MNI_MALFORMED);
	row = read_row(TCP
	    "sweep insert \"\\r\" or ok \"q\" or error system or "
	    "ok or error usage\n",
	    "a/insert-0d");
	ck_assert_uint_eq(row->wanted_count, 5);
	assert_octets(&row->expects[1].body, "q");
	ck_assert_int_eq(row->expects[4].status, MNI_USAGE);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(rows_differ_by_what_is_put_in)
{
	(void)read_row(TCP "sweep insert \"a\"\nsweep insert \"b\"\n"
	                   "sweep insert \"ab\"\n",
	    "a/insert-6162");
	ck_assert_uint_eq(suite.count, 4);
	ck_assert_str_eq(suite.cases[1]->id, "a/insert-61");
	ck_assert_str_eq(suite.cases[2]->id, "a/insert-62");
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(ok_sent_is_what_was_sent_so_far)
{
	const struct mni_case *row =
	    read_row(TCP "sweep cut fin or ok sent\n", "a/cut-fin");
	struct mni_case point;

	ck_assert_int_eq(mni_point_init(&point, row, 0), 0);
	ck_assert(point.expects[1].has_body);
	ck_assert_uint_eq(point.expects[1].body.size, 0);
	mni_point_fini(&point);
	ck_assert_int_eq(mni_point_init(&point, row, 2), 0);
	assert_octets(&point.expects[1].body, "ab");
	assert_octets(&point.expects[0].body, "abc");
	mni_point_fini(&point);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(error_sent_is_behind_what_was_sent_so_far)
{
	const struct mni_case *row = read_row(
	    TCP "sweep cut stall or error timeout sent\n", "a/cut-stall");
	struct mni_case point;

	ck_assert_int_eq(mni_point_init(&point, row, 1), 0);
	ck_assert(!point.expects[1].ok && point.expects[1].has_body);
	ck_assert_int_eq(point.expects[1].status, MNI_TIMEOUT);
	assert_octets(&point.expects[1].body, "a");
	mni_point_fini(&point);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(point_may_be_run_as_a_case)
{
	const struct mni_case *row =
	    read_row(TCP "sweep cut fin or ok sent\n", "a/cut-fin");
	struct mni_case point, again;

	ck_assert_int_eq(mni_point_init(&point, row, 2), 0);
	point.sweep = (struct mni_sweep){.kind = MNI_SWEEP_NONE, .points = 1};
	ck_assert_int_eq(mni_point_init(&again, &point, 0), 0);
	ck_assert_str_eq(again.script, point.script);
	assert_octets(&again.expects[1].body, "ab");
	mni_point_fini(&again);
	mni_point_fini(&point);
	mni_suite_fini(&suite);
}
END_TEST

static const struct row {
	const char *name;
	enum mni_sweep_kind kind;
	size_t points;
	/* What came of each, as far as it is no pass: . pass, t tolerated,
	 * F failure, H hang, S skip, B broken. */
	const char *came;
	const char *left; /* what is said of it */
} rows[] = {
    {"plain_pass", MNI_SWEEP_NONE, 1, ".", "pass: "},
    {"plain_failure", MNI_SWEEP_NONE, 1, "F", "FAIL: why 0"},
    {"all_pass", MNI_SWEEP_SPLIT, 3, "...", "pass: "},
    {"one_fails", MNI_SWEEP_SPLIT, 69, "..F",
        "FAIL: 1 of 69 deliveries failed, at 3: why 2"},
    {"range_and_single", MNI_SWEEP_SPLIT, 69, "..FFFFF....F",
        "FAIL: 6 of 69 deliveries failed, at 3-7, 12; the first: why 2"},
    {"cuts_count_from_0", MNI_SWEEP_CUT_RST, 4, "FF.F",
        "FAIL: 3 of 4 deliveries failed, at 0-1, 3; the first: why 0"},
    {"the_last_fails", MNI_SWEEP_CUT_FIN, 4, "...F",
        "FAIL: 1 of 4 deliveries failed, at 3: why 3"},
    {"requests_then_replies", MNI_SWEEP_DROP, 4, ".FFF",
        "FAIL: 3 of 4 deliveries failed, at request 2, reply 1-2; the first: "
        "why 1"},
    {"single_reply", MNI_SWEEP_DUPLICATE, 1, "F", "FAIL: at reply 1: why 0"},
    {"all_hang", MNI_SWEEP_SWAP, 3, "H.H",
        "HANG: 2 of 3 deliveries failed, at reply 1, reply 3; the first: why "
        "0"},
    {"some_hang", MNI_SWEEP_SPLIT, 3, "HF.",
        "FAIL: 2 of 3 deliveries failed, at 1-2; the first: why 0"},
    {"eight_are_enough", MNI_SWEEP_SPLIT, 69, ".FFFFFFFF",
        "FAIL: at least 8 of 69 deliveries failed, at 2-9; the rest was not "
        "run; the first: why 1"},
    {"eight_of_eight", MNI_SWEEP_CUT_STALL, 8, "HHHHHHHH",
        "HANG: 8 of 8 deliveries failed, at 0-7; the first: why 0"},
    {"tolerated", MNI_SWEEP_SPLIT, 9, "..t.tt", "pass: at 3, 5-6 of 9: why 2"},
    {"failure_hides_tolerated", MNI_SWEEP_SPLIT, 9, "t.F",
        "FAIL: 1 of 9 deliveries failed, at 3: why 2"},
    {"many_ranges", MNI_SWEEP_SPLIT, 20, "t.t.t.t.t.t.t.t.t.t",
        "pass: at 1, 3, 5, 7, 9, 11, 13, 15, ... of 20: why 0"},
    {"skipped", MNI_SWEEP_SPLIT, 9, "S", "skip: why 0"},
    {"skipped_too_late", MNI_SWEEP_SPLIT, 9, ".S", "BROKEN: at 2 of 9: why 1"},
    {"broken", MNI_SWEEP_CUT_FIN, 9, ".F..B", "BROKEN: at 4 of 9: why 4"},
};

static struct mni_verdict
came_of(char letter, size_t nth)
{
	static const char letters[] = ".tFHSB";
	static const enum mni_verdict_kind kinds[] = {
	    MNI_PASS, MNI_PASS, MNI_FAIL, MNI_HANG, MNI_SKIP, MNI_BROKEN};
	const char *at = strchr(letters, letter);
	struct mni_verdict verdict;

	if (letter == '.')
		return mni_verdict_of(MNI_PASS, "%s", "");
	verdict = mni_verdict_of(kinds[at - letters], "why %zu", nth);
	if (verdict.kind != MNI_PASS)
		verdict.excerpt = strdup(verdict.why);
	return verdict;
}

/* What is said does not depend on the order in which the points end. */
static void
fold_row(const struct row *row, bool backwards)
{
	struct mni_case test = {
	    .sweep = {.kind = row->kind, .points = row->points, .requests = 2}};
	size_t size = strlen(row->came), nth, begun;
	struct mni_verdict verdict;
	struct mni_fold fold;
	char text[700];

	ck_assert_int_eq(mni_fold_init(&fold, &test), 0);
	for (nth = 0; nth < row->points && nth < size; nth++) {
		ck_assert(mni_fold_begin(&fold, &begun));
		ck_assert_uint_eq(begun, nth);
	}
	for (nth = 0; nth < size; nth++) {
		begun = backwards ? size - nth - 1 : nth;
		ck_assert(!mni_fold_is_over(&fold));
		mni_fold_add(&fold, begun, came_of(row->came[begun], begun));
	}
	while (mni_fold_begin(&fold, &begun))
		mni_fold_add(&fold, begun, came_of('.', begun));
	ck_assert(mni_fold_is_over(&fold));
	verdict = mni_fold_verdict(&fold);
	(void)snprintf(text, sizeof(text), "%s: %s",
	    mni_verdict_word(verdict.kind), verdict.why);
	ck_assert_str_eq(text, row->left);
	if (verdict.excerpt != NULL) {
		ck_assert_ptr_nonnull(strstr(verdict.why, verdict.excerpt));
		(void)snprintf(text, sizeof(text), "why %zu", verdict.nth);
		ck_assert_str_eq(verdict.excerpt, text);
	}
	ck_assert_int_eq(verdict.excerpt == NULL, verdict.kind == MNI_PASS);
	mni_verdict_fini(&verdict);
	mni_fold_fini(&fold);
}

static void
fold_both_ways(int index)
{
	fold_row(&rows[index], false);
	fold_row(&rows[index], true);
}

START_TEST(row_was_asked_if_one_point_was)
{
	struct mni_case test = {
	    .sweep = {.kind = MNI_SWEEP_SPLIT, .points = 2}};
	struct mni_verdict verdict = mni_verdict_of(MNI_PASS, "%s", "");
	struct mni_fold fold;
	size_t nth;

	ck_assert_int_eq(mni_fold_init(&fold, &test), 0);
	ck_assert(mni_fold_begin(&fold, &nth) && mni_fold_begin(&fold, &nth));
	verdict.asked = true;
	mni_fold_add(&fold, 0, verdict);
	verdict.asked = false;
	mni_fold_add(&fold, 1, verdict);
	ck_assert(mni_fold_verdict(&fold).asked);
	mni_fold_fini(&fold);
}
END_TEST

START_TEST(nothing_begins_after_enough_failures)
{
	struct mni_case test = {
	    .sweep = {.kind = MNI_SWEEP_SPLIT, .points = 9}};
	struct mni_fold fold;
	size_t most, nth;

	for (most = 1; most <= MNI_MOST_FAILURES; most++) {
		ck_assert_int_eq(mni_fold_init(&fold, &test), 0);
		fold.most_failures = most;
		while (mni_fold_begin(&fold, &nth)) {
			ck_assert(mni_fold_wants_more(&fold));
			mni_fold_add(&fold, nth, came_of('F', nth));
		}
		ck_assert(!mni_fold_wants_more(&fold));
		ck_assert_uint_eq(fold.ended, most);
		ck_assert(mni_fold_is_over(&fold));
		mni_fold_fini(&fold);
	}
}
END_TEST

START_TEST(nothing_begins_after_trouble)
{
	struct mni_case test = {
	    .sweep = {.kind = MNI_SWEEP_SPLIT, .points = 2}};
	struct mni_fold fold;
	const char *letter;
	size_t nth;

	for (letter = "SB"; *letter != '\0'; letter++) {
		ck_assert_int_eq(mni_fold_init(&fold, &test), 0);
		ck_assert(mni_fold_begin(&fold, &nth));
		mni_fold_add(&fold, 0, came_of(*letter, 0));
		ck_assert(!mni_fold_begin(&fold, &nth));
		ck_assert(mni_fold_is_over(&fold));
		mni_fold_fini(&fold);
	}
}
END_TEST

START_TEST(fold_is_freed_in_the_middle)
{
	struct mni_case test = {
	    .sweep = {.kind = MNI_SWEEP_SPLIT, .points = 9}};
	struct mni_fold fold;
	size_t nth;

	ck_assert_int_eq(mni_fold_init(&fold, &test), 0);
	ck_assert(mni_fold_begin(&fold, &nth) && mni_fold_begin(&fold, &nth));
	mni_fold_add(&fold, 0, came_of('F', 0));
	mni_fold_fini(&fold);
	ck_assert_ptr_null(fold.worst.excerpt);
}
END_TEST

static struct {
	pthread_mutex_t lock;
	pthread_cond_t change;
	size_t calls, meeting; /* of run_pooled(); who meets for it to go on */
} pooled = {
    .lock = PTHREAD_MUTEX_INITIALIZER, .change = PTHREAD_COND_INITIALIZER};

/* Fails at octet 2; no call goes on before the meeting is complete. */
static struct mni_verdict
run_pooled(const struct mni_case *point, struct mn_net **spare)
{
	(void)spare;
	(void)pthread_mutex_lock(&pooled.lock);
	pooled.calls++;
	(void)pthread_cond_broadcast(&pooled.change);
	while (pooled.calls < pooled.meeting)
		(void)pthread_cond_wait(&pooled.change, &pooled.lock);
	(void)pthread_mutex_unlock(&pooled.lock);
	if (strstr(point->script, "fault at 2 ") != NULL)
		return came_of('F', 2);
	return came_of('.', 0);
}

/* The verdict of ROW when THREADS points at least are run at a time. */
static struct mni_verdict
run_in_pool(const struct mni_case *row, size_t threads)
{
	pooled.calls = 0;
	pooled.meeting = threads;
	return mni_pool_run(row, run_pooled);
}

START_TEST(pool_runs_every_point_once)
{
	struct mni_verdict verdict =
	    run_in_pool(read_row(TCP "sweep cut rst\n", "a/cut-rst"), 3);

	ck_assert_uint_eq(pooled.calls, 3);
	ck_assert_int_eq(verdict.kind, MNI_FAIL);
	ck_assert_str_eq(verdict.why, "1 of 3 deliveries failed, at 2: why 2");
	mni_verdict_fini(&verdict);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(pool_runs_a_plain_case_once)
{
	struct mni_verdict verdict = run_in_pool(read_row(TCP, "a"), 1);

	ck_assert_uint_eq(pooled.calls, 1);
	ck_assert_int_eq(verdict.kind, MNI_PASS);
	mni_suite_fini(&suite);
}
END_TEST

static const struct tally {
	struct mni_tally tally;
	const char *text;
} tallies[] = {
    {{.cases = 1, .passed = 1}, "1 case: 1 passed, "},
    {{.cases = 57, .passed = 57}, "57 cases: 57 passed, "},
    {{.cases = 57, .sweeps = 8, .deliveries = 391, .passed = 60, .failed = 5},
        "57 cases and 8 sweeps of 391 deliveries: 60 passed, 5 failed, "},
    {{.cases = 1, .sweeps = 1, .deliveries = 1, .passed = 2},
        "1 case and 1 sweep of 1 delivery: 2 passed, "},
    {{.sweeps = 2, .deliveries = 9}, "2 sweeps of 9 deliveries: 0 passed, "},
};

START_TEST(tally_counts_rows_and_deliveries)
{
	char *text = NULL;
	size_t size, i;
	FILE *stream;

	for (i = 0; i < sizeof(tallies) / sizeof(tallies[0]); i++) {
		stream = open_memstream(&text, &size);
		ck_assert_ptr_nonnull(stream);
		mni_report_tally(stream, &tallies[i].tally);
		(void)fclose(stream);
		ck_assert_msg(strncmp(text, tallies[i].text,
		                  strlen(tallies[i].text)) == 0,
		    "expected \"%s\", got \"%s\"", tallies[i].text, text);
		free(text);
	}
}
END_TEST

START_TEST(row_counts_as_one)
{
	const struct mni_case *row = read_row(TCP "sweep split\n", "a/split");
	const struct mni_item items[] = {
	    {.test = suite.cases[0]}, {.test = row}};
	struct mni_knowns none = MNI_KNOWNS_EMPTY;
	struct mni_tally tally = mni_tally_of(items, 2, &none);

	ck_assert_uint_eq(tally.cases, 1);
	ck_assert_uint_eq(tally.sweeps, 1);
	ck_assert_uint_eq(tally.deliveries, 2);
	ck_assert_uint_eq(tally.passed, 2);
	mni_suite_fini(&suite);
}
END_TEST

START_TEST(what_fails_sometimes_may_pass)
{
	const struct mni_case *row = read_row(TCP "sweep split\n", "a/split");
	const struct mni_item items[] = {
	    {.test = suite.cases[0]}, {.test = row}};
	struct mni_known list[] = {
	    {.test = items[0].test}, {.test = row, .sometimes = true}};
	const struct mni_knowns both = {.list = list, .count = 2};

	ck_assert_uint_eq(mni_tally_of(items, 2, &both).stale, 1);
	list[0].sometimes = true;
	ck_assert_uint_eq(mni_tally_of(items, 2, &both).stale, 0);
	mni_suite_fini(&suite);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {head_alone_takes_a_fault,
	    row_is_like_its_case, cut_accepts_an_error_too,
	    insert_accepts_malformed_too, rows_differ_by_what_is_put_in,
	    ok_sent_is_what_was_sent_so_far,
	    error_sent_is_behind_what_was_sent_so_far,
	    point_may_be_run_as_a_case, row_was_asked_if_one_point_was,
	    nothing_begins_after_enough_failures, nothing_begins_after_trouble,
	    fold_is_freed_in_the_middle, pool_runs_every_point_once,
	    pool_runs_a_plain_case_once, tally_counts_rows_and_deliveries,
	    row_counts_as_one, what_fails_sometimes_may_pass};
	static TTest points[sizeof(sweeps) / sizeof(sweeps[0])];
	static TTest folds[sizeof(rows) / sizeof(rows[0])];
	Suite *checks =
	    checks_suite("sweeps", tests, sizeof(tests) / sizeof(tests[0]));
	size_t i;

	for (i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		points[i] =
		    (TTest){sweeps[i].id, sweep_points, __FILE__, __LINE__};
		(void)checks_add(checks, &points[i], (int)i);
	}
	for (i = 0; i < sizeof(folds) / sizeof(folds[0]); i++) {
		folds[i] =
		    (TTest){rows[i].name, fold_both_ways, __FILE__, __LINE__};
		(void)checks_add(checks, &folds[i], (int)i);
	}
	return checks_main(checks);
}
