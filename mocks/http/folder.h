/* SPDX-License-Identifier: MIT */
/* The static files of a script. */
#ifndef MNI_WEB_FOLDER_H
#define MNI_WEB_FOLDER_H

#include "http/syntax.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Finds the file below FOLDER that PATH, the percent-encoded path of a
 * request, means, and writes its name into OUT.  Of a path that ends in "/"
 * it is index.html; a path with an empty segment, "." or ".." means none.
 * Returns whether it is a file.
 */
bool mni_folder_find(
    const char *folder, struct mni_slice path, char *out, size_t capacity);

#endif
