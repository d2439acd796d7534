/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "daytime/daytime.h"

#include "client/datagram.h"
#include "daytime/forms.h"
#include "daytime/moment.h"

#include <stdio.h>
#include <sys/socket.h>
#include <time.h>

#define NS_PER_S 1000000000

const struct mni_daytime mni_daytime_usual = {
    .fetch = {.peer = {.port = 13, .family = AF_UNSPEC, .type = SOCK_STREAM},
        .retry_ms = MNI_RETRY_INITIAL_MS,
        .max_size = MNI_FETCH_MAX_SIZE,
        .what = "line"},
    .view = MNI_DAYTIME_LINE,
};

static int64_t
wall_clock_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* The time of LINE, fit for the view. */
static enum mni_status
read_moment(const struct mni_daytime *daytime, const struct mni_bytes *line,
    struct mni_moment *out_moment, struct mni_trouble *trouble)
{
	enum mni_status status = mni_forms_read(line, out_moment, trouble);
	char text[MNI_MOMENT_TEXT];

	if (status != MNI_OK)
		return status;
	if (!out_moment->zone.named)
		out_moment->zone = daytime->zone;
	(void)mni_moment_text(out_moment, text);
	if (out_moment->health != 0)
		return mni_trouble(trouble, MNI_UNHEALTHY,
		    "the server's clock is not in good health (%d): %s",
		    out_moment->health, text);
	if (daytime->view != MNI_DAYTIME_ISO && !out_moment->zone.named)
		return mni_trouble(trouble, MNI_UNSUPPORTED,
		    "%s is of no zone that is known", text);
	return MNI_OK;
}

static int
print_offset(
    const struct mni_moment *moment, int64_t now_ns, char *out, size_t capacity)
{
	double server_s = (double)mni_moment_seconds(moment);

	return snprintf(
	    out, capacity, "%+.3f s\n", server_s - (double)now_ns / NS_PER_S);
}

static int
print(enum mni_daytime_view view, const struct mni_moment *moment,
    int64_t now_ns, char *out, size_t capacity)
{
	char text[MNI_MOMENT_TEXT];
	struct mni_moment utc;

	if (view == MNI_DAYTIME_OFFSET)
		return print_offset(moment, now_ns, out, capacity);
	if (view == MNI_DAYTIME_UTC) {
		utc = mni_moment_in_utc(moment);
		moment = &utc;
	}
	return snprintf(out, capacity, "%s\n", mni_moment_text(moment, text));
}

/* Makes *line, which came at NOW_NS, what the view shows of it. */
static enum mni_status
show(const struct mni_daytime *daytime, int64_t now_ns, struct mni_bytes *line,
    struct mni_trouble *trouble)
{
	char text[MNI_MOMENT_TEXT + 1];
	struct mni_moment moment;
	enum mni_status status = read_moment(daytime, line, &moment, trouble);
	int size;

	line->size = 0;
	if (status != MNI_OK)
		return status;
	size = print(daytime->view, &moment, now_ns, text, sizeof(text));
	if (mni_bytes_append(line, text, (size_t)size) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	return MNI_OK;
}

enum mni_status
mni_daytime_fetch(const struct mni_daytime *daytime,
    struct mni_deadline deadline, struct mni_bytes *text,
    struct mni_trouble *trouble)
{
	enum mni_status status =
	    mni_fetch(&daytime->fetch, deadline, text, trouble);

	if (daytime->view == MNI_DAYTIME_LINE)
		return status;
	if (status == MNI_OK)
		return show(daytime, wall_clock_ns(), text, trouble);
	text->size = 0;
	return status;
}
