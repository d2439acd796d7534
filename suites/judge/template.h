/* SPDX-License-Identifier: MIT */
/* The words of a command and the URLs of a case with their placeholders filled
 * in. */
#ifndef MNI_TEMPLATE_H
#define MNI_TEMPLATE_H

#include "judge/command.h"

/* The NTH URL of TEST, whose mock is SERVER, the caller's to free; or NULL when
 * there is no memory. */
char *mni_template_url(
    const struct mni_case *test, const struct mn_server *server, size_t nth);

/* The words with every placeholder replaced, NULL at the end, or NULL when
 * there is no memory.  End them with mni_words_free(). */
char **mni_template_words(const struct mni_command *command,
    const struct mni_case *test, const struct mn_server *server,
    int deadline_ms);

void mni_words_free(char **words);

#endif
