/* SPDX-License-Identifier: MIT */
/* echo-server as a command: what it prints, says and is handed, and how it
 * ends. */
#include <config.h>

#include "base/deadline.h"
#include "base/socket.h"
#include "support/child.h"
#include "support/echoes.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define PROGRAM "echo-server"
#define ANY "--listen=127.0.0.1:0"
#define HANDED 9 /* what the program is to have, where a shell can name it */

/* What a shell does before the program, which is its "$0" "$@". */
#define SHELL(text) ((const char *const[]){"sh", "-c", text, NULL})

/* Starts it, and waits until it is ready.  Returns false after it has marked
 * the test as skipped. */
static bool
start(struct child *child)
{
	if (!child_start(child))
		return false;
	child_await(child, "ready\n");
	return true;
}

static void
stop(struct child *child, int number)
{
	ck_assert_int_eq(kill(child->pid, number), 0);
	child_wait(child);
}

/* A blocking connection to the first port at 127.0.0.1 that it has printed. */
static int
call(const struct child *child)
{
	static const char before[] = "tcp 127.0.0.1:";
	size_t at = mni_bytes_find(&child->printed, before, strlen(before));
	struct mni_trouble trouble;
	struct mni_address address;
	char port[6] = "";
	int fd;

	ck_assert_uint_ne(at, SIZE_MAX);
	at += strlen(before);
	memcpy(port, child->printed.data + at, 5);
	address =
	    mni_address_loopback(AF_INET, 1, (uint16_t)strtoul(port, NULL, 10));
	ck_assert_msg(
	    mni_connect(&address, SOCK_STREAM,
	        mni_deadline_in(ECHO_PATIENCE_MS), &fd, &trouble) == MNI_OK,
	    "%s", trouble.text);
	ck_assert_int_eq(
	    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK), 0);
	return fd;
}

static void
assert_serves(const struct child *child)
{
	int fd = call(child);

	assert_echo(fd, "hello");
	(void)close(fd);
}

/* Stops it, as its users do, once it has served: the thread sanitizer loses a
 * signal that comes before a program first waits. */
static void
end_well(struct child *child)
{
	assert_serves(child);
	stop(child, SIGTERM);
	child_ended(child, MNI_OK, NULL);
	child_fini(child);
}

START_TEST(ready_lines)
{
	char path[SCRATCH_PATH], where[SCRATCH_PATH + 20];
	char pattern[SCRATCH_PATH + 200];
	struct child child = {.words = {PROGRAM, ANY, where, "--udp"}};

	(void)snprintf(where, sizeof(where), "--listen=unix:%s",
	    scratch_path(path, "socket"));
	(void)snprintf(pattern, sizeof(pattern),
	    "listening tcp 127.0.0.1:*\nlistening udp 127.0.0.1:*\n"
	    "listening unix %s\nready\n",
	    path);
	if (!start(&child))
		return;
	child_printed(&child, pattern);
	end_well(&child);
}
END_TEST

START_TEST(counts_at_the_end)
{
	char model[20];
	struct child child = {.words = {PROGRAM, ANY, "--stats", model}};
	int fd;

	(void)snprintf(model, sizeof(model), "--model=%s", model_names[_i]);
	if (!start(&child))
		return;
	fd = call(&child);
	assert_echo(fd, "hello");
	ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
	assert_end(fd);
	(void)close(fd);
	stop(&child, SIGINT);
	ck_assert_int_eq(child.wait_status, 0);
	child_said(&child,
	    "echo-server: connections=1 octets-in=5 octets-out=5 datagrams=0 "
	    "refused=0 resets=0\n");
	child_fini(&child);
}
END_TEST

