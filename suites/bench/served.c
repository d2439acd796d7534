/* SPDX-License-Identifier: MIT */
/*
 * What a request costs our stand-in and nginx: the same small page, over
 * connections that are kept, as fast as one client asks for it.
 */
#include <config.h>

#include "bench/contest.h"
#include "bench/peer.h"
#include "bench/volume.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PAIRS 15
#define BAR 2.0 /* half as many requests for the same time */
#define CONNECTIONS 50
#define REQUESTS 20000
#define PAGE 238           /* octets */
#define CONFIGURATION 1024 /* octets */

static const char request[] = "GET /page.html HTTP/1.1\r\nHost: bench\r\n\r\n";

/* A server that was started. */
struct served {
	const char *name;
	struct peer peer;
	clockid_t clock; /* of its process */
	size_t answer;   /* octets of an answer */
};

struct field {
	struct served ours, nginx;
	char folder[VOLUME_PATH], page[PAGE + 1];
};

/* The path of the file NAME of the folder. */
static const char *
path_of(const struct field *field, const char *name,
    char out_path[static VOLUME_PATH + 16])
{
	(void)snprintf(
	    out_path, VOLUME_PATH + 16, "%s/%s", field->folder, name);
	return out_path;
}

static void
write_file(const struct field *field, const char *name, const char *text)
{
	char path[VOLUME_PATH + 16];
	FILE *file = fopen(path_of(field, name, path), "w");

	bench_must(file != NULL, path);
	bench_must(fputs(text, file) != EOF && fclose(file) == 0, path);
}

static int
dial(const struct served *served)
{
	return bench_connect(SOCK_STREAM,
	    (const struct sockaddr *)&served->peer.address,
	    sizeof(served->peer.address));
}

/* Asks once, and learns how long an answer is: it ends with the page. */
static void
learn(const struct field *field, struct served *served)
{
	char answer[4096];
	size_t size = 0;
	ssize_t come;
	int fd = dial(served);

	bench_send(fd, request, sizeof(request) - 1);
	do {
		come = recv(fd, answer + size, sizeof(answer) - size, 0);
		bench_must(come > 0, "recv");
		size += (size_t)come;
	} while (size < PAGE ||
	         memcmp(answer + size - PAGE, field->page, PAGE) != 0);
	bench_expect(strncmp(answer, "HTTP/1.1 200 OK\r\n", 17) == 0,
	    "the page is there");
	served->answer = size;
	(void)close(fd);
}

static void
start(const struct field *field, struct served *served,
    const char *const *command)
{
	peer_start(&served->peer, command);
	errno = clock_getcpuclockid(served->peer.pid, &served->clock);
	bench_must(errno == 0, "clock_getcpuclockid");
	learn(field, served);
}

static void
start_ours(struct field *field)
{
	char text[CONFIGURATION], path[VOLUME_PATH + 16], port[32];

	field->ours.name = "mocknet";
	peer_find_port(&field->ours.peer, SOCK_STREAM);
	(void)snprintf(text, sizeof(text),
	    "http\n on GET /page.html send 200 text/html \"%s\"\n",
	    field->page);
	write_file(field, "script", text);
	(void)snprintf(
	    port, sizeof(port), "--port=%u", peer_port(&field->ours.peer));
	start(field, &field->ours,
	    COMMAND("mocks/mocknet", "serve", "--quiet", port,
	        path_of(field, "script", path)));
}

/* As one process, since a worker is alone with its work. */
static void
start_nginx(struct field *field)
{
	char text[CONFIGURATION], path[VOLUME_PATH + 16];

	field->nginx.name = "nginx";
	peer_find_port(&field->nginx.peer, SOCK_STREAM);
	(void)snprintf(text, sizeof(text),
	    "daemon off;\nmaster_process off;\nworker_processes 1;\n"
	    "pid pid;\nerror_log stderr crit;\n"
	    "events { worker_connections %d; }\n"
	    "http {\naccess_log off;\nkeepalive_requests 100000000;\n"
	    "client_body_temp_path t;\nproxy_temp_path t;\n"
	    "fastcgi_temp_path t;\nuwsgi_temp_path t;\nscgi_temp_path t;\n"
	    "types { text/html html; }\n"
	    "server { listen 127.0.0.1:%u; root .; }\n}\n",
	    2 * CONNECTIONS, peer_port(&field->nginx.peer));
	write_file(field, "nginx.conf", text);
	write_file(field, "page.html", field->page);
	start(field, &field->nginx,
	    COMMAND("nginx", "-e", "stderr", "-p", field->folder, "-c",
	        path_of(field, "nginx.conf", path)));
}

