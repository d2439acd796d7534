/* SPDX-License-Identifier: MIT */
/*
 * What the system knows of names and addresses.  Its resolver may block for
 * minutes and takes no deadline, so it is asked in a thread of its own, with
 * all signals blocked: when the deadline passes first, the thread is left
 * behind and frees what it holds when the resolver comes back.  Nothing here
 * is shared between two calls; any thread may call, and a child of fork() too,
 * in which what was left behind is never freed.
 */
#ifndef MNI_BASE_LOOKUP_H
#define MNI_BASE_LOOKUP_H

#include "base/address.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* The longest name that is asked for: RFC 1035 section 2.3.4. */
#define MNI_NAME_MAX 255

/* Room for any name the system may answer with, and its NUL. */
#define MNI_NAME_TEXT 1025

struct mni_addresses {
	struct mni_address *list; /* owned */
	size_t count;             /* at least 1 after a look-up */
};

/*
 * The addresses of HOST, each once, in the order in which the system wants
 * them tried.  HOST is a name, an address as getaddrinfo() reads it (an IPv6
 * address in brackets or not, with its scope or not), or unix:PATH.  FAMILY is
 * AF_INET, AF_INET6 or AF_UNSPEC.  An address or a path asks nobody and
 * starts no thread; a name blocks until DEADLINE at most.
 *
 * Errors: no-address, when there is none of FAMILY, or no such name can be;
 * temporary, when the system says that it may be asked again; timeout; system.
 * The caller ends *out_addresses with fini.
 */
enum mni_status mni_addresses_of(const char *host, uint16_t port, int family,
    int socket_type, struct mni_deadline deadline,
    struct mni_addresses *out_addresses,
    struct mni_trouble *trouble) MNI_MUST_USE;

void mni_addresses_fini(struct mni_addresses *addresses);

/* Reads TEXT as an address, as above; its port is 0.  Asks nobody.  Returns 0,
 * or -1 when it is none. */
int mni_address_read(
    const char *text, struct mni_address *out_address) MNI_MUST_USE;

/*
 * The name of ADDRESS, whose port does not matter.  Blocks until DEADLINE at
 * most.  Errors as above; no-address, when it has no name; malformed, when
 * the name holds control characters.
 */
enum mni_status mni_name_of(const struct mni_address *address,
    struct mni_deadline deadline, char out_name[static MNI_NAME_TEXT],
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
