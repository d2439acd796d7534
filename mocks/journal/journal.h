/* SPDX-License-Identifier: MIT */
/*
 * What the servers of a net saw and did, in order.  The journal only grows:
 * what an event points to stays in place until fini.  It has no lock; the
 * net's lock is held by every caller, and over the send() that an entry tells
 * of, so that nobody can hold an octet whose entry is not there yet.
 */
#ifndef MNI_JOURNAL_H
#define MNI_JOURNAL_H

#include "mocknet.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MNI_EVENT_KINDS (MN_LINT + 1)

struct mni_journal {
	struct mn_event *events; /* owned */
	size_t count, capacity;
	struct mni_block *blocks; /* owned; data and text of events */
	size_t kept;              /* octets of data kept */
	size_t missed;            /* events there was no room for */
	int64_t start_ns;         /* time 0 of the events */
	int64_t start_wall_ns;    /* the same in real time since 1970 */
};

/* What concerns one server: which of the events are its own. */
struct mni_index {
	size_t *entries; /* owned; places in the journal */
	size_t count, capacity;
	size_t counts[MNI_EVENT_KINDS]; /* also of what was not kept */
};

/* An empty journal whose time 0 is now. */
void mni_journal_init(struct mni_journal *journal);

void mni_journal_fini(struct mni_journal *journal);

void mni_index_fini(struct mni_index *index);

/*
 * Appends EVENT, stamped with the time and with copies of its data, peer and
 * local, and notes it in INDEX.  Data beyond 96 MiB in all is not kept, nor
 * are events beyond a million; they are counted.
 */
void mni_journal_add(struct mni_journal *journal, struct mni_index *index,
    const struct mn_event *event);

/* Whether the data of KIND are words for people, not octets of a peer. */
bool mni_has_words(enum mn_event_kind kind);

/* A copy of TEXT that lives as long as the journal; "" when there is no
 * memory. */
const char *mni_journal_keep(struct mni_journal *journal, const char *text);

#endif
