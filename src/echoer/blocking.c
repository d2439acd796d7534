/* SPDX-License-Identifier: MIT */
/* One connection after the other, as the simplest of all servers has it; but
 * it goes on to the next, whatever becomes of one. */
#include <config.h>

#include "echoer/accept.h"
#include "echoer/converse.h"
#include "echoer/inside.h"

#include <unistd.h>

static int
open_blocking(struct mni_echoer *echoer)
{
	(void)echoer;
	return 0;
}

static void
begin_blocking(struct mni_echoer *echoer, int fd)
{
	struct mni_conversation conversation = {.options = &echoer->options,
	    .fd = fd,
	    .bell = echoer->bell.heard,
	    .buffer = echoer->buffer,
	    .room = MNI_ECHOER_CHUNK,
	    .counts = echoer->counts};

	mni_converse(&conversation);
	echoer->counts = conversation.counts;
	(void)close(fd);
	mni_accept_ended(echoer);
}

/* There is no connection when anything else happens. */
static void
do_nothing(struct mni_echoer *echoer)
{
	(void)echoer;
}

const struct mni_model mni_model_blocking = {
    .serial = true,
    .open = open_blocking,
    .begin = begin_blocking,
    .drain = do_nothing,
    .cut = do_nothing,
    .close = do_nothing,
};
