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

static void
print_error(const char *format, va_list args)
{
	(void)fprintf(stderr, "%s: ", program);
	(void)vfprintf(stderr, format, args);
	(void)fputc('\n', stderr);
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
	(void)fprintf(stderr, "%s: %s: %s: %s\n", program, target,
	    mni_status_word(status), trouble->text);
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

/* Length of what stands for itself at the beginning of DATA, or 0. */
static size_t
harmless(const uint8_t *data, size_t size)
{
	size_t length = mni_utf8_length(data, size);

	if (data[0] == '\n' || data[0] == '\t')
		return 1;
	if (data[0] == '\r')
		return size > 1 && data[1] == '\n' ? 2 : 0;
	if (length == 1 && (data[0] < 0x20 || data[0] == 0x7f))
		return 0;
	/* U+0080 to U+009F, the other control characters. */
	if (length == 2 && data[0] == 0xc2 && data[1] < 0xa0)
		return 0;
	return length;
}

static void
write_escaped(const struct mni_bytes *text)
{
	char escape[MNI_ESCAPE_MAX];
	size_t at = 0, length;

	while (at < text->size) {
		length = harmless(text->data + at, text->size - at);
		if (length > 0) {
			(void)fwrite(text->data + at, 1, length, stdout);
			at += length;
			continue;
		}
		(void)mni_escape_octet(text->data[at++], escape);
		(void)fputs(escape, stdout);
	}
}

enum mni_status
mni_program_write(const struct mni_bytes *text, struct mni_trouble *trouble)
{
	if (isatty(STDOUT_FILENO))
		write_escaped(text);
	else if (text->size > 0)
		(void)fwrite(text->data, 1, text->size, stdout);
	return mni_program_flush(trouble);
}

enum mni_status
mni_program_deliver(const char *target, const struct mni_bytes *text,
    enum mni_status status, const struct mni_trouble *trouble)
{
	struct mni_trouble write_trouble;
	enum mni_status written = mni_program_write(text, &write_trouble);

	if (status != MNI_OK)
		return mni_program_failed(target, status, trouble);
	if (written != MNI_OK)
		return mni_program_failed(
		    "standard output", written, &write_trouble);
	return MNI_OK;
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

int
mni_read_size(const char *text, size_t *out_size)
{
	int64_t value;

	if (read_digits(&text, INT64_C(1) << 30, &value) == -1 ||
	    *text != '\0' || value == 0)
		return -1;
	*out_size = (size_t)value;
	return 0;
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
