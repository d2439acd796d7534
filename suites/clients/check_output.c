/* SPDX-License-Identifier: MIT */
/* Output as it is held and written: cut anywhere, and to who takes little of
 * it, or nothing. */
#include <config.h>

#include "base/output.h"
#include "base/socket.h"
#include "support/checks.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define OCTETS(text) (text), sizeof(text) - 1

#ifndef PIPE_BUF
#define PIPE_BUF _POSIX_PIPE_BUF
#endif

/* An output to a terminal, as far as can be told from what waits. */
static struct mni_output
terminal(void)
{
	struct mni_output output = mni_output_to(-1);

	output.escaped = true;
	return output;
}

static void
put(struct mni_output *output, const void *data, size_t size)
{
	ck_assert_int_eq(mni_output_put(output, data, size), 0);
}

static void
waits(const struct mni_output *output, const void *data, size_t size)
{
	ck_assert_uint_eq(mni_output_waiting(output), size);
	if (size == 0)
		return;
	ck_assert_mem_eq(output->waiting.data + output->written, data, size);
}

/* What is put, and what of it waits before the end, and behind it. */
static const struct row {
	const char *octets;
	size_t size;
	const char *before, *behind;
} rows[] = {
    {OCTETS("text\n"), "text\n", ""},
    {OCTETS("a\0b"), "a\\x00b", ""},
    {OCTETS("a\r"), "a", "\\r"},
    {OCTETS("a\r\n"), "a\r\n", ""},
    {OCTETS("a\r\r\n"), "a\\r\r\n", ""},
    {OCTETS("\xc3"), "", "\\xc3"},
    {OCTETS("\xc3\xa4"), "\xc3\xa4", ""},
    {OCTETS("\xc2\x9b"), "\\xc2\\x9b", ""},
    {OCTETS("\xc2\xc3\xa4"), "\\xc2\xc3\xa4", ""},
    {OCTETS("\xe2"), "", "\\xe2"},
    {OCTETS("\xe2\x82"), "", "\\xe2\\x82"},
    {OCTETS("\xe2\x82\xac"), "\xe2\x82\xac", ""},
    {OCTETS("\xe2\x82"
            "a"),
        "\\xe2\\x82"
        "a",
        ""},
    {OCTETS("\xe2\xe2\x82\xac"), "\\xe2\xe2\x82\xac", ""},
    {OCTETS("\xf0\x9f\x98"), "", "\\xf0\\x9f\\x98"},
    {OCTETS("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80", ""},
    {OCTETS("\xf4\x8f\xbf"), "", "\\xf4\\x8f\\xbf"},
    {OCTETS("\xef\xbf\xbf"), "\xef\xbf\xbf", ""},

    /* what cannot become a character waits for nothing */
    {OCTETS("\x80"), "\\x80", ""},
    {OCTETS("\xc0"), "\\xc0", ""},
    {OCTETS("\xc1"), "\\xc1", ""},
    {OCTETS("\xe0\x9f"), "\\xe0\\x9f", ""},
    {OCTETS("\xed\xa0"), "\\xed\\xa0", ""},
    {OCTETS("\xf0\x8f"), "\\xf0\\x8f", ""},
    {OCTETS("\xf4\x90"), "\\xf4\\x90", ""},
    {OCTETS("\xf5"), "\\xf5", ""},
    {OCTETS("\xff"), "\\xff", ""},
    {OCTETS("\xe0"), "", "\\xe0"},
    {OCTETS("\xe0\xa0"), "", "\\xe0\\xa0"},
    {OCTETS("\xed\x9f"), "", "\\xed\\x9f"},
    {OCTETS("\xf0\x90"), "", "\\xf0\\x90"},
    {OCTETS("\xf4\x8f"), "", "\\xf4\\x8f"},
};

START_TEST(shown_as_soon_as_it_is_whole)
{
	struct mni_output output;
	char all[100];
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		output = terminal();
		put(&output, rows[i].octets, rows[i].size);
		waits(&output, rows[i].before, strlen(rows[i].before));
		ck_assert_int_eq(mni_output_end(&output), 0);
		(void)snprintf(
		    all, sizeof(all), "%s%s", rows[i].before, rows[i].behind);
		waits(&output, all, strlen(all));
		mni_output_fini(&output);
	}
}
END_TEST

/* Asserts that SIZE octets are shown as WANT, in two pieces of which the first
 * has CUT octets, and octet by octet. */
