/* SPDX-License-Identifier: MIT */
/*
 * The queries of a server of dns.  Each datagram is answered by itself: a rule
 * that takes its time keeps no other waiting.  Those of a connection are
 * answered one after the other, as they came.  The net's lock is held by every
 * caller, but for open.
 */
#ifndef MNI_QUERIES_H
#define MNI_QUERIES_H

#include "base/compiler.h"
#include "base/loop.h"
#include "dns/asked.h"
#include "dns/rule.h"
#include "engine/connection.h"

#include <stdbool.h>
#include <stddef.h>

struct mn_server;
struct mni_query;

/* Makes what SERVER needs for its queries, with the other sockets that its
 * rules send from where it takes datagrams.  Returns 0, or -1 with errno as
 * mni_datagrams_open(). */
int mni_queries_open(struct mn_server *server) MNI_MUST_USE;

/* Closes what it has open; in a child of fork() the loop is left alone.  What
 * was counted stays until it is freed. */
void mni_queries_close(struct mn_server *server);
void mni_queries_forget(struct mn_server *server);
void mni_queries_free(struct mn_server *server);

/* The server's socket for datagrams is ready.  WATCH belongs to the server. */
void mni_queries_ready(struct mni_watch *watch, short revents);

/* A connection's place for queries, or NULL when there is no memory; NULL can
 * be freed. */
struct mni_query *mni_query_new(void);
void mni_query_free(struct mni_query *query);

/* Goes on where the steps are over: reads a query and chooses what is played
 * for it, or ends. */
enum mni_progress mni_stream_play_query(struct mni_stream *stream);

/* Makes the response that STEP sends. */
enum mni_progress mni_stream_begin_response(
    struct mni_stream *stream, const struct mni_step *step);

/* How many queries met the expectation NTH of SERVER. */
size_t mni_queries_met(const struct mn_server *server, size_t nth);

#endif
