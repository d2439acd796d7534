/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/child.h"

#include "base/deadline.h"
#include "base/socket.h"
#include "base/text.h"
#include "support/checks.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIFE_MS 20000 /* until a program is killed */
#define MOST_WORDS 40
#define LINE 512

/* Fails the test, with what is known of the program. */
static void broken(const struct child *child, const char *format, ...)
    MNI_PRINTF(2, 3);

static void
broken(const struct child *child, const char *format, ...)
{
	char why[2 * LINE], words[LINE] = "", said[LINE], printed[LINE];
	va_list args;
	size_t i, used = 0;

	va_start(args, format);
	(void)vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	for (i = 0; child->words[i] != NULL && used < sizeof(words); i++)
		used += (size_t)snprintf(words + used, sizeof(words) - used,
		    "%s%s", i == 0 ? "" : " ",
		    mni_quote(
		        said, 60, child->words[i], strlen(child->words[i])));
	ck_abort_msg("%s: %s\nit said %s\nit printed %s", words, why,
	    mni_quote(said, sizeof(said), child->said.data, child->said.size),
	    mni_quote(printed, sizeof(printed), child->printed.data,
	        child->printed.size));
}

bool
child_is_emulated(void)
{
	const char *emulator = getenv("EMULATOR");

	return emulator != NULL && emulator[0] != '\0';
}

static void add_word(char **words, size_t *count, const char *format, ...)
    MNI_PRINTF(3, 4);

static void
add_word(char **words, size_t *count, const char *format, ...)
{
	va_list args, again;
	int size;

	va_start(args, format);
	va_copy(again, args);
	size = vsnprintf(NULL, 0, format, args);
	va_end(args);
	ck_assert_uint_lt(*count, MOST_WORDS - 1);
	words[*count] = malloc((size_t)size + 1);
	ck_assert_ptr_nonnull(words[*count]);
	(void)vsnprintf(words[*count], (size_t)size + 1, format, again);
	va_end(again);
	words[++*count] = NULL;
}

/* The words of the emulator, where there is one. */
static void
add_emulator(char **words, size_t *count)
{
	const char *at = getenv("EMULATOR");
	size_t length;

	for (; at != NULL && *at != '\0'; at += length) {
		at += strspn(at, " ");
		length = strcspn(at, " ");
		if (length > 0)
			add_word(words, count, "%.*s", (int)length, at);
	}
}

static void
add_argument(const struct child *child, char **words, size_t *count, size_t nth)
{
	const char *word = child->words[nth];

	if (strcmp(word, "{port}") == 0)
		add_word(words, count, "%u", mn_port(child->server));
	else
		add_word(words, count, "%s", word);
}

static void
fill_words(const struct child *child, char **words)
{
	const char *build = getenv("top_builddir");
	const char *const *before = child->before;
	size_t i, count = 0;

	words[0] = NULL;
	for (; before != NULL && *before != NULL; before++)
		add_word(words, &count, "%s", *before);
	add_emulator(words, &count);
	add_word(words, &count, "%s/src/%s", build == NULL ? "." : build,
	    child->words[0]);
	for (i = 1; i < CHILD_WORDS && child->words[i] != NULL; i++)
		add_argument(child, words, &count, i);
}

static int
open_as(struct mni_channel *channel, const char *path, int flags)
{
	channel->its = open(path, flags | O_CLOEXEC);
	return channel->its == -1 ? -1 : 0;
}

/* A file without a name. */
static int
open_file(const struct child *child, struct mni_channel *channel)
{
	FILE *file = tmpfile();

	if (file == NULL)
		return -1;
	ck_assert_uint_eq(fwrite(child->input, 1, child->input_size, file),
	    child->input_size);
	rewind(file);
	channel->its = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0);
	(void)fclose(file);
	return channel->its == -1 ? -1 : 0;
}

/* Opens what the program has for a stream; OURS as for a pipe. */
static int
open_stream(const struct child *child, struct mni_channel *channel,
    enum stream stream, int ours)
{
	switch (stream) {
	case STREAM_PIPE:
	case STREAM_HELD:
		return mni_channel_pipe(channel, ours);
	case STREAM_GONE:
		if (mni_channel_pipe(channel, ours) == -1)
			return -1;
		(void)close(channel->ours);
		channel->ours = -1;
		return 0;
	case STREAM_CLOSED:
		channel->its = MNI_CLOSED;
		return 0;
	case STREAM_TERMINAL:
		return mni_channel_terminal(channel);
	case STREAM_FULL:
		return open_as(channel, "/dev/full", O_WRONLY);
	case STREAM_FILE:
		return open_file(child, channel);
	case STREAM_FOLDER:
		return open_as(channel, "/", O_RDONLY);
	}
	return -1;
}

