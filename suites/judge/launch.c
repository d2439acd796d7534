/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/launch.h"

#include "base/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

extern char **environ;

int
mni_channel_pipe(struct mni_channel *channel, int ours)
{
	int fds[2], flags;

	if (mni_pipe(fds) == -1)
		return -1;
	channel->ours = fds[ours];
	channel->its = fds[1 - ours];
	flags = fcntl(channel->its, F_GETFL);
	return fcntl(channel->its, F_SETFL, flags & ~O_NONBLOCK);
}

#ifdef HAVE_POSIX_OPENPT
int
mni_channel_terminal(struct mni_channel *channel)
{
	struct termios attributes;
	const char *name;

	channel->ours = posix_openpt(O_RDWR | O_NOCTTY);
	if (channel->ours == -1 || grantpt(channel->ours) == -1 ||
	    unlockpt(channel->ours) == -1)
		return -1;
	name = ptsname(channel->ours);
	if (name == NULL)
		return -1;
	channel->its = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (channel->its == -1 || tcgetattr(channel->its, &attributes) == -1)
		return -1;
	/* No LF to CRLF. */
	attributes.c_oflag &= (tcflag_t)~OPOST;
	if (tcsetattr(channel->its, TCSANOW, &attributes) == -1 ||
	    fcntl(channel->ours, F_SETFD, FD_CLOEXEC) == -1)
		return -1;
	return fcntl(channel->ours, F_SETFL, O_NONBLOCK);
}
#else
int
mni_channel_terminal(struct mni_channel *channel)
{
	(void)channel;
	errno = ENOSYS;
	return -1;
}
#endif

static void
close_its(struct mni_channel *channel)
{
	if (channel->its >= 0)
		(void)close(channel->its);
	channel->its = MNI_NOTHING;
}

static void
close_ours(struct mni_channel *channel)
{
	if (channel->ours != -1)
		(void)close(channel->ours);
	channel->ours = -1;
}

void
mni_channels_close_its(struct mni_channels *channels)
{
	close_its(&channels->in);
	close_its(&channels->out);
	close_its(&channels->err);
}

void
mni_channels_close(struct mni_channels *channels)
{
	mni_channels_close_its(channels);
	close_ours(&channels->in);
	close_ours(&channels->out);
	close_ours(&channels->err);
}

/* What the child does to have STREAM. */
static void
add_stream(posix_spawn_file_actions_t *actions,
    const struct mni_channel *channel, int stream)
{
	if (channel->its == MNI_CLOSED)
		(void)posix_spawn_file_actions_addclose(actions, stream);
	else if (channel->its == MNI_NOTHING)
		(void)posix_spawn_file_actions_addopen(
		    actions, stream, "/dev/null", O_RDONLY, 0);
	else
		(void)posix_spawn_file_actions_adddup2(
		    actions, channel->its, stream);
}

/* A shell ignores SIGINT for what it runs in the background. */
static void
set_attributes(posix_spawnattr_t *attributes, bool own_group)
{
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	sigset_t none, defaults;

	(void)sigemptyset(&none);
	(void)sigemptyset(&defaults);
	(void)sigaddset(&defaults, SIGPIPE);
	(void)sigaddset(&defaults, SIGINT);
	if (own_group)
		flags |= POSIX_SPAWN_SETPGROUP;
	(void)posix_spawnattr_setflags(attributes, flags);
	(void)posix_spawnattr_setpgroup(attributes, 0);
	(void)posix_spawnattr_setsigmask(attributes, &none);
	(void)posix_spawnattr_setsigdefault(attributes, &defaults);
}

int
mni_launch(char *const *words, const struct mni_channels *channels,
    bool own_group, pid_t *out_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	(void)posix_spawn_file_actions_init(&actions);
	add_stream(&actions, &channels->in, STDIN_FILENO);
	add_stream(&actions, &channels->out, STDOUT_FILENO);
	add_stream(&actions, &channels->err, STDERR_FILENO);
	(void)posix_spawnattr_init(&attributes);
	set_attributes(&attributes, own_group);
	error = posix_spawnp(
	    out_pid, words[0], &actions, &attributes, words, environ);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&actions);
	return error;
}
