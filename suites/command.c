/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "command.h"

#include "base/bytes.h"
#include "base/socket.h"
#include "template.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* More than any case expects; a command that prints more is stopped. */
#define MOST_PRINTED ((size_t)1 << 20)
#define MOST_SAID ((size_t)4096)
#define MOST_CHUNK 65536

extern char **environ;

struct mni_run {
	const struct mni_command *command;
	const struct mni_case *test;
	struct mni_loop *loop;
	void (*done)(void *owner, struct mni_verdict verdict);
	void *owner;
	struct mn_net *net;       /* owned */
	struct mn_server *server; /* the net's */
	pid_t pid;                /* also its process group; 0: none */
	struct mni_watch out, err, killer;
	int64_t start_ns;
	struct mni_outcome outcome;
};

static void
remove_watches(struct mni_run *run)
{
	mni_loop_remove(run->loop, &run->out);
	mni_loop_remove(run->loop, &run->err);
	mni_loop_remove(run->loop, &run->killer);
}

static void
free_run(struct mni_run *run)
{
	remove_watches(run);
	if (run->out.fd != -1)
		(void)close(run->out.fd);
	if (run->err.fd != -1)
		(void)close(run->err.fd);
	mni_outcome_fini(&run->outcome);
	mn_net_free(run->net);
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
	size_t most = watch == &run->out ? MOST_PRINTED : MOST_SAID, room;
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
	take_rest(run, &run->out, MOST_PRINTED);
	take_rest(run, &run->err, MOST_SAID);
	while (waitpid(run->pid, &status, 0) == -1 && errno == EINTR)
		continue;
	note_end(run, status);
	verdict = mni_judge(
	    run->test, &run->outcome, run->server, run->command->strict);
	free_run(run);
	done(owner, verdict);
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

/* The two ends of what the command writes to: ours and its. */
struct channel {
	int ours, its;
};

static int
open_pipe(struct channel *channel)
{
	int fds[2], flags;

	if (mni_pipe(fds) == -1)
		return -1;
	channel->ours = fds[0];
	channel->its = fds[1];
	flags = fcntl(channel->its, F_GETFL);
	return fcntl(channel->its, F_SETFL, flags & ~O_NONBLOCK);
}

#ifdef HAVE_POSIX_OPENPT
/* A terminal that passes octets on as they are: no LF to CRLF. */
static int
open_terminal(struct channel *channel)
{
	struct termios attributes;
	const char *name;

	channel->ours = posix_openpt(O_RDWR | O_NOCTTY);
	if (channel->ours == -1 || grantpt(channel->ours) == -1 ||
	    unlockpt(channel->ours) == -1)
		return -1;
	name = ptsname(channel->ours);
	if (name == NULL)
		return -1;
	channel->its = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (channel->its == -1 || tcgetattr(channel->its, &attributes) == -1)
		return -1;
	attributes.c_oflag &= (tcflag_t)~OPOST;
	if (tcsetattr(channel->its, TCSANOW, &attributes) == -1 ||
	    fcntl(channel->ours, F_SETFD, FD_CLOEXEC) == -1)
		return -1;
	return fcntl(channel->ours, F_SETFL, O_NONBLOCK);
}
#else
static int
open_terminal(struct channel *channel)
{
	(void)channel;
	errno = ENOSYS;
	return -1;
}
#endif

static void
close_channel(const struct channel *channel)
{
	if (channel->ours != -1)
		(void)close(channel->ours);
	if (channel->its != -1)
		(void)close(channel->its);
}

/* Starts WORDS in a process group of its own, with nothing to read.  Returns
 * 0 or an errno. */
static int
spawn(char **words, int out, int err, pid_t *out_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, pipe_only;
	int error;

	(void)sigemptyset(&none);
	(void)sigemptyset(&pipe_only);
	(void)sigaddset(&pipe_only, SIGPIPE);
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_addopen(
	    &actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	(void)posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	(void)posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
	(void)posix_spawnattr_init(&attributes);
	(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP |
	                                                POSIX_SPAWN_SETSIGMASK |
	                                                POSIX_SPAWN_SETSIGDEF);
	(void)posix_spawnattr_setpgroup(&attributes, 0);
	(void)posix_spawnattr_setsigmask(&attributes, &none);
	(void)posix_spawnattr_setsigdefault(&attributes, &pipe_only);
	error = posix_spawnp(
	    out_pid, words[0], &actions, &attributes, words, environ);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&actions);
	return error;
}

/* Starts the command with its output in the two channels, which it closes on
 * its side.  Returns 0 or an errno. */
static int
start_process(
    struct mni_run *run, const struct channel *out, const struct channel *err)
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
	error = spawn(words, out->its, err->its, &run->pid);
	mni_words_free(words);
	run->killer.expiry =
	    mni_deadline_in(deadline_ms + run->command->grace_ms);
	mni_loop_update(run->loop, &run->killer);
	return error;
}

static int
watch(struct mni_run *run, struct mni_watch *watch, int fd,
    void (*ready)(struct mni_watch *, short))
{
	*watch = (struct mni_watch){.fd = fd,
	    .events = fd == -1 ? 0 : POLLIN,
	    .expiry = mni_deadline_never(),
	    .ready = ready,
	    .owner = run};
	return mni_loop_add(run->loop, watch);
}

/* Returns 0 or an errno; remove_watches() follows either way. */
static int
watch_all(struct mni_run *run, int out, int err)
{
	if (watch(run, &run->out, out, output_ready) == -1 ||
	    watch(run, &run->err, err, output_ready) == -1 ||
	    watch(run, &run->killer, -1, time_is_up) == -1)
		return errno;
	return 0;
}

/* Opens what the command writes to.  Returns 0, or -1 and *out_verdict: a
 * host without terminals cannot run a case that wants one. */
static int
open_channels(const struct mni_case *test, struct channel *out,
    struct channel *err, struct mni_verdict *out_verdict)
{
	if (test->terminal && open_terminal(out) == -1) {
		*out_verdict = mni_verdict_of(MNI_SKIP,
		    "this host gives no terminal (%s)", strerror(errno));
		return -1;
	}
	if ((!test->terminal && open_pipe(out) == -1) || open_pipe(err) == -1) {
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
	struct channel out = {-1, -1}, err = {-1, -1};
	int error, failed = open_channels(run->test, &out, &err, out_verdict);

	if (failed == 0 && ((error = watch_all(run, out.ours, err.ours)) != 0 ||
	                       (error = start_process(run, &out, &err)) != 0)) {
		*out_verdict = mni_verdict_of(MNI_BROKEN,
		    "cannot run '%.200s': %s", run->command->words[0],
		    strerror(error));
		failed = -1;
	}
	if (failed != 0) {
		remove_watches(run);
		close_channel(&out);
		close_channel(&err);
		return -1;
	}
	(void)close(out.its);
	(void)close(err.its);
	return 0;
}

struct mni_run *
mni_run_start(const struct mni_command *command, const struct mni_case *test,
    struct mni_loop *loop,
    void (*done)(void *owner, struct mni_verdict verdict), void *owner,
    struct mni_verdict *out_verdict)
{
	struct mni_run *run = calloc(1, sizeof(*run));
	struct mn_net *net = mn_net_new();

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
	run->outcome = MNI_OUTCOME_EMPTY;
	run->server = mni_start_mock(net, test, out_verdict);
	if (run->server != NULL && start(run, out_verdict) == 0)
		return run;
fail:
	mn_net_free(net);
	free(run);
	return NULL;
}
