/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/batch.h"

#include "base/socket.h"
#include "judge/points.h"
#include "judge/queue.h"

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
	struct mni_place place;
	struct mni_case point; /* what is run; a script is the job's own */
	struct mni_run *run;   /* NULL: free for the next point */
	struct mn_net *spare;  /* owned; what one point leaves to the next */
};

struct state {
	struct mni_batch *batch;
	struct mni_loop loop;
	struct mni_watch signals; /* of the other end of signal_pipe */
	struct job *jobs;         /* owned */
	struct mni_queue queue;
	int ended_by; /* a signal that ends the batch, or 0 */
	struct sigaction before[CAUGHT_COUNT], pipe_before;
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
finish(struct job *job, struct mni_verdict verdict)
{
	mni_point_fini(&job->point);
	mni_queue_end(&job->state->queue, &job->place, verdict);
}

static void
run_done(void *owner, struct mni_verdict verdict)
{
	struct job *job = owner;

	job->run = NULL;
	finish(job, verdict);
}

/* Starts the command for the point of JOB.  A case that this host cannot run
 * is finished at once; trouble in starting one is the trouble of all. */
static enum mni_status
start(struct job *job, struct mni_trouble *trouble)
{
	const struct mni_item *item =
	    &job->state->batch->items[job->place.index];
	struct mni_verdict verdict;

	if (mni_point_init(&job->point, item->test, job->place.nth) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	job->run = mni_run_start(item->command, &job->point, &job->spare,
	    &job->state->loop, run_done, job, &verdict);
	if (job->run != NULL)
		return MNI_OK;
	if (verdict.kind == MNI_BROKEN)
		return mni_trouble(trouble, MNI_SYSTEM, "%s", verdict.why);
	finish(job, verdict);
	return MNI_OK;
}

/* Begins points until all jobs are busy. */
static enum mni_status
fill_jobs(struct state *state, struct mni_trouble *trouble)
{
	struct job *job;
	size_t i;

	for (i = 0; i < state->batch->jobs; i++) {
		job = &state->jobs[i];
		while (job->run == NULL &&
		       mni_queue_begin(&state->queue, &job->place))
			if (start(job, trouble) != MNI_OK)
				return MNI_SYSTEM;
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

/* SIGPIPE is for a command that does not read its input to the end: here that
 * is an error of the write. */
static void
catch_signals(struct state *state)
{
	struct sigaction action = {.sa_handler = handle};
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	size_t i;

	(void)sigemptyset(&action.sa_mask);
	action.sa_flags = SA_RESTART;
	for (i = 0; i < CAUGHT_COUNT; i++)
		(void)sigaction(caught[i], &action, &state->before[i]);
	(void)sigemptyset(&ignore.sa_mask);
	(void)sigaction(SIGPIPE, &ignore, &state->pipe_before);
}

static void
release_signals(const struct state *state)
{
	size_t i;

	for (i = 0; i < CAUGHT_COUNT; i++)
		(void)sigaction(caught[i], &state->before[i], NULL);
	(void)sigaction(SIGPIPE, &state->pipe_before, NULL);
}

static enum mni_status
work(struct state *state, struct mni_trouble *trouble)
{
	while (state->ended_by == 0) {
		if (fill_jobs(state, trouble) != MNI_OK)
			return MNI_SYSTEM;
		if (mni_queue_is_over(&state->queue))
			return MNI_OK;
		if (mni_loop_turn(&state->loop) == -1)
			return mni_trouble(
			    trouble, MNI_SYSTEM, "wait: %s", strerror(errno));
	}
	return mni_trouble(trouble, MNI_SYSTEM, "ended by signal %d (%s)",
	    state->ended_by, strsignal(state->ended_by));
}

/* Makes the jobs, the queue and the loop.  Returns 0, or -1 with
 * errno; fini_state() follows either way. */
static int
init_state(struct state *state)
{
	struct mni_batch *batch = state->batch;
	size_t i;

	state->jobs = calloc(batch->jobs, sizeof(*state->jobs));
	if (mni_queue_init(&state->queue, batch) == -1 || state->jobs == NULL ||
	    mni_loop_init(&state->loop) == -1)
		return -1;
	for (i = 0; i < batch->jobs; i++)
		state->jobs[i].state = state;
	return 0;
}

static void
fini_state(struct state *state)
{
	size_t i;

	for (i = 0; state->jobs != NULL && i < state->batch->jobs; i++) {
		mni_run_cancel(state->jobs[i].run);
		mni_point_fini(&state->jobs[i].point);
		mn_net_free(state->jobs[i].spare);
	}
	mni_queue_fini(&state->queue);
	mni_loop_fini(&state->loop);
	free(state->jobs);
}

/* Has the handler write into a pipe that the loop watches.  Returns 0, or -1
 * with errno. */
static int
watch_signals(struct state *state)
{
	int fds[2];

	if (mni_pipe(fds) == -1)
		return -1;
	signal_pipe = fds[1];
	state->signals = (struct mni_watch){.fd = fds[0],
	    .events = POLLIN,
	    .expiry = mni_deadline_never(),
	    .ready = signalled,
	    .owner = state};
	if (mni_loop_add(&state->loop, &state->signals) == -1)
		return -1;
	catch_signals(state);
	return 0;
}

/* After the signals, whose handler writes into it. */
static void
close_pipe(const struct state *state)
{
	if (state->signals.fd == -1)
		return;
	(void)close(state->signals.fd);
	(void)close((int)signal_pipe);
}

enum mni_status
mni_batch_run(struct mni_batch *batch, struct mni_trouble *trouble)
{
	struct state state = {.batch = batch, .signals = {.fd = -1}};
	enum mni_status status;

	if (init_state(&state) == -1 || watch_signals(&state) == -1) {
		status =
		    mni_trouble(trouble, MNI_SYSTEM, "%s", strerror(errno));
		fini_state(&state);
		close_pipe(&state);
		return status;
	}
	status = work(&state, trouble);
	fini_state(&state);
	release_signals(&state);
	close_pipe(&state);
	if (state.ended_by != 0)
		(void)raise(state.ended_by);
	return status;
}
