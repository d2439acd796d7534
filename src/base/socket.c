/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#ifdef MSG_NOSIGNAL
#define SEND_FLAGS MSG_NOSIGNAL
#else
#define SEND_FLAGS 0
#endif

#ifdef MSG_MORE
#define MORE MSG_MORE
#else
#define MORE 0
#endif

/* How long to wait for room in the queue of a Unix socket. */
#define QUEUE_FULL_MS 5

/* Closes FD and keeps the errno of what went wrong before. */
static int
give_up(int fd)
{
	int error = errno;

	(void)close(fd);
	errno = error;
	return -1;
}

static int
make_ours(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags == -1 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) == -1 ||
	    fcntl(fd, F_SETFD, FD_CLOEXEC) == -1)
		return give_up(fd);
#ifdef SO_NOSIGPIPE
	(void)setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &(int){1}, sizeof(int));
#endif
	return fd;
}

int
mni_socket(int family, int type)
{
	int fd;

#if defined(SOCK_CLOEXEC) && defined(SOCK_NONBLOCK) && !defined(SO_NOSIGPIPE)
	fd = socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd != -1 || errno != EINVAL)
		return fd;
#endif
	fd = socket(family, type, 0);
	return fd == -1 ? -1 : make_ours(fd);
}

int
mni_accept(int listener, struct mni_address *out_peer)
{
	struct mni_address peer = {.size = sizeof(peer.storage)};
	struct sockaddr *sockaddr = NULL;
	socklen_t *size = NULL;
	int fd;

	if (out_peer != NULL) {
		sockaddr = (struct sockaddr *)&peer.storage;
		size = &peer.size;
	}
	do {
#ifdef HAVE_ACCEPT4
		fd = accept4(
		    listener, sockaddr, size, SOCK_CLOEXEC | SOCK_NONBLOCK);
#else
		fd = accept(listener, sockaddr, size);
		if (fd != -1)
			fd = make_ours(fd);
#endif
	} while (fd == -1 && (errno == EINTR || errno == ECONNABORTED));
	if (fd != -1 && out_peer != NULL)
		*out_peer = peer;
	return fd;
}

int
mni_pipe(int fds[static 2])
{
#ifdef HAVE_PIPE2
	return pipe2(fds, O_CLOEXEC | O_NONBLOCK);
#else
	if (pipe(fds) == -1)
		return -1;
	if (make_ours(fds[0]) == -1)
		return give_up(fds[1]);
	if (make_ours(fds[1]) == -1)
		return give_up(fds[0]);
	return 0;
#endif
}

static ssize_t
send_with(int fd, const void *data, size_t size, int flags)
{
	ssize_t sent;

	do
		sent = send(fd, data, size, SEND_FLAGS | flags);
	while (sent == -1 && errno == EINTR);
	return sent;
}

ssize_t
mni_send(int fd, const void *data, size_t size)
{
	return send_with(fd, data, size, 0);
}

ssize_t
mni_send_last(int fd, const void *data, size_t size)
{
	return send_with(fd, data, size, MORE);
}

ssize_t
mni_send_urgent(int fd, const void *data, size_t size)
{
	return send_with(fd, data, size, MSG_OOB);
}

int
mni_set_buffers(int fd, int octets)
{
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets, sizeof(octets)) ==
	    -1)
		return -1;
	return setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &octets, sizeof(octets));
}

void
mni_set_prompt(int fd)
{
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
}

size_t
mni_segment_size(int fd)
{
	int octets = 0;

#ifdef TCP_MAXSEG
	socklen_t size = sizeof(octets);

	if (getsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &octets, &size) == -1)
		return 0;
#else
	(void)fd;
#endif
	return octets > 0 ? (size_t)octets : 0;
}

int
mni_local_address(int fd, struct mni_address *out_address)
{
	struct mni_address address = {.size = sizeof(address.storage)};

	if (getsockname(
	        fd, (struct sockaddr *)&address.storage, &address.size) == -1)
		return -1;
	*out_address = address;
	return 0;
}

