/* SPDX-License-Identifier: MIT */
/*
 * The services every inetd has had inside, as scripts.
 */
#ifndef MNI_SERVICE_H
#define MNI_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mni_service {
	const char *name;
	uint16_t port;        /* the well-known one */
	const char *stream;   /* its steps over TCP */
	const char *datagram; /* and over UDP */
};

/* The service called NAME, SIZE octets, or NULL. */
const struct mni_service *mni_service_find(const char *name, size_t size);

/* Whether PORT is the well-known one of a service that answers by datagram
 * whatever comes to it. */
bool mni_service_answers_from(uint16_t port);

#endif