static void
show_in_pieces(const char *octets, size_t size, size_t cut, const char *want)
{
	struct mni_output output = terminal();
	size_t i;

	put(&output, octets, cut);
	put(&output, octets + cut, size - cut);
	ck_assert_int_eq(mni_output_end(&output), 0);
	waits(&output, want, strlen(want));
	mni_output_fini(&output);
	output = terminal();
	for (i = 0; i < size; i++)
		put(&output, octets + i, 1);
	ck_assert_int_eq(mni_output_end(&output), 0);
	waits(&output, want, strlen(want));
	mni_output_fini(&output);
}

START_TEST(cut_anywhere_it_is_the_same)
{
	static const char text[] =
	    "a\r\n\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\r\xe2\x82\xf0\x9f\x98"
	    "\xc2\x9b\xed\xa0\x80\xff\033z\xe2\x82";
	static const char shown[] =
	    "a\r\n\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\\r\\xe2\\x82\\xf0\\x9f"
	    "\\x98\\xc2\\x9b\\xed\\xa0\\x80\\xff\\x1bz\\xe2\\x82";
	size_t cut;

	for (cut = 0; cut < sizeof(text); cut++)
		show_in_pieces(OCTETS(text), cut, shown);
}
END_TEST

/* Whether a terminal obeys one of SIZE octets; but line ends and tabs. */
static bool
is_obeyed(const uint8_t *octets, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if ((octets[i] < ' ' &&
		        memchr("\r\n\t", octets[i], 3) == NULL) ||
		    octets[i] == 0x7f ||
		    (octets[i] == '\r' && octets[i + 1] != '\n') ||
		    (octets[i] == 0xc2 && octets[i + 1] < 0xa0))
			return true;
	return false;
}

START_TEST(no_two_octets_are_obeyed)
{
	struct mni_output output = terminal();
	char text[3 * 256];
	size_t first, second;

	for (first = 0; first < 256; first++) {
		for (second = 0; second < 256; second++) {
			text[3 * second] = (char)first;
			text[3 * second + 1] = (char)second;
			text[3 * second + 2] = '.';
		}
		put(&output, text, sizeof(text));
	}
	ck_assert_int_eq(mni_output_end(&output), 0);
	ck_assert(!is_obeyed(output.waiting.data, output.waiting.size));
	mni_output_fini(&output);
}
END_TEST

/* A pipe, of which the writing end is not blocking, and filled but for ROOM
 * octets. */
static void
fill_pipe(int fds[static 2], size_t room)
{
	char data[PIPE_BUF];
	ssize_t size;

	memset(data, 'x', sizeof(data));
	ck_assert_int_eq(mni_pipe(fds), 0);
	while (write(fds[1], data, sizeof(data)) > 0)
		continue;
	ck_assert_int_eq(errno, EAGAIN);
	while (room > 0) {
		size = read(fds[0], data, room < PIPE_BUF ? room : PIPE_BUF);
		ck_assert_int_gt((int)size, 0);
		room -= (size_t)size;
	}
}

static void
close_pipe(const int fds[static 2])
{
	(void)close(fds[0]);
	(void)close(fds[1]);
}

/* To a pipe, octet for octet, with what was put behind what waits. */
START_TEST(pipe_has_all_octets)
{
	static const char text[] = "a\0\r\033\xc2\x9b\xe2";
	struct mni_output output;
	char data[100];
	int fds[2];

	ck_assert_int_eq(mni_pipe(fds), 0);
	output = mni_output_to(fds[1]);
	put(&output, OCTETS(text));
	put(&output, "z", 1);
	ck_assert_int_eq(mni_output_end(&output), 0);
	ck_assert_int_eq(mni_output_drain(&output, mni_deadline_never()), 0);
	ck_assert_uint_eq(mni_output_waiting(&output), 0);
	ck_assert_int_eq(
	    (int)read(fds[0], data, sizeof(data)), (int)sizeof(text));
	ck_assert_mem_eq(data, "a\0\r\033\xc2\x9b\xe2z", sizeof(text));
	mni_output_fini(&output);
	close_pipe(fds);
}
END_TEST

