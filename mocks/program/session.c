/* SPDX-License-Identifier: MIT */
/*
 * One thread waits for two things beside each other: for signals, which a
 * handler turns into octets of a pipe, and for news of the journal, for which
 * the engine writes octets into another.
 */
#include <config.h>

#include "program/session.h"

#include "base/loop.h"
#include "base/program.h"
#include "base/socket.h"
#include "engine/net.h"
#include "program/child.h"
#include "program/signals.h"
#include "program/variables.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Events that are written before signals are looked at again. */
#define MOST_AT_ONCE 1000

/* What the process ends with; all else is the command's. */
enum {
	AS_EXPECTED = 0,
	NOT_AS_EXPECTED = 1,
	TROUBLE = MNI_USAGE,
	OUTPUT_FAILED = MNI_OUTPUT,
	NOT_STARTED = 126,
	NOT_FOUND = 127
};

extern char **environ;

struct state {
	struct mni_session *session;
	struct mn_net *net; /* owned */
	struct mni_loop loop;
	struct mni_signals signals;
	struct mni_watch signal_watch, news_watch;
	int news[2]; /* owned */
	pid_t child;
	int status; /* of the command */
	bool over;
};

/* SHARED: the command has got it, too. */
static void
take_signal(struct state *state, int number, bool shared)
{
	if (state->session->command == NULL) {
		if (number != SIGCHLD)
			state->over = true;
	} else if (number == SIGCHLD) {
		if (mni_child_ended(state->child, &state->status))
			state->over = true;
	} else if (!shared) {
		(void)kill(state->child, number);
	}
}

static void
signalled(struct mni_watch *watch, short revents)
{
	struct state *state = watch->owner;
	bool shared;
	int number;

	(void)revents;
	while (!state->over &&
	       (number = mni_signals_next(&state->signals, &shared)) != 0)
		take_signal(state, number, shared);
}

static void
news_came(struct mni_watch *watch, short revents)
{
	struct state *state = watch->owner;
	char octets[64];

	(void)revents;
	while (read(watch->fd, octets, sizeof(octets)) > 0)
		continue;
	if (!mni_follow_write(&state->session->journals, MOST_AT_ONCE))
		(void)!write(state->news[1], "", 1);
}

static int
watch(struct state *state, struct mni_watch *watch, int fd,
    void (*ready)(struct mni_watch *, short))
{
	*watch = (struct mni_watch){.fd = fd,
	    .events = POLLIN,
	    .expiry = mni_deadline_never(),
	    .ready = ready,
	    .owner = state};
	return mni_loop_add(&state->loop, watch);
}

static int
watch_all(struct state *state)
{
	if (mni_loop_init(&state->loop) == -1 ||
	    mni_signals_catch(&state->signals) == -1 ||
	    mni_pipe(state->news) == -1 ||
	    watch(state, &state->signal_watch, state->signals.fd, signalled) ==
	        -1 ||
	    watch(state, &state->news_watch, state->news[0], news_came) == -1) {
		mni_program_error("no pipe: %s", strerror(errno));
		return TROUBLE;
	}
	if (state->session->journals.count > 0)
		mni_net_tell(state->net, state->news[1]);
	return AS_EXPECTED;
}

/* The stream for descriptor FD; those that everybody has stay open. */
static FILE *
open_ready(int fd)
{
	if (fd == MNI_NO_FD || fd == STDOUT_FILENO)
		return stdout;
	return fd == STDERR_FILENO ? stderr : fdopen(fd, "w");
}

static bool
close_ready(FILE *stream)
{
	bool whole = fflush(stream) == 0 && !ferror(stream);

	if (stream == stdout || stream == stderr)
		return whole;
	return fclose(stream) == 0 && whole;
}

