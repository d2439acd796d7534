/* SPDX-License-Identifier: MIT */
/*
 * Any command as the target of a case: started with the address of the mock,
 * watched, killed with its children when it does not end, judged by what it
 * printed and how it ended.
 */
#ifndef MNI_COMMAND_H
#define MNI_COMMAND_H

#include "base/compiler.h"
#include "base/loop.h"
#include "judge/cases.h"
#include "judge/verdict.h"

#include <stdbool.h>

struct mni_command {
	/* The command's words, NULL at the end; the caller's.  In each of
	 * them {host}, {port}, {address}, {transport}, {timeout} and {retry}
	 * (both in seconds) and {variant} stand for their values.  One with
	 * {url} stands there once for each URL of the case, one with {server}
	 * once for the address of each mock. */
	const char *const *words;
	const char *variant; /* the value of {variant}; NULL: "" */
	int deadline_ms;     /* given instead of the case's, or 0 */
	int grace_ms;        /* from the deadline until it is killed */
	bool statuses;       /* it has our exit statuses, and a line of stderr
	                      * about each error */
	bool strict;         /* only the wanted outcome of a case passes */
};

struct mni_run;

/*
 * Starts COMMAND for TEST, one time after the other as often as that says, in
 * the net that it takes from *spare and gives back; LOOP watches it, and calls
 * DONE with OWNER and the verdict, which DONE owns, from
 * a dispatch or from mni_run_reap().  The run ends itself after that call.
 * Returns NULL, without a call of DONE, when no run came about: *out_verdict
 * says whether it was skipped or why it is broken.
 */
struct mni_run *mni_run_start(const struct mni_command *command,
    const struct mni_case *test, struct mn_net **spare, struct mni_loop *loop,
    void (*done)(void *owner, struct mni_verdict verdict), void *owner,
    struct mni_verdict *out_verdict);

/* Looks whether the command has ended; called after a SIGCHLD. */
void mni_run_reap(struct mni_run *run);

/* Kills the command and frees the run without a verdict.  NULL is accepted. */
void mni_run_cancel(struct mni_run *run);

/* Whether one of the words holds the placeholder NAME, such as "{port}". */
bool mni_command_mentions(const struct mni_command *command, const char *name);

#endif
