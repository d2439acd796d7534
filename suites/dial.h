/* SPDX-License-Identifier: MIT */
/* A net for a Check test, and a bare blocking client to ask its servers. */
#ifndef MNI_DIAL_H
#define MNI_DIAL_H

#include "checks.h"
#include "mocknet.h"

#include <stddef.h>

#define PATIENCE_MS 5000

/* The net of the running test; the fixture makes and frees it. */
extern struct mn_net *net;

void set_up(void);
void tear_down(void);

/* Adds TESTS to a new suite NAME, each with the fixture and called with its
 * index, and runs it. */
int dial_main(const char *name, const TTest *const *tests, size_t count);

/* Starts a server that has to start. */
struct mn_server *serve(const char *script);

/* A blocking socket connected to SERVER, or -1 with errno; its receives give
 * up after PATIENCE_MS. */
int dial(const struct mn_server *server, int type);

/* Receives up to the end.  Returns the octets; *out_error is 0 for a FIN. */
size_t drain(int fd, char *out, size_t capacity, int *out_error);

/* Asserts that nobody else can bind the port of SERVER. */
void assert_port_held(const struct mn_server *server, int type);

#define ck_assert_octets(data, size, text)                        \
	do {                                                      \
		ck_assert_uint_eq((size), sizeof(text) - 1);      \
		ck_assert_mem_eq((data), text, sizeof(text) - 1); \
	} while (0)

#endif
