/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/served.h"

#include "base/socket.h"
#include "support/echoes.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_TESTS 32
#define NAME 96

static const char *const place_names[PLACES] = {
    [PLACE_TCP4] = "tcp4",
    [PLACE_TCP6] = "tcp6",
    [PLACE_UNIX] = "unix",
};

static bool
has_ipv6(void)
{
	struct mni_address address = mni_address_loopback(AF_INET6, 1, 0);
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	bool has = fd != -1 &&
	           bind(fd, (const struct sockaddr *)&address.storage,
	               address.size) == 0;

	if (fd != -1)
		(void)close(fd);
	return has;
}

/* Fills in WHERE, of which the line "listening KIND WHERE" tells. */
static void
take_where(struct served *served, enum place place)
{
	char line[SCRATCH_PATH + 32], *where, *port;
	int size = (int)served->child.printed.size;

	(void)snprintf(line, sizeof(line), "%.*s", size,
	    (const char *)served->child.printed.data);
	line[strcspn(line, "\n")] = '\0';
	ck_assert_msg(strncmp(line, "listening ", 10) == 0 &&
	                  (where = strchr(line + 10, ' ')) != NULL,
	    "it says '%s'", line);
	where++;
	(void)snprintf(served->listen, sizeof(served->listen), "--listen=%s%s",
	    place == PLACE_UNIX ? MNI_UNIX_PREFIX : "", where);
	if (place == PLACE_UNIX) {
		ck_assert_int_eq(
		    mni_address_unix(where, strlen(where), &served->address),
		    0);
		return;
	}
	port = strrchr(where, ':');
	ck_assert_ptr_nonnull(port);
	served->address =
	    mni_address_loopback(place == PLACE_TCP6 ? AF_INET6 : AF_INET, 1,
	        (uint16_t)strtoul(port + 1, NULL, 10));
}

static void
start(struct served *served)
{
	served->child.wait_status = 0;
	ck_assert(child_start(&served->child));
	child_await(&served->child, "ready\n");
}

bool
served_start(struct served *served, int model, enum place place,
    const char *option, const char *const *before)
{
	char name[32], path[SCRATCH_PATH];

	if (place == PLACE_TCP6 && !has_ipv6()) {
		checks_skip(tcase_name(), "no IPv6 here");
		return false;
	}
	/* Tests may run side by side, each in a process. */
	(void)snprintf(name, sizeof(name), "socket-%ld", (long)getpid());
	(void)snprintf(served->model, sizeof(served->model), "--model=%s",
	    model_names[model]);
	(void)snprintf(served->listen, sizeof(served->listen), "--listen=%s%s",
	    place == PLACE_TCP4   ? "127.0.0.1:0"
	    : place == PLACE_TCP6 ? "[::1]:0"
	                          : MNI_UNIX_PREFIX,
	    place == PLACE_UNIX ? scratch_path(path, name) : "");
	served->child = (struct child){
	    .words = {"echo-server", served->model, served->listen, option},
	    .before = before};
	start(served);
	take_where(served, place);
	return true;
}

void
served_again(struct served *served)
{
	child_fini(&served->child);
	start(served);
}

int
served_call(const struct served *served)
{
	return echoes_dial(&served->address, SOCK_STREAM);
}

void
served_signal(struct served *served, int number)
{
	ck_assert_int_eq(kill(served->child.pid, number), 0);
	child_wait(&served->child);
}

void
served_end(struct served *served)
{
	served_signal(served, SIGTERM);
	child_ended(&served->child, MNI_OK, NULL);
	child_fini(&served->child);
}

int
served_model(int index)
{
	return index / PLACES;
}

enum place
served_place(int index)
{
	return (enum place)(index % PLACES);
}

/* Check keeps pointers to the tests and their names. */
void
add_for_places(Suite *suite, const TTest *const *tests, size_t count)
{
	static char names[MOST_TESTS][MODELS * PLACES][NAME];
	static TTest rows[MOST_TESTS][MODELS * PLACES];
	size_t i;
	int at;

	if (count > MOST_TESTS)
		abort();
	for (i = 0; i < count; i++)
		for (at = 0; at < MODELS * PLACES; at++) {
			(void)snprintf(names[i][at], NAME, "%s_%s_%s",
			    model_names[served_model(at)],
			    place_names[served_place(at)], tests[i]->name);
			rows[i][at] = *tests[i];
			rows[i][at].name = names[i][at];
			(void)checks_add(suite, &rows[i][at], at);
		}
}
