/* SPDX-License-Identifier: MIT */
/*
 * Echo servers of libuv, to be measured beside ours: the one that its manual
 * leads to, which allocates for every read and queues every write, and the one
 * that somebody writes who knows it well.
 *
 *	uv classic|well tcp|udp [once]
 *
 * "once" closes a connection behind its first echo.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define ROOM 65536 /* octets */
#define BACKLOG 4096

static bool well, once;
static char shared[ROOM];

/* A write that is queued, and its octets. */
struct queued {
	union {
		uv_write_t write;
		uv_udp_send_t send;
	} request;
	char *data; /* owned */
};

static void
must(int result, const char *call)
{
	if (result >= 0)
		return;
	fprintf(stderr, "uv: %s: %s\n", call, uv_strerror(result));
	exit(EXIT_FAILURE);
}

static void *
allocate(size_t size)
{
	void *memory = malloc(size);

	if (memory == NULL)
		abort();
	return memory;
}

static void
give_room(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
	(void)handle;
	out->base = well ? shared : allocate(suggested);
	out->len = well ? ROOM : suggested;
}

static void
free_handle(uv_handle_t *handle)
{
	free(handle);
}

static void
hang_up(uv_stream_t *stream)
{
	if (!uv_is_closing((uv_handle_t *)stream))
		uv_close((uv_handle_t *)stream, free_handle);
}

static void
shut_down(uv_shutdown_t *request, int status)
{
	(void)status;
	hang_up(request->handle);
	free(request);
}

/* Closes behind what is queued. */
static void
end(uv_stream_t *stream)
{
	uv_shutdown_t *request;

	if (uv_stream_get_write_queue_size(stream) == 0) {
		hang_up(stream);
		return;
	}
	request = allocate(sizeof(*request));
	if (uv_shutdown(request, stream, shut_down) < 0) {
		free(request);
		hang_up(stream);
	}
}

static void take(uv_stream_t *stream, ssize_t size, const uv_buf_t *room);

static void
written(uv_write_t *request, int status)
{
	uv_stream_t *stream = request->handle;
	struct queued *queued = (struct queued *)request;

	free(queued->data);
	free(queued);
	if (status < 0 || once)
		hang_up(stream);
	else if (well)
		/* It was left off while this was queued. */
		must(uv_read_start(stream, give_room, take), "uv_read_start");
}

/* Queues DATA, which is to be freed. */
static void
queue(uv_stream_t *stream, char *data, size_t size)
{
	struct queued *queued = allocate(sizeof(*queued));
	uv_buf_t rest = uv_buf_init(data, (unsigned)size);

	queued->data = data;
	if (uv_write(&queued->request.write, stream, &rest, 1, written) == 0)
		return;
	free(queued->data);
	free(queued);
	hang_up(stream);
}

static void
echo_well(uv_stream_t *stream, char *data, size_t size)
{
	uv_buf_t all = uv_buf_init(data, (unsigned)size);
	int sent = uv_try_write(stream, &all, 1);
	size_t rest;
	char *copy;

	if (sent < 0 && sent != UV_EAGAIN) {
		hang_up(stream);
		return;
	}
	rest = size - (sent < 0 ? 0 : (size_t)sent);
	if (rest > 0) {
		copy = allocate(rest);
		memcpy(copy, data + size - rest, rest);
		(void)uv_read_stop(stream);
		queue(stream, copy, rest);
	} else if (once) {
		hang_up(stream);
	}
}

static void
take(uv_stream_t *stream, ssize_t size, const uv_buf_t *room)
{
	if (size > 0 && well)
		echo_well(stream, room->base, (size_t)size);
	else if (size > 0)
		queue(stream, room->base, (size_t)size);
	else if (!well)
		free(room->base);
	if (size > 0 && once && !well)
		(void)uv_read_stop(stream);
	if (size == UV_EOF)
		end(stream);
	else if (size < 0)
		hang_up(stream);
}

static void
come(uv_stream_t *listener, int status)
{
	uv_tcp_t *stream = allocate(sizeof(*stream));

	must(status, "listen");
	must(uv_tcp_init(listener->loop, stream), "uv_tcp_init");
	if (uv_accept(listener, (uv_stream_t *)stream) == 0)
		must(uv_read_start((uv_stream_t *)stream, give_room, take),
		    "uv_read_start");
	else
		hang_up((uv_stream_t *)stream);
}

static void
sent_back(uv_udp_send_t *request, int status)
{
	struct queued *queued = (struct queued *)request;

	must(status, "uv_udp_send");
	free(queued->data);
	free(queued);
}

static void
take_datagram(uv_udp_t *socket, ssize_t size, const uv_buf_t *room,
    const struct sockaddr *from, unsigned flags)
{
	struct queued *queued;
	uv_buf_t all;

	(void)flags;
	must((int)size, "uv_udp_recv");
	all = uv_buf_init(room->base, (unsigned)size);
	if (from == NULL || well) {
		if (from != NULL)
			must(uv_udp_try_send(socket, &all, 1, from),
			    "uv_udp_try_send");
		if (!well)
			free(room->base);
		return;
	}
	queued = allocate(sizeof(*queued));
	queued->data = room->base;
	must(uv_udp_send(
	         &queued->request.send, socket, &all, 1, from, sent_back),
	    "uv_udp_send");
}

static void
tell(const char *transport, const struct sockaddr_storage *address)
{
	char host[64];

	must(uv_ip4_name(
	         (const struct sockaddr_in *)address, host, sizeof(host)),
	    "uv_ip4_name");
	printf("listening %s %s:%u\nready\n", transport, host,
	    (unsigned)ntohs(((const struct sockaddr_in *)address)->sin_port));
	(void)fflush(stdout);
}

static void
serve_tcp(uv_loop_t *loop, const struct sockaddr *any)
{
	static uv_tcp_t listener;
	struct sockaddr_storage address;
	int size = sizeof(address);

	must(uv_tcp_init(loop, &listener), "uv_tcp_init");
	must(uv_tcp_bind(&listener, any, 0), "uv_tcp_bind");
	must(uv_listen((uv_stream_t *)&listener, BACKLOG, come), "uv_listen");
	must(uv_tcp_getsockname(&listener, (struct sockaddr *)&address, &size),
	    "uv_tcp_getsockname");
	tell("tcp", &address);
}

static void
serve_udp(uv_loop_t *loop, const struct sockaddr *any)
{
	static uv_udp_t socket;
	struct sockaddr_storage address;
	int size = sizeof(address);

	must(uv_udp_init(loop, &socket), "uv_udp_init");
	must(uv_udp_bind(&socket, any, 0), "uv_udp_bind");
	must(uv_udp_recv_start(&socket, give_room, take_datagram),
	    "uv_udp_recv_start");
	must(uv_udp_getsockname(&socket, (struct sockaddr *)&address, &size),
	    "uv_udp_getsockname");
	tell("udp", &address);
}

int
main(int argc, char **argv)
{
	uv_loop_t *loop = uv_default_loop();
	struct sockaddr_in any;

	if (argc < 3) {
		fputs("usage: uv classic|well tcp|udp [once]\n", stderr);
		return EXIT_FAILURE;
	}
	well = strcmp(argv[1], "well") == 0;
	once = argc > 3;
	must(uv_ip4_addr("127.0.0.1", 0, &any), "uv_ip4_addr");
	if (strcmp(argv[2], "udp") == 0)
		serve_udp(loop, (const struct sockaddr *)&any);
	else
		serve_tcp(loop, (const struct sockaddr *)&any);
	return uv_run(loop, UV_RUN_DEFAULT);
}
