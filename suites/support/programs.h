/* SPDX-License-Identifier: MIT */
/* The programs of src as the Check programs run them. */
#ifndef MNI_PROGRAMS_H
#define MNI_PROGRAMS_H

#include "mocknet.h"

#include <stddef.h>

enum { QOTD = 1, DAYTIME = 2, ECHO = 4, GET_IP = 8 };

#define FETCHERS (QOTD | DAYTIME) /* who say HOST [PORT] and no more */
#define CLIENTS (FETCHERS | ECHO) /* who ask a server of ours */
#define ALL (CLIENTS | GET_IP)

struct program {
	const char *name, *manual;
	const char *service, *transport; /* that it asks by default, or NULL */
	const char *settings;            /* of the service */
	const char *answer;              /* what it prints when it is asked;
	                                  * get-ip: of 127.0.0.1 */
	int who;                         /* one of the bits above */
	unsigned port;
};

#define PROGRAMS 4
extern const struct program programs[PROGRAMS];

/* The next program of WHO behind PROGRAM, which is NULL at first; NULL, when
 * there is none. */
const struct program *next_program(const struct program *program, int who);

/* Starts what PROGRAM asks, at WHERE, such as "tcp ipv6". */
struct mn_server *serve_program(
    const struct program *program, const char *where);

#endif
