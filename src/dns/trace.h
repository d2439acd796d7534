/* SPDX-License-Identifier: MIT */
/* What is shown of a run to who wants to see it. */
#ifndef MNI_DNS_TRACE_H
#define MNI_DNS_TRACE_H

#include "base/compiler.h"
#include "dns/asking.h"

#include <stddef.h>

/* Shows a remark about SERVER. */
void mni_dns_trace(const struct mni_dns_server *server, const char *format, ...)
    MNI_PRINTF(2, 3);

/* Shows the SIZE octets of a message that is sent ('>') to SERVER or came ('<')
 * from it over TRANSPORT, "UDP" or "TCP". */
void mni_dns_trace_message(const struct mni_dns_server *server, char kind,
    const char *transport, const void *octets, size_t size);

#endif
