/* SPDX-License-Identifier: MIT */
/* What a client does to find out how a server behaves: it waits for nothing,
 * fills it, calls again, sends urgent data, and forges its port. */
#include <config.h>

#include "base/deadline.h"
#include "engine/play.h"
#include "script/script.h"
#include "support/dial.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Plays SCRIPT as a client of SERVER.  Returns the complaint, or NULL. */
static const char *
play(const char *script, const struct mn_server *server)
{
	return mn_play(
	           net, script, mn_host(server), mn_port(server), PATIENCE_MS)
	           ? NULL
	           : mn_complaint(net);
}

/* Asserts that it complains of WANT, or of nothing for NULL. */
static void
plays(const char *script, const struct mn_server *server, const char *want)
{
	const char *complaint = play(script, server);

	if (want == NULL)
		ck_assert_msg(complaint == NULL, "%s", complaint);
	else
		ck_assert_msg(
		    complaint != NULL && strstr(complaint, want) != NULL,
		    "expected \"%s\", got \"%s\"", want,
		    complaint == NULL ? "nothing" : complaint);
}

START_TEST(nothing_comes)
{
	plays("tcp\n send \"a\"\n recv nothing 20ms\n send \"b\"\n",
	    serve("discard tcp\n"), NULL);
	plays("udp\n send \"a\"\n recv nothing 20ms\n send \"b\"\n",
	    serve("discard udp\n"), NULL);
}
END_TEST

/* Also what came before and was not taken. */
START_TEST(something_comes)
{
	struct mn_server *stream = serve("echo tcp\n");
	struct mn_server *datagrams = serve("echo udp\n");

	plays("tcp\n send \"ab\"\n recv nothing 5s\n", stream,
	    "line 3: expected nothing for 5000 ms, came \"ab\"");
	plays("tcp\n send \"ab\"\n recv \"a\"\n recv nothing 5s\n", stream,
	    "line 4: expected nothing for 5000 ms, came \"b\"");
	plays("udp\n send \"a\" twice\n recv \"a\"\n recv nothing 100ms\n",
	    datagrams, "line 4: expected nothing for 100 ms, came \"a\"");
}
END_TEST

START_TEST(end_comes)
{
	plays("tcp\n recv nothing 5s\n", serve("tcp\n close\n"),
	    "expected nothing for 5000 ms, came nothing, then the end");
	plays("tcp\n send \"x\"\n recv nothing 5s\n",
	    serve("tcp\n recv 1\n rst\n"),
	    "expected nothing for 5000 ms, came nothing, then a reset");
}
END_TEST

/* The time is over before it goes on. */
START_TEST(silence_takes_its_time)
{
	int64_t start_ns = mni_now_ns();

	plays("tcp\n recv nothing 50ms\n recv nothing 50ms\n",
	    serve("discard tcp\n"), NULL);
	ck_assert_int_ge(mni_now_ns() - start_ns, 100000000);
}
END_TEST

START_TEST(peer_that_does_not_read_is_filled)
{
	struct mn_server *server = serve("tcp\n buffers 4096\n stall\n");

	plays("tcp\n buffers 4096\n fill \"0123456789\" repeat 10000000\n"
	      " rst\n",
	    server, NULL);
}
END_TEST

START_TEST(peer_that_takes_all_is_not_filled)
{
	plays("tcp\n fill \"0123456789\" repeat 100000\n",
	    serve("discard tcp\n"),
	    "all of 1000000 octets were taken, though nothing is read");
}
END_TEST

START_TEST(peer_that_resets_is_not_filled)
{
	plays("tcp\n fill \"0123456789\" repeat 10000000\n",
	    serve("tcp\n buffers 4096\n recv 10\n rst\n"),
	    "not played to its end");
}
END_TEST

/* The octets are what was sent, in their order, though they left in parts. */
START_TEST(filling_changes_nothing)
{
	struct mn_server *server =
	    serve("tcp\n buffers 4096\n recv 10\n barrier full\n recv eof\n");
	struct mn_event event;
	size_t nth, at = 0, i;

	plays("tcp\n buffers 4096\n fill \"0123456789\" repeat 10000000\n"
	      " barrier full\n fin\n recv eof\n",
	    server, NULL);
	for (nth = 0; mn_event(server, nth, &event); nth++)
		for (i = 0; event.kind == MN_RECV && i < event.size; i++, at++)
			ck_assert_int_eq(((const char *)event.data)[i],
			    (int)('0' + at % 10));
	ck_assert_uint_ge(at, 10);
}
END_TEST

