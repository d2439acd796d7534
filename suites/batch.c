/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "batch.h"

#include "base/socket.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int caught[] = {SIGCHLD, SIGINT, SIGTERM, SIGHUP};

enum { CAUGHT_COUNT = sizeof(caught) / sizeof(caught[0]) };

/* Where the signal handler writes the number of its signal. */
static volatile sig_atomic_t signal_pipe = -1;

struct job {
	struct state *state;
	struct mni_item *item;
	struct mni_run *run; /* NULL: free for the next item */
};

struct state {
	struct mni_batch *batch;
	struct mni_loop loop;
	struct mni_watch signals; /* of the other end of signal_pipe */
	struct job *jobs;         /* owned */
	size_t next;              /* the item to begin next */
	size_t finished;
	int ended_by; /* a signal that ends the batch, or 0 */
	struct sigaction before[CAUGHT_COUNT];
};

static void
handle(int number)
{
	unsigned char octet = (unsigned char)number;
	int error = errno;

	(void)!write(signal_pipe, &octet, 1);
	errno = error;
}

static void
finish(struct state *state, struct mni_item *item, struct mni_verdict verdict)
{
	item->verdict = verdict;
	item->finished = true;
	state->finished++;
	if (state->batch->progress != NULL)
		state->batch->progress(state->batch, item, state->finished);
}

static void
run_done(void *owner, struct mni_verdict verdict)
{
	struct job *job = owner;

	job->run = NULL;
	finish(job->state, job->item, verdict);
}

/* Begins items until all jobs are busy.  A case that this host cannot run is
 * finished at once; trouble in starting one is the trouble of all. */
static enum mni_status
fill_jobs(struct state *state, struct mni_trouble *trouble)
{
	struct mni_batch *batch = state->batch;
	struct mni_verdict verdict;
	struct job *job;
	size_t i;

	for (i = 0; i < batch->jobs; i++) {
		job = &state->jobs[i];
		while (job->run == NULL && state->next < batch->count) {
			job->item = &batch->items[state->next++];
			job->run = mni_run_start(job->item->command,
			    job->item->test, &state->loop, run_done, job,
			    &verdict);
			if (job->run != NULL)
				continue;
			if (verdict.kind == MNI_BROKEN)
				return mni_trouble(
				    trouble, MNI_SYSTEM, "%s", verdict.why);
			finish(state, job->item, verdict);
		}
	}
	return MNI_OK;
}

static void
signalled(struct mni_watch *watch, short revents)
{
	struct state *state = watch->owner;
	unsigned char numbers[64];
	ssize_t count, n;
	size_t i;

	(void)revents;
	while ((count = read(watch->fd, numbers, sizeof(numbers))) > 0)
		for (n = 0; n < count; n++)
			if (numbers[n] != SIGCHLD)
				state->ended_by = numbers[n];
	for (i = 0; i < state->batch->jobs; i++)
		if (state->jobs[i].run != NULL)
			mni_run_reap(state->jobs[i].run);
}

static void
catch_signals(struct state *state)
{
	struct sigaction action = {.sa_handler = handle};
	size_t i;

	(void)sigemptyset(&action.sa_mask);
	action.sa_flags = SA_RESTART;
	for (i = 0; i < CAUGHT_COUNT; i++)
		(void)sigaction(caught[i], &action, &state->before[i]);
}

static void
release_signals(const struct state *state)
{
	size_t i;

	for (i = 0; i < CAUGHT_COUNT; i++)
		(void)sigaction(caught[i], &state->before[i], NULL);
}

static enum mni_status
work(struct state *state, struct mni_trouble *trouble)
{
	while (state->ended_by == 0) {
		if (fill_jobs(state, trouble) != MNI_OK)
			return MNI_SYSTEM;
		if (state->finished == state->batch->count)
			return MNI_OK;
		if (mni_loop_turn(&state->loop) == -1)
			return mni_trouble(
			    trouble, MNI_SYSTEM, "wait: %s", strerror(errno));
	}
	return mni_trouble(trouble, MNI_SYSTEM, "ended by signal %d (%s)",
	    state->ended_by, strsignal(state->ended_by));
}

/* Returns 0 or -1 with errno; close_state() follows either way. */
static int
open_state(struct state *state)
{
	int fds[2];
	size_t i;

	state->signals.fd = -1;
	state->jobs = calloc(state->batch->jobs, sizeof(*state->jobs));
	if (state->jobs == NULL || mni_loop_init(&state->loop) == -1 ||
	    mni_pipe(fds) == -1)
		return -1;
	signal_pipe = fds[1];
	for (i = 0; i < state->batch->jobs; i++)
		state->jobs[i].state = state;
	state->signals = (struct mni_watch){.fd = fds[0],
	    .events = POLLIN,
	    .expiry = mni_deadline_never(),
	    .ready = signalled,
	    .owner = state};
	return mni_loop_add(&state->loop, &state->signals);
}

static void
close_state(struct state *state)
{
	mni_loop_fini(&state->loop);
	if (state->signals.fd != -1) {
		(void)close(state->signals.fd);
		(void)close((int)signal_pipe);
	}
	free(state->jobs);
}

enum mni_status
mni_batch_run(struct mni_batch *batch, struct mni_trouble *trouble)
{
	struct state state = {.batch = batch};
	enum mni_status status;
	size_t i;

	if (open_state(&state) == -1) {
		status =
		    mni_trouble(trouble, MNI_SYSTEM, "%s", strerror(errno));
		close_state(&state);
		return status;
	}
	catch_signals(&state);
	status = work(&state, trouble);
	for (i = 0; i < batch->jobs; i++)
		mni_run_cancel(state.jobs[i].run);
	release_signals(&state);
	close_state(&state);
	if (state.ended_by != 0)
		(void)raise(state.ended_by);
	return status;
}
