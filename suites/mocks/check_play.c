/* SPDX-License-Identifier: MIT */
/* mn_play(): the client's side of a script, and its complaints. */
#include <config.h>

#include "base/deadline.h"
#include "engine/play.h"
#include "support/dial.h"
#include "support/scratch.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Plays SCRIPT as a client of SERVER. */
static int
play(const char *script, const struct mn_server *server)
{
	return mn_play(
	    net, script, mn_host(server), mn_port(server), PATIENCE_MS);
}

/* Plays what has to be played to its end. */
static void
play_well(const char *script, const struct mn_server *server)
{
	ck_assert_msg(play(script, server), "%s", mn_complaint(net));
}

/* Plays what ends with the complaint WANT. */
static void
play_badly(const char *script, const struct mn_server *server, const char *want)
{
	ck_assert(!play(script, server));
	ck_assert_str_eq(mn_complaint(net), want);
}

START_TEST(play_over_tcp)
{
	struct mn_server *server =
	    serve("tcp\n recv until \"\\n\"\n send received\n recv \"bye\"\n");

	play_well("tcp\n send \"hello\\n\" each byte\n recv \"hello\\n\"\n"
	          " send \"bye\"\n recv eof\n",
	    server);
	await(server, MN_DONE, 1);
	ck_assert_uint_eq(mn_count(server, MN_ACCEPT), 1);
	ck_assert(mn_ok(net));
}
END_TEST

START_TEST(play_over_udp)
{
	struct mn_server *server = serve("echo udp\n expect datagrams 3\n");

	play_well("udp\n send \"a\" twice\n recv \"a\"\n recv \"a\"\n"
	          " send \"\"\n recv \"\"\n",
	    server);
	ck_assert(mn_ok(net));
}
END_TEST

START_TEST(play_over_unix)
{
	char path[SCRATCH_PATH], script[300];

	(void)snprintf(script, sizeof(script), "echo unix stream \"%s\"\n",
	    scratch_path(path, "stream"));
	play_well("tcp\n send \"a\"\n recv \"a\"\n", serve(script));
	(void)snprintf(script, sizeof(script), "echo unix datagram \"%s\"\n",
	    scratch_path(path, "datagrams"));
	play_well("udp\n send \"a\"\n recv \"a\"\n", serve(script));
	ck_assert(mn_ok(net));
}
END_TEST

START_TEST(play_over_ipv6)
{
	struct mn_server *server = mn_serve(net, "echo tcp ipv6\n");

	if (server == NULL) {
		checks_skip("play_over_ipv6", "no IPv6 here");
		return;
	}
	play_well("tcp\n send \"a\"\n recv \"a\"\n", server);
	ck_assert(mn_play(net, "tcp ipv6\n send \"a\"\n recv \"a\"\n", "[::1]",
	    mn_port(server), PATIENCE_MS));
}
END_TEST

START_TEST(play_makes_the_connections_its_script_names)
{
	struct mn_server *server = serve(
	    "tcp\n expect connections 3\n connection 1\n recv \"1\"\n"
	    " connection 2..3\n recv \"2\"\n send \"x\"\n");

	play_well("tcp\n connection 1\n send \"1\"\n recv eof\n"
	          " connection 2..3\n send \"2\"\n recv \"x\"\n",
	    server);
	await(server, MN_DONE, 3);
	ck_assert(mn_ok(net));
}
END_TEST

START_TEST(play_is_in_the_journal_of_the_net)
{
	struct mn_server *server = serve("echo tcp\n");
	struct mn_event event, made = {.server = NULL};
	char local[100];
	size_t nth;

	play_well("tcp as alice\n send \"a\"\n recv \"a\"\n", server);
	for (nth = 0; mn_net_event(net, nth, &event); nth++)
		if (event.server != server && event.kind == MN_ACCEPT)
			made = event;
	ck_assert_ptr_nonnull(made.server);
	ck_assert_str_eq(mn_name(made.server), "alice");
	ck_assert_str_eq(made.local, happened(server, MN_ACCEPT, 0).peer);
	(void)snprintf(
	    local, sizeof(local), "%s:%u", mn_host(server), mn_port(server));
	ck_assert_str_eq(made.peer, local);
	ck_assert_str_eq(told(made.server, MN_SEND, 0), "a");
}
END_TEST

START_TEST(clients_are_no_servers)
{
	struct mn_server *server = serve("echo tcp\n");

	play_well("tcp as bob\n send \"a\"\n recv \"a\"\n", server);
	ck_assert_ptr_null(mn_server(net, 1));
	ck_assert_str_eq(mn_name(serve("udp as bob\n recv\n")), "bob");
	ck_assert_str_eq(mn_name(serve("udp\n recv\n")), "udp3");
}
END_TEST

