/* SPDX-License-Identifier: MIT */
/*
 * The simplest server of HTTP that clients can be measured with: in a thread,
 * for one connection at a time, which is kept.  The beginning of a target
 * decides:
 *
 *	/large    the volume, with its length
 *	/chunked  the volume, in chunks
 *	/tiny     SITE_CHUNKS chunks of SITE_CHUNK octets
 *	others    a page of SITE_PAGE octets, with their length
 */
#ifndef MNI_BENCH_SITE_H
#define MNI_BENCH_SITE_H

#include <pthread.h>
#include <stddef.h>
#include <sys/socket.h>

#define SITE_PAGE 238 /* octets */
#define SITE_CHUNKS 1000000
#define SITE_CHUNK 16 /* octets */
#define SITE_URL 64

struct site {
	int fd;                          /* owned; listens */
	struct sockaddr_storage address; /* there */
	pthread_t thread;
	size_t
	    connections; /* that it has had; to be read when it has stopped */
};

/* Needs volume_make(). */
void site_start(struct site *site);

void site_stop(struct site *site);

/* Writes the URL of TARGET, such as "/small"; returns it. */
const char *site_url(
    const struct site *site, const char *target, char out_url[static SITE_URL]);

#endif
