/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/site.h"

#include "bench/bench.h"
#include "bench/volume.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Requests are short, and come one by one. */
#define REQUEST_MOST 4096

static const char end_target[] = "/end";

/* Reads a request.  Returns whether there is one. */
static bool
read_request(int fd, char request[static REQUEST_MOST + 1])
{
	size_t size = 0;
	ssize_t come;

	do {
		come = recv(fd, request + size, REQUEST_MOST - size, 0);
		bench_must(come >= 0, "recv");
		size += (size_t)come;
		request[size] = '\0';
	} while (come > 0 && strstr(request, "\r\n\r\n") == NULL);
	return come > 0;
}

static void
send_text(int fd, const char *text)
{
	bench_send(fd, text, strlen(text));
}

static void
send_large(int fd)
{
	char head[100];
	size_t at;

	(void)snprintf(head, sizeof(head),
	    "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", VOLUME);
	send_text(fd, head);
	for (at = 0; at < VOLUME; at += VOLUME_PIECE)
		bench_send(fd, volume_at(at), VOLUME_PIECE);
}

/* COUNT chunks of SIZE octets; those of STEP follow one another in the volume,
 * those of 0 are all alike.  As many as go into a piece leave in one write. */
static void
send_chunks(int fd, size_t count, size_t size, size_t step)
{
	static char piece[2 * VOLUME_PIECE];
	size_t i, used = 0;

	send_text(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (i = 0; i < count; i++) {
		used += (size_t)snprintf(
		    piece + used, sizeof(piece) - used, "%zx\r\n", size);
		memcpy(piece + used, volume_at(i * step), size);
		memcpy(piece + used + size, "\r\n", 2);
		used += size + 2;
		if (used > VOLUME_PIECE || i + 1 == count) {
			bench_send(fd, piece, used);
			used = 0;
		}
	}
	send_text(fd, "0\r\n\r\n");
}

static void
send_small(int fd)
{
	char text[100 + SITE_PAGE];
	size_t size;

	size = (size_t)snprintf(text, sizeof(text),
	    "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", SITE_PAGE);
	memcpy(text + size, volume_at(0), SITE_PAGE);
	bench_send(fd, text, size + SITE_PAGE);
}

/* Answers until the peer closes.  Returns false when it asked for the end. */
static bool
serve_connection(int fd)
{
	char request[REQUEST_MOST + 1];
	const char *target = request + strlen("GET ");

	while (read_request(fd, request)) {
		if (strncmp(target, end_target, strlen(end_target)) == 0)
			return false;
		if (strncmp(target, "/large", strlen("/large")) == 0)
			send_large(fd);
		else if (strncmp(target, "/chunked", strlen("/chunked")) == 0)
			send_chunks(fd, VOLUME / VOLUME_PIECE, VOLUME_PIECE,
			    VOLUME_PIECE);
		else if (strncmp(target, "/tiny", strlen("/tiny")) == 0)
			send_chunks(fd, SITE_CHUNKS, SITE_CHUNK, 0);
		else
			send_small(fd);
	}
	return true;
}

static void *
serve(void *argument)
{
	struct site *site = argument;
	bool more = true;
	int fd;

	while (more) {
		fd = accept(site->fd, NULL, NULL);
		bench_must(fd != -1, "accept");
		site->connections++;
		more = serve_connection(fd);
		(void)close(fd);
	}
	return NULL;
}

void
site_start(struct site *site)
{
	*site = (struct site){.connections = 0};
	site->fd = bench_bind(SOCK_STREAM, &site->address);
	site->thread = bench_thread(serve, site);
}

void
site_stop(struct site *site)
{
	int fd = bench_connect(SOCK_STREAM,
	    (const struct sockaddr *)&site->address,
	    sizeof(struct sockaddr_in));

	send_text(fd, "GET ");
	send_text(fd, end_target);
	send_text(fd, " HTTP/1.1\r\n\r\n");
	(void)pthread_join(site->thread, NULL);
	(void)close(fd);
	(void)close(site->fd);
}

const char *
site_url(
    const struct site *site, const char *target, char out_url[static SITE_URL])
{
	const struct sockaddr_in *address =
	    (const struct sockaddr_in *)&site->address;

	(void)snprintf(out_url, SITE_URL, "http://127.0.0.1:%u%s",
	    (unsigned)ntohs(address->sin_port), target);
	return out_url;
}
