/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

static struct sockaddr_in
inet_of(const struct mni_address *address)
{
	struct sockaddr_in inet;

	memcpy(&inet, &address->storage, sizeof(inet));
	return inet;
}

static struct sockaddr_in6
inet6_of(const struct mni_address *address)
{
	struct sockaddr_in6 inet6;

	memcpy(&inet6, &address->storage, sizeof(inet6));
	return inet6;
}

static struct mni_address
address_from(const void *sockaddr, socklen_t size)
{
	struct mni_address address = {.size = size};

	memcpy(&address.storage, sockaddr, size);
	return address;
}

bool
mni_address_is_path(const char *host)
{
	return strncmp(host, MNI_UNIX_PREFIX, sizeof(MNI_UNIX_PREFIX) - 1) == 0;
}

int
mni_address_unix(const char *path, size_t size, struct mni_address *out_address)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};

	if (size == 0 || size >= sizeof(sun.sun_path) ||
	    memchr(path, '\0', size) != NULL)
		return -1;
	memcpy(sun.sun_path, path, size);
	*out_address = address_from(&sun,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size + 1));
	return 0;
}

/* A peer that has bound no name shows as the prefix alone. */
static const char *
unix_host(const struct mni_address *address, char out[static MNI_ADDRESS_TEXT])
{
	size_t start = offsetof(struct sockaddr_un, sun_path);
	size_t size = address->size > start ? address->size - start : 0;
	struct sockaddr_un sun;

	memset(&sun, 0, sizeof(sun));
	memcpy(&sun, &address->storage, start + size);
	(void)snprintf(out, MNI_ADDRESS_TEXT, MNI_UNIX_PREFIX "%.*s", (int)size,
	    sun.sun_path);
	return out;
}

/* A scope is shown as the interface it is, as getaddrinfo() reads it, or by its
 * number when there is no such interface any more. */
static const char *
inet6_host(const struct mni_address *address, char out[static MNI_ADDRESS_TEXT])
{
	struct sockaddr_in6 inet6 = inet6_of(address);
	unsigned scope = (unsigned)inet6.sin6_scope_id;
	char interface[IF_NAMESIZE];
	size_t used;

	(void)inet_ntop(AF_INET6, &inet6.sin6_addr, out, MNI_ADDRESS_TEXT);
	if (scope == 0)
		return out;
	used = strlen(out);
	if (if_indextoname(scope, interface) != NULL)
		(void)snprintf(
		    out + used, MNI_ADDRESS_TEXT - used, "%%%s", interface);
	else
		(void)snprintf(
		    out + used, MNI_ADDRESS_TEXT - used, "%%%u", scope);
	return out;
}

const char *
mni_address_host(
    const struct mni_address *address, char out[static MNI_ADDRESS_TEXT])
{
	struct sockaddr_in inet;

	switch (address->storage.ss_family) {
	case AF_INET:
		inet = inet_of(address);
		return inet_ntop(
		    AF_INET, &inet.sin_addr, out, MNI_ADDRESS_TEXT);
	case AF_INET6:
		return inet6_host(address, out);
	case AF_UNIX:
		return unix_host(address, out);
	default:
		(void)snprintf(out, MNI_ADDRESS_TEXT, "?");
		return out;
	}
}

const char *
mni_address_text(
    const struct mni_address *address, char out[static MNI_ADDRESS_TEXT])
{
	char host[MNI_ADDRESS_TEXT];
	bool brackets = address->storage.ss_family == AF_INET6;

	if (address->storage.ss_family == AF_UNIX)
		return unix_host(address, out);
	(void)snprintf(out, MNI_ADDRESS_TEXT, "%s%.100s%s:%u",
	    brackets ? "[" : "", mni_address_host(address, host),
	    brackets ? "]" : "", (unsigned)mni_address_port(address));
	return out;
}

uint16_t
mni_address_port(const struct mni_address *address)
{
	switch (address->storage.ss_family) {
	case AF_INET:
		return ntohs(inet_of(address).sin_port);
	case AF_INET6:
		return ntohs(inet6_of(address).sin6_port);
	default:
		return 0;
	}
}

void
mni_address_set_port(struct mni_address *address, uint16_t port)
{
	struct sockaddr_in inet;
	struct sockaddr_in6 inet6;

	if (address->storage.ss_family == AF_INET) {
		inet = inet_of(address);
		inet.sin_port = htons(port);
		*address = address_from(&inet, sizeof(inet));
	} else if (address->storage.ss_family == AF_INET6) {
		inet6 = inet6_of(address);
		inet6.sin6_port = htons(port);
		*address = address_from(&inet6, sizeof(inet6));
	}
}

bool
mni_address_equals(const struct mni_address *a, const struct mni_address *b)
{
	struct sockaddr_in6 a6, b6;

	if (a->storage.ss_family != b->storage.ss_family ||
	    mni_address_port(a) != mni_address_port(b))
		return false;
	if (a->storage.ss_family == AF_INET)
		return inet_of(a).sin_addr.s_addr == inet_of(b).sin_addr.s_addr;
	if (a->storage.ss_family == AF_INET6) {
		a6 = inet6_of(a);
		b6 = inet6_of(b);
		return a6.sin6_scope_id == b6.sin6_scope_id &&
		       memcmp(&a6.sin6_addr, &b6.sin6_addr,
		           sizeof(a6.sin6_addr)) == 0;
	}
	return a->size == b->size &&
	       memcmp(&a->storage, &b->storage, a->size) == 0;
}

struct mni_address
mni_address_loopback(int family, uint8_t nth, uint16_t port)
{
	struct sockaddr_in inet = {.sin_family = AF_INET};
	struct sockaddr_in6 inet6 = {.sin6_family = AF_INET6};

	if (family == AF_INET6) {
		inet6.sin6_port = htons(port);
		inet6.sin6_addr = in6addr_loopback;
		return address_from(&inet6, sizeof(inet6));
	}
	inet.sin_port = htons(port);
	inet.sin_addr.s_addr = htonl(UINT32_C(0x7f000000) + nth);
	return address_from(&inet, sizeof(inet));
}
