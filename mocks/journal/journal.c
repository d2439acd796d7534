/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "journal/journal.h"

#include "base/deadline.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_KEPT ((size_t)8 << 20)
#define BLOCK_SIZE ((size_t)4096)

/* Storage that is handed out in order and freed at once. */
struct mni_block {
	struct mni_block *next;
	size_t used, size;
	unsigned char data[];
};

void
mni_journal_init(struct mni_journal *journal, int64_t start_ns)
{
	*journal = (struct mni_journal){.start_ns = start_ns};
}

void
mni_journal_fini(struct mni_journal *journal)
{
	struct mni_block *block, *next;

	for (block = journal->blocks; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	free(journal->events);
	*journal = (struct mni_journal){.events = NULL};
}

static void *
keep(struct mni_journal *journal, const void *data, size_t size)
{
	struct mni_block *block = journal->blocks;
	size_t capacity = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	void *copy;

	if (block == NULL || block->size - block->used < size) {
		block = malloc(sizeof(*block) + capacity);
		if (block == NULL)
			return NULL;
		block->used = 0;
		block->size = capacity;
		block->next = journal->blocks;
		journal->blocks = block;
	}
	copy = block->data + block->used;
	block->used += size;
	if (size > 0)
		memcpy(copy, data, size);
	return copy;
}

/* A kept copy of TEXT; the one of the event before where it is the same. */
static const char *
keep_text(struct mni_journal *journal, const char *text, const char *before)
{
	if (text == NULL || (before != NULL && strcmp(text, before) == 0))
		return text == NULL ? NULL : before;
	return keep(journal, text, strlen(text) + 1);
}

static const unsigned char *
keep_data(struct mni_journal *journal, const struct mn_event *event)
{
	if (event->data == NULL || event->size > MOST_KEPT - journal->kept)
		return NULL;
	journal->kept += event->size;
	return keep(journal, event->data, event->size);
}

static int
make_room(struct mni_journal *journal)
{
	size_t capacity = journal->capacity == 0 ? 16 : journal->capacity * 2;
	struct mn_event *events;

	if (journal->count < journal->capacity)
		return 0;
	events = realloc(journal->events, capacity * sizeof(*events));
	if (events == NULL)
		return -1;
	journal->events = events;
	journal->capacity = capacity;
	return 0;
}

void
mni_journal_add(struct mni_journal *journal, const struct mn_event *event)
{
	const struct mn_event *before = NULL;
	struct mn_event *entry;

	journal->counts[event->kind]++;
	if (make_room(journal) == -1)
		return;
	entry = &journal->events[journal->count];
	if (journal->count > 0)
		before = entry - 1;
	*entry = *event;
	entry->time_ns = mni_now_ns() - journal->start_ns;
	entry->data = keep_data(journal, event);
	entry->peer = keep_text(
	    journal, event->peer, before == NULL ? NULL : before->peer);
	entry->local = keep_text(
	    journal, event->local, before == NULL ? NULL : before->local);
	journal->count++;
}

const char *
mn_event_word(enum mn_event_kind kind)
{
	switch (kind) {
	case MN_ACCEPT:
		return "accept";
	case MN_RECV:
		return "recv";
	case MN_SEND:
		return "send";
	case MN_FIN_SEEN:
		return "fin-seen";
	case MN_RST_SEEN:
		return "rst-seen";
	case MN_FIN_SENT:
		return "fin-sent";
	case MN_RST_SENT:
		return "rst-sent";
	case MN_DROP:
		return "drop";
	case MN_FAULT:
		return "fault";
	case MN_BARRIER:
		return "barrier";
	case MN_UNEXPECTED:
		return "unexpected";
	case MN_DONE:
		return "done";
	case MN_FAILED:
		return "failed";
	}
	return "unknown";
}

static int
print_event(const struct mn_event *event, FILE *stream)
{
	char quoted[1024];

	if (fprintf(stream, "%10.3f ms  %-8s", (double)event->time_ns / 1e6,
	        mn_event_word(event->kind)) < 0)
		return -1;
	if (event->connection != 0 &&
	    fprintf(stream, "  #%lu", event->connection) < 0)
		return -1;
	if (event->peer != NULL &&
	    fprintf(stream, "  %s %s", event->local, event->peer) < 0)
		return -1;
	if (event->data != NULL && fprintf(stream, "  @%zu %s", event->offset,
	                               mni_quote(quoted, sizeof(quoted),
	                                   event->data, event->size)) < 0)
		return -1;
	return fprintf(stream, "\n") < 0 ? -1 : 0;
}

int
mn_journal_print(const struct mn_server *server, FILE *stream)
{
	struct mn_event event;
	size_t nth;

	for (nth = 0; mn_event(server, nth, &event); nth++)
		if (print_event(&event, stream) == -1)
			return -1;
	return 0;
}
