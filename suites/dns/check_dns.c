/* SPDX-License-Identifier: MIT */
/* The stand-in for name servers, asked by bare sockets. */
#include <config.h>

#include "support/dial.h"
#include "support/questions.h"
#include "support/scratch.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WWW                                      \
	"NOERROR qr aa | www.example.test. A | " \
	"www.example.test. 60 A 192.0.2.1 | |"
#define NS1                                      \
	"NOERROR qr aa | ns1.example.test. A | " \
	"ns1.example.test. 60 A 127.0.0.53 | |"

static const char zone_text[] = "$ORIGIN example.test.\n"
                                "$TTL 60\n"
                                "@ SOA ns1 hostmaster 1 3600 600 86400 30\n"
                                "@ NS ns1\n"
                                "ns1 A 127.0.0.53\n"
                                "www A 192.0.2.1\n";

/* A server of WHERE, such as "dns udp", with the zone and LINES of it behind
 * that, and what LINES of the script follow. */
static struct mn_server *
serve_zone(const char *where, const char *notes, const char *lines)
{
	char text[2000], path[SCRATCH_PATH];

	(void)snprintf(text, sizeof(text), "%s%s\n", zone_text, notes);
	scratch_write("example.zone", text, strlen(text));
	(void)snprintf(text, sizeof(text), "%s\n zone \"%s\"\n%s", where,
	    scratch_path(path, "example.zone"), lines);
	return serve(text);
}

static void
ask_udp(int fd, const char *name)
{
	uint8_t query[QUESTION_SIZE];
	size_t size = question(query, name, ASK_A);

	ck_assert_int_eq((int)send(fd, query, size, 0), (int)size);
}

/* The next datagram, as text. */
static const char *
hear_udp(int fd)
{
	static char text[ANSWER_TEXT];
	uint8_t data[65536];
	ssize_t size = recv(fd, data, sizeof(data), 0);

	ck_assert_int_ge((int)size, 0);
	return answer_text(data, (size_t)size, text);
}

static void
ask_tcp(int fd, const char *name)
{
	uint8_t query[QUESTION_SIZE + 2];
	size_t size = question(query + 2, name, ASK_A);

	query[0] = (uint8_t)(size >> 8);
	query[1] = (uint8_t)size;
	ck_assert_int_eq((int)send(fd, query, size + 2, 0), (int)size + 2);
}

/* The next SIZE octets. */
static void
hear_octets(int fd, uint8_t *out, size_t size)
{
	ssize_t part;

	for (; size > 0; size -= (size_t)part, out += part) {
		part = recv(fd, out, size, 0);
		ck_assert_int_gt((int)part, 0);
	}
}

/* The next message of a connection, as text. */
static const char *
hear_tcp(int fd)
{
	static char text[ANSWER_TEXT];
	uint8_t data[65536];
	size_t size;

	hear_octets(fd, data, 2);
	size = (size_t)(data[0] << 8 | data[1]);
	hear_octets(fd, data, size);
	return answer_text(data, size, text);
}

START_TEST(both_transports_have_one_port)
{
	struct mn_server *server = serve_zone("dns", "", "");
	int udp = dial(server, SOCK_DGRAM), tcp = dial(server, SOCK_STREAM);

	ck_assert_str_eq(mn_kind(server), "dns");
	ask_udp(udp, "www.example.test.");
	ck_assert_str_eq(hear_udp(udp), WWW);
	ask_tcp(tcp, "www.example.test.");
	ck_assert_str_eq(hear_tcp(tcp), WWW);
	ck_assert_uint_eq(mn_count(server, MN_RECV), 2);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 2);
	ck_assert_msg(mn_ok(net), "%s", mn_complaint(net));
	ck_assert(mn_stop(server));
	ck_assert_int_eq(dial(server, SOCK_STREAM), -1);
	(void)close(udp);
	(void)close(tcp);
}
END_TEST

