/* SPDX-License-Identifier: MIT */
/* The echo server as a library: its connections, in every model. */
#include <config.h>

#include "base/address.h"
#include "base/deadline.h"
#include "base/socket.h"
#include "support/echoes.h"
#include "support/process.h"
#include "support/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ANY "127.0.0.1:0"
#define MIB ((size_t)1 << 20)

/* Runs a server of MODEL that nobody has changed. */
static struct echoes
serve(int model, const char *where)
{
	struct mni_echoer_options options = options_of(model);

	return echoes_at(&options, where);
}

START_TEST(octets_come_back)
{
	struct echoes echoes = serve(_i, ANY);
	struct mni_echoer_counts counts;
	int fd;

	echoes_start(&echoes);
	fd = echoes_call(&echoes, 0, SOCK_STREAM);
	assert_echo(fd, "hello");
	assert_echo(fd, "again");
	ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
	assert_end(fd);
	(void)close(fd);
	counts = echoes_end(&echoes);
	ck_assert_uint_eq(counts.connections, 1);
	ck_assert_uint_eq(counts.octets_in, 10);
	ck_assert_uint_eq(counts.octets_out, 10);
	ck_assert_uint_eq(counts.resets, 0);
	ck_assert_uint_eq(counts.refused, 0);
}
END_TEST

START_TEST(localhost_has_one_port)
{
	struct echoes echoes = serve(_i, "localhost:0");
	const struct mni_address *address;
	uint16_t port = mni_address_port(mni_echoer_address(echoes.echoer, 0));
	size_t nth;
	int fd;

	echoes_start(&echoes);
	for (nth = 0;
	     (address = mni_echoer_address(echoes.echoer, nth)) != NULL;
	     nth++) {
		ck_assert_uint_eq(mni_address_port(address), port);
		fd = echoes_call(&echoes, nth, SOCK_STREAM);
		assert_echo(fd, "hello");
		(void)close(fd);
	}
	(void)echoes_end(&echoes);
}
END_TEST

START_TEST(path_is_bound_and_removed)
{
	char path[SCRATCH_PATH], where[SCRATCH_PATH + 8];
	char text[MNI_ECHOER_TEXT];
	struct echoes echoes;
	struct stat status;
	int fd;

	(void)snprintf(where, sizeof(where), "unix:%s",
	    scratch_path(path, model_names[_i]));
	echoes = serve(_i, where);
	ck_assert_ptr_nonnull(mni_echoer_socket(echoes.echoer, 0, text));
	ck_assert_int_eq(strncmp(text, "unix ", 5), 0);
	ck_assert_str_eq(text + 5, path);
	echoes_start(&echoes);
	fd = echoes_call(&echoes, 0, SOCK_STREAM);
	assert_echo(fd, "hello");
	(void)close(fd);
	(void)echoes_end(&echoes);
	ck_assert_int_eq(stat(path, &status), -1);
}
END_TEST

/* More than the buffers of all sockets together: the server holds back what it
 * cannot send, and loses nothing of it at the end. */
START_TEST(half_close_behind_8_mib)
{
	struct echoes echoes = serve(_i, ANY);
	size_t size = 8 * MIB, sent = 0, back = 0;
	int fd;

	echoes_start(&echoes);
	fd = echoes_call(&echoes, 0, SOCK_STREAM);
	for (;;) {
		sent += fill(fd, sent, size - sent);
		if (sent == size)
			break;
		back += take_pattern(fd, back, MIB / 2);
	}
	ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
	back += take_pattern(fd, back, SIZE_MAX);
	ck_assert_uint_eq(back, size);
	(void)close(fd);
	ck_assert_uint_eq(echoes_end(&echoes).octets_out, size);
}
END_TEST

/* Who does not read is not read from: the sender comes to a stand, and it is
 * not our memory that has taken what he sent. */
START_TEST(flood_that_nobody_reads)
{
	struct echoes echoes = serve(_i, ANY);
	long before = mni_process_status("VmRSS"), after;
	size_t sent;
	int fd;

	echoes_start(&echoes);
	fd = echoes_call(&echoes, 0, SOCK_STREAM);
	sent = fill(fd, 0, 256 * MIB);
	after = mni_process_status("VmRSS");
	ck_assert_uint_lt(sent, 64 * MIB);
	ck_assert_int_lt(after - before, 16384);
	ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
	ck_assert_uint_eq(take_pattern(fd, 0, SIZE_MAX), sent);
	(void)close(fd);
	(void)echoes_end(&echoes);
}
END_TEST