START_TEST(complaint_where_they_differ)
{
	struct mn_server *server = serve("tcp\n recv\n send \"hallo\"\n");

	play_badly("tcp\n send \"a\"\n recv \"hello\"\n", server,
	    "client, connection 1: line 3: expected \"hello\", came \"hallo\": "
	    "they differ at octet 1 of 5");
}
END_TEST

START_TEST(complaint_that_it_ends_too_early)
{
	struct mn_server *stream = serve("tcp\n recv\n send \"hel\"\n");
	struct mn_server *datagrams = serve("udp\n recv\n send \"hel\"\n");

	play_badly("tcp\n send \"a\"\n recv \"hello\"\n", stream,
	    "client, connection 1: line 3: expected \"hello\", came \"hel\", "
	    "then the end");
	play_badly("udp\n send \"a\"\n recv \"hello\"\n", datagrams,
	    "client: line 3: expected \"hello\", came \"hel\": "
	    "it ends after 3 of 5");
}
END_TEST

START_TEST(complaint_that_there_is_more)
{
	struct mn_server *server = serve("udp\n recv\n send \"hello!\"\n");

	play_badly("udp as carol\n send \"a\"\n recv \"hello\"\n", server,
	    "carol: line 3: expected \"hello\", came \"hello!\": "
	    "1 more than the 5");
}
END_TEST

START_TEST(complaint_of_a_reset)
{
	struct mn_server *server = serve("tcp\n recv\n send \"hel\"\n rst\n");

	play_badly("tcp\n send \"a\"\n recv \"hel\"\n recv 2\n", server,
	    "client, connection 1: line 4: expected 2 octets, came nothing, "
	    "then a reset");
}
END_TEST

/* Plays SCRIPT, for which there are TIMEOUT_MS and too little comes. */
static void
play_in_vain(const char *script, const struct mn_server *server, int timeout_ms,
    const char *want)
{
	int64_t start_ns = mni_now_ns();

	ck_assert(!mn_play(
	    net, script, mn_host(server), mn_port(server), timeout_ms));
	ck_assert_int_ge(
	    mni_now_ns() - start_ns, INT64_C(1000000) * timeout_ms);
	ck_assert_str_eq(mn_complaint(net), want);
}

START_TEST(complaint_that_it_did_not_come_in_time)
{
	struct mn_server *stream = serve("tcp\n send \"he\"\n stall\n");
	struct mn_server *datagrams = serve("discard udp\n");

	play_in_vain("tcp\n recv 3\n", stream, 150,
	    "client, connection 1: line 2: expected 3 octets, came \"he\" so "
	    "far");
	play_in_vain("udp\n recv\n", datagrams, 1,
	    "client: line 2: expected octets, came nothing so far");
	play_in_vain("echo udp\n", datagrams, 1,
	    "client: expected octets, came nothing so far");
	play_in_vain("tcp\n wait 10s\n", stream, 1,
	    "client: the script was not played to its end in time");
}
END_TEST

START_TEST(complaint_of_a_refusal)
{
	struct mn_server *stream = serve("tcp\n fault before accept refuse\n");
	struct mn_server *datagrams =
	    serve("udp\n fault before accept refuse\n");

	play_badly(
	    "tcp\n recv eof\n", stream, "client: connect: Connection refused");
	play_badly("udp\n send \"a\"\n recv\n", datagrams,
	    "client: recv: Connection refused");
	ck_assert(!mn_play(net, "tcp\n recv\n", "unix:/nonexistent/x", 0, 100));
	ck_assert_str_eq(
	    mn_complaint(net), "client: connect: No such file or directory");
	ck_assert(!mn_play(net, "udp\n recv\n", "unix:/nonexistent/x", 0, 100));
	ck_assert_str_eq(
	    mn_complaint(net), "client: connect: No such file or directory");
}
END_TEST

START_TEST(complaint_of_a_host_that_cannot_be)
{
	ck_assert(!mn_play(net, "tcp\n recv\n", "", 1, PATIENCE_MS));
	ck_assert_str_eq(mn_complaint(net), "client: '': the name is empty");
	ck_assert(!mn_play(net, "tcp\n recv\n", "unix:", 1, PATIENCE_MS));
	ck_assert_ptr_nonnull(
	    strstr(mn_complaint(net), "client: 'unix:': a path of 1 to "));
}
END_TEST

START_TEST(complaint_of_a_script)
{
	struct mn_server *server = serve("tcp\n barrier b\n");

	play_badly("tcp\n shout\n", server,
	    "line 2, column 2: expected a step (recv, drop, send, urgent, "
	    "fill, forge, wait, barrier, fin, close, rst, stall, loop, end) "
	    "or fault, connection, expect, quote, form, clock, buffers, "
	    "discard, in, found 'shout'");
	play_badly("tcp\n fault before accept ignore\n recv\n", server,
	    "line 2, column 8: a client lets nobody in");
	play_badly("tcp\n barrier b 3\n", server,
	    "client: a barrier of this script is there already, for another "
	    "number of players");
	play_badly("udp\n barrier b 3\n", server,
	    "client: a barrier of this script is there already, for another "
	    "number of players");
}
END_TEST

