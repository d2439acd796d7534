/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/excerpt.h"

#include "base/text.h"
#include "journal/journal.h"
#include "judge/mocks.h"

#include <stdio.h>

#define QUOTED 160
#define MOST_LINES 12

static void
print_line(FILE *stream, const struct mn_event *event)
{
	char quoted[QUOTED];

	(void)fprintf(stream, "%8.1f ms  %-8s", (double)event->time_ns / 1e6,
	    mn_event_word(event->kind));
	if (event->data != NULL && mni_has_words(event->kind))
		(void)fprintf(stream, "  %.*s", (int)event->size,
		    (const char *)event->data);
	else if (event->data != NULL)
		(void)fprintf(stream, "  @%zu %s (%zu octet%s)", event->offset,
		    mni_quote(
		        quoted, sizeof(quoted) / 2, event->data, event->size),
		    event->size, event->size == 1 ? "" : "s");
	if (event->kind == MN_SEND && event->local != NULL &&
	    event->connection == 0)
		(void)fprintf(stream, " from %s", event->local);
	(void)fputc('\n', stream);
}

static void
print_events(FILE *stream, const struct mn_server *server)
{
	size_t nth, count = 0;
	struct mn_event event;

	while (mn_event(server, count, &event))
		count++;
	for (nth = 0; mn_event(server, nth, &event) && nth < count; nth++) {
		if (count > MOST_LINES && nth == 6) {
			nth = count - 5;
			(void)fprintf(stream, "  ... %zu more\n", nth - 6);
			(void)mn_event(server, nth, &event);
		}
		print_line(stream, &event);
	}
}

char *
mni_excerpt(const struct mn_server *server, const struct mni_bytes *said)
{
	char *text = NULL, quoted[QUOTED];
	size_t size, nth;
	const struct mn_server *mock;
	FILE *stream = open_memstream(&text, &size);

	if (stream == NULL)
		return NULL;
	print_events(stream, server);
	for (nth = 0; (mock = mni_other_mock(server, nth)) != NULL; nth++) {
		(void)fprintf(stream, "  at %s:\n", mn_name(mock));
		print_events(stream, mock);
	}
	if (said->size > 0)
		(void)fprintf(stream, "  stderr     %s\n",
		    mni_quote(quoted, sizeof(quoted), said->data, said->size));
	(void)fclose(stream);
	return text;
}
