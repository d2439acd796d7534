/* SPDX-License-Identifier: MIT */
/* The client's side of a script, for who has to do something meanwhile. */
#ifndef MNI_PLAY_H
#define MNI_PLAY_H

#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"
#include "mocknet.h"

/* What a client does with a connection when its steps are over. */
enum mni_last {
	MNI_END,    /* as a server's script ends: by a close */
	MNI_READ_ON /* takes what comes until the server ends */
};

/*
 * Begins to play SCRIPT in NET as mn_play() does, whose arguments these are;
 * the files it names are looked for in FOLDER, NULL meaning the current one.
 * Blocks while it connects, until DEADLINE at most; *out_client then plays by
 * itself until mn_stop(), and its events tell how far it has come.  With
 * MNI_READ_ON it also takes what came before a send met a reset.  Errors:
 * usage, for a mistake in the script; no-address, temporary; refused; timeout;
 * truncated, when a connection was reset at once; system.
 */
enum mni_status mni_play_begin(struct mn_net *net, const char *script,
    const char *folder, enum mni_last last, const char *host, unsigned port,
    struct mni_deadline deadline, struct mn_server **out_client,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
