/* SPDX-License-Identifier: MIT */
/*
 * What a server saw and did, in order.  The journal only grows: what an event
 * points to stays in place until fini.  It has no lock; the net's lock is
 * held by every caller, and over the send() that an entry tells of, so that
 * nobody can hold an octet whose entry is not there yet.
 */
#ifndef MNI_JOURNAL_H
#define MNI_JOURNAL_H

#include "mocknet.h"

#include <stddef.h>
#include <stdint.h>

#define MNI_EVENT_KINDS (MN_FAILED + 1)

struct mni_journal {
	struct mn_event *events; /* owned */
	size_t count, capacity;
	size_t counts[MNI_EVENT_KINDS]; /* also of what was not kept */
	struct mni_block *blocks;       /* owned; data and text of events */
	size_t kept;                    /* octets of data kept */
	int64_t start_ns;               /* time 0 of the events */
};

/* An empty journal whose time 0 is START_NS. */
void mni_journal_init(struct mni_journal *journal, int64_t start_ns);

void mni_journal_fini(struct mni_journal *journal);

/*
 * Appends EVENT, stamped with the time and with copies of its data, peer and
 * local.  Data beyond 8 MiB in all is not kept; its size is.
 */
void mni_journal_add(struct mni_journal *journal, const struct mn_event *event);

#endif
