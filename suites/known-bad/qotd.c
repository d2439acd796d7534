/* SPDX-License-Identifier: MIT */
/*
 * A QOTD client with one bug, chosen by name: what the suite has to catch.
 * With --bug none it is right.  It shares nothing with the client under test,
 * so that no mistake in thinking can be in both.  Which bug fails which case
 * stands in qotd.bugs.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* No stray process survives its test by more than this. */
#define LAST_RESORT_S 30

#define DAY_MS 86400000
#define MOST_OCTETS 65536
#define PIECE 8192 /* octets of one read from a connection */

static const char *const bugs[][2] = {
    {"none", "is right"},
    /* Requests and connections. */
    {"never-repeats", "asks by one datagram only"},
    {"repeats-once", "asks by two datagrams at most"},
    {"repeats-hurriedly", "asks every 20 ms, without any back-off"},
    {"connects-twice", "tries by a first connection whether the port is open"},
    {"half-closes-first", "closes its side of a connection before it reads"},
    {"resets-at-end", "resets its connection in the end, against TIME_WAIT"},
    {"ipv4-only", "knows no IPv6"},
    /* Which datagram is the answer. */
    {"takes-foreign-address", "looks at the port of a datagram's source only"},
    {"takes-foreign-port", "looks at the address of a datagram's source only"},
    {"takes-foreign", "does not look at a datagram's source at all"},
    {"fails-on-foreign", "gives up when a datagram comes from elsewhere"},
    {"takes-last", "takes the last of several answers, whoever sent it"},
    {"joins-answers", "takes several answers for parts of one"},
    {"ignores-empty", "takes an empty datagram for none"},
    /* Time and errors. */
    {"never-times-out", "has no deadline"},
    {"deadline-per-receive", "starts its deadline anew with whatever comes"},
    {"gives-up-early", "gives up after 50 ms, whatever the deadline"},
    {"ok-on-timeout", "calls a timeout a success"},
    {"ok-on-refusal", "calls a refusal a success"},
    {"hangs-on-refusal", "waits without end when the port refuses"},
    {"timeout-on-refusal", "waits up to its deadline when the port refuses"},
    {"one-error", "calls every error by the same name"},
    /* Where the quote ends. */
    {"cuts-at-100", "takes 100 octets at most, and says nothing"},
    {"cuts-at-512", "takes 512 octets at most, and says nothing"},
    {"cuts-at-1024", "takes 1024 octets at most, and says nothing"},
    {"cuts-at-1500", "takes 1500 octets at most, and says nothing"},
    {"cuts-at-8192", "takes 8192 octets at most, and says nothing"},
    {"takes-endless", "has no limit of size, and beyond it no deadline"},
    {"single-read", "reads once from a connection"},
    {"keeps-last-piece", "reads 8 octets at a time, over the ones before"},
    {"quiet-is-end", "takes 50 ms without an octet for the end"},
    {"ignores-fin", "waits after the FIN until the connection is gone"},
    {"reset-is-end", "takes a reset for a normal close"},
    {"hangs-on-empty", "waits without end after a close without an octet"},
    {"dies-on-empty", "is killed by a signal when no octet has come"},
    /* The text. */
    {"stops-at-line", "takes the first line only"},
    {"stops-at-nul", "takes a NUL for the end"},
    {"needs-line-end", "drops a last line that has no line end"},
    {"adds-line-end", "adds a line end to the quote"},
    {"drops-last-octet", "leaves the last octet out"},
    {"converts-line-ends", "prints CRLF as LF"},
    {"refuses-high-octets", "fails at an octet over 0x7f"},
    {"utf8-by-piece", "wants whole UTF-8 in each read of 8 octets"},
    {"replaces-not-utf8", "prints ? for an octet that is no UTF-8"},
    {"drops-controls", "drops control characters, for pipes too"},
    {"escapes-in-pipes", "escapes control characters, for pipes too"},
    {"raw-to-terminal", "prints all octets as they came, to terminals too"},
    {"c1-to-terminal", "knows no control characters over 0x7f"},
    {"c1-utf8-to-terminal", "knows C1 controls as single octets only"},
};

