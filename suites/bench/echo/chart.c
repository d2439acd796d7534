/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/echo/chart.h"

#include <math.h>

/* Pixels. */
#define WIDTH 410.0 /* of a panel */
#define HEIGHT 372.0
#define LEFT 68.0 /* from the edges of a panel to its plot */
#define RIGHT 34.0
#define TOP 112.0
#define BOTTOM 56.0
#define EDGE 20.0 /* beside the title and the legend */
#define MARK 4.5  /* half of one */

static const char style[] =
    "<style>\n"
    "text { font: 13px system-ui, -apple-system, 'Segoe UI', Helvetica, "
    "'DejaVu Sans', sans-serif; fill: #1f2328 }\n"
    ".title { font-size: 16px; font-weight: 600 }\n"
    ".panel { font-weight: 600 }\n"
    ".tick { font-size: 12px; fill: #59636e }\n"
    ".right { text-anchor: end }\n"
    ".middle { text-anchor: middle }\n"
    ".ground { fill: #fff; stroke: #d1d9e0 }\n"
    ".grid { stroke: #e4e8ec }\n"
    ".c0 { stroke: #d55e00; fill: #d55e00 }\n"
    ".c1 { stroke: #009e73; fill: #009e73 }\n"
    ".c2 { stroke: #0072b2; fill: #0072b2 }\n"
    ".c3 { stroke: #818b98; fill: #818b98 }\n"
    "polyline { stroke-width: 2.5; stroke-linejoin: round }\n"
    "polyline.c3 { stroke-width: 1.5; stroke-dasharray: 5 4 }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "text { fill: #f0f6fc }\n"
    ".tick { fill: #9198a1 }\n"
    ".ground { fill: #0d1117; stroke: #3d444d }\n"
    ".grid { stroke: #2a3038 }\n"
    ".c2 { stroke: #56b4e9; fill: #56b4e9 }\n"
    "}\n"
    "</style>\n";

/* An axis, and where its ends are on the paper. */
struct axis {
	bool is_log;
	double low, high; /* values */
	int steps;        /* between them */
	double from, to;  /* pixels */
};

static double
place(const struct axis *axis, double value)
{
	double part;

	if (axis->is_log)
		part = log(value / axis->low) / log(axis->high / axis->low);
	else
		part = (value - axis->low) / (axis->high - axis->low);
	return axis->from + part * (axis->to - axis->from);
}

/* An axis in powers of ten, or from 0 on in steps of 1, 2 or 5 of them, with
 * LEAST and MOST on it. */
static struct axis
fit(bool is_log, double least, double most, double from, double to)
{
	static const double nice[] = {1, 2, 5, 10};
	struct axis axis = {.is_log = is_log, .from = from, .to = to};
	double rough = most / 5, step = pow(10, floor(log10(rough)));
	size_t i;

	if (is_log) {
		axis.low = pow(10, floor(log10(least)));
		axis.high = pow(10, ceil(log10(most)));
		axis.steps = (int)lround(log10(axis.high / axis.low));
		return axis;
	}
	for (i = 0; nice[i] * step < rough; i++)
		continue;
	step *= nice[i];
	axis.steps = (int)ceil(most / step);
	axis.high = step * axis.steps;
	return axis;
}

/* The axis that all lines of PANEL fit on. */
static struct axis
fit_lines(const struct chart_panel *panel, bool is_y, double from, double to)
{
	double least = INFINITY, most = 0, value;
	const struct chart_line *line;
	size_t i, point;

	for (i = 0; i < CHART_LINES; i++) {
		line = &panel->lines[i];
		for (point = 0; point < line->count; point++) {
			value = is_y ? line->y[point] : line->x[point];
			least = fmin(least, value);
			most = fmax(most, value);
		}
	}
	return fit(!is_y || panel->is_log, least, most, from, to);
}

/* The value at the end of the NTH step. */
static double
tick(const struct axis *axis, int nth)
{
	if (axis->is_log)
		return axis->low * pow(10, nth);
	return axis->high * nth / axis->steps;
}

static void
write_text(FILE *out, const char *class, double x, double y, const char *text)
{
	fprintf(out, "<text class='%s' x='%.1f' y='%.1f'>%s</text>\n", class, x,
	    y, text);
}

static void
write_number(FILE *out, const char *class, double x, double y, double value)
{
	char text[32];

	if (value >= 1000)
		(void)snprintf(text, sizeof(text), "%g,000", value / 1000);
	else
		(void)snprintf(text, sizeof(text), "%g", value);
	write_text(out, class, x, y, text);
}

static void
write_axes(FILE *out, const struct axis *x, const struct axis *y)
{
	double at;
	int i;

	for (i = 0; i <= y->steps; i++) {
		at = place(y, tick(y, i));
		fprintf(out, "<path class='grid' d='M%.1f %.1fH%.1f'/>\n",
		    x->from, at, x->to);
		write_number(
		    out, "tick right", x->from - 8, at + 4, tick(y, i));
	}
	for (i = 0; i <= x->steps; i++) {
		at = place(x, tick(x, i));
		fprintf(out, "<path class='grid' d='M%.1f %.1fV%.1f'/>\n", at,
		    y->from, y->to);
		write_number(out, "tick middle", at, y->from + 18, tick(x, i));
	}
}

/* A circle, a square, a triangle; the last line has none. */
static void
write_mark(FILE *out, size_t nth, double x, double y)
{
	if (nth == 0)
		fprintf(out,
		    "<circle class='c0' cx='%.1f' cy='%.1f' r='%.1f'/>\n", x, y,
		    MARK);
	else if (nth == 1)
		fprintf(out,
		    "<rect class='c1' x='%.1f' y='%.1f' width='%.1f' "
		    "height='%.1f'/>\n",
		    x - MARK, y - MARK, 2 * MARK, 2 * MARK);
	else if (nth == 2)
		fprintf(out,
		    "<path class='c2' d='M%.1f %.1fl%.1f %.1fh%.1fz'/>\n", x,
		    y - MARK - 1, MARK + 1, 2 * MARK, -2 * MARK - 2);
}

static void
write_line(FILE *out, const struct chart_line *line, size_t nth,
    const struct axis *x, const struct axis *y)
{
	size_t i;

	fprintf(out, "<polyline class='c%zu' style='fill: none' points='", nth);
	for (i = 0; i < line->count; i++)
		fprintf(out, "%s%.1f,%.1f", i == 0 ? "" : " ",
		    place(x, line->x[i]), place(y, line->y[i]));
	fprintf(out, "'/>\n");
	for (i = 0; i < line->count; i++)
		write_mark(
		    out, nth, place(x, line->x[i]), place(y, line->y[i]));
}

static void
write_panel(FILE *out, const struct chart_panel *panel, double left)
{
	struct axis x =
	    fit_lines(panel, false, left + LEFT, left + WIDTH - RIGHT);
	struct axis y = fit_lines(panel, true, HEIGHT - BOTTOM, TOP);
	size_t i;

	write_text(out, "panel", left + EDGE, TOP - 18, panel->title);
	write_text(out, "tick middle", (x.from + x.to) / 2, HEIGHT - 16,
	    panel->x_label);
	write_axes(out, &x, &y);
	/* The first comes last, so that it lies on top. */
	for (i = CHART_LINES; i-- > 0;)
		write_line(out, &panel->lines[i], i, &x, &y);
}

static void
write_legend(FILE *out, const char *const names[static CHART_LINES])
{
	struct axis flat = {.high = 1, .to = 1};
	struct chart_line line = {.count = 2};
	double left, y = 58;
	size_t i;

	for (i = 0; i < CHART_LINES; i++) {
		left = EDGE + MARK + 140 * (double)i;
		line.x[0] = left;
		line.x[1] = left + 28;
		line.y[0] = line.y[1] = y - 4.5;
		write_line(out, &line, i, &flat, &flat);
		write_text(out, "", left + 40, y, names[i]);
	}
}

void
chart_write(FILE *out, const char *title,
    const char *const names[static CHART_LINES],
    const struct chart_panel *panels, size_t count)
{
	double width = WIDTH * (double)count;
	size_t i;

	fprintf(out,
	    "<svg xmlns='http://www.w3.org/2000/svg' width='%.0f' "
	    "height='%.0f' viewBox='0 0 %.0f %.0f'>\n<title>%s</title>\n%s",
	    width, HEIGHT, width, HEIGHT, title, style);
	fprintf(out,
	    "<rect class='ground' x='.5' y='.5' width='%.0f' height='%.0f' "
	    "rx='6'/>\n",
	    width - 1, HEIGHT - 1);
	write_text(out, "title", EDGE, 30, title);
	write_legend(out, names);
	for (i = 0; i < count; i++)
		write_panel(out, &panels[i], WIDTH * (double)i);
	fprintf(out, "</svg>\n");
}
