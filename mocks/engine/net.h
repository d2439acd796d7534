/* SPDX-License-Identifier: MIT */
/*
 * The inside of a net and its servers.  One lock for all of it: the engine
 * thread holds it except while it waits for something to happen, every public
 * function while it looks.  Sockets are made by the caller's thread and closed
 * by the engine's, never under a thread that could be blocked in them.
 */
#ifndef MNI_NET_H
#define MNI_NET_H

#include "base/address.h"
#include "base/bell.h"
#include "base/compiler.h"
#include "base/loop.h"
#include "base/path.h"
#include "engine/ports.h"
#include "journal/journal.h"
#include "journal/writer.h"
#include "mocknet.h"
#include "script/script.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/*
 * The most octets that are moved at once; then it is the turn of others: a peer
 * that is always ready must not keep them waiting, nor the lock.  It is more
 * than any datagram.
 */
#define MNI_CHUNK ((size_t)65536)

struct mn_net {
	struct mn_net *next, **link; /* in the list of forks */
	pid_t owner;                 /* the process whose threads these are */
	pthread_t thread;
	bool running;  /* the engine was started */
	bool ending;   /* it is to end */
	bool emptying; /* it is to close all servers, and goes on */
	int settling; /* turns left until it need not be idle; 0: nobody asks */
	pthread_mutex_t lock;
	atomic_uint asking;     /* threads that wait for it, not the engine's */
	pthread_cond_t changed; /* the journal grew, a server stopped */
	struct mni_loop loop;
	struct mni_watch wake_watch;
	struct mni_bell wake; /* wakes the engine */
	/* Owned; MNI_CHUNK octets for the engine to move others through: not on
	 * its stack, whose pages a new thread would have to be given. */
	uint8_t *scratch;
	struct mni_inbox *inbox;      /* owned; NULL until a server is given
	                               * datagrams */
	struct mn_server *servers;    /* owned; in the order of their start */
	struct mn_server **last;      /* where the next one is linked */
	struct mn_server *stopping;   /* have something to be closed */
	struct mni_barrier *barriers; /* owned */
	struct mni_journal journal;
	struct mni_port_wish *wishes; /* owned */
	int news;                     /* told of every event; -1: nobody is */
	const char *complaint;        /* the journal's, or static */
};

struct mn_server {
	struct mn_net *net;
	struct mn_server *next, *next_stopping;
	struct mn_server *sibling; /* the next one of the same file */
	struct mni_script script;
	bool calls;     /* it is the client of a server */
	bool calls_own; /* which is of the same net */
	bool reads_on;  /* behind its steps, until the server ends */
	char name[48];
	struct mni_address address;
	char host[MNI_ADDRESS_TEXT];
	char local[MNI_ADDRESS_TEXT]; /* host and port */
	struct mni_address reached;   /* see there; size 0: not known */
	char reached_text[MNI_ADDRESS_TEXT];
	struct mni_index index;
	struct mni_watch watch;        /* of fd */
	int fd;                        /* owned; -1 when stopped */
	struct mni_watch stream_watch; /* of stream_fd */
	int stream_fd; /* owned; dns: for connections beside datagrams; else
	                * -1 */
	bool stream_watched;
	struct mni_used_port used; /* to be given back */
	struct mni_path path;      /* of address, when that is one */
	bool watched;
	bool stop_wanted;
	uint64_t random;                 /* state of what is random */
	struct mni_stream *streams;      /* owned; open connections */
	unsigned long accepted;          /* number of the last connection */
	struct mni_datagrams *datagrams; /* owned; NULL unless datagrams */
	struct mni_site *site;           /* owned; NULL unless http */
	struct mni_queries *queries;     /* owned; NULL unless dns */

	/* The peer of the last datagram in the journal, and as text; "": there
	 * was none yet. */
	struct mni_address caller;
	char caller_text[MNI_ADDRESS_TEXT];
};