/* A pipe that is ready takes PIPE_BUF octets, and blocks for more. */
START_TEST(ready_pipe_never_blocks)
{
	static char data[4 * PIPE_BUF];
	struct mni_output output;
	int fds[2];

	fill_pipe(fds, PIPE_BUF);
	ck_assert_int_eq(fcntl(fds[1], F_SETFL, 0), 0);
	output = mni_output_to(fds[1]);
	put(&output, data, sizeof(data));
	ck_assert_int_eq(mni_wait_for(fds[1], POLLOUT, mni_deadline_in(0)), 1);
	(void)alarm(5); /* instead of a test that hangs */
	ck_assert_int_eq(mni_output_write(&output), 0);
	(void)alarm(0);
	ck_assert_uint_eq(mni_output_waiting(&output), sizeof(data) - PIPE_BUF);
	mni_output_fini(&output);
	close_pipe(fds);
}
END_TEST

START_TEST(full_pipe_is_waited_for)
{
	struct mni_output output;
	int fds[2];

	fill_pipe(fds, 0);
	output = mni_output_to(fds[1]);
	put(&output, "text", 4);
	ck_assert_int_eq(mni_output_write(&output), 0);
	ck_assert_uint_eq(mni_output_waiting(&output), 4);
	ck_assert_int_eq(mni_output_drain(&output, mni_deadline_in(5)), -1);
	ck_assert_int_eq(errno, ETIMEDOUT);
	waits(&output, "text", 4);
	mni_output_fini(&output);
	close_pipe(fds);
}
END_TEST

/* The same of octets that are not held, and of more than fit behind them, with
 * the caller's flags left alone. */
START_TEST(sending_never_blocks)
{
	static char data[4 * PIPE_BUF];
	struct mni_output output;
	int fds[2];

	fill_pipe(fds, PIPE_BUF);
	ck_assert_int_eq(fcntl(fds[1], F_SETFL, 0), 0);
	output = mni_output_to(fds[1]);
	(void)alarm(5); /* instead of a test that hangs */
	ck_assert_int_eq(
	    mni_output_send(&output, data, sizeof(data), mni_deadline_in(20)),
	    -1);
	ck_assert_int_eq(errno, ETIMEDOUT);
	put(&output, data, sizeof(data));
	ck_assert_int_eq(mni_output_drain(&output, mni_deadline_in(20)), -1);
	ck_assert_int_eq(errno, ETIMEDOUT);
	(void)alarm(0);
	ck_assert_int_eq(fcntl(fds[1], F_GETFL) & O_NONBLOCK, 0);
	mni_output_fini(&output);
	close_pipe(fds);
}
END_TEST

START_TEST(reader_that_is_gone)
{
	struct mni_output output;
	int fds[2];

	(void)signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(mni_pipe(fds), 0);
	(void)close(fds[0]);
	output = mni_output_to(fds[1]);
	ck_assert_int_eq(mni_output_drain(&output, mni_deadline_in(0)), 0);
	put(&output, "x", 1);
	ck_assert_int_eq(mni_output_write(&output), -1);
	ck_assert_int_eq(errno, EPIPE);
	ck_assert_int_eq(mni_output_drain(&output, mni_deadline_never()), -1);
	ck_assert_int_eq(errno, EPIPE);
	mni_output_fini(&output);
	(void)close(fds[1]);
}
END_TEST

START_TEST(nothing_to_write)
{
	struct mni_output output = mni_output_to(-1);

	ck_assert_uint_eq(mni_output_waiting(&output), 0);
	ck_assert_int_eq(mni_output_end(&output), 0);
	ck_assert_int_eq(mni_output_write(&output), 0);
	ck_assert_int_eq(mni_output_drain(&output, mni_deadline_in(0)), 0);
	mni_output_fini(&output);
}
END_TEST

/* What is written is forgotten: a stream without end needs no memory without
 * end. */
START_TEST(memory_is_bounded)
{
	static char data[1 << 16];
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	struct mni_output output = mni_output_to(fd);
	size_t i, most = 0;

	for (i = 0; i < 1000; i++) {
		put(&output, data, sizeof(data));
		ck_assert_int_eq(mni_output_write(&output), 0);
		if (output.waiting.capacity > most)
			most = output.waiting.capacity;
	}
	ck_assert_uint_eq(mni_output_waiting(&output), 0);
	ck_assert_uint_le(most, 8 * sizeof(data));
	mni_output_fini(&output);
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {shown_as_soon_as_it_is_whole,
	    cut_anywhere_it_is_the_same, no_two_octets_are_obeyed,
	    pipe_has_all_octets, ready_pipe_never_blocks,
	    full_pipe_is_waited_for, sending_never_blocks, reader_that_is_gone,
	    nothing_to_write, memory_is_bounded};

	return checks_main(checks_suite("output", tests, COUNT(tests)));
}