static const char *bug; /* the name of the one to have */

static bool
is(const char *name)
{
	return strcmp(bug, name) == 0;
}

/* Exit statuses; WAITING is none: the exchange goes on. */
enum { OK, SYSTEM, USAGE, REFUSED = 5, TIMEOUT, TRUNCATED, MALFORMED };
enum { TOO_LARGE = 9, OUTPUT = 14, WAITING };

static const char *const words[] = {"ok", "system", "usage", "no-address",
    "temporary", "refused", "timeout", "truncated", "malformed", "too-large",
    "unsupported", "mismatch", "http-status", "redirect", "output", "waiting"};

static struct sockaddr_storage server;
static socklen_t server_size;
static const char *server_host, *server_port;
static int type = SOCK_DGRAM;
static int64_t timeout_ms = 10000, retry_ms = 1000;
static int64_t deadline; /* by now_ms() */
static unsigned char quote[MOST_OCTETS + 1];
static size_t quote_size, room = sizeof(quote);

static int
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

static int64_t
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
start_deadline(void)
{
	int64_t ms = is("gives-up-early") ? 50 : timeout_ms;

	deadline = now_ms() + (is("never-times-out") ? DAY_MS : ms);
}

/* Waits for EVENTS on FD, or for an error there.  Returns false when END is
 * over, even if there is an event by now. */
static bool
wait_for(int fd, short events, int64_t end)
{
	struct pollfd wanted = {.fd = fd, .events = events};
	int64_t left = end - now_ms();

	return poll(&wanted, 1, left < 0 ? 0 : (int)left) > 0 &&
	       now_ms() <= end;
}

/* Whether a datagram socket is left unconnected: the system then lets
 * datagrams from anywhere through, and reports no refusal. */
static bool
is_unconnected(void)
{
	return type == SOCK_DGRAM &&
	       (strstr(bug, "foreign") != NULL || is("takes-last") ||
	           is("deadline-per-receive"));
}

static int
open_socket(int *out_fd)
{
	int family = is("ipv4-only") ? AF_INET : server.ss_family;
	int fd = socket(family, type, 0), error = 0;
	socklen_t size = sizeof(error);

	*out_fd = fd;
	if (fd == -1 || fcntl(fd, F_SETFL, O_NONBLOCK) == -1)
		return SYSTEM;
	if (is_unconnected() ||
	    connect(fd, (const struct sockaddr *)&server, server_size) == 0)
		return OK;
	if (errno != EINPROGRESS)
		return status_of(errno);
	if (!wait_for(fd, POLLOUT, deadline))
		return TIMEOUT;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == -1)
		return SYSTEM;
	return error == 0 ? OK : status_of(error);
}

