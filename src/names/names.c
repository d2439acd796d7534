/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "names/names.h"

#include "base/lookup.h"

#include <string.h>

static enum mni_status
add_line(const char *text, struct mni_bytes *lines, struct mni_trouble *trouble)
{
	if (mni_bytes_append(lines, text, strlen(text)) == 0 &&
	    mni_bytes_append(lines, "\n", 1) == 0)
		return MNI_OK;
	return mni_trouble(trouble, MNI_SYSTEM, "no memory");
}

enum mni_status
mni_names_addresses(const struct mni_names *names, struct mni_deadline deadline,
    struct mni_bytes *lines, struct mni_trouble *trouble)
{
	struct mni_addresses addresses;
	char text[MNI_ADDRESS_TEXT];
	enum mni_status status;
	size_t i, count;

	/* Of one type: else each address comes once for every type. */
	status = mni_addresses_of(names->name, 0, names->family, SOCK_STREAM,
	    deadline, &addresses, trouble);
	if (status != MNI_OK)
		return status;
	count = names->first ? 1 : addresses.count;
	for (i = 0; i < count && status == MNI_OK; i++)
		status = add_line(
		    mni_address_host(&addresses.list[i], text), lines, trouble);
	mni_addresses_fini(&addresses);
	return status;
}

enum mni_status
mni_names_reverse(const struct mni_address *address,
    struct mni_deadline deadline, struct mni_bytes *lines,
    struct mni_trouble *trouble)
{
	char name[MNI_NAME_TEXT];
	enum mni_status status = mni_name_of(address, deadline, name, trouble);

	return status == MNI_OK ? add_line(name, lines, trouble) : status;
}
