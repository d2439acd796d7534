/* SPDX-License-Identifier: MIT */
/* Many runs of commands, several at a time, in one thread.  An item that is a
 * row takes as many runs as it has points; every run is a delivery.  What is
 * played to servers is a batch too; see tour.h. */
#ifndef MNI_BATCH_H
#define MNI_BATCH_H

#include "base/compiler.h"
#include "judge/command.h"
#include "judge/verdict.h"

#include <stddef.h>

struct mni_target;

struct mni_item {
	const struct mni_case *test;
	const struct mni_command *command; /* NULL: it is for a server: */
	const struct mni_target *target;   /* this one */
	struct mni_verdict verdict;        /* the batch fills it in */
};

struct mni_batch {
	struct mni_item *items; /* the caller's, as are their verdicts */
	size_t count;
	size_t jobs; /* runs at a time, at least 1 */
	/* So many points of a row may fail before the others are left out, and
	 * may run at a time; 0: MNI_MOST_FAILURES may, and any number. */
	size_t most_failures;
	size_t deliveries; /* of all items; the batch fills it in */
	/* Called whenever one of ITEM is finished, or was left out; may be
	 * NULL. */
	void (*progress)(const struct mni_batch *batch,
	    const struct mni_item *item, size_t finished);
};

/*
 * Runs every item.  It has the process's SIGCHLD to itself meanwhile; on
 * SIGINT, SIGTERM or SIGHUP it kills what it started and has the signal act as
 * it would have.  Returns MNI_OK, or MNI_SYSTEM when the system refuses what
 * no single case is to blame for.
 */
enum mni_status mni_batch_run(
    struct mni_batch *batch, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
