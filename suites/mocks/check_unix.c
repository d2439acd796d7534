/* SPDX-License-Identifier: MIT */
/* Servers at a path: whose it is, and what is different there. */
#include <config.h>

#include "base/address.h"
#include "support/dial.h"
#include "support/scratch.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[SCRATCH_PATH];

/* The script of a server of KIND at NAME in the scratch folder, whose path is
 * then in path. */
static const char *
script_at(const char *kind, const char *name, const char *steps)
{
	static char script[SCRATCH_PATH + 200];

	(void)snprintf(script, sizeof(script), "unix %s \"%s\"\n%s", kind,
	    scratch_path(path, name), steps);
	return script;
}

/* A socket of TYPE that is bound to the path, as one that was never removed. */
static int
bind_path(int type)
{
	int fd = open_socket(AF_UNIX, type);
	struct mni_address address;

	ck_assert_int_eq(mni_address_unix(path, strlen(path), &address), 0);
	ck_assert_int_eq(
	    bind(fd, (const struct sockaddr *)&address.storage, address.size),
	    0);
	return fd;
}

static bool
is_there(void)
{
	return access(path, F_OK) == 0;
}

START_TEST(unix_stream_is_a_stream)
{
	struct mn_server *server =
	    serve(script_at("stream", "plain", " recv \"hi\"\n send \"ho\"\n"));
	int fd = dial(server, SOCK_STREAM);
	char host[SCRATCH_PATH + 10];

	(void)snprintf(host, sizeof(host), "unix:%s", path);
	ck_assert_str_eq(mn_host(server), host);
	ck_assert_uint_eq(mn_port(server), 0);
	ck_assert_str_eq(mn_kind(server), "unix-stream");
	ck_assert_str_eq(mn_name(server), "unix-stream1");
	ck_assert_ptr_null(mn_url(server, "/"));
	ck_assert_int_eq(errno, EAFNOSUPPORT);
	say(fd, "hi");
	hear(fd, "ho");
	hear_end(fd);
	ck_assert_str_eq(happened(server, MN_ACCEPT, 0).peer, "unix:");
	ck_assert_str_eq(happened(server, MN_ACCEPT, 0).local, host);
	(void)close(fd);
	await(server, MN_FIN_SEEN, 1);
}
END_TEST

/* There is no reset: it ends, and is told to have ended so. */
START_TEST(unix_stream_ends_where_tcp_is_reset)
{
	struct mn_server *server = serve(script_at("stream", "ends",
	    " connection 1\n send \"0123456789\" repeat 1000\n recv \"hi\"\n"));
	int error, fd = dial(server, SOCK_STREAM);
	char data[20000];

	say(fd, "ho");
	await(server, MN_UNEXPECTED, 1);
	await(server, MN_FIN_SENT, 1);
	ck_assert_uint_eq(drain(fd, data, sizeof(data), &error), 10000);
	ck_assert_int_eq(error, 0);
	(void)close(fd);
	fd = dial(server, SOCK_STREAM);
	hear_end(fd);
	(void)close(fd);
	ck_assert_uint_eq(mn_count(server, MN_UNEXPECTED), 2);
	ck_assert_uint_eq(mn_count(server, MN_RST_SENT), 0);
}
END_TEST

START_TEST(path_is_removed_with_its_server)
{
	struct mn_server *server =
	    serve(script_at("stream", "removed", " stall\n"));

	ck_assert(is_there());
	ck_assert(mn_stop(server));
	ck_assert(!is_there());
	(void)serve(script_at("datagram", "removed", " recv\n"));
	ck_assert(is_there());
	tear_down();
	ck_assert(!is_there());
}
END_TEST

/* Who is there is not disturbed by the question whether anybody is. */
static void
assert_taken(const char *kind, const char *other)
{
	struct mn_server *server = serve(script_at(kind, "taken", " recv\n"));

	ck_assert_ptr_null(mn_serve(net, script_at(kind, "taken", " recv\n")));
	ck_assert_int_eq(errno, EADDRINUSE);
	ck_assert_ptr_nonnull(strstr(mn_complaint(net), path));
	ck_assert_ptr_null(mn_serve(net, script_at(other, "taken", " recv\n")));
	ck_assert_int_eq(errno, EADDRINUSE);
	ck_assert_uint_eq(mn_count(server, MN_ACCEPT), 0);
	ck_assert_uint_eq(mn_count(server, MN_RECV), 0);
	ck_assert(mn_stop(server));
}

START_TEST(path_that_is_taken)
{
	assert_taken("stream", "datagram");
	assert_taken("datagram", "stream");
}
END_TEST

