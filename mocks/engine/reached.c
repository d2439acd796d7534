/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/reached.h"

#include "engine/net.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* How the address of a datagram is told and set.  The BSDs have no more than it
 * for IPv4. */
#if HAVE_DECL_IP_PKTINFO
#define ASK_INET IP_PKTINFO
#define TELL_INET IP_PKTINFO
#elif HAVE_DECL_IP_RECVDSTADDR && HAVE_DECL_IP_SENDSRCADDR
#define ASK_INET IP_RECVDSTADDR
#define TELL_INET IP_SENDSRCADDR
#endif

#if HAVE_DECL_IPV6_RECVPKTINFO
#define ASK_INET6 IPV6_RECVPKTINFO
#endif

/* The one item that comes with a datagram, and goes with its answer. */
struct control {
	_Alignas(struct cmsghdr) uint8_t raw[64];
};

struct mni_address
mni_reached_all(const struct mn_server *server, uint16_t port)
{
	struct mni_address all =
	    mni_address_loopback(server->script.family, 1, port);
	struct sockaddr_in inet;
	struct sockaddr_in6 inet6;

	if (!server->script.any)
		return all;
	if (server->script.family == AF_INET6) {
		memcpy(&inet6, &all.storage, sizeof(inet6));
		inet6.sin6_addr = in6addr_any;
		memcpy(&all.storage, &inet6, sizeof(inet6));
	} else {
		memcpy(&inet, &all.storage, sizeof(inet));
		inet.sin_addr.s_addr = htonl(INADDR_ANY);
		memcpy(&all.storage, &inet, sizeof(inet));
	}
	return all;
}

static int
turn_on(int fd, int level, int option)
{
	return setsockopt(fd, level, option, &(int){1}, sizeof(int));
}

bool
mni_reached_is_told(const struct mn_server *server)
{
	const struct mni_script *script = &server->script;
	bool told = false;

#ifdef ASK_INET
	told = told || script->family == AF_INET;
#endif
#ifdef ASK_INET6
	told = told || script->family == AF_INET6;
#endif
	return told && script->any && script->type == SOCK_DGRAM;
}

/* One of each family may have the port. */
int
mni_reached_prepare(const struct mn_server *server, int fd)
{
	const struct mni_script *script = &server->script;

	if (!script->any)
		return 0;
	if (script->family == AF_INET6 &&
	    turn_on(fd, IPPROTO_IPV6, IPV6_V6ONLY) == -1)
		return -1;
	if (script->type != SOCK_DGRAM || fd == server->stream_fd)
		return 0;
#ifdef IPV6_FREEBIND
	/* For answers from what is an address by a route only, as in a network
	 * where all are; an older system refuses those alone. */
	if (script->family == AF_INET6)
		(void)turn_on(fd, IPPROTO_IPV6, IPV6_FREEBIND);
#endif
#ifdef ASK_INET6
	if (script->family == AF_INET6)
		return turn_on(fd, IPPROTO_IPV6, ASK_INET6);
#endif
#ifdef ASK_INET
	if (script->family == AF_INET)
		return turn_on(fd, IPPROTO_IP, ASK_INET);
#endif
	return 0;
}

#ifdef ASK_INET
static void
read_inet(const uint8_t *data, struct mni_address *reached)
{
	struct sockaddr_in inet;

	memcpy(&inet, &reached->storage, sizeof(inet));
#if HAVE_DECL_IP_PKTINFO
	struct in_pktinfo info;

	memcpy(&info, data, sizeof(info));
	inet.sin_addr = info.ipi_spec_dst;
#else
	memcpy(&inet.sin_addr, data, sizeof(inet.sin_addr));
#endif
	memcpy(&reached->storage, &inet, sizeof(inet));
}
#endif

#ifdef ASK_INET6
static void
read_inet6(const uint8_t *data, struct mni_address *reached)
{
	struct sockaddr_in6 inet6;
	struct in6_pktinfo info;

	memcpy(&info, data, sizeof(info));
	memcpy(&inet6, &reached->storage, sizeof(inet6));
	inet6.sin6_addr = info.ipi6_addr;
	if (IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr))
		inet6.sin6_scope_id = info.ipi6_ifindex;
	memcpy(&reached->storage, &inet6, sizeof(inet6));
}
#endif