/* Says where the servers are, and that they are ready. */
static int
announce(const struct state *state, const struct mni_variables *variables)
{
	int fd = state->session->ready_fd;
	FILE *stream = open_ready(fd);
	struct mni_trouble trouble;

	if (stream != NULL && state->session->env) {
		mni_variables_export(variables, stream);
		(void)fputs("# ready\n", stream);
	} else if (stream != NULL) {
		mni_servers_list(state->net, stream);
		(void)fputs("ready\n", stream);
	}
	if (stream != NULL && close_ready(stream))
		return AS_EXPECTED;
	(void)mni_trouble(&trouble, MNI_OUTPUT, "%s", strerror(errno));
	return (int)mni_program_failed(
	    fd == MNI_NO_FD ? "standard output" : "--ready-fd", MNI_OUTPUT,
	    &trouble);
}

static int
start_command(struct state *state, struct mni_variables *variables)
{
	char *const *words = state->session->command;
	int error;

	if (mni_variables_inherit(variables, environ) == -1)
		return TROUBLE;
	error = mni_child_start(
	    words, variables->list, &state->signals.before, &state->child);
	if (error == 0)
		return AS_EXPECTED;
	mni_program_error("%s: %s", words[0], strerror(error));
	return error == ENOENT ? NOT_FOUND : NOT_STARTED;
}

/* Lets the servers be found: by who reads, and by the command. */
static int
introduce(struct state *state)
{
	const struct mni_session *session = state->session;
	struct mni_variables variables = MNI_VARIABLES_EMPTY;
	int status = AS_EXPECTED;

	if ((session->env || session->command != NULL) &&
	    mni_variables_of(state->net, &variables) == -1)
		status = TROUBLE;
	if (status == AS_EXPECTED &&
	    (session->command == NULL || session->ready_fd != MNI_NO_FD))
		status = announce(state, &variables);
	if (status == AS_EXPECTED && session->command != NULL)
		status = start_command(state, &variables);
	mni_variables_fini(&variables);
	return status;
}

static int
begin(struct state *state)
{
	int status;

	state->net = mn_net_new();
	if (state->net == NULL) {
		mni_program_error("no net: %s", strerror(errno));
		return TROUBLE;
	}
	if (mni_servers_start(&state->session->servers, state->net) == -1)
		return TROUBLE;
	if (mni_follow_begin(&state->session->journals, state->net) == -1)
		return OUTPUT_FAILED;
	status = watch_all(state);
	return status == AS_EXPECTED ? introduce(state) : status;
}

static int
attend(struct state *state)
{
	while (!state->over)
		if (mni_loop_turn(&state->loop) == -1) {
			mni_program_error("poll: %s", strerror(errno));
			return TROUBLE;
		}
	return state->status;
}

/* Prints TEXT, which has a complaint a line. */
static void
print_complaints(const char *text)
{
	int length;

	for (; *text != '\0'; text += strspn(text, "\n")) {
		length = (int)strcspn(text, "\n");
		mni_program_error("%.*s", length, text);
		text += length;
	}
}

/* Ends what STATUS is the result of up to here. */
static int
conclude(struct state *state, int status)
{
	struct mni_session *session = state->session;
	bool as_expected = mn_ok(state->net) == 1;
	int failure = AS_EXPECTED;

	if (!as_expected)
		print_complaints(mn_complaint(state->net));
	mni_servers_stop(state->net);
	(void)mni_follow_write(&session->journals, SIZE_MAX);
	if (session->command == NULL && !session->quiet)
		mni_servers_sum_up(state->net, stderr);
	if (mni_follow_end(&session->journals) == -1)
		failure = OUTPUT_FAILED;
	if (!as_expected)
		failure = NOT_AS_EXPECTED;
	return status != AS_EXPECTED ? status : failure;
}

int
mni_session_run(struct mni_session *session)
{
	struct state state = {.session = session, .news = {-1, -1}};
	int status = begin(&state);

	if (status == AS_EXPECTED)
		status = conclude(&state, attend(&state));
	mn_net_free(state.net);
	mni_loop_fini(&state.loop);
	if (state.news[0] != -1) {
		(void)close(state.news[0]);
		(void)close(state.news[1]);
	}
	return status;
}

void
mni_session_fini(struct mni_session *session)
{
	mni_follow_fini(&session->journals);
	free(session->servers.ports);
	*session = MNI_SESSION_EMPTY;
}
