/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#define UNIX_PREFIX "unix:"
#define UNIX_PREFIX_SIZE (sizeof(UNIX_PREFIX) - 1)

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
	return strncmp(host, UNIX_PREFIX, UNIX_PREFIX_SIZE) == 0;
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
	(void)snprintf(
	    out, MNI_ADDRESS_TEXT, UNIX_PREFIX "%.*s", (int)size, sun.sun_path);
	return out;
}

const char *
mni_address_host(
    const struct mni_address *address, char out[static MNI_ADDRESS_TEXT])
{
	struct sockaddr_in inet;
	struct sockaddr_in6 inet6;

	switch (address->storage.ss_family) {
	case AF_INET:
		inet = inet_of(address);
		return inet_ntop(
		    AF_INET, &inet.sin_addr, out, MNI_ADDRESS_TEXT);
	case AF_INET6:
		inet6 = inet6_of(address);
		return inet_ntop(
		    AF_INET6, &inet6.sin6_addr, out, MNI_ADDRESS_TEXT);
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
	(void)snprintf(out, MNI_ADDRESS_TEXT, "%s%.46s%s:%u",
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

static enum mni_status
look_up_failed(int error, const char *host, struct mni_trouble *trouble)
{
	switch (error) {
	case EAI_AGAIN:
		return mni_trouble(trouble, MNI_TEMPORARY, "%.100s: %s", host,
		    gai_strerror(error));
	case EAI_SYSTEM:
		return mni_trouble(
		    trouble, MNI_SYSTEM, "%.100s: %s", host, strerror(errno));
	case EAI_MEMORY:
		return mni_trouble(
		    trouble, MNI_SYSTEM, "%s", gai_strerror(error));
	default:
		return mni_trouble(trouble, MNI_NO_ADDRESS, "%.100s: %s", host,
		    gai_strerror(error));
	}
}

/* Copies HOST without the brackets of an IPv6 literal. */
static int
without_brackets(const char *host, char *out, size_t capacity)
{
	size_t length = strlen(host);

	if (length >= 2 && host[0] == '[' && host[length - 1] == ']') {
		host++;
		length -= 2;
	}
	if (length == 0 || length >= capacity)
		return -1;
	memcpy(out, host, length);
	out[length] = '\0';
	return 0;
}

static enum mni_status
copy_list(const struct addrinfo *found, uint16_t port,
    struct mni_addresses *out_addresses, struct mni_trouble *trouble)
{
	const struct addrinfo *info;
	struct mni_addresses result = {.list = NULL, .count = 0};

	for (info = found; info != NULL; info = info->ai_next)
		result.count++;
	result.list = calloc(result.count, sizeof(*result.list));
	if (result.list == NULL)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	result.count = 0;
	for (info = found; info != NULL; info = info->ai_next) {
		result.list[result.count] =
		    address_from(info->ai_addr, info->ai_addrlen);
		mni_address_set_port(&result.list[result.count], port);
		result.count++;
	}
	*out_addresses = result;
	return MNI_OK;
}

static enum mni_status
path_alone(const char *path, struct mni_addresses *out_addresses,
    struct mni_trouble *trouble)
{
	struct mni_address *list = calloc(1, sizeof(*list));

	if (list == NULL)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	if (mni_address_unix(path, strlen(path), list) == -1) {
		free(list);
		return mni_trouble(trouble, MNI_NO_ADDRESS,
		    "a path of 1 to %zu octets is needed behind " UNIX_PREFIX,
		    sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1);
	}
	*out_addresses = (struct mni_addresses){.list = list, .count = 1};
	return MNI_OK;
}

enum mni_status
mni_addresses_of(const char *host, uint16_t port, int family, int socket_type,
    struct mni_addresses *out_addresses, struct mni_trouble *trouble)
{
	/* The port is set afterwards: service names differ between systems,
	 * and some resolvers take numbers over 65535. */
	struct addrinfo hints = {
	    .ai_family = family, .ai_socktype = socket_type};
	struct addrinfo *found = NULL;
	enum mni_status status;
	char name[256];
	int error;

	if (mni_address_is_path(host))
		return path_alone(
		    host + UNIX_PREFIX_SIZE, out_addresses, trouble);
	if (without_brackets(host, name, sizeof(name)) == -1)
		return mni_trouble(trouble, MNI_NO_ADDRESS,
		    host[0] == '\0' ? "the name is empty"
		                    : "no name is that long");
	hints.ai_flags = AI_NUMERICHOST;
	error = getaddrinfo(name, NULL, &hints, &found);
	if (error != 0) {
		hints.ai_flags = 0;
		error = getaddrinfo(name, NULL, &hints, &found);
	}
	if (error != 0)
		return look_up_failed(error, name, trouble);
	status = copy_list(found, port, out_addresses, trouble);
	freeaddrinfo(found);
	return status;
}

void
mni_addresses_fini(struct mni_addresses *addresses)
{
	free(addresses->list);
	addresses->list = NULL;
	addresses->count = 0;
}