int
mni_wait_for(int fd, short events, struct mni_deadline deadline)
{
	struct pollfd wanted = {.fd = fd, .events = events};
	int ready;

	do
		ready = poll(&wanted, 1, mni_deadline_left(deadline));
	while (ready == -1 && errno == EINTR);
	return ready;
}

enum mni_status
mni_status_of_errno(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
	case ELOOP:
	case ENAMETOOLONG:
		return MNI_NO_ADDRESS;
	case ECONNREFUSED:
	case EPROTOTYPE:
	case ENETUNREACH:
	case EHOSTUNREACH:
	case ENETDOWN:
	case EADDRNOTAVAIL:
	case EACCES:
	case EPERM:
		return MNI_REFUSED;
	case ETIMEDOUT:
		return MNI_TIMEOUT;
	case ECONNRESET:
	case EPIPE:
		return MNI_TRUNCATED;
	default:
		return MNI_SYSTEM;
	}
}

int
mni_connect_begin(const struct mni_address *address, int type)
{
	int fd = mni_socket(address->storage.ss_family, type);

	if (fd != -1 &&
	    connect(fd, (const struct sockaddr *)&address->storage,
	        address->size) == -1 &&
	    errno != EINPROGRESS && errno != EINTR)
		return give_up(fd);
	return fd;
}

int
mni_connect_error(int fd)
{
	socklen_t size = sizeof(int);
	int error = 0;
	char octet;

	if (recv(fd, &octet, 1, MSG_PEEK) >= 0)
		return 0;
	if (errno != EAGAIN && errno != EWOULDBLOCK && errno != ENOTCONN)
		return errno;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == -1)
		return errno;
	return error;
}

static enum mni_status
wait_connected(
    int fd, struct mni_deadline deadline, struct mni_trouble *trouble)
{
	int error;

	switch (mni_wait_for(fd, POLLOUT, deadline)) {
	case 0:
		return mni_trouble(
		    trouble, MNI_TIMEOUT, "no connection in time");
	case -1:
		return mni_trouble(
		    trouble, MNI_SYSTEM, "poll: %s", strerror(errno));
	default:
		break;
	}
	error = mni_connect_error(fd);
	if (error == 0)
		return MNI_OK;
	return mni_trouble(trouble, mni_status_of_errno(error), "connect: %s",
	    strerror(error));
}

/* Connects FD.  Returns 0, or -1 with errno, which is EINPROGRESS when that
 * goes on.  A Unix socket whose queue is full says EAGAIN instead, and cannot
 * be waited for but by trying again. */
static int
begin_connection(
    int fd, const struct mni_address *address, struct mni_deadline deadline)
{
	const struct sockaddr *sockaddr =
	    (const struct sockaddr *)&address->storage;
	int result, left_ms;

	for (;;) {
		result = connect(fd, sockaddr, address->size);
		left_ms = mni_deadline_left(deadline);
		if (result == 0 || errno != EAGAIN || left_ms == 0)
			break;
		(void)poll(NULL, 0, QUEUE_FULL_MS);
	}
	if (result == -1 && errno == EINTR)
		errno = EINPROGRESS;
	return result;
}

enum mni_status
mni_connect(const struct mni_address *address, int type,
    struct mni_deadline deadline, int *out_fd, struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;
	int fd = mni_socket(address->storage.ss_family, type);

	if (fd == -1)
		return mni_trouble(trouble,
		    errno == EAFNOSUPPORT ? MNI_REFUSED : MNI_SYSTEM,
		    "socket: %s", strerror(errno));
	if (begin_connection(fd, address, deadline) == -1) {
		if (errno == EINPROGRESS)
			status = wait_connected(fd, deadline, trouble);
		else if (errno == EAGAIN)
			status = mni_trouble(
			    trouble, MNI_TIMEOUT, "no connection in time");
		else
			status = mni_trouble(trouble,
			    mni_status_of_errno(errno), "connect: %s",
			    strerror(errno));
	}
	if (status != MNI_OK) {
		(void)close(fd);
		return status;
	}
	*out_fd = fd;
	return MNI_OK;
}
