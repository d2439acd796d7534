/* SPDX-License-Identifier: MIT */
/* Whether what servers saw is what their scripts expect. */
#ifndef MNI_VERDICT_H
#define MNI_VERDICT_H

#include "engine/net.h"

/* Notes as unexpected what SERVER, which is to be stopped, still waits for.
 * The net's lock is held. */
void mni_server_note_waiting(struct mn_server *server);

/* Whether all was as SERVER's script expects; else its net complains. */
int mni_server_ok(struct mn_server *server);

#endif
