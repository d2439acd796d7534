/* SPDX-License-Identifier: MIT */
/*
 * How fast our clients are beside the simplest programs that do the same, in
 * the same run, against the same stand-ins: the machine may be shared.  It
 * measures and judges nobody.  The parts named on the command line, or all of
 * them.
 */
#include <config.h>

#include "bench/bench.h"

#include <stddef.h>

int
main(int argc, char **argv)
{
	static const struct bench_part parts[] = {
	    {"start", bench_start},
	    {"bulk", bench_bulk},
	    {NULL, NULL},
	};

	return bench_run_parts(parts, argc, argv);
}