START_TEST(expectations_of_a_client_are_told_by_mn_play)
{
	struct mn_server *server = serve("echo udp\n");

	play_badly("udp\n expect datagrams 2\n send \"a\"\n recv\n", server,
	    "client: expected 2 datagrams, came 1");
	ck_assert(mn_ok(net));
}
END_TEST

START_TEST(client_that_wants_no_answer)
{
	struct mn_server *server = serve("echo udp\n fault request 1 drop\n");

	play_well("udp\n send \"a\"\n", server);
	await(server, MN_DROP, 1);
	play_well("udp\n send \"b\"\n recv \"b\"\n", server);
}
END_TEST

START_TEST(faults_in_the_script_of_a_client)
{
	struct mn_server *stream = serve("tcp\n recv eof\n");
	struct mn_server *datagrams = serve("echo udp\n");

	play_well("tcp\n fault at 2 fin\n send \"abc\"\n", stream);
	await(stream, MN_DONE, 1);
	ck_assert_str_eq(told(stream, MN_RECV, 0), "ab");
	play_well("tcp\n fault after reply rst\n send \"abc\"\n", stream);
	await(stream, MN_RST_SEEN, 1);
	play_well("udp\n fault reply 1 empty\n send \"abc\"\n recv \"\"\n",
	    datagrams);
	play_badly("udp\n fault request 1 drop\n send \"a\"\n send \"b\"\n"
	           " recv \"a\"\n",
	    datagrams,
	    "client: line 5: expected \"a\", came \"b\": "
	    "they differ at octet 0 of 1");
}
END_TEST

/* From its own sockets, the answer comes to another one. */
START_TEST(client_sends_from_elsewhere)
{
	struct mn_server *server = serve("discard udp\n");

	play_well("udp\n send \"a\"\n send \"b\" from other-port\n", server);
	await(server, MN_RECV, 2);
	ck_assert_str_ne(happened(server, MN_RECV, 0).peer,
	    happened(server, MN_RECV, 1).peer);
}
END_TEST

START_TEST(client_sends_from_the_other_address)
{
	struct mn_server *server = serve("discard udp\n");
	const char *own, *other;

	if (!play(
	        "udp\n send \"a\"\n send \"b\" from other-address\n", server)) {
		checks_skip("client_sends_from_the_other_address", "%s",
		    mn_complaint(net));
		return;
	}
	await(server, MN_RECV, 2);
	own = happened(server, MN_RECV, 0).peer;
	other = happened(server, MN_RECV, 1).peer;
	ck_assert_int_eq(strncmp(other, "127.0.0.2:", 10), 0);
	ck_assert_str_eq(other + 9, own + 9);
}
END_TEST

/* A client that is played by another thread. */
struct player {
	const struct mn_server *server;
	const char *script;
	int played;
};

static void *
play_in_thread(void *argument)
{
	struct player *player = argument;

	player->played = play(player->script, player->server);
	return NULL;
}

START_TEST(barrier_of_server_client_and_thread)
{
	struct mn_server *server =
	    serve("tcp\n recv \"a\"\n barrier b 3\n send \"x\"\n recv eof\n");
	struct player player = {.server = server,
	    .script = "tcp\n send \"a\"\n barrier b 3\n recv \"x\"\n"};
	pthread_t thread;

	ck_assert_int_eq(
	    pthread_create(&thread, NULL, play_in_thread, &player), 0);
	await(server, MN_BARRIER, 1);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 0);
	ck_assert(mn_barrier(net, "b", PATIENCE_MS));
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	ck_assert_msg(player.played, "%s", mn_complaint(net));
	await(server, MN_DONE, 1);
	ck_assert(mn_ok(net));
}
END_TEST

/* A client whose time is over leaves the barrier it waits at. */
START_TEST(client_whose_time_is_over_leaves_its_barrier)
{
	struct mn_server *datagrams = serve("echo udp\n");
	struct mn_server *stream = serve("echo tcp\n");

	ck_assert(!mn_play(net, "udp\n barrier b\n", mn_host(datagrams),
	    mn_port(datagrams), QUIET_MS));
	ck_assert(!mn_barrier(net, "b", 1));
	ck_assert(!mn_play(net, "tcp\n barrier c\n", mn_host(stream),
	    mn_port(stream), QUIET_MS));
	ck_assert(!mn_barrier(net, "c", 1));
}
END_TEST

