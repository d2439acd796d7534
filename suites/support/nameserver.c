/* SPDX-License-Identifier: MIT */
/*
 * A name server for a network namespace of names.sh.  Arguments: its ADDRESS,
 * then NAME TYPE DATA, any number of times.  TYPE is A, AAAA or PTR; RCODE with
 * a digit for a NAME that is answered with an error, SILENT with anything for
 * one that is never answered.  A NAME that is nowhere does not exist.
 *
 * It sets the loopback interface up, says "ready" on standard output, and then
 * each question on standard error.
 */
#include <config.h>

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define LIFE 600 /* seconds, when nobody ends it */

enum { HEADER = 12, NXDOMAIN = 3 };                 /* RFC 1035 section 4.1.1 */
enum { TYPE_A = 1, TYPE_PTR = 12, TYPE_AAAA = 28 }; /* 3.2.2, RFC 3596 */
enum { FIXED = 12 }; /* of a record with a pointer for its name: 4.1.3 */

struct message {
	uint8_t octets[4096];
	size_t size;
};

static void
give_up(const char *what)
{
	perror(what);
	exit(1);
}

static void
lift_loopback(int fd)
{
#ifdef SIOCSIFFLAGS
	struct ifreq request = {.ifr_name = "lo"};

	if (ioctl(fd, SIOCGIFFLAGS, &request) == -1)
		give_up("lo");
	request.ifr_flags = (short)(request.ifr_flags | IFF_UP);
	if (ioctl(fd, SIOCSIFFLAGS, &request) == -1)
		give_up("lo");
#else
	(void)fd;
#endif
}

/* Writes the name at the beginning of QUESTION as "a.b".  Returns its octets,
 * or 0 when that is no question. */
static size_t
read_name(const char *question, size_t size, char out[256])
{
	size_t end = strnlen(question, size), at, next;

	if (end == 0 || end > 254 || size - end < 5)
		return 0;
	memcpy(out, question + 1, end);
	for (at = (size_t)question[0]; at < end - 1; at = next) {
		next = at + (size_t)out[at] + 1;
		out[at] = '.';
	}
	return end + 1;
}

/* Writes "a.b" as a name.  Returns its octets. */
static size_t
write_name(const char *text, uint8_t *out)
{
	size_t used = 0, length;

	for (; *text != '\0'; text += length + (text[length] == '.')) {
		length = strcspn(text, ".");
		out[used++] = (uint8_t)length;
		memcpy(out + used, text, length);
		used += length;
	}
	out[used++] = 0;
	return used;
}

static void
add_record(struct message *reply, int type, const char *data)
{
	uint8_t *out = reply->octets + reply->size;
	size_t size = type == TYPE_A ? 4 : 16;

	if (reply->size > sizeof(reply->octets) - 512)
		return;
	memset(out, 0, FIXED);
	if (type == TYPE_PTR)
		size = write_name(data, out + FIXED);
	else if (inet_pton(type == TYPE_A ? AF_INET : AF_INET6, data,
	             out + FIXED) != 1)
		give_up(data);
	out[0] = 0xc0;
	out[1] = HEADER;
	out[3] = (uint8_t)type;
	out[5] = 1;
	out[11] = (uint8_t)size;
	reply->size += FIXED + size;
	reply->octets[7]++;
}

/* Makes the reply of a QUERY; its size is 0 when there is none. */
static void
answer(const struct message *query, char **rows, struct message *reply)
{
	const char *question = (const char *)query->octets + HEADER;
	char name[256];
	size_t size = read_name(question, query->size - HEADER, name);
	int type, rcode = NXDOMAIN;

	reply->size = 0;
	if (size == 0)
		return;
	type = query->octets[HEADER + size + 1];
	(void)fprintf(stderr, "%s %d\n", name, type);
	memcpy(reply->octets, query->octets, HEADER + size + 4);
	memset(reply->octets + 6, 0, 6);
	reply->size = HEADER + size + 4;
	for (; rows[0] != NULL; rows += 3) {
		if (strcasecmp(rows[0], name) != 0)
			continue;
		rcode = strcmp(rows[1], "RCODE") == 0 ? rows[2][0] - '0' : 0;
		if (strcmp(rows[1], "SILENT") == 0)
			reply->size = 0;
		else if ((strcmp(rows[1], "A") == 0 && type == TYPE_A) ||
		         (strcmp(rows[1], "AAAA") == 0 && type == TYPE_AAAA) ||
		         (strcmp(rows[1], "PTR") == 0 && type == TYPE_PTR))
			add_record(reply, type, rows[2]);
	}
	reply->octets[2] |= 0x80; /* a reply */
	reply->octets[3] = (uint8_t)(0x80 | rcode);
}

int
main(int argc, char **argv)
{
	struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(53)};
	struct sockaddr_storage peer;
	static struct message query, reply;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	socklen_t size;
	ssize_t got;

	if (argc < 2 || argc % 3 != 2 ||
	    inet_pton(AF_INET, argv[1], &own.sin_addr) != 1)
		return 2;
	(void)alarm(LIFE);
	lift_loopback(fd);
	if (bind(fd, (struct sockaddr *)&own, sizeof(own)) == -1)
		give_up("port 53");
	(void)puts("ready");
	(void)fclose(stdout);
	for (;;) {
		size = sizeof(peer);
		got = recvfrom(
		    fd, query.octets, 512, 0, (struct sockaddr *)&peer, &size);
		if (got <= HEADER)
			continue;
		query.size = (size_t)got;
		answer(&query, argv + 2, &reply);
		if (reply.size > 0)
			(void)sendto(fd, reply.octets, reply.size, 0,
			    (struct sockaddr *)&peer, size);
	}
}
