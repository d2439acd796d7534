/* SPDX-License-Identifier: MIT */
/* A net for a Check test, and a bare blocking client to ask its servers. */
#ifndef MNI_DIAL_H
#define MNI_DIAL_H

#include "client/fetch.h"
#include "mocknet.h"
#include "support/checks.h"

#include <stddef.h>

#define PATIENCE_MS 20000
#define QUIET_MS 10 /* what has not come by then is taken not to come */

/* The net of the running test; the fixture makes and frees it. */
extern struct mn_net *net;

void set_up(void);
void tear_down(void);

/* A suite NAME of TESTS, each with the fixture and called with its index. */
Suite *dial_suite(const char *name, const TTest *const *tests, size_t count);

/* Runs that. */
int dial_main(const char *name, const TTest *const *tests, size_t count);

/* Adds TEST to SUITE with the fixture, called with INDEX. */
void dial_add(Suite *suite, const TTest *test, int index);

/* Starts a server that has to start. */
struct mn_server *serve(const char *script);

/* Waits until SERVER has had COUNT events of KIND, which it has to have. */
void await(struct mn_server *server, enum mn_event_kind kind, size_t count);

/* The NTH event of KIND (from 0) of SERVER, which has to be there. */
struct mn_event happened(
    const struct mn_server *server, enum mn_event_kind kind, size_t nth);

/* Its words or octets as a string, until the next call. */
const char *told(
    const struct mn_server *server, enum mn_event_kind kind, size_t nth);

/* A blocking socket whose receives give up after PATIENCE_MS. */
int open_socket(int family, int type);

/* Sends a datagram of TEXT to SERVER from FD, which is not connected. */
void say_to(int fd, const struct mn_server *server, const char *text);

/* A blocking socket connected to SERVER, or -1 with errno; its receives give
 * up after PATIENCE_MS. */
int dial(const struct mn_server *server, int type);

/* Receives up to the end.  Returns the octets; *out_error is 0 for a FIN. */
size_t drain(int fd, char *out, size_t capacity, int *out_error);

/* Sends TEXT. */
void say(int fd, const char *text);

/* Asserts what comes next: these octets of a stream, one datagram of these, a
 * FIN, a RST, or nothing. */
void hear(int fd, const char *text);
void hear_datagram(int fd, const char *text);
void hear_end(int fd);
void hear_reset(int fd);
void hear_nothing(int fd);

/* A quote of up to 100 octets from HOST and the port of SERVER, asked for over
 * TYPE, by datagram again after 20 ms. */
struct mni_fetch dial_quote(
    const char *host, const struct mn_server *server, int type);

/* Asserts that nobody else can bind the port or path of SERVER. */
void assert_port_held(const struct mn_server *server, int type);

#define ck_assert_octets(data, size, text)                        \
	do {                                                      \
		ck_assert_uint_eq((size), sizeof(text) - 1);      \
		ck_assert_mem_eq((data), text, sizeof(text) - 1); \
	} while (0)

#endif
