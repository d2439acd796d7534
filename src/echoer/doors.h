/* SPDX-License-Identifier: MIT */
/* The sockets that a server listens on. */
#ifndef MNI_ECHOER_DOORS_H
#define MNI_ECHOER_DOORS_H

#include "base/compiler.h"
#include "base/status.h"
#include "echoer/inside.h"

/* Opens what mni_echoer_listen() says. */
enum mni_status mni_doors_open(struct mni_echoer *echoer, const char *where,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* Takes over FD, which is of TYPE and listens, or has datagrams.  Returns
 * MNI_OK, or MNI_SYSTEM. */
enum mni_status mni_doors_take(struct mni_echoer *echoer, int fd, int type,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* Closes all sockets, and removes the paths that were bound.  What is told of
 * them stays. */
void mni_doors_shut(struct mni_echoer *echoer);

/* Frees all. */
void mni_doors_free(struct mni_echoer *echoer);

#endif
