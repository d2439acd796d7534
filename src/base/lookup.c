/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/lookup.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <time.h>

#define UNIX_PREFIX_SIZE (sizeof(MNI_UNIX_PREFIX) - 1)

#ifdef HAVE_PTHREAD_CONDATTR_SETCLOCK
#define WAIT_CLOCK CLOCK_MONOTONIC
#else
#define WAIT_CLOCK CLOCK_REALTIME
#endif

/* What the resolver is asked, and its answer. */
struct question {
	pthread_mutex_t lock;
	pthread_cond_t let_go;
	unsigned holders; /* who asks, and the thread; the last one frees */
	void (*ask)(struct question *question);
	char name[MNI_NAME_TEXT];
	struct addrinfo hints, *found; /* found: owned */
	struct mni_address address;
	int error;        /* EAI_... or 0 */
	int system_error; /* errno, for EAI_SYSTEM */
};

static struct question *
new_question(void (*ask)(struct question *question))
{
	struct question *question = calloc(1, sizeof(*question));
	pthread_condattr_t attributes;

	if (question == NULL)
		return NULL;
	(void)pthread_mutex_init(&question->lock, NULL);
	(void)pthread_condattr_init(&attributes);
#ifdef HAVE_PTHREAD_CONDATTR_SETCLOCK
	(void)pthread_condattr_setclock(&attributes, WAIT_CLOCK);
#endif
	(void)pthread_cond_init(&question->let_go, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	question->holders = 1;
	question->ask = ask;
	return question;
}

static void
let_go(struct question *question)
{
	bool last;

	(void)pthread_mutex_lock(&question->lock);
	last = --question->holders == 0;
	(void)pthread_cond_signal(&question->let_go);
	(void)pthread_mutex_unlock(&question->lock);
	if (!last)
		return;
	if (question->found != NULL)
		freeaddrinfo(question->found);
	(void)pthread_cond_destroy(&question->let_go);
	(void)pthread_mutex_destroy(&question->lock);
	free(question);
}

static void
ask_for_addresses(struct question *question)
{
	question->error = getaddrinfo(
	    question->name, NULL, &question->hints, &question->found);
	question->system_error = errno;
}

static void
ask_for_name(struct question *question)
{
	question->error =
	    getnameinfo((const struct sockaddr *)&question->address.storage,
	        question->address.size, question->name, sizeof(question->name),
	        NULL, 0, NI_NAMEREQD);
	question->system_error = errno;
}

static void *
resolver(void *argument)
{
	struct question *question = argument;

	question->ask(question);
	let_go(question);
	return NULL;
}

/* Returns 0 or an error number. */
static int
start_resolver(struct question *question, pthread_t *out_thread)
{
	sigset_t all, before;
	int error;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	question->holders++;
	error = pthread_create(out_thread, NULL, resolver, question);
	if (error != 0)
		question->holders--;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

static struct timespec
wait_clock_in(int ms)
{
	struct timespec time;

	(void)clock_gettime(WAIT_CLOCK, &time);
	time.tv_sec += ms / 1000;
	time.tv_nsec += (long)(ms % 1000) * 1000000;
	if (time.tv_nsec >= 1000000000) {
		time.tv_sec++;
		time.tv_nsec -= 1000000000;
	}
	return time;
}

/* Waits until the thread has let go.  Returns whether it has. */
static bool
wait_answered(struct question *question, struct mni_deadline deadline)
{
	struct timespec until;
	bool answered;
	int left_ms;

	(void)pthread_mutex_lock(&question->lock);
	while (question->holders > 1 &&
	       (left_ms = mni_deadline_left(deadline)) != 0) {
		if (left_ms < 0) {
			(void)pthread_cond_wait(
			    &question->let_go, &question->lock);
			continue;
		}
		until = wait_clock_in(left_ms);
		(void)pthread_cond_timedwait(
		    &question->let_go, &question->lock, &until);
	}
	answered = question->holders == 1;
	(void)pthread_mutex_unlock(&question->lock);
	return answered;
}

/*
 * What an error of the resolver means.  POSIX says of EAI_AGAIN alone that
 * future attempts may succeed, and of EAI_FAIL that the error is
 * non-recoverable.  The others are definite: EAI_NODATA and EAI_ADDRFAMILY
 * are no part of POSIX, but what systems say of a name without an address, or
 * without one of the family.
 */
static bool
is_definite(int error)
{
	static const int errors[] = {
	    EAI_NONAME,
	    EAI_FAIL,
	    EAI_FAMILY,
#ifdef EAI_NODATA
	    EAI_NODATA,
#endif
#ifdef EAI_ADDRFAMILY
	    EAI_ADDRFAMILY,
#endif
	};
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i] == error)
			return true;
	return false;
}

