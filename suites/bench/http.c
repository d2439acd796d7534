/* SPDX-License-Identifier: MIT */
/*
 * How fast our clients of HTTP and our stand-in are beside those that everybody
 * has, in the same run.  It measures and judges nobody.  The parts named on the
 * command line, or all of them.
 */
#include <config.h>

#include "bench/bench.h"

#include <stddef.h>

int
main(int argc, char **argv)
{
	static const struct bench_part parts[] = {
	    {"large", bench_large},
	    {"many", bench_many},
	    {"served", bench_served},
	    {NULL, NULL},
	};

	return bench_run_parts(parts, argc, argv);
}
