/* SPDX-License-Identifier: MIT */
/*
 * How fast our stand-in for name servers is beside a bare loop and the servers
 * that everybody has, in the same run.  It measures and judges nobody.  The
 * parts named on the command line, or all of them.
 */
#include <config.h>

#include "bench/bench.h"

#include <stddef.h>

int
main(int argc, char **argv)
{
	static const struct bench_part parts[] = {
	    {"datagrams", bench_datagrams},
	    {"pipeline", bench_pipeline},
	    {"zones", bench_zones},
	    {NULL, NULL},
	};

	return bench_run_parts(parts, argc, argv);
}
