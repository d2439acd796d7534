/* SPDX-License-Identifier: MIT */
/*
 * Packets as they might have been on a wire: the headers of IPv4 or IPv6 and
 * of TCP or UDP for octets that passed a socket.  Nothing here sends any.
 */
#ifndef MNI_PACKET_H
#define MNI_PACKET_H

#include "base/compiler.h"

#include <stddef.h>
#include <stdint.h>

#define MNI_PACKET_HEADER 60 /* room for any header: IPv6 40, TCP 20 */

struct mni_endpoint {
	int family;          /* AF_INET or AF_INET6 */
	uint8_t address[16]; /* in network order; AF_INET has 4 octets */
	uint16_t port;
};

/* Reads "127.0.0.1:17" or "[::1]:17".  Returns 0, or -1 when TEXT is not of
 * that kind, such as "unix:PATH". */
int mni_endpoint_read(
    const char *text, struct mni_endpoint *out_endpoint) MNI_MUST_USE;

/* RFC 9293 section 3.1 */
enum mni_tcp_flag {
	MNI_FIN = 0x01,
	MNI_SYN = 0x02,
	MNI_RST = 0x04,
	MNI_PSH = 0x08,
	MNI_ACK = 0x10
};

struct mni_packet {
	const struct mni_endpoint *from, *to; /* of one family */
	int protocol;                         /* IPPROTO_TCP or IPPROTO_UDP */
	unsigned flags;                       /* TCP: of enum mni_tcp_flag */
	uint32_t sequence, acknowledged;      /* TCP */
	const uint8_t *data;                  /* NULL: zeros, in the checksum */
	size_t size;
};

/*
 * Writes the headers of PACKET, checksums included.  Returns their size, or 0
 * when no packet of that family has room for so many octets.
 */
size_t mni_packet_header(
    const struct mni_packet *packet, uint8_t out[static MNI_PACKET_HEADER]);

#endif
