/* SPDX-License-Identifier: MIT */
/*
 * Journals of a net as files that grow while it is at work.  A file that
 * cannot be written any more is complained of once and left alone, because
 * the servers go on.
 */
#ifndef MNI_FOLLOW_H
#define MNI_FOLLOW_H

#include "base/compiler.h"
#include "journal/writer.h"
#include "mocknet.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct mni_follow_file {
	const char *path;
	enum mn_format format;
	FILE *stream; /* owned; NULL: not open */
	struct mni_writer writer;
};

struct mni_follow {
	struct mni_follow_file *files; /* owned */
	size_t count;
	struct mn_net *net;
	size_t next; /* the event to write next */
	bool failed; /* a file is not whole */
};

#define MNI_FOLLOW_EMPTY ((struct mni_follow){.files = NULL})

/* Adds the file PATH, whose end says the format: .txt, .jsonl or .pcap.
 * Returns 0, or -1 when it is another or there is no memory. */
int mni_follow_add(struct mni_follow *follow, const char *path) MNI_MUST_USE;

/* Makes the files, and they begin with the first event of NET.  Returns 0, or
 * -1 when it has printed which cannot be made. */
int mni_follow_begin(
    struct mni_follow *follow, struct mn_net *net) MNI_MUST_USE;

/* Writes events that are not written yet, MOST of them at most, and flushes
 * the files.  Returns whether these were all. */
bool mni_follow_write(struct mni_follow *follow, size_t most);

/* Closes the files.  Returns 0, or -1 when one of them is not whole, which was
 * printed. */
int mni_follow_end(struct mni_follow *follow);

/* Frees what FOLLOW holds. */
void mni_follow_fini(struct mni_follow *follow);

#endif
