/* SPDX-License-Identifier: MIT */
/* The stand-in for name servers with rules by which its port refuses. */
#include <config.h>

#include "support/dial.h"
#include "support/questions.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SCRIPT(rules)                                          \
	"dns udp\n rule first when udp first=1 do " rules "\n" \
	" rule when type=A do send answer=\"@ A 192.0.2.1\"\n"

static void
hear_refusal(int fd)
{
	char octet;

	ck_assert_int_eq((int)recv(fd, &octet, 1, 0), -1);
	ck_assert_int_eq(errno, ECONNREFUSED);
}

START_TEST(port_refuses_from_then_on)
{
	struct mn_server *server = serve(SCRIPT("icmp"));
	int fd = dial(server, SOCK_DGRAM);

	question_send(fd, "www.");
	await(server, MN_FAULT, 2);
	ck_assert_str_eq(told(server, MN_FAULT, 0), "rule first");
	ck_assert_str_eq(told(server, MN_FAULT, 1), "the port refuses");
	question_send(fd, "www.");
	hear_refusal(fd);
	question_send(fd, "www.");
	hear_refusal(fd);
	ck_assert_uint_eq(mn_count(server, MN_RECV), 1);
	assert_port_held(server, SOCK_DGRAM);
	ck_assert(mn_stop(server));
	(void)close(fd);
}
END_TEST

/* At the same port, for the same socket. */
START_TEST(port_hears_again)
{
	struct mn_server *server = serve(SCRIPT("icmp 10ms; send"));
	int fd = dial(server, SOCK_DGRAM);

	question_send(fd, "www.");
	question_await_answer(fd);
	ck_assert_str_eq(told(server, MN_FAULT, 1), "the port refuses");
	ck_assert_str_eq(told(server, MN_FAULT, 2), "the port hears again");
	question_send(fd, "www.");
	question_await_answer(fd);
	ck_assert_uint_eq(mn_count(server, MN_RECV), 2);
	assert_port_held(server, SOCK_DGRAM);
	(void)close(fd);
}
END_TEST

START_TEST(port_refuses_as_long_as_anything_says_so)
{
	struct mn_server *server = serve(SCRIPT("icmp; icmp 1ms; send"));
	int fd = dial(server, SOCK_DGRAM);

	question_send(fd, "www.");
	question_await_answer(fd);
	question_send(fd, "www.");
	hear_refusal(fd);
	ck_assert_uint_eq(mn_count(server, MN_FAULT), 2);
	(void)close(fd);
}
END_TEST

START_TEST(server_that_refuses_is_stopped)
{
	struct mn_server *server = serve(SCRIPT("icmp 3600s"));
	int fd = dial(server, SOCK_DGRAM);

	question_send(fd, "www.");
	await(server, MN_FAULT, 2);
	(void)mn_stop(server);
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {port_refuses_from_then_on,
	    port_hears_again, port_refuses_as_long_as_anything_says_so,
	    server_that_refuses_is_stopped};

	return dial_main(
	    "dns refusals", tests, sizeof(tests) / sizeof(tests[0]));
}
