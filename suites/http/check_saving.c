/* SPDX-License-Identifier: MIT */
/* Where http-get and http-head write to: standard output of any kind, files
 * that are there when they are whole, pipes, devices. */
#include <config.h>

#include "base/file.h"
#include "support/child.h"
#include "support/dial.h"
#include "support/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define PAGE "Interest is mutual."

static const char *const programs[] = {"http-get", "http-head"};

static const char whole[] = "http\n on any * send 200 \"" PAGE "\"\n";
static const char cut[] = "http\n on any * send 200 \"" PAGE
                          "\" cut in body at 4 fin\n";

/* Waits in the middle of the page. */
static const char waiting[] = "tcp\n recv until \"\\r\\n\\r\\n\"\n"
                              " send \"HTTP/1.1 200 OK\\r\\n\\r\\n\"\n"
                              " barrier go\n send \"" PAGE "\"\n";

/* http-get that asks SERVER, and writes to PATH. */
static struct child
saving(struct mn_server *server, const char *path)
{
	return (struct child){
	    .words = {"http-get", "-o", path, mn_url(server, "/")},
	    .server = server};
}

/* Runs that to its end, which is STATUS and says SAID. */
static void
save(const char *script, const char *path, enum mni_status status,
    const char *said)
{
	struct child child = saving(serve(script), path);

	ck_assert(child_run(&child));
	child_ended(&child, status, said);
	child_printed(&child, "");
	child_fini(&child);
}

/* Asserts that the file at PATH has TEXT. */
static void
holds(const char *path, const char *text)
{
	struct mni_bytes octets = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;

	ck_assert_int_eq(mni_file_read(path, &octets, &trouble), MNI_OK);
	ck_assert_uint_eq(octets.size, strlen(text));
	if (octets.size > 0)
		ck_assert_mem_eq(octets.data, text, octets.size);
	mni_bytes_fini(&octets);
}

/* Asserts that COUNT files of the folder have names that begin with NAME. */
static void
are_there(const char *name, size_t count)
{
	char path[SCRATCH_PATH];
	DIR *list = opendir(scratch_path(path, "."));
	struct dirent *entry;
	size_t seen = 0;

	ck_assert_ptr_nonnull(list);
	while ((entry = readdir(list)) != NULL)
		seen += strncmp(entry->d_name, name, strlen(name)) == 0;
	(void)closedir(list);
	ck_assert_uint_eq(seen, count);
}

static mode_t
mode_of(const char *path)
{
	struct stat what;

	ck_assert_int_eq(lstat(path, &what), 0);
	return what.st_mode;
}

START_TEST(new_file_has_the_page)
{
	char path[SCRATCH_PATH];

	(void)umask(027);
	save(whole, scratch_path(path, "new"), MNI_OK, NULL);
	holds(path, PAGE);
	ck_assert_uint_eq(mode_of(path) & 07777, 0640);
	are_there("new", 1);
}
END_TEST

/* Who may read it stays as it was. */
START_TEST(old_file_keeps_its_mode)
{
	char path[SCRATCH_PATH];

	scratch_write("mode", "secret", 6);
	ck_assert_int_eq(chmod(scratch_path(path, "mode"), 0600), 0);
	save(whole, path, MNI_OK, NULL);
	holds(path, PAGE);
	ck_assert_uint_eq(mode_of(path) & 07777, 0600);
}
END_TEST

START_TEST(link_leads_to_the_page)
{
	char path[SCRATCH_PATH], link[SCRATCH_PATH];

	scratch_write("target", "old", 3);
	ck_assert_int_eq(symlink("target", scratch_path(link, "link")), 0);
	save(whole, link, MNI_OK, NULL);
	ck_assert(S_ISLNK(mode_of(link)));
	holds(scratch_path(path, "target"), PAGE);
}
END_TEST

START_TEST(old_file_stays_after_an_error)
{
	char path[SCRATCH_PATH];

	scratch_write("stays", "old", 3);
	save(
	    cut, scratch_path(path, "stays"), MNI_TRUNCATED, "*: truncated: *");
	holds(path, "old");
	are_there("stays", 1);
	save(
	    cut, scratch_path(path, "never"), MNI_TRUNCATED, "*: truncated: *");
	are_there("never", 0);
}
END_TEST