/* One slow reader does not keep the others, where there can be others. */
START_TEST(slow_reader_is_alone_with_it)
{
	struct echoes echoes = serve(_i, ANY);
	size_t sent;
	int slow, quick;

	echoes_start(&echoes);
	slow = echoes_call(&echoes, 0, SOCK_STREAM);
	sent = fill(slow, 0, 64 * MIB);
	quick = echoes_call(&echoes, 0, SOCK_STREAM);
	assert_echo(quick, "hello");
	(void)close(quick);
	ck_assert_int_eq(shutdown(slow, SHUT_WR), 0);
	ck_assert_uint_eq(take_pattern(slow, 0, SIZE_MAX), sent);
	(void)close(slow);
	(void)echoes_end(&echoes);
}
END_TEST

/* Some with octets that were never taken, some in the queue still. */
START_TEST(resets_end_nothing_else)
{
	struct echoes echoes = serve(_i, ANY);
	int i, fd;

	echoes_start(&echoes);
	for (i = 0; i < 1000; i++) {
		fd = echoes_call(&echoes, 0, SOCK_STREAM);
		if (i % 2 == 0)
			ck_assert_int_eq((int)mni_send(fd, "x", 1), 1);
		reset(fd);
	}
	fd = echoes_call(&echoes, 0, SOCK_STREAM);
	assert_echo(fd, "hello");
	(void)close(fd);
	(void)echoes_end(&echoes);
}
END_TEST

START_TEST(reset_under_a_flood)
{
	struct echoes echoes = serve(_i, ANY);
	int fd;

	echoes_start(&echoes);
	fd = echoes_call(&echoes, 0, SOCK_STREAM);
	ck_assert_uint_gt(fill(fd, 0, 64 * MIB), 0);
	reset(fd);
	fd = echoes_call(&echoes, 0, SOCK_STREAM);
	assert_echo(fd, "hello");
	(void)close(fd);
	ck_assert_uint_eq(echoes_end(&echoes).resets, 1);
}
END_TEST

START_TEST(once_is_one_answer)
{
	struct mni_echoer_options options = options_of(_i);
	struct echoes echoes;
	int i, fd;

	options.once = true;
	echoes = echoes_at(&options, ANY);
	echoes_start(&echoes);
	for (i = 0; i < 3; i++) {
		fd = echoes_call(&echoes, 0, SOCK_STREAM);
		assert_echo(fd, "hello");
		assert_end(fd);
		(void)close(fd);
	}
	ck_assert_uint_eq(echoes_end(&echoes).octets_out, 15);
}
END_TEST

/* Which is when it has been silent for so long, however old it is. */
START_TEST(idle_connection_is_closed)
{
	struct mni_echoer_options options = options_of(_i);
	struct echoes echoes;
	struct pollfd nothing;
	int64_t before;
	int fd;

	options.idle_ms = 1500;
	echoes = echoes_at(&options, ANY);
	echoes_start(&echoes);
	fd = echoes_call(&echoes, 0, SOCK_STREAM);
	(void)poll(&nothing, 0, 250);
	before = mni_now_ns();
	assert_echo(fd, "x");
	assert_end(fd);
	ck_assert_int_ge((mni_now_ns() - before) / 1000000, 1499);
	(void)close(fd);
	(void)echoes_end(&echoes);
}
END_TEST

START_TEST(further_callers_wait)
{
	struct mni_echoer_options options = options_of(_i);
	struct echoes echoes;
	int fds[3];
	size_t i;

	options.most = 1;
	echoes = echoes_at(&options, ANY);
	echoes_start(&echoes);
	for (i = 0; i < 3; i++)
		fds[i] = echoes_call(&echoes, 0, SOCK_STREAM);
	ck_assert_int_eq((int)mni_send(fds[1], "x", 1), 1);
	for (i = 0; i < 3; i++) {
		if (i != 1)
			assert_echo(fds[i], "hello");
		else
			ck_assert_int_eq(
			    (int)recv(fds[i], &(char){0}, 1, 0), 1);
		if (i < 2)
			assert_silence(fds[i + 1]);
		(void)close(fds[i]);
	}
	ck_assert_uint_eq(echoes_end(&echoes).connections, 3);
}
END_TEST

