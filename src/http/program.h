/* SPDX-License-Identifier: MIT */
/* What http-get and http-head do alike: nearly all.  It prints, so it belongs
 * to the programs. */
#ifndef MNI_HTTP_PROGRAM_H
#define MNI_HTTP_PROGRAM_H

#include "client/options.h"

#include <stdbool.h>

/* Codes of the options, for the lists of the programs. */
enum mni_http_option {
	MNI_HTTP_FAIL = MNI_OPTION_OWN,
	MNI_HTTP_MAX_REDIRECTS,
	MNI_HTTP_MAX_BODY,
	MNI_HTTP_MAX_LINE,
	MNI_HTTP_MAX_SECTION,
	MNI_HTTP_MAX_FIELDS,
	MNI_HTTP_MAX_INTERIM
};

/* The main() of the program NAME, whose letters, list and help OPTIONS has:
 * asks by HEAD or by GET.  Returns what main() returns. */
int mni_http_main(const char *name, struct mni_options options, bool to_head,
    int argc, char **argv);

#endif
