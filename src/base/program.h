/* SPDX-License-Identifier: MIT */
/*
 * What all programs do alike: their options' values, their one line of error
 * and their output.  The only part of the base that prints.
 */
#ifndef MNI_BASE_PROGRAM_H
#define MNI_BASE_PROGRAM_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/output.h"
#include "base/status.h"

#include <stdint.h>

/*
 * To be called first.  Makes sure that descriptors 0 to 2 are open, so that
 * no socket can take the place of a closed standard output, and turns SIGPIPE
 * into an error of the write.
 */
void mni_program_begin(const char *name);

/* Says that the program does what VERB, its first word, means: its help is
 * that of the verb from here on. */
void mni_program_set_verb(const char *verb);

/* Prints "NAME: what went wrong", a line, in which control characters and what
 * is not UTF-8 are escaped. */
void mni_program_error(const char *format, ...) MNI_PRINTF(1, 2);

/* Prints where to find help; returns MNI_USAGE. */
enum mni_status mni_program_hint(void);

/* Prints both of them; returns MNI_USAGE. */
enum mni_status mni_program_usage(const char *format, ...) MNI_PRINTF(1, 2);

/* Prints "NAME: TARGET: CLASS: DETAIL"; returns STATUS. */
enum mni_status mni_program_failed(const char *target, enum mni_status status,
    const struct mni_trouble *trouble);

/*
 * Writes text that came from the network to standard output: octet for octet,
 * but to a terminal with control characters and what is not UTF-8 escaped.
 * Blocks until DEADLINE at most.  Returns MNI_OK, MNI_OUTPUT, MNI_SYSTEM, or
 * MNI_TIMEOUT when nobody had read it by then.
 */
enum mni_status mni_program_write(const struct mni_bytes *text,
    struct mni_deadline deadline, struct mni_trouble *trouble) MNI_MUST_USE;

/* Writes what waits in OUTPUT, which is at its end; as mni_program_write(). */
enum mni_status mni_program_end_output(struct mni_output *output,
    struct mni_deadline deadline, struct mni_trouble *trouble) MNI_MUST_USE;

/*
 * Says how a program ended that wrote what came from TARGET: with STATUS and,
 * unless that is MNI_OK, its trouble; else with that of the writing.  Returns
 * the status to exit with.
 */
enum mni_status mni_program_end(const char *target, enum mni_status status,
    const struct mni_trouble *trouble, enum mni_status written,
    const struct mni_trouble *write_trouble) MNI_MUST_USE;

/* Prints octets of a conversation to standard error, line by line behind KIND
 * and a blank, with control characters and what is not UTF-8 escaped.  OWNER is
 * nobody: so it is what a client takes that shows what it does. */
void mni_program_trace(void *owner, char kind, const void *data, size_t size);

/* Flushes standard output.  Returns MNI_OK or MNI_OUTPUT. */
enum mni_status mni_program_flush(struct mni_trouble *trouble) MNI_MUST_USE;

/* Prints TEXT, the answer to --help; returns the status to exit with. */
enum mni_status mni_program_help(const char *text);

/* Prints "NAME (mocknet) VERSION"; returns the status to exit with. */
enum mni_status mni_program_version(void);

/* Reads a port, 1 to 65535.  Returns 0, or -1. */
int mni_read_port(const char *text, uint16_t *out_port) MNI_MUST_USE;

/* Reads seconds with an optional fraction, such as 0.25, more than 0 and at
 * most a day, into milliseconds, rounded up.  Returns 0, or -1. */
int mni_read_seconds(const char *text, int64_t *out_ms) MNI_MUST_USE;

/* Reads a number of octets, 1 to 1 GiB.  Returns 0, or -1. */
int mni_read_size(const char *text, size_t *out_size) MNI_MUST_USE;

/* Reads a number of times, 1 to 1,000,000,000.  Returns 0, or -1. */
int mni_read_count(const char *text, size_t *out_count) MNI_MUST_USE;

#endif
