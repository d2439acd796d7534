/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/points.h"

#include "script/fault.h"
#include "script/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_EFFECT (16 + MNI_MOST_INSERT * 4) /* \xHH for each octet */
#define MOST_FAULT (64 + MOST_EFFECT)

/* The effect of the fault line at every point. */
static const char *const effects[] = {
    [MNI_SWEEP_SPLIT] = "wait 1ms",
    [MNI_SWEEP_CUT_FIN] = "fin",
    [MNI_SWEEP_CUT_RST] = "rst",
    [MNI_SWEEP_CUT_STALL] = "stall",
    [MNI_SWEEP_INSERT] = "insert",
    [MNI_SWEEP_DROP] = "drop",
    [MNI_SWEEP_DUPLICATE] = "twice",
    [MNI_SWEEP_SWAP] = "swap",
};

const char *
mni_point_noun(const struct mni_sweep *sweep, size_t nth)
{
	switch (sweep->kind) {
	case MNI_SWEEP_NONE:
	case MNI_SWEEP_SPLIT:
	case MNI_SWEEP_CUT_FIN:
	case MNI_SWEEP_CUT_RST:
	case MNI_SWEEP_CUT_STALL:
	case MNI_SWEEP_INSERT:
		return "";
	case MNI_SWEEP_DROP:
		return nth < sweep->requests ? "request " : "reply ";
	case MNI_SWEEP_DUPLICATE:
	case MNI_SWEEP_SWAP:
		return "reply ";
	}
	return "";
}

size_t
mni_point_number(const struct mni_sweep *sweep, size_t nth)
{
	switch (sweep->kind) {
	case MNI_SWEEP_CUT_FIN:
	case MNI_SWEEP_CUT_RST:
	case MNI_SWEEP_CUT_STALL:
	case MNI_SWEEP_INSERT:
		return nth;
	case MNI_SWEEP_DROP:
		return nth < sweep->requests ? nth + 1
		                             : nth - sweep->requests + 1;
	case MNI_SWEEP_NONE:
	case MNI_SWEEP_SPLIT:
	case MNI_SWEEP_DUPLICATE:
	case MNI_SWEEP_SWAP:
		break;
	}
	return nth + 1;
}

static void
write_effect(char out[static MOST_EFFECT], const struct mni_sweep *sweep)
{
	const char *word = effects[sweep->kind];
	int size = snprintf(out, MOST_EFFECT, "%s", word == NULL ? "" : word);
	size_t i;

	if (sweep->kind != MNI_SWEEP_INSERT)
		return;
	size += snprintf(out + size, MOST_EFFECT - (size_t)size, " \"");
	for (i = 0; i < sweep->octets.size; i++)
		size += snprintf(out + size, MOST_EFFECT - (size_t)size,
		    "\\x%02x", sweep->octets.data[i]);
	(void)snprintf(out + size, MOST_EFFECT - (size_t)size, "\"");
}

/* Writes the line of the NTH fault, and a line end before it; "" when there
 * is none. */
static void
write_fault(
    char out[static MOST_FAULT], const struct mni_sweep *sweep, size_t nth)
{
	char effect[MOST_EFFECT];
	const char *noun = mni_point_noun(sweep, nth);
	size_t number = mni_point_number(sweep, nth);

	write_effect(effect, sweep);
	if (sweep->kind == MNI_SWEEP_NONE)
		out[0] = '\0';
	else if (number == 0)
		(void)snprintf(
		    out, MOST_FAULT, "\n  fault before reply %s", effect);
	else
		(void)snprintf(out, MOST_FAULT, "\n  fault %s%zu %s",
		    noun[0] == '\0' ? "at " : noun, number, effect);
}

/* SCRIPT with FAULT behind its head line; NULL when there is no memory. */
static char *
with_fault(const char *script, const char *fault)
{
	size_t size = strlen(script) + strlen(fault) + 1, head;
	struct mni_reader reader;
	char *text = malloc(size);

	mni_reader_init(&reader, script, strlen(script));
	(void)mni_next_line(&reader);
	(void)mni_rest_of_line(&reader);
	head = (size_t)(reader.at - script);
	if (text != NULL)
		(void)snprintf(text, size, "%.*s%s%s", (int)head, script, fault,
		    script + head);
	return text;
}

/* Gives the expectations with "sent" what was sent before the NTH point:
 * the beginning of the case's wanted body. */
static void
fill_in_sent(struct mni_case *point, size_t nth)
{
	struct mni_expect *expect = point->expects;
	size_t i;

	for (i = 1; !point->of_server && i < point->expect_count; i++) {
		if (!expect[i].sent)
			continue;
		expect[i].sent = false;
		expect[i].has_body = true;
		expect[i].body = expect[0].body;
		expect[i].body.size = mni_point_number(&point->sweep, nth);
	}
}

int
mni_point_init(
    struct mni_case *out_point, const struct mni_case *row, size_t nth)
{
	char fault[MOST_FAULT];

	*out_point = *row;
	fill_in_sent(out_point, nth);
	write_fault(fault, &row->sweep, nth);
	out_point->script = with_fault(row->script, fault);
	return out_point->script == NULL ? -1 : 0;
}

void
mni_point_fini(struct mni_case *point)
{
	free(point->script);
	point->script = NULL;
}
