/* SPDX-License-Identifier: MIT */
/* The stand-in for name servers, as the fuzzers ask it: without sockets. */
#ifndef MNI_FUZZ_NAMES_H
#define MNI_FUZZ_NAMES_H

#include "base/bytes.h"
#include "dns/service.h"

#include <stdbool.h>

/* A service with the zone that TEXT is, which has to be right; never freed. */
struct mni_ns_service *fuzz_name_server(const char *text);

/* Appends the answer of SERVICE to ASKED, bent by BEND, over TCP with its
 * length. */
void fuzz_answer(const struct mni_ns_service *service,
    const struct mni_ns_asked *asked, bool tcp, const struct mni_ns_bend *bend,
    struct mni_bytes *out);

#endif
