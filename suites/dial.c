/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dial.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct mn_net *net;

void
set_up(void)
{
	net = mn_net_new();
	ck_assert_ptr_nonnull(net);
}

void
tear_down(void)
{
	mn_net_free(net);
	net = NULL;
}

struct mn_server *
serve(const char *script)
{
	struct mn_server *server = mn_serve(net, script);

	ck_assert_msg(server != NULL, "%s", mn_complaint(net));
	return server;
}

int
dial(const struct mn_server *server, int type)
{
	struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
	const struct sockaddr *address;
	socklen_t size;
	int fd;

	address = mn_address(server, &size);
	fd = socket(address->sa_family, type, 0);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
	                     sizeof(patience)),
	    0);
	if (connect(fd, address, size) == -1) {
		int error = errno;

		(void)close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

size_t
drain(int fd, char *out, size_t capacity, int *out_error)
{
	size_t used = 0;
	ssize_t size;

	do {
		size = recv(fd, out + used, capacity - used, 0);
		if (size > 0)
			used += (size_t)size;
	} while (size > 0 && used < capacity);
	*out_error = size == -1 ? errno : 0;
	return used;
}

void
assert_port_held(const struct mn_server *server, int type)
{
	int fd = socket(AF_INET, type, 0);
	socklen_t size;
	const struct sockaddr *address = mn_address(server, &size);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(bind(fd, address, size), -1);
	ck_assert_int_eq(errno, EADDRINUSE);
	(void)close(fd);
}

int
dial_main(const char *name, const TTest *const *tests, size_t count)
{
	Suite *suite = suite_create(name);
	size_t i;

	for (i = 0; i < count; i++)
		tcase_add_checked_fixture(
		    checks_add(suite, tests[i], (int)i), set_up, tear_down);
	return checks_main(suite);
}
