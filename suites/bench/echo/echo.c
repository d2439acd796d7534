/* SPDX-License-Identifier: MIT */
/*
 * What our echo server takes of a processor beside servers of others and the
 * bare calls of the system, in the same run.  A bar that it misses is named at
 * the end, and by the exit status.  The parts named on the command line, or
 * all of them.
 */
#include <config.h>

#include "bench/bench.h"
#include "bench/echo/parts.h"
#include "bench/echo/row.h"
#include "bench/volume.h"

#include <stddef.h>
#include <stdlib.h>
#include <sys/resource.h>

/* For this process and those that it starts. */
static void
raise_limit(void)
{
	struct rlimit limit;

	bench_must(getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

int
main(int argc, char **argv)
{
	static const struct bench_part parts[] = {
	    {"ab", echo_ab},
	    {"fresh", echo_fresh},
	    {"kept", echo_kept},
	    {"many", echo_many},
	    {"bulk", echo_bulk},
	    {"datagrams", echo_datagrams},
	    {"calls", echo_calls},
	    {"models", echo_models},
	    {NULL, NULL},
	};

	raise_limit();
	volume_make();
	if (bench_run_parts(parts, argc, argv) != EXIT_SUCCESS)
		return EXIT_FAILURE;
	return row_judge();
}
