/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/record.h"

#include "dns/put.h"
#include "dns/svcparams.h"
#include "dns/type.h"

#include <inttypes.h>
#include <sys/socket.h>

static enum mni_status
put_number(struct mni_bytes *text, struct mni_dns_cursor *rdata, size_t width,
    struct mni_trouble *trouble)
{
	uint32_t number = 0;
	enum mni_status status =
	    mni_dns_take_number(rdata, width, &number, trouble);

	if (status != MNI_OK)
		return status;
	return mni_dns_put(text, trouble, "%" PRIu32, number);
}

static enum mni_status
put_name(struct mni_bytes *text, struct mni_dns_cursor *rdata, bool compressed,
    struct mni_trouble *trouble)
{
	struct mni_dns_name name;
	enum mni_status status =
	    mni_dns_take_name(rdata, compressed, &name, trouble);

	return status == MNI_OK ? mni_dns_put_name(text, &name, trouble)
	                        : status;
}

static enum mni_status
put_quoted(struct mni_bytes *text, struct mni_dns_cursor *rdata, size_t size,
    struct mni_trouble *trouble)
{
	const uint8_t *octets = mni_dns_take_octets(rdata, size, trouble);
	enum mni_status status;

	if (octets == NULL)
		return MNI_MALFORMED;
	status = mni_dns_put(text, trouble, "\"");
	if (status == MNI_OK)
		status = mni_dns_put_string(text, octets, size, trouble);
	return status == MNI_OK ? mni_dns_put(text, trouble, "\"") : status;
}

/* One or more: RFC 1035 section 3.3.14. */
static enum mni_status
put_strings(struct mni_bytes *text, struct mni_dns_cursor *rdata,
    struct mni_trouble *trouble)
{
	uint32_t size = 0;
	enum mni_status status = mni_dns_take_number(rdata, 1, &size, trouble);

	if (status == MNI_OK)
		status = put_quoted(text, rdata, size, trouble);
	while (status == MNI_OK && rdata->at < rdata->end) {
		status = mni_dns_put(text, trouble, " ");
		if (status == MNI_OK)
			status = mni_dns_take_number(rdata, 1, &size, trouble);
		if (status == MNI_OK)
			status = put_quoted(text, rdata, size, trouble);
	}
	return status;
}

static bool
is_tag(const uint8_t *octets, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (!((octets[i] >= '0' && octets[i] <= '9') ||
		        (octets[i] >= 'A' && octets[i] <= 'Z') ||
		        (octets[i] >= 'a' && octets[i] <= 'z')))
			return false;
	return size > 0;
}

static enum mni_status
put_tag(struct mni_bytes *text, struct mni_dns_cursor *rdata,
    struct mni_trouble *trouble)
{
	const uint8_t *octets;
	uint32_t size = 0;
	enum mni_status status = mni_dns_take_number(rdata, 1, &size, trouble);

	if (status != MNI_OK)
		return status;
	octets = mni_dns_take_octets(rdata, size, trouble);
	if (octets == NULL)
		return MNI_MALFORMED;
	if (!is_tag(octets, size))
		return mni_trouble(trouble, MNI_MALFORMED,
		    "octet %zu: a tag of other than letters and digits",
		    rdata->at - size);
	return mni_dns_put_string(text, octets, size, trouble);
}

static enum mni_status
put_field(struct mni_bytes *text, struct mni_dns_cursor *rdata,
    enum mni_dns_field field, struct mni_trouble *trouble)
{
	switch (field) {
	case MNI_DNS_FIELD_IPV4:
		return mni_dns_put_address(text, rdata, AF_INET, trouble);
	case MNI_DNS_FIELD_IPV6:
		return mni_dns_put_address(text, rdata, AF_INET6, trouble);
	case MNI_DNS_FIELD_8:
		return put_number(text, rdata, 1, trouble);
	case MNI_DNS_FIELD_16:
		return put_number(text, rdata, 2, trouble);
	case MNI_DNS_FIELD_32:
		return put_number(text, rdata, 4, trouble);
	case MNI_DNS_FIELD_NAME:
		return put_name(text, rdata, true, trouble);
	case MNI_DNS_FIELD_PLAIN_NAME:
		return put_name(text, rdata, false, trouble);
	case MNI_DNS_FIELD_STRINGS:
		return put_strings(text, rdata, trouble);
	case MNI_DNS_FIELD_TAG:
		return put_tag(text, rdata, trouble);
	case MNI_DNS_FIELD_VALUE:
		return put_quoted(text, rdata, rdata->end - rdata->at, trouble);
	case MNI_DNS_FIELD_PARAMETERS:
		return mni_dns_put_parameters(text, rdata, trouble);
	case MNI_DNS_FIELD_END:
		break;
	}
	return MNI_OK;
}

/* What is left of the RDATA of a record is too much. */
static enum mni_status
check_end(const struct mni_dns_cursor *rdata, struct mni_trouble *trouble)
{
	if (rdata->at == rdata->end)
		return MNI_OK;
	return mni_trouble(trouble, MNI_MALFORMED,
	    "octet %zu: RDATA has %zu octets too many", rdata->at,
	    rdata->end - rdata->at);
}

static enum mni_status
put_known(struct mni_bytes *text, const struct mni_dns_type *type,
    struct mni_dns_cursor rdata, struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;
	size_t i;

	for (i = 0; type->fields[i] != MNI_DNS_FIELD_END && status == MNI_OK;
	     i++) {
		if (i > 0 && type->fields[i] != MNI_DNS_FIELD_PARAMETERS)
			status = mni_dns_put(text, trouble, " ");
		if (status == MNI_OK)
			status =
			    put_field(text, &rdata, type->fields[i], trouble);
	}
	return status == MNI_OK ? check_end(&rdata, trouble) : status;
}

static enum mni_status
put_unknown(struct mni_bytes *text, const struct mni_dns_cursor *rdata,
    struct mni_trouble *trouble)
{
	size_t size = rdata->end - rdata->at;
	enum mni_status status =
	    mni_dns_put(text, trouble, "\\# %zu%s", size, size == 0 ? "" : " ");

	return status == MNI_OK ? mni_dns_put_hex(text,
	                              rdata->octets + rdata->at, size, trouble)
	                        : status;
}

enum mni_status
mni_dns_put_rdata(struct mni_bytes *text, const struct mni_dns_record *record,
    struct mni_trouble *trouble)
{
	const struct mni_dns_type *type = mni_dns_type_of(record->type);

	if (type == NULL || record->class != MNI_DNS_IN)
		return put_unknown(text, &record->rdata, trouble);
	return put_known(text, type, record->rdata, trouble);
}

enum mni_status
mni_dns_rdata_name(const struct mni_dns_record *record,
    struct mni_dns_name *out_name, struct mni_trouble *trouble)
{
	struct mni_dns_cursor rdata = record->rdata;
	enum mni_status status = mni_dns_take_name(
	    &rdata, record->type != MNI_DNS_DNAME, out_name, trouble);

	return status == MNI_OK ? check_end(&rdata, trouble) : status;
}
