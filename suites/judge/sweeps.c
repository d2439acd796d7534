/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/sweeps.h"

#include "judge/expects.h"
#include "script/fault.h"
#include "script/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More would not be run, but waited for. */
#define MOST_POINTS 4096

/* In the order of enum mni_sweep_kind, without the first. */
static const struct kind {
	const char *word, *end; /* "cut", "fin"; NULL: there is no end */
	const char *name;       /* behind the id of the case */
	const char *transport;
	const char *least; /* what it needs to have a point */
	enum mni_sweep_kind kind;
	enum mni_status status; /* the class that is accepted as well, or ok */
} kinds[] = {
    {"split", NULL, "split", "tcp", "two octets", MNI_SWEEP_SPLIT, MNI_OK},
    {"cut", "fin", "cut-fin", "tcp", "an octet", MNI_SWEEP_CUT_FIN,
        MNI_TRUNCATED},
    {"cut", "rst", "cut-rst", "tcp", "an octet", MNI_SWEEP_CUT_RST,
        MNI_TRUNCATED},
    {"cut", "stall", "cut-stall", "tcp", "an octet", MNI_SWEEP_CUT_STALL,
        MNI_TIMEOUT},
    {"insert", NULL, "insert", "tcp", "an octet", MNI_SWEEP_INSERT,
        MNI_MALFORMED},
    {"drop", NULL, "drop", "udp", "a datagram", MNI_SWEEP_DROP, MNI_OK},
    {"duplicate", NULL, "duplicate", "udp", "a reply", MNI_SWEEP_DUPLICATE,
        MNI_OK},
    {"swap", NULL, "swap", "udp", "two replies", MNI_SWEEP_SWAP, MNI_OK},
};

/* The kind whose word is WORD, and whose end is END if that is given. */
static const struct kind *
find_kind(const struct mni_token *word, const struct mni_token *end)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (mni_token_is(word, kinds[i].word) &&
		    (end == NULL || mni_token_is(end, kinds[i].end)))
			return &kinds[i];
	return NULL;
}

static const struct kind *
kind_of(const struct mni_case *row)
{
	return &kinds[row->sweep.kind - MNI_SWEEP_SPLIT];
}

static const struct kind *
read_kind(struct mni_reader *reader)
{
	struct mni_token word = mni_next_token(reader), end;
	const struct kind *kind = find_kind(&word, NULL);

	if (kind == NULL)
		(void)mni_expected(reader, &word,
		    "split, cut, insert, drop, duplicate or swap");
	if (kind == NULL || kind->end == NULL)
		return kind;
	end = mni_next_token(reader);
	kind = find_kind(&word, &end);
	if (kind == NULL)
		(void)mni_expected(reader, &end, "fin, rst or stall");
	return kind;
}

/* Takes the octets to put in; a row is named after them. */
static int
read_octets(struct mni_reader *reader, struct mni_bytes *out_octets)
{
	struct mni_token token = mni_peek_token(reader);

	if (mni_take_string(reader, out_octets) == -1)
		return -1;
	return out_octets->size > 0 && out_octets->size <= MNI_MOST_INSERT
	           ? 0
	           : mni_mistake(reader, &token,
	                 "from 1 to %d octets can be put in", MNI_MOST_INSERT);
}

/* Takes the outcomes that a row may have besides that of the case. */
static int
read_outcomes(struct mni_reader *reader, struct mni_case *row)
{
	struct mni_token token = mni_peek_token(reader);

	if (!mni_token_is(&token, "or"))
		row->expects[row->expect_count++].status = kind_of(row)->status;
	while (
	    mni_token_is(&token, "or") && row->expect_count <= MNI_MOST_ORS) {
		(void)mni_next_token(reader);
		if (mni_expect_read(
		        reader, &row->expects[row->expect_count++]) == -1)
			return -1;
		token = mni_peek_token(reader);
	}
	row->wanted_count = row->expect_count;
	return 0;
}

int
mni_sweep_read(struct mni_reader *reader, struct mni_case *row)
{
	const struct kind *kind = read_kind(reader);

	if (kind == NULL)
		return -1;
	row->sweep.kind = kind->kind;
	row->expect_count = 1; /* the first of the case comes here */
	if (kind->kind == MNI_SWEEP_INSERT &&
	    read_octets(reader, &row->sweep.octets) == -1)
		return -1;
	return kind->status == MNI_OK ? 0 : read_outcomes(reader, row);
}

