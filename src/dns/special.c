/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/special.h"

#include <stddef.h>

static const struct {
	struct mni_dns_name name;
	enum mni_dns_special what;
} names[] = {
    {{11, "\11localhost"}, MNI_DNS_LOCALHOST},
    {{9, "\7invalid"}, MNI_DNS_NOWHERE},
    {{7, "\5onion"}, MNI_DNS_NOWHERE},
};

enum mni_dns_special
mni_dns_special_of(const struct mni_dns_name *name)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (mni_dns_name_is_within(name, &names[i].name))
			return names[i].what;
	return MNI_DNS_ORDINARY;
}