START_TEST(one_transport_alone)
{
	struct mn_server *udp = serve_zone("dns udp", "", "");
	struct mn_server *tcp = serve_zone("dns tcp as t", "", "");
	int fd = dial(udp, SOCK_DGRAM);

	ck_assert_str_eq(mn_kind(udp), "dns-udp");
	ck_assert_str_eq(mn_kind(tcp), "dns-tcp");
	ask_udp(fd, "www.example.test.");
	ck_assert_str_eq(hear_udp(fd), WWW);
	(void)close(fd);
	ck_assert_int_eq(dial(udp, SOCK_STREAM), -1);
	fd = dial(tcp, SOCK_STREAM);
	ask_tcp(fd, "www.example.test.");
	ck_assert_str_eq(hear_tcp(fd), WWW);
	(void)close(fd);
}
END_TEST

START_TEST(port_that_is_named)
{
	struct mn_server *first = serve_zone("dns as first", "", ""), *second;
	char text[100];
	unsigned port = mn_port(first);
	int fd;

	(void)snprintf(
	    text, sizeof(text), "dns port %u\n rule do drop\n", port);
	ck_assert_ptr_null(mn_serve(net, text));
	(void)mn_stop(first);
	(void)snprintf(text, sizeof(text), "dns port %u both", port);
	second = mn_serve(net, text);
	ck_assert_ptr_null(second); /* "both" stands before the options */
	(void)snprintf(text, sizeof(text), "dns both port %u as second", port);
	second = serve_zone(text, "", "");
	ck_assert_uint_eq(mn_port(second), port);
	fd = dial(second, SOCK_STREAM);
	ask_tcp(fd, "www.example.test.");
	ck_assert_str_eq(hear_tcp(fd), WWW);
	(void)close(fd);
}
END_TEST

START_TEST(ipv6)
{
	struct mn_server *server;
	char text[2000], path[SCRATCH_PATH];
	int fd;

	scratch_write("example.zone", zone_text, strlen(zone_text));
	(void)snprintf(text, sizeof(text),
	    "dns ipv6\n zone \"%s\"\n rule when client=::1 name=ns1 do send "
	    "tc\n",
	    scratch_path(path, "example.zone"));
	server = mn_serve(net, text);
	if (server == NULL) {
		checks_skip("ipv6", "%s", mn_complaint(net));
		return;
	}
	fd = dial(server, SOCK_DGRAM);
	ask_udp(fd, "www.example.test.");
	ck_assert_str_eq(hear_udp(fd), WWW);
	ask_udp(fd, "ns1.example.test.");
	ck_assert_ptr_nonnull(strstr(hear_udp(fd), "NOERROR qr aa tc |"));
	(void)close(fd);
}
END_TEST

/* RFC 7766 section 6.2.1.1. */
START_TEST(queries_of_a_connection_may_come_together)
{
	struct mn_server *server = serve_zone("dns", "", "");
	int fd = dial(server, SOCK_STREAM), i;

	for (i = 0; i < 50; i++) {
		ask_tcp(fd, "www.example.test.");
		ask_tcp(fd, "ns1.example.test.");
	}
	for (i = 0; i < 50; i++) {
		ck_assert_str_eq(hear_tcp(fd), WWW);
		ck_assert_str_eq(hear_tcp(fd), NS1);
	}
	(void)shutdown(fd, SHUT_WR);
	hear_end(fd);
	(void)close(fd);
}
END_TEST

START_TEST(query_that_comes_in_pieces)
{
	struct mn_server *server = serve_zone("dns", "", "");
	int fd = dial(server, SOCK_STREAM);
	uint8_t query[QUESTION_SIZE + 2] = {0};
	size_t size = question(query + 2, "www.example.test.", ASK_A), i;

	query[1] = (uint8_t)size;
	for (i = 0; i < size + 2; i++) {
		ck_assert_int_eq((int)send(fd, query + i, 1, 0), 1);
		await(server, MN_RECV, i + 1);
	}
	ck_assert_str_eq(hear_tcp(fd), WWW);
	(void)close(fd);
}
END_TEST

START_TEST(end_within_a_query_is_answered_by_an_end)
{
	struct mn_server *server = serve_zone("dns", "", "");
	int fd = dial(server, SOCK_STREAM);

	ck_assert_int_eq((int)send(fd, "\0\40abc", 5, 0), 5);
	(void)shutdown(fd, SHUT_WR);
	hear_end(fd);
	(void)close(fd);
}
END_TEST

