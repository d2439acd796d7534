/* SPDX-License-Identifier: MIT */
/*
 * How fast the stand-ins are and how much they hold, beside bare sockets or a
 * bar, in the same run: the machine may be shared.  It measures and judges
 * nobody.  The parts named on the command line, or all of them.
 */
#include <config.h>

#include "bench/bench.h"

#include <stddef.h>

int
main(int argc, char **argv)
{
	static const struct bench_part parts[] = {
	    {"exchange", bench_exchange},
	    {"nets", bench_nets},
	    {"held", bench_held},
	    {"neighbours", bench_neighbours},
	    {"throughput", bench_throughput},
	    {"sweep", bench_sweep},
	    {NULL, NULL},
	};

	return bench_run_parts(parts, argc, argv);
}
