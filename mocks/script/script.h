/* SPDX-License-Identifier: MIT */
/*
 * A script as it was read: where to listen, and the steps for each connection
 * or for the datagrams.  It never changes after the reading and may be shared
 * by any number of connections.
 */
#ifndef MNI_SCRIPT_H
#define MNI_SCRIPT_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "mocknet.h"
#include "script/delivery.h"
#include "script/fault.h"
#include "script/source.h"
#include "script/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mni_verb {
	MNI_VERB_RECV,    /* take octets, or a datagram */
	MNI_VERB_DROP,    /* take datagrams and forget them */
	MNI_VERB_SEND,    /* octets, or a datagram to who was received last */
	MNI_VERB_URGENT,  /* octets, the last of which is urgent */
	MNI_VERB_FILL,    /* octets, until the peer takes no more */
	MNI_VERB_FORGE,   /* a datagram from another port than the client's */
	MNI_VERB_WAIT,    /* let wait_ms pass */
	MNI_VERB_BARRIER, /* until count players are there */
	MNI_VERB_FIN,     /* close our side, go on */
	MNI_VERB_CLOSE,   /* FIN, drain until the peer closes, close */
	MNI_VERB_RST,     /* reset when what was sent has arrived */
	MNI_VERB_STALL,   /* do nothing more, keep everything open */
	MNI_VERB_REFUSE,  /* dns: have the port for datagrams refuse them */
	MNI_VERB_HEAR,    /* dns: have it no longer do so */
	MNI_VERB_LOOP,    /* count rounds, 0: without end */
	MNI_VERB_END      /* of a round */
};

enum mni_recv_until {
	MNI_RECV_ANY,    /* at least one octet */
	MNI_RECV_COUNT,  /* count octets */
	MNI_RECV_UNTIL,  /* everything up to and with the octets of data */
	MNI_RECV_EXACT,  /* the octets of data and no others */
	MNI_RECV_EOF,    /* everything up to the peer's FIN */
	MNI_RECV_NOTHING /* for wait_ms */
};

/* Where a forged datagram comes from. */
enum mni_forgery {
	MNI_FORGED_PORT,        /* the port count */
	MNI_FORGED_SERVER_PORT, /* the port it is sent to, of another address */
	MNI_FORGED_CLOSED_PORT  /* a port that is closed at once */
};

struct mni_step {
	enum mni_verb verb;
	unsigned line;                /* of the script; 0: a service's */
	enum mni_recv_until until;    /* recv */
	enum mni_source_kind source;  /* send */
	struct mni_text text;         /* send, recv; barrier: its name with a
	                               * NUL */
	struct mni_answer *answer;    /* owned; send, http; NULL: raw octets */
	struct mni_ns_bend *bend;     /* owned; send, dns */
	struct mni_delivery delivery; /* send */
	size_t count; /* recv, garbage: octets; drop: datagrams; barrier:
	                    * players; loop: rounds; forge: a port */
	enum mni_forgery forgery; /* forge */
	int wait_ms;              /* wait, recv nothing */
	size_t other_end;         /* loop: its end; end: its loop */
	size_t depth;             /* loop, end: how many are around it */
	bool looped;              /* it is inside a loop */
};

/* The steps for some connections, for all datagrams, or, in http, for the
 * requests that a rule is for. */
struct mni_part {
	size_t first, last;     /* connections, from 1 */
	struct mni_rule *rule;  /* owned; http; NULL: of the connections */
	struct mni_step *steps; /* owned */
	size_t count;
	struct mni_fault *faults; /* owned */
	size_t fault_count;
};

struct mni_script {
	int family;            /* AF_INET, AF_INET6 or AF_UNIX */
	int type;              /* SOCK_STREAM or SOCK_DGRAM */
	char *path;            /* owned; AF_UNIX */
	uint16_t port;         /* 0: any */
	bool any;              /* it listens on all addresses; else loopback */
	char name[40];         /* "": none was given */
	char kind[32];         /* "tcp", "daytime-udp" */
	uint16_t service_port; /* the well-known one, or 0 */
	enum mni_effect
	    entry; /* REFUSE or IGNORE: nobody is let in; else none */
	struct mni_part *parts; /* owned; the first that fits counts */
	size_t part_count;
	struct mni_fault *faults; /* owned; of every connection */
	size_t fault_count;
	struct mni_bytes quote; /* what send quote sends */
	enum mni_form form;     /* of send daytime */
	bool clock_fixed;       /* else it is the real one */
	int64_t clock;          /* seconds since 1970 */
	bool discards;          /* input that comes while it sends */
	bool in_turn; /* a client makes a connection behind the other */
	int buffers;  /* octets of each; 0: as the system has them */
	bool expects; /* least to most connections or datagrams */
	size_t least, most;
	struct mni_web *web; /* owned; what only http has; NULL: it is not */
	struct mni_ns_service *dns; /* owned; what only dns has; NULL: it is
	                             * not */
	bool both; /* dns: streams beside datagrams, on the same port */
};

/* Who plays the script: the side that is called, or the one that calls. */
enum mni_side { MNI_SERVER, MNI_CLIENT };

/*
 * Reads SIZE octets of TEXT for SIDE; a relative file name in it is looked
 * for in FOLDER, NULL meaning the current one.  Returns 0 and *out_script,
 * which the caller ends with fini, or -1 and *out_mistake.
 */
int mni_script_read(const char *text, size_t size, enum mni_side side,
    const char *folder, struct mni_script *out_script,
    struct mn_mistake *out_mistake) MNI_MUST_USE;

void mni_script_fini(struct mni_script *script);

/* Has the steps of SCRIPT count their lines from FIRST on, where it begins in
 * a file. */
void mni_script_set_first_line(struct mni_script *script, unsigned first);

/* Puts ADDRESS, that of the server as in a URL, where the texts of SCRIPT name
 * it; once, before it is played.  Returns 0, or -1 when there is no memory. */
int mni_script_set_address(
    struct mni_script *script, const char *address) MNI_MUST_USE;

/* The part for connection number CONNECTION that is no rule, or NULL: it has
 * none. */
const struct mni_part *mni_script_part(
    const struct mni_script *script, size_t connection);

/* How many connections a client makes that plays SCRIPT. */
size_t mni_script_connections(const struct mni_script *script);

/* Whether a datagram of SCRIPT, which has one part, leaves from FROM. */
bool mni_script_sends_from(const struct mni_script *script, enum mni_from from);

/* What one playing of a script moves. */
struct mni_measure {
	size_t octets;   /* out of a stream */
	size_t replies;  /* datagrams that leave */
	size_t requests; /* datagrams taken */
};

/*
 * Measures SCRIPT.  Returns 0, or -1 when it has no fixed measure: loops,
 * several connections, or octets that are made when they are sent.
 */
int mni_script_measure(
    const struct mni_script *script, struct mni_measure *out_measure);

/* Octets that STEP sends of its own data, all copies. */
size_t mni_step_size(const struct mni_step *step);

/* Copies of octets, one behind the other. */
struct mni_copies {
	const uint8_t *data;
	size_t period; /* octets of one copy */
	size_t size;   /* of all; the last one need not be whole */
};

/* Those of the data of STEP that it sends. */
struct mni_copies mni_step_copies(const struct mni_step *step);

/* Copies SIZE octets of COPIES, from OFFSET on, to OUT. */
void mni_copies_copy(
    const struct mni_copies *copies, size_t offset, size_t size, uint8_t *out);

#endif
