/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "program/child.h"

#include <spawn.h>
#include <stddef.h>
#include <sys/wait.h>

int
mni_child_start(char *const *words, char *const *environment,
    const sigset_t *mask, pid_t *out_pid)
{
	posix_spawnattr_t attributes;
	sigset_t pipe_only;
	int error;

	/* What is caught becomes usual by itself; what is ignored does not. */
	(void)sigemptyset(&pipe_only);
	(void)sigaddset(&pipe_only, SIGPIPE);
	error = posix_spawnattr_init(&attributes);
	if (error != 0)
		return error;
	(void)posix_spawnattr_setflags(
	    &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	(void)posix_spawnattr_setsigmask(&attributes, mask);
	(void)posix_spawnattr_setsigdefault(&attributes, &pipe_only);
	error = posix_spawnp(
	    out_pid, words[0], NULL, &attributes, words, environment);
	(void)posix_spawnattr_destroy(&attributes);
	return error;
}

bool
mni_child_ended(pid_t pid, int *out_status)
{
	int status;

	if (waitpid(pid, &status, WNOHANG) != pid)
		return false;
	*out_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
	                                  : WEXITSTATUS(status);
	return true;
}
