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
 *	assert(mn_ok(net));
 *	assert(mn_count(quotes, MN_RECV) == 1);
 *	mn_net_free(net);
 *
 * A net is one thread and any number of servers, which listen on a free
 * port of the loopback address and play a script: once for every connection,
 * or over and over for the datagrams that come.  The script language is
 * described in mocknet-cases(5).
 *
 * Every function may be called from any thread, but not after mn_net_free().
 * A net belongs to the process that made it: in a child of fork() only
 * mn_name(), mn_kind(), mn_host(), mn_port(), mn_address() and mn_net_free()
 * may be called.  mn_wait(), mn_barrier() and mn_play() block, and only until
 * their deadline.
 * Strings and data that a function returns live as long as the net.
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
 * A new net without servers.  Returns NULL with errno (ENOMEM, EMFILE) when
 * the system has no room for it.
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
 * second address), EADDRINUSE when the port or path it names is taken,
 * EPERM in a child of fork(), or what the system said.
 */
struct mn_server *mn_serve(struct mn_net *net, const char *script);

/*
 * Starts every script of the file PATH ("-": standard input), each of which
 * begins in the first column; all or none.  Or, when its name ends in ".zone",
 * a name server that has this zone.  Returns how many, or -1 as
 * mn_serve() does, with a complaint that begins with PATH:LINE:COLUMN.
 */
int mn_serve_file(struct mn_net *net, const char *path);

/* The NTH server of NET, from 0, in the order in which they were started, or
 * NULL. */
struct mn_server *mn_server(struct mn_net *net, size_t nth);

/*
 * Stops SERVER at once, open connections included: its port refuses from
 * here on.  What it has seen can still be asked for.  Returns 1 when all it
 * saw was as its script expects, or 0, and mn_complaint() says what was not.
 */
int mn_stop(struct mn_server *server);

/*
 * Plays SCRIPT on the other side, as a client of HOST (an address, a name, or
 * unix:PATH) and PORT, TIMEOUT_MS milliseconds at most.  Returns 1 when it
 * was played to its end and everything came as it says, or 0, and
 * mn_complaint() says what did not.
 */
int mn_play(struct mn_net *net, const char *script, const char *host,
    unsigned port, int timeout_ms);

/*
 * Takes part in the barrier NAME of NET, as a step "barrier NAME" of a script
 * does, TIMEOUT_MS milliseconds at most.  Returns 1 when all that it waits
 * for have come, or 0 when they have not.
 */
int mn_barrier(struct mn_net *net, const char *name, int timeout_ms);

/*
 * Whether everything that NET has seen up to now is what its scripts expect,
 * and nothing they expect is missing.  Returns 1, or 0, and mn_complaint()
 * says what it is, a line each.
 */
int mn_ok(struct mn_net *net);

/* What the last function that failed on NET complains of, for people; "" when
 * none has. */
const char *mn_complaint(struct mn_net *net);

/* What SERVER is called: the name its script gives it, or its kind and a
 * number, such as "udp1". */
const char *mn_name(const struct mn_server *server);

/* Its kind: "tcp", "udp", "unix-stream", "unix-datagram", "http", "http-unix",
 * "dns", "dns-udp", "dns-tcp", or with the service in front "daytime-udp". */
const char *mn_kind(const struct mn_server *server);

/* The address SERVER listens on, as text without port: "127.0.0.1", "::1", or
 * "unix:PATH"; of one that listens on any address, that of the loopback. */
const char *mn_host(const struct mn_server *server);

/* The port SERVER listens on, in host order; 0 for a path. */
unsigned mn_port(const struct mn_server *server);

/* The same as a socket address, for connect(); *out_size is its size. */
const struct sockaddr *mn_address(
    const struct mn_server *server, socklen_t *out_size);

/* "http://ADDRESS:PORT" and PATH behind it, which begins with "/"; NULL with
 * errno ENOMEM, ENAMETOOLONG (2,047 octets at most), or EAFNOSUPPORT when it
 * listens on a path. */
const char *mn_url(struct mn_server *server, const char *path);

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
	MN_FAULT,      /* a fault line, or a rule of dns, was applied; data says
	                * which */
	MN_BARRIER,    /* the script came to a barrier; data is its name */
	MN_UNEXPECTED, /* what came is not what the script expects; data says
	                * why */
	MN_DONE,       /* the script was played to its end */
	MN_FAILED,     /* the system refused a step; data says which and why */
	MN_REQUEST,    /* an HTTP request came; data is its head as it came */
	MN_BODY,       /* the body of the request before, without its framing */
	MN_LINT        /* that request, or a query of DNS, is odd, or refused;
	                * data says why */
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
 * counted before it could be read; one that it has sent may still be on its
 * way, so mn_wait() for it.
 */
size_t mn_count(const struct mn_server *server, enum mn_event_kind kind);

/*
 * Waits until SERVER has had COUNT events of KIND, TIMEOUT_MS milliseconds
 * at most.  Returns 1 when it has, 0 when the time is over.
 */
int mn_wait(struct mn_server *server, enum mn_event_kind kind, size_t count,
    int timeout_ms);

/* Writes the NTH event (from 0) of SERVER to *out_event.  Returns 1, or 0
 * when it has not had that many. */
int mn_event(
    const struct mn_server *server, size_t nth, struct mn_event *out_event);

/* The same of all servers of NET together, in the order in which it was. */
int mn_net_event(struct mn_net *net, size_t nth, struct mn_event *out_event);

/*
 * Of a server of http: how many requests it has had that PATTERN is for, which
 * is METHOD TARGET as in a rule, such as "GET /x" or "any /x*"; "" is any
 * request.  One that was refused counts when its first line is a request line.
 * A request is counted when all of it is there, and before the first octet of
 * its answer can be read.  0, with a complaint and errno EINVAL, when PATTERN
 * is wrong.  What the journal had no room for is not counted.
 */
size_t mn_requests(const struct mn_server *server, const char *pattern);

/* Waits until there are COUNT of them, TIMEOUT_MS milliseconds at most.
 * Returns 1 when there are, or 0. */
int mn_wait_requests(struct mn_server *server, const char *pattern,
    size_t count, int timeout_ms);

struct mn_request {
	const struct mn_server *server;
	long long time_ns; /* since mn_net_new() */
	unsigned long connection;
	const char *method, *target; /* as they were sent; "" when the first
	                              * line is no request line */
	const unsigned char *head;   /* all octets up to the body */
	size_t head_size;
	const unsigned char *body; /* without its framing; NULL: none */
	size_t body_size;
};

/* Writes the NTH request (from 0) of SERVER that PATTERN is for to
 * *out_request.  Returns 1, or 0 when it has not had that many. */
int mn_request(const struct mn_server *server, const char *pattern, size_t nth,
    struct mn_request *out_request);

/* The value of the field NAME, in any case of letters, of REQUEST; that of
 * several field lines joined by ", " (RFC 9110 section 5.3).  NULL when there
 * is none, or no memory. */
const char *mn_request_field(
    const struct mn_request *request, const char *name);

/* The word for KIND in a written journal, such as "accept". */
const char *mn_event_word(enum mn_event_kind kind);

enum mn_format {
	MN_TEXT, /* for people, a line an event */
	MN_JSON, /* JSON lines: an object a line */
	MN_PCAP  /* for Wireshark; without what went over Unix sockets */
};

/*
 * Writes all events of NET up to now to STREAM.  Returns 0, or -1 with errno
 * when it could not be written.
 */
int mn_journal_write(struct mn_net *net, enum mn_format format, FILE *stream);

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
