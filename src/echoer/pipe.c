/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echoer/pipe.h"

#include "base/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* What a pipe holds is memory that the kernel keeps for a peer that does not
 * read; further bulky streams are copied. */
#define PIPES_MOST 16

/* As large as an ordinary user may have it. */
#define PIPE_SIZE (1 << 20)

#ifdef HAVE_SPLICE

static ssize_t
move(int from, int to, size_t size)
{
	return splice(
	    from, NULL, to, NULL, size, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
}

/* One that cannot be made larger does as well, in more calls. */
static void
enlarge(int fd)
{
#ifdef F_SETPIPE_SZ
	(void)fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
#else
	(void)fd;
#endif
}

#else

static ssize_t
move(int from, int to, size_t size)
{
	(void)from;
	(void)to;
	(void)size;
	errno = ENOSYS;
	return -1;
}

static void
enlarge(int fd)
{
	(void)fd;
}

#endif

void
mni_pipes_init(struct mni_pipes *pipes, bool usable)
{
#ifndef HAVE_SPLICE
	usable = false;
#endif
	*pipes = (struct mni_pipes){.usable = usable};
}

void
mni_pipes_fini(struct mni_pipes *pipes)
{
	struct mni_pipe *pipe;

	while ((pipe = pipes->idle) != NULL) {
		pipes->idle = pipe->next;
		mni_pipe_discard(pipes, pipe);
	}
}

static struct mni_pipe *
new_pipe(void)
{
	struct mni_pipe *pipe = malloc(sizeof(*pipe));

	if (pipe == NULL)
		return NULL;
	pipe->held = 0;
	if (mni_pipe(pipe->fds) == 0) {
		enlarge(pipe->fds[1]);
		return pipe;
	}
	free(pipe);
	return NULL;
}

struct mni_pipe *
mni_pipe_take(struct mni_pipes *pipes)
{
	struct mni_pipe *pipe = pipes->idle;

	if (!pipes->usable)
		return NULL;
	if (pipe != NULL) {
		pipes->idle = pipe->next;
		return pipe;
	}
	if (pipes->count == PIPES_MOST)
		return NULL;
	pipe = new_pipe();
	if (pipe != NULL)
		pipes->count++;
	return pipe;
}

void
mni_pipe_give(struct mni_pipes *pipes, struct mni_pipe *pipe)
{
	pipe->next = pipes->idle;
	pipes->idle = pipe;
}

void
mni_pipe_discard(struct mni_pipes *pipes, struct mni_pipe *pipe)
{
	(void)close(pipe->fds[0]);
	(void)close(pipe->fds[1]);
	free(pipe);
	pipes->count--;
}

ssize_t
mni_pipe_fill(struct mni_pipe *pipe, int fd)
{
	ssize_t moved = move(fd, pipe->fds[1], PIPE_SIZE);

	if (moved > 0)
		pipe->held = (size_t)moved;
	return moved;
}

ssize_t
mni_pipe_pour(struct mni_pipe *pipe, int fd)
{
	ssize_t moved = move(pipe->fds[0], fd, pipe->held);

	if (moved > 0)
		pipe->held -= (size_t)moved;
	return moved;
}