/* Leaves room for MORE descriptors behind those that are open. */
static void
leave_descriptors(int more)
{
	struct rlimit limit;
	int fd = 0;

	while (fcntl(fd, F_GETFD) != -1 || more-- > 0)
		fd++;
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = (rlim_t)fd;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static int64_t
clock_ns(clockid_t clock)
{
	struct timespec now;

	ck_assert_int_eq(clock_gettime(clock, &now), 0);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* How much of a processor the rest of this process takes while this thread
 * takes TIME_NS, which says the same however busy the machine is. */
static int64_t
time_beside(int64_t time_ns)
{
	int64_t all = clock_ns(CLOCK_PROCESS_CPUTIME_ID), own;
	int64_t from = clock_ns(CLOCK_THREAD_CPUTIME_ID);

	do
		own = clock_ns(CLOCK_THREAD_CPUTIME_ID) - from;
	while (own < time_ns);
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID) - all - own;
}

/* It waits, and does not turn round and round over a queue that it cannot take
 * anybody from. */
START_TEST(without_descriptors_callers_wait)
{
	struct echoes echoes = serve(_i, ANY);
	int fds[8];
	size_t i;

	for (i = 0; i < 8; i++)
		fds[i] = echoes_call(&echoes, 0, SOCK_STREAM);
	leave_descriptors(5);
	echoes_start(&echoes);
	assert_echo(fds[0], "hello");
	assert_silence(fds[7]);
	ck_assert_int_lt(time_beside(100000000), 20000000);
	for (i = 0; i < 8; i++) {
		assert_echo(fds[i], "hello");
		(void)close(fds[i]);
	}
	ck_assert_uint_eq(echoes_end(&echoes).connections, 8);
}
END_TEST

/* A socket of ours that lingers in TIME_WAIT does not keep the port. */
START_TEST(port_can_be_had_again_at_once)
{
	struct mni_echoer_options options = options_of(_i);
	char where[MNI_ADDRESS_TEXT];
	struct echoes echoes;
	int round, fd;

	options.once = true;
	echoes = echoes_at(&options, ANY);
	(void)mni_address_text(mni_echoer_address(echoes.echoer, 0), where);
	for (round = 0; round < 3; round++) {
		echoes_start(&echoes);
		fd = echoes_call(&echoes, 0, SOCK_STREAM);
		assert_echo(fd, "hello");
		assert_end(fd);
		(void)close(fd);
		(void)echoes_end(&echoes);
		echoes = echoes_at(&options, where);
	}
	mni_echoer_free(echoes.echoer);
}
END_TEST

START_TEST(connection_that_is_given)
{
	struct mni_echoer_options options = options_of(_i);
	struct echoes echoes = {.echoer = mni_echoer_new(&options)};
	struct mni_trouble trouble;
	int fds[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	ck_assert_int_eq(
	    mni_echoer_adopt(echoes.echoer, fds[1], &trouble), MNI_OK);
	echoes_start(&echoes);
	assert_echo(fds[0], "hello");
	ck_assert_int_eq(shutdown(fds[0], SHUT_WR), 0);
	assert_end(fds[0]);
	ck_assert_uint_eq(echoes_join(&echoes).octets_in, 5);
	(void)close(fds[0]);
}
END_TEST

/* Whether small octets leave FD at once, or wait for those before them to be
 * acknowledged. */
static bool
is_prompt(int fd)
{
	int value = 0;
	socklen_t size = sizeof(value);

	ck_assert_int_eq(
	    getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &value, &size), 0);
	return value != 0;
}

/* The socket of this process, in which the server is too, that FD is connected
 * to. */
static int
other_end(int fd)
{
	struct mni_address ours, peer;
	int other;

	ck_assert_int_eq(mni_local_address(fd, &ours), 0);
	for (other = 0; other < 1024; other++) {
		peer.size = sizeof(peer.storage);
		if (getpeername(other, (struct sockaddr *)&peer.storage,
		        &peer.size) == 0 &&
		    mni_address_equals(&peer, &ours))
			return other;
	}
	ck_abort_msg("nobody is connected to it");
	return -1;
}

START_TEST(small_answers_are_not_held_back)
{
	struct echoes echoes = serve(_i, ANY);
	int fd;

	echoes_start(&echoes);
	fd = echoes_call(&echoes, 0, SOCK_STREAM);
	assert_echo(fd, "hello");
	ck_assert(is_prompt(other_end(fd)));
	ck_assert(!is_prompt(fd));
	(void)close(fd);
	(void)echoes_end(&echoes);
}
END_TEST

/* The same where somebody else has let the caller in. */
START_TEST(nor_those_of_a_connection_that_is_given)
{
	struct mni_echoer_options options = options_of(_i);
	struct mni_echoer *echoer = mni_echoer_new(&options);
	struct mni_address address = mni_address_loopback(AF_INET, 1, 0);
	int door = mni_socket(AF_INET, SOCK_STREAM), fd, given;
	struct mni_trouble trouble;

	ck_assert_int_eq(
	    bind(door, (const struct sockaddr *)&address.storage, address.size),
	    0);
	ck_assert_int_eq(listen(door, 1), 0);
	ck_assert_int_eq(mni_local_address(door, &address), 0);
	fd = echoes_dial(&address, SOCK_STREAM);
	given = mni_accept(door, &address);
	ck_assert_int_ne(given, -1);
	ck_assert(!is_prompt(given));
	ck_assert_int_eq(mni_echoer_adopt(echoer, given, &trouble), MNI_OK);
	ck_assert(is_prompt(given));
	mni_echoer_free(echoer);
	(void)close(fd);
	(void)close(door);
}
END_TEST

START_TEST(what_is_no_socket_is_not_taken)
{
	struct mni_echoer_options options = options_of(_i);
	struct mni_echoer *echoer = mni_echoer_new(&options);
	struct mni_trouble trouble;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(mni_echoer_adopt(echoer, fds[0], &trouble), MNI_USAGE);
	ck_assert_int_ne(fcntl(fds[0], F_GETFD), -1);
	mni_echoer_free(echoer);
	(void)close(fds[0]);
	(void)close(fds[1]);
}
END_TEST

/* The same octets without splice(). */
START_TEST(copies_are_exact)
{
	struct mni_echoer_options options = options_of(_i);
	struct echoes echoes;
	size_t sent;
	int fd;

	options.copy = true;
	echoes = echoes_at(&options, ANY);
	echoes_start(&echoes);
	fd = echoes_call(&echoes, 0, SOCK_STREAM);
	sent = fill(fd, 0, 64 * MIB);
	ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
	ck_assert_uint_eq(take_pattern(fd, 0, SIZE_MAX), sent);
	(void)close(fd);
	(void)echoes_end(&echoes);
}
END_TEST

/* What waits is sent in many pieces, while there is more to be read. */
START_TEST(small_buffers)
{
	struct mni_echoer_options options = options_of(_i);
	struct mni_trouble trouble;
	struct echoes echoes;
	int copy, fds[2];
	size_t sent;

	for (copy = 0; copy <= 1; copy++) {
		options.copy = copy == 1;
		echoes = (struct echoes){.echoer = mni_echoer_new(&options)};
		ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
		ck_assert_int_eq(setsockopt(fds[1], SOL_SOCKET, SO_SNDBUF,
		                     &(int){4096}, sizeof(int)),
		    0);
		ck_assert_int_eq(
		    mni_echoer_adopt(echoes.echoer, fds[1], &trouble), MNI_OK);
		echoes_start(&echoes);
		sent = fill(fds[0], 0, 4 * MIB);
		ck_assert_int_eq(shutdown(fds[0], SHUT_WR), 0);
		ck_assert_uint_eq(take_pattern(fds[0], 0, SIZE_MAX), sent);
		(void)close(fds[0]);
		(void)echoes_join(&echoes);
	}
}
END_TEST

/* More bulky streams at a time than there are pipes for. */
START_TEST(many_bulky_streams)
{
	struct echoes echoes = serve(_i, ANY);
	size_t i, sent[24];
	int fds[24];

	echoes_start(&echoes);
	for (i = 0; i < 24; i++) {
		fds[i] = echoes_call(&echoes, 0, SOCK_STREAM);
		sent[i] = fill(fds[i], i, 3 * MIB);
	}
	for (i = 0; i < 24; i++) {
		ck_assert_int_eq(shutdown(fds[i], SHUT_WR), 0);
		ck_assert_uint_eq(take_pattern(fds[i], i, SIZE_MAX), sent[i]);
		(void)close(fds[i]);
	}
	(void)echoes_end(&echoes);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {octets_come_back, localhost_has_one_port,
	    path_is_bound_and_removed, half_close_behind_8_mib,
	    flood_that_nobody_reads, resets_end_nothing_else,
	    reset_under_a_flood, once_is_one_answer, idle_connection_is_closed,
	    further_callers_wait, port_can_be_had_again_at_once,
	    connection_that_is_given, small_answers_are_not_held_back,
	    nor_those_of_a_connection_that_is_given,
	    what_is_no_socket_is_not_taken, copies_are_exact, small_buffers};
	/* What one connection after the other cannot show. */
	const TTest *const several[] = {slow_reader_is_alone_with_it,
	    without_descriptors_callers_wait, many_bulky_streams};
	Suite *suite = suite_create("echo server");
	int result;
	size_t i;

	(void)signal(SIGPIPE, SIG_IGN);
	if (scratch_open() == -1)
		return 99;
	add_for_models(suite, tests, sizeof(tests) / sizeof(tests[0]));
	for (i = 0; i < sizeof(several) / sizeof(several[0]); i++) {
		checks_add(suite, several[i], MNI_ECHOER_THREADS);
		checks_add(suite, several[i], MNI_ECHOER_EVENT);
	}
	result = checks_main_in_lanes(suite);
	scratch_close();
	return result;
}
