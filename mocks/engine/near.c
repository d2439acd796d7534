/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/near.h"

#include "base/text.h"

#include <stdint.h>
#include <stdio.h>

/* Octets shown before the first one that differs, and from it on. */
#define BEFORE ((size_t)12)
#define BEHIND ((size_t)20)
#define QUOTED 100

/* "line 3: ", or nothing for the steps of a service. */
static size_t
begin(char out[static MNI_NEAR_TEXT], const struct mni_step *step)
{
	if (step->line == 0) {
		out[0] = '\0';
		return 0;
	}
	return (size_t)snprintf(out, MNI_NEAR_TEXT, "line %u: ", step->line);
}

/* The octets around AT, with dots where there are more. */
static void
quote_around(
    char out[static QUOTED + 8], const uint8_t *data, size_t size, size_t at)
{
	size_t first = at > BEFORE ? at - BEFORE : 0;
	size_t last = size - at > BEHIND ? at + BEHIND : size;
	const uint8_t *part = size == 0 ? NULL : data + first;
	char quoted[QUOTED];

	(void)snprintf(out, QUOTED + 8, "%s%s%s", first > 0 ? "..." : "",
	    mni_quote(quoted, sizeof(quoted), part, last - first),
	    last < size ? "..." : "");
}

void
mni_describe_difference(char out[static MNI_NEAR_TEXT],
    const struct mni_step *step, const struct mni_bytes *want, const void *got,
    size_t size)
{
	char wanted[QUOTED + 8], came[QUOTED + 8], where[80];
	const uint8_t *data = got;
	size_t at = 0, used = begin(out, step);

	while (at < want->size && at < size && want->data[at] == data[at])
		at++;
	if (at == size)
		(void)snprintf(where, sizeof(where), "it ends after %zu of %zu",
		    size, want->size);
	else if (at == want->size)
		(void)snprintf(where, sizeof(where), "%zu more than the %zu",
		    size - want->size, want->size);
	else
		(void)snprintf(where, sizeof(where),
		    "they differ at octet %zu of %zu", at, want->size);
	quote_around(wanted, want->data, want->size, at);
	quote_around(came, data, size, at);
	(void)snprintf(out + used, MNI_NEAR_TEXT - used,
	    "expected %s, came %s: %s", wanted, came, where);
}

static void
describe_wanted(char out[static 160], const struct mni_step *step)
{
	char quoted[QUOTED];

	(void)mni_quote(
	    quoted, sizeof(quoted), step->text.data.data, step->text.data.size);
	switch (step->until) {
	case MNI_RECV_ANY:
		(void)snprintf(out, 160, "octets");
		break;
	case MNI_RECV_COUNT:
		(void)snprintf(out, 160, "%zu octet%s", step->count,
		    step->count == 1 ? "" : "s");
		break;
	case MNI_RECV_UNTIL:
		(void)snprintf(out, 160, "everything up to %s", quoted);
		break;
	case MNI_RECV_EXACT:
		(void)snprintf(out, 160, "%s", quoted);
		break;
	case MNI_RECV_EOF:
		(void)snprintf(out, 160, "the end");
		break;
	case MNI_RECV_NOTHING:
		(void)snprintf(out, 160, "nothing for %d ms", step->wait_ms);
		break;
	}
}

void
mni_describe_missing(char out[static MNI_NEAR_TEXT],
    const struct mni_step *step, const struct mni_bytes *got, const char *why)
{
	char wanted[160], quoted[QUOTED] = "";
	size_t used = begin(out, step);

	describe_wanted(wanted, step);
	if (got->size > 0)
		(void)mni_quote(quoted, sizeof(quoted), got->data, got->size);
	(void)snprintf(out + used, MNI_NEAR_TEXT - used,
	    "expected %s, came %s%s", wanted,
	    got->size == 0 ? "nothing" : quoted, why);
}
