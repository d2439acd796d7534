/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "journal/pcap.h"

#include "journal/packet.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>

#define MAGIC UINT32_C(0xa1b23c4d) /* times in nanoseconds */
#define MOST_CAPTURED 262144       /* octets of a packet */
#define LINKTYPE_RAW 101           /* packets begin with the IP header */
#define SEGMENT 16384              /* octets of data in a segment, at most */
#define NS_PER_S 1000000000

/* One end of a connection, and what it has sent. */
struct side {
	struct mni_endpoint endpoint;
	uint32_t first;  /* sequence number of the octet at offset 0 */
	uint64_t octets; /* the offset of the next octet */
	bool finished;   /* its FIN is out */
};

struct mni_conversation {
	struct mni_conversation *next;
	const struct mn_server *server;
	unsigned long connection;
	struct side local, peer;
};

/* A direction of a conversation at a moment. */
struct flow {
	struct mni_pcap *pcap;
	long long time_ns;
	struct side *from, *to;
};

int
mni_pcap_begin(struct mni_pcap *pcap, FILE *stream, int64_t start_wall_ns)
{
	const struct {
		uint32_t magic;
		uint16_t major, minor;
		uint32_t zone, accuracy, most, linktype;
	} header = {MAGIC, 2, 4, 0, 0, MOST_CAPTURED, LINKTYPE_RAW};

	*pcap =
	    (struct mni_pcap){.stream = stream, .start_wall_ns = start_wall_ns};
	return fwrite(&header, sizeof(header), 1, stream) == 1 ? 0 : -1;
}

void
mni_pcap_fini(struct mni_pcap *pcap)
{
	struct mni_conversation *conversation, *next;

	for (conversation = pcap->current; conversation != NULL;
	     conversation = next) {
		next = conversation->next;
		free(conversation);
	}
	pcap->current = NULL;
}

static int
put_packet(
    struct mni_pcap *pcap, long long time_ns, const struct mni_packet *packet)
{
	uint64_t at_ns = (uint64_t)pcap->start_wall_ns + (uint64_t)time_ns;
	size_t kept = packet->data == NULL ? 0 : packet->size;
	uint8_t header[MNI_PACKET_HEADER];
	size_t size = mni_packet_header(packet, header);
	const uint32_t record[] = {(uint32_t)(at_ns / NS_PER_S),
	    (uint32_t)(at_ns % NS_PER_S), (uint32_t)(size + kept),
	    (uint32_t)(size + packet->size)};

	if (size == 0)
		return 0;
	if (fwrite(record, sizeof(record), 1, pcap->stream) != 1 ||
	    fwrite(header, size, 1, pcap->stream) != 1)
		return -1;
	if (kept > 0 && fwrite(packet->data, kept, 1, pcap->stream) != 1)
		return -1;
	return 0;
}

static uint32_t
next_of(const struct side *side)
{
	return side->first + (uint32_t)side->octets + (side->finished ? 1 : 0);
}

/* Writes a segment; a SYN has the number before that of the first octet. */
static int
put_segment(
    const struct flow *flow, unsigned flags, const uint8_t *data, size_t size)
{
	const struct mni_packet packet = {.from = &flow->from->endpoint,
	    .to = &flow->to->endpoint,
	    .protocol = IPPROTO_TCP,
	    .flags = flags,
	    .sequence = next_of(flow->from) - ((flags & MNI_SYN) != 0 ? 1 : 0),
	    .acknowledged = (flags & MNI_ACK) != 0 ? next_of(flow->to) : 0,
	    .data = data,
	    .size = size};

	return put_packet(flow->pcap, flow->time_ns, &packet);
}

/* From us to the peer. */
static struct flow
flow_out(struct mni_pcap *pcap, const struct mn_event *event,
    struct mni_conversation *conversation)
{
	return (struct flow){
	    pcap, event->time_ns, &conversation->local, &conversation->peer};
}

static struct flow
back(const struct flow *flow)
{
	return (struct flow){flow->pcap, flow->time_ns, flow->to, flow->from};
}

static int
acknowledge(const struct flow *flow)
{
	const struct flow answer = back(flow);

	return put_segment(&answer, MNI_ACK, NULL, 0);
}

static int
put_handshake(const struct flow *flow)
{
	const struct flow answer = back(flow);

	if (put_segment(flow, MNI_SYN, NULL, 0) == -1 ||
	    put_segment(&answer, MNI_SYN | MNI_ACK, NULL, 0) == -1)
		return -1;
	return acknowledge(&answer);
}

/* Each segment is acknowledged at once, so that no window ever fills. */
static int
put_data(const struct flow *flow, const uint8_t *data, size_t size)
{
	size_t at, part;

	for (at = 0; at < size; at += part) {
		part = size - at < SEGMENT ? size - at : SEGMENT;
		if (put_segment(flow, MNI_PSH | MNI_ACK,
		        data == NULL ? NULL : data + at, part) == -1)
			return -1;
		flow->from->octets += part;
		if (acknowledge(flow) == -1)
			return -1;
	}
	return 0;
}

