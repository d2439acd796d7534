/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/bell.h"

#include "base/socket.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#ifdef HAVE_EVENTFD
#include <sys/eventfd.h>
#endif

int
mni_bell_open(struct mni_bell *bell)
{
#ifdef HAVE_EVENTFD
	bell->heard = bell->rope = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return bell->heard == -1 ? -1 : 0;
#else
	int fds[2];

	if (mni_pipe(fds) == -1)
		return -1;
	bell->heard = fds[0];
	bell->rope = fds[1];
	return 0;
#endif
}

void
mni_bell_ring(const struct mni_bell *bell)
{
	uint64_t one = 1;
	int error = errno;

	/* A full pipe is heard just as well. */
	(void)!write(bell->rope, &one, sizeof(one));
	errno = error;
}

void
mni_bell_hush(const struct mni_bell *bell)
{
	uint64_t counts[8];

	while (read(bell->heard, counts, sizeof(counts)) == sizeof(counts))
		continue;
}

void
mni_bell_close(struct mni_bell *bell)
{
	if (bell->heard != -1)
		(void)close(bell->heard);
	if (bell->rope != -1 && bell->rope != bell->heard)
		(void)close(bell->rope);
	bell->heard = bell->rope = -1;
}
