/* SPDX-License-Identifier: MIT */
/* A bare client of HTTP for a Check test: it sends octets as they are and
 * takes answers apart. */
#ifndef MNI_WEB_H
#define MNI_WEB_H

#include "support/dial.h"

#include <stdbool.h>
#include <stddef.h>

#define WEB_HEAD 8192

struct web_answer {
	int status;
	char head[WEB_HEAD]; /* NUL-terminated, with the empty line */
	char *body;          /* owned; NUL-terminated, without its framing */
	size_t size;         /* of it */
	bool ended;          /* by the end of the connection */
};

/* Sends SIZE octets. */
void web_send(int fd, const void *octets, size_t size);

/*
 * Receives an answer to METHOD, which has to be one; interim answers are
 * answers, too.  The caller frees the body.
 */
struct web_answer web_hear(int fd, const char *method);

/* Receives one with STATUS and BODY. */
void web_expect(int fd, int status, const char *body);

/* The value of the field NAME, which is spelled so, in ANSWER, until the next
 * call; or NULL. */
const char *web_field(const struct web_answer *answer, const char *name);

/* A connection to SERVER on which the request METHOD TARGET was sent, whose
 * Host is "mock". */
int web_ask(
    const struct mn_server *server, const char *method, const char *target);

/* Asks so on a connection of its own and expects STATUS and BODY. */
void web_get(const struct mn_server *server, const char *target, int status,
    const char *body);

#endif
