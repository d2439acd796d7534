/* SPDX-License-Identifier: MIT */
/*
 * Our echo server in a Check test: it runs in a thread of its own, which is
 * started and joined by the test, and is asked over plain sockets.  One runs at
 * a time, unless a test makes its own.
 */
#ifndef MNI_ECHOES_H
#define MNI_ECHOES_H

#include "echoer/echoer.h"
#include "support/checks.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ECHO_PATIENCE_MS 20000

#define MODELS 3
extern const char *const model_names[MODELS];

struct echoes {
	struct mni_echoer *echoer;
	pthread_t thread;
	enum mni_status ended; /* after echoes_join() */
};

/* Those of MODEL that nobody changes. */
struct mni_echoer_options options_of(int model);

/* A server that listens on WHERE, and is not run yet. */
struct echoes echoes_at(
    const struct mni_echoer_options *options, const char *where);

/* Runs it. */
void echoes_start(struct echoes *echoes);

/* Waits until it has ended, asserts that all was well, frees it, and tells
 * what it has done. */
struct mni_echoer_counts echoes_join(struct echoes *echoes);

/* Stops it before that. */
struct mni_echoer_counts echoes_end(struct echoes *echoes);

/* A blocking socket of TYPE that is connected to ADDRESS; its receives give up
 * after ECHO_PATIENCE_MS. */
int echoes_dial(const struct mni_address *address, int type);

/* The same to the NTH socket of the server. */
int echoes_call(const struct echoes *echoes, size_t nth, int type);

/* Sends TEXT and asserts that it comes back. */
void assert_echo(int fd, const char *text);

/* Asserts that the end comes next. */
void assert_end(int fd);

/* Asserts that nothing comes, for a little while. */
void assert_silence(int fd);

/* Sends octets of a known pattern that begins at FROM, MOST of them or as many
 * as FD takes at once.  Returns how many. */
size_t fill_now(int fd, size_t from, size_t most);

/* The same until FD takes no more for a while, or MOST are sent. */
size_t fill(int fd, size_t from, size_t most);

/* The same from the first one on, where all buffers have to be full: until
 * nothing was taken for much longer. */
size_t fill_up(int fd);

/* Receives octets of the pattern that begins at FROM, all right, up to the end
 * or MOST.  Returns how many. */
size_t take_pattern(int fd, size_t from, size_t most);

/* Ends the connection by a reset. */
void reset(int fd);

/* Adds each test to SUITE for each model. */
void add_for_models(Suite *suite, const TTest *const *tests, size_t count);

#endif
