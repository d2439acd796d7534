/* SPDX-License-Identifier: MIT */
/* What a client is asked for, in the lines of a case: by which protocol, and
 * texts that become words of a command. */
#ifndef MNI_ASKS_H
#define MNI_ASKS_H

#include "base/compiler.h"
#include "script/words.h"

#include <stdbool.h>

/* Whether TOKEN is a word of the characters of ALLOWED only. */
bool mni_token_made_of(const struct mni_token *token, const char *allowed);

/* Takes the word of a protocol into *out_protocol, which is the caller's to
 * free.  Returns 0, or -1 and notes a mistake. */
int mni_ask_read_protocol(
    struct mni_reader *reader, char **out_protocol) MNI_MUST_USE;

/* Takes a string without NUL into *out_text, likewise; WHAT it is, such as "a
 * URL", is for the mistake. */
int mni_ask_read_text(
    struct mni_reader *reader, const char *what, char **out_text) MNI_MUST_USE;

#endif