/* One of the connections of the client. */
struct asker {
	size_t missing; /* octets of the answer */
};

/* Takes what has come of an answer, and asks once more behind its end while
 * some of *LEFT are left.  Returns whether an answer was whole. */
static bool
go_on(const struct served *served, int fd, struct asker *asker, size_t *left)
{
	char data[4096];
	ssize_t come = recv(fd, data, sizeof(data), 0);

	bench_must(come > 0, "recv");
	bench_expect((size_t)come <= asker->missing, "an answer is an answer");
	asker->missing -= (size_t)come;
	if (asker->missing > 0)
		return false;
	if (*left > 0) {
		bench_send(fd, request, sizeof(request) - 1);
		asker->missing = served->answer;
		(*left)--;
	}
	return true;
}

/* Asks REQUESTS times. */
static void
ask(const struct served *served)
{
	struct pollfd polled[CONNECTIONS];
	struct asker askers[CONNECTIONS];
	size_t left = REQUESTS - CONNECTIONS, whole = 0;
	int i;

	for (i = 0; i < CONNECTIONS; i++) {
		polled[i] =
		    (struct pollfd){.fd = dial(served), .events = POLLIN};
		askers[i].missing = served->answer;
		bench_send(polled[i].fd, request, sizeof(request) - 1);
	}
	while (whole < REQUESTS) {
		bench_must(
		    poll(polled, CONNECTIONS, BENCH_PATIENCE_MS) > 0, "poll");
		for (i = 0; i < CONNECTIONS; i++)
			if (polled[i].revents != 0 &&
			    go_on(served, polled[i].fd, &askers[i], &left))
				whole++;
	}
	for (i = 0; i < CONNECTIONS; i++)
		(void)close(polled[i].fd);
}

static double
processor_ms(const struct served *served)
{
	struct timespec now;

	bench_must(clock_gettime(served->clock, &now) == 0, "clock_gettime");
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The command is the name of a server that runs. */
static struct bench_time
run(const char *const *command, void *context)
{
	struct field *field = context;
	struct served *served = command[0] == field->ours.name ? &field->ours
	                                                       : &field->nginx;
	double before_ms = processor_ms(served);
	struct bench_time time = bench_now();

	ask(served);
	time = bench_since(time, 1);
	time.cpu_ms = processor_ms(served) - before_ms;
	return time;
}

static void
remove_all(const struct field *field)
{
	static const char *const names[] = {
	    "script", "nginx.conf", "page.html", "pid", NULL};
	char path[VOLUME_PATH + 16];
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		(void)unlink(path_of(field, names[i], path));
	(void)rmdir(path_of(field, "t", path));
	(void)rmdir(field->folder);
}

void
bench_served(void)
{
	struct field field = {.ours.name = NULL};
	struct contest contest = {.what = "the stand-in",
	    .peer = "nginx",
	    .pairs = PAIRS,
	    .at_most = BAR};

	bench_heading("%d requests for %d octets over %d connections, %d times",
	    REQUESTS, PAGE, CONNECTIONS, PAIRS);
	if (!contest_has_peer("nginx"))
		return;
	memset(field.page, 'x', PAGE);
	bench_must(mkdtemp(volume_path(field.folder)) != NULL, "mkdtemp");
	start_ours(&field);
	start_nginx(&field);
	contest.ours = COMMAND(field.ours.name);
	contest.peers = COMMAND(field.nginx.name);
	contest_hold(&contest, run, &field);
	peer_stop(&field.ours.peer);
	peer_stop(&field.nginx.peer);
	remove_all(&field);
}
