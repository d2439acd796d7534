/* SPDX-License-Identifier: MIT */
/*
 * Sockets as everything here wants them: close-on-exec from the start,
 * non-blocking, and never a SIGPIPE.
 */
#ifndef MNI_BASE_SOCKET_H
#define MNI_BASE_SOCKET_H

#include "base/address.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"

#include <stddef.h>
#include <sys/types.h>

/* A new socket of FAMILY and TYPE (SOCK_STREAM, SOCK_DGRAM), or -1 with
 * errno. */
int mni_socket(int family, int type) MNI_MUST_USE;

/* accept() for a non-blocking listening socket.  *out_peer is who called,
 * unless it is NULL.  Returns -1 with errno EAGAIN when nobody waits. */
int mni_accept(int listener, struct mni_address *out_peer) MNI_MUST_USE;

/* A close-on-exec, non-blocking pipe: fds[0] reads, fds[1] writes.  Returns 0
 * or -1 with errno. */
int mni_pipe(int fds[static 2]) MNI_MUST_USE;

/* send() that raises no SIGPIPE. */
ssize_t mni_send(int fd, const void *data, size_t size);

/* The same for the last octets, behind which FD is closed at once: the end of
 * the stream goes with them, and not behind them, where the system can do
 * that. */
ssize_t mni_send_last(int fd, const void *data, size_t size);

/* The same whose last octet is urgent (RFC 9293 section 3.8.5). */
ssize_t mni_send_urgent(int fd, const void *data, size_t size);

/* Has the system keep so many OCTETS for FD, coming and going, within limits of
 * its own.  Returns 0 or -1 with errno. */
int mni_set_buffers(int fd, int octets);

/* Has small pieces leave at once, before the last one is acknowledged; so do
 * those of the connections that FD accepts.  Others than TCP do so anyway. */
void mni_set_prompt(int fd);

/* The most octets that leave FD in one segment (RFC 9293 section 3.7.1), or 0:
 * it has no segments, or does not tell. */
size_t mni_segment_size(int fd);

/* The address FD is bound to.  Returns 0 or -1 with errno. */
int mni_local_address(int fd, struct mni_address *out_address) MNI_MUST_USE;

/* Waits until FD has one of EVENTS (POLLIN, POLLOUT), an error or a hang-up.
 * Returns 1, 0 when the deadline passed first, or -1 with errno. */
int mni_wait_for(int fd, short events, struct mni_deadline deadline);

/* Opens a socket of TYPE and begins to connect it to ADDRESS; POLLOUT tells
 * that this has ended, and mni_connect_error() how.  Returns it, or -1 with
 * errno. */
int mni_connect_begin(const struct mni_address *address, int type) MNI_MUST_USE;

/* What the connection that FD was to be has come to: 0 or an error number.  One
 * that was reset is 0 while there are octets that came before. */
int mni_connect_error(int fd);

/*
 * Opens a socket of TYPE connected to ADDRESS.  Blocks until DEADLINE at
 * most.  Errors: no-address (there is no such path), refused (also no route),
 * timeout, truncated (the connection was reset as soon as it was there),
 * system.
 */
enum mni_status mni_connect(const struct mni_address *address, int type,
    struct mni_deadline deadline, int *out_fd,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* The status of a socket call that failed with ERROR. */
enum mni_status mni_status_of_errno(int error);

#endif