/* Takes what the one item of MESSAGE, which is in CONTROL, says. */
static void
read_control(struct mn_server *server, const struct msghdr *message,
    const struct control *control)
{
	const uint8_t *data = control->raw + CMSG_LEN(0);
	struct cmsghdr header;

	server->reached.size = 0;
	if (message->msg_controllen <= CMSG_LEN(0) ||
	    !mni_reached_is_told(server))
		return;
	memcpy(&header, control->raw, sizeof(header));
	server->reached = server->address;
#ifdef ASK_INET
	if (header.cmsg_level == IPPROTO_IP && header.cmsg_type == ASK_INET)
		read_inet(data, &server->reached);
#endif
#ifdef ASK_INET6
	if (header.cmsg_level == IPPROTO_IPV6 &&
	    header.cmsg_type == IPV6_PKTINFO)
		read_inet6(data, &server->reached);
#endif
	(void)data;
}

static ssize_t
take_with_control(
    struct mn_server *server, void *data, size_t size, struct mni_address *peer)
{
	struct iovec octets = {.iov_base = data, .iov_len = size};
	struct control control;
	struct msghdr message = {.msg_name = &peer->storage,
	    .msg_namelen = peer->size,
	    .msg_iov = &octets,
	    .msg_iovlen = 1,
	    .msg_control = control.raw,
	    .msg_controllen = sizeof(control.raw)};
	ssize_t taken = recvmsg(server->fd, &message, 0);

	if (taken == -1)
		return -1;
	peer->size = message.msg_namelen;
	read_control(server, &message, &control);
	return taken;
}

ssize_t
mni_reached_take(
    struct mn_server *server, void *data, size_t size, struct mni_address *peer)
{
	peer->size = sizeof(peer->storage);
	if (server->script.any)
		return take_with_control(server, data, size, peer);
	return recvfrom(server->fd, data, size, 0,
	    (struct sockaddr *)&peer->storage, &peer->size);
}

#if defined(ASK_INET) || defined(ASK_INET6)
/* Makes DATA the one item of MESSAGE, whose room is control->raw. */
static void
put(struct control *control, struct msghdr *message, int level, int type,
    const void *data, size_t size)
{
	struct cmsghdr header = {.cmsg_level = level, .cmsg_type = type};

	header.cmsg_len = (socklen_t)CMSG_LEN(size);
	memset(control->raw, 0, CMSG_SPACE(size));
	memcpy(control->raw, &header, sizeof(header));
	memcpy(control->raw + CMSG_LEN(0), data, size);
	message->msg_control = control->raw;
	message->msg_controllen = (socklen_t)CMSG_SPACE(size);
}
#endif

/* Has MESSAGE leave from SOURCE. */
static void
put_source(struct control *control, struct msghdr *message,
    const struct mni_address *source)
{
	(void)control;
	(void)message;
	(void)source;
#ifdef ASK_INET
	if (source->storage.ss_family == AF_INET) {
		struct sockaddr_in inet;

		memcpy(&inet, &source->storage, sizeof(inet));
#if HAVE_DECL_IP_PKTINFO
		struct in_pktinfo info = {.ipi_spec_dst = inet.sin_addr};
#else
		struct in_addr info = inet.sin_addr;
#endif
		put(control, message, IPPROTO_IP, TELL_INET, &info,
		    sizeof(info));
	}
#endif
#ifdef ASK_INET6
	if (source->storage.ss_family == AF_INET6) {
		struct sockaddr_in6 inet6;
		struct in6_pktinfo info = {.ipi6_ifindex = 0};

		memcpy(&inet6, &source->storage, sizeof(inet6));
		info.ipi6_addr = inet6.sin6_addr;
		info.ipi6_ifindex = inet6.sin6_scope_id;
		put(control, message, IPPROTO_IPV6, IPV6_PKTINFO, &info,
		    sizeof(info));
	}
#endif
}

static ssize_t
send_from(int fd, const struct mni_address *source,
    const struct mni_address *peer, const void *data, size_t size)
{
	struct mni_address to = *peer;
	struct iovec octets = {.iov_len = size};
	struct msghdr message = {.msg_name = &to.storage,
	    .msg_namelen = to.size,
	    .msg_iov = &octets,
	    .msg_iovlen = 1};
	struct control control;

	memcpy(&octets.iov_base, &data, sizeof(data));
	put_source(&control, &message, source);
	return sendmsg(fd, &message, 0);
}

ssize_t
mni_reached_send(int fd, const struct mni_address *source,
    const struct mni_address *peer, const void *data, size_t size)
{
	if (source->size > 0)
		return send_from(fd, source, peer, data, size);
	return sendto(fd, data, size, 0,
	    (const struct sockaddr *)&peer->storage, peer->size);
}

const char *
mni_reached_text(struct mn_server *server)
{
	if (server->reached.size == 0)
		return server->local;
	return mni_address_text(&server->reached, server->reached_text);
}
