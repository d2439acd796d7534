/* SPDX-License-Identifier: MIT */
/*
 * The inside of a net and its servers.  One lock for all of it: the engine
 * thread holds it except while it waits in poll(), every public function
 * while it looks.  Sockets are made by the caller's thread and closed by the
 * engine's, never under a thread that could be blocked in them.
 */
#ifndef MNI_NET_H
#define MNI_NET_H

#include "base/address.h"
#include "base/loop.h"
#include "journal/journal.h"
#include "mocknet.h"
#include "script/script.h"

#include <pthread.h>
#include <stdbool.h>

struct mn_net {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed; /* a journal grew, a server stopped */
	struct mni_loop loop;
	struct mni_watch wake_watch;
	int wake[2];               /* owned; an octet ends the poll() */
	struct mn_server *servers; /* owned */
	int64_t start_ns;
	bool ending; /* the engine is to end */
	char complaint[320];
};

struct mn_server {
	struct mn_net *net;
	struct mn_server *next;
	struct mni_script script;
	struct mni_address address;
	char host[MNI_ADDRESS_TEXT];
	char local[MNI_ADDRESS_TEXT]; /* host and port */
	struct mni_journal journal;
	struct mni_watch watch; /* of fd */
	int fd;                 /* owned; -1 when stopped */
	bool stop_wanted;
	struct mni_stream *streams;      /* owned; open connections */
	unsigned long accepted;          /* number of the last connection */
	struct mni_datagrams *datagrams; /* owned; NULL unless udp */
};

/* Closes everything SERVER has open.  Called by the engine, or before the
 * server is in its net. */
void mni_server_close(struct mn_server *server);

/* Adds EVENT to the server's journal and wakes who waits for it. */
void mni_note(struct mn_server *server, const struct mn_event *event);

/* Adds MN_FAILED with "WHAT: " and the text of ERROR. */
void mni_note_failure(struct mn_server *server, unsigned long connection,
    const char *what, int error);

/* Ends the poll() of the engine, so that it sees what was changed. */
void mni_wake(struct mn_net *net);

#endif