/* As soon as all is said, while the server goes on. */
START_TEST(ready_descriptor_is_closed)
{
	struct child child = {.words = {PROGRAM, ANY, "--ready-fd=3"},
	    .before = SHELL("exec \"$0\" \"$@\" 3>&1 >/dev/null"),
	    .out = STREAM_HELD};
	static const char start[] = "listening tcp 127.0.0.1:";
	static const char end[] = "\nready\n";
	char text[200];
	size_t size = 0, more;

	if (!child_start(&child))
		return;
	while ((more = child_sip(&child, text + size, sizeof(text) - size)) > 0)
		size += more;
	ck_assert_uint_gt(size, sizeof(start) + sizeof(end) - 2);
	ck_assert_mem_eq(text, start, sizeof(start) - 1);
	ck_assert_mem_eq(text + size - (sizeof(end) - 1), end, sizeof(end) - 1);
	ck_assert_int_eq(mni_bytes_append(&child.printed, text, size), 0);
	end_well(&child);
}
END_TEST

/* Makes FD the descriptor HANDED, which is inherited; Check has others. */
static void
hand_over(int fd)
{
	ck_assert_int_eq(fcntl(HANDED, F_GETFD), -1);
	ck_assert_int_eq(dup2(fd, HANDED), HANDED);
	(void)close(fd);
}

/* A socket at 127.0.0.1. */
static int
bound_socket(int type)
{
	struct mni_address address = mni_address_loopback(AF_INET, 1, 0);
	int fd = socket(AF_INET, type, 0);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(
	    bind(fd, (const struct sockaddr *)&address.storage, address.size),
	    0);
	return fd;
}

START_TEST(socket_of_a_manager)
{
	struct child child = {.words = {PROGRAM},
	    .before = SHELL(
	        "LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" \"$@\" 3<&9 9<&-")};
	int fd = bound_socket(SOCK_STREAM);

	ck_assert_int_eq(listen(fd, 8), 0);
	hand_over(fd);
	if (!start(&child))
		return;
	(void)close(HANDED);
	child_printed(&child, "listening tcp 127.0.0.1:*\nready\n");
	end_well(&child);
}
END_TEST

/* That is its parent, for one. */
START_TEST(socket_for_another_process)
{
	struct child child = {.words = {PROGRAM, ANY},
	    .before = SHELL(
	        "LISTEN_PID=$PPID LISTEN_FDS=1 exec \"$0\" \"$@\" 3<&9 9<&-")};

	hand_over(bound_socket(SOCK_DGRAM));
	if (!start(&child))
		return;
	child_printed(&child, "listening tcp 127.0.0.1:*\nready\n");
	end_well(&child);
}
END_TEST

/* One connection is all, and what is printed would be sent. */
START_TEST(connection_of_inetd)
{
	char model[20];
	struct child child = {.words = {PROGRAM, "--inetd", model},
	    .before = SHELL("exec \"$0\" \"$@\" <&9 9<&-")};
	int fds[2];

	(void)snprintf(model, sizeof(model), "--model=%s", model_names[_i]);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	ck_assert_int_eq(fcntl(fds[0], F_SETFD, FD_CLOEXEC), 0);
	hand_over(fds[1]);
	if (!child_start(&child))
		return;
	(void)close(HANDED);
	assert_echo(fds[0], "hello");
	ck_assert_int_eq(shutdown(fds[0], SHUT_WR), 0);
	child_wait(&child);
	child_ended(&child, MNI_OK, NULL);
	child_printed(&child, "");
	child_fini(&child);
	(void)close(fds[0]);
}
END_TEST

START_TEST(datagrams_of_inetd)
{
	struct child child = {.words = {PROGRAM, "--inetd", "--idle=0.3"},
	    .before = SHELL("exec \"$0\" \"$@\" <&9 9<&-")};
	struct mni_address address;
	struct mni_trouble trouble;
	int fd;

	hand_over(bound_socket(SOCK_DGRAM));
	ck_assert_int_eq(mni_local_address(HANDED, &address), 0);
	ck_assert_int_eq(mni_connect(&address, SOCK_DGRAM,
	                     mni_deadline_in(ECHO_PATIENCE_MS), &fd, &trouble),
	    MNI_OK);
	ck_assert_int_eq(
	    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK), 0);
	ck_assert_int_eq((int)send(fd, "hello", 5, 0), 5);
	if (!child_run(&child))
		return;
	(void)close(HANDED);
	child_ended(&child, MNI_OK, NULL);
	ck_assert_int_eq((int)recv(fd, (char[8]){0}, 8, MSG_DONTWAIT), 5);
	child_fini(&child);
	(void)close(fd);
}
END_TEST