START_TEST(first_answer_is_forged_and_the_second_true)
{
	struct mn_server *server = serve_zone("dns",
	    ";!rule spoof when name=www udp do send id=+1 answer=\"@ A "
	    "203.0.113.66\"; wait 20ms; send",
	    "");
	int fd = dial(server, SOCK_DGRAM);

	ask_udp(fd, "www.example.test.");
	ck_assert_str_eq(hear_udp(fd),
	    "!id NOERROR qr aa | www.example.test. A | www.example.test. 60 A "
	    "203.0.113.66 | |");
	ck_assert_str_eq(hear_udp(fd), WWW);
	ck_assert_str_eq(told(server, MN_FAULT, 0), "rule spoof");
	ck_assert_int_ge((int)(happened(server, MN_SEND, 1).time_ns -
	                       happened(server, MN_SEND, 0).time_ns),
	    20000000);
	(void)close(fd);
}
END_TEST

/* While the rule of one waits, here for ever, the others have their answers. */
START_TEST(slow_rule_keeps_nobody_else_waiting)
{
	struct mn_server *server = serve_zone(
	    "dns", ";!rule slow when name=www do wait 3600s; send", "");
	int slow = dial(server, SOCK_DGRAM), fast = dial(server, SOCK_DGRAM);
	int tcp = dial(server, SOCK_STREAM);

	ask_udp(slow, "www.example.test.");
	await(server, MN_RECV, 1);
	ask_udp(fast, "ns1.example.test.");
	ck_assert_str_eq(hear_udp(fast), NS1);
	ask_tcp(tcp, "ns1.example.test.");
	ck_assert_str_eq(hear_tcp(tcp), NS1);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 2);
	(void)close(slow);
	(void)close(fast);
	(void)close(tcp);
}
END_TEST

START_TEST(query_that_is_dropped)
{
	struct mn_server *server =
	    serve_zone("dns", ";!rule lost when name=www nth=1 do drop", "");
	int udp = dial(server, SOCK_DGRAM), tcp = dial(server, SOCK_STREAM);

	ask_udp(udp, "www.example.test.");
	await(server, MN_DROP, 1);
	ask_udp(udp, "www.example.test.");
	ck_assert_str_eq(hear_udp(udp), WWW);
	ask_tcp(tcp, "www.example.test.");
	ck_assert_str_eq(hear_tcp(tcp), WWW);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 2);
	(void)close(udp);
	(void)close(tcp);
}
END_TEST

START_TEST(answers_twice_and_swapped)
{
	struct mn_server *server = serve_zone("dns udp",
	    ";!rule w when name=www do send swap\n"
	    ";!rule n when name=ns1 do send; send twice",
	    "");
	int fd = dial(server, SOCK_DGRAM);

	ask_udp(fd, "www.example.test.");
	await(server, MN_RECV, 1);
	ask_udp(fd, "ns1.example.test.");
	ck_assert_str_eq(hear_udp(fd), NS1);
	ck_assert_str_eq(hear_udp(fd), WWW);
	ck_assert_str_eq(hear_udp(fd), NS1);
	ck_assert_str_eq(hear_udp(fd), NS1);
	hear_nothing(fd);
	(void)close(fd);
}
END_TEST

/* The address and port of the next datagram. */
static struct sockaddr_in
who_answers(int fd)
{
	struct sockaddr_in peer = {.sin_family = AF_INET};
	socklen_t size = sizeof(peer);
	char data[1000];

	ck_assert_int_gt((int)recvfrom(fd, data, sizeof(data), 0,
	                     (struct sockaddr *)&peer, &size),
	    0);
	return peer;
}