START_TEST(many_clients_at_once)
{
	struct mn_server *server = serve("echo tcp\n");
	struct player players[8];
	pthread_t threads[8];
	size_t i;

	for (i = 0; i < 8; i++) {
		players[i] = (struct player){.server = server,
		    .script = "tcp\n loop 20\n send \"abc\"\n recv \"abc\"\n"
		              " end\n"};
		ck_assert_int_eq(pthread_create(&threads[i], NULL,
		                     play_in_thread, &players[i]),
		    0);
	}
	for (i = 0; i < 8; i++) {
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
		ck_assert(players[i].played);
	}
}
END_TEST

/* Begins to play SCRIPT as a client of SERVER that reads on. */
static struct mn_server *
begin(const char *script, const struct mn_server *server)
{
	struct mni_trouble trouble = {.text = ""};
	struct mn_server *client = NULL;

	ck_assert_msg(
	    mni_play_begin(net, script, NULL, MNI_READ_ON, mn_host(server),
	        mn_port(server), mni_deadline_in(PATIENCE_MS), &client,
	        &trouble) == MNI_OK,
	    "%s", trouble.text);
	return client;
}

START_TEST(play_reads_on_until_the_server_ends)
{
	struct mn_server *server = serve("tcp\n recv \"a\"\n send \"b\"\n"
	                                 " barrier more\n send \"cd\"\n"
	                                 " recv eof\n");
	struct mn_server *client =
	    begin("tcp\n send \"a\"\n recv \"b\"\n", server);

	await(client, MN_DONE, 1);
	ck_assert(mn_barrier(net, "more", PATIENCE_MS));
	await(client, MN_RECV, 2);
	ck_assert_str_eq(told(client, MN_RECV, 1), "cd");
	ck_assert_uint_eq(mn_count(server, MN_FIN_SEEN), 0);
	ck_assert(mn_stop(client));
	await(server, MN_FIN_SEEN, 1);
}
END_TEST

START_TEST(play_that_reads_on_sees_the_end)
{
	struct mn_server *server = serve("tcp\n recv \"a\"\n send \"b\"\n");
	struct mn_server *client = begin("tcp\n send \"a\"\n", server);

	await(client, MN_FIN_SEEN, 1);
	ck_assert_str_eq(told(client, MN_RECV, 0), "b");
	ck_assert(mn_stop(client));
}
END_TEST

/* The server answers before it has read what is sent, and resets. */
START_TEST(play_that_reads_on_finds_the_answer_before_a_reset)
{
	struct mn_server *server =
	    serve("tcp\n buffers 4096\n recv 1\n send \"no\"\n rst\n");
	struct mn_server *client =
	    begin("tcp\n send \"x\" repeat 8000000\n", server);

	await(client, MN_RST_SEEN, 1);
	ck_assert_str_eq(told(client, MN_RECV, 0), "no");
	ck_assert_uint_eq(mn_count(client, MN_FIN_SEEN), 0);
	(void)mn_stop(client);
}
END_TEST

START_TEST(play_cannot_begin_where_nobody_is)
{
	struct mn_server *server = serve("tcp\n fault before accept refuse\n");
	struct mni_trouble trouble = {.text = ""};
	struct mn_server *client = NULL;

	ck_assert_int_eq(mni_play_begin(net, "tcp\n recv\n", NULL, MNI_READ_ON,
	                     mn_host(server), mn_port(server),
	                     mni_deadline_in(PATIENCE_MS), &client, &trouble),
	    MNI_REFUSED);
	ck_assert_ptr_null(client);
	ck_assert_msg(
	    strncmp(trouble.text, "client: ", 8) == 0, "%s", trouble.text);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {play_over_tcp, play_over_udp,
	    play_over_unix, play_over_ipv6,
	    play_makes_the_connections_its_script_names,
	    play_is_in_the_journal_of_the_net, clients_are_no_servers,
	    complaint_where_they_differ, complaint_that_it_ends_too_early,
	    complaint_that_there_is_more, complaint_of_a_reset,
	    complaint_that_it_did_not_come_in_time, complaint_of_a_refusal,
	    complaint_of_a_host_that_cannot_be, complaint_of_a_script,
	    expectations_of_a_client_are_told_by_mn_play,
	    client_that_wants_no_answer, faults_in_the_script_of_a_client,
	    client_sends_from_elsewhere, client_sends_from_the_other_address,
	    barrier_of_server_client_and_thread,
	    client_whose_time_is_over_leaves_its_barrier, many_clients_at_once,
	    play_reads_on_until_the_server_ends,
	    play_that_reads_on_sees_the_end,
	    play_that_reads_on_finds_the_answer_before_a_reset,
	    play_cannot_begin_where_nobody_is};
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	status = dial_main("play", tests, sizeof(tests) / sizeof(tests[0]));
	scratch_close();
	return status;
}