static bool
is_from_server(const struct sockaddr_storage *from, socklen_t size)
{
	char host[64], port[8];
	bool same_host, same_port;

	if (getnameinfo((const struct sockaddr *)from, size, host, sizeof(host),
	        port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return false;
	same_host = strcmp(host, server_host) == 0;
	same_port = strcmp(port, server_port) == 0;
	if (is("takes-foreign-address"))
		return same_port;
	if (is("takes-foreign-port"))
		return same_host;
	return is("takes-foreign") || (same_host && same_port);
}

static int
send_request(int fd)
{
	const struct sockaddr *to = (const struct sockaddr *)&server;
	ssize_t sent = is_unconnected()
	                   ? sendto(fd, "\r\n", 2, 0, to, server_size)
	                   : send(fd, "\r\n", 2, 0);

	return sent == -1 ? status_of(errno) : WAITING;
}

static int
take_datagram(int fd)
{
	struct sockaddr_storage from;
	socklen_t from_size = sizeof(from);
	ssize_t size =
	    recvfrom(fd, quote, room, 0, (struct sockaddr *)&from, &from_size);

	if (size == -1)
		return status_of(errno);
	if (is("deadline-per-receive"))
		start_deadline();
	if (is_unconnected() && !is_from_server(&from, from_size))
		return is("fails-on-foreign") ? MALFORMED : WAITING;
	if (size == 0)
		return is("ignores-empty") ? WAITING : MALFORMED;
	quote_size = (size_t)size;
	return OK;
}

/* Takes the datagrams after the first, until none has come for a while. */
static void
take_more(int fd)
{
	ssize_t size = 1;

	while (size > 0 && wait_for(fd, POLLIN, now_ms() + 300)) {
		if (is("takes-last"))
			quote_size = 0;
		size =
		    recv(fd, quote + quote_size, sizeof(quote) - quote_size, 0);
		quote_size += size > 0 ? (size_t)size : 0;
	}
}

static int
ask_by_datagram(int fd)
{
	int64_t next = now_ms(), pause_ms = retry_ms;
	int status = WAITING, asked = 0;

	while (status == WAITING && now_ms() < deadline) {
		if (now_ms() >= next) {
			status = send_request(fd);
			asked++;
			if (is("repeats-hurriedly"))
				pause_ms = 20;
			if (is("never-repeats") ||
			    (is("repeats-once") && asked == 2))
				pause_ms = DAY_MS;
			next += pause_ms;
			pause_ms *= 2;
		}
		if (status == WAITING &&
		    wait_for(fd, POLLIN, next < deadline ? next : deadline))
			status = take_datagram(fd);
	}
	if (status == OK && (is("takes-last") || is("joins-answers")))
		take_more(fd);
	return status == WAITING ? TIMEOUT : status;
}

/* Octets of the character at the beginning of TEXT; 0 when it is no UTF-8. */
static size_t
decode(const unsigned char *text, size_t size, uint32_t *out_character)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t character = text[0];
	size_t length = 1, i;

	if (text[0] >= 0x80) {
		if (text[0] < 0xc0 || text[0] >= 0xf8)
			return 0;
		length = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
		character &= 0x7fU >> length;
	}
	for (i = 1; i < length; i++) {
		if (i == size || (text[i] & 0xc0) != 0x80)
			return 0;
		character = character << 6 | (text[i] & 0x3fU);
	}
	if (character < least[length] || character > 0x10ffff ||
	    (character >= 0xd800 && character < 0xe000))
		return 0;
	*out_character = character;
	return length;
}

static int
end_of_stream(int fd)
{
	if (is("ignores-fin") && !wait_for(fd, 0, deadline))
		return TIMEOUT;
	if (is("hangs-on-empty") && quote_size == 0)
		(void)pause();
	return quote_size == 0 ? TRUNCATED : OK;
}

/* Takes one piece; OK is the end of the quote. */
static int
take_piece(int fd)
{
	bool small = is("keeps-last-piece") || is("utf8-by-piece");
	size_t most = small ? 8 : PIECE, left = room - quote_size;
	size_t at = is("keeps-last-piece") ? 0 : quote_size;
	ssize_t size = recv(fd, quote + at, left < most ? left : most, 0);
	size_t length;
	uint32_t character;

	if (size == -1)
		return status_of(errno);
	if (size == 0)
		return end_of_stream(fd);
	if (is("deadline-per-receive"))
		start_deadline();
	quote_size = at + (size_t)size;
	for (; is("utf8-by-piece") && at < quote_size; at += length) {
		length = decode(quote + at, quote_size - at, &character);
		if (length == 0)
			return MALFORMED;
	}
	if (quote_size > MOST_OCTETS) {
		quote_size = is("takes-endless") ? 0 : MOST_OCTETS;
		if (quote_size > 0)
			return TOO_LARGE;
		deadline = now_ms() + DAY_MS;
	}
	return quote_size == room || is("single-read") ? OK : WAITING;
}

static int
read_stream(int fd)
{
	int status = WAITING;

	if (is("half-closes-first"))
		(void)shutdown(fd, SHUT_WR);
	while (
	    status == WAITING && now_ms() < deadline &&
	    wait_for(fd, POLLIN, is("quiet-is-end") ? now_ms() + 50 : deadline))
		status = take_piece(fd);
	if (status != WAITING)
		return status;
	return is("quiet-is-end") ? OK : TIMEOUT;
}

static int
fetch(void)
{
	int fd, status = open_socket(&fd);

	if (is("connects-twice") && type == SOCK_STREAM && status == OK) {
		(void)close(fd);
		status = open_socket(&fd);
	}
	if (status == OK)
		status = type == SOCK_DGRAM ? ask_by_datagram(fd)
		                            : read_stream(fd);
	if (is("resets-at-end"))
		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER,
		    &(struct linger){.l_onoff = 1}, sizeof(struct linger));
	(void)close(fd);
	return status;
}

