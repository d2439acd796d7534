/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echoer/control.h"

#include <errno.h>
#include <netinet/udp.h>
#include <stddef.h>
#include <string.h>

/* The address of IPv4: Linux and macOS tell more than it, the BSDs no more. */
#if defined(IP_PKTINFO)
#define ASK_TO IP_PKTINFO
#elif defined(IP_RECVDSTADDR) && defined(IP_SENDSRCADDR)
#define ASK_TO IP_RECVDSTADDR
#endif

static int
turn_on(int fd, int level, int option)
{
	return setsockopt(fd, level, option, &(int){1}, sizeof(int));
}

int
mni_control_ask_to(int fd, int family)
{
#ifdef IPV6_RECVPKTINFO
	if (family == AF_INET6)
		return turn_on(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO);
#endif
#ifdef ASK_TO
	if (family == AF_INET)
		return turn_on(fd, IPPROTO_IP, ASK_TO);
#endif
	errno = EOPNOTSUPP;
	return -1;
}

int
mni_control_ask_hops(int fd, int family)
{
#ifdef IPV6_RECVHOPLIMIT
	if (family == AF_INET6)
		return turn_on(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT);
#endif
#ifdef IP_RECVTTL
	if (family == AF_INET)
		return turn_on(fd, IPPROTO_IP, IP_RECVTTL);
#endif
	errno = EOPNOTSUPP;
	return -1;
}

void
mni_control_expect(struct mni_control *control, struct msghdr *message)
{
	control->family = AF_UNSPEC;
	control->to_many = control->told_hops = false;
	message->msg_control = control->raw;
	message->msg_controllen = sizeof(control->raw);
}

/* An int on some systems, an octet on others. */
static void
read_hops(struct mni_control *control, const uint8_t *data, size_t size)
{
	int hops = *data;

	if (size >= sizeof(hops))
		memcpy(&hops, data, sizeof(hops));
	control->told_hops = true;
	control->hops = hops - 1;
}

#ifdef ASK_TO
/* A datagram to all has another address than the one it reached. */
static void
read_inet(struct mni_control *control, const uint8_t *data)
{
#ifdef IP_PKTINFO
	struct in_pktinfo info;

	memcpy(&info, data, sizeof(info));
	control->to.inet = info.ipi_spec_dst;
	control->to_many = info.ipi_addr.s_addr != info.ipi_spec_dst.s_addr;
#else
	memcpy(&control->to.inet, data, sizeof(control->to.inet));
	control->to_many = IN_MULTICAST(ntohl(control->to.inet.s_addr)) ||
	                   control->to.inet.s_addr == htonl(INADDR_BROADCAST);
#endif
	control->family = AF_INET;
}
#endif

#ifdef IPV6_PKTINFO
static void
read_inet6(struct mni_control *control, const uint8_t *data)
{
	struct in6_pktinfo info;

	memcpy(&info, data, sizeof(info));
	control->to.inet6 = info.ipi6_addr;
	control->scope = IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr)
	                     ? (unsigned)info.ipi6_ifindex
	                     : 0;
	control->to_many = IN6_IS_ADDR_MULTICAST(&info.ipi6_addr);
	control->family = AF_INET6;
}
#endif

static void
read_item(struct mni_control *control, const struct cmsghdr *header,
    const uint8_t *data, size_t size)
{
	if (header->cmsg_level == IPPROTO_IP) {
#ifdef ASK_TO
		if (header->cmsg_type == ASK_TO)
			read_inet(control, data);
#endif
#ifdef IP_RECVTTL
		if (header->cmsg_type == IP_TTL ||
		    header->cmsg_type == IP_RECVTTL)
			read_hops(control, data, size);
#endif
	} else if (header->cmsg_level == IPPROTO_IPV6) {
#ifdef IPV6_PKTINFO
		if (header->cmsg_type == IPV6_PKTINFO)
			read_inet6(control, data);
#endif
#ifdef IPV6_HOPLIMIT
		if (header->cmsg_type == IPV6_HOPLIMIT)
			read_hops(control, data, size);
#endif
	}
}

