/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/peer.h"

#include "bench/bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS 10 /* of a command, at most */

extern char **environ;

void
peer_find_port(struct peer *peer, int type)
{
	struct sockaddr_storage address;
	int fd = bench_bind(type, &address);

	memcpy(&peer->address, &address, sizeof(peer->address));
	(void)close(fd);
}

unsigned
peer_port(const struct peer *peer)
{
	return (unsigned)ntohs(peer->address.sin_port);
}

static bool
is_there(const struct peer *peer)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool good;

	bench_must(fd != -1, "socket");
	good = connect(fd, (const struct sockaddr *)&peer->address,
	           sizeof(peer->address)) == 0;
	(void)close(fd);
	return good;
}

void
peer_start(struct peer *peer, const char *const *command)
{
	struct bench_time begin = bench_now();
	posix_spawn_file_actions_t actions;
	char *words[WORDS];
	size_t i = 0;

	do {
		/* posix_spawnp() changes no word, but its type says so. */
		memcpy(&words[i], &command[i], sizeof(words[i]));
	} while (command[i++] != NULL);
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_addopen(
	    &actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	errno =
	    posix_spawnp(&peer->pid, words[0], &actions, NULL, words, environ);
	bench_must(errno == 0, words[0]);
	(void)posix_spawn_file_actions_destroy(&actions);
	while (!is_there(peer)) {
		bench_expect(bench_since(begin, 1).wall_ms < BENCH_PATIENCE_MS,
		    "a server comes up");
		(void)poll(NULL, 0, 5);
	}
}

void
peer_stop(struct peer *peer)
{
	bench_must(kill(peer->pid, SIGTERM) == 0, "kill");
	while (waitpid(peer->pid, NULL, 0) == -1)
		bench_must(errno == EINTR, "waitpid");
}
