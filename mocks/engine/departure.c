/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/deadline.h"
#include "base/socket.h"
#include "engine/departure.h"
#include "engine/net.h"
#include "engine/octets.h"
#include "engine/reached.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A datagram on its way. */
struct mni_parcel {
	struct mni_parcel *next;
	struct mni_deadline due;
	enum mni_from from;
	struct mni_address peer;
	struct mni_address reached; /* as server->reached */
	struct mni_bytes octets;
};

static int
open_other(const struct mn_server *server, struct mni_other *other,
    struct mni_address address)
{
	int fd = mni_socket(address.storage.ss_family, SOCK_DGRAM);

	if (fd == -1)
		return -1;
	other->fd = fd; /* closed with the server, whatever follows */
	if (mni_reached_prepare(server, fd) == -1 ||
	    bind(fd, (const struct sockaddr *)&address.storage, address.size) ==
	        -1 ||
	    mni_local_address(fd, &address) == -1)
		return -1;
	other->address = address;
	(void)mni_address_text(&address, other->local);
	return 0;
}

/* The socket that is bound to all addresses has this one as well. */
static int
open_other_address(struct mni_departures *departures, uint16_t port)
{
	struct mni_other *other = &departures->others[0];
	const struct mn_server *server = departures->server;
	struct mni_address address =
	    mni_address_loopback(server->script.family, 2, port);

	if (!mni_reached_is_told(server) || server->script.family == AF_INET6)
		return open_other(server, other, address);
	other->address = address;
	(void)mni_address_text(&address, other->local);
	return 0;
}

int
mni_departures_open(struct mni_departures *departures, struct mn_server *server)
{
	const struct mni_script *script = &server->script;
	struct mni_address own;

	departures->server = server;
	departures->others[0].fd = departures->others[1].fd = -1;
	if (mni_local_address(server->fd, &own) == -1)
		return -1;
	if (mni_script_sends_from(script, MNI_FROM_OTHER_ADDRESS) &&
	    open_other_address(departures, mni_address_port(&own)) == -1)
		return -1;
	if (mni_script_sends_from(script, MNI_FROM_OTHER_PORT) &&
	    open_other(server, &departures->others[1],
	        mni_reached_all(server, 0)) == -1)
		return -1;
	return 0;
}

static void
free_parcels(struct mni_parcel *parcel)
{
	struct mni_parcel *next;

	for (; parcel != NULL; parcel = next) {
		next = parcel->next;
		mni_bytes_fini(&parcel->octets);
		free(parcel);
	}
}

void
mni_departures_close(struct mni_departures *departures, bool forget)
{
	size_t i;

	if (departures->clock_watched && !forget)
		mni_loop_remove(
		    &departures->server->net->loop, &departures->clock);
	for (i = 0; i < 2; i++)
		if (departures->others[i].fd != -1)
			(void)close(departures->others[i].fd);
	free_parcels(departures->held);
	free_parcels(departures->late);
}

const char *
mni_peer_text(struct mn_server *server, const struct mni_address *peer)
{
	if (server->caller_text[0] == '\0' ||
	    !mni_address_equals(&server->caller, peer)) {
		server->caller = *peer;
		(void)mni_address_text(peer, server->caller_text);
	}
	return server->caller_text;
}

void
mni_note_datagram(struct mn_server *server, enum mn_event_kind kind,
    const char *local, const void *data, size_t size,
    const struct mni_address *peer)
{
	mni_note(server, &(struct mn_event){.kind = kind,
	                     .data = data,
	                     .size = size,
	                     .peer = mni_peer_text(server, peer),
	                     .local = local});
}

static ssize_t
send_to(const struct mn_server *server, int fd,
    const struct mni_address *source, const struct mni_address *peer,
    const struct mni_bytes *octets)
{
	if (server->calls && fd == server->fd)
		return mni_send(fd, octets->data, octets->size);
	return mni_reached_send(fd, source, peer, octets->data, octets->size);
}

/* Whether the peer of a server has left its path: what is sent there is lost,
 * as it would be over UDP. */
static bool
is_gone(const struct mn_server *server, int error)
{
	return !server->calls && server->script.family == AF_UNIX &&
	       (error == ECONNREFUSED || error == ENOENT);
}

/* To who judges its server a client tells what that has done; for others it
 * could not do what it was to do. */
void
mni_note_refusal(struct mn_server *client, const char *what)
{
	if (client->reads_on)
		mni_note_text(client, MN_UNEXPECTED, 0,
		    "the port is closed: port unreachable, by ICMP");
	else
		mni_note_failure(client, 0, what, ECONNREFUSED);
}

/* Writes what an answer leaves by, and from where unless that is left to the
 * system.  Returns the latter as text. */
static const char *
choose_source(struct mni_departures *departures, enum mni_from from,
    const struct mni_address *reached, int *out_fd,
    struct mni_address *out_source)
{
	const struct mni_other *other =
	    &departures->others[from == MNI_FROM_OTHER_PORT];
	struct mn_server *server = departures->server;
	bool here = from == MNI_FROM_HERE;

	*out_fd = here || other->fd == -1 ? server->fd : other->fd;
	out_source->size = 0;
	if (reached->size == 0)
		return here ? server->local : other->local;
	*out_source = from == MNI_FROM_OTHER_ADDRESS ? other->address
	                                             : *reached;
	if (from == MNI_FROM_OTHER_PORT)
		mni_address_set_port(
		    out_source, mni_address_port(&other->address));
	return mni_address_text(out_source, server->reached_text);
}

