/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "journal/writer.h"

#include "base/text.h"
#include "journal/journal.h"

#include <stdbool.h>
#include <string.h>

#define MOST_SHOWN 256 /* characters of data, quoted, in a line for people */

/* Of the columns of such a line; what is not aligned has none. */
enum width { NONE = 0, CONNECTION = 3, KIND = 10, NAME = 12, ADDRESS = 15 };

/* Which way an event went, between our address and the peer's. */
static const char *
arrow(const struct mn_event *event, const struct mni_origin *origin)
{
	switch (event->kind) {
	case MN_ACCEPT:
		return origin->calls ? ">" : "<";
	case MN_RECV:
	case MN_FIN_SEEN:
	case MN_RST_SEEN:
	case MN_DROP:
	case MN_REQUEST:
	case MN_BODY:
		return "<";
	case MN_SEND:
	case MN_FIN_SENT:
	case MN_RST_SENT:
		return ">";
	case MN_FAULT:
	case MN_BARRIER:
	case MN_UNEXPECTED:
	case MN_DONE:
	case MN_FAILED:
	case MN_LINT:
		break;
	}
	return "-";
}

/* A line of columns, two blanks apart.  The blanks behind one are owed, and
 * paid only when another one follows, so that no line ends in blanks. */
struct line {
	FILE *stream;
	int owed;
};

/* Words are escaped like octets, since they may quote a peer, but for quotes
 * and backslashes: nobody is going to read them as C. */
static int
put_words(struct line *line, int width, const char *words, size_t size)
{
	char escape[MNI_ESCAPE_MAX] = "";
	int left = width;
	size_t i;

	if (fprintf(line->stream, "%*s", line->owed, "") < 0)
		return -1;
	for (i = 0; i < size; i++) {
		(void)mni_escape_octet((uint8_t)words[i], escape);
		if (words[i] == '"' || words[i] == '\\')
			(void)snprintf(escape, sizeof(escape), "%c", words[i]);
		if (fputs(escape, line->stream) == EOF)
			return -1;
		left -= left > 0 ? (int)strlen(escape) : 0;
	}
	line->owed = 2 + (left > 0 ? left : 0);
	return 0;
}

static int
put_column(struct line *line, int width, const char *text)
{
	return put_words(line, width, text, strlen(text));
}

static int
put_number(struct line *line, int width, const char *mark, size_t number)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%s%zu", mark, number);
	return put_column(line, width, text);
}

static int
put_connection(struct line *line, unsigned long connection)
{
	if (connection != 0)
		return put_number(line, CONNECTION, "#", connection);
	line->owed += CONNECTION + 2;
	return 0;
}

static int
put_addresses(struct line *line, const struct mn_event *event,
    const struct mni_origin *origin)
{
	if (event->local == NULL || event->peer == NULL)
		return 0;
	if (put_column(line, ADDRESS, event->local) == -1 ||
	    put_column(line, NONE, arrow(event, origin)) == -1)
		return -1;
	return put_column(line, ADDRESS, event->peer);
}

static int
put_octets(struct line *line, const struct mn_event *event)
{
	char quoted[MOST_SHOWN];

	if (event->connection != 0 &&
	    (event->offset != 0 || event->size != 0) &&
	    put_number(line, NONE, "@", event->offset) == -1)
		return -1;
	if ((event->size != 0 || event->data != NULL) &&
	    put_number(line, NONE, "+", event->size) == -1)
		return -1;
	if (event->data == NULL)
		return 0;
	return put_column(line, NONE,
	    mni_quote(quoted, sizeof(quoted), event->data, event->size));
}

static int
put_data(struct line *line, const struct mn_event *event)
{
	if (!mni_has_words(event->kind))
		return put_octets(line, event);
	if (event->data == NULL)
		return 0;
	return put_words(line, NONE, (const char *)event->data, event->size);
}

/* No floating point: its text depends on the locale of the program. */
static int
write_line(
    FILE *stream, const struct mn_event *event, const struct mni_origin *origin)
{
	unsigned long long us = (unsigned long long)event->time_ns / 1000;
	struct line line = {.stream = stream, .owed = 2};

	if (fprintf(stream, "%6llu.%03llu ms", us / 1000, us % 1000) < 0 ||
	    put_column(&line, NAME, origin->name) == -1 ||
	    put_column(&line, KIND, mn_event_word(event->kind)) == -1 ||
	    put_connection(&line, event->connection) == -1 ||
	    put_addresses(&line, event, origin) == -1 ||
	    put_data(&line, event) == -1)
		return -1;
	return putc('\n', stream) == EOF ? -1 : 0;
}

/* Whatever the octets are, this is JSON, and any parser gives them back. */
static int
put_string(FILE *stream, const char *key, const void *data, size_t size)
{
	const uint8_t *octets = data;
	size_t i;
	int written;

	if (fprintf(stream, ",\"%s\":\"", key) < 0)
		return -1;
	for (i = 0; i < size; i++) {
		if (octets[i] == '"' || octets[i] == '\\')
			written = fprintf(stream, "\\%c", octets[i]);
		else if (octets[i] >= 0x20 && octets[i] < 0x7f)
			written = putc(octets[i], stream);
		else
			written = fprintf(stream, "\\u%04x", octets[i]);
		if (written < 0)
			return -1;
	}
	return putc('"', stream) == EOF ? -1 : 0;
}

static int
put_text(FILE *stream, const char *key, const char *text)
{
	return text == NULL ? 0 : put_string(stream, key, text, strlen(text));
}

static int
write_object(
    FILE *stream, const struct mn_event *event, const struct mni_origin *origin)
{
	unsigned long long ns = (unsigned long long)event->time_ns;

	if (fprintf(stream, "{\"time\":%llu.%09llu", ns / 1000000000,
	        ns % 1000000000) < 0 ||
	    put_text(stream, "server", origin->name) == -1 ||
	    put_text(stream, "kind", origin->kind) == -1 ||
	    put_text(stream, "event", mn_event_word(event->kind)) == -1)
		return -1;
	if (event->connection != 0 &&
	    fprintf(stream, ",\"connection\":%lu", event->connection) < 0)
		return -1;
	if (fprintf(stream, ",\"offset\":%zu,\"size\":%zu", event->offset,
	        event->size) < 0 ||
	    put_text(stream, "local", event->local) == -1 ||
	    put_text(stream, "peer", event->peer) == -1)
		return -1;
	if (event->data != NULL &&
	    put_string(stream, mni_has_words(event->kind) ? "text" : "data",
	        event->data, event->size) == -1)
		return -1;
	return fputs("}\n", stream) == EOF ? -1 : 0;
}

int
mni_writer_begin(struct mni_writer *writer, enum mn_format format, FILE *stream,
    int64_t start_wall_ns)
{
	*writer = (struct mni_writer){.format = format, .stream = stream};
	if (format != MN_PCAP)
		return 0;
	return mni_pcap_begin(&writer->pcap, stream, start_wall_ns);
}

int
mni_writer_add(struct mni_writer *writer, const struct mn_event *event,
    const struct mni_origin *origin)
{
	switch (writer->format) {
	case MN_TEXT:
		return write_line(writer->stream, event, origin);
	case MN_JSON:
		return write_object(writer->stream, event, origin);
	case MN_PCAP:
		break;
	}
	return mni_pcap_add(&writer->pcap, event, origin);
}

int
mni_writer_fini(struct mni_writer *writer)
{
	mni_pcap_fini(&writer->pcap);
	return fflush(writer->stream) == EOF ? -1 : 0;
}
