/* SPDX-License-Identifier: MIT */
/* Whole files in memory. */
#ifndef MNI_BASE_FILE_H
#define MNI_BASE_FILE_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"

/*
 * Appends the contents of the file at PATH, or of standard input when PATH is
 * "-", to TEXT, whose data is not NULL afterwards.  Returns MNI_OK, or
 * MNI_SYSTEM with "PATH: why" in *trouble.
 */
enum mni_status mni_file_read(const char *path, struct mni_bytes *text,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* Fills *trouble with "PATH: " and the text of errno; returns MNI_SYSTEM. */
enum mni_status mni_file_trouble(const char *path, struct mni_trouble *trouble);

#endif
