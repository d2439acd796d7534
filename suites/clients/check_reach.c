/* SPDX-License-Identifier: MIT */
/* Whom the programs of src reach, by address and by path, and what they say
 * when there is nobody to reach. */
#include <config.h>

#include "support/child.h"
#include "support/dial.h"
#include "support/programs.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

START_TEST(ipv6_in_brackets_or_not)
{
	static const char *const hosts[] = {"::1", "[::1]", "0:0::1"};
	struct mn_server *server = mn_serve(net, "echo tcp ipv6\n");
	struct child child;
	size_t i;

	if (server == NULL) {
		checks_skip(tcase_name(), "no IPv6 here");
		return;
	}
	for (i = 0; i < COUNT(hosts); i++) {
		child = (struct child){
		    .words = {"echo-client", "-6", hosts[i], "{port}", "text"},
		    .server = server};
		ck_assert(child_run(&child));
		child_ended(&child, MNI_OK, NULL);
		child_printed(&child, "text");
		child_fini(&child);
	}
}
END_TEST

/* Runs PROGRAM with the path; SAID stands behind the target. */
static void
ask_path(const struct program *program, const char *path,
    enum mni_status status, const char *said)
{
	char host[SCRATCH_PATH + 100], want[SCRATCH_PATH + 300];
	struct child child = {.words = {program->name, host}};

	(void)snprintf(host, sizeof(host), "unix:%s", path);
	(void)snprintf(want, sizeof(want), "%s: %s", host, said);
	ck_assert(child_run(&child));
	child_ended(&child, status, want);
	child_printed(&child, status == MNI_OK ? program->answer : "");
	child_fini(&child);
}

/* The same with the path of NAME in the scratch folder. */
static void
ask_scratch(const struct program *program, const char *name,
    enum mni_status status, const char *said)
{
	char path[SCRATCH_PATH];

	ask_path(program, scratch_path(path, name), status, said);
}

START_TEST(path_that_is_served)
{
	char path[SCRATCH_PATH], where[SCRATCH_PATH + 20];
	const struct program *program = NULL;
	struct mn_server *server;

	(void)snprintf(where, sizeof(where), "unix stream \"%s\"",
	    scratch_path(path, "served"));
	while ((program = next_program(program, CLIENTS)) != NULL) {
		server = serve_program(program, where);
		ask_path(program, path, MNI_OK, "");
		(void)mn_stop(server);
	}
}
END_TEST

/* Nothing there, a file and not a folder, a file and not a socket, a socket of
 * datagrams. */
START_TEST(path_that_is_not_served)
{
	char path[SCRATCH_PATH], script[SCRATCH_PATH + 50];
	const struct program *program = NULL;

	scratch_write("file", "", 0);
	(void)snprintf(script, sizeof(script), "unix datagram \"%s\"\n recv\n",
	    scratch_path(path, "datagrams"));
	(void)serve(script);
	while ((program = next_program(program, CLIENTS)) != NULL) {
		ask_scratch(program, "missing", MNI_NO_ADDRESS,
		    "no-address: unix:*missing: connect: *");
		ask_scratch(program, "file/x", MNI_NO_ADDRESS,
		    "no-address: unix:*file/x: connect: *");
		ask_scratch(program, "file", MNI_REFUSED,
		    "refused: unix:*file: connect: *");
		ask_scratch(program, "datagrams", MNI_REFUSED,
		    "refused: unix:*datagrams: connect: *");
	}
}
END_TEST

/* The longest that an address holds is asked for, and one octet more is not. */
START_TEST(length_of_a_path)
{
	enum { MOST = sizeof(((struct sockaddr_un *)NULL)->sun_path) };
	static const char said[] = "no-address: a path of 1 to * octets is *";
	const struct program *program = NULL;
	char path[MOST + 1];

	memset(path, 'x', MOST);
	path[MOST] = '\0';
	while ((program = next_program(program, CLIENTS)) != NULL) {
		ask_path(program, path + 1, MNI_NO_ADDRESS,
		    "no-address: unix:xx*x: connect: *");
		ask_path(program, path, MNI_NO_ADDRESS, said);
		ask_path(program, "", MNI_NO_ADDRESS, said);
	}
}
END_TEST

