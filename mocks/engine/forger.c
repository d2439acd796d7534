/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/forger.h"

#include "base/socket.h"
#include "engine/departure.h"
#include "engine/net.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

/* The step of SCRIPT that tells which port is forged, or NULL. */
static const struct mni_step *
port_step(const struct mni_script *script)
{
	const struct mni_part *part = script->parts;
	size_t i;

	for (i = 0; i < part->count; i++)
		if (part->steps[i].verb == MNI_VERB_FORGE &&
		    part->steps[i].forgery != MNI_FORGED_CLOSED_PORT)
			return &part->steps[i];
	return NULL;
}

/* An address of the network 127 that is OWN's alone, as its port is; others
 * have none to spare. */
static struct mni_address
spare_address(const struct mni_address *own)
{
	struct mni_address spare = *own;
	struct sockaddr_in *address = (struct sockaddr_in *)&spare.storage;
	uint32_t network = 0x7f000000, host = 0x4d0000;

	if (own->storage.ss_family == AF_INET &&
	    (ntohl(address->sin_addr.s_addr) & 0xff000000) == network)
		address->sin_addr.s_addr =
		    htonl(network | host | mni_address_port(own));
	return spare;
}

/* A socket at ADDRESS and PORT, or -1 with errno. */
static int
open_at(struct mni_address address, uint16_t port)
{
	int fd = mni_socket(address.storage.ss_family, SOCK_DGRAM), error;

	mni_address_set_port(&address, port);
	if (fd == -1 || bind(fd, (const struct sockaddr *)&address.storage,
	                    address.size) == 0)
		return fd;
	error = errno;
	(void)close(fd);
	errno = error;
	return -1;
}

int
mni_forger_open(struct mni_forger *forger, struct mn_server *client)
{
	const struct mni_step *step = port_step(&client->script);
	struct mni_address own, local;
	uint16_t port;

	forger->client = client;
	if (step == NULL)
		return 0;
	if (mni_local_address(client->fd, &own) == -1)
		return -1;
	port = step->forgery == MNI_FORGED_PORT
	           ? (uint16_t)step->count
	           : mni_address_port(&client->address);
	forger->fd = open_at(spare_address(&own), port);
	if (forger->fd == -1 && errno == EADDRNOTAVAIL)
		forger->fd = open_at(own, port);
	if (forger->fd == -1 || mni_local_address(forger->fd, &local) == -1)
		return -1;
	(void)mni_address_text(&local, forger->local);
	return 0;
}

void
mni_forger_close(struct mni_forger *forger, bool forget)
{
	if (forger->watch.added && !forget)
		mni_loop_remove(&forger->client->net->loop, &forger->watch);
	if (forger->fd != -1)
		(void)close(forger->fd);
	forger->fd = -1;
}

/* Something has come to the port of the forger. */
static void
note_answer(struct mni_watch *watch, short revents)
{
	const struct mni_forger *forger = watch->owner;
	struct mn_server *client = forger->client;
	ssize_t size = recv(forger->fd, client->net->scratch, MNI_CHUNK, 0);
	char text[240];

	(void)revents;
	if (size == -1)
		return;
	(void)snprintf(text, sizeof(text),
	    "an answer of %zd octets to %s, which is to have none", size,
	    forger->local);
	mni_note_text(client, MN_UNEXPECTED, 0, text);
}

/* Has the loop call when an answer comes.  Returns 0, or -1 with errno. */
static int
listen_for_answers(struct mni_forger *forger)
{
	if (forger->watch.added)
		return 0;
	forger->watch = (struct mni_watch){.fd = forger->fd,
	    .events = POLLIN,
	    .expiry = mni_deadline_never(),
	    .ready = note_answer,
	    .owner = forger};
	return mni_loop_add(&forger->client->net->loop, &forger->watch);
}

/* Sends SIZE octets from FD.  Returns 0, or -1 with errno. */
static int
send_from(struct mn_server *client, int fd, const char *from, const void *data,
    size_t size)
{
	const struct mni_address *to = &client->address;

	if (sendto(fd, data, size, 0, (const struct sockaddr *)&to->storage,
	        to->size) == -1)
		return -1;
	mni_note_datagram(client, MN_SEND, from, data, size, to);
	return 0;
}

static int
send_from_closed_port(struct mn_server *client, const void *data, size_t size)
{
	char text[MNI_ADDRESS_TEXT] = "";
	struct mni_address own;
	int fd, result;

	if (mni_local_address(client->fd, &own) == -1)
		return -1;
	fd = open_at(own, 0);
	if (fd == -1)
		return -1;
	if (mni_local_address(fd, &own) == 0)
		(void)mni_address_text(&own, text);
	result = send_from(client, fd, text, data, size);
	(void)close(fd);
	return result;
}

void
mni_forge(struct mni_forger *forger, const struct mni_step *step)
{
	struct mn_server *client = forger->client;
	const void *data = step->text.data.data;
	size_t size = step->text.data.size;
	int result;

	if (step->forgery == MNI_FORGED_CLOSED_PORT)
		result = send_from_closed_port(client, data, size);
	else if (listen_for_answers(forger) == -1)
		result = -1;
	else
		result =
		    send_from(client, forger->fd, forger->local, data, size);
	if (result == -1)
		mni_note_failure(client, 0, "forge", errno);
}
