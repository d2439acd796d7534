/* SPDX-License-Identifier: MIT */
/* Daytime lines as the Check programs have them read. */
#ifndef MNI_LINES_H
#define MNI_LINES_H

#include "daytime/forms.h"

#include <stdbool.h>

/* mni_forms_read() of a copy that ends where its memory does, so that a
 * sanitizer sees a step too far. */
enum mni_status lines_read(const void *octets, size_t size,
    struct mni_moment *out_moment, struct mni_trouble *trouble) MNI_MUST_USE;

/* Whether SIZE octets are read; writes their time as text. */
bool lines_tell(
    const void *octets, size_t size, char text[static MNI_MOMENT_TEXT]);

#endif
