/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/started.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 20000
#define MOST_WORDS 24
#define MOST_TEXT 4096

/* What is put together for exec(). */
struct command {
	char text[MOST_TEXT]; /* the words, each with a NUL */
	size_t size;
	char *words[MOST_WORDS + 1];
	size_t count;
};

/* Takes SIZE octets of WORD.  Returns 0, or -1 when there is no room. */
static int
add_word(struct command *command, const char *word, size_t size)
{
	if (command->count == MOST_WORDS || size >= MOST_TEXT - command->size)
		return -1;
	command->words[command->count++] = command->text + command->size;
	memcpy(command->text + command->size, word, size);
	command->text[command->size + size] = '\0';
	command->size += size + 1;
	return 0;
}

static int
add_emulator(struct command *command)
{
	const char *word = getenv("EMULATOR");
	size_t size;

	for (; word != NULL && *word != '\0'; word += size) {
		word += strspn(word, " ");
		size = strcspn(word, " ");
		if (size > 0 && add_word(command, word, size) == -1)
			return -1;
	}
	return 0;
}

int
started_begin(
    struct started *program, const char *path, const char *const *arguments)
{
	struct command command = {.size = 0};
	int result = add_emulator(&command);

	if (result == 0)
		result = add_word(&command, path, strlen(path));
	for (; result == 0 && *arguments != NULL; arguments++)
		result = add_word(&command, *arguments, strlen(*arguments));
	if (result == -1 || mni_channel_pipe(&program->channels.out, 0) == -1 ||
	    mni_launch(
	        command.words, &program->channels, true, &program->pid) != 0)
		return -1;
	mni_channels_close_its(&program->channels);
	return 0;
}

/* Whether TEXT has the line END, or is anything for NULL. */
static int
has_line(const char *text, const char *end)
{
	size_t size = end == NULL ? 0 : strlen(end);

	if (end == NULL)
		return *text != '\0';
	for (; *text != '\0'; text += strcspn(text, "\n")) {
		text += *text == '\n';
		if (strncmp(text, end, size) == 0 && text[size] == '\n')
			return 1;
	}
	return 0;
}

int
started_hear(
    struct started *program, const char *end, char *out, size_t capacity)
{
	struct pollfd wanted = {
	    .fd = program->channels.out.ours, .events = POLLIN};
	size_t size = 0;
	ssize_t more;

	out[0] = '\0';
	while (!has_line(out, end)) {
		if (size + 1 == capacity || poll(&wanted, 1, PATIENCE_MS) <= 0)
			return -1;
		more = read(wanted.fd, out + size, capacity - size - 1);
		if (more <= 0)
			return -1;
		size += (size_t)more;
		out[size] = '\0';
	}
	return 0;
}

void
started_end(struct started *program)
{
	mni_channels_close(&program->channels);
	if (program->pid == 0)
		return;
	(void)kill(-program->pid, SIGKILL);
	(void)kill(program->pid, SIGKILL);
	(void)waitpid(program->pid, NULL, 0);
	program->pid = 0;
}