bool
mni_sweep_is_like(const struct mni_sweep *a, const struct mni_sweep *b)
{
	const struct mni_bytes *octets = &a->octets;

	return a->kind == b->kind && octets->size == b->octets.size &&
	       (octets->size == 0 ||
	           memcmp(octets->data, b->octets.data, octets->size) == 0);
}

static bool
has_fault(const char *script)
{
	struct mni_reader reader;
	struct mni_token token;

	mni_reader_init(&reader, script, strlen(script));
	while (mni_next_line(&reader) != -1) {
		token = mni_next_token(&reader);
		if (mni_token_is(&token, "fault"))
			return true;
		(void)mni_rest_of_line(&reader);
	}
	return false;
}

/* The address of a server is known when it is asked.  A shorter one makes a
 * few points that are behind all that is sent, where nothing happens. */
#define LONG_ADDRESS "255.255.255.255:65535"

static int
measure(const struct mni_case *test, struct mni_measure *out_measure)
{
	struct mn_mistake mistake;
	struct mni_script script;
	int result = 0;

	if (mni_script_read(test->script, strlen(test->script),
	        test->of_server ? MNI_CLIENT : MNI_SERVER, test->folder,
	        &script, &mistake) == -1)
		return -1;
	if (test->of_server)
		result = mni_script_set_address(&script, LONG_ADDRESS);
	if (result == 0)
		result = mni_script_measure(&script, out_measure);
	mni_script_fini(&script);
	return result == 0 ? 0 : -1;
}

static size_t
count_points(enum mni_sweep_kind kind, const struct mni_measure *measure)
{
	size_t octets = measure->octets, replies = measure->replies;

	switch (kind) {
	case MNI_SWEEP_NONE:
		break;
	case MNI_SWEEP_SPLIT:
		return octets == 0 ? 0 : octets - 1;
	case MNI_SWEEP_CUT_FIN:
	case MNI_SWEEP_CUT_RST:
	case MNI_SWEEP_CUT_STALL:
		return octets;
	case MNI_SWEEP_INSERT:
		return octets == 0 ? 0 : octets + 1;
	case MNI_SWEEP_DROP:
		return measure->requests + replies;
	case MNI_SWEEP_DUPLICATE:
		return replies;
	case MNI_SWEEP_SWAP:
		return replies == 0 ? 0 : replies - 1;
	}
	return 0;
}

static bool
takes_sent(const struct mni_case *row)
{
	size_t i;

	for (i = 1; i < row->expect_count; i++)
		if (row->expects[i].sent)
			return true;
	return false;
}

/* Whether ROW accepts the octets sent, and the first outcome that TEST wants
 * does not say which they are. */
static bool
lacks_sent(const struct mni_case *test, const struct mni_case *row,
    const struct mni_measure *measure)
{
	const struct mni_expect *wanted = &test->expects[0];

	return takes_sent(row) && (!wanted->ok || !wanted->has_body ||
	                              wanted->body.size != measure->octets);
}

/* Counts the points of ROW, if TEST can be swept like this. */
static int
find_points(struct mni_reader *reader, const struct mni_token *where,
    const struct mni_case *test, struct mni_case *row)
{
	const struct kind *kind = kind_of(row);
	struct mni_measure sizes;

	if (strcmp(test->transport, kind->transport) != 0)
		return mni_mistake(reader, where,
		    "'sweep %s' is for %s cases only", kind->word,
		    kind->transport);
	if (test->of_server && kind->kind != MNI_SWEEP_SPLIT &&
	    kind->kind != MNI_SWEEP_CUT_FIN)
		return mni_mistake(reader, where,
		    "what is sent to a server can be swept by 'split' and "
		    "'cut fin' only");
	if (test->other_count > 0)
		return mni_mistake(
		    reader, where, "a case with several mocks cannot be swept");
	if (has_fault(test->script))
		return mni_mistake(reader, where,
		    "a script that has a fault already cannot be swept");
	if (measure(test, &sizes) == -1)
		return mni_mistake(reader, where,
		    "a script that does not always send the same, all in one "
		    "connection, cannot be swept");
	row->sweep.points = count_points(kind->kind, &sizes);
	row->sweep.requests = sizes.requests;
	if (row->sweep.points == 0)
		return mni_mistake(reader, where,
		    "'sweep %s' needs a script with %s at least", kind->word,
		    kind->least);
	if (row->sweep.points > MOST_POINTS)
		return mni_mistake(reader, where,
		    "a sweep has at most %d points, not %zu", MOST_POINTS,
		    row->sweep.points);
	if (kind->kind == MNI_SWEEP_INSERT && takes_sent(row))
		return mni_mistake(
		    reader, where, "'sent' is for the cuts of a sweep only");
	if (!test->of_server && lacks_sent(test, row, &sizes))
		return mni_mistake(reader, where,
		    "'sent' needs an 'expect ok' with the %zu octets that "
		    "the script sends",
		    sizes.octets);
	return 0;
}

