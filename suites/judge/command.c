/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/command.h"

#include "base/bytes.h"
#include "engine/net.h"
#include "judge/judge.h"
#include "judge/launch.h"
#include "judge/mocks.h"
#include "judge/template.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A command that prints so much more than its case expects is stopped. */
#define MOST_MORE ((size_t)1 << 20)
#define MOST_SAID ((size_t)4096)
#define MOST_CHUNK 65536

struct mni_run {
	const struct mni_command *command;
	const struct mni_case *test;
	struct mni_loop *loop;
	void (*done)(void *owner, struct mni_verdict verdict);
	void *owner;
	struct mn_net *net;       /* owned */
	struct mn_net **spare;    /* where it is given to at the end */
	struct mn_server *server; /* the net's; the first */
	size_t left;              /* starts behind this one */
	pid_t pid;                /* also its process group; 0: none */
	struct mni_watch in, out, err, killer;
	size_t most_printed; /* octets of output that are kept */
	size_t fed;          /* octets of the case's input that are gone */
	int64_t start_ns;
	struct mni_outcome outcome;
};

static void
remove_watches(struct mni_run *run)
{
	mni_loop_remove(run->loop, &run->in);
	mni_loop_remove(run->loop, &run->out);
	mni_loop_remove(run->loop, &run->err);
	mni_loop_remove(run->loop, &run->killer);
}

static void
close_watched(const struct mni_watch *watch)
{
	if (watch->fd != -1)
		(void)close(watch->fd);
}

static void
stop_channels(struct mni_run *run)
{
	remove_watches(run);
	close_watched(&run->in);
	close_watched(&run->out);
	close_watched(&run->err);
	run->in.fd = run->out.fd = run->err.fd = -1;
}

static void
free_run(struct mni_run *run)
{
	stop_channels(run);
	mni_outcome_fini(&run->outcome);
	mni_net_give(run->spare, run->net);
	free(run);
}

static void
kill_group(const struct mni_run *run)
{
	(void)kill(-run->pid, SIGKILL);
}

static void
kill_for(struct mni_run *run, enum mni_end end)
{
	if (run->outcome.end == MNI_END_STATUS)
		run->outcome.end = end;
	kill_group(run);
}

static void
stop_watching(struct mni_watch *watch)
{
	watch->events = 0;
}

/* Takes what can be read at once.  Returns false at the end of it. */
static bool
take_output(struct mni_run *run, struct mni_watch *watch)
{
	struct mni_bytes *bytes = watch == &run->out ? &run->outcome.body
	                                             : &run->outcome.said;
	size_t most = watch == &run->out ? run->most_printed : MOST_SAID, room;
	char chunk[MOST_CHUNK];
	ssize_t size = read(watch->fd, chunk, sizeof(chunk));

	if (size == -1)
		return errno == EINTR;
	if (size == 0)
		return false;
	room = most - bytes->size;
	if (mni_bytes_append(
	        bytes, chunk, (size_t)size < room ? (size_t)size : room) == -1)
		return false;
	if ((size_t)size > room && watch == &run->out)
		kill_for(run, MNI_END_FLOOD);
	return true;
}

static void
output_ready(struct mni_watch *watch, short revents)
{
	(void)revents;
	/* EAGAIN cannot be: the loop said so.  A terminal ends with EIO. */
	if (!take_output(watch->owner, watch))
		stop_watching(watch);
}

/* Closes the command's standard input, so that it sees the end of it. */
static void
end_input(struct mni_run *run)
{
	mni_loop_remove(run->loop, &run->in);
	close_watched(&run->in);
	run->in.fd = -1;
}

/* Gives the command what its standard input takes at once.  One that has ended
 * or closed it has had enough. */
static void
input_ready(struct mni_watch *watch, short revents)
{
	struct mni_run *run = watch->owner;
	const struct mni_octets *input = &run->test->input;
	uint8_t chunk[MOST_CHUNK];
	ssize_t size = 0;

	(void)revents;
	if (run->fed < input->size)
		size = write(watch->fd, chunk,
		    mni_octets_write(input, run->fed, chunk, sizeof(chunk)));
	if (size == -1 && (errno == EINTR || errno == EAGAIN))
		return;
	if (size > 0)
		run->fed += (size_t)size;
	if (size == -1 || run->fed == input->size)
		end_input(run);
}

