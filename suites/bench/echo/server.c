/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/echo/server.h"

#include "bench/bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS 20 /* of a command, at most */

extern char **environ;

static bool has_several; /* processors */

#ifdef HAVE_SCHED_SETAFFINITY
/* Moves this process to the first or the last processor that it was given. */
static void
move(bool first)
{
	static cpu_set_t given;
	cpu_set_t one;
	size_t i, cpu = CPU_SETSIZE;

	if (CPU_COUNT(&given) == 0)
		bench_must(sched_getaffinity(0, sizeof(given), &given) == 0,
		    "sched_getaffinity");
	has_several = CPU_COUNT(&given) > 1;
	for (i = 0; i < CPU_SETSIZE && !(first && cpu < CPU_SETSIZE); i++)
		if (CPU_ISSET(i, &given))
			cpu = i;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	bench_must(
	    sched_setaffinity(0, sizeof(one), &one) == 0, "sched_setaffinity");
}
#else
static void
move(bool first)
{
	(void)first;
}
#endif

static bool is_beside;

void
server_move(void)
{
	move(true);
}

void
server_keep_off(bool beside)
{
	is_beside = beside;
	move(beside);
}

bool
server_is_apart(void)
{
	return has_several && !is_beside;
}

static void
spawn(struct server *server, const char *const *command, int out)
{
	posix_spawn_file_actions_t actions;
	char *words[WORDS];
	size_t i = 0;

	do {
		bench_expect(i < WORDS, "a command has few words");
		/* posix_spawnp() changes no word, but its type says so. */
		memcpy(&words[i], &command[i], sizeof(words[i]));
	} while (command[i++] != NULL);
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	/* What it starts with is inherited, by its threads too. */
	move(true);
	errno = posix_spawnp(
	    &server->child, words[0], &actions, NULL, words, environ);
	bench_must(errno == 0, words[0]);
	move(is_beside);
	(void)posix_spawn_file_actions_destroy(&actions);
	server->pid = server->child;
}

/* The one that does not outlive this program, or 0. */
static volatile pid_t running;

static void
end_running(void)
{
	if (running > 0)
		(void)kill(running, SIGKILL);
}

static void
end_by_signal(int number)
{
	end_running();
	_exit(128 + number);
}

static void
promise_to_end(void)
{
	static bool promised;

	if (promised)
		return;
	promised = true;
	bench_expect(atexit(end_running) == 0, "atexit");
	bench_must(signal(SIGTERM, end_by_signal) != SIG_ERR &&
	               signal(SIGINT, end_by_signal) != SIG_ERR,
	    "signal");
}

/* Takes the port out of "listening TRANSPORT 127.0.0.1:PORT", the number
 * out of "pid NUMBER". */
static void
read_line(struct server *server, const char *line)
{
	const char *colon = strrchr(line, ':');

	if (strncmp(line, "pid ", 4) == 0) {
		running = server->pid = (pid_t)strtol(line + 4, NULL, 10);
		return;
	}
	bench_expect(
	    colon != NULL, "a server says where it listens, and then ready");
	server->address = (struct sockaddr_in){.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	    .sin_port = htons((in_port_t)strtoul(colon + 1, NULL, 10))};
}

void
server_start(struct server *server, const char *const *command)
{
	char line[256];
	int ends[2];
	FILE *said;

	promise_to_end();
	bench_pipe(ends);
	spawn(server, command, ends[1]);
	running = server->pid;
	(void)close(ends[1]);
	said = fdopen(ends[0], "r");
	bench_must(said != NULL, "fdopen");
	do {
		if (fgets(line, sizeof(line), said) == NULL)
			bench_give_up(command[0], "it did not start");
		if (strcmp(line, "ready\n") != 0)
			read_line(server, line);
	} while (strcmp(line, "ready\n") != 0);
	(void)fclose(said);
	errno = clock_getcpuclockid(server->pid, &server->clock);
	bench_must(errno == 0, "clock_getcpuclockid");
}

double
server_cpu_us(const struct server *server)
{
	struct timespec time;

	bench_must(clock_gettime(server->clock, &time) == 0, "clock_gettime");
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

double
server_most_kib(const struct server *server)
{
	char line[256];
	double kib = 0;
	FILE *file;

	(void)snprintf(
	    line, sizeof(line), "/proc/%ld/status", (long)server->pid);
	file = fopen(line, "r");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, "VmHWM:", strlen("VmHWM:")) == 0)
			kib = strtod(line + strlen("VmHWM:"), NULL);
	if (file != NULL)
		(void)fclose(file);
	return kib;
}

void
server_stop(const struct server *server)
{
	bench_must(kill(server->pid, SIGTERM) == 0, "kill");
	while (waitpid(server->child, NULL, 0) == -1)
		bench_must(errno == EINTR, "waitpid");
	running = 0;
}
