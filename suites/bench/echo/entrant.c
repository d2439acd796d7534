/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/echo/entrant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TUTORIAL "tutorial.py" /* is in the source tree */
#define PATH 512

/* The words with which a kind of program has each service. */
struct manner {
	const char *words[SERVICES][3]; /* behind the others */
	bool has[SERVICES];
};

static const struct manner echo_server = {
    {{NULL}, {"--once", NULL}, {"--udp", "--allow-any-source", NULL}},
    {true, true, true}};
static const struct manner libuv = {
    {{"tcp", NULL}, {"tcp", "once", NULL}, {"udp", NULL}}, {true, true, true}};
static const struct manner kept = {{{NULL}}, {true, false, false}};
static const struct manner once = {{{NULL}}, {false, true, false}};

#define OURS "src/echo-server", "--listen=127.0.0.1:0"
#define UV "suites/bench/echo/uv"

static const struct {
	const char *name;
	const struct manner *manner; /* NULL: there is no program */
	const char *words[ENTRANT_WORDS];
} entrants[ENTRANTS] = {
    [EVENT] = {"echo-server, event", &echo_server, {OURS, "--model=event"}},
    [COPYING] = {"echo-server, no splice", &kept, {OURS, "--no-splice"}},
    [THREADS] = {"echo-server, threads", &echo_server,
        {OURS, "--model=threads"}},
    [BLOCKING] = {"echo-server, blocking", &echo_server,
        {OURS, "--model=blocking"}},
    [CLASSIC] = {"libuv, classic", &libuv, {UV, "classic"}},
    [WELL] = {"libuv, used well", &libuv, {UV, "well"}},
    [PY_BLOCKING] = {"Python, blocking", &kept,
        {"python3", TUTORIAL, "blocking"}},
    [PY_ASYNC] = {"Python, async", &once, {"python3", TUTORIAL, "async"}},
    [FLOOR] = {"the bare calls", NULL, {NULL}},
};

const char *
entrant_name(enum entrant entrant)
{
	return entrants[entrant].name;
}

static const char *
tutorial_path(void)
{
	static char path[PATH];
	const char *top = getenv("top_srcdir");

	(void)snprintf(path, sizeof(path), "%s/suites/bench/echo/%s",
	    top == NULL ? "." : top, TUTORIAL);
	return path;
}

/* What is not a path is of the system, and here. */
static bool
is_here(const char *program)
{
	return strchr(program, '/') == NULL || access(program, X_OK) == 0;
}

bool
entrant_command(enum entrant entrant, enum service service,
    const char *out_words[static ENTRANT_WORDS])
{
	const struct manner *manner = entrants[entrant].manner;
	const char *const *word;
	size_t i = 0;

	if (manner == NULL || !manner->has[service] ||
	    !is_here(entrants[entrant].words[0]))
		return false;
	for (word = entrants[entrant].words; *word != NULL; word++)
		out_words[i++] = strcmp(*word, TUTORIAL) == 0 ? tutorial_path()
		                                              : *word;
	for (word = manner->words[service]; *word != NULL; word++)
		out_words[i++] = *word;
	out_words[i] = NULL;
	return true;
}
