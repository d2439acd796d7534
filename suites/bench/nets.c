/* SPDX-License-Identifier: MIT */
/* Many nets one after another: whether they get slower or leave anything. */
#include <config.h>

#include "bench/bench.h"
#include "process.h"

#include <stdio.h>
#include <unistd.h>

#define THOUSANDS 50

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

static void
use_net(void)
{
	struct mn_net *net = bench_net();
	int fd =
	    bench_dial(bench_serve(net, "tcp\n send \"x\"\n"), SOCK_STREAM);

	bench_expect(bench_drain(fd) == 1, "an octet comes");
	(void)close(fd);
	mn_net_free(net);
}

static struct bench_time
use_thousand(void)
{
	struct bench_time start = bench_now();
	int i;

	for (i = 0; i < 1000; i++)
		use_net();
	return bench_since(start, 1);
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

void
bench_nets(void)
{
	struct holdings before, after;
	struct bench_time first, last;
	int i;

	use_net();
	before = look();
	first = last = use_thousand();
	for (i = 1; i < THOUSANDS; i++)
		last = use_thousand();
	after = look();
	bench_heading("%d nets one after another, each with an exchange",
	    THOUSANDS * 1000);
	bench_print(&(struct bench_line){.what = "the last thousand, time",
	    .figure = last.wall_ms,
	    .unit = "ms",
	    .peer = first.wall_ms,
	    .peer_name = "the first",
	    .at_most = 1.5});
	bench_print(&(struct bench_line){.what = "the last thousand, processor",
	    .figure = last.cpu_ms,
	    .unit = "ms",
	    .peer = first.cpu_ms,
	    .peer_name = "the first",
	    .at_most = 1.5});
	print_growth("descriptors", before.descriptors, after.descriptors, "");
	print_growth("threads", before.threads, after.threads, "");
	print_growth(
	    "resident memory", before.resident_kib, after.resident_kib, "KiB");
}
