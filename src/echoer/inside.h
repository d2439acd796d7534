/* SPDX-License-Identifier: MIT */
/*
 * The inside of an echo server.  Its thread waits in one loop, whatever the
 * model: for callers, for datagrams, and for the bell that stops it.  A model
 * is what becomes of a connection that was accepted.
 */
#ifndef MNI_ECHOER_INSIDE_H
#define MNI_ECHOER_INSIDE_H

#include "base/address.h"
#include "base/bell.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/loop.h"
#include "base/path.h"
#include "echoer/echoer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Octets that are moved at once; more than any datagram has. */
#define MNI_ECHOER_CHUNK ((size_t)65536)

/* Who says that "no more can be had for now". */
#define MNI_ECHOER_SCARCE_MS 100

struct mni_model {
	bool serial; /* begin() returns when the connection has ended */
	/* Makes ready.  Returns 0, or -1 with errno; the rest is called after
	 * it has succeeded only. */
	int (*open)(struct mni_echoer *echoer);
	/* Serves the connection FD, which it owns from here on. */
	void (*begin)(struct mni_echoer *echoer, int fd);
	/* Has the connections echo what they have received, and end. */
	void (*drain)(struct mni_echoer *echoer);
	/* Ends those that are left. */
	void (*cut)(struct mni_echoer *echoer);
	/* Frees what it made; no connection is left. */
	void (*close)(struct mni_echoer *echoer);
};

extern const struct mni_model mni_model_blocking, mni_model_threads,
    mni_model_event;

/* A socket that is listened on. */
struct mni_door {
	struct mni_watch watch; /* of fd */
	struct mni_echoer *echoer;
	struct mni_door *next;
	int fd;     /* owned; -1: shut */
	int type;   /* SOCK_STREAM or SOCK_DGRAM */
	bool given; /* others may have it, too */
	struct mni_address address;
	struct mni_path path; /* of address, when that is one */
	size_t budget;        /* callers to be accepted in a turn */
	size_t full_turns;    /* in a row that were as many as that */
	bool told_to; /* which address a datagram was sent to has to be told */
	bool told_hops; /* how many more routers it might have passed, too */
};

struct mni_batch;
struct mni_sources;

struct mni_echoer {
	struct mni_echoer_options options;
	const struct mni_model *model;
	void *own; /* the model's */
	struct mni_loop loop;
	struct mni_bell bell; /* rung: stop */
	struct mni_watch bell_watch;
	struct mni_door *doors, **last_door; /* owned; in order */
	int given;                           /* owned: a connection, or -1 */
	uint8_t *buffer;                     /* owned; to move octets through */
	size_t room; /* of it; MNI_ECHOER_CHUNK or more */
	size_t open; /* connections */
	bool stopping;
	struct mni_watch limit;      /* a timer: of the draining */
	bool paused;                 /* nobody is accepted */
	struct mni_watch again;      /* a timer: accept again */
	struct mni_sources *sources; /* owned; of datagrams */
	struct mni_batch *batch;     /* owned; NULL: no door is for datagrams */
	struct mni_echoer_counts counts;
};

#endif
