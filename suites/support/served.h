/* SPDX-License-Identifier: MIT */
/*
 * Our echo server in a Check test, as a program: where it listens it tells
 * itself, on any free port or at a path of the scratch folder.
 */
#ifndef MNI_SERVED_H
#define MNI_SERVED_H

#include "base/address.h"
#include "base/compiler.h"
#include "support/checks.h"
#include "support/child.h"
#include "support/scratch.h"

#include <stdbool.h>
#include <stddef.h>

/* Where it may listen. */
enum place { PLACE_TCP4, PLACE_TCP6, PLACE_UNIX };

#define PLACES 3

struct served {
	struct child child;
	struct mni_address address;
	char model[32], listen[SCRATCH_PATH + 32]; /* words of the child */
};

/* Starts it in MODEL of support/echoes at PLACE, with OPTION unless that is
 * NULL, behind the words of BEFORE unless that is NULL, and waits until it is
 * ready.  Returns false after it has marked the running test as skipped, when
 * there is no IPv6. */
bool served_start(struct served *served, int model, enum place place,
    const char *option, const char *const *before) MNI_MUST_USE;

/* Starts it again where it was, after it has ended. */
void served_again(struct served *served);

/* A connection to it, as echoes_call() has it. */
int served_call(const struct served *served);

/* Sends it the signal NUMBER and waits for its end. */
void served_signal(struct served *served, int number);

/* Ends it, and asserts that it did so well. */
void served_end(struct served *served);

/*
 * Adds each test to SUITE for each model and place, as MODEL_PLACE_TEST;
 * served_model() and served_place() tell them from its _i.
 */
void add_for_places(Suite *suite, const TTest *const *tests, size_t count);

int served_model(int index);
enum place served_place(int index);

#endif
