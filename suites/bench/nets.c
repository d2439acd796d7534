/* SPDX-License-Identifier: MIT */
/* Many nets, and many servers of one net, one after another: whether they get
 * slower or leave anything. */
#include <config.h>

#include "bench/bench.h"
#include "support/process.h"

#include <stdio.h>
#include <unistd.h>

#define NETS 50000
#define SERVERS 10000

struct holdings {
	long descriptors, threads, resident_kib;
};

static struct holdings
look(void)
{
	return (struct holdings){.descriptors = mni_process_descriptors(),
	    .threads = mni_process_status("Threads"),
	    .resident_kib = mni_process_status("VmRSS")};
}

static struct mn_server *
use_server(struct mn_net *net)
{
	struct mn_server *server = bench_serve(net, "tcp\n send \"x\"\n");
	int fd = bench_dial(server, SOCK_STREAM);

	bench_expect(bench_drain(fd) == 1, "an octet comes");
	(void)close(fd);
	return server;
}

static void
use_fresh_net(struct mn_net *unused)
{
	struct mn_net *net = bench_net();

	(void)unused;
	(void)use_server(net);
	mn_net_free(net);
}

static void
use_kept_net(struct mn_net *net)
{
	(void)mn_stop(use_server(net));
}

static struct bench_time
use_thousand(void (*use)(struct mn_net *net), struct mn_net *net)
{
	struct bench_time start = bench_now();
	int i;

	for (i = 0; i < 1000; i++)
		use(net);
	return bench_since(start, 1);
}

static void
print_thousands(const char *what, double last, double first)
{
	bench_print(&(struct bench_line){.what = what,
	    .figure = last,
	    .unit = "ms",
	    .peer = first,
	    .peer_name = "the first",
	    .at_most = 1.5});
}

/* COUNT times, and what the first and the last thousand take. */
static void
measure_thousands(
    int count, void (*use)(struct mn_net *net), struct mn_net *net)
{
	struct bench_time first = use_thousand(use, net), last = first;

	for (count -= 1000; count > 0; count -= 1000)
		last = use_thousand(use, net);
	print_thousands("the last thousand, time", last.wall_ms, first.wall_ms);
	print_thousands(
	    "the last thousand, processor", last.cpu_ms, first.cpu_ms);
}

static void
print_growth(const char *what, long before, long after, const char *unit)
{
	if (before == -1)
		printf("  %s: this system does not tell\n", what);
	else
		bench_print(&(struct bench_line){.what = what,
		    .figure = (double)after,
		    .unit = unit,
		    .peer = (double)before,
		    .peer_name = "those before"});
}

static void
measure_nets(void)
{
	struct holdings before, after;

	bench_heading("%d nets one after another, each with an exchange", NETS);
	use_fresh_net(NULL);
	before = look();
	measure_thousands(NETS, use_fresh_net, NULL);
	after = look();
	print_growth("descriptors", before.descriptors, after.descriptors, "");
	print_growth("threads", before.threads, after.threads, "");
	print_growth(
	    "resident memory", before.resident_kib, after.resident_kib, "KiB");
}

static void
measure_servers(void)
{
	struct mn_net *net = bench_net();

	bench_heading("%d servers of one net one after another, each with an "
	              "exchange",
	    SERVERS);
	measure_thousands(SERVERS, use_kept_net, net);
	mn_net_free(net);
}

void
bench_nets(void)
{
	measure_nets();
	measure_servers();
}
