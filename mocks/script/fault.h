/* SPDX-License-Identifier: MIT */
/*
 * Faults: a phase of an exchange and what goes wrong there.  They lie over a
 * script or a ready service without changing its steps, and fire once for
 * each connection, or once for the datagram they name.
 */
#ifndef MNI_FAULT_H
#define MNI_FAULT_H

#include "base/compiler.h"
#include "script/delivery.h"

#include <stddef.h>
#include <stdint.h>

enum mni_phase {
	MNI_BEFORE_ACCEPT,
	MNI_AFTER_ACCEPT,
	MNI_AFTER_IN,     /* at octets have come */
	MNI_BEFORE_REPLY, /* nothing is out yet, and something is to go */
	MNI_AT,           /* at octets are out */
	MNI_AFTER_REPLY,  /* the script is over */
	MNI_REQUEST,      /* the datagram number at that came, from 1 */
	MNI_REPLY         /* the datagram number at that leaves, from 1 */
};

enum mni_effect {
	MNI_NO_EFFECT,
	MNI_REFUSE,  /* the port refuses, and nobody else can have it */
	MNI_IGNORE,  /* nobody accepts; nobody reads */
	MNI_STOP,    /* fin, rst or stall */
	MNI_PAUSE,   /* for ms milliseconds */
	MNI_DRIP,    /* from here on an octet at a time, ms apart */
	MNI_GARBAGE, /* octets random octets are put in */
	MNI_INSERT,  /* octets octets of insert are put in */
	MNI_DROP,    /* a datagram that came is thrown away */
	MNI_DELIVER  /* a datagram leaves as delivery says */
};

#define MNI_MOST_INSERT 16 /* octets that are put in */

struct mni_fault {
	enum mni_phase phase;
	enum mni_effect effect;
	enum mni_section section; /* at */
	size_t at;
	enum mni_stop stop;
	int ms;
	size_t octets;
	uint8_t insert[MNI_MOST_INSERT];
	struct mni_delivery delivery; /* owns nothing */
	char text[96];                /* as it was written */
};

/* Reads what stands behind "fault" in a script for USE.  Returns 0, or -1 and
 * notes a mistake. */
int mni_read_fault(struct mni_reader *reader, enum mni_use use,
    struct mni_fault *out_fault) MNI_MUST_USE;

#endif
