/* SPDX-License-Identifier: MIT */
/* What the response to a question says, and what is to be done about it. */
#ifndef MEANING_H
#define MEANING_H

#include "chain.h"

enum meaning {
	IT_ENDS,      /* with a status */
	IT_WAITS,     /* for another message */
	IT_MOVES,     /* the end of the chain is to be asked for */
	IT_IS_LARGER, /* a connection is to be asked for it */
	IT_IS_PLAIN   /* EDNS is not understood */
};

/* What REPLY says to QUESTION, which came BY_STREAM or not.  Follows CHAIN and
 * appends addresses to LINES; *out_status is set when it ends. */
enum meaning meaning_of(struct reply *reply, const struct question *question,
    bool by_stream, struct chain *chain, struct text *lines,
    enum status *out_status);

#endif