/* What bugs make of a result. */
static int
misjudge(int status)
{
	bool empty = status == MALFORMED || status == TRUNCATED;

	if (is("ok-on-timeout") && status == TIMEOUT)
		return OK;
	if (is("ok-on-refusal") && status == REFUSED)
		return OK;
	if (is("hangs-on-refusal") && status == REFUSED)
		(void)pause();
	if (is("timeout-on-refusal") && status == REFUSED) {
		(void)wait_for(-1, 0, deadline);
		return TIMEOUT;
	}
	/* The one signal that leaves no core and that nothing catches. */
	if (is("dies-on-empty") && empty && quote_size == 0)
		(void)raise(SIGKILL);
	return is("one-error") && status != OK ? SYSTEM : status;
}

/* What bugs make of a quote before it is printed. */
static int
edit_quote(void)
{
	const unsigned char *line_end = memchr(quote, '\n', quote_size);
	const unsigned char *nul = memchr(quote, '\0', quote_size);
	size_t i, size = 0;

	for (i = 0; i < quote_size; i++) {
		if (is("refuses-high-octets") && quote[i] > 0x7f)
			return SYSTEM;
		if (!is("converts-line-ends") || quote[i] != '\r')
			quote[size++] = quote[i];
	}
	quote_size = size;
	if (is("stops-at-line") && line_end != NULL)
		quote_size = (size_t)(line_end - quote) + 1;
	if (is("stops-at-nul") && nul != NULL)
		quote_size = (size_t)(nul - quote);
	while (is("needs-line-end") && quote_size > 0 &&
	       quote[quote_size - 1] != '\n')
		quote_size--;
	if (is("drops-last-octet") && quote_size > 0)
		quote_size--;
	return OK;
}

/* Octets at the beginning of TEXT that a terminal may get as they are; 0 when
 * the first must be escaped. */
static size_t
harmless(const unsigned char *text, size_t size)
{
	uint32_t character;
	size_t length = decode(text, size, &character);

	if (is("c1-to-terminal") && text[0] >= 0x80)
		return 1;
	if (is("c1-utf8-to-terminal") && length == 2)
		return 2;
	if (length == 0 || (character >= 0x7f && character < 0xa0))
		return 0;
	if (character == '\r')
		return size > 1 && text[1] == '\n' ? 2 : 0;
	if (character < 0x20 && character != '\n' && character != '\t')
		return 0;
	return length;
}

