/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "exchange.h"

#include "bug.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DAY_MS 86400000

const struct bug exchange_bugs[] = {
    {"connects-twice", "tries by a first connection whether the port is open"},
    {"resets-at-end", "resets its connection in the end, against TIME_WAIT"},
    {"ipv4-only", "knows no IPv6"},
    {"never-times-out", "has no deadline"},
    {"gives-up-early", "gives up after 30 ms, whatever the deadline"},
    {"deadline-per-receive", "starts its deadline anew with whatever comes"},
    {"ok-on-timeout", "calls a timeout a success"},
    {"ok-on-refusal", "calls a refusal a success"},
    {"hangs-on-refusal", "waits without end when the port refuses"},
    {"timeout-on-refusal", "waits up to its deadline when the port refuses"},
    {"reset-is-end", "takes a reset for a normal close"},
    {"quiet-is-end", "takes 30 ms without an octet for the end"},
    {"cuts-at-100", "takes 100 octets at most, and says nothing"},
    {"cuts-at-512", "takes 512 octets at most, and says nothing"},
    {"cuts-at-1024", "takes 1024 octets at most, and says nothing"},
    {"cuts-at-1500", "takes 1500 octets at most, and says nothing"},
    {"cuts-at-8192", "takes 8192 octets at most, and says nothing"},
    {"same-port", "sends its datagrams from the same ports in every run"},
    {"one-error", "calls every error by the same name"},
    {NULL, NULL},
};

const char *
status_word(enum status status)
{
	static const char *const words[] = {"ok", "system", "usage",
	    "no-address", "temporary", "refused", "timeout", "truncated",
	    "malformed", "too-large", "unsupported", "mismatch", "http-status",
	    "redirect", "output", "unhealthy", "waiting"};

	return words[status];
}

enum status
status_of(int error)
{
	if (error == EAGAIN || error == EINTR)
		return WAITING;
	if (error == ECONNRESET || error == EPIPE)
		return is("reset-is-end") ? OK : TRUNCATED;
	if (error == ECONNREFUSED || error == EHOSTUNREACH ||
	    error == ENETUNREACH)
		return REFUSED;
	return error == ETIMEDOUT ? TIMEOUT : SYSTEM;
}

int64_t
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
start_deadline(struct exchange *exchange)
{
	int64_t ms = exchange->timeout_ms;

	if (is("gives-up-early"))
		ms = 30;
	if (is("never-times-out"))
		ms = DAY_MS;
	exchange->deadline = now_ms() + ms;
}

/* Without the resolver of the system: that would have to be linked at run
 * time, and this program is started some thousand times. */
bool
read_address(struct exchange *exchange, const char *host, const char *port)
{
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	char *end;
	unsigned long number = strtoul(port, &end, 10);

	if (*port == '\0' || *end != '\0' || number > UINT16_MAX)
		return false;
	four.sin_port = six.sin6_port = htons((uint16_t)number);
	if (inet_pton(AF_INET, host, &four.sin_addr) == 1) {
		memcpy(&exchange->server, &four, sizeof(four));
		exchange->server_size = sizeof(four);
	} else if (inet_pton(AF_INET6, host, &six.sin6_addr) == 1) {
		memcpy(&exchange->server, &six, sizeof(six));
		exchange->server_size = sizeof(six);
	} else {
		return false;
	}
	return true;
}

bool
set_server(struct exchange *exchange, const char *host, const char *port)
{
	exchange->host = host;
	exchange->port = port;
	return read_address(exchange, host, port);
}

short
wait_for(int fd, short events, int64_t end)
{
	struct pollfd wanted = {.fd = fd, .events = events};
	int64_t left = end - now_ms();

	if (poll(&wanted, 1, left < 0 ? 0 : (int)left) <= 0 || now_ms() > end)
		return 0;
	return wanted.revents;
}

bool
is_unconnected(const struct exchange *exchange)
{
	static const char *const names[] = {"takes-foreign-address",
	    "takes-foreign-port", "takes-foreign", "fails-on-foreign",
	    "takes-second", "deadline-per-receive"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is(names[i]))
			return exchange->type == SOCK_DGRAM;
	return false;
}

/* Binds FD to a port beside the server's, if nobody has it just now. */
static void
take_same_port(const struct exchange *exchange, int fd)
{
	struct sockaddr_in here = {.sin_family = AF_INET};
	unsigned long port = strtoul(exchange->port, NULL, 10), way;

	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (way = 1; way <= 2; way++) {
		here.sin_port = htons((uint16_t)(port ^ way));
		if (bind(fd, (const struct sockaddr *)&here, sizeof(here)) == 0)
			break;
	}
}

static enum status
try_socket(const struct exchange *exchange, int *out_fd)
{
	int family = is("ipv4-only") ? AF_INET : exchange->server.ss_family;
	int fd = socket(family, exchange->type, 0), error = 0;
	socklen_t size = sizeof(error);

	*out_fd = fd;
	if (fd == -1 || fcntl(fd, F_SETFL, O_NONBLOCK) == -1)
		return SYSTEM;
	if (is("same-port") && exchange->type == SOCK_DGRAM)
		take_same_port(exchange, fd);
	if (is_unconnected(exchange) ||
	    connect(fd, (const struct sockaddr *)&exchange->server,
	        exchange->server_size) == 0)
		return OK;
	if (errno != EINPROGRESS)
		return status_of(errno);
	if (wait_for(fd, POLLOUT, exchange->deadline) == 0)
		return TIMEOUT;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == -1)
		return SYSTEM;
	return error == 0 ? OK : status_of(error);
}

enum status
open_socket(const struct exchange *exchange, int *out_fd)
{
	enum status status = try_socket(exchange, out_fd);

	if (!is("connects-twice") || exchange->type == SOCK_DGRAM ||
	    status != OK)
		return status;
	(void)close(*out_fd);
	return try_socket(exchange, out_fd);
}

void
close_socket(int fd)
{
	if (is("resets-at-end"))
		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER,
		    &(struct linger){.l_onoff = 1}, sizeof(struct linger));
	(void)close(fd);
}

enum status
misjudge(const struct exchange *exchange, enum status status)
{
	if (is("ok-on-timeout") && status == TIMEOUT)
		return OK;
	if (is("ok-on-refusal") && status == REFUSED)
		return OK;
	if (is("hangs-on-refusal") && status == REFUSED)
		(void)pause();
	if (is("timeout-on-refusal") && status == REFUSED) {
		(void)wait_for(-1, 0, exchange->deadline);
		return TIMEOUT;
	}
	return is("one-error") && status != OK ? SYSTEM : status;
}
