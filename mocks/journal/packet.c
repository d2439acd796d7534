/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "journal/packet.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define IPV4_HEADER 20
#define IPV6_HEADER 40
#define TCP_HEADER 20
#define UDP_HEADER 8
#define MOST 65535 /* what the length field of any of them holds */
#define HOPS 64

static int
read_port(const char *text, uint16_t *out_port)
{
	size_t length = strspn(text, "0123456789");
	long port = strtol(text, NULL, 10);

	if (length == 0 || text[length] != '\0' || port > MOST)
		return -1;
	*out_port = (uint16_t)port;
	return 0;
}

int
mni_endpoint_read(const char *text, struct mni_endpoint *out_endpoint)
{
	struct mni_endpoint endpoint = {.family = AF_INET};
	const char *colon = strrchr(text, ':');
	char host[INET6_ADDRSTRLEN];
	size_t length;

	if (colon == NULL || read_port(colon + 1, &endpoint.port) == -1)
		return -1;
	length = (size_t)(colon - text);
	if (text[0] == '[' && colon[-1] == ']') {
		endpoint.family = AF_INET6;
		text++;
		length -= 2;
	}
	if (length >= sizeof(host))
		return -1;
	memcpy(host, text, length);
	host[length] = '\0';
	if (inet_pton(endpoint.family, host, endpoint.address) != 1)
		return -1;
	*out_endpoint = endpoint;
	return 0;
}

static void
put16(uint8_t *out, size_t value)
{
	out[0] = (uint8_t)(value >> 8);
	out[1] = (uint8_t)value;
}

static void
put32(uint8_t *out, uint32_t value)
{
	put16(out, value >> 16);
	put16(out + 2, value);
}

/* The sum whose ones' complement a checksum is, its carries not yet added: no
 * packet is long enough to overflow it. */
static uint32_t
add(uint32_t sum, const uint8_t *data, size_t size)
{
	size_t i;

	for (i = 0; i + 1 < size; i += 2)
		sum += (uint32_t)data[i] << 8 | data[i + 1];
	if (i < size)
		sum += (uint32_t)data[i] << 8;
	return sum;
}

static uint16_t
checksum(uint32_t sum)
{
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static size_t
address_size(const struct mni_endpoint *endpoint)
{
	return endpoint->family == AF_INET ? 4 : 16;
}

static size_t
put_ipv4(const struct mni_packet *packet, size_t length, uint8_t *out)
{
	out[0] = 0x45; /* version, and header length in words */
	put16(out + 2, IPV4_HEADER + length);
	put16(out + 6, 0x4000); /* do not fragment */
	out[8] = HOPS;
	out[9] = (uint8_t)packet->protocol;
	memcpy(out + 12, packet->from->address, 4);
	memcpy(out + 16, packet->to->address, 4);
	put16(out + 10, checksum(add(0, out, IPV4_HEADER)));
	return IPV4_HEADER;
}

static size_t
put_ipv6(const struct mni_packet *packet, size_t length, uint8_t *out)
{
	out[0] = 0x60; /* version */
	put16(out + 4, length);
	out[6] = (uint8_t)packet->protocol;
	out[7] = HOPS;
	memcpy(out + 8, packet->from->address, 16);
	memcpy(out + 24, packet->to->address, 16);
	return IPV6_HEADER;
}

/* Over the pseudo header too, which adds up to the same for IPv4 and IPv6. */
static uint16_t
transport_checksum(
    const struct mni_packet *packet, const uint8_t *header, size_t size)
{
	uint32_t sum =
	    (uint32_t)packet->protocol + (uint32_t)(size + packet->size);

	sum = add(sum, packet->from->address, address_size(packet->from));
	sum = add(sum, packet->to->address, address_size(packet->to));
	sum = add(sum, header, size);
	if (packet->data != NULL)
		sum = add(sum, packet->data, packet->size);
	return checksum(sum);
}

/* Behind the ports, which both begin with. */
static void
put_tcp(const struct mni_packet *packet, uint8_t *out)
{
	put32(out + 4, packet->sequence);
	put32(out + 8, packet->acknowledged);
	out[12] = TCP_HEADER / 4 << 4;
	out[13] = (uint8_t)packet->flags;
	put16(out + 14, MOST); /* window */
	put16(out + 16, transport_checksum(packet, out, TCP_HEADER));
}

/* A checksum of 0 would say that there is none (RFC 768). */
static void
put_udp(const struct mni_packet *packet, uint8_t *out)
{
	uint16_t sum;

	put16(out + 4, UDP_HEADER + packet->size);
	sum = transport_checksum(packet, out, UDP_HEADER);
	put16(out + 6, sum == 0 ? 0xffff : sum);
}

size_t
mni_packet_header(
    const struct mni_packet *packet, uint8_t out[static MNI_PACKET_HEADER])
{
	bool tcp = packet->protocol == IPPROTO_TCP;
	bool ipv4 = packet->from->family == AF_INET;
	size_t transport = tcp ? TCP_HEADER : UDP_HEADER, network;

	if (packet->size > MOST - transport - (ipv4 ? IPV4_HEADER : 0))
		return 0;
	memset(out, 0, MNI_PACKET_HEADER);
	if (ipv4)
		network = put_ipv4(packet, transport + packet->size, out);
	else
		network = put_ipv6(packet, transport + packet->size, out);
	put16(out + network, packet->from->port);
	put16(out + network + 2, packet->to->port);
	if (tcp)
		put_tcp(packet, out + network);
	else
		put_udp(packet, out + network);
	return network + transport;
}