/* Starts http-get, writing to PATH, and waits until it waits in the middle.
 * Returns false when the test has been skipped. */
static bool
start_waiting(struct child *child, const char *path, const char *const *before)
{
	struct mn_server *server = serve(waiting);

	if (child_is_emulated()) {
		checks_skip(tcase_name(), "the emulator may have the signal");
		return false;
	}
	*child = saving(server, path);
	child->before = before;
	ck_assert(child_start(child));
	await(server, MN_BARRIER, 1);
	return true;
}

START_TEST(signals_leave_nothing_begun)
{
	static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	char path[SCRATCH_PATH];
	struct child child;
	size_t i;

	scratch_write("begun", "old", 3);
	(void)scratch_path(path, "begun");
	for (i = 0; i < COUNT(signals); i++) {
		/* A server before this one may wait at its barrier. */
		tear_down();
		set_up();
		/* nohup, or a shell for its background, has some ignored. */
		(void)signal(signals[i], SIG_DFL);
		if (!start_waiting(&child, path, NULL))
			return;
		are_there("begun", 2);
		ck_assert_int_eq(kill(child.pid, signals[i]), 0);
		child_wait(&child);
		child_killed(&child, signals[i]);
		child_fini(&child);
		holds(path, "old");
		are_there("begun", 1);
	}
}
END_TEST

START_TEST(file_that_may_not_grow)
{
	static const char *const before[] = {
	    "sh", "-c", "ulimit -f 0; exec \"$@\"", "sh", NULL};
	char path[SCRATCH_PATH];
	struct child child = saving(serve(whole), scratch_path(path, "small"));

	if (child_is_emulated()) {
		checks_skip(tcase_name(), "the emulator may have the signal");
		return;
	}
	child.before = before;
	ck_assert(child_run(&child));
	child_killed(&child, SIGXFSZ);
	child_fini(&child);
	are_there("small", 0);
}
END_TEST

/* As nohup(1) does it. */
START_TEST(ignored_signal_is_ignored)
{
	static const char *const before[] = {
	    "sh", "-c", "trap '' HUP; exec \"$@\"", "sh", NULL};
	char path[SCRATCH_PATH];
	struct child child;

	if (!start_waiting(&child, scratch_path(path, "ignored"), before))
		return;
	ck_assert_int_eq(kill(child.pid, SIGHUP), 0);
	ck_assert(mn_barrier(net, "go", PATIENCE_MS));
	child_wait(&child);
	child_ended(&child, MNI_OK, NULL);
	child_fini(&child);
	holds(path, PAGE);
	are_there("ignored", 1);
}
END_TEST

START_TEST(pipe_waits_for_its_reader)
{
	char path[SCRATCH_PATH], data[100];
	struct child child = saving(serve(whole), scratch_path(path, "pipe"));
	ssize_t size;
	int fd;

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert(child_start(&child));
	fd = open(path, O_RDONLY);
	ck_assert_int_ne(fd, -1);
	size = read(fd, data, sizeof(data));
	ck_assert_int_eq((int)size, (int)strlen(PAGE));
	ck_assert_mem_eq(data, PAGE, strlen(PAGE));
	child_wait(&child);
	child_ended(&child, MNI_OK, NULL);
	child_fini(&child);
	(void)close(fd);
	ck_assert(S_ISFIFO(mode_of(path)));
}
END_TEST

START_TEST(pipe_that_nobody_reads)
{
	char path[SCRATCH_PATH];
	struct child child = saving(serve(whole), scratch_path(path, "lonely"));

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	child.words[4] = "--timeout=0.8";
	ck_assert(child_run(&child));
	child_ended(
	    &child, MNI_TIMEOUT, "*: timeout: nobody reads from the pipe");
	child_fini(&child);
}
END_TEST

START_TEST(places_that_take_nothing)
{
	save(whole, "/dev/full", MNI_OUTPUT, "/dev/full: output: *");
	save(whole, "/nonexistent/x", MNI_OUTPUT, "/nonexistent/x: output: *");
	save(whole, "/", MNI_OUTPUT, "/: output: *");
	save(whole, "", MNI_USAGE, "--output takes the path of a file");
}
END_TEST

