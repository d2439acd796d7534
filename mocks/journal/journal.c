/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "journal/journal.h"

#include "base/deadline.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST_KEPT ((size_t)96 << 20)
#define MOST_EVENTS ((size_t)1 << 20)
#define FIRST_BLOCK ((size_t)4096)
#define MOST_BLOCK ((size_t)65536) /* unless an event has more */

/* Storage that is handed out in order and freed at once. */
struct mni_block {
	struct mni_block *next;
	size_t used, size;
	unsigned char data[];
};

void
mni_journal_init(struct mni_journal *journal)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	*journal = (struct mni_journal){.start_ns = mni_now_ns(),
	    .start_wall_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec};
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

void
mni_index_fini(struct mni_index *index)
{
	free(index->entries);
	*index = (struct mni_index){.entries = NULL};
}

static void *
keep(struct mni_journal *journal, const void *data, size_t size)
{
	struct mni_block *block = journal->blocks;
	size_t capacity = FIRST_BLOCK;
	void *copy;

	if (block == NULL || block->size - block->used < size) {
		if (block != NULL)
			capacity = 2 * block->size;
		if (capacity > MOST_BLOCK)
			capacity = MOST_BLOCK;
		if (capacity < size)
			capacity = size;
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

const char *
mni_journal_keep(struct mni_journal *journal, const char *text)
{
	const char *copy = keep(journal, text, strlen(text) + 1);

	return copy == NULL ? "" : copy;
}

/* Makes room for one more of SIZE octets in *list.  Returns 0 or -1. */
static int
make_room(void **list, size_t count, size_t *capacity, size_t size)
{
	size_t more = *capacity == 0 ? 16 : *capacity * 2;
	void *longer;

	if (count < *capacity)
		return 0;
	longer = realloc(*list, more * size);
	if (longer == NULL)
		return -1;
	*list = longer;
	*capacity = more;
	return 0;
}

static int
make_rooms(struct mni_journal *journal, struct mni_index *index)
{
	void *events = journal->events, *entries = index->entries;
	int result;

	if (journal->count == MOST_EVENTS)
		return -1;
	result = make_room(&events, journal->count, &journal->capacity,
	    sizeof(*journal->events));
	journal->events = events;
	if (result == 0)
		result = make_room(&entries, index->count, &index->capacity,
		    sizeof(*index->entries));
	index->entries = entries;
	return result;
}

void
mni_journal_add(struct mni_journal *journal, struct mni_index *index,
    const struct mn_event *event)
{
	const struct mn_event *before = NULL;
	struct mn_event *entry;

	index->counts[event->kind]++;
	if (make_rooms(journal, index) == -1) {
		journal->missed++;
		return;
	}
	if (index->count > 0)
		before = &journal->events[index->entries[index->count - 1]];
	entry = &journal->events[journal->count];
	*entry = *event;
	entry->time_ns = mni_now_ns() - journal->start_ns;
	entry->data = keep_data(journal, event);
	entry->peer = keep_text(
	    journal, event->peer, before == NULL ? NULL : before->peer);
	entry->local = keep_text(
	    journal, event->local, before == NULL ? NULL : before->local);
	index->entries[index->count++] = journal->count++;
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
	case MN_REQUEST:
		return "request";
	case MN_BODY:
		return "body";
	case MN_LINT:
		return "lint";
	}
	return "unknown";
}

bool
mni_has_words(enum mn_event_kind kind)
{
	switch (kind) {
	case MN_FAULT:
	case MN_BARRIER:
	case MN_UNEXPECTED:
	case MN_FAILED:
	case MN_LINT:
		return true;
	case MN_ACCEPT:
	case MN_RECV:
	case MN_SEND:
	case MN_FIN_SEEN:
	case MN_RST_SEEN:
	case MN_FIN_SENT:
	case MN_RST_SENT:
	case MN_DROP:
	case MN_DONE:
	case MN_REQUEST:
	case MN_BODY:
		break;
	}
	return false;
}
