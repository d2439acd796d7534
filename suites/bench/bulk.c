/* SPDX-License-Identifier: MIT */
/* A gibibyte through the echo client and back. */
#include <config.h>

#include "bench/volume.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PAIRS 5

static void
write_volume(int fd)
{
	const size_t size = VOLUME_PIECE;
	size_t at;

	for (at = 0; at < VOLUME; at += size)
		bench_must(
		    write(fd, volume_at(at), size) == (ssize_t)size, "write");
}

/* PORT is NULL where there is none. */
static void
hold(struct volume_runs *runs, const char *transport, const char *port)
{
	const struct contest contest = {.what = transport,
	    .ours = COMMAND("src/echo-client", "--timeout=600", "{host}", port),
	    .peers = COMMAND(BENCH_SIMPLE, "echo", "{host}", port),
	    .peer = BENCH_SIMPLE_NAME,
	    .pairs = PAIRS};

	volume_hold(&contest, runs);
}

static void
hold_unix(struct mn_net *net, struct volume_runs *runs)
{
	char folder[VOLUME_PATH], script[VOLUME_PATH + 64];

	bench_must(mkdtemp(volume_path(folder)) != NULL, "mkdtemp");
	(void)snprintf(
	    script, sizeof(script), "echo unix stream \"%s/echo\"\n", folder);
	runs->server = bench_serve(net, script);
	hold(runs, "over a Unix socket", NULL);
	(void)mn_stop(runs->server);
	(void)rmdir(folder);
}

void
bench_bulk(void)
{
	struct mn_net *net = bench_net();
	struct volume_runs runs = {.in = volume_file()};

	bench_heading("A gibibyte from a file through the echo client, %d "
	              "times",
	    PAIRS);
	volume_make();
	write_volume(runs.in);
	runs.server = bench_serve(net, "echo tcp\n");
	hold(&runs, "over TCP", "{port}");
	hold_unix(net, &runs);
	(void)close(runs.in);
	mn_net_free(net);
	volume_print(&runs);
}
