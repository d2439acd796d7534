/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echoer/user.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

static enum mni_status
cannot(const char *call, struct mni_trouble *trouble)
{
	return mni_trouble(
	    trouble, MNI_SYSTEM, "%s: %s", call, strerror(errno));
}

enum mni_status
mni_user_become(const char *name, struct mni_trouble *trouble)
{
	const struct passwd *user;

	errno = 0;
	user = getpwnam(name);
	if (user == NULL && errno != 0 && errno != ENOENT)
		return cannot("getpwnam", trouble);
	if (user == NULL)
		return mni_trouble(trouble, MNI_USAGE, "no such user");
	if (initgroups(name, user->pw_gid) == -1)
		return cannot("initgroups", trouble);
	if (setgid(user->pw_gid) == -1)
		return cannot("setgid", trouble);
	if (setuid(user->pw_uid) == -1)
		return cannot("setuid", trouble);
	/* Some systems have left a way back. */
	if (user->pw_uid != 0 && setuid(0) == 0)
		return mni_trouble(trouble, MNI_SYSTEM, "root can be had back");
	return MNI_OK;
}