/* Returns 0, or -1 when the system has no room for it just now. */
static int
post(struct mni_departures *departures, enum mni_from from,
    const struct mni_address *peer, const struct mni_address *reached,
    const struct mni_bytes *octets)
{
	struct mn_server *server = departures->server;
	struct mni_address source;
	int fd;
	const char *local =
	    choose_source(departures, from, reached, &fd, &source);

	if (send_to(server, fd, &source, peer, octets) != -1 ||
	    is_gone(server, errno))
		mni_note_datagram(
		    server, MN_SEND, local, octets->data, octets->size, peer);
	else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)
		return -1;
	else if (errno == ECONNREFUSED && server->calls)
		mni_note_refusal(server, "send");
	else
		mni_note_failure(server, 0, "send", errno);
	return 0;
}

static int
post_parcel(struct mni_departures *departures, const struct mni_parcel *parcel)
{
	return post(departures, parcel->from, &parcel->peer, &parcel->reached,
	    &parcel->octets);
}

/* Has the clock call for the late one that is due first. */
static void
set_clock(struct mni_departures *departures)
{
	departures->clock.expiry = departures->late == NULL
	                               ? mni_deadline_never()
	                               : departures->late->due;
}

static void
post_late(struct mni_watch *watch, short revents)
{
	struct mni_departures *departures = watch->owner;
	struct mni_parcel *parcel;
	int64_t now_ns = mni_now_ns();

	(void)revents;
	while ((parcel = departures->late) != NULL &&
	       parcel->due.at_ns <= now_ns) {
		if (post_parcel(departures, parcel) == -1) {
			parcel->due = mni_deadline_in(1);
			break;
		}
		departures->late = parcel->next;
		parcel->next = NULL;
		free_parcels(parcel);
	}
	set_clock(departures);
}

static int
watch_clock(struct mni_departures *departures)
{
	if (departures->clock_watched)
		return 0;
	departures->clock = (struct mni_watch){.fd = -1,
	    .expiry = mni_deadline_never(),
	    .ready = post_late,
	    .owner = departures};
	if (mni_loop_add(&departures->server->net->loop, &departures->clock) ==
	    -1)
		return -1;
	departures->clock_watched = true;
	return 0;
}

static void
keep_late(struct mni_departures *departures, struct mni_parcel *parcel, int ms)
{
	struct mni_parcel **link = &departures->late;

	if (watch_clock(departures) == -1) {
		mni_note_failure(departures->server, 0, "late", errno);
		free_parcels(parcel);
		return;
	}
	parcel->due = mni_deadline_in(ms);
	while (*link != NULL && (*link)->due.at_ns <= parcel->due.at_ns)
		link = &(*link)->next;
	parcel->next = *link;
	*link = parcel;
	set_clock(departures);
	mni_loop_update(&departures->server->net->loop, &departures->clock);
}

/* The same octets and size as DELIVERY has them arrive. */
static int
reshape(struct mni_departures *departures, const struct mni_delivery *delivery,
    struct mni_bytes *octets)
{
	size_t size = octets->size;

	if (delivery->empty || delivery->garbage)
		octets->size = 0;
	if (delivery->garbage && !delivery->empty &&
	    mni_make_garbage(&departures->server->random, size, octets) == -1)
		return -1;
	if (!delivery->oversize)
		return 0;
	if (mni_bytes_reserve(octets, MNI_MOST_DATAGRAM - octets->size) == -1)
		return -1;
	memset(
	    octets->data + octets->size, 'x', MNI_MOST_DATAGRAM - octets->size);
	octets->size = MNI_MOST_DATAGRAM;
	return 0;
}

static struct mni_parcel *
new_parcel(enum mni_from from, const struct mni_address *peer,
    const struct mni_address *reached, const struct mni_bytes *octets)
{
	struct mni_parcel *parcel = calloc(1, sizeof(*parcel));

	if (parcel == NULL || mni_bytes_append(&parcel->octets, octets->data,
	                          octets->size) == -1) {
		free(parcel);
		return NULL;
	}
	parcel->from = from;
	parcel->peer = *peer;
	parcel->reached = *reached;
	return parcel;
}

/* Keeps a copy for later.  Returns 0, and notes a failure when it cannot. */
static int
keep(struct mni_departures *departures, const struct mni_delivery *delivery,
    const struct mni_address *peer, const struct mni_bytes *octets)
{
	struct mni_parcel *parcel = new_parcel(
	    delivery->from, peer, &departures->server->reached, octets);

	if (parcel == NULL) {
		mni_note_failure(departures->server, 0, "send", ENOMEM);
	} else if (delivery->late_ms > 0) {
		keep_late(departures, parcel, delivery->late_ms);
	} else {
		parcel->next = departures->held;
		departures->held = parcel;
	}
	return 0;
}

/* What was held back leaves now, behind the one that has just left. */
static void
release_held(struct mni_departures *departures)
{
	struct mni_parcel *held = departures->held, *parcel;

	departures->held = NULL;
	for (parcel = held; parcel != NULL; parcel = parcel->next)
		if (post_parcel(departures, parcel) == -1)
			mni_note_failure(departures->server, 0, "send", EAGAIN);
	free_parcels(held);
}

int
mni_depart(struct mni_departures *departures,
    const struct mni_delivery *delivery, const struct mni_address *peer,
    struct mni_bytes *octets)
{
	if (delivery->drop)
		return 0;
	if (reshape(departures, delivery, octets) == -1) {
		mni_note_failure(departures->server, 0, "send", ENOMEM);
		return 0;
	}
	if (delivery->swap || delivery->late_ms > 0)
		return keep(departures, delivery, peer, octets);
	if (post(departures, delivery->from, peer, &departures->server->reached,
	        octets) == -1)
		return -1;
	release_held(departures);
	return 0;
}
