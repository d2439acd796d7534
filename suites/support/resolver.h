/* SPDX-License-Identifier: MIT */
/*
 * A resolver that stands in for the one of the system: it defines
 * getaddrinfo(), freeaddrinfo() and getnameinfo(), and answers when and what a
 * test says.  For programs that are linked with it; the rest of the suites
 * asks the system's own.
 */
#ifndef MNI_RESOLVER_H
#define MNI_RESOLVER_H

#include <pthread.h>
#include <signal.h>

#define RESOLVER_LIST_MAX 8

/* The test sets it up by resolver_answers() and may change it while nobody
 * asks. */
extern struct resolver {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int held_below;          /* answers when so many have asked */
	int asked;               /* questions, but for those of addresses */
	int made, freed;         /* lists */
	int error, system_error; /* the answer, when not 0 */
	const char *answer[RESOLVER_LIST_MAX]; /* none: see below */
	sigset_t mask;                         /* of the thread that asked */
	int family;                            /* that was asked for */
} resolver;

/* From here on the answer is ANSWER, an address or a name; NULL: the address
 * that stands behind the first letter of the name. */
void resolver_answers(const char *answer);

/* Waits until COUNT have asked, and lets all have the answer. */
void resolver_release(int count);

/* Waits until COUNT lists were freed. */
void resolver_await_freed(int count);

#endif