/* The number behind "Uid:" of a process, or -1 where nobody tells. */
static long
user_of(pid_t pid)
{
	char path[64], line[200];
	long user = -1;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	file = fopen(path, "r");
	if (file == NULL)
		return -1;
	while (user == -1 && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, "Uid:", 4) == 0)
			user = strtol(line + 4, NULL, 10);
	(void)fclose(file);
	return user;
}

START_TEST(user_without_privileges)
{
	struct child child = {.words = {PROGRAM, ANY, "--user=nobody"}};
	const struct passwd *nobody = getpwnam("nobody");

	if (geteuid() != 0 || nobody == NULL || child_is_emulated()) {
		checks_skip("user_without_privileges",
		    "needs root, the user nobody and no emulator");
		return;
	}
	if (!start(&child))
		return;
	ck_assert_int_eq(user_of(child.pid), (long)nobody->pw_uid);
	end_well(&child);
}
END_TEST

/* Without the first one's time to drain. */
START_TEST(second_signal_ends_it)
{
	struct child child = {.words = {PROGRAM, ANY, "--drain=600"}};
	struct pollfd ended = {.events = POLLIN};
	int fd, i;

	if (child_is_emulated()) {
		checks_skip("second_signal_ends_it",
		    "the emulator has the signals of its own");
		return;
	}
	if (!start(&child))
		return;
	fd = call(&child);
	ck_assert_uint_gt(fill_up(fd), 0);
	/* Those that come before the first one was heard are one with it. */
	ended.fd = child.life;
	for (i = 0; i < 500 && poll(&ended, 1, 10) == 0; i++)
		ck_assert_int_eq(kill(child.pid, SIGTERM), 0);
	child_wait(&child);
	child_killed(&child, SIGTERM);
	child_fini(&child);
	(void)close(fd);
}
END_TEST

/* Somebody else has the port: the first stays, the second says so. */
START_TEST(port_that_is_taken)
{
	struct child first = {.words = {PROGRAM, ANY}};
	char where[64] = "--listen=";
	struct child second = {.words = {PROGRAM, where}};
	size_t at;
	int fd;

	if (!start(&first))
		return;
	at = mni_bytes_find(&first.printed, "127", 3);
	(void)snprintf(where, sizeof(where), "--listen=%.*s",
	    (int)strcspn((const char *)first.printed.data + at, "\n"),
	    (const char *)first.printed.data + at);
	if (!child_run(&second))
		return;
	child_ended(&second, MNI_SYSTEM, "127.0.0.1:*: system: listen: *");
	child_printed(&second, "");
	fd = call(&first);
	assert_echo(fd, "hello");
	(void)close(fd);
	stop(&first, SIGTERM);
	child_ended(&first, MNI_OK, NULL);
	child_fini(&first);
	child_fini(&second);
}
END_TEST

/* What was bound before it failed is removed. */
START_TEST(path_of_a_server_that_fails)
{
	char path[SCRATCH_PATH], where[SCRATCH_PATH + 20];
	struct child child = {
	    .words = {PROGRAM, where, "--listen=192.0.2.1:0"}};
	struct stat status;

	(void)snprintf(where, sizeof(where), "--listen=unix:%s",
	    scratch_path(path, "left"));
	if (!child_run(&child))
		return;
	child_ended(&child, MNI_NO_ADDRESS, "192.0.2.1:0: no-address: *");
	ck_assert_int_eq(stat(path, &status), -1);
	child_fini(&child);
}
END_TEST

