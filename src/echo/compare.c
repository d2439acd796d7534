/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echo/compare.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

static enum mni_status
differs(const uint8_t *sent, const uint8_t *came, uint64_t at,
    struct mni_trouble *trouble)
{
	char out[MNI_ESCAPE_MAX], back[MNI_ESCAPE_MAX];

	(void)mni_escape_octet(*came, back);
	if (sent == NULL)
		return mni_trouble(trouble, MNI_MISMATCH,
		    "\"%s\" came behind the %" PRIu64 " octets that were sent",
		    back, at);
	(void)mni_escape_octet(*sent, out);
	return mni_trouble(trouble, MNI_MISMATCH,
	    "octet %" PRIu64 " was sent as \"%s\" and came back as \"%s\"", at,
	    out, back);
}

enum mni_status
mni_compare(const uint8_t *sent, size_t sent_size, const uint8_t *came,
    size_t came_size, uint64_t before, size_t *out_same,
    struct mni_trouble *trouble)
{
	size_t least = came_size < sent_size ? came_size : sent_size, same = 0;

	if (least == 0 || memcmp(sent, came, least) == 0)
		same = least;
	while (same < least && sent[same] == came[same])
		same++;
	*out_same = same;
	if (same == came_size)
		return MNI_OK;
	return differs(same < sent_size ? sent + same : NULL, came + same,
	    before + same, trouble);
}
