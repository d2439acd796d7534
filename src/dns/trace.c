/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/trace.h"

#include "dns/put.h"
#include "dns/text.h"

#include <stdarg.h>
#include <stdio.h>

void
mni_dns_trace(const struct mni_dns_server *server, const char *format, ...)
{
	const struct mni_dns_resolver *resolver = server->run->resolver;
	char text[MNI_ADDRESS_TEXT + 512], address[MNI_ADDRESS_TEXT];
	va_list args;
	int used;

	if (resolver->trace == NULL)
		return;
	used = snprintf(text, sizeof(text),
	    "%s: ", mni_address_text(&server->address, address));
	va_start(args, format);
	used +=
	    vsnprintf(text + used, sizeof(text) - (size_t)used, format, args);
	va_end(args);
	if ((size_t)used >= sizeof(text))
		used = sizeof(text) - 1;
	resolver->trace(resolver->owner, '*', text, (size_t)used);
}

void
mni_dns_trace_message(const struct mni_dns_server *server, char kind,
    const char *transport, const void *octets, size_t size)
{
	const struct mni_dns_resolver *resolver = server->run->resolver;
	struct mni_bytes text = MNI_BYTES_EMPTY;
	char address[MNI_ADDRESS_TEXT];
	struct mni_trouble trouble;

	if (resolver->trace == NULL)
		return;
	if (mni_dns_put(&text, &trouble, "%s %s, %zu octets\n",
	        mni_address_text(&server->address, address), transport,
	        size) == MNI_OK &&
	    mni_dns_put_message(&text, octets, size, &trouble) == MNI_OK)
		resolver->trace(resolver->owner, kind, text.data, text.size);
	mni_bytes_fini(&text);
}