static void
time_is_up(struct mni_watch *watch, short revents)
{
	(void)revents;
	kill_for(watch->owner, MNI_END_HANG);
}

static void
note_end(struct mni_run *run, int wait_status)
{
	struct mni_outcome *outcome = &run->outcome;
	bool ours = run->command->statuses;

	if (outcome->end != MNI_END_STATUS)
		return;
	if (WIFSIGNALED(wait_status)) {
		outcome->end = MNI_END_SIGNAL;
		outcome->number = WTERMSIG(wait_status);
		return;
	}
	outcome->number = WEXITSTATUS(wait_status);
	outcome->ours = ours;
	outcome->class_known = ours && outcome->number <= MNI_UNHEALTHY;
	if (outcome->class_known)
		outcome->status = (enum mni_status)outcome->number;
	else
		outcome->status = outcome->number == 0 ? MNI_OK : MNI_SYSTEM;
}

/* Takes what is left in a pipe, MOST octets at most: a child that has left the
 * process group is still alive and may print without end. */
static void
take_rest(struct mni_run *run, struct mni_watch *watch, size_t most)
{
	size_t rounds = most / MOST_CHUNK + 2;

	while (watch->events != 0 && rounds-- > 0 && take_output(run, watch))
		continue;
}

void
mni_run_cancel(struct mni_run *run)
{
	if (run == NULL)
		return;
	kill_group(run);
	while (waitpid(run->pid, NULL, 0) == -1 && errno == EINTR)
		continue;
	free_run(run);
}

/* Returns 0 or an errno. */
static int
start_process(struct mni_run *run, const struct mni_channels *channels)
{
	int deadline_ms = run->command->deadline_ms;
	char **words;
	int error;

	if (deadline_ms == 0)
		deadline_ms = run->test->deadline_ms;
	words = mni_template_words(
	    run->command, run->test, run->server, deadline_ms);
	if (words == NULL)
		return ENOMEM;
	run->start_ns = mni_now_ns();
	error = mni_launch(words, channels, true, &run->pid);
	mni_words_free(words);
	run->killer.expiry =
	    mni_deadline_in(deadline_ms + run->command->grace_ms);
	mni_loop_update(run->loop, &run->killer);
	return error;
}

static int
watch(struct mni_run *run, struct mni_watch *watch, int fd, short events,
    void (*ready)(struct mni_watch *, short))
{
	*watch = (struct mni_watch){.fd = fd,
	    .events = events,
	    .expiry = mni_deadline_never(),
	    .ready = ready,
	    .owner = run};
	return mni_loop_add(run->loop, watch);
}

/* Returns 0 or an errno; remove_watches() follows either way. */
static int
watch_all(struct mni_run *run, const struct mni_channels *channels)
{
	int in = channels->in.ours;

	run->in.fd = -1;
	if ((in != -1 &&
	        watch(run, &run->in, in, POLLOUT, input_ready) == -1) ||
	    watch(run, &run->out, channels->out.ours, POLLIN, output_ready) ==
	        -1 ||
	    watch(run, &run->err, channels->err.ours, POLLIN, output_ready) ==
	        -1 ||
	    watch(run, &run->killer, -1, 0, time_is_up) == -1)
		return errno;
	return 0;
}

/* Opens what the command reads from and writes to.  Returns 0, or -1 and
 * *out_verdict: a host without terminals cannot run a case that wants one. */
static int
open_channels(const struct mni_case *test, struct mni_channels *channels,
    struct mni_verdict *out_verdict)
{
	if (test->terminal && mni_channel_terminal(&channels->out) == -1) {
		*out_verdict = mni_verdict_of(MNI_SKIP,
		    "this host gives no terminal (%s)", strerror(errno));
		return -1;
	}
	if ((test->has_input && mni_channel_pipe(&channels->in, 1) == -1) ||
	    (!test->terminal && mni_channel_pipe(&channels->out, 0) == -1) ||
	    mni_channel_pipe(&channels->err, 0) == -1) {
		*out_verdict =
		    mni_verdict_of(MNI_BROKEN, "no pipe: %s", strerror(errno));
		return -1;
	}
	return 0;
}

