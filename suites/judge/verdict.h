/* SPDX-License-Identifier: MIT */
/*
 * What a client did, and what is thought of it.  An outcome is what the target
 * said; a verdict holds it against the case and against what the mock saw.
 */
#ifndef MNI_JUDGE_VERDICT_H
#define MNI_JUDGE_VERDICT_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

enum mni_end {
	MNI_END_STATUS, /* the target ended by itself, with a status */
	MNI_END_HANG,   /* it had to be killed after its deadline and grace */
	MNI_END_SIGNAL, /* a signal ended it that we did not send */
	MNI_END_FLOOD   /* it was killed because it printed without end */
};

struct mni_outcome {
	enum mni_end end;
	enum mni_status status; /* MNI_END_STATUS */
	bool class_known;       /* an error's status says which class it is */
	bool ours;              /* it has to, and so has a line of said */
	int number;             /* the exit status or signal as it was */
	struct mni_bytes body;  /* owned; what it delivered or printed */
	struct mni_bytes said;  /* owned; its stderr, as far as it is kept */
	int elapsed_ms;
};

#define MNI_OUTCOME_EMPTY ((struct mni_outcome){.end = MNI_END_STATUS})

void mni_outcome_fini(struct mni_outcome *outcome);

enum mni_verdict_kind {
	MNI_PASS,
	MNI_FAIL,
	MNI_HANG,  /* a failure of its own: no deadline was kept at all */
	MNI_SKIP,  /* this host cannot run the case */
	MNI_BROKEN /* trouble in the harness: says nothing of the target */
};

struct mni_verdict {
	enum mni_verdict_kind kind;
	bool asked;    /* the mock was reached */
	char why[600]; /* one line; "" for a pass by the first expect */
	char *excerpt; /* owned; lines of the wire, NULL for a pass */
	size_t nth;    /* of a row: the point that it speaks of */
};

const char *mni_verdict_word(enum mni_verdict_kind kind);

void mni_verdict_fini(struct mni_verdict *verdict);

/* A verdict without an excerpt. */
struct mni_verdict mni_verdict_of(
    enum mni_verdict_kind kind, const char *format, ...) MNI_PRINTF(2, 3);

#endif
