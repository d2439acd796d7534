/* SPDX-License-Identifier: MIT */
/*
 * What every protocol needs: who is asked, by when, over which socket, and how
 * it ended.  Sockets are non-blocking; every wait ends by the deadline.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/* How it ended: the exit statuses.  WAITING is none: it has not ended. */
enum status {
	OK,
	SYSTEM,
	USAGE,
	NO_ADDRESS,
	TEMPORARY,
	REFUSED,
	TIMEOUT,
	TRUNCATED,
	MALFORMED,
	TOO_LARGE,
	UNSUPPORTED,
	MISMATCH,
	HTTP_STATUS,
	REDIRECT,
	OUTPUT,
	UNHEALTHY,
	WAITING
};

struct exchange {
	struct sockaddr_storage server;
	socklen_t server_size;
	const char *host, *port; /* the server's, as they were given */
	char *const *asked;      /* URLs; or a name of DNS, and its servers if
	                          * there are several; NULL behind them */
	int type;                /* SOCK_STREAM or SOCK_DGRAM */
	int turn;                /* of the servers of DNS: which is the first */
	int64_t timeout_ms, retry_ms;
	int64_t deadline; /* by now_ms() */
};

const char *status_word(enum status status);

/* The status that errno ERROR of a socket stands for. */
enum status status_of(int error);

int64_t now_ms(void);

void start_deadline(struct exchange *exchange);

/* Notes in EXCHANGE the address that HOST and PORT are.  Returns whether they
 * are one. */
bool read_address(
    struct exchange *exchange, const char *host, const char *port);

/* Has EXCHANGE be with the server at PORT of HOST, an address; both stay the
 * caller's.  Returns whether they are such. */
bool set_server(struct exchange *exchange, const char *host, const char *port);

/* Waits for EVENTS on FD, or for an error there.  Returns what came, or 0 when
 * END is over, even if something has come by now. */
short wait_for(int fd, short events, int64_t end);

/* Whether the socket is left unconnected: the system then lets datagrams from
 * anywhere through, and reports no refusal. */
bool is_unconnected(const struct exchange *exchange);

/* Opens the socket, and connects it.  *out_fd is to be closed whatever comes
 * back, and may be -1. */
enum status open_socket(const struct exchange *exchange, int *out_fd);

void close_socket(int fd);

/* What bugs make of STATUS in the end. */
enum status misjudge(const struct exchange *exchange, enum status status);

#endif