static int
print_quote(void)
{
	bool escaped = isatty(STDOUT_FILENO) == 1 || is("escapes-in-pipes");
	size_t at, length;

	for (at = 0; at < quote_size; at += length) {
		length = harmless(quote + at, quote_size - at);
		(void)fwrite(quote + at, 1, length, stdout);
		if (length > 0)
			continue;
		length = 1;
		if (is("drops-controls") && quote[at] < 0x80)
			continue;
		if (is("replaces-not-utf8") && quote[at] >= 0x80)
			(void)putchar('?');
		else if (escaped && !is("raw-to-terminal"))
			(void)printf("\\x%02x", quote[at]);
		else
			(void)putchar(quote[at]);
	}
	if (is("adds-line-end"))
		(void)putchar('\n');
	return fflush(stdout) == 0 && !ferror(stdout) ? OK : OUTPUT;
}

static const char usage[] =
    "Usage: qotd --bug NAME [--udp|--tcp] [--timeout SEC] [--retry SEC] "
    "HOST PORT\n"
    "       qotd --list (the names of the bugs), --help (what they are)\n";

static int
print_bugs(bool explained)
{
	size_t i;

	for (i = 1; i < sizeof(bugs) / sizeof(*bugs); i++)
		(void)printf(
		    explained ? "%-22s %s\n" : "%s\n", bugs[i][0], bugs[i][1]);
	return fflush(stdout) == 0 && !ferror(stdout) ? OK : OUTPUT;
}

static bool
read_bug(const char *name)
{
	size_t i;

	bug = NULL;
	for (i = 0; i < sizeof(bugs) / sizeof(*bugs); i++)
		if (strcmp(bugs[i][0], name) == 0)
			bug = bugs[i][0];
	if (bug != NULL && strncmp(bug, "cuts-at-", 8) == 0)
		room = (size_t)strtoul(bug + 8, NULL, 10);
	return bug != NULL;
}

static bool
read_seconds(const char *text, int64_t *out_ms)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end != '\0' || !(seconds > 0 && seconds <= 86400))
		return false;
	*out_ms = (int64_t)(seconds * 1000 + 0.999);
	return true;
}

/* Takes HOST and PORT. */
static bool
read_server(char **argv)
{
	struct addrinfo *found, hints = {.ai_flags = AI_NUMERICHOST};

	if (argv[0] == NULL || argv[1] == NULL || argv[2] != NULL)
		return false;
	server_host = argv[0];
	server_port = argv[1];
	hints.ai_socktype = type;
	if (getaddrinfo(server_host, server_port, &hints, &found) != 0)
		return false;
	memcpy(&server, found->ai_addr, found->ai_addrlen);
	server_size = found->ai_addrlen;
	freeaddrinfo(found);
	return true;
}

/* Takes the option at *ARGV and moves past it and its value. */
static bool
read_option(char ***argv)
{
	const char *option = *(*argv)++, *value = **argv;

	if (strcmp(option, "--udp") == 0 || strcmp(option, "--tcp") == 0) {
		type = option[2] == 'u' ? SOCK_DGRAM : SOCK_STREAM;
		return true;
	}
	if (value == NULL)
		return false;
	(*argv)++;
	if (strcmp(option, "--timeout") == 0)
		return read_seconds(value, &timeout_ms);
	if (strcmp(option, "--retry") == 0)
		return read_seconds(value, &retry_ms);
	return strcmp(option, "--bug") == 0 && read_bug(value);
}

int
main(int argc, char **argv)
{
	int status, printed;
	bool good = true;

	if (argc == 2 && strcmp(argv[1], "--list") == 0)
		return print_bugs(false);
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return print_bugs(true);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)alarm(LAST_RESORT_S);
	argv++;
	while (good && *argv != NULL && strncmp(*argv, "--", 2) == 0)
		good = read_option(&argv);
	if (!good || bug == NULL || !read_server(argv)) {
		(void)fputs(usage, stderr);
		return USAGE;
	}
	start_deadline();
	status = misjudge(fetch());
	printed = edit_quote();
	if (printed == OK)
		printed = print_quote();
	if (status == OK)
		status = printed;
	if (status != OK)
		(void)fprintf(stderr, "qotd: %s: %s: bug %s\n", server_host,
		    words[status], bug);
	return status;
}