static int
put_fin(const struct flow *flow)
{
	if (flow->from->finished)
		return 0;
	if (put_segment(flow, MNI_FIN | MNI_ACK, NULL, 0) == -1)
		return -1;
	flow->from->finished = true;
	return acknowledge(flow);
}

/* The addresses of EVENT as they are to be shown. */
static int
read_ends(const struct mn_event *event, const struct mni_origin *origin,
    struct mni_endpoint *out_local, struct mni_endpoint *out_peer)
{
	struct mni_endpoint *serving = origin->calls ? out_peer : out_local;

	if (event->local == NULL || event->peer == NULL ||
	    mni_endpoint_read(event->local, out_local) == -1 ||
	    mni_endpoint_read(event->peer, out_peer) == -1 ||
	    out_local->family != out_peer->family)
		return -1;
	if (origin->service_port != 0 && serving->port == origin->port)
		serving->port = origin->service_port;
	return 0;
}

static bool
came(enum mn_event_kind kind)
{
	return kind == MN_RECV || kind == MN_FIN_SEEN || kind == MN_RST_SEEN;
}

static int
add_datagram(struct mni_pcap *pcap, const struct mn_event *event,
    const struct mni_origin *origin)
{
	struct mni_endpoint local, peer;
	struct mni_packet packet = {.from = &local,
	    .to = &peer,
	    .protocol = IPPROTO_UDP,
	    .data = event->data,
	    .size = event->size};

	if (read_ends(event, origin, &local, &peer) == -1)
		return 0;
	if (came(event->kind)) {
		packet.from = &peer;
		packet.to = &local;
	}
	return put_packet(pcap, event->time_ns, &packet);
}

/* The numbers begin elsewhere each time: a port may be used again, and is
 * then not taken for the connection that had it before. */
static int
begin_conversation(struct mni_pcap *pcap, const struct mn_event *event,
    const struct mni_origin *origin)
{
	struct mni_conversation *conversation =
	    calloc(1, sizeof(*conversation));
	struct flow out, in;

	if (conversation == NULL)
		return -1;
	if (read_ends(event, origin, &conversation->local.endpoint,
	        &conversation->peer.endpoint) == -1) {
		free(conversation);
		return 0;
	}
	conversation->local.first = ++pcap->begun * UINT32_C(1000003);
	conversation->peer.first = conversation->local.first + 500000;
	conversation->server = event->server;
	conversation->connection = event->connection;
	conversation->next = pcap->current;
	pcap->current = conversation;
	out = flow_out(pcap, event, conversation);
	in = back(&out);
	return put_handshake(origin->calls ? &out : &in);
}

static struct mni_conversation **
find(struct mni_pcap *pcap, const struct mn_event *event)
{
	struct mni_conversation **link;

	for (link = &pcap->current; *link != NULL; link = &(*link)->next)
		if ((*link)->server == event->server &&
		    (*link)->connection == event->connection)
			break;
	return link;
}

static int
put_event(const struct flow *flow, const struct mn_event *event)
{
	if (event->offset > flow->from->octets)
		flow->from->octets = event->offset;
	if (event->kind == MN_FIN_SEEN || event->kind == MN_FIN_SENT)
		return put_fin(flow);
	if (event->kind == MN_RST_SEEN || event->kind == MN_RST_SENT)
		return put_segment(flow, MNI_RST | MNI_ACK, NULL, 0);
	return put_data(flow, event->data, event->size);
}

static int
go_on(struct mni_pcap *pcap, const struct mn_event *event)
{
	struct mni_conversation **link = find(pcap, event);
	struct mni_conversation *conversation = *link;
	struct flow flow;
	int result;

	if (conversation == NULL)
		return 0;
	flow = flow_out(pcap, event, conversation);
	if (came(event->kind))
		flow = back(&flow);
	result = put_event(&flow, event);
	if (event->kind == MN_RST_SEEN || event->kind == MN_RST_SENT ||
	    (conversation->local.finished && conversation->peer.finished)) {
		*link = conversation->next;
		free(conversation);
	}
	return result;
}

int
mni_pcap_add(struct mni_pcap *pcap, const struct mn_event *event,
    const struct mni_origin *origin)
{
	switch (event->kind) {
	case MN_ACCEPT:
		return begin_conversation(pcap, event, origin);
	case MN_RECV:
	case MN_SEND:
		if (event->connection == 0)
			return add_datagram(pcap, event, origin);
		return go_on(pcap, event);
	case MN_FIN_SEEN:
	case MN_RST_SEEN:
	case MN_FIN_SENT:
	case MN_RST_SENT:
		return go_on(pcap, event);
	case MN_DROP: /* what is dropped was received before */
	case MN_FAULT:
	case MN_BARRIER:
	case MN_UNEXPECTED:
	case MN_DONE:
	case MN_FAILED:
	case MN_REQUEST: /* it was received before */
	case MN_BODY:
	case MN_LINT:
		break;
	}
	return 0;
}
