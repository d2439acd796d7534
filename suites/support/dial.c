/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/dial.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
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

void
await(struct mn_server *server, enum mn_event_kind kind, size_t count)
{
	ck_assert_msg(mn_wait(server, kind, count, PATIENCE_MS),
	    "%s has %zu of %zu %s", mn_name(server), mn_count(server, kind),
	    count, mn_event_word(kind));
}

struct mn_event
happened(const struct mn_server *server, enum mn_event_kind kind, size_t nth)
{
	struct mn_event event;
	size_t i, left = nth;

	for (i = 0; mn_event(server, i, &event); i++)
		if (event.kind == kind && left-- == 0)
			return event;
	ck_abort_msg("%s has no %s number %zu", mn_name(server),
	    mn_event_word(kind), nth);
	return event;
}

const char *
told(const struct mn_server *server, enum mn_event_kind kind, size_t nth)
{
	struct mn_event event = happened(server, kind, nth);
	static char text[600];

	(void)snprintf(text, sizeof(text), "%.*s", (int)event.size,
	    (const char *)event.data);
	return text;
}

int
open_socket(int family, int type)
{
	struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
	int fd = socket(family, type, 0);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
	                     sizeof(patience)),
	    0);
	return fd;
}

void
say_to(int fd, const struct mn_server *server, const char *text)
{
	socklen_t size;
	const struct sockaddr *address = mn_address(server, &size);

	ck_assert_int_eq((int)sendto(fd, text, strlen(text), 0, address, size),
	    (int)strlen(text));
}

int
dial(const struct mn_server *server, int type)
{
	socklen_t size;
	const struct sockaddr *address = mn_address(server, &size);
	int fd = open_socket(address->sa_family, type), error;

	if (connect(fd, address, size) == 0)
		return fd;
	error = errno;
	(void)close(fd);
	errno = error;
	return -1;
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
say(int fd, const char *text)
{
	ck_assert_int_eq(
	    (int)send(fd, text, strlen(text), 0), (int)strlen(text));
}

void
hear(int fd, const char *text)
{
	size_t used = 0, want = strlen(text);
	char data[1000];
	ssize_t size;

	ck_assert_uint_lt(want, sizeof(data));
	while (used < want) {
		size = recv(fd, data + used, want - used, 0);
		ck_assert_msg(size > 0, "after %zu octets of \"%s\": %s", used,
		    text, size == 0 ? "the end" : strerror(errno));
		used += (size_t)size;
	}
	data[used] = '\0';
	ck_assert_str_eq(data, text);
}

void
hear_datagram(int fd, const char *text)
{
	char data[1000];
	ssize_t size = recv(fd, data, sizeof(data) - 1, 0);

	ck_assert_msg(size != -1, "no \"%s\" came: %s", text, strerror(errno));
	data[size] = '\0';
	ck_assert_str_eq(data, text);
	ck_assert_uint_eq((size_t)size, strlen(text));
}

/* What recv() comes to when only the end is left. */
static void
hear_last(int fd, ssize_t want, int want_error)
{
	char data[100];
	ssize_t size;

	errno = 0;
	size = recv(fd, data, sizeof(data), 0);
	ck_assert_int_eq((int)size, (int)want);
	ck_assert_int_eq(errno, want_error);
}

void
hear_end(int fd)
{
	hear_last(fd, 0, 0);
}

void
hear_reset(int fd)
{
	hear_last(fd, -1, ECONNRESET);
}

void
hear_nothing(int fd)
{
	struct pollfd readable = {.fd = fd, .events = POLLIN};

	ck_assert_int_eq(poll(&readable, 1, QUIET_MS), 0);
}

void
assert_port_held(const struct mn_server *server, int type)
{
	socklen_t size;
	const struct sockaddr *address = mn_address(server, &size);
	int fd = socket(address->sa_family, type, 0);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(bind(fd, address, size), -1);
	ck_assert_int_eq(errno, EADDRINUSE);
	(void)close(fd);
}

void
dial_add(Suite *suite, const TTest *test, int index)
{
	tcase_add_checked_fixture(
	    checks_add(suite, test, index), set_up, tear_down);
}

Suite *
dial_suite(const char *name, const TTest *const *tests, size_t count)
{
	Suite *suite = suite_create(name);
	size_t i;

	for (i = 0; i < count; i++)
		dial_add(suite, tests[i], (int)i);
	return suite;
}

int
dial_main(const char *name, const TTest *const *tests, size_t count)
{
	return checks_main(dial_suite(name, tests, count));
}

struct mni_fetch
dial_quote(const char *host, const struct mn_server *server, int type)
{
	return (struct mni_fetch){.peer = {.host = host,
	                              .port = (uint16_t)mn_port(server),
	                              .family = AF_UNSPEC,
	                              .type = type},
	    .retry_ms = 20,
	    .max_size = 100,
	    .what = "quote"};
}
