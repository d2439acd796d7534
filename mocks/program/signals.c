/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "program/signals.h"

#include "base/socket.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD};

enum { CAUGHT_COUNT = sizeof(caught) / sizeof(caught[0]) };

/* What the handler writes; a pipe takes so little whole or not at all. */
struct notice {
	unsigned char number, shared;
};

/* Where the handler writes. */
static volatile sig_atomic_t notice_pipe = -1;

static void
handle(int number, siginfo_t *info, void *context)
{
	/* What a process sends has a code of 0 or less in most systems, and
	 * this one in the others. */
	bool sent = info->si_code <= 0 || info->si_code == SI_USER;
	struct notice notice = {(unsigned char)number, !sent};
	int error = errno;

	(void)context;
	(void)!write(notice_pipe, &notice, sizeof(notice));
	errno = error;
}

static bool
is_ignored(int number)
{
	struct sigaction now;

	return sigaction(number, NULL, &now) == 0 &&
	       (now.sa_flags & SA_SIGINFO) == 0 && now.sa_handler == SIG_IGN;
}

int
mni_signals_catch(struct mni_signals *out_signals)
{
	struct sigaction action = {.sa_sigaction = handle};
	sigset_t wanted;
	int fds[2];
	size_t i;

	if (mni_pipe(fds) == -1)
		return -1;
	out_signals->fd = fds[0];
	notice_pipe = fds[1];
	(void)sigemptyset(&wanted);
	(void)sigfillset(&action.sa_mask);
	action.sa_flags = SA_RESTART | SA_NOCLDSTOP | SA_SIGINFO;
	for (i = 0; i < CAUGHT_COUNT; i++) {
		if (caught[i] == SIGHUP && is_ignored(SIGHUP))
			continue;
		if (sigaction(caught[i], &action, NULL) == -1)
			return -1;
		(void)sigaddset(&wanted, caught[i]);
	}
	return sigprocmask(SIG_UNBLOCK, &wanted, &out_signals->before);
}

int
mni_signals_next(const struct mni_signals *signals, bool *out_shared)
{
	struct notice notice;

	if (read(signals->fd, &notice, sizeof(notice)) !=
	    (ssize_t)sizeof(notice))
		return 0;
	*out_shared = notice.shared != 0;
	return notice.number;
}
