/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/output.h"

#include "base/socket.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_AT_ONCE ((size_t)1 << 20)

#ifndef PIPE_BUF
#define PIPE_BUF _POSIX_PIPE_BUF
#endif

/* Who is ready to take anything takes so much without blocking: a pipe, of
 * which POSIX promises it, and others PIPE_BUF octets, a file or device all. */
struct mni_output
mni_output_to(int fd)
{
	struct mni_output output = {.fd = fd, .own = -1, .at_once = PIPE_BUF};
	struct stat what;

	if (fd == -1 || fstat(fd, &what) == -1)
		return output;
	output.is_pipe = S_ISFIFO(what.st_mode);
	output.escaped = S_ISCHR(what.st_mode) && isatty(fd);
	if (S_ISREG(what.st_mode) || (S_ISCHR(what.st_mode) && !output.escaped))
		output.at_once = MOST_AT_ONCE;
	return output;
}

void
mni_output_fini(struct mni_output *output)
{
	mni_bytes_fini(&output->broken);
	mni_bytes_fini(&output->waiting);
	if (output->own != -1)
		(void)close(output->own);
	output->own = -1;
}

/* How many octets at DATA stand for themselves on a terminal, or 0. */
static size_t
harmless(const uint8_t *data, size_t size)
{
	if (data[0] == '\n' || data[0] == '\t')
		return 1;
	if (data[0] == '\r')
		return size > 1 && data[1] == '\n' ? 2 : 0;
	return mni_shown_length(data, size);
}

/* Whether what follows may make the octets at DATA harmless: a CR before its
 * LF, a character of UTF-8 before its end. */
static bool
may_go_on(const uint8_t *data, size_t size)
{
	static const uint8_t least[] = {0x80, 0x90, 0xa0};
	uint8_t longer[4];
	size_t length, i;

	if (size == 1 && data[0] == '\r')
		return true;
	if (size >= sizeof(longer))
		return false;
	memcpy(longer, data, size);
	for (length = size + 1; length <= sizeof(longer); length++)
		for (i = 0; i < sizeof(least); i++) {
			memset(longer + size, 0x80, sizeof(longer) - size);
			longer[size] = least[i];
			if (mni_utf8_length(longer, length) == length)
				return true;
		}
	return false;
}

/* Escapes what is whole of the broken characters; at their end, all.  Returns
 * 0, or -1 when there is no memory. */
static int
escape_broken(struct mni_output *output, bool end)
{
	const uint8_t *data = output->broken.data;
	size_t size = output->broken.size, at = 0, length;
	char escape[MNI_ESCAPE_MAX];
	int result = 0;

	while (at < size && result == 0) {
		length = harmless(data + at, size - at);
		if (length == 0 && !end && may_go_on(data + at, size - at))
			break;
		if (length > 0) {
			result = mni_bytes_append(
			    &output->waiting, data + at, length);
			at += length;
		} else {
			length = mni_escape_octet(data[at++], escape);
			result =
			    mni_bytes_append(&output->waiting, escape, length);
		}
	}
	mni_bytes_consume(&output->broken, at);
	return result;
}

int
mni_output_put(struct mni_output *output, const void *data, size_t size)
{
	if (output->written > output->waiting.size / 2) {
		mni_bytes_consume(&output->waiting, output->written);
		output->written = 0;
	}
	if (!output->escaped)
		return mni_bytes_append(&output->waiting, data, size);
	if (mni_bytes_append(&output->broken, data, size) == -1)
		return -1;
	return escape_broken(output, false);
}

int
mni_output_end(struct mni_output *output)
{
	return escape_broken(output, true);
}

size_t
mni_output_waiting(const struct mni_output *output)
{
	return output->waiting.size - output->written;
}

/*
 * Opens the pipe once more, for us alone and so that it does not block: the
 * flag of the caller's descriptor is that of all who share it.  Linux can do
 * that where /proc is mounted; others give a duplicate, whose flag is the
 * caller's, or nothing.
 */
static void
open_again(struct mni_output *output)
{
	char path[32];
	int fd, flags;

	output->is_pipe = false;
	(void)snprintf(path, sizeof(path), "/dev/fd/%d", output->fd);
	fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1)
		return;
	flags = fcntl(fd, F_GETFL);
	if (flags == -1 || (flags & O_NONBLOCK) == 0) {
		(void)close(fd);
		return;
	}
	output->fd = output->own = fd;
	output->at_once = MOST_AT_ONCE;
}

int
mni_output_write(struct mni_output *output)
{
	size_t size = mni_output_waiting(output);
	ssize_t written;

	if (size > output->at_once && output->is_pipe)
		open_again(output);
	if (size > output->at_once)
		size = output->at_once;
	if (size == 0)
		return 0;
	written =
	    write(output->fd, output->waiting.data + output->written, size);
	if (written == -1)
		return errno == EINTR || errno == EAGAIN ? 0 : -1;
	output->written += (size_t)written;
	return 0;
}

/* Waits until fd takes something.  Returns 0, or -1 with errno. */
static int
await_reader(const struct mni_output *output, struct mni_deadline deadline)
{
	int ready = mni_wait_for(output->fd, POLLOUT, deadline);

	if (ready == 0)
		errno = ETIMEDOUT;
	return ready == 1 ? 0 : -1;
}

int
mni_output_drain(struct mni_output *output, struct mni_deadline deadline)
{
	size_t before = 0, waiting;

	while ((waiting = mni_output_waiting(output)) > 0) {
		if ((waiting == before || output->at_once != MOST_AT_ONCE) &&
		    await_reader(output, deadline) == -1)
			return -1;
		if (mni_output_write(output) == -1)
			return -1;
		before = waiting;
	}
	return 0;
}

/* Writes SIZE octets, of which nothing is held.  Who took all that he was given
 * is not asked again whether he is ready, unless he could block us. */
static int
write_through(struct mni_output *output, const uint8_t *data, size_t size,
    struct mni_deadline deadline)
{
	bool full = false;
	ssize_t written;
	size_t piece;

	if (size > output->at_once && output->is_pipe)
		open_again(output);
	while (size > 0) {
		if ((full || output->at_once != MOST_AT_ONCE) &&
		    await_reader(output, deadline) == -1)
			return -1;
		piece = size < output->at_once ? size : output->at_once;
		written = write(output->fd, data, piece);
		if (written == -1 && errno != EINTR && errno != EAGAIN)
			return -1;
		full = written != (ssize_t)piece;
		data += written > 0 ? written : 0;
		size -= written > 0 ? (size_t)written : 0;
	}
	return 0;
}

int
mni_output_send(struct mni_output *output, const void *data, size_t size,
    struct mni_deadline deadline)
{
	if (!output->escaped && mni_output_waiting(output) == 0)
		return write_through(output, data, size, deadline);
	if (mni_output_put(output, data, size) == -1) {
		errno = ENOMEM;
		return -1;
	}
	return mni_output_drain(output, deadline);
}
