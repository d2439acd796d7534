/* SPDX-License-Identifier: MIT */
/*
 * The journal as a capture file (classic pcap, nanoseconds, raw IP), for
 * which nobody had to capture anything: the packets are made up from the
 * events, with the right sequence numbers and checksums.  Data that were not
 * kept are left out of their packet and counted in its length.
 *
 * Where the service has a well-known port, that is written in place of the
 * server's own, so that Wireshark knows the protocol.  What went over Unix
 * sockets is left out, and so is a connection that began before the file.
 */
#ifndef MNI_PCAP_H
#define MNI_PCAP_H

#include "base/compiler.h"
#include "journal/origin.h"
#include "mocknet.h"

#include <stdint.h>
#include <stdio.h>

struct mni_pcap {
	FILE *stream;                     /* not owned */
	int64_t start_wall_ns;            /* CLOCK_REALTIME at time 0 */
	struct mni_conversation *current; /* owned; not yet over */
	uint32_t begun;                   /* conversations so far */
};

/* Writes the header of the file.  Returns 0, or -1 with errno; ends with fini
 * in either case. */
int mni_pcap_begin(
    struct mni_pcap *pcap, FILE *stream, int64_t start_wall_ns) MNI_MUST_USE;

/* Writes the packets of EVENT, if it has any.  Returns 0, or -1 with errno. */
int mni_pcap_add(struct mni_pcap *pcap, const struct mn_event *event,
    const struct mni_origin *origin) MNI_MUST_USE;

/* Frees what PCAP holds; the file needs no end. */
void mni_pcap_fini(struct mni_pcap *pcap);

#endif
