/* SPDX-License-Identifier: MIT */
/* The texts of scripts: strings and the address of the server between them. */
#include <config.h>

#include "script/script.h"
#include "support/dial.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* "127.0.0.1:PORT" or "[::1]:PORT", until the next call. */
static const char *
address_of(const struct mn_server *server)
{
	static char text[80];
	const char *host = mn_host(server);

	(void)snprintf(text, sizeof(text),
	    strchr(host, ':') == NULL ? "%s:%u" : "[%s]:%u", host,
	    mn_port(server));
	return text;
}

/* What comes next on FD is BEFORE, the address of SERVER and BEHIND. */
static void
hear_address(int fd, const char *before, const struct mn_server *server,
    const char *behind)
{
	hear(fd, before);
	hear(fd, address_of(server));
	hear(fd, behind);
}

START_TEST(strings_of_a_text_leave_in_one_write)
{
	struct mn_server *server =
	    serve("tcp\n send \"ab\" \"\" \"c\" \"\\n\" repeat 2\n");
	int fd = dial(server, SOCK_STREAM);

	hear(fd, "abc\nabc\n");
	hear_end(fd);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 1);
	(void)close(fd);
}
END_TEST

START_TEST(address_is_that_of_the_server)
{
	struct mn_server *server = serve(
	    "tcp\n send address\n send \"<\" address \">\"\n"
	    " send address \"/\" address repeat 2\n");
	int fd = dial(server, SOCK_STREAM);

	hear_address(fd, "", server, "<");
	hear_address(fd, "", server, ">");
	hear_address(fd, "", server, "/");
	hear_address(fd, "", server, "");
	hear_address(fd, "", server, "/");
	hear_address(fd, "", server, "");
	hear_end(fd);
	(void)close(fd);
}
END_TEST

START_TEST(address_of_ipv6_stands_in_brackets)
{
	struct mn_server *server = mn_serve(net, "tcp ipv6\n send address\n");
	int fd;

	if (server == NULL) {
		checks_skip("address_of_ipv6_stands_in_brackets", "no IPv6");
		return;
	}
	fd = dial(server, SOCK_STREAM);
	hear_address(fd, "", server, "");
	ck_assert_int_eq(*address_of(server), '[');
	(void)close(fd);
}
END_TEST

START_TEST(address_is_waited_for)
{
	struct mn_server *server = serve(
	    "tcp\n recv \"Host: \" address \"\\n\"\n"
	    " recv until address\n recv until \"\\n\"\n send \"ok\"\n");
	int fd = dial(server, SOCK_STREAM);

	say(fd, "Host: ");
	say(fd, address_of(server));
	say(fd, "\nx ");
	say(fd, address_of(server));
	say(fd, "\n");
	hear(fd, "ok");
	(void)close(fd);
	fd = dial(server, SOCK_STREAM);
	say(fd, "Host: x");
	hear_reset(fd);
	ck_assert_ptr_nonnull(
	    strstr(told(server, MN_UNEXPECTED, 0), address_of(server)));
	(void)close(fd);
}
END_TEST

START_TEST(address_in_a_datagram)
{
	struct mn_server *server = serve("udp\n recv\n send \"at \" address\n");
	int fd = dial(server, SOCK_DGRAM);
	char want[100];

	say(fd, "?");
	(void)snprintf(want, sizeof(want), "at %s", address_of(server));
	hear_datagram(fd, want);
	(void)close(fd);
}
END_TEST

START_TEST(client_names_the_server_it_calls)
{
	struct mn_server *server = serve("tcp\n recv \"to \" address\n");

	ck_assert_msg(mn_play(net, "tcp\n send \"to \" address\n recv eof\n",
	                  mn_host(server), mn_port(server), PATIENCE_MS),
	    "%s", mn_complaint(net));
	ck_assert(mn_ok(net));
}
END_TEST

/* As long as the longest address would make it. */
START_TEST(datagram_with_an_address_has_less_room)
{
	static const char text[] =
	    "udp\n recv\n send \"x\" address repeat 508\n";
	struct mn_mistake mistake;

	ck_assert(!mn_script_ok(text, &mistake));
	ck_assert_msg(
	    strncmp(mistake.text, "a datagram holds at most", 24) == 0, "%s",
	    mistake.text);
}
END_TEST

START_TEST(text_with_an_address_has_no_fixed_measure)
{
	static const char text[] = "tcp\n send \"x\" address\n";
	struct mni_measure measure;
	struct mn_mistake mistake;
	struct mni_script script;

	ck_assert_int_eq(mni_script_read(text, strlen(text), MNI_SERVER, NULL,
	                     &script, &mistake),
	    0);
	ck_assert_int_eq(mni_script_measure(&script, &measure), -1);
	mni_script_fini(&script);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {strings_of_a_text_leave_in_one_write,
	    address_is_that_of_the_server, address_of_ipv6_stands_in_brackets,
	    address_is_waited_for, address_in_a_datagram,
	    client_names_the_server_it_calls,
	    datagram_with_an_address_has_less_room,
	    text_with_an_address_has_no_fixed_measure};

	return dial_main("texts", tests, sizeof(tests) / sizeof(tests[0]));
}