/* The life of the program is a pipe that it holds alone, and knows nothing
 * of. */
static void
launch(struct child *child)
{
	char *words[MOST_WORDS];
	int error, fds[2];
	size_t i;

	fill_words(child, words);
	ck_assert_int_eq(mni_pipe(fds), 0);
	ck_assert_int_eq(fcntl(fds[1], F_SETFD, 0), 0);
	error = mni_launch(words, &child->channels, false, &child->pid);
	(void)close(fds[1]);
	child->life = fds[0];
	for (i = 0; words[i] != NULL; i++)
		free(words[i]);
	mni_channels_close_its(&child->channels);
	if (error != 0)
		broken(child, "it cannot be started: %s", strerror(error));
}

static void
end_input(struct child *child)
{
	(void)close(child->channels.in.ours);
	child->channels.in.ours = -1;
}

bool
child_start(struct child *child)
{
	struct mni_channels *channels = &child->channels;

	/* It may end before it has read what it is fed. */
	(void)signal(SIGPIPE, SIG_IGN);
	*channels = MNI_CHANNELS_NONE;
	child->life = -1;
	child->fed = 0;
	child->printed = child->said = MNI_BYTES_EMPTY;
	if (open_stream(child, &channels->in, child->in, 1) == -1 ||
	    open_stream(child, &channels->out, child->out, 0) == -1 ||
	    open_stream(child, &channels->err, child->err, 0) == -1) {
		checks_skip(tcase_name(), "this host has no such stream: %s",
		    strerror(errno));
		mni_channels_close(channels);
		return false;
	}
	launch(child);
	if (child->in == STREAM_PIPE && child->input_size == 0)
		end_input(child);
	return true;
}

/* Gives it what it takes of its input.  One that has closed it has had
 * enough. */
static void
feed(struct child *child)
{
	const char *input = child->input;
	ssize_t size = write(child->channels.in.ours, input + child->fed,
	    child->input_size - child->fed);

	if (size == -1 && (errno == EINTR || errno == EAGAIN))
		return;
	if (size > 0)
		child->fed += (size_t)size;
	if (size == -1 || child->fed == child->input_size)
		end_input(child);
}

/* Takes what is there.  A terminal ends with an error. */
static void
take(struct mni_channel *channel, struct mni_bytes *bytes)
{
	char data[65536];
	ssize_t size = read(channel->ours, data, sizeof(data));

	if (size == -1 && (errno == EINTR || errno == EAGAIN))
		return;
	if (size > 0) {
		ck_assert_int_eq(
		    mni_bytes_append(bytes, data, (size_t)size), 0);
		return;
	}
	(void)close(channel->ours);
	channel->ours = -1;
}

static void
reap(struct child *child)
{
	while (waitpid(child->pid, &child->wait_status, 0) == -1)
		ck_assert_int_eq(errno, EINTR);
	child->pid = 0;
}

/* Waits until something can be done for it, and does it. */
static void
serve_child(struct child *child, struct mni_deadline deadline)
{
	struct mni_channels *channels = &child->channels;
	bool reads = child->out == STREAM_PIPE || child->out == STREAM_TERMINAL;
	struct pollfd polled[] = {
	    {.fd = child->in == STREAM_PIPE ? channels->in.ours : -1,
	        .events = POLLOUT},
	    {.fd = reads ? channels->out.ours : -1, .events = POLLIN},
	    {.fd = channels->err.ours, .events = POLLIN},
	    {.fd = child->life, .events = POLLIN}};

	if (poll(polled, 4, mni_deadline_left(deadline)) == 0) {
		(void)kill(child->pid, SIGKILL);
		reap(child);
		broken(child, "it still ran after %d ms", LIFE_MS);
	}
	if (polled[0].revents != 0)
		feed(child);
	if (polled[1].revents != 0)
		take(&channels->out, &child->printed);
	if (polled[2].revents != 0)
		take(&channels->err, &child->said);
	if (polled[3].revents != 0) {
		(void)close(child->life);
		child->life = -1;
	}
}

/* Whether all is read that can be. */
static bool
is_read(const struct child *child)
{
	return child->channels.err.ours == -1 &&
	       (child->channels.out.ours == -1 || child->out == STREAM_HELD);
}

void
child_wait(struct child *child)
{
	struct mni_deadline deadline = mni_deadline_in(LIFE_MS);

	while (child->life != -1 || !is_read(child))
		serve_child(child, deadline);
	reap(child);
}