/* A command line, how it ends, and what is said. */
static const struct row {
	const char *name;
	const char *words[4];
	enum mni_status status;
	const char *said;
} rows[] = {
    {"model", {"--model=x"}, MNI_USAGE,
        "--model takes blocking, threads or event, not 'x'"},
    {"port", {"--listen=127.0.0.1:65536"}, MNI_USAGE,
        "127.0.0.1:65536: a port is a number from 0 to 65535, not '65536'"},
    {"no_port", {"--listen=[::1]:"}, MNI_USAGE, "*: a port is *, not ''"},
    {"no_host", {"--listen="}, MNI_USAGE, ": there is no host"},
    {"brackets", {"--listen=[127.0.0.1]:1"}, MNI_NO_ADDRESS,
        "?127.0.0.1?:1: no-address: *"},
    {"not_ours", {"--listen=192.0.2.1:0"}, MNI_NO_ADDRESS,
        "192.0.2.1:0: no-address: no address of this machine"},
    {"no_folder", {"--listen=unix:/nonexistent/x"}, MNI_SYSTEM,
        "unix:/nonexistent/x: system: listen: *"},
    {"idle", {"--idle=0"}, MNI_USAGE,
        "--idle takes seconds up to 86400, not '0'"},
    {"drain", {"--drain=x"}, MNI_USAGE,
        "--drain takes seconds up to 86400, not 'x'"},
    {"most", {"--max-connections=0"}, MNI_USAGE,
        "--max-connections takes a number from 1 to 1000000000, not '0'"},
    {"ready_fd", {"--ready-fd=99"}, MNI_USAGE,
        "--ready-fd takes a descriptor that is open, not '99'"},
    {"user", {ANY, "--user=no such user"}, MNI_USAGE,
        "no such user: no such user"},
    {"argument", {ANY, "x"}, MNI_USAGE, "'x' is one too many"},
    {"inetd_and_listen", {ANY, "--inetd"}, MNI_USAGE,
        "--listen makes no sense with --inetd"},
    {"inetd_and_no_socket", {"--inetd"}, MNI_USAGE,
        "descriptor 0: no socket: *"},
    {"unknown", {"--nosuch"}, MNI_USAGE, "*nosuch*"},
};

START_TEST(command_line)
{
	const struct row *row = &rows[_i];
	struct child child = {.words = {PROGRAM}};
	size_t i;

	for (i = 0; i < COUNT(row->words) && row->words[i] != NULL; i++)
		child.words[i + 1] = row->words[i];
	if (!child_run(&child))
		return;
	child_ended(&child, row->status, row->said);
	child_printed(&child, "");
	child_fini(&child);
}
END_TEST

START_TEST(ready_lines_to_a_full_disk)
{
	struct child child = {.words = {PROGRAM, ANY}, .out = STREAM_FULL};

	if (!child_run(&child))
		return;
	child_ended(&child, MNI_OUTPUT, "standard output: output: *");
	child_fini(&child);
}
END_TEST

START_TEST(help_is_an_answer)
{
	struct child child = {.words = {PROGRAM, "--help"}};

	if (!child_run(&child))
		return;
	child_ended(&child, MNI_OK, NULL);
	child_printed(&child, "Usage: echo-server *");
	child_fini(&child);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {ready_lines, ready_descriptor_is_closed,
	    socket_of_a_manager, socket_for_another_process, datagrams_of_inetd,
	    user_without_privileges, second_signal_ends_it, port_that_is_taken,
	    path_of_a_server_that_fails, ready_lines_to_a_full_disk,
	    help_is_an_answer};
	const TTest *const models[] = {counts_at_the_end, connection_of_inetd};
	Suite *suite = checks_suite("echo-server", tests, COUNT(tests));
	int result;
	size_t i;

	(void)signal(SIGPIPE, SIG_IGN);
	if (scratch_open() == -1)
		return 99;
	add_for_models(suite, models, COUNT(models));
	for (i = 0; i < COUNT(rows); i++)
		checks_add(suite, command_line, (int)i);
	result = checks_main(suite);
	scratch_close();
	return result;
}
