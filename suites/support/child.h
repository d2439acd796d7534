/* SPDX-License-Identifier: MIT */
/*
 * A program of src in a Check test: started with standard streams of any kind,
 * fed, read, and waited for by a deadline that kills it, so that no test hangs
 * and nothing outlives one.  What it says is held to the rules of all programs.
 */
#ifndef MNI_CHILD_H
#define MNI_CHILD_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"
#include "judge/launch.h"
#include "mocknet.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What a standard stream is. */
enum stream {
	STREAM_PIPE,     /* in: all of the input, then its end; else read */
	STREAM_HELD,     /* a pipe that is neither fed nor read nor closed */
	STREAM_GONE,     /* a pipe whose other end is closed */
	STREAM_CLOSED,   /* none at all */
	STREAM_TERMINAL, /* out: one that is read */
	STREAM_FULL,     /* /dev/full: a disk without room */
	STREAM_FILE,     /* in: a file that holds the input */
	STREAM_FOLDER    /* in: "/" */
};

#define CHILD_WORDS 12

struct child {
	/* The test fills these in; what it leaves out is a plain run. */
	const char *words[CHILD_WORDS]; /* its name, arguments, NULL; {port}
	                                 * is that of the server */
	const char *const *before;      /* words that run it, NULL at the end */
	const struct mn_server *server;
	enum stream in, out, err;
	const void *input;
	size_t input_size;

	/* These tell what came of it. */
	struct mni_bytes printed, said; /* owned; its output and its errors */
	int wait_status;                /* as waitpid() has it */

	pid_t pid; /* 0: it does not run */
	struct mni_channels channels;
	int life; /* a pipe that ends when the program does, or -1 */
	size_t fed;
};

/* Starts it.  Returns false after it has marked the running test as skipped,
 * when this host has no such stream. */
bool child_start(struct child *child) MNI_MUST_USE;

/* Waits until it has printed TEXT, which may have come before. */
void child_await(struct child *child, const char *text);

/* Takes what it prints next, SIZE octets at most, when out is STREAM_HELD.
 * Returns how many came; 0 at its end. */
size_t child_sip(struct child *child, void *out, size_t size);

/* Closes our end of its output. */
void child_leave(struct child *child);

/* Waits until it has ended. */
void child_wait(struct child *child);

/* Starts it and waits; as child_start(). */
bool child_run(struct child *child) MNI_MUST_USE;

void child_fini(struct child *child);

/*
 * Asserts that it ended with STATUS and said why: nothing, when that is ok;
 * two lines, the second of which names --help, when it is usage; else one line
 * with the class.  SAID is the first line behind "PROGRAM: ", a pattern of
 * fnmatch() in which a backslash stands for itself.
 */
void child_ended(
    const struct child *child, enum mni_status status, const char *said);

/* Asserts that what it printed fits the pattern. */
void child_printed(const struct child *child, const char *pattern);

/* The same of what it said. */
void child_said(const struct child *child, const char *pattern);

/* Asserts that NUMBER, a signal, ended it, and that it said nothing. */
void child_killed(const struct child *child, int number);

/* Whether programs run behind an emulator, which may catch their signals. */
bool child_is_emulated(void);

#endif
