/* SPDX-License-Identifier: MIT */
/*
 * What interop.sh has to know about the start of servers and a shell cannot
 * find out.
 *
 *     startup ipv6
 *     startup free N
 *     startup answer ADDRESS PORT
 *     startup accept ADDRESS PORT
 *     startup line FILE PATTERN
 *
 * Whether there is ::1.  N ports that no socket has, over TCP and UDP, on
 * 127.0.0.1 and ::1; they are below those that systems give to who asks for
 * any, so that hardly anybody takes one before it is used.  Waits until a
 * server over TCP answers a line; until it accepts a connection; until a line
 * of FILE matches PATTERN.  These fail when it takes too long.
 */
#include <config.h>

#include "base/address.h"
#include "base/deadline.h"
#include "base/lookup.h"
#include "base/program.h"
#include "base/socket.h"

#include <errno.h>
#include <poll.h>
#include <regex.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FIRST_PORT 10240
#define LAST_PORT 32767

/* What is not there yet is looked for again so soon, a server that does not
 * answer is asked again after so long, and all of it takes too long. */
#define PAUSE_MS 5
#define PATIENCE_MS 200
#define DEADLINE_MS 10000

/* Returns 0, or an errno, of binding a socket of TYPE to PORT of the loopback
 * of FAMILY. */
static int
try_port(int family, int type, uint16_t port)
{
	struct mni_address address = mni_address_loopback(family, 1, port);
	int fd = mni_socket(family, type);
	int error = 0;

	if (fd == -1)
		return errno;
	if (bind(fd, (const struct sockaddr *)&address.storage, address.size) ==
	    -1)
		error = errno;
	(void)close(fd);
	return error;
}

static bool
is_free(uint16_t port)
{
	static const int families[] = {AF_INET, AF_INET6};
	static const int types[] = {SOCK_STREAM, SOCK_DGRAM};
	int i, error;

	for (i = 0; i < 4; i++) {
		error = try_port(families[i / 2], types[i % 2], port);
		if (error == EADDRINUSE || error == EACCES)
			return false;
	}
	return true;
}

/* Two that begin at the same time begin at different ports. */
static uint16_t
first_port(void)
{
	uint64_t seed = (uint64_t)mni_now_ns() / 1000 +
	                (uint64_t)getpid() * UINT64_C(2654435761);

	return (uint16_t)(FIRST_PORT + seed % (LAST_PORT - FIRST_PORT + 1));
}

static enum mni_status
print_free(char **argument)
{
	struct mni_trouble trouble;
	uint16_t port = first_port();
	size_t count;
	int tries;

	if (mni_read_count(argument[0], &count) == -1)
		return MNI_USAGE;
	for (tries = FIRST_PORT; tries <= LAST_PORT && count > 0; tries++) {
		if (is_free(port)) {
			(void)printf("%u\n", port);
			count--;
		}
		port = port == LAST_PORT ? FIRST_PORT : (uint16_t)(port + 1);
	}
	if (count > 0) {
		mni_program_error("there are not so many free ports");
		return MNI_SYSTEM;
	}
	return mni_program_flush(&trouble);
}

static enum mni_status
has_ipv6(char **argument)
{
	(void)argument;
	return try_port(AF_INET6, SOCK_STREAM, 0) == 0 ? MNI_OK
	                                               : MNI_NO_ADDRESS;
}

/* Waits until COME says so of CONTEXT, which may take until the deadline that
 * it is given. */
static enum mni_status
await(bool (*come)(const void *context, struct mni_deadline deadline),
    const void *context)
{
	struct mni_deadline deadline = mni_deadline_in(DEADLINE_MS);

	while (!come(context, deadline)) {
		if (mni_deadline_left(deadline) == 0)
			return MNI_TIMEOUT;
		(void)poll(NULL, 0, PAUSE_MS);
	}
	return MNI_OK;
}

static bool
connects(const struct mni_address *address, struct mni_deadline deadline,
    int *out_fd)
{
	struct mni_trouble trouble;

	return mni_connect(address, SOCK_STREAM, deadline, out_fd, &trouble) ==
	       MNI_OK;
}

static bool
accepts(const void *context, struct mni_deadline deadline)
{
	int fd;

	if (!connects(context, deadline, &fd))
		return false;
	(void)close(fd);
	return true;
}

/* Whether the server at the address has something to say to who sends it a
 * line. */
static bool
answers(const void *context, struct mni_deadline deadline)
{
	char octet;
	bool good;
	int fd;

	deadline = mni_deadline_earlier(deadline, mni_deadline_in(PATIENCE_MS));
	if (!connects(context, deadline, &fd))
		return false;
	good = mni_send(fd, "\n", 1) == 1 &&
	       mni_wait_for(fd, POLLIN, deadline) == 1 &&
	       recv(fd, &octet, 1, 0) == 1;
	(void)close(fd);
	return good;
}

/* Waits until COME says so of the address and the port. */
static enum mni_status
await_server(char **argument,
    bool (*come)(const void *context, struct mni_deadline deadline))
{
	struct mni_addresses addresses;
	struct mni_trouble trouble;
	enum mni_status status;
	uint16_t port;

	if (mni_read_port(argument[1], &port) == -1)
		return MNI_USAGE;
	status = mni_addresses_of(argument[0], port, AF_UNSPEC, SOCK_STREAM,
	    mni_deadline_in(DEADLINE_MS), &addresses, &trouble);
	if (status != MNI_OK)
		return mni_program_failed(argument[0], status, &trouble);
	status = await(come, &addresses.list[0]);
	mni_addresses_fini(&addresses);
	return status;
}

static enum mni_status
await_answer(char **argument)
{
	return await_server(argument, answers);
}

static enum mni_status
await_accept(char **argument)
{
	return await_server(argument, accepts);
}

struct wanted {
	const char *path;
	regex_t pattern; /* owned */
};

static bool
has_line(const void *context, struct mni_deadline deadline)
{
	const struct wanted *wanted = context;
	FILE *file = fopen(wanted->path, "r");
	char *line = NULL;
	size_t capacity = 0;
	bool found = false;

	(void)deadline;
	if (file == NULL)
		return false;
	while (!found && getline(&line, &capacity, file) != -1)
		found = regexec(&wanted->pattern, line, 0, NULL, 0) == 0;
	free(line);
	(void)fclose(file);
	return found;
}

static enum mni_status
await_line(char **argument)
{
	struct wanted wanted = {.path = argument[0]};
	enum mni_status status;

	if (regcomp(&wanted.pattern, argument[1], REG_EXTENDED | REG_NOSUB) !=
	    0)
		return MNI_USAGE;
	status = await(has_line, &wanted);
	regfree(&wanted.pattern);
	return status;
}

static const struct verb {
	const char *name;
	int arguments;
	enum mni_status (*act)(char **argument);
} verbs[] = {
    {"ipv6", 0, has_ipv6},
    {"free", 1, print_free},
    {"answer", 2, await_answer},
    {"accept", 2, await_accept},
    {"line", 2, await_line},
};

int
main(int argc, char **argv)
{
	size_t i;

	mni_program_begin("startup");
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (argc == 2 + verbs[i].arguments &&
		    strcmp(argv[1], verbs[i].name) == 0)
			return (int)verbs[i].act(argv + 2);
	mni_program_error("no such verb with so many arguments");
	return MNI_USAGE;
}
