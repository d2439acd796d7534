/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/contest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static double
milliseconds(struct timeval time)
{
	return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

/* What the children that were waited for have taken. */
static double
children_ms(void)
{
	struct rusage usage;

	bench_must(getrusage(RUSAGE_CHILDREN, &usage) == 0, "getrusage");
	return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

/* Returns the words of COMMAND with those of a server in place; the caller
 * frees them. */
static char **
fill(const char *const *command, char port[static 8],
    const struct mn_server *server)
{
	const char *word;
	char **words;
	size_t i = 0;

	while (command[i] != NULL)
		i++;
	words = calloc(i + 1, sizeof(*words));
	if (words == NULL)
		abort();
	for (i = 0; command[i] != NULL; i++) {
		word = command[i];
		if (strcmp(word, "{host}") == 0)
			word = mn_host(server);
		if (strcmp(word, "{port}") == 0) {
			(void)snprintf(port, 8, "%u", mn_port(server));
			word = port;
		}
		/* posix_spawnp() changes no word, but its type says so. */
		memcpy(&words[i], &word, sizeof(word));
	}
	return words;
}

static void
wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) == -1)
		bench_must(errno == EINTR, "waitpid");
	bench_expect(status == 0, "every command ends well");
}

struct bench_time
contest_run(
    const char *const *command, const struct mn_server *server, int in, int out)
{
	posix_spawn_file_actions_t actions;
	char port[8], **words = fill(command, port, server);
	double before_ms = children_ms();
	struct bench_time time;
	pid_t pid;

	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	(void)posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	time = bench_now();
	/* A command has a first word.
	 * NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker) */
	errno = posix_spawnp(&pid, words[0], &actions, NULL, words, environ);
	bench_must(errno == 0, words[0]);
	wait_for(pid);
	time = bench_since(time, 1);
	time.cpu_ms = children_ms() - before_ms;
	(void)posix_spawn_file_actions_destroy(&actions);
	free(words);
	return time;
}

bool
contest_has_peer(const char *program)
{
	char command[64];

	(void)snprintf(
	    command, sizeof(command), "command -v %s >/dev/null 2>&1", program);
	if (system(command) == 0) /* NOLINT(cert-env33-c) */
		return true;
	printf("  no %s here, so there is nothing to compare with\n", program);
	return false;
}

struct times {
	double ours[CONTEST_PAIRS], peers[CONTEST_PAIRS];
	double ratios[CONTEST_PAIRS];
};

static void
note(struct times *times, size_t nth, double ours, double peers)
{
	times->ours[nth] = ours;
	times->peers[nth] = peers;
	times->ratios[nth] = ours / peers;
}

static void
print_times(
    const struct contest *contest, const char *kind, struct times *times)
{
	size_t count = contest->pairs;
	struct bench_line line = {.unit = "ms",
	    .peer_name = contest->peer,
	    .at_most = contest->at_most};
	char what[64];

	(void)snprintf(what, sizeof(what), "%s, %s", contest->what, kind);
	line.what = what;
	line.figure = bench_median(times->ours, count);
	line.peer = bench_median(times->peers, count);
	line.ratio = bench_median(times->ratios, count);
	line.low = times->ratios[count / 4];
	line.high = times->ratios[count - 1 - count / 4];
	bench_print(&line);
}

void
contest_hold(const struct contest *contest,
    struct bench_time (*run)(const char *const *command, void *context),
    void *context)
{
	static struct times wall, cpu;
	struct bench_time ours, peers;
	size_t i;

	for (i = 0; i < contest->pairs; i++) {
		if (i % 2 == 0) {
			ours = run(contest->ours, context);
			peers = run(contest->peers, context);
		} else {
			peers = run(contest->peers, context);
			ours = run(contest->ours, context);
		}
		note(&wall, i, ours.wall_ms, peers.wall_ms);
		note(&cpu, i, ours.cpu_ms, peers.cpu_ms);
	}
	print_times(contest, "time", &wall);
	print_times(contest, "processor", &cpu);
}
