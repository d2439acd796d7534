/* SPDX-License-Identifier: MIT */
/* Socket addresses, of the loopback, as text.  Port numbers are in host
 * order. */
#ifndef MNI_BASE_ADDRESS_H
#define MNI_BASE_ADDRESS_H

#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct mni_address {
	struct sockaddr_storage storage;
	socklen_t size; /* octets of storage in use */
};

/* What stands before the path of a Unix socket. */
#define MNI_UNIX_PREFIX "unix:"

/* Room for the text of any address and port. */
#define MNI_ADDRESS_TEXT 128

/* The host part alone, such as "127.0.0.1", "::1" or "fe80::1%eth0";
 * "unix:PATH" for a path. */
const char *mni_address_host(
    const struct mni_address *address, char out[static MNI_ADDRESS_TEXT]);

/* Host and port, such as "127.0.0.1:17" or "[::1]:17"; "unix:PATH". */
const char *mni_address_text(
    const struct mni_address *address, char out[static MNI_ADDRESS_TEXT]);

/* The port, 0 for a family without ports. */
uint16_t mni_address_port(const struct mni_address *address);

void mni_address_set_port(struct mni_address *address, uint16_t port);

/* Whether both are the same address, scope and port. */
bool mni_address_equals(
    const struct mni_address *a, const struct mni_address *b);

/* 127.0.0.N with N = NTH (1 to 254) for AF_INET; ::1 for AF_INET6, which has
 * no second loopback address. */
struct mni_address mni_address_loopback(int family, uint8_t nth, uint16_t port);

/* Whether HOST, as a user names it, is the path of a Unix socket: unix:PATH. */
bool mni_address_is_path(const char *host);

/* The Unix socket at PATH, SIZE octets.  Returns 0, or -1 when it is empty,
 * holds a NUL or is longer than such an address can be. */
int mni_address_unix(const char *path, size_t size,
    struct mni_address *out_address) MNI_MUST_USE;

#endif
