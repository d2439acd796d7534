/* SPDX-License-Identifier: MIT */
/*
 * An echo server (RFC 862) as a library.  It is made, given what it listens
 * on, run until it is stopped, and freed.  One thread makes and runs it;
 * another, or a signal handler, stops it.
 *
 * While it runs the process has SIGPIPE ignored, because splice() raises it
 * and cannot be kept from that, and makes no child by fork(), because what the
 * server closes would stay open there.
 */
#ifndef MNI_ECHOER_ECHOER_H
#define MNI_ECHOER_ECHOER_H

#include "base/address.h"
#include "base/compiler.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The port when none is named. */
#define MNI_ECHOER_PORT 8001

/* Who serves connections. */
enum mni_echoer_model {
	MNI_ECHOER_BLOCKING, /* one thread, one connection after the other */
	MNI_ECHOER_THREADS,  /* a thread for each connection */
	MNI_ECHOER_EVENT     /* one thread, all connections at a time */
};

struct mni_echoer_options {
	enum mni_echoer_model model;
	bool udp;         /* datagrams beside connections, where it listens */
	bool once;        /* a connection is closed when one read is answered */
	bool any_source;  /* datagrams are answered whoever seems to ask */
	bool copy;        /* never splice() */
	size_t most;      /* connections at a time; 0: no limit of its own */
	int64_t idle_ms;  /* a connection may be silent; 0: for ever */
	int64_t quiet_ms; /* the server ends when no datagram has come for so
	                   * long; 0: never */
	int64_t drain_ms; /* what was received is echoed, once it is stopped,
	                   * that of callers who wait as well */
};

/* What an option is when nobody says otherwise. */
extern const struct mni_echoer_options mni_echoer_usual;

struct mni_echoer_counts {
	uint64_t connections; /* accepted, or given */
	uint64_t octets_in, octets_out;
	uint64_t datagrams; /* answered */
	uint64_t refused;   /* datagrams not to be answered, connections for
	                     * which there was no memory or thread */
	uint64_t resets;    /* connections that ended by an error */
};

struct mni_echoer;

/* A server that listens nowhere, or NULL with errno.  It copies OPTIONS. */
struct mni_echoer *mni_echoer_new(const struct mni_echoer_options *options);

/* Closes all that it has, and removes the paths that it bound; NULL is
 * accepted. */
void mni_echoer_free(struct mni_echoer *echoer);

/*
 * Listens on WHERE: a host, as mni_addresses_of() reads it, HOST:PORT,
 * [ADDRESS]:PORT or unix:PATH; a port of 0 is any that is free, the same for
 * all addresses of the host and for datagrams.  A host with several addresses
 * may have some that this machine has not, such as ::1 where there is no IPv6.
 * Blocks while a name is looked up, 10 seconds at most.
 *
 * Errors: usage (WHERE is none of these); those of mni_addresses_of();
 * no-address (not of this machine); system (a port that is taken).
 */
enum mni_status mni_echoer_listen(struct mni_echoer *echoer, const char *where,
    struct mni_trouble *trouble) MNI_MUST_USE;

/*
 * Takes over FD, of any family: a socket that listens, one for datagrams, or a
 * connection, of which there is one at most; a server that has nothing else is
 * at its end with it.  Errors: usage (it is no such socket), system; FD is
 * then still the caller's.
 */
enum mni_status mni_echoer_adopt(struct mni_echoer *echoer, int fd,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* Room for the text of a socket. */
#define MNI_ECHOER_TEXT (MNI_ADDRESS_TEXT + 5)

/* The NTH socket it listens on, as "tcp 127.0.0.1:8001", "udp [::1]:8001" or
 * "unix PATH".  Returns OUT, or NULL when there are not so many. */
const char *mni_echoer_socket(const struct mni_echoer *echoer, size_t nth,
    char out[static MNI_ECHOER_TEXT]);

/* The address and port of the NTH, or NULL.  This and the text may be asked
 * for while it runs. */
const struct mni_address *mni_echoer_address(
    const struct mni_echoer *echoer, size_t nth);

/*
 * Serves until it is stopped and what was received by then is echoed, or the
 * time for that is over; once only.  Errors: system.
 */
enum mni_status mni_echoer_run(
    struct mni_echoer *echoer, struct mni_trouble *trouble) MNI_MUST_USE;

/* Stops it, also before it runs.  Any thread and any signal handler may call,
 * until it is freed. */
void mni_echoer_stop(struct mni_echoer *echoer);

/* What it has done; to be asked when it does not run. */
struct mni_echoer_counts mni_echoer_counts(const struct mni_echoer *echoer);

#endif