/* Whether this process made NET; else errno is EPERM and only its memory may
 * be touched. */
bool mni_net_is_ours(const struct mn_net *net);

/*
 * For who needs one net after the other, each without servers and events: to
 * take it from *spare, or a new one where there is none, and to give it back.
 * A new net would cost more than most cases: a thread, and what it waits with.
 * Returns NULL with errno as mn_net_new(); who is done frees the spare one.
 */
struct mn_net *mni_net_take(struct mn_net **spare);
void mni_net_give(struct mn_net **spare, struct mn_net *net);

/* Takes the lock, for all but the engine. */
void mni_net_lock(struct mn_net *net);

/* Puts SERVER, whose sockets are open, into NET, and starts the engine with
 * the first one.  Returns 0, or -1 with errno; EEXIST when its name is taken,
 * EDOM as mni_barriers_register(). */
int mni_net_enter(struct mn_net *net, struct mn_server *server) MNI_MUST_USE;

/* Keeps a complaint for mn_complaint(); the lock is not held. */
void mni_complain(struct mn_net *net, const char *format, ...) MNI_PRINTF(2, 3);

/*
 * Lets the engine see what has come already: waits until it finds nothing to
 * do, or for so many turns that it never will.  The lock is held.
 */
void mni_net_settle(struct mn_net *net);

/* Waits for a change until UNTIL on the clock of waits; the lock is held.
 * Returns 0, or an error when the time is over. */
int mni_net_wait(struct mn_net *net, const struct timespec *until);

/* The time TIMEOUT_MS from now on that clock. */
struct timespec mni_net_until(int timeout_ms);

/* Writes an octet to FD, which does not block, whenever an event is noted;
 * -1 for no more. */
void mni_net_tell(struct mn_net *net, int fd);

/* Waits until NET has had more than COUNT events, TIMEOUT_MS milliseconds at
 * most.  Returns how many it has had. */
size_t mni_net_wait_events(struct mn_net *net, size_t count, int timeout_ms);

/* Has the server NAME, or the next one when NAME is NULL, listen on PORT
 * whatever its script says.  Returns 0, or -1 when there is no memory. */
int mni_net_fix_port(
    struct mn_net *net, const char *name, uint16_t port) MNI_MUST_USE;

/* The port that was fixed for a server called NAME, once, or 0. */
uint16_t mni_net_fixed_port(struct mn_net *net, const char *name);

/* What the writers of the journal are to know of SERVER. */
struct mni_origin mni_origin_of(const struct mn_server *server);

/* How many events the journal of NET had no room for. */
size_t mni_net_missed(struct mn_net *net);

/* The time of the first event that can be, in nanoseconds since 1970. */
int64_t mni_net_start_wall_ns(const struct mn_net *net);

/* A server of NET that is not open yet and owns SCRIPT, or NULL. */
struct mn_server *mni_server_new(
    struct mn_net *net, const struct mni_script *script);

/*
 * Closes what SERVER has open: at first what it is reached by, then its
 * connections, MOST of them.  Returns whether that was all.  Called by the
 * engine.
 */
bool mni_server_close(struct mn_server *server, size_t most);

/* Closes what SERVER has open without a change to what the loop watches: in a
 * child of fork() that is the parent's. */
void mni_server_forget(struct mn_server *server);

/* Frees SERVER, which is closed. */
void mni_server_free(struct mn_server *server);

/* Adds EVENT, which becomes one of SERVER, to the journal and wakes who waits
 * for it. */
void mni_note(struct mn_server *server, struct mn_event *event);

/* Adds an event of KIND whose data are words. */
void mni_note_text(struct mn_server *server, enum mn_event_kind kind,
    unsigned long connection, const char *text);

/* Adds MN_FAILED with "WHAT: " and the text of ERROR. */
void mni_note_failure(struct mn_server *server, unsigned long connection,
    const char *what, int error);

#endif
