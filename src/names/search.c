/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "names/search.h"

#include "dns/special.h"

#include <stdbool.h>

/* Whether TEXT, a name, ends with the dot of the root and not with one that is
 * an octet of its last label. */
static bool
has_root(const char *text)
{
	bool dot = false;

	for (; *text != '\0'; text++) {
		dot = *text == '.';
		if (*text == '\\' && text[1] != '\0')
			text++;
	}
	return dot;
}

static unsigned
count_dots(const struct mni_dns_name *name)
{
	const uint8_t *label;
	unsigned labels = 0;

	for (label = name->octets; *label > 0; label += *label + 1)
		labels++;
	return labels == 0 ? 0 : labels - 1;
}

enum mni_status
mni_search_names(const struct mni_search *search, const char *text,
    struct mni_search_names *out_names, struct mni_trouble *trouble)
{
	const struct mni_dns_name root = MNI_DNS_ROOT;
	struct mni_dns_name name;
	enum mni_status status = mni_dns_name_read(text, &name, trouble);
	bool complete, first;
	size_t i;

	if (status != MNI_OK)
		return status;
	complete = search == NULL || has_root(text) ||
	           mni_dns_special_of(&name) != MNI_DNS_ORDINARY;
	first = complete || count_dots(&name) >= search->dots;
	out_names->count = 0;
	if (first)
		out_names->list[out_names->count++] = name;
	for (i = 0; !complete && i < search->count; i++)
		if (mni_dns_name_move(&name, &root, &search->domains[i],
		        &out_names->list[out_names->count]) == 0)
			out_names->count++;
	if (!first)
		out_names->list[out_names->count++] = name;
	return MNI_OK;
}