START_TEST(answer_from_another_place)
{
	struct mn_server *server = mn_serve(net,
	    "dns udp\n"
	    " rule when type=A nth=1 do send from other-address\n"
	    " rule do send from other-port\n");
	uint8_t query[QUESTION_SIZE];
	size_t size = question(query, "x.", ASK_A);
	const struct sockaddr *to;
	struct sockaddr_in peer;
	socklen_t to_size;
	int fd, i;

	if (server == NULL) {
		checks_skip(
		    "answer_from_another_place", "%s", mn_complaint(net));
		return;
	}
	to = mn_address(server, &to_size);
	fd = open_socket(AF_INET, SOCK_DGRAM);
	for (i = 0; i < 2; i++)
		ck_assert_int_eq(
		    (int)sendto(fd, query, size, 0, to, to_size), (int)size);
	peer = who_answers(fd);
	ck_assert_uint_eq(ntohl(peer.sin_addr.s_addr), INADDR_LOOPBACK + 1);
	ck_assert_uint_eq(ntohs(peer.sin_port), mn_port(server));
	peer = who_answers(fd);
	ck_assert_uint_eq(ntohl(peer.sin_addr.s_addr), INADDR_LOOPBACK);
	ck_assert_uint_ne(ntohs(peer.sin_port), mn_port(server));
	(void)close(fd);
}
END_TEST

START_TEST(connections_that_end_badly)
{
	static const struct {
		const char *steps;
		void (*hear)(int fd);
	} rows[] = {
	    {"close", hear_end}, {"rst", hear_reset}, {"stall", hear_nothing}};
	struct mn_server *server;
	char rule[100];
	size_t i;
	int fd;

	for (i = 0; i < 3; i++) {
		(void)snprintf(rule, sizeof(rule),
		    ";!rule x when tcp do send; %s", rows[i].steps);
		server = serve_zone("dns", rule, "");
		fd = dial(server, SOCK_STREAM);
		ask_tcp(fd, "www.example.test.");
		ck_assert_str_eq(hear_tcp(fd), WWW);
		rows[i].hear(fd);
		(void)close(fd);
	}
}
END_TEST

START_TEST(pieces_and_cuts_over_tcp)
{
	struct mn_server *server = serve_zone("dns",
	    ";!rule s when tcp nth=1 do send split at 1 2 gap 1ms\n"
	    ";!rule c when tcp nth=1 do send cut at 10 fin",
	    "");
	int fd = dial(server, SOCK_STREAM);
	uint8_t data[10];

	ask_tcp(fd, "www.example.test.");
	ck_assert_str_eq(hear_tcp(fd), WWW);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 3);
	ask_tcp(fd, "www.example.test.");
	hear_octets(fd, data, sizeof(data));
	hear_end(fd);
	(void)close(fd);
}
END_TEST

START_TEST(rules_of_script_and_zone_in_their_order)
{
	struct mn_server *server = serve_zone("dns udp",
	    ";!rule zone when name=www do send answer=\"@ A 192.0.2.3\"",
	    " rule script when name=www do send answer=\"@ A 192.0.2.4\"\n"
	    " rule local when name=ns1.example.test. do send tc answer=none\n");
	int fd = dial(server, SOCK_DGRAM);

	ask_udp(fd, "www.example.test.");
	ck_assert_ptr_nonnull(strstr(hear_udp(fd), "192.0.2.3"));
	ask_udp(fd, "ns1.example.test.");
	ck_assert_str_eq(
	    hear_udp(fd), "NOERROR qr aa tc | ns1.example.test. A | | |");
	(void)close(fd);
}
END_TEST

/* A client of the address that is asked for, and another one. */
START_TEST(rule_for_one_client)
{
	struct mn_server *server = serve_zone("dns udp",
	    ";!rule a when client=127.0.0.2 do drop\n"
	    ";!rule b when client=127.0.0.1 do send rcode=REFUSED",
	    "");
	int fd = dial(server, SOCK_DGRAM);

	ask_udp(fd, "www.example.test.");
	ck_assert_str_eq(
	    hear_udp(fd), "REFUSED qr aa | www.example.test. A | | |");
	(void)close(fd);
}
END_TEST

START_TEST(names_of_nobody_are_complained_of)
{
	struct mn_server *server = serve_zone("dns udp", "", "");
	int fd = dial(server, SOCK_DGRAM);

	ask_udp(fd, "www.elsewhere.");
	ck_assert_str_eq(hear_udp(fd), "REFUSED qr | www.elsewhere. A | | |");
	ck_assert_int_eq(mn_ok(net), 0);
	ck_assert_str_eq(mn_complaint(net),
	    "dns-udp1: no zone and no rule is for www.elsewhere.");
	(void)close(fd);
}
END_TEST

