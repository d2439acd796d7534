/* SPDX-License-Identifier: MIT */
/*
 * The journal in the formats of mn_journal_write(), an event at a time, so
 * that a program can also write it as it grows.  A writer is the caller's
 * storage and has no lock.  It leaves the buffering of its stream alone: who
 * wants to see an event at once flushes.
 *
 * A line of JSON has the keys time (seconds since the start), server, kind,
 * event, connection, offset, size, local, peer and data, in this order; data
 * that are words for people are called text, and what is not known has no
 * key.  In its strings each octet is the character of the same number, so
 * that e["data"].encode("latin-1") in Python is what was sent.
 */
#ifndef MNI_WRITER_H
#define MNI_WRITER_H

#include "base/compiler.h"
#include "journal/origin.h"
#include "journal/pcap.h"
#include "mocknet.h"

#include <stdint.h>
#include <stdio.h>

struct mni_writer {
	enum mn_format format;
	FILE *stream;         /* not owned */
	struct mni_pcap pcap; /* MN_PCAP */
};

/*
 * Begins to write to STREAM.  START_WALL_NS is what CLOCK_REALTIME showed at
 * time 0 of the events; pcap has no other time.  Returns 0, or -1 with errno;
 * the caller ends the writer with fini in either case.
 */
int mni_writer_begin(struct mni_writer *writer, enum mn_format format,
    FILE *stream, int64_t start_wall_ns) MNI_MUST_USE;

/* Writes EVENT, which is of ORIGIN.  Returns 0, or -1 with errno. */
int mni_writer_add(struct mni_writer *writer, const struct mn_event *event,
    const struct mni_origin *origin) MNI_MUST_USE;

/* Frees what WRITER holds and flushes the stream.  Returns 0, or -1 with
 * errno when octets of it were lost. */
int mni_writer_fini(struct mni_writer *writer) MNI_MUST_USE;

#endif