START_TEST(path_that_was_left_behind_is_taken_over)
{
	struct mn_server *server;
	int fd;

	(void)scratch_path(path, "stale");
	(void)close(bind_path(SOCK_STREAM));
	ck_assert(is_there());
	server = serve(script_at("stream", "stale", " send \"x\"\n"));
	fd = dial(server, SOCK_STREAM);
	hear(fd, "x");
	(void)close(fd);
	ck_assert(mn_stop(server));
	ck_assert(!is_there());
	(void)close(bind_path(SOCK_DGRAM));
	(void)serve(script_at("stream", "stale", " send \"x\"\n"));
}
END_TEST

START_TEST(path_of_a_file_is_left_alone)
{
	struct stat status;

	scratch_write("file", "text", 4);
	ck_assert_ptr_null(
	    mn_serve(net, script_at("stream", "file", " recv\n")));
	ck_assert_int_eq(errno, EADDRINUSE);
	ck_assert_ptr_null(
	    mn_serve(net, script_at("datagram", "file", " recv\n")));
	tear_down();
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_int_eq((int)status.st_size, 4);
}
END_TEST

START_TEST(path_that_somebody_else_has_now_is_left_alone)
{
	struct mn_server *server =
	    serve(script_at("stream", "other", " recv\n"));
	int fd;

	ck_assert_int_eq(unlink(path), 0);
	fd = bind_path(SOCK_STREAM);
	ck_assert(mn_stop(server));
	ck_assert(is_there());
	(void)close(fd);
}
END_TEST

START_TEST(path_in_no_folder)
{
	ck_assert_ptr_null(
	    mn_serve(net, "unix stream \"/nonexistent/x\"\n recv\n"));
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_ptr_nonnull(
	    strstr(mn_complaint(net), "no socket at /nonexistent/x: "));
}
END_TEST

START_TEST(unix_datagram_answers_who_has_a_path)
{
	struct mn_server *server = serve(script_at(
	    "datagram", "asked", " recv \"hi\"\n send \"ho\" twice\n"));
	char peer[SCRATCH_PATH + 10];
	int fd;

	(void)scratch_path(path, "asks");
	fd = bind_path(SOCK_DGRAM);
	say_to(fd, server, "hi");
	hear_datagram(fd, "ho");
	hear_datagram(fd, "ho");
	(void)snprintf(peer, sizeof(peer), "unix:%s", path);
	ck_assert_str_eq(happened(server, MN_RECV, 0).peer, peer);
	ck_assert_str_eq(mn_kind(server), "unix-datagram");
	ck_assert(mn_ok(net));
	(void)close(fd);
}
END_TEST

START_TEST(unix_datagram_of_nobody_cannot_be_answered)
{
	struct mn_server *server =
	    serve(script_at("datagram", "nobody", " recv\n send \"x\"\n"));
	int fd = dial(server, SOCK_DGRAM);

	say(fd, "?");
	await(server, MN_DONE, 1);
	ck_assert_str_eq(happened(server, MN_RECV, 0).peer, "unix:");
	ck_assert_str_eq(told(server, MN_UNEXPECTED, 0),
	    "the peer has bound no path and cannot be answered");
	ck_assert(!mn_ok(net));
	(void)close(fd);
}
END_TEST

/* Somebody who does not read is waited for. */
START_TEST(unix_datagram_waits_for_a_slow_reader)
{
	struct mn_server *server = serve(
	    script_at("datagram", "fast", " recv\n send \"x\" times 200\n"));
	int i, fd;

	(void)scratch_path(path, "slow");
	fd = bind_path(SOCK_DGRAM);
	say_to(fd, server, "?");
	await(server, MN_SEND, 1);
	for (i = 0; i < 200; i++)
		hear_datagram(fd, "x");
	ck_assert_uint_eq(mn_count(server, MN_FAILED), 0);
	(void)close(fd);
}
END_TEST

START_TEST(unix_datagram_to_who_has_gone_is_lost)
{
	struct mn_server *server = serve(
	    script_at("datagram", "late", " recv\n barrier b\n send \"x\"\n"));
	int fd;

	(void)scratch_path(path, "gone");
	fd = bind_path(SOCK_DGRAM);
	say_to(fd, server, "?");
	await(server, MN_BARRIER, 1);
	(void)close(fd);
	ck_assert(mn_barrier(net, "b", PATIENCE_MS));
	await(server, MN_SEND, 1);
	ck_assert_uint_eq(mn_count(server, MN_FAILED), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {unix_stream_is_a_stream,
	    unix_stream_ends_where_tcp_is_reset,
	    path_is_removed_with_its_server, path_that_is_taken,
	    path_that_was_left_behind_is_taken_over,
	    path_of_a_file_is_left_alone,
	    path_that_somebody_else_has_now_is_left_alone, path_in_no_folder,
	    unix_datagram_answers_who_has_a_path,
	    unix_datagram_of_nobody_cannot_be_answered,
	    unix_datagram_waits_for_a_slow_reader,
	    unix_datagram_to_who_has_gone_is_lost};
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	status = dial_main("unix", tests, sizeof(tests) / sizeof(tests[0]));
	scratch_close();
	return status;
}
