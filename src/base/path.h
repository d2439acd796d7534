/* SPDX-License-Identifier: MIT */
/*
 * The path of a Unix socket that listens.  It stays in the file system when its
 * owner ends without having removed it; the next one may take such a path over,
 * but none that is still in use.
 */
#ifndef MNI_BASE_PATH_H
#define MNI_BASE_PATH_H

#include "base/address.h"
#include "base/compiler.h"

#include <stdbool.h>
#include <sys/stat.h>

struct mni_path {
	bool bound;
	struct stat status; /* of the file, when it is bound */
};

/* Binds FD to ADDRESS, of a Unix socket.  Returns 0, or -1 with errno:
 * EADDRINUSE when somebody listens there, or it is no socket. */
int mni_path_bind(struct mni_path *path, int fd,
    const struct mni_address *address) MNI_MUST_USE;

/* Removes the file, unless it was not bound here, or somebody else has put
 * another there since.  FD is still open, because that keeps the number of the
 * file from being used again. */
void mni_path_remove(struct mni_path *path, const struct mni_address *address);

#endif
