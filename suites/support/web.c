/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/web.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REST 65536 /* octets that are received at once */

void
web_send(int fd, const void *octets, size_t size)
{
	const char *at = octets;
	ssize_t sent;

	while (size > 0) {
		sent = send(fd, at, size, MSG_NOSIGNAL);
		ck_assert_msg(sent > 0, "send: %s", strerror(errno));
		at += sent;
		size -= (size_t)sent;
	}
}

/* Receives SIZE octets, which have come. */
static void
take(int fd, char *out, size_t size)
{
	ck_assert_int_eq(recv(fd, out, size, 0), (int)size);
}

/* Receives a line with its CRLF, NUL-terminated, and nothing behind it.
 * Returns its size. */
static size_t
hear_line(int fd, char *out, size_t capacity)
{
	const char *end = NULL;
	size_t used = 0, part;
	ssize_t come;

	while (end == NULL) {
		ck_assert_uint_lt(used + 1, capacity);
		come = recv(fd, out + used, capacity - used - 1, MSG_PEEK);
		ck_assert_msg(come != -1, "recv: %s", strerror(errno));
		ck_assert_msg(come > 0, "the end after '%.*s'", (int)used, out);
		end = memchr(out + used, '\n', (size_t)come);
		part = end == NULL ? (size_t)come
		                   : (size_t)(end + 1 - (out + used));
		take(fd, out + used, part);
		used += part;
	}
	out[used] = '\0';
	ck_assert_msg(used > 1 && out[used - 2] == '\r', "a bare LF: %s", out);
	return used;
}

/* Receives SIZE octets more of the body. */
static void
hear_body(int fd, struct web_answer *answer, size_t size)
{
	ssize_t got;

	answer->body = realloc(answer->body, answer->size + size + 1);
	ck_assert_ptr_nonnull(answer->body);
	while (size > 0) {
		got = recv(fd, answer->body + answer->size, size, MSG_WAITALL);
		ck_assert_msg(got > 0, "%zu octets of the body are missing: %s",
		    size, got == 0 ? "the end" : strerror(errno));
		answer->size += (size_t)got;
		size -= (size_t)got;
	}
	answer->body[answer->size] = '\0';
}

static void
hear_chunks(int fd, struct web_answer *answer)
{
	char line[100];
	size_t size;

	do {
		(void)hear_line(fd, line, sizeof(line));
		size = (size_t)strtoul(line, NULL, 16);
		hear_body(fd, answer, size);
		(void)hear_line(fd, line, sizeof(line));
		ck_assert_str_eq(line, "\r\n");
	} while (size > 0);
}

static void
hear_rest(int fd, struct web_answer *answer)
{
	ssize_t got;

	do {
		answer->body = realloc(answer->body, answer->size + REST + 1);
		ck_assert_ptr_nonnull(answer->body);
		got = recv(fd, answer->body + answer->size, REST, 0);
		ck_assert_msg(got != -1, "recv: %s", strerror(errno));
		answer->size += (size_t)got;
	} while (got > 0);
	answer->body[answer->size] = '\0';
	answer->ended = true;
}

const char *
web_field(const struct web_answer *answer, const char *name)
{
	const char *line = answer->head;
	size_t size = strlen(name);
	static char value[500];

	while ((line = strstr(line, "\r\n")) != NULL) {
		line += 2;
		if (strncmp(line, name, size) != 0 || line[size] != ':')
			continue;
		line += size + 1 + strspn(line + size + 1, " ");
		(void)snprintf(value, sizeof(value), "%.*s",
		    (int)strcspn(line, "\r"), line);
		return value;
	}
	return NULL;
}

struct web_answer
web_hear(int fd, const char *method)
{
	struct web_answer answer = {.status = 0};
	size_t used = 0, size;
	const char *length;

	do {
		size = hear_line(
		    fd, answer.head + used, sizeof(answer.head) - used);
		used += size;
	} while (size > 2);
	ck_assert_mem_eq(answer.head, "HTTP/1.1 ", 9);
	answer.status = (int)strtol(answer.head + 9, NULL, 10);
	hear_body(fd, &answer, 0);
	if (strcmp(method, "HEAD") == 0 || answer.status < 200 ||
	    answer.status == 204 || answer.status == 304)
		return answer;
	if (web_field(&answer, "Transfer-Encoding") != NULL)
		hear_chunks(fd, &answer);
	else if ((length = web_field(&answer, "Content-Length")) != NULL)
		hear_body(fd, &answer, (size_t)strtoul(length, NULL, 10));
	else
		hear_rest(fd, &answer);
	return answer;
}

void
web_expect(int fd, int status, const char *body)
{
	struct web_answer answer = web_hear(fd, "GET");

	ck_assert_int_eq(answer.status, status);
	ck_assert_str_eq(answer.body, body);
	free(answer.body);
}

int
web_ask(const struct mn_server *server, const char *method, const char *target)
{
	int fd = dial(server, SOCK_STREAM);
	char request[4000];

	ck_assert_int_ne(fd, -1);
	(void)snprintf(request, sizeof(request),
	    "%s %s HTTP/1.1\r\nHost: mock\r\n\r\n", method, target);
	say(fd, request);
	return fd;
}

void
web_get(const struct mn_server *server, const char *target, int status,
    const char *body)
{
	int fd = web_ask(server, "GET", target);

	web_expect(fd, status, body);
	(void)close(fd);
}
