/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "client/peer.h"

#include "base/lookup.h"
#include "base/socket.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* An address's share of the time left, when REMAINING ones, with itself, are
 * to be tried. */
static struct mni_deadline
share_of(struct mni_deadline deadline, size_t remaining)
{
	int left_ms = mni_deadline_left(deadline);

	if (remaining == 1 || left_ms < 0)
		return deadline;
	return mni_deadline_in(left_ms / (int)remaining);
}

static enum mni_status
ask(const struct mni_peer *peer, struct mni_link *link,
    enum mni_status (*exchange)(
        struct mni_link *link, void *context, struct mni_trouble *trouble),
    void *context, struct mni_trouble *trouble)
{
	enum mni_status status = mni_connect(
	    link->address, peer->type, link->share, &link->fd, trouble);

	if (status != MNI_OK)
		return status;
	link->settled = peer->type == SOCK_STREAM;
	status = exchange(link, context, trouble);
	if (link->fd != -1)
		(void)close(link->fd);
	return status;
}

/* Adds "ADDRESS: why" to what the addresses before have come to. */
static void
add_reason(struct mni_trouble *trouble, const struct mni_address *address,
    const char *why)
{
	size_t used = strlen(trouble->text);
	char text[MNI_ADDRESS_TEXT];

	(void)snprintf(trouble->text + used, sizeof(trouble->text) - used,
	    "%s%s: %s", used == 0 ? "" : "; ", mni_address_text(address, text),
	    why);
}

enum mni_status
mni_peer_ask(const struct mni_peer *peer, struct mni_deadline deadline,
    enum mni_status (*exchange)(
        struct mni_link *link, void *context, struct mni_trouble *trouble),
    void *context, struct mni_trouble *trouble)
{
	struct mni_addresses addresses;
	struct mni_trouble why;
	struct mni_link link;
	enum mni_status status;
	size_t i;

	trouble->text[0] = '\0';
	status = mni_addresses_of(peer->host, peer->port, peer->family,
	    peer->type, deadline, &addresses, trouble);
	if (status != MNI_OK)
		return status;
	for (i = 0; i < addresses.count; i++) {
		link = (struct mni_link){.fd = -1,
		    .address = &addresses.list[i],
		    .share = share_of(deadline, addresses.count - i),
		    .deadline = deadline};
		status = ask(peer, &link, exchange, context, &why);
		if (status == MNI_OK)
			break;
		add_reason(trouble, link.address, why.text);
		if (link.settled ||
		    (status != MNI_REFUSED && status != MNI_TIMEOUT))
			break;
	}
	mni_addresses_fini(&addresses);
	return status;
}
