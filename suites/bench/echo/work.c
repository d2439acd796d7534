/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/echo/work.h"

#include "bench/bench.h"
#include "bench/contest.h"
#include "bench/echo/load.h"
#include "bench/volume.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)
#define REPORT 8192 /* octets */

/* Turns are slow where others want the processor, and a part of them tells as
 * much. */
#define FLOOR_SHARE 8

/* Whether ab says in REPORT that NAME is COUNT. */
static bool
says(const char *report, const char *name, size_t count)
{
	const char *at = strstr(report, name);

	return at != NULL && strtoul(at + strlen(name), NULL, 10) == count;
}

/* As the tutorial does it.  ab does not look at what comes back, but at
 * whether all of it is equally long. */
static void
request(const struct work *work, const struct sockaddr_in *address)
{
	static char report[REPORT];
	char count[24], clients[24], url[64];
	bool kept = work->way == REQUEST_KEPT;
	int out = volume_file();

	(void)snprintf(count, sizeof(count), "%zu", work->count);
	(void)snprintf(clients, sizeof(clients), "%zu", work->clients);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u/",
	    (unsigned)ntohs(address->sin_port));
	(void)contest_run(COMMAND("ab", "-q", "-c", clients, "-n", count,
	                      kept ? "-k" : url, kept ? url : NULL),
	    NULL, STDIN_FILENO, out);
	memset(report, 0, sizeof(report));
	bench_must(pread(out, report, sizeof(report) - 1, 0) > 0, "pread");
	bench_expect(
	    says(report, "Complete requests:", work->count) &&
	        says(report, "Failed requests:", 0) &&
	        (!kept || says(report, "Keep-Alive requests:", work->count)),
	    "every request of ab is answered");
	(void)close(out);
}

static void
perform(
    const struct work *work, const struct server *server, struct fleet *fleet)
{
	switch (work->way) {
	case TALK:
		load_run(fleet, work->count);
		break;
	case STREAM:
		load_stream(&server->address, work->clients,
		    work->count * MIB / work->clients);
		break;
	case DATAGRAM:
		load_datagrams(&server->address, WORK_WINDOW, work->count,
		    server_is_apart());
		break;
	case REQUEST:
	case REQUEST_KEPT:
		request(work, &server->address);
		break;
	}
}

void
work_at(const struct server *server, const struct work *work,
    struct effort *out_effort)
{
	const struct load load = {.server = server->address,
	    .clients = work->clients,
	    .active = work->active,
	    .messages = work->messages,
	    .pause_ms = work->pause_ms,
	    .awake = work->pause_ms == 0 && server_is_apart()};
	struct fleet *fleet = work->way == TALK ? load_open(&load) : NULL;
	double us = server_cpu_us(server), count = (double)work->count;
	struct bench_time time = bench_now();

	perform(work, server, fleet);
	out_effort->rate = count * 1e3 / bench_since(time, 1).wall_ms;
	out_effort->us = (server_cpu_us(server) - us) / count;
	out_effort->kib = server_most_kib(server);
	if (fleet != NULL)
		load_close(fleet);
}

bool
work_by(
    enum entrant entrant, const struct work *work, struct effort *out_effort)
{
	const char *words[ENTRANT_WORDS];
	struct server server;

	*out_effort = (struct effort){.us = 0};
	server_keep_off(work->beside);
	if (entrant == FLOOR) {
		out_effort->us = floor_us(work->floor,
		    work->way == STREAM ? work->count
		                        : work->count / FLOOR_SHARE);
		return true;
	}
	if (!entrant_command(entrant, work->service, words))
		return false;
	server_start(&server, words);
	work_at(&server, work, out_effort);
	server_stop(&server);
	return true;
}