START_TEST(controls_in_a_path)
{
	struct child child = {
	    .words = {"qotd-client", "unix:/nonexistent/\n\033x"}};

	ck_assert(child_run(&child));
	child_ended(&child, MNI_NO_ADDRESS,
	    "unix:/nonexistent/\\n\\x1bx: no-address: "
	    "unix:/nonexistent/\\n\\x1bx: connect: *");
	child_fini(&child);
}
END_TEST

/* What runs a program in a namespace of its own, where no interface is up, and
 * where localhost has two addresses. */
static char hosts[SCRATCH_PATH];
static const char hide[] =
    "exec unshare -rnm sh -c 'mount --bind \"$0\" /etc/hosts && "
    "exec \"$@\"' \"$0\" \"$@\"";
static const char *const alone[] = {"sh", "-c", hide, hosts, NULL};

/* Whether that can be; else the test has been skipped. */
static bool
runs_alone(void)
{
	static const char text[] = "127.0.0.1 localhost\n::1 localhost\n";
	struct child child = {
	    .words = {"qotd-client", "--version"}, .before = alone};
	size_t end;
	bool good;

	scratch_write("hosts", text, sizeof(text) - 1);
	(void)scratch_path(hosts, "hosts");
	ck_assert(child_run(&child));
	good = child.wait_status == 0;
	end = mni_bytes_find(&child.said, "\n", 1);
	if (!good)
		checks_skip(tcase_name(), "no namespace: %.*s",
		    end > 100 ? 0 : (int)end, (const char *)child.said.data);
	child_fini(&child);
	return good;
}

START_TEST(no_network_is_no_route)
{
	const struct program *program = NULL;
	struct child child;
	char said[100];

	if (!runs_alone())
		return;
	while ((program = next_program(program, CLIENTS)) != NULL) {
		child = (struct child){
		    .words = {program->name, "127.0.0.1"}, .before = alone};
		(void)snprintf(said, sizeof(said),
		    "127.0.0.1: refused: 127.0.0.1:%u: connect: *",
		    program->port);
		ck_assert(child_run(&child));
		child_ended(&child, MNI_REFUSED, said);
		child_fini(&child);
	}
}
END_TEST

/* PROGRAM is said to have failed at ADDRESS, too. */
static void
said_address(const struct child *child, const struct program *program,
    const char *address)
{
	char want[40];

	(void)snprintf(want, sizeof(want), " %s:%u: ", address, program->port);
	ck_assert_msg(
	    mni_bytes_find(&child->said, want, strlen(want)) != SIZE_MAX,
	    "%s said nothing of%s", program->name, want);
}

/* The last of them asks localhost when it is told nothing. */
START_TEST(every_address_and_why)
{
	const struct program *program = NULL;
	struct child child;

	if (!runs_alone())
		return;
	while ((program = next_program(program, CLIENTS)) != NULL) {
		child = (struct child){
		    .words = {program->name,
		        program->who == ECHO ? NULL : "localhost"},
		    .before = alone};
		ck_assert(child_run(&child));
		child_ended(
		    &child, MNI_REFUSED, "localhost: refused: *: *; *: *");
		said_address(&child, program, "127.0.0.1");
		said_address(&child, program, "[::1]");
		child_fini(&child);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {ipv6_in_brackets_or_not,
	    path_that_is_served, path_that_is_not_served, length_of_a_path,
	    controls_in_a_path, no_network_is_no_route, every_address_and_why};
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	status = dial_main("reach", tests, COUNT(tests));
	scratch_close();
	return status;
}
