/* SPDX-License-Identifier: MIT */
/* mn_serve_file(): many servers from one file, all or none. */
#include <config.h>

#include "support/dial.h"
#include "support/scratch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Serves a file of TEXT. */
static int
serve_text(const char *text)
{
	char path[SCRATCH_PATH];

	scratch_write("scripts", text, strlen(text));
	return mn_serve_file(net, scratch_path(path, "scripts"));
}

/* A file of TEXT is complained of with WANT behind its path, and has started
 * nothing. */
static void
assert_wrong(const char *text, int error, const char *want)
{
	char path[SCRATCH_PATH], whole[SCRATCH_PATH + 300];

	errno = 0;
	ck_assert_int_eq(serve_text(text), -1);
	ck_assert_int_eq(errno, error);
	(void)snprintf(
	    whole, sizeof(whole), "%s%s", scratch_path(path, "scripts"), want);
	ck_assert_msg(strncmp(mn_complaint(net), whole, strlen(whole)) == 0,
	    "expected \"%s\", got \"%s\"", whole, mn_complaint(net));
	ck_assert_ptr_null(mn_server(net, 0));
	ck_assert(mn_ok(net));
}

START_TEST(every_script_of_a_file_is_served)
{
	int fd;

	ck_assert_int_eq(serve_text("# three\n\n"
	                            "tcp as first # one\n"
	                            "  send \"1\"\n"
	                            "\n"
	                            "# not the end of it\n"
	                            "\t# nor this\n"
	                            "  send \"st\"\n"
	                            "echo udp as second\n"
	                            "tcp\n"
	                            "\tsend \"3\""),
	    3);
	ck_assert_str_eq(mn_name(mn_server(net, 0)), "first");
	ck_assert_str_eq(mn_name(mn_server(net, 1)), "second");
	ck_assert_str_eq(mn_name(mn_server(net, 2)), "tcp3");
	ck_assert_ptr_null(mn_server(net, 3));
	fd = dial(mn_server(net, 0), SOCK_STREAM);
	hear(fd, "1st");
	hear_end(fd);
	(void)close(fd);
	fd = dial(mn_server(net, 1), SOCK_DGRAM);
	say(fd, "2");
	hear_datagram(fd, "2");
	(void)close(fd);
	fd = dial(mn_server(net, 2), SOCK_STREAM);
	hear(fd, "3");
	(void)close(fd);
}
END_TEST

START_TEST(line_ends_of_windows)
{
	int fd;

	ck_assert_int_eq(serve_text("\r\n# c\r\ntcp\r\n  send \"1\"\r\n\r\n"
	                            "udp\r\n  recv\r\n  send \"2\"\r\n"),
	    2);
	fd = dial(mn_server(net, 0), SOCK_STREAM);
	hear(fd, "1");
	(void)close(fd);
	fd = dial(mn_server(net, 1), SOCK_DGRAM);
	say(fd, "?");
	hear_datagram(fd, "2");
	(void)close(fd);
}
END_TEST

START_TEST(files_of_a_script_are_beside_it)
{
	int fd;

	scratch_write("answer", "42", 2);
	ck_assert_int_eq(serve_text("tcp\n send file \"answer\"\n"), 1);
	fd = dial(mn_server(net, 0), SOCK_STREAM);
	hear(fd, "42");
	hear_end(fd);
	(void)close(fd);
}
END_TEST

START_TEST(mistake_in_the_second_script_starts_none)
{
	char path[SCRATCH_PATH], text[400];

	(void)snprintf(text, sizeof(text),
	    "unix stream \"%s\" as a\n  expect connections 1\n  recv\n"
	    "\ntcp as b\n  recv\n  shout\n",
	    scratch_path(path, "none"));
	assert_wrong(text, EINVAL, ":7:3: expected a step (recv, drop,");
	ck_assert_int_eq(access(path, F_OK), -1);
	ck_assert_int_eq(serve_text("tcp as a\n recv\ntcp as b\n recv\n"), 2);
}
END_TEST

START_TEST(trouble_with_the_third_script_starts_none)
{
	assert_wrong("tcp as a\n recv\nudp\n recv\n"
	             "unix stream \"/nonexistent/x\"\n recv\n",
	    ENOENT, ":5:1: no socket at /nonexistent/x: ");
}
END_TEST

START_TEST(clash_inside_a_file_starts_none)
{
	assert_wrong("tcp as a\n recv\n\nudp as a\n recv\n", EINVAL,
	    ":4:1: the name 'a' is taken");
	assert_wrong("tcp\n barrier b 2\nudp\n recv\n barrier b 3\n", EINVAL,
	    ":3:1: a barrier of this script is there already, for another nu");
	ck_assert(!mn_barrier(net, "b", PATIENCE_MS));
	ck_assert_str_eq(mn_complaint(net), "no script names a barrier 'b'");
}
END_TEST

START_TEST(clash_with_what_runs_starts_none)
{
	(void)serve("tcp as a\n barrier b 2\n");
	ck_assert_int_eq(serve_text("udp\n recv\nudp as a\n recv\n"), -1);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_int_eq(serve_text("udp\n recv\nudp\n barrier b 3\n"), -1);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_ptr_null(mn_server(net, 1));
}
END_TEST

START_TEST(file_without_a_script)
{
	static const char want[] = ":1:1: expected a script: a line such as "
	                           "'udp' in the first column, then indented "
	                           "steps";

	assert_wrong("", EINVAL, want);
	assert_wrong("# nothing\n", EINVAL, ":2:1: expected a script: a line");
	assert_wrong("  udp\n  recv\n", EINVAL, want);
	assert_wrong("\n  recv\nudp\n  recv\n", EINVAL, ":2:1: expected a sc");
	assert_wrong("udp\n", EINVAL, ":2:1: expected at least one step or f");
}
END_TEST

START_TEST(file_that_cannot_be_read)
{
	char path[SCRATCH_PATH], want[SCRATCH_PATH + 100];

	ck_assert_int_eq(mn_serve_file(net, scratch_path(path, "missing")), -1);
	ck_assert_int_eq(errno, ENOENT);
	(void)snprintf(want, sizeof(want), "%s: %s", path, strerror(ENOENT));
	ck_assert_str_eq(mn_complaint(net), want);
	ck_assert_int_eq(mn_serve_file(net, scratch_path(path, ".")), -1);
	ck_assert_int_eq(errno, EISDIR);
}
END_TEST

/* A mistake in a zone file is told with its place there. */
START_TEST(mistake_in_a_zone_file)
{
	char path[SCRATCH_PATH], want[SCRATCH_PATH + 100];

	scratch_write("bad.zone", "x. 5 SOA . . 1 1 1 1 1\ny. A 1\n", 30);
	ck_assert_int_eq(
	    mn_serve_file(net, scratch_path(path, "bad.zone")), -1);
	(void)snprintf(want, sizeof(want),
	    "%s:2:6: expected an IPv4 address such as 192.0.2.1, found '1'",
	    path);
	ck_assert_str_eq(mn_complaint(net), want);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {every_script_of_a_file_is_served,
	    line_ends_of_windows, files_of_a_script_are_beside_it,
	    mistake_in_the_second_script_starts_none,
	    trouble_with_the_third_script_starts_none,
	    clash_inside_a_file_starts_none, clash_with_what_runs_starts_none,
	    file_without_a_script, file_that_cannot_be_read,
	    mistake_in_a_zone_file};
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	status = dial_main("files", tests, sizeof(tests) / sizeof(tests[0]));
	scratch_close();
	return status;
}
