/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/path.h"

#include "base/socket.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

static struct sockaddr_un
unix_of(const struct mni_address *address)
{
	struct sockaddr_un sun;

	memset(&sun, 0, sizeof(sun));
	memcpy(&sun, &address->storage, address->size);
	return sun;
}

static const struct sockaddr *
sockaddr_of(const struct mni_address *address)
{
	return (const struct sockaddr *)&address->storage;
}

/* Whether no socket is bound to the path any more.  A datagram socket is told
 * so, or that the other one is of another type; it disturbs nobody. */
static bool
is_left_over(const struct mni_address *address)
{
	struct sockaddr_un sun = unix_of(address);
	struct stat status;
	int fd, error = 0;

	if (stat(sun.sun_path, &status) == -1 || !S_ISSOCK(status.st_mode))
		return false;
	fd = mni_socket(AF_UNIX, SOCK_DGRAM);
	if (fd == -1)
		return false;
	if (connect(fd, sockaddr_of(address), address->size) == -1)
		error = errno;
	(void)close(fd);
	return error == ECONNREFUSED;
}

int
mni_path_bind(struct mni_path *path, int fd, const struct mni_address *address)
{
	struct sockaddr_un sun = unix_of(address);
	int result = bind(fd, sockaddr_of(address), address->size);

	if (result == -1 && errno == EADDRINUSE) {
		if (is_left_over(address) && unlink(sun.sun_path) == 0)
			result = bind(fd, sockaddr_of(address), address->size);
		else
			errno = EADDRINUSE;
	}
	path->bound = result == 0 && stat(sun.sun_path, &path->status) == 0;
	return result;
}

void
mni_path_remove(struct mni_path *path, const struct mni_address *address)
{
	struct sockaddr_un sun = unix_of(address);
	struct stat now;

	if (path->bound && stat(sun.sun_path, &now) == 0 &&
	    now.st_dev == path->status.st_dev &&
	    now.st_ino == path->status.st_ino)
		(void)unlink(sun.sun_path);
	path->bound = false;
}