/* By offsets: CMSG_NXTHDR() of some systems makes compilers complain. */
void
mni_control_read(struct mni_control *control, const struct msghdr *message)
{
	size_t end = message->msg_controllen, at, size;
	struct cmsghdr header;

	for (at = 0; at + CMSG_LEN(0) <= end; at += CMSG_SPACE(size)) {
		memcpy(&header, control->raw + at, sizeof(header));
		if (header.cmsg_len <= CMSG_LEN(0) ||
		    header.cmsg_len > end - at)
			return;
		size = header.cmsg_len - CMSG_LEN(0);
		read_item(
		    control, &header, control->raw + at + CMSG_LEN(0), size);
	}
}

/* Appends one item of SIZE octets; there is room. */
static void
put(struct mni_control *control, struct msghdr *message, int level, int type,
    const void *data, size_t size)
{
	uint8_t *end = control->raw + message->msg_controllen;
	struct cmsghdr header = {.cmsg_level = level, .cmsg_type = type};

	header.cmsg_len = (socklen_t)CMSG_LEN(size);
	memset(end, 0, CMSG_SPACE(size));
	memcpy(end, &header, sizeof(header));
	memcpy(end + CMSG_LEN(0), data, size);
	message->msg_controllen += (socklen_t)CMSG_SPACE(size);
}

static void
put_address(struct mni_control *control, struct msghdr *message)
{
#ifdef IPV6_PKTINFO
	struct in6_pktinfo inet6 = {.ipi6_addr = control->to.inet6};

	if (control->family == AF_INET6) {
		inet6.ipi6_ifindex = control->scope;
		put(control, message, IPPROTO_IPV6, IPV6_PKTINFO, &inet6,
		    sizeof(inet6));
	}
#endif
#if defined(IP_PKTINFO)
	struct in_pktinfo inet = {.ipi_spec_dst = control->to.inet};

	if (control->family == AF_INET)
		put(control, message, IPPROTO_IP, IP_PKTINFO, &inet,
		    sizeof(inet));
#elif defined(ASK_TO)
	if (control->family == AF_INET)
		put(control, message, IPPROTO_IP, IP_SENDSRCADDR,
		    &control->to.inet, sizeof(control->to.inet));
#endif
}

static void
put_hops(struct mni_control *control, struct msghdr *message, int family)
{
#ifdef IPV6_HOPLIMIT
	if (family == AF_INET6)
		put(control, message, IPPROTO_IPV6, IPV6_HOPLIMIT,
		    &control->hops, sizeof(control->hops));
#endif
#ifdef IP_TTL
	if (family == AF_INET)
		put(control, message, IPPROTO_IP, IP_TTL, &control->hops,
		    sizeof(control->hops));
#endif
}

void
mni_control_write(struct mni_control *control, struct msghdr *message)
{
	const struct sockaddr *peer = message->msg_name;

	message->msg_control = control->raw;
	message->msg_controllen = 0;
	put_address(control, message);
	if (control->told_hops)
		put_hops(control, message, peer->sa_family);
	if (message->msg_controllen == 0)
		message->msg_control = NULL;
}

void
mni_control_segment(
    struct mni_control *control, struct msghdr *message, size_t size)
{
#ifdef UDP_SEGMENT
	uint16_t octets = (uint16_t)size;

	message->msg_control = control->raw;
	put(control, message, IPPROTO_UDP, UDP_SEGMENT, &octets,
	    sizeof(octets));
#else
	(void)control;
	(void)message;
	(void)size;
#endif
}

static bool
are_from_one(const struct mni_control *a, const struct mni_control *b)
{
	if (a->family != b->family)
		return false;
	if (a->family == AF_INET)
		return a->to.inet.s_addr == b->to.inet.s_addr;
	return a->family != AF_INET6 ||
	       (IN6_ARE_ADDR_EQUAL(&a->to.inet6, &b->to.inet6) &&
	           a->scope == b->scope);
}

bool
mni_control_equals(const struct mni_control *a, const struct mni_control *b)
{
	return are_from_one(a, b) && a->told_hops == b->told_hops &&
	       (!a->told_hops || a->hops == b->hops);
}
