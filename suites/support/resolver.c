/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/resolver.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What getnameinfo() takes for a size. */
#if defined(__FreeBSD__) || defined(__OpenBSD__)
typedef size_t name_size;
#else
typedef socklen_t name_size;
#endif

struct resolver resolver = {
    .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

/* In the resolver's thread, where no test can fail. */
static void
insist(bool claim)
{
	if (!claim)
		abort();
}

/* Says that the resolver was asked, and waits until it may answer. */
static int
asked(int family)
{
	int error;

	(void)pthread_mutex_lock(&resolver.lock);
	resolver.asked++;
	resolver.family = family;
	(void)pthread_sigmask(SIG_BLOCK, NULL, &resolver.mask);
	(void)pthread_cond_broadcast(&resolver.changed);
	while (resolver.asked < resolver.held_below)
		(void)pthread_cond_wait(&resolver.changed, &resolver.lock);
	error = resolver.error;
	(void)pthread_mutex_unlock(&resolver.lock);
	errno = resolver.system_error;
	return error;
}

/* The entry of the address TEXT, or NULL.  A scope is a number here. */
static struct addrinfo *
entry_of(const char *text)
{
	struct sockaddr_in6 inet6 = {.sin6_family = AF_INET6};
	struct sockaddr_in inet = {.sin_family = AF_INET};
	const char *scope = strchr(text, '%');
	struct addrinfo *entry;
	char bare[64];

	(void)snprintf(bare, sizeof(bare), "%.*s",
	    (int)(scope != NULL ? scope - text : 63), text);
	entry = calloc(1, sizeof(*entry) + sizeof(inet6));
	insist(entry != NULL);
	entry->ai_addr = (struct sockaddr *)(entry + 1);
	if (inet_pton(AF_INET, bare, &inet.sin_addr) == 1) {
		entry->ai_family = AF_INET;
		entry->ai_addrlen = sizeof(inet);
		memcpy(entry->ai_addr, &inet, sizeof(inet));
		return entry;
	}
	if (inet_pton(AF_INET6, bare, &inet6.sin6_addr) == 1) {
		if (scope != NULL)
			inet6.sin6_scope_id =
			    (uint32_t)strtoul(scope + 1, NULL, 10);
		entry->ai_family = AF_INET6;
		entry->ai_addrlen = sizeof(inet6);
		memcpy(entry->ai_addr, &inet6, sizeof(inet6));
		return entry;
	}
	free(entry);
	return NULL;
}

static void
add_one(int *counter)
{
	(void)pthread_mutex_lock(&resolver.lock);
	(*counter)++;
	(void)pthread_cond_broadcast(&resolver.changed);
	(void)pthread_mutex_unlock(&resolver.lock);
}

static struct addrinfo *
list_of_answer(const char *node)
{
	struct addrinfo *first = NULL, **link = &first;
	size_t i;

	if (resolver.answer[0] == NULL)
		first = entry_of(node + 1);
	for (i = 0; i < RESOLVER_LIST_MAX && resolver.answer[i] != NULL; i++) {
		*link = entry_of(resolver.answer[i]);
		insist(*link != NULL);
		link = &(*link)->ai_next;
	}
	return first;
}

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */
/* NOLINTBEGIN(readability-non-const-parameter) */

int
getaddrinfo(const char *restrict node, const char *restrict service,
    const struct addrinfo *restrict hints, struct addrinfo **restrict result)
{
	struct addrinfo *first;
	int error;

	insist(service == NULL);
	if ((hints->ai_flags & AI_NUMERICHOST) != 0) {
		first = entry_of(node);
		if (first == NULL)
			return EAI_NONAME;
		add_one(&resolver.made);
		*result = first;
		return 0;
	}
	error = asked(hints->ai_family);
	if (error != 0)
		return error;
	*result = list_of_answer(node);
	add_one(&resolver.made);
	return 0;
}

void
freeaddrinfo(struct addrinfo *list)
{
	struct addrinfo *next;

	insist(list != NULL);
	for (; list != NULL; list = next) {
		next = list->ai_next;
		free(list);
	}
	add_one(&resolver.freed);
}

int
getnameinfo(const struct sockaddr *restrict address, socklen_t address_size,
    char *restrict node, name_size node_size, char *restrict service,
    name_size service_size, int flags)
{
	int error;

	insist(flags == NI_NAMEREQD && service == NULL && service_size == 0);
	insist(address_size == (address->sa_family == AF_INET
	                               ? sizeof(struct sockaddr_in)
	                               : sizeof(struct sockaddr_in6)));
	error = asked(AF_UNSPEC);
	if (error == 0)
		(void)snprintf(node, node_size, "%s", resolver.answer[0]);
	return error;
}

/* NOLINTEND(readability-non-const-parameter) */
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

void
resolver_answers(const char *answer)
{
	resolver.answer[0] = answer;
	resolver.answer[1] = NULL;
	resolver.error = resolver.system_error = 0;
	resolver.held_below = resolver.asked = 0;
}

void
resolver_release(int count)
{
	(void)pthread_mutex_lock(&resolver.lock);
	while (resolver.asked < count)
		(void)pthread_cond_wait(&resolver.changed, &resolver.lock);
	resolver.held_below = 0;
	(void)pthread_cond_broadcast(&resolver.changed);
	(void)pthread_mutex_unlock(&resolver.lock);
}

void
resolver_await_freed(int count)
{
	(void)pthread_mutex_lock(&resolver.lock);
	while (resolver.freed < count)
		(void)pthread_cond_wait(&resolver.changed, &resolver.lock);
	(void)pthread_mutex_unlock(&resolver.lock);
}
