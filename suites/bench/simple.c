/* SPDX-License-Identifier: MIT */
/*
 * The simplest clients that get the same answers as ours, to be measured
 * beside them: no options, no deadline, one address, nothing compared.
 *
 *	simple fetch HOST PORT          until the server closes
 *	simple ask HOST PORT            one datagram there and back
 *	simple echo HOST PORT [TEXT]    TEXT, or standard input
 *	simple names NAME
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CHUNK 65536

static void
must(bool good, const char *call)
{
	if (good)
		return;
	perror(call);
	exit(EXIT_FAILURE);
}

static void
write_all(int fd, const char *data, size_t size)
{
	ssize_t written;

	for (; size > 0; data += written, size -= (size_t)written) {
		written = write(fd, data, size);
		must(written > 0, "write");
	}
}

static struct addrinfo *
look_up(const char *host, const char *port, int type)
{
	struct addrinfo hints = {.ai_socktype = type}, *found;

	must(getaddrinfo(host, port, &hints, &found) == 0, "getaddrinfo");
	return found;
}

static int
connect_path(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	must(fd != -1, "socket");
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	must(connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0,
	    "connect");
	return fd;
}

static int
connect_to(const char *host, const char *port, int type)
{
	struct addrinfo *found;
	int fd;

	if (strncmp(host, "unix:", 5) == 0)
		return connect_path(host + 5);
	found = look_up(host, port, type);
	fd = socket(found->ai_family, type, 0);
	must(fd != -1, "socket");
	must(connect(fd, found->ai_addr, found->ai_addrlen) == 0, "connect");
	freeaddrinfo(found);
	return fd;
}

/* Prints what has come.  Returns whether more may. */
static bool
print_some(int fd)
{
	static char data[CHUNK];
	ssize_t size = recv(fd, data, sizeof(data), 0);

	must(size >= 0, "recv");
	write_all(STDOUT_FILENO, data, (size_t)size);
	return size > 0;
}

static void
fetch(int fd)
{
	while (print_some(fd))
		continue;
}

static void
ask(int fd)
{
	must(send(fd, "\r\n", 2, 0) == 2, "send");
	(void)print_some(fd);
}

static void
echo_text(int fd, const char *text)
{
	write_all(fd, text, strlen(text));
	(void)shutdown(fd, SHUT_WR);
	fetch(fd);
}

/* Returns how many octets FD took. */
static size_t
send_some(int fd, const char *data, size_t size)
{
	ssize_t sent = send(fd, data, size, 0);

	must(sent > 0 || errno == EAGAIN, "send");
	return sent > 0 ? (size_t)sent : 0;
}

/* Returns how many octets have come to DATA from standard input, or 0 after its
 * end has been passed on to FD. */
static size_t
read_some(int fd, char data[static CHUNK])
{
	ssize_t size = read(STDIN_FILENO, data, CHUNK);

	must(size >= 0, "read");
	if (size == 0)
		(void)shutdown(fd, SHUT_WR);
	return (size_t)size;
}

static void
echo_input(int fd)
{
	static char data[CHUNK];
	struct pollfd polled = {.fd = fd};
	size_t size = 0, sent = 0;
	bool ended = false;

	must(fcntl(fd, F_SETFL, O_NONBLOCK) == 0, "fcntl");
	do {
		if (sent == size && !ended) {
			size = read_some(fd, data);
			sent = 0;
			ended = size == 0;
		}
		polled.events = (short)(POLLIN | (ended ? 0 : POLLOUT));
		must(poll(&polled, 1, -1) == 1, "poll");
		if ((polled.revents & POLLOUT) != 0)
			sent += send_some(fd, data + sent, size - sent);
	} while ((polled.revents & ~POLLOUT) == 0 || print_some(fd));
}

static void
print_names(const char *name)
{
	struct addrinfo *found = look_up(name, NULL, SOCK_STREAM), *info;
	char text[NI_MAXHOST];

	for (info = found; info != NULL; info = info->ai_next) {
		must(getnameinfo(info->ai_addr, info->ai_addrlen, text,
		         sizeof(text), NULL, 0, NI_NUMERICHOST) == 0,
		    "getnameinfo");
		puts(text);
	}
	freeaddrinfo(found);
}

int
main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[1] : "";
	const char *port = argc > 3 ? argv[3] : NULL;

	if (strcmp(what, "fetch") == 0)
		fetch(connect_to(argv[2], port, SOCK_STREAM));
	else if (strcmp(what, "ask") == 0)
		ask(connect_to(argv[2], port, SOCK_DGRAM));
	else if (strcmp(what, "echo") == 0 && argc > 4)
		echo_text(connect_to(argv[2], port, SOCK_STREAM), argv[4]);
	else if (strcmp(what, "echo") == 0)
		echo_input(connect_to(argv[2], port, SOCK_STREAM));
	else if (strcmp(what, "names") == 0)
		print_names(argv[2]);
	else
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