START_TEST(malformed_queries_are_noted)
{
	struct mn_server *server = serve_zone("dns", "", "");
	int udp = dial(server, SOCK_DGRAM), tcp = dial(server, SOCK_STREAM);
	static const char query[14] = "\0\14\x12\x34\1";

	ck_assert_int_eq((int)send(udp, "x", 1, 0), 1);
	await(server, MN_LINT, 1);
	ck_assert_str_eq(told(server, MN_LINT, 0),
	    "it is shorter than the header of a query");
	ck_assert_int_eq((int)send(udp, query + 2, 12, 0), 12);
	ck_assert_str_eq(hear_udp(udp), "FORMERR qr rd | | | |");
	ck_assert_str_eq(
	    told(server, MN_LINT, 1), "it does not have one question");
	ck_assert_int_eq((int)send(tcp, "\0\0", 2, 0), 2);
	await(server, MN_LINT, 3);
	ck_assert_int_eq((int)send(tcp, query, 14, 0), 14);
	ck_assert_str_eq(hear_tcp(tcp), "FORMERR qr rd | | | |");
	(void)close(udp);
	(void)close(tcp);
}
END_TEST

START_TEST(expected_queries)
{
	struct mn_server *server = serve_zone("dns",
	    ";!expect name=www type=A count=2..3", " expect tcp count=0\n");
	int fd = dial(server, SOCK_DGRAM);

	ask_udp(fd, "www.example.test.");
	(void)hear_udp(fd);
	ck_assert_int_eq(mn_ok(net), 0);
	ck_assert_str_eq(mn_complaint(net),
	    "dns1: expected 2 to 3 queries (name=www type=A count=2..3), came "
	    "1");
	ask_udp(fd, "www.example.test.");
	(void)hear_udp(fd);
	ck_assert_msg(mn_ok(net), "%s", mn_complaint(net));
	(void)close(fd);
	fd = dial(server, SOCK_STREAM);
	ask_tcp(fd, "ns1.example.test.");
	(void)hear_tcp(fd);
	ck_assert_int_eq(mn_stop(server), 0);
	ck_assert_str_eq(mn_complaint(net),
	    "dns1: expected 0 queries (tcp count=0), came 1");
	(void)close(fd);
}
END_TEST

START_TEST(stopped_while_rules_are_played)
{
	struct mn_server *server =
	    serve_zone("dns", ";!rule x do send late 3600s; wait 3600s", "");
	int udp = dial(server, SOCK_DGRAM), tcp = dial(server, SOCK_STREAM);

	ask_udp(udp, "www.example.test.");
	ask_tcp(tcp, "www.example.test.");
	await(server, MN_FAULT, 2);
	ck_assert(mn_stop(server));
	(void)close(udp);
	(void)close(tcp);
}
END_TEST

START_TEST(zone_file_is_a_server)
{
	char path[SCRATCH_PATH];
	int fd;

	scratch_write("example.zone", zone_text, strlen(zone_text));
	ck_assert_int_eq(
	    mn_serve_file(net, scratch_path(path, "example.zone")), 1);
	fd = dial(mn_server(net, 0), SOCK_DGRAM);
	ask_udp(fd, "www.example.test.");
	ck_assert_str_eq(hear_udp(fd), WWW);
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {both_transports_have_one_port,
	    one_transport_alone, port_that_is_named, ipv6,
	    queries_of_a_connection_may_come_together,
	    query_that_comes_in_pieces,
	    end_within_a_query_is_answered_by_an_end,
	    first_answer_is_forged_and_the_second_true,
	    slow_rule_keeps_nobody_else_waiting, query_that_is_dropped,
	    answers_twice_and_swapped, answer_from_another_place,
	    connections_that_end_badly, pieces_and_cuts_over_tcp,
	    rules_of_script_and_zone_in_their_order, rule_for_one_client,
	    names_of_nobody_are_complained_of, malformed_queries_are_noted,
	    expected_queries, stopped_while_rules_are_played,
	    zone_file_is_a_server};
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	status = dial_main("dns", tests, sizeof(tests) / sizeof(tests[0]));
	scratch_close();
	return status;
}
