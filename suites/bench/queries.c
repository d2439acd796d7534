/* SPDX-License-Identifier: MIT */
/* Queries that our stand-in for name servers answers, with its journal, and
 * others do. */
#include <config.h>

#include "bench/asker.h"
#include "bench/contest.h"
#include "bench/peer.h"
#include "bench/volume.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAIRS 11
#define QUERIES 20000 /* of one run */
#define FEW 100       /* names of a zone */
#define MANY 10000
#define ANSWER 512 /* octets at most */

/* Bars of the time of a query. */
#define BARE_BAR (1 / 0.7)
#define PEER_BAR (1 / 0.8)
#define ZONE_BAR 1.1
#define LOAD_BAR 100.0             /* ms */
#define PIPELINE_BAR (1e6 / 30000) /* us */

struct field {
	char folder[VOLUME_PATH];
	int type;       /* of the sockets */
	size_t names;   /* of the zone of ours */
	size_t of_peer; /* those of another zone of ours */
	struct peer peer;
	uint8_t answer[ANSWER]; /* to the first query */
	size_t answer_size;
};

/* What a run takes, in milliseconds. */
typedef double run_function(struct field *field);

static FILE *
create(const struct field *field, const char *name)
{
	char path[VOLUME_PATH + 32];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", field->folder, name);
	file = fopen(path, "w");
	bench_must(file != NULL, path);
	return file;
}

static void
write_zone(const struct field *field, size_t names)
{
	char name[32];
	FILE *file;
	size_t i;

	(void)snprintf(name, sizeof(name), "%zu.zone", names);
	file = create(field, name);
	(void)fputs("$ORIGIN example.test.\n$TTL 60\n"
	            "@ IN SOA ns1 hostmaster 1 3600 600 86400 30\n"
	            "  IN NS ns1\nns1 IN A 127.0.0.53\n",
	    file);
	for (i = 0; i < names; i++)
		(void)fprintf(file, "h%zu IN A 192.0.2.%zu\n", i, i % 250 + 1);
	bench_must(fclose(file) == 0, "fclose");
}

/* A stand-in of a zone of so many names. */
static struct mn_server *
serve(const struct field *field, struct mn_net *net, size_t names)
{
	char script[VOLUME_PATH + 64];

	(void)snprintf(script, sizeof(script), "dns\n zone \"%s/%zu.zone\"\n",
	    field->folder, names);
	return bench_serve(net, script);
}

static double
ask(const struct field *field, const struct sockaddr *address, socklen_t size,
    size_t names)
{
	const struct asker asker = {.address = address,
	    .size = size,
	    .type = field->type,
	    .names = names,
	    .queries = QUERIES};

	return asker_run(&asker);
}

static double
ask_stand_in(const struct field *field, size_t names)
{
	struct mn_net *net = bench_net();
	socklen_t size;
	const struct sockaddr *address =
	    mn_address(serve(field, net, names), &size);
	double ms = ask(field, address, size, names);

	mn_net_free(net);
	return ms;
}

static double
ask_ours(struct field *field)
{
	return ask_stand_in(field, field->names);
}

static double
ask_other_zone(struct field *field)
{
	return ask_stand_in(field, field->of_peer);
}

static double
ask_peer(struct field *field)
{
	return ask(field, (const struct sockaddr *)&field->peer.address,
	    sizeof(field->peer.address), field->names);
}

/* Learns what the stand-in answers. */
static void
learn(struct field *field)
{
	struct mn_net *net = bench_net();
	int fd = bench_dial(serve(field, net, field->names), SOCK_DGRAM);
	uint8_t query[ASKER_QUERY];
	ssize_t size;

	bench_send(fd, query, asker_query(0, 0, query));
	size = recv(fd, field->answer, ANSWER, 0);
	bench_must(size > 0, "recv");
	field->answer_size = (size_t)size;
	(void)close(fd);
	mn_net_free(net);
}

struct bare {
	const struct field *field;
	int fd;
};

static void *
answer_datagrams(void *argument)
{
	const struct bare *bare = argument;
	struct sockaddr_storage peer;
	uint8_t query[ASKER_QUERY], answer[ANSWER];
	size_t size = bare->field->answer_size, i;
	socklen_t peer_size;

	memcpy(answer, bare->field->answer, size);
	for (i = 0; i < QUERIES; i++) {
		peer_size = sizeof(peer);
		bench_must(recvfrom(bare->fd, query, sizeof(query), 0,
		               (struct sockaddr *)&peer, &peer_size) > 0,
		    "recvfrom");
		memcpy(answer, query, 2);
		bench_must(
		    sendto(bare->fd, answer, size, 0, (struct sockaddr *)&peer,
		        peer_size) == (ssize_t)size,
		    "sendto");
	}
	return NULL;
}

static double
ask_bare(struct field *field)
{
	struct sockaddr_storage address;
	struct bare bare = {.field = field};
	pthread_t thread;
	double ms;

	bare.fd = bench_bind(SOCK_DGRAM, &address);
	thread = bench_thread(answer_datagrams, &bare);
	ms = ask(field, (const struct sockaddr *)&address,
	    sizeof(struct sockaddr_in), field->names);
	(void)pthread_join(thread, NULL);
	(void)close(bare.fd);
	return ms;
}

static double
query_us(struct field *field, run_function *run)
{
	return run(field) * 1e3 / QUERIES;
}

/* Prints LINE with what a query takes in OURS and in THEIRS, run by turns, of
 * which each begins every other one. */
