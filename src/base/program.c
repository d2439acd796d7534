/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/program.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DAY_MS INT64_C(86400000)
#define TEXT_SIZE 8192 /* of an error, with any path in it */

static const char *program = "mocknet", *program_verb;

void
mni_program_begin(const char *name)
{
	int fd;

	program = name;
	/* open() takes the lowest number that is free: the missing one.  Its
	 * access is the wrong one, so that using it stays an error. */
	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			(void)!open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
	(void)signal(SIGPIPE, SIG_IGN);
}

void
mni_program_set_verb(const char *verb)
{
	program_verb = verb;
}

static void print_error(const char *format, va_list args) MNI_PRINTF(1, 0);

/* What a user wrote or a server sent may be in it, and it stays one line that
 * a terminal only shows. */
static void
print_error(const char *format, va_list args)
{
	char text[TEXT_SIZE], shown[2 * TEXT_SIZE];

	(void)vsnprintf(text, sizeof(text), format, args);
	(void)fprintf(
	    stderr, "%s: %s\n", program, mni_show(shown, sizeof(shown), text));
}

void
mni_program_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_error(format, args);
	va_end(args);
}

enum mni_status
mni_program_hint(void)
{
	if (program_verb == NULL)
		(void)fprintf(stderr, "Try '%s --help'.\n", program);
	else
		(void)fprintf(
		    stderr, "Try '%s %s --help'.\n", program, program_verb);
	return MNI_USAGE;
}

enum mni_status
mni_program_usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_error(format, args);
	va_end(args);
	return mni_program_hint();
}

enum mni_status
mni_program_failed(const char *target, enum mni_status status,
    const struct mni_trouble *trouble)
{
	mni_program_error(
	    "%s: %s: %s", target, mni_status_word(status), trouble->text);
	return status;
}

enum mni_status
mni_program_flush(struct mni_trouble *trouble)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return MNI_OK;
	return mni_trouble(trouble, MNI_OUTPUT, "%s", strerror(errno));
}

/* Flushes the answer to a question about the program itself. */
static enum mni_status
end_answer(void)
{
	struct mni_trouble trouble;
	enum mni_status status = mni_program_flush(&trouble);

	if (status != MNI_OK)
		return mni_program_failed("standard output", status, &trouble);
	return status;
}

enum mni_status
mni_program_help(const char *text)
{
	(void)fputs(text, stdout);
	return end_answer();
}

enum mni_status
mni_program_version(void)
{
	(void)printf("%s (mocknet) %s\n", program, PACKAGE_VERSION);
	return end_answer();
}

enum mni_status
mni_program_end_output(struct mni_output *output, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	if (mni_output_end(output) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	if (mni_output_drain(output, deadline) == 0)
		return MNI_OK;
	if (errno == ETIMEDOUT)
		return mni_trouble(trouble, MNI_TIMEOUT, "not read in time");
	return mni_trouble(trouble, MNI_OUTPUT, "%s", strerror(errno));
}

enum mni_status
mni_program_write(const struct mni_bytes *text, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	struct mni_output output = mni_output_to(STDOUT_FILENO);
	enum mni_status status = MNI_SYSTEM;

	if (mni_output_put(&output, text->data, text->size) == 0)
		status = mni_program_end_output(&output, deadline, trouble);
	else
		(void)mni_trouble(trouble, MNI_SYSTEM, "no memory");
	mni_output_fini(&output);
	return status;
}

enum mni_status
mni_program_end(const char *target, enum mni_status status,
    const struct mni_trouble *trouble, enum mni_status written,
    const struct mni_trouble *write_trouble)
{
	if (status != MNI_OK)
		return mni_program_failed(target, status, trouble);
	if (written != MNI_OK)
		return mni_program_failed(
		    "standard output", written, write_trouble);
	return MNI_OK;
}

void
mni_program_trace(void *owner, char kind, const void *data, size_t size)
{
	struct mni_output output = mni_output_to(-1);
	const char *line = data, *end;
	size_t length;

	(void)owner;
	output.escaped = true;
	while (size > 0) {
		end = memchr(line, '\n', size);
		length = end == NULL ? size : (size_t)(end - line);
		if (mni_output_put(&output, line, length) == -1 ||
		    mni_output_end(&output) == -1)
			break;
		(void)fprintf(stderr, "%c %.*s\n", kind,
		    (int)output.waiting.size,
		    (const char *)output.waiting.data);
		output.waiting.size = 0;
		length += end == NULL ? 0 : 1;
		line += length;
		size -= length;
	}
	mni_output_fini(&output);
}

/* Reads decimal digits up to a value of MOST and moves *text past them. */
static int
read_digits(const char **text, int64_t most, int64_t *out_value)
{
	const char *start = *text;
	int64_t value = 0;

	for (; **text >= '0' && **text <= '9'; (*text)++) {
		value = value * 10 + (**text - '0');
		if (value > most)
			return -1;
	}
	*out_value = value;
	return *text == start ? -1 : 0;
}

int
mni_read_port(const char *text, uint16_t *out_port)
{
	int64_t value;

	if (read_digits(&text, UINT16_MAX, &value) == -1 || *text != '\0' ||
	    value == 0)
		return -1;
	*out_port = (uint16_t)value;
	return 0;
}

/* Reads a whole number from 1 to MOST. */
static int
read_number(const char *text, int64_t most, size_t *out_number)
{
	int64_t value;

	if (read_digits(&text, most, &value) == -1 || *text != '\0' ||
	    value == 0)
		return -1;
	*out_number = (size_t)value;
	return 0;
}

int
mni_read_size(const char *text, size_t *out_size)
{
	return read_number(text, INT64_C(1) << 30, out_size);
}

int
mni_read_count(const char *text, size_t *out_count)
{
	return read_number(text, 1000000000, out_count);
}

int
mni_read_seconds(const char *text, int64_t *out_ms)
{
	int64_t ms = 0, unit = 100;
	bool more = false;

	if (*text != '.' && read_digits(&text, DAY_MS / 1000, &ms) == -1)
		return -1;
	ms *= 1000;
	if (*text == '.') {
		text++;
		if (*text == '\0')
			return -1;
		for (; *text >= '0' && *text <= '9'; text++, unit /= 10) {
			ms += (*text - '0') * unit;
			more = more || (unit == 0 && *text != '0');
		}
	}
	ms += more ? 1 : 0;
	if (*text != '\0' || ms == 0 || ms > DAY_MS)
		return -1;
	*out_ms = ms;
	return 0;
}
