/* SPDX-License-Identifier: MIT */
/*
 * mocknet: stand-in servers inside a test.
 *
 *	struct mn_net *net = mn_net_new();
 *	struct mn_server *quotes = mn_serve(net,
 *	    "udp\n"
 *	    "  recv\n"
 *	    "  send \"evil\" from other-address\n"
 *	    "  send \"good\\r\\n\"\n");
 *
 *	fetch_quote(mn_host(quotes), mn_port(quotes), buffer);
 *	assert(mn_count(quotes, MN_RECV) == 1);
 *	mn_net_free(net);
 *
 * A net is one thread and any number of servers, which listen on a free
 * port of the loopback address and play a script: once for every connection
 * (tcp), or over and over for the datagrams that come (udp).  The script
 * language is described in libmocknet(3).
 *
 * Every function may be called from any thread (mn_serve() on one net by one
 * at a time), but not after mn_net_free() and not in a child of fork(): make
 * the net in the process that uses it.  Only mn_wait() blocks, and only until
 * its deadline.
 */
#ifndef MOCKNET_H
#define MOCKNET_H

#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>

#ifdef __cplusplus
extern "C" {
#endif

struct mn_net;
struct mn_server;

/*
 * A new net without servers; its thread runs from here on.  Returns NULL
 * with errno (ENOMEM, EAGAIN, EMFILE) when the system has no room for it.
 */
struct mn_net *mn_net_new(void);

/*
 * Stops all servers of NET at once, whatever is connected to them, and frees
 * everything that was had from it.  NULL is accepted.
 */
void mn_net_free(struct mn_net *net);

/*
 * Starts a server that plays SCRIPT and is ready when the call returns.  It
 * belongs to NET.  Returns NULL when that cannot be; mn_complaint() then says
 * why, and errno is EINVAL when the script is wrong, EADDRNOTAVAIL or
 * EAFNOSUPPORT when this host has no such loopback address (no IPv6, no
 * second address), or what the system said.
 */
struct mn_server *mn_serve(struct mn_net *net, const char *script);

/*
 * Stops SERVER at once, open connections included: its port refuses from
 * here on.  What it has seen can still be asked for.
 */
void mn_stop(struct mn_server *server);

/* Why the last mn_serve() on NET failed, for people; "" when it did not.
 * Valid until the next call of mn_serve(). */
const char *mn_complaint(struct mn_net *net);

/* What SERVER is called: the name its script gives it, or its kind and a
 * number, such as "udp1". */
const char *mn_name(const struct mn_server *server);

/* Its kind: "tcp", "udp", "unix-stream", "unix-datagram", or with the service
 * in front "daytime-udp". */
const char *mn_kind(const struct mn_server *server);

/* The address SERVER listens on, as text without port: "127.0.0.1", "::1". */
const char *mn_host(const struct mn_server *server);

/* The port SERVER listens on, in host order. */
unsigned mn_port(const struct mn_server *server);

/* The same as a socket address, for connect(); *out_size is its size. */
const struct sockaddr *mn_address(
    const struct mn_server *server, socklen_t *out_size);

/* What a server sees and does. */
enum mn_event_kind {
	MN_ACCEPT,     /* a connection was accepted, or made by mn_play() */
	MN_RECV,       /* octets or a datagram came */
	MN_SEND,       /* octets or a datagram went out */
	MN_FIN_SEEN,   /* the peer closed its side (FIN) */
	MN_RST_SEEN,   /* the peer reset the connection (RST) */
	MN_FIN_SENT,   /* we closed our side */
	MN_RST_SENT,   /* we reset the connection */
	MN_DROP,       /* a datagram that came was thrown away on purpose */
	MN_FAULT,      /* a fault line was applied; data says which */
	MN_BARRIER,    /* the script came to a barrier; data is its name */
	MN_UNEXPECTED, /* what came is not what the script expects; data says
	                * why */
	MN_DONE,       /* the script was played to its end */
	MN_FAILED      /* the system refused a step; data says which and why */
};

struct mn_event {
	enum mn_event_kind kind;
	long long time_ns; /* since mn_net_new() */
	const struct mn_server *server;
	unsigned long connection;  /* 1 for the first; 0 for datagrams */
	size_t offset;             /* of data in its direction's stream */
	size_t size;               /* octets */
	const unsigned char *data; /* NULL when none were kept */
	const char *peer;          /* "127.0.0.1:40000", "unix:PATH" */
	const char *local;         /* where it came in or left */
};

/*
 * How many events of KIND SERVER has had.  An octet that a client holds was
 * counted before it could be read.
 */
size_t mn_count(const struct mn_server *server, enum mn_event_kind kind);

/*
 * Waits until SERVER has had COUNT events of KIND, TIMEOUT_MS milliseconds
 * at most.  Returns 1 when it has, 0 when the time is over.
 */
int mn_wait(struct mn_server *server, enum mn_event_kind kind, size_t count,
    int timeout_ms);

/*
 * Writes the NTH event (from 0) of SERVER to *out_event.  Returns 1, or 0
 * when it has not had that many.  What the event points to lives as long as
 * the net.
 */
int mn_event(
    const struct mn_server *server, size_t nth, struct mn_event *out_event);

/* The word for KIND in a printed journal, such as "accept". */
const char *mn_event_word(enum mn_event_kind kind);

enum mn_format {
	MN_TEXT, /* for people, a line an event */
	MN_JSON, /* JSON lines: an object a line */
	MN_PCAP  /* for Wireshark; without what went over Unix sockets */
};

/*
 * Prints what SERVER has seen and done, a line an event, to STREAM.  Returns
 * 0, or -1 with errno when it could not be written.
 */
int mn_journal_print(const struct mn_server *server, FILE *stream);

/* A mistake in a script: where (both count from 1, columns in octets), and
 * what was expected there. */
struct mn_mistake {
	unsigned line, column;
	char text[200];
};

/*
 * Reads SCRIPT without starting anything.  Returns 1 when mn_serve() would
 * take it, or 0 and writes *out_mistake.
 */
int mn_script_ok(const char *script, struct mn_mistake *out_mistake);

#ifdef __cplusplus
}
#endif

#endif
