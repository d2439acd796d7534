/* SPDX-License-Identifier: MIT */
/*
 * How datagrams leave: from which socket, how often, late, behind the next
 * one, or not at all.
 */
#ifndef MNI_DEPARTURE_H
#define MNI_DEPARTURE_H

#include "base/address.h"
#include "base/bytes.h"
#include "base/compiler.h"
#include "base/loop.h"
#include "script/delivery.h"

#include <stddef.h>

struct mn_server;

struct mni_departures {
	struct mni_other {
		int fd; /* owned; -1: not needed */
		struct mni_address address;
		char local[MNI_ADDRESS_TEXT];
	} others[2];              /* other-address, other-port */
	struct mni_parcel *held;  /* owned; leaves behind the next one */
	struct mni_parcel *late;  /* owned; leave at their time, in its order */
	struct mni_watch clock;   /* calls for the late ones */
	struct mn_server *server; /* whose they are */
	bool clock_watched;
};

/* Opens the other sockets the script of SERVER sends from.  Returns 0, or -1
 * with errno. */
int mni_departures_open(
    struct mni_departures *departures, struct mn_server *server) MNI_MUST_USE;

/* Closes and frees; what the loop watches is left alone when FORGET is set. */
void mni_departures_close(struct mni_departures *departures, bool forget);

/*
 * Sends OCTETS once to PEER as DELIVERY says, all but its times.  OCTETS is
 * changed.  Returns 0, or -1 when the system has no room for it just now.
 */
int mni_depart(struct mni_departures *departures,
    const struct mni_delivery *delivery, const struct mni_address *peer,
    struct mni_bytes *octets) MNI_MUST_USE;

/* PEER as text, until another one is asked for: most datagrams of a server come
 * from one peer. */
const char *mni_peer_text(
    struct mn_server *server, const struct mni_address *peer);

/* Notes that the port of the server of CLIENT is closed, as the call WHAT has
 * told. */
void mni_note_refusal(struct mn_server *client, const char *what);

/* Notes an event of KIND about a datagram to or from PEER. */
void mni_note_datagram(struct mn_server *server, enum mn_event_kind kind,
    const char *local, const void *data, size_t size,
    const struct mni_address *peer);

#endif
