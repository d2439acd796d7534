/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/random.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#ifdef HAVE_GETRANDOM
#include <sys/random.h>
#endif

/* Reads a device, where the system has no call, or a kernel that is older than
 * its C library lacks it. */
static int
read_device(uint16_t *out_number)
{
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC), error;
	ssize_t size;

	if (fd == -1)
		return -1;
	do
		size = read(fd, out_number, sizeof(*out_number));
	while (size == -1 && errno == EINTR);
	error = size == -1 ? errno : EIO;
	(void)close(fd);
	if (size == sizeof(*out_number))
		return 0;
	errno = error;
	return -1;
}

int
mni_dns_random(uint16_t *out_number)
{
#ifdef HAVE_GETRANDOM
	ssize_t size;

	do
		size = getrandom(out_number, sizeof(*out_number), 0);
	while (size == -1 && errno == EINTR);
	if (size == sizeof(*out_number))
		return 0;
#endif
	return read_device(out_number);
}