static enum mni_status
outcome_of(const struct question *question, struct mni_trouble *trouble)
{
	int error = question->error;
	enum mni_status status = MNI_SYSTEM;

	if (error == 0)
		return MNI_OK;
	if (error == EAI_SYSTEM)
		return mni_trouble(trouble, MNI_SYSTEM, "%s",
		    strerror(question->system_error));
	if (error == EAI_AGAIN)
		status = MNI_TEMPORARY;
	else if (is_definite(error))
		status = MNI_NO_ADDRESS;
	return mni_trouble(trouble, status, "%s", gai_strerror(error));
}

/* Has the resolver asked.  Its answer may be read when this returns MNI_OK. */
static enum mni_status
ask(struct question *question, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	bool late = mni_deadline_left(deadline) == 0;
	pthread_t thread;
	int error = late ? 0 : start_resolver(question, &thread);

	if (error != 0)
		return mni_trouble(
		    trouble, MNI_SYSTEM, "pthread_create: %s", strerror(error));
	if (!late && wait_answered(question, deadline)) {
		/* It is about to end, and frees what the C library keeps for
		 * it; a process that ended first would seem to leak that. */
		(void)pthread_join(thread, NULL);
		return outcome_of(question, trouble);
	}
	if (!late)
		(void)pthread_detach(thread);
	return mni_trouble(trouble, MNI_TIMEOUT,
	    "no answer from the system's resolver in time");
}

static bool
has_controls(const char *name)
{
	for (; *name != '\0'; name++)
		if ((unsigned char)*name < 0x20 || *name == 0x7f)
			return true;
	return false;
}

/* Copies HOST without the brackets of an IPv6 address. */
static enum mni_status
read_host(const char *host, char out_name[static MNI_NAME_MAX + 1],
    struct mni_trouble *trouble)
{
	size_t length = strlen(host);
	bool brackets = length >= 2 && host[0] == '[' &&
	                host[length - 1] == ']';

	if (length == 0)
		return mni_trouble(
		    trouble, MNI_NO_ADDRESS, "the name is empty");
	if (has_controls(host))
		return mni_trouble(trouble, MNI_NO_ADDRESS,
		    "no name holds control characters");
	if (brackets && strchr(host, ':') == NULL)
		return mni_trouble(trouble, MNI_NO_ADDRESS,
		    "what stands in brackets is no IPv6 address");
	if (brackets) {
		host++;
		length -= 2;
	}
	if (length > MNI_NAME_MAX)
		return mni_trouble(trouble, MNI_NO_ADDRESS,
		    "no name is longer than %d octets", MNI_NAME_MAX);
	memcpy(out_name, host, length);
	out_name[length] = '\0';
	return MNI_OK;
}

static struct mni_address
address_of(const struct addrinfo *info)
{
	struct mni_address address = {.size = info->ai_addrlen};

	memcpy(&address.storage, info->ai_addr, info->ai_addrlen);
	return address;
}

static bool
holds(const struct mni_addresses *addresses, const struct mni_address *address)
{
	size_t i;

	for (i = 0; i < addresses->count; i++)
		if (mni_address_equals(&addresses->list[i], address))
			return true;
	return false;
}

static enum mni_status
no_address_of(int family, struct mni_trouble *trouble)
{
	return mni_trouble(trouble, MNI_NO_ADDRESS, "no IPv%c address",
	    family == AF_INET6 ? '6' : '4');
}

/* Takes what was FOUND of FAMILY, each address once. */
static enum mni_status
take_list(const struct addrinfo *found, uint16_t port, int family,
    struct mni_addresses *out_addresses, struct mni_trouble *trouble)
{
	struct mni_addresses result = {.list = NULL, .count = 0};
	const struct addrinfo *info;
	struct mni_address address;
	size_t most = 0;

	for (info = found; info != NULL; info = info->ai_next)
		most++;
	result.list = calloc(most + 1, sizeof(*result.list));
	if (result.list == NULL)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	for (info = found; info != NULL; info = info->ai_next) {
		if (family != AF_UNSPEC && info->ai_family != family)
			continue;
		address = address_of(info);
		mni_address_set_port(&address, port);
		if (!holds(&result, &address))
			result.list[result.count++] = address;
	}
	if (result.count == 0) {
		free(result.list);
		return no_address_of(family, trouble);
	}
	*out_addresses = result;
	return MNI_OK;
}

