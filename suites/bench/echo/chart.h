/* SPDX-License-Identifier: MIT */
/*
 * Line charts as SVG: panels side by side, with one legend for all, on a ground
 * of their own that is light or dark as the reader's screen is.
 */
#ifndef MNI_BENCH_ECHO_CHART_H
#define MNI_BENCH_ECHO_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define CHART_LINES 4 /* at most; the last is a thin grey one */
#define CHART_POINTS 16

/* The line of this place has the same colour, mark and name in each panel. */
struct chart_line {
	size_t count;
	double x[CHART_POINTS], y[CHART_POINTS]; /* above 0 */
};

struct chart_panel {
	const char *title, *x_label;
	bool is_log; /* the y axis; the x axis always is */
	struct chart_line lines[CHART_LINES];
};

/* Writes PANELS, COUNT of them; NAMES are those of the lines. */
void chart_write(FILE *out, const char *title,
    const char *const names[static CHART_LINES],
    const struct chart_panel *panels, size_t count);

#endif