void
child_await(struct child *child, const char *text)
{
	struct mni_deadline deadline = mni_deadline_in(LIFE_MS);

	while (
	    mni_bytes_find(&child->printed, text, strlen(text)) == SIZE_MAX) {
		if (child->channels.out.ours == -1)
			broken(child, "it ended without printing '%s'", text);
		serve_child(child, deadline);
	}
}

size_t
child_sip(struct child *child, void *out, size_t size)
{
	struct mni_deadline deadline = mni_deadline_in(LIFE_MS);
	ssize_t came;

	if (mni_wait_for(child->channels.out.ours, POLLIN, deadline) != 1)
		broken(child, "it printed nothing more");
	came = read(child->channels.out.ours, out, size);
	ck_assert_int_ge((int)came, 0);
	return (size_t)came;
}

void
child_leave(struct child *child)
{
	(void)close(child->channels.out.ours);
	child->channels.out.ours = -1;
}

bool
child_run(struct child *child)
{
	if (!child_start(child))
		return false;
	child_wait(child);
	return true;
}

void
child_fini(struct child *child)
{
	mni_channels_close(&child->channels);
	mni_bytes_fini(&child->printed);
	mni_bytes_fini(&child->said);
}

/* What was said or printed as a string; the caller frees it. */
static char *
string_of(const struct mni_bytes *bytes)
{
	char *text = malloc(bytes->size + 1);

	ck_assert_ptr_nonnull(text);
	if (bytes->size > 0)
		memcpy(text, bytes->data, bytes->size);
	text[bytes->size] = '\0';
	ck_assert_uint_eq(strlen(text), bytes->size);
	return text;
}

/* Asserts that BYTES, which are called WHAT, fit PATTERN. */
static void
fit(const struct child *child, const struct mni_bytes *bytes, const char *what,
    const char *pattern)
{
	char *text = string_of(bytes);
	bool fits = fnmatch(pattern, text, FNM_NOESCAPE) == 0;

	free(text);
	if (!fits)
		broken(child, "%s does not fit '%s'", what, pattern);
}

static size_t
lines_of(const struct mni_bytes *bytes)
{
	size_t i, lines = 0;

	for (i = 0; i < bytes->size; i++)
		lines += bytes->data[i] == '\n';
	return lines;
}

/* getopt_long() has a message of its own, behind the name by which it was
 * called. */
static void
said_usage(const struct child *child, const char *said)
{
	char pattern[LINE];

	(void)snprintf(pattern, sizeof(pattern), "*%s: %s\nTry '%s --help'.\n",
	    child->words[0], said, child->words[0]);
	fit(child, &child->said, "what it said", pattern);
	if (lines_of(&child->said) != 2)
		broken(child, "it said more than two lines");
}

static void
said_class(const struct child *child, enum mni_status status, const char *said)
{
	char pattern[LINE];

	(void)snprintf(pattern, sizeof(pattern), "%s: *: %s: ?*\n",
	    child->words[0], mni_status_word(status));
	fit(child, &child->said, "what it said", pattern);
	(void)snprintf(
	    pattern, sizeof(pattern), "%s: %s\n", child->words[0], said);
	fit(child, &child->said, "what it said", pattern);
	if (lines_of(&child->said) != 1)
		broken(child, "it said more than one line");
}

void
child_ended(const struct child *child, enum mni_status status, const char *said)
{
	if (!WIFEXITED(child->wait_status))
		broken(child, "it did not exit: %#x",
		    (unsigned)child->wait_status);
	if (WEXITSTATUS(child->wait_status) != (int)status)
		broken(child, "its exit status is %d, not %d",
		    WEXITSTATUS(child->wait_status), (int)status);
	if (child->err == STREAM_CLOSED)
		return;
	if (status == MNI_OK)
		fit(child, &child->said, "what it said", "");
	else if (status == MNI_USAGE)
		said_usage(child, said);
	else
		said_class(child, status, said);
}

void
child_printed(const struct child *child, const char *pattern)
{
	fit(child, &child->printed, "what it printed", pattern);
}

void
child_said(const struct child *child, const char *pattern)
{
	fit(child, &child->said, "what it said", pattern);
}

void
child_killed(const struct child *child, int number)
{
	if (!WIFSIGNALED(child->wait_status) ||
	    WTERMSIG(child->wait_status) != number)
		broken(child, "it was not ended by signal %d: %#x", number,
		    (unsigned)child->wait_status);
	fit(child, &child->said, "what it said", "");
}