static int
copy_expect(struct mni_expect *out, const struct mni_expect *from)
{
	*out = *from;
	out->body = (struct mni_octets){.size = 0};
	out->without = MNI_BYTES_EMPTY;
	out->statuses = NULL;
	out->traits = NULL;
	out->trait_count = 0;
	if (from->statuses != NULL) {
		out->statuses = malloc(sizeof(*out->statuses));
		if (out->statuses == NULL)
			return -1;
		*out->statuses = *from->statuses;
	}
	if (from->trait_count > 0) {
		out->traits = mni_traits_copy(from->traits, from->trait_count);
		if (out->traits == NULL)
			return -1;
		out->trait_count = from->trait_count;
	}
	if (mni_octets_copy(&out->body, &from->body) == -1)
		return -1;
	return mni_bytes_append(
	    &out->without, from->without.data, from->without.size);
}

/* The id of the case and the name of the sweep, which has the octets that are
 * put in as hexadecimal numbers. */
static char *
new_id(const struct mni_case *test, const struct mni_case *row)
{
	const struct mni_bytes *octets = &row->sweep.octets;
	char id[160];
	int size = snprintf(id, sizeof(id), "%s/%s%s", test->id,
	    kind_of(row)->name, octets->size > 0 ? "-" : "");
	size_t i;

	for (i = 0; i < octets->size; i++)
		size += snprintf(id + size, sizeof(id) - (size_t)size, "%02x",
		    octets->data[i]);
	return strdup(id);
}

static int
copy_urls(struct mni_case *row, const struct mni_case *test)
{
	size_t i;

	for (i = 0; i < test->url_count; i++) {
		row->urls[i] = strdup(test->urls[i]);
		row->url_count = i + 1;
		if (row->urls[i] == NULL)
			return -1;
	}
	return 0;
}

/* Gives ROW everything that is the same for TEST; what TEST only tolerates
 * comes behind the outcomes of the sweep. */
static int
copy_case(struct mni_case *row, const struct mni_case *test)
{
	size_t i;

	row->id = new_id(test, row);
	row->clause = strdup(test->clause);
	row->says = strdup(test->says);
	row->protocol = strdup(test->protocol);
	row->subject = strdup(test->subject);
	row->transport = test->transport;
	row->of_server = test->of_server;
	row->script = strdup(test->script);
	row->name = strdup(test->name);
	row->level = test->level;
	row->deadline_ms = test->deadline_ms;
	row->terminal = test->terminal;
	row->has_input = test->has_input;
	if (mni_octets_copy(&row->input, &test->input) == -1 ||
	    copy_urls(row, test) == -1)
		return -1;
	if (copy_expect(&row->expects[0], &test->expects[0]) == -1)
		return -1;
	for (i = 1; i < test->expect_count; i++)
		if (copy_expect(&row->expects[row->expect_count++],
		        &test->expects[i]) == -1)
			return -1;
	return row->id == NULL || row->clause == NULL || row->says == NULL ||
	               row->protocol == NULL || row->subject == NULL ||
	               row->script == NULL || row->name == NULL
	           ? -1
	           : 0;
}

int
mni_sweep_finish(struct mni_reader *reader, const struct mni_token *where,
    const struct mni_case *test, struct mni_case *row)
{
	if (find_points(reader, where, test, row) == -1)
		return -1;
	if (copy_case(row, test) == -1)
		return mni_mistake(reader, where, "no memory");
	return 0;
}