START_TEST(connections_come_in_turn)
{
	struct mn_server *server = serve("tcp\n recv\n send received\n");
	struct mn_event event;
	size_t nth, open = 0;

	plays("tcp\n in turn\n connection 1..3\n send \"x\"\n recv \"x\"\n"
	      " connection 4\n send \"y\"\n recv \"y\"\n",
	    server, NULL);
	ck_assert_uint_eq(mn_count(server, MN_ACCEPT), 4);
	for (nth = 0; mn_event(server, nth, &event); nth++) {
		open += event.kind == MN_ACCEPT;
		open -= event.kind == MN_FIN_SEEN;
		ck_assert_uint_le(open, 1);
	}
}
END_TEST

START_TEST(next_connection_waits_for_the_one_before)
{
	struct mni_deadline deadline = mni_deadline_in(100);
	struct mn_server *server = serve("tcp\n stall\n"), *client = NULL;
	struct mni_trouble trouble = {.text = ""};

	ck_assert_int_eq(
	    mni_play_begin(net,
	        "tcp\n in turn\n connection 1..2\n send \"x\"\n", NULL, MNI_END,
	        mn_host(server), mn_port(server), deadline, &client, &trouble),
	    MNI_TIMEOUT);
	ck_assert_str_eq(trouble.text, "client: connection 2: the one before "
	                               "has not ended as it should");
	ck_assert_uint_eq(mn_count(server, MN_ACCEPT), 1);
}
END_TEST

/* The urgent octet is the one before it for who asks for none. */
START_TEST(urgent_octet_is_urgent)
{
	int listener = open_socket(AF_INET, SOCK_STREAM), fd;
	struct mni_address own = mni_address_loopback(AF_INET, 1, 0);
	struct mn_server *client = NULL;
	struct mni_trouble trouble = {.text = ""};
	char octet = '?';

	ck_assert_int_eq(
	    bind(listener, (struct sockaddr *)&own.storage, own.size), 0);
	ck_assert_int_eq(listen(listener, 1), 0);
	ck_assert_int_eq(
	    getsockname(listener, (struct sockaddr *)&own.storage, &own.size),
	    0);
	ck_assert_int_eq(mni_play_begin(net,
	                     "tcp\n send \"a\"\n urgent \"bc\"\n"
	                     " send \"d\"\n",
	                     NULL, MNI_END, "127.0.0.1", mni_address_port(&own),
	                     mni_deadline_in(5000), &client, &trouble),
	    MNI_OK);
	fd = accept(listener, NULL, NULL);
	ck_assert_int_ne(fd, -1);
	await(client, MN_DONE, 1);
	hear(fd, "ab");
	ck_assert_int_eq(recv(fd, &octet, 1, MSG_OOB), 1);
	ck_assert_int_eq(octet, 'c');
	hear(fd, "d");
	(void)close(fd);
	(void)close(listener);
}
END_TEST

/* A port that nobody else has just now. */
static int
free_port(void)
{
	struct mni_address own = mni_address_loopback(AF_INET, 1, 0);
	int fd = open_socket(AF_INET, SOCK_DGRAM), port;

	ck_assert_int_eq(
	    bind(fd, (struct sockaddr *)&own.storage, own.size), 0);
	ck_assert_int_eq(
	    getsockname(fd, (struct sockaddr *)&own.storage, &own.size), 0);
	port = mni_address_port(&own);
	(void)close(fd);
	return port;
}

START_TEST(forged_port_is_the_source)
{
	struct mn_server *server = serve("discard udp\n");
	int port = free_port();
	char script[200], end[20];
	const char *peer;

	(void)snprintf(script, sizeof(script),
	    "udp\n send \"a\"\n forge \"b\" \"c\" from port %d\n"
	    " recv nothing 20ms\n",
	    port);
	(void)snprintf(end, sizeof(end), ":%d", port);
	plays(script, server, NULL);
	await(server, MN_RECV, 2);
	ck_assert_str_eq(told(server, MN_RECV, 1), "bc");
	peer = happened(server, MN_RECV, 1).peer;
	ck_assert_str_eq(strrchr(peer, ':'), end);
}
END_TEST

START_TEST(forged_port_is_not_to_be_answered)
{
	struct mn_server *server = serve("udp\n recv\n send \"why\"\n");
	char script[200];

	(void)snprintf(script, sizeof(script),
	    "udp\n forge \"b\" from port %d\n recv nothing 5s\n", free_port());
	plays(script, server, "an answer of 3 octets to ");
}
END_TEST

