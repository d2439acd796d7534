/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/domain.h"

#include <stdio.h>
#include <string.h>

size_t
mni_domain_size(const uint8_t *name)
{
	size_t at = 0;

	while (name[at] != 0)
		at += name[at] + 1U;
	return at + 1;
}

size_t
mni_domain_labels(const uint8_t *name)
{
	size_t count = 0;

	for (; *name != 0; name += *name + 1)
		count++;
	return count;
}

const uint8_t *
mni_domain_skip(const uint8_t *name, size_t count)
{
	while (count-- > 0)
		name += *name + 1;
	return name;
}

void
mni_domain_set(struct mni_domain *domain, const uint8_t *name)
{
	domain->size = (uint8_t)mni_domain_size(name);
	memcpy(domain->wire, name, domain->size);
}

int
mni_domain_join(struct mni_domain *out, const uint8_t *name,
    const uint8_t *tail, const uint8_t *end)
{
	size_t front = (size_t)(tail - name), back = mni_domain_size(end);

	if (front + back > MNI_DOMAIN_MOST)
		return -1;
	memcpy(out->wire, name, front);
	memcpy(out->wire + front, end, back);
	out->size = (uint8_t)(front + back);
	return 0;
}

/* What a label has is in both where both are as long. */
bool
mni_domain_equal(const uint8_t *one, const uint8_t *other)
{
	size_t i;

	for (; *one == *other; one += *one + 1, other += *other + 1) {
		if (*one == 0)
			return true;
		if (memcmp(one + 1, other + 1, *one) == 0)
			continue;
		for (i = 1; i <= *one; i++)
			if (mni_domain_fold(one[i]) !=
			    mni_domain_fold(other[i]))
				return false;
	}
	return false;
}

bool
mni_domain_within(const uint8_t *name, const uint8_t *above)
{
	for (; !mni_domain_equal(name, above); name += *name + 1)
		if (*name == 0)
			return false;
	return true;
}

bool
mni_domain_is_wildcard(const uint8_t *name)
{
	return name[0] == 1 && name[1] == '*';
}

/* FNV-1a over the octets from the last to the first, so that each name goes
 * on where the one above it ended. */
uint32_t
mni_domain_hash(const uint8_t *label, uint32_t above)
{
	uint32_t hash = above;
	size_t end;

	for (end = *label + 1U; end-- > 0;)
		hash = (hash ^ mni_domain_fold(label[end])) * 16777619U;
	return hash;
}

size_t
mni_domain_hashes(
    const uint8_t *name, uint32_t out_hashes[static MNI_LABELS_MOST])
{
	uint8_t starts[MNI_LABELS_MOST];
	size_t count = 0, at = 0, i;

	for (; name[at] != 0; at += name[at] + 1U)
		starts[count++] = (uint8_t)at;
	out_hashes[0] = 2166136261U;
	for (i = 0; i < count; i++)
		out_hashes[i + 1] = mni_domain_hash(
		    name + starts[count - i - 1], out_hashes[i]);
	return count;
}

static char *
label_text(const uint8_t *label, char *out)
{
	size_t i;

	for (i = 1; i <= *label; i++) {
		if (label[i] <= ' ' || label[i] > '~')
			out += sprintf(out, "\\%03u", label[i]);
		else if (strchr(".\\\"();@$", label[i]) != NULL)
			out += sprintf(out, "\\%c", label[i]);
		else
			*out++ = (char)label[i];
	}
	*out++ = '.';
	return out;
}

const char *
mni_domain_text(const uint8_t *name, char out[static MNI_DOMAIN_TEXT])
{
	char *end = out;

	if (*name == 0)
		*end++ = '.';
	for (; *name != 0; name += *name + 1)
		end = label_text(name, end);
	*end = '\0';
	return out;
}