START_TEST(dash_is_standard_output)
{
	struct child child = saving(serve(whole), "-");

	ck_assert(child_run(&child));
	child_ended(&child, MNI_OK, NULL);
	child_printed(&child, PAGE);
	child_fini(&child);
}
END_TEST

/* Both have something to print, and nowhere to print it. */
static void
lose_output(enum stream out)
{
	struct child child;
	size_t i;

	for (i = 0; i < COUNT(programs); i++) {
		child = (struct child){
		    .words = {programs[i], mn_url(serve(whole), "/")},
		    .out = out};
		if (!child_run(&child))
			return;
		child_ended(&child, MNI_OUTPUT, "standard output: output: *");
		child_fini(&child);
	}
}

START_TEST(output_to_a_full_disk)
{
	lose_output(STREAM_FULL);
}
END_TEST

START_TEST(output_that_is_closed)
{
	lose_output(STREAM_CLOSED);
}
END_TEST

START_TEST(output_whose_reader_is_gone)
{
	lose_output(STREAM_GONE);
}
END_TEST

/* What has come is printed before more is waited for, however it is framed and
 * wherever the framing is cut. */
START_TEST(output_while_it_comes)
{
	static const char *const answers[][2] = {
	    {"Content-Length: 19\\r\\n\\r\\nInterest ", "is mutual."},
	    {"\\r\\nInterest ", "is mutual."},
	    {"Transfer-Encoding: chunked\\r\\n\\r\\n13\\r\\nInterest ",
	        "is mutual.\\r\\n0\\r\\n\\r\\n"},
	    {"Transfer-Encoding: chunked\\r\\n\\r\\n9\\r\\nInterest ",
	        "\\r\\na\\r\\nis mutual.\\r\\n0\\r\\n\\r\\n"},
	    {"Transfer-Encoding: chunked\\r\\n\\r\\n9\\r\\nInterest \\r\\n",
	        "a\\r\\nis mutual.\\r\\n0\\r\\n\\r\\n"},
	};
	char script[300];
	struct child child;
	size_t i;

	for (i = 0; i < COUNT(answers); i++) {
		(void)snprintf(script, sizeof(script),
		    "tcp\n recv until \"\\r\\n\\r\\n\"\n"
		    " send \"HTTP/1.1 200 OK\\r\\n%s\"\n"
		    " barrier go\n send \"%s\"\n",
		    answers[i][0], answers[i][1]);
		tear_down();
		set_up();
		child = (struct child){
		    .words = {"http-get", mn_url(serve(script), "/")}};
		ck_assert(child_start(&child));
		child_await(&child, "Interest ");
		ck_assert(mn_barrier(net, "go", PATIENCE_MS));
		child_wait(&child);
		child_ended(&child, MNI_OK, NULL);
		child_printed(&child, PAGE);
		child_fini(&child);
	}
}
END_TEST

/* What a reader does not take holds nobody beyond the deadline. */
START_TEST(output_that_is_not_read)
{
	struct child child = {
	    .words = {"http-get", "--timeout=0.8",
	        mn_url(serve("http\n on GET / send 200 \"" PAGE
	                     "\" repeat 100000\n"),
	            "/")},
	    .out = STREAM_HELD};

	ck_assert(child_run(&child));
	child_ended(&child, MNI_TIMEOUT, "*: timeout: *not read in time");
	child_fini(&child);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {new_file_has_the_page,
	    old_file_keeps_its_mode, link_leads_to_the_page,
	    old_file_stays_after_an_error, signals_leave_nothing_begun,
	    file_that_may_not_grow, ignored_signal_is_ignored,
	    pipe_waits_for_its_reader, pipe_that_nobody_reads,
	    places_that_take_nothing, dash_is_standard_output,
	    output_to_a_full_disk, output_that_is_closed,
	    output_whose_reader_is_gone, output_while_it_comes,
	    output_that_is_not_read};
	int result;

	if (scratch_open() == -1)
		return 1;
	result = dial_main("saving", tests, COUNT(tests));
	scratch_close();
	return result;
}
