/* SPDX-License-Identifier: MIT */
/* Status codes of HTTP and their reason phrases. */
#ifndef MNI_WEB_STATUS_H
#define MNI_WEB_STATUS_H

#include <stdbool.h>

/* The phrase that RFC 9110 section 15 has for STATUS, or of the RFC that
 * registered it; "" when nobody has. */
const char *mni_web_phrase(unsigned status);

/* Whether an answer of STATUS has no body whatever its fields say: RFC 9112
 * section 6.3. */
bool mni_web_is_bare(unsigned status);

/* Whether it is an interim answer: RFC 9110 section 15.2. */
bool mni_web_is_interim(unsigned status);

#endif