/* Watches the command and starts it.  Returns 0, or -1 and *out_verdict. */
static int
start(struct mni_run *run, struct mni_verdict *out_verdict)
{
	struct mni_channels channels = MNI_CHANNELS_NONE;
	int error, failed = open_channels(run->test, &channels, out_verdict);

	if (failed == 0 && ((error = watch_all(run, &channels)) != 0 ||
	                       (error = start_process(run, &channels)) != 0)) {
		*out_verdict = mni_verdict_of(MNI_BROKEN,
		    "cannot run '%.200s': %s", run->command->words[0],
		    strerror(error));
		failed = -1;
	}
	if (failed != 0) {
		remove_watches(run);
		mni_channels_close(&channels);
		return -1;
	}
	mni_channels_close_its(&channels);
	return 0;
}

/* Starts the command once more, where the case wants that and the outcome was
 * as it has to be.  Returns whether it runs; else *out_verdict. */
static bool
run_again(struct mni_run *run, struct mni_verdict *out_verdict)
{
	if (run->left == 0 ||
	    !mni_is_accepted(run->test, &run->outcome, run->command->strict)) {
		*out_verdict = mni_judge(run->test, &run->outcome, run->server,
		    run->command->strict);
		return false;
	}
	run->left--;
	stop_channels(run);
	mni_outcome_fini(&run->outcome);
	run->outcome = MNI_OUTCOME_EMPTY;
	run->fed = 0;
	if (start(run, out_verdict) == 0)
		return true;
	run->in.fd = run->out.fd = run->err.fd = -1;
	return false;
}

void
mni_run_reap(struct mni_run *run)
{
	void (*done)(void *, struct mni_verdict) = run->done;
	struct mni_verdict verdict;
	void *owner = run->owner;
	int status;
	siginfo_t info = {.si_pid = 0};

	/* Its group is killed before it is reaped: until then nobody else can
	 * have its number. */
	if (waitid(P_PID, (id_t)run->pid, &info, WEXITED | WNOHANG | WNOWAIT) ==
	        -1 ||
	    info.si_pid == 0)
		return;
	run->outcome.elapsed_ms =
	    (int)((mni_now_ns() - run->start_ns) / 1000000);
	kill_group(run);
	take_rest(run, &run->out, run->most_printed);
	take_rest(run, &run->err, MOST_SAID);
	while (waitpid(run->pid, &status, 0) == -1 && errno == EINTR)
		continue;
	note_end(run, status);
	if (run_again(run, &verdict))
		return;
	free_run(run);
	done(owner, verdict);
}

/* How much of what a command prints is kept for TEST. */
static size_t
most_printed(const struct mni_case *test)
{
	size_t i, longest = 0;

	for (i = 0; i < test->expect_count; i++)
		if (test->expects[i].body.size > longest)
			longest = test->expects[i].body.size;
	return longest + MOST_MORE;
}

struct mni_run *
mni_run_start(const struct mni_command *command, const struct mni_case *test,
    struct mn_net **spare, struct mni_loop *loop,
    void (*done)(void *owner, struct mni_verdict verdict), void *owner,
    struct mni_verdict *out_verdict)
{
	struct mni_run *run = calloc(1, sizeof(*run));
	struct mn_net *net = mni_net_take(spare);

	if (test->other_count > 0 &&
	    !mni_command_mentions(command, "{server}")) {
		*out_verdict = mni_verdict_of(MNI_SKIP,
		    "no word of the command holds {server}: it can be told of "
		    "one mock only");
		goto fail;
	}
	if (run == NULL || net == NULL) {
		*out_verdict =
		    mni_verdict_of(MNI_BROKEN, "no net: %s", strerror(errno));
		goto fail;
	}
	run->command = command;
	run->test = test;
	run->loop = loop;
	run->done = done;
	run->owner = owner;
	run->net = net;
	run->spare = spare;
	run->left = test->times - 1;
	run->outcome = MNI_OUTCOME_EMPTY;
	run->most_printed = most_printed(test);
	run->server = mni_start_mock(net, test, out_verdict);
	if (run->server != NULL && start(run, out_verdict) == 0)
		return run;
fail:
	mni_net_give(spare, net);
	free(run);
	return NULL;
}
