/* SPDX-License-Identifier: MIT */
/*
 * What a datagram has with it besides its octets: which address it was sent to
 * and how many hops it had left (RFC 3542 section 6 for IPv6; for IPv4 each
 * system has its own way), and the same for its answer.
 */
#ifndef MNI_ECHOER_CONTROL_H
#define MNI_ECHOER_CONTROL_H

#include "base/compiler.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/* Room for the address and the hops, and some that were not asked for. */
#define MNI_CONTROL_ROOM 128

struct mni_control {
	int family; /* of "to"; AF_UNSPEC: not told */
	union {
		struct in_addr inet;
		struct in6_addr inet6;
	} to;           /* which address it was sent to */
	unsigned scope; /* the interface, where the address needs it */
	bool to_many;   /* it was sent to others, too */
	bool told_hops; /* hops says something */
	int hops;       /* then: of the answer, one less than it had */
	_Alignas(struct cmsghdr) uint8_t raw[MNI_CONTROL_ROOM];
};

/* Has the system tell for FD, of FAMILY, the address a datagram was sent to,
 * or the hops.  Return 0, or -1 with errno: EOPNOTSUPP when it cannot. */
int mni_control_ask_to(int fd, int family) MNI_MUST_USE;
int mni_control_ask_hops(int fd, int family) MNI_MUST_USE;

/* Makes MESSAGE ready to receive into CONTROL. */
void mni_control_expect(struct mni_control *control, struct msghdr *message);

/* Reads what came with MESSAGE. */
void mni_control_read(
    struct mni_control *control, const struct msghdr *message);

/* Has MESSAGE leave from the address, and with the hops, of CONTROL; nothing is
 * said of what is not known. */
void mni_control_write(struct mni_control *control, struct msghdr *message);

/* Has MESSAGE, which was written to from CONTROL, leave as datagrams of SIZE
 * octets, where UDP_SEGMENT is known. */
void mni_control_segment(
    struct mni_control *control, struct msghdr *message, size_t size);

/* Whether answers with A and B leave from one address and with as many hops. */
bool mni_control_equals(
    const struct mni_control *a, const struct mni_control *b);

#endif
