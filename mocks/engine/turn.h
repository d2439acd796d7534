/* SPDX-License-Identifier: MIT */
/*
 * A connection of http: it takes turns, each of which reads a request and
 * plays the rule that it is for.  The steps of a rule are those of any
 * stream.
 */
#ifndef MNI_TURN_H
#define MNI_TURN_H

#include "base/compiler.h"
#include "engine/connection.h"
#include "http/reader.h"
#include "http/reply.h"
#include "script/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the connections of a server have in common. */
struct mni_site {
	size_t *played; /* owned; how often each rule was */
	size_t *met;    /* owned; requests of each expectation */
	int64_t second; /* that date shows */
	char date[MNI_DAYTIME_TEXT];
};

struct mni_turn {
	struct mni_web_reader reader;
	size_t from;    /* octets that had come before this request */
	bool answering; /* a rule is played, or the answer below */
	bool closes;    /* the connection ends with this turn */
	struct mni_occasion occasion;
	struct mni_reply reply; /* of the send that is played */
	size_t reply_at;        /* octets that were out before it */

	/* An answer that no rule gives. */
	struct mni_part part;
	struct mni_step step;
	struct mni_answer answer;
};

/* The site of SCRIPT, or NULL when there is no memory; NULL can be freed. */
struct mni_site *mni_site_new(const struct mni_script *script);
void mni_site_free(struct mni_site *site);

/* A turn that waits for a request, or NULL when there is no memory; NULL can
 * be freed. */
struct mni_turn *mni_turn_new(void);
void mni_turn_free(struct mni_turn *turn);

/* Goes on with the turn where the steps are over: reads a request and chooses
 * its rule, or ends the turn. */
enum mni_progress mni_stream_play_turn(struct mni_stream *stream);

/* Makes the answer that STEP sends. */
enum mni_progress mni_stream_begin_answer(
    struct mni_stream *stream, const struct mni_step *step);

/* How many octets are out when that answer is at octet AT of SECTION;
 * SIZE_MAX while there is none. */
size_t mni_stream_answer_offset(
    const struct mni_stream *stream, enum mni_section section, size_t at);

#endif
