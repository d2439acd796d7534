/* SPDX-License-Identifier: MIT */
/*
 * The stand-in for name servers in great numbers: of its connections, and of
 * itself.  MOCKNET_STRESS=full asks for the whole numbers.
 */
#include <config.h>

#include "support/dial.h"
#include "support/process.h"
#include "support/questions.h"
#include "support/stress.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SCRIPT "dns\n rule do send answer=\"@ A 192.0.2.1\"\n"
#define IDLE 500
#define OWN 64 /* descriptors that are no connections */

/* Has SERVER asked over TYPE, and its answer heard. */
static void
ask(struct mn_server *server, int type)
{
	size_t prefix = type == SOCK_STREAM ? 2 : 0, size;
	uint8_t data[QUESTION_SIZE + 2] = {0};
	static char text[ANSWER_TEXT];
	int fd = dial(server, type), error = 0;
	size_t come;

	size = question(data + prefix, "www.example.test.", ASK_A);
	if (prefix == 2)
		data[1] = (uint8_t)size;
	size += prefix;
	ck_assert_int_eq((int)send(fd, data, size, 0), (int)size);
	if (type == SOCK_STREAM)
		(void)shutdown(fd, SHUT_WR);
	come = type == SOCK_STREAM
	           ? drain(fd, (char *)data, sizeof(data), &error)
	           : (size_t)recv(fd, data, sizeof(data), 0);
	ck_assert_int_eq(error, 0);
	ck_assert_str_eq(answer_text(data + prefix, come - prefix, text),
	    "NOERROR qr aa | www.example.test. A | www.example.test. 60 A "
	    "192.0.2.1 | |");
	(void)close(fd);
}

/* RFC 1035 section 4.2.2: waiting for one connection should block no other
 * activity. */
START_TEST(idle_connections_keep_nobody_waiting)
{
	struct mn_server *server = serve(SCRIPT);
	long limit = mni_process_raise_limit(2 * IDLE + OWN);
	int count = limit < 2 * IDLE + OWN ? (int)(limit - OWN) / 2 : IDLE, i;
	int fds[IDLE];

	for (i = 0; i < count; i++) {
		fds[i] = dial(server, SOCK_STREAM);
		ck_assert_int_ne(fds[i], -1);
		/* Half of them have begun. */
		if (i % 2 == 0)
			ck_assert_int_eq((int)send(fds[i], "\0\21x", 3, 0), 3);
	}
	await(server, MN_ACCEPT, (size_t)count);
	ask(server, SOCK_STREAM);
	ask(server, SOCK_DGRAM);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 2);
	for (i = 0; i < count; i++)
		(void)close(fds[i]);
}
END_TEST

static void
use_name_servers(int count)
{
	for (; count > 0; count--) {
		set_up();
		ask(serve(SCRIPT), count % 2 == 0 ? SOCK_DGRAM : SOCK_STREAM);
		tear_down();
	}
}

START_TEST(name_servers_leave_no_descriptor_or_thread)
{
	bool full = stress_is_full();
	long descriptors, threads;

	tear_down();
	use_name_servers(2);
	descriptors = mni_process_descriptors();
	threads = mni_process_status("Threads");
	use_name_servers(full ? 1000 : 200);
	ck_assert_int_eq(mni_process_descriptors(), descriptors);
	ck_assert_int_le(mni_process_await_threads(threads), threads);
	set_up();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {idle_connections_keep_nobody_waiting,
	    name_servers_leave_no_descriptor_or_thread};

	return dial_main("dns_crowd", tests, sizeof(tests) / sizeof(tests[0]));
}