START_TEST(closed_port_is_another)
{
	struct mn_server *server = serve("udp\n recv\n send \"why\"\n");

	plays("udp\n forge \"a\" from closed-port\n send \"b\"\n"
	      " recv \"why\"\n",
	    server, NULL);
	await(server, MN_RECV, 2);
	ck_assert_str_ne(happened(server, MN_RECV, 0).peer,
	    happened(server, MN_RECV, 1).peer);
}
END_TEST

/* Two services that ask each other would not end. */
START_TEST(services_do_not_answer_their_like)
{
	struct mn_server *server = serve("echo udp\n"), *other;
	struct mn_event event;
	char script[200];

	plays("udp\n forge \"a\" from server-port\n send \"b\"\n"
	      " recv \"b\"\n",
	    server, NULL);
	await(server, MN_DROP, 1);
	other = serve("chargen udp\n");
	(void)snprintf(script, sizeof(script),
	    "udp\n forge \"a\" from port %u\n send \"b\"\n recv \"b\"\n",
	    mn_port(other));
	plays(script, server, NULL);
	await(server, MN_DROP, 2);
	event = happened(server, MN_SEND, 1);
	ck_assert_octets(event.data, event.size, "b");
}
END_TEST

START_TEST(port_of_others_is_out_of_reach)
{
	struct mn_server *server = mn_serve(net, "discard udp ipv6\n");
	struct mni_trouble trouble = {.text = ""};
	struct mn_server *client = NULL;

	if (server == NULL) {
		checks_skip("port_of_others_is_out_of_reach", "no IPv6 here");
		return;
	}
	ck_assert_int_eq(
	    mni_play_begin(net, "udp\n forge \"a\" from server-port\n", NULL,
	        MNI_END, mn_host(server), mn_port(server),
	        mni_deadline_in(5000), &client, &trouble),
	    MNI_UNSUPPORTED);
	ck_assert_ptr_nonnull(strstr(trouble.text, "to send from: "));
}
END_TEST

START_TEST(mistakes_of_a_client_have_a_place)
{
	static const struct {
		const char *text, *want;
		unsigned column;
	} rows[] = {
	    {"udp\n forge\n",
	        "expected a string in quotes, found the end of the line", 7},
	    {"udp\n forge \"x\"\n",
	        "expected 'from' after the octets of a datagram, found the end "
	        "of the line",
	        11},
	    {"udp\n forge \"x\" from mars\n",
	        "expected port, server-port or closed-port after 'from', found "
	        "'mars'",
	        17},
	    {"udp\n forge \"x\" from port 0\n",
	        "expected a port from 1 to 65535, found '0'", 22},
	    {"udp\n forge \"x\" from port 65536\n",
	        "expected a port from 1 to 65535, found '65536'", 22},
	    {"tcp\n in order\n", "expected 'turn' after 'in', found 'order'",
	        5}};
	struct mn_mistake mistake;
	struct mni_script script;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		ck_assert_int_eq(
		    mni_script_read(rows[i].text, strlen(rows[i].text),
		        MNI_CLIENT, NULL, &script, &mistake),
		    -1);
		ck_assert_str_eq(mistake.text, rows[i].want);
		ck_assert_uint_eq(mistake.column, rows[i].column);
	}
}
END_TEST

START_TEST(one_port_is_forged)
{
	static const char two[] = "udp\n forge \"x\" from port 7\n"
	                          " forge \"x\" from port 13\n";
	static const char one[] = "udp\n forge \"x\" from port 7\n"
	                          " forge \"y\" from closed-port\n"
	                          " forge \"z\" from port 7\n";
	struct mn_mistake mistake;
	struct mni_script script;

	ck_assert_int_eq(mni_script_read(two, strlen(two), MNI_CLIENT, NULL,
	                     &script, &mistake),
	    -1);
	ck_assert_str_eq(
	    mistake.text, "a script forges the datagrams of one port only");
	ck_assert_int_eq(mni_script_read(one, strlen(one), MNI_CLIENT, NULL,
	                     &script, &mistake),
	    0);
	mni_script_fini(&script);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {nothing_comes, something_comes, end_comes,
	    silence_takes_its_time, peer_that_does_not_read_is_filled,
	    peer_that_takes_all_is_not_filled, peer_that_resets_is_not_filled,
	    filling_changes_nothing, connections_come_in_turn,
	    next_connection_waits_for_the_one_before, urgent_octet_is_urgent,
	    forged_port_is_the_source, forged_port_is_not_to_be_answered,
	    closed_port_is_another, services_do_not_answer_their_like,
	    port_of_others_is_out_of_reach, mistakes_of_a_client_have_a_place,
	    one_port_is_forged};

	return checks_main_in_lanes(dial_suite("probes", tests, COUNT(tests)));
}