static void
hold(struct field *field, struct bench_line line, run_function *ours,
    run_function *theirs)
{
	double mine[PAIRS], others[PAIRS], ratios[PAIRS];
	size_t i;

	for (i = 0; i < PAIRS; i++) {
		if (i % 2 == 0)
			mine[i] = query_us(field, ours);
		others[i] = query_us(field, theirs);
		if (i % 2 != 0)
			mine[i] = query_us(field, ours);
		ratios[i] = mine[i] / others[i];
	}
	line.unit = "us";
	line.figure = bench_median(mine, PAIRS);
	line.peer = bench_median(others, PAIRS);
	line.ratio = bench_median(ratios, PAIRS);
	line.low = ratios[PAIRS / 4];
	line.high = ratios[PAIRS - 1 - PAIRS / 4];
	bench_print(&line);
}

static void
begin(struct field *field, int type)
{
	bench_must(mkdtemp(volume_path(field->folder)) != NULL, "mkdtemp");
	field->type = type;
	field->names = field->of_peer = FEW;
	write_zone(field, FEW);
}

static void
end(const struct field *field)
{
	(void)contest_run(COMMAND("rm", "-rf", field->folder), NULL,
	    STDIN_FILENO, STDOUT_FILENO);
}

/* Compares with a server of others that runs with the file "conf". */
static void
hold_peer(struct field *field, const char *name, const char *const *command)
{
	peer_start(&field->peer, command);
	hold(field,
	    (struct bench_line){.what = "a query to the stand-in",
	        .peer_name = name,
	        .at_most = PEER_BAR},
	    ask_ours, ask_peer);
	peer_stop(&field->peer);
}

/* Its answers are 34 octets longer: it adds the name servers of the zone. */
static void
hold_nsd(struct field *field)
{
	char path[VOLUME_PATH + 32];
	FILE *file;

	if (!contest_has_peer("nsd"))
		return;
	peer_find_port(&field->peer, SOCK_STREAM);
	file = create(field, "conf");
	(void)fprintf(file,
	    "server:\n ip-address: 127.0.0.1@%u\n server-count: 1\n"
	    " database: \"\"\n zonesdir: \"%s\"\n zonelistfile: \"%s/list\"\n"
	    " xfrdfile: \"\"\n xfrdir: \"%s\"\n pidfile: \"%s/pid\"\n"
	    " username: \"\"\n rrl-ratelimit: 0\n"
	    "remote-control:\n control-enable: no\n"
	    "zone:\n name: example.test\n zonefile: %d.zone\n",
	    peer_port(&field->peer), field->folder, field->folder,
	    field->folder, field->folder, FEW);
	bench_must(fclose(file) == 0, "fclose");
	(void)snprintf(path, sizeof(path), "%s/conf", field->folder);
	hold_peer(field, "NSD", COMMAND("nsd", "-d", "-c", path));
}

static void
hold_knot(struct field *field)
{
	char path[VOLUME_PATH + 32];
	FILE *file;

	if (!contest_has_peer("knotd"))
		return;
	peer_find_port(&field->peer, SOCK_STREAM);
	file = create(field, "conf");
	(void)fprintf(file,
	    "server:\n  rundir: \"%s\"\n  listen: 127.0.0.1@%u\n"
	    "  udp-workers: 1\n  tcp-workers: 1\n"
	    "database:\n  storage: \"%s\"\n"
	    "zone:\n - domain: example.test\n   storage: \"%s\"\n"
	    "   file: %d.zone\n   zonefile-sync: -1\n   zonefile-load: whole\n"
	    "   journal-content: none\n",
	    field->folder, peer_port(&field->peer), field->folder,
	    field->folder, FEW);
	bench_must(fclose(file) == 0, "fclose");
	(void)snprintf(path, sizeof(path), "%s/conf", field->folder);
	hold_peer(field, "Knot", COMMAND("knotd", "-c", path));
}

void
bench_datagrams(void)
{
	static struct field field;

	bench_heading(
	    "%d queries over UDP, %d times; none may be lost", QUERIES, PAIRS);
	begin(&field, SOCK_DGRAM);
	/* The loop has one answer. */
	field.names = 1;
	write_zone(&field, field.names);
	learn(&field);
	hold(&field,
	    (struct bench_line){.what = "a query to the stand-in",
	        .peer_name = "a bare loop",
	        .at_most = BARE_BAR},
	    ask_ours, ask_bare);
	field.names = FEW;
	hold_nsd(&field);
	end(&field);
}

void
bench_pipeline(void)
{
	static struct field field;
	double us[PAIRS];
	size_t i;

	bench_heading(
	    "%d queries over one connection of TCP, %d times", QUERIES, PAIRS);
	begin(&field, SOCK_STREAM);
	for (i = 0; i < PAIRS; i++)
		us[i] = ask_ours(&field) * 1e3 / QUERIES;
	bench_print_bar("a query to the stand-in", bench_median(us, PAIRS),
	    "us", PIPELINE_BAR);
	hold_knot(&field);
	end(&field);
}

/* How long a net takes from nothing to a server of MANY names. */
static double
load(const struct field *field)
{
	struct mn_net *net = bench_net();
	struct bench_time start = bench_now();

	(void)serve(field, net, MANY);
	start = bench_since(start, 1);
	mn_net_free(net);
	return start.wall_ms;
}

void
bench_zones(void)
{
	static struct field field;
	double ms[PAIRS];
	size_t i;

	bench_heading("A zone of %d names", MANY);
	begin(&field, SOCK_DGRAM);
	field.names = MANY;
	write_zone(&field, MANY);
	for (i = 0; i < PAIRS; i++)
		ms[i] = load(&field);
	bench_print_bar(
	    "it is loaded in", bench_median(ms, PAIRS), "ms", LOAD_BAR);
	hold(&field,
	    (struct bench_line){.what = "a query",
	        .peer_name = "in one of 100",
	        .at_most = ZONE_BAR},
	    ask_ours, ask_other_zone);
	end(&field);
}
