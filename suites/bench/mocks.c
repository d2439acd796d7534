/* SPDX-License-Identifier: MIT */
/*
 * How fast the stand-ins are and how much they hold, beside bare sockets or a
 * bar, in the same run: the machine may be shared.  It measures and judges
 * nobody.  The parts named on the command line, or all of them.
 */
#include <config.h>

#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct part {
	const char *name;
	void (*run)(void);
} parts[] = {
    {"exchange", bench_exchange},
    {"nets", bench_nets},
    {"held", bench_held},
    {"neighbours", bench_neighbours},
    {"throughput", bench_throughput},
    {"sweep", bench_sweep},
};

#define PART_COUNT (sizeof(parts) / sizeof(parts[0]))

static const struct part *
find_part(const char *name)
{
	size_t i;

	for (i = 0; i < PART_COUNT; i++)
		if (strcmp(parts[i].name, name) == 0)
			return &parts[i];
	return NULL;
}

int
main(int argc, char **argv)
{
	const struct part *part;
	size_t i;

	for (i = 0; argc == 1 && i < PART_COUNT; i++)
		parts[i].run();
	for (i = 1; i < (size_t)argc; i++) {
		part = find_part(argv[i]);
		if (part == NULL) {
			fprintf(stderr, "bench: no part '%s'\n", argv[i]);
			return EXIT_FAILURE;
		}
		part->run();
	}
	return EXIT_SUCCESS;
}