static enum mni_status
one_alone(const struct mni_address *address,
    struct mni_addresses *out_addresses, struct mni_trouble *trouble)
{
	struct mni_address *list = malloc(sizeof(*list));

	if (list == NULL)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	*list = *address;
	*out_addresses = (struct mni_addresses){.list = list, .count = 1};
	return MNI_OK;
}

static enum mni_status
path_alone(const char *path, struct mni_addresses *out_addresses,
    struct mni_trouble *trouble)
{
	struct mni_address address;

	if (mni_address_unix(path, strlen(path), &address) == -1)
		return mni_trouble(trouble, MNI_NO_ADDRESS,
		    "a path of 1 to %zu octets is needed "
		    "behind " MNI_UNIX_PREFIX,
		    sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1);
	return one_alone(&address, out_addresses, trouble);
}

/* Reads NAME, which has no brackets, as an address.  Asks nobody. */
static int
read_address(const char *name, struct mni_address *out_address)
{
	struct addrinfo hints = {.ai_family = AF_UNSPEC,
	    .ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_NUMERICHOST};
	struct addrinfo *found = NULL;

	if (getaddrinfo(name, NULL, &hints, &found) != 0)
		return -1;
	*out_address = address_of(found);
	freeaddrinfo(found);
	return 0;
}

int
mni_address_read(const char *text, struct mni_address *out_address)
{
	char name[MNI_NAME_MAX + 1];
	struct mni_trouble trouble;

	if (read_host(text, name, &trouble) != MNI_OK)
		return -1;
	return read_address(name, out_address);
}

/* The port is set afterwards: service names differ between systems, and some
 * resolvers take numbers over 65535. */
static enum mni_status
look_up(const char *name, uint16_t port, const struct addrinfo *hints,
    struct mni_deadline deadline, struct mni_addresses *out_addresses,
    struct mni_trouble *trouble)
{
	struct question *question = new_question(ask_for_addresses);
	enum mni_status status;

	if (question == NULL)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	memcpy(question->name, name, strlen(name) + 1);
	question->hints = *hints;
	status = ask(question, deadline, trouble);
	if (status == MNI_OK)
		status = take_list(question->found, port, hints->ai_family,
		    out_addresses, trouble);
	let_go(question);
	return status;
}

enum mni_status
mni_addresses_of(const char *host, uint16_t port, int family, int socket_type,
    struct mni_deadline deadline, struct mni_addresses *out_addresses,
    struct mni_trouble *trouble)
{
	struct addrinfo hints = {
	    .ai_family = family, .ai_socktype = socket_type};
	char name[MNI_NAME_MAX + 1];
	struct mni_address address;
	enum mni_status status;

	if (mni_address_is_path(host))
		return path_alone(
		    host + UNIX_PREFIX_SIZE, out_addresses, trouble);
	status = read_host(host, name, trouble);
	if (status != MNI_OK)
		return status;
	if (read_address(name, &address) == 0) {
		if (family != AF_UNSPEC && address.storage.ss_family != family)
			return no_address_of(family, trouble);
		mni_address_set_port(&address, port);
		return one_alone(&address, out_addresses, trouble);
	}
	/* No name holds a colon, so nobody need hear of it. */
	if (strchr(name, ':') != NULL)
		return mni_trouble(trouble, MNI_NO_ADDRESS,
		    "no IPv6 address, or of a scope that is not known here");
	return look_up(name, port, &hints, deadline, out_addresses, trouble);
}

void
mni_addresses_fini(struct mni_addresses *addresses)
{
	free(addresses->list);
	addresses->list = NULL;
	addresses->count = 0;
}

enum mni_status
mni_name_of(const struct mni_address *address, struct mni_deadline deadline,
    char out_name[static MNI_NAME_TEXT], struct mni_trouble *trouble)
{
	struct question *question = new_question(ask_for_name);
	enum mni_status status;

	if (question == NULL)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	question->address = *address;
	status = ask(question, deadline, trouble);
	if (status == MNI_OK && has_controls(question->name))
		status = mni_trouble(trouble, MNI_MALFORMED,
		    "the name holds control characters");
	if (status == MNI_OK)
		memcpy(out_name, question->name, strlen(question->name) + 1);
	let_go(question);
	return status;
}
