/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/kind.h"

#include "dns/domain.h"
#include "dns/params.h"

#include <string.h>

static const struct kind {
	const char *word;
	uint16_t type;
	enum mni_rr_field fields[MNI_RR_FIELDS];
} kinds[] = {
    {"A", MNI_RR_A, {MNI_RR_ADDRESS4}},
    {"NS", MNI_RR_NS, {MNI_RR_NAME}},
    {"CNAME", MNI_RR_CNAME, {MNI_RR_NAME}},
    {"SOA", MNI_RR_SOA,
        {MNI_RR_NAME, MNI_RR_NAME, MNI_RR_U32, MNI_RR_PERIOD, MNI_RR_PERIOD,
            MNI_RR_PERIOD, MNI_RR_PERIOD}},
    {"PTR", MNI_RR_PTR, {MNI_RR_NAME}},
    {"MX", MNI_RR_MX, {MNI_RR_U16, MNI_RR_NAME}},
    {"TXT", MNI_RR_TXT, {MNI_RR_STRINGS}},
    {"AAAA", MNI_RR_AAAA, {MNI_RR_ADDRESS6}},
    {"SRV", MNI_RR_SRV, {MNI_RR_U16, MNI_RR_U16, MNI_RR_U16, MNI_RR_TARGET}},
    {"DNAME", MNI_RR_DNAME, {MNI_RR_TARGET}},
    {"SVCB", MNI_RR_SVCB, {MNI_RR_U16, MNI_RR_TARGET, MNI_RR_PARAMS}},
    {"HTTPS", MNI_RR_HTTPS, {MNI_RR_U16, MNI_RR_TARGET, MNI_RR_PARAMS}},
    {"CAA", MNI_RR_CAA, {MNI_RR_U8, MNI_RR_TAG, MNI_RR_VALUE}},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

const enum mni_rr_field *
mni_rr_fields(uint16_t type)
{
	size_t i;

	for (i = 0; i < KINDS; i++)
		if (kinds[i].type == type)
			return kinds[i].fields;
	return NULL;
}

/* Whether SIZE octets of TEXT are WORD, in any case. */
static bool
is_word(const char *text, size_t size, const char *word)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (word[i] == '\0' || mni_domain_fold((uint8_t)text[i]) !=
		                           mni_domain_fold((uint8_t)word[i]))
			return false;
	return word[size] == '\0';
}

/* Whether TOKEN is WORD with a number of 16 bits behind it. */
static bool
is_numbered(const struct mni_token *token, const char *word, uint16_t *out)
{
	size_t size = strlen(word), i;
	unsigned long number = 0;

	if (token->size <= size || token->size > size + 5 ||
	    !is_word(token->text, size, word))
		return false;
	for (i = size; i < token->size; i++) {
		if (token->text[i] < '0' || token->text[i] > '9')
			return false;
		number = number * 10 + (unsigned long)(token->text[i] - '0');
	}
	*out = (uint16_t)number;
	return number <= UINT16_MAX;
}

bool
mni_rr_type_find(const struct mni_token *token, uint16_t *out_type)
{
	size_t i;

	if (token->kind != MNI_WORD)
		return false;
	for (i = 0; i < KINDS; i++)
		if (is_word(token->text, token->size, kinds[i].word)) {
			*out_type = kinds[i].type;
			return true;
		}
	if (is_word(token->text, token->size, "ANY")) {
		*out_type = MNI_RR_ANY;
		return true;
	}
	return is_numbered(token, "TYPE", out_type);
}

bool
mni_rr_class_find(const struct mni_token *token, uint16_t *out_class)
{
	static const struct {
		const char *word;
		uint16_t number;
	} classes[] = {{"IN", MNI_CLASS_IN}, {"CH", MNI_CLASS_CH}, {"HS", 4},
	    {"ANY", MNI_CLASS_ANY}};
	size_t i;

	if (token->kind != MNI_WORD)
		return false;
	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (is_word(token->text, token->size, classes[i].word)) {
			*out_class = classes[i].number;
			return true;
		}
	return is_numbered(token, "CLASS", out_class);
}

static size_t
name_size(const uint8_t *data, size_t size)
{
	size_t at = 0;

	while (at < size && data[at] != 0) {
		if (data[at] > MNI_LABEL_MOST)
			return SIZE_MAX;
		at += data[at] + 1U;
	}
	return at < size && at < MNI_DOMAIN_MOST ? at + 1 : SIZE_MAX;
}

static size_t
string_size(const uint8_t *data, size_t size)
{
	return size > *data ? *data + 1U : SIZE_MAX;
}

static bool
are_strings(const uint8_t *data, size_t size)
{
	size_t at = 0, next;

	while (at < size) {
		next = string_size(data + at, size - at);
		if (next == SIZE_MAX)
			return false;
		at += next;
	}
	return true;
}

static size_t
tag_size(const uint8_t *data, size_t size)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	size_t i;

	if (*data == 0 || string_size(data, size) == SIZE_MAX)
		return SIZE_MAX;
	for (i = 1; i <= *data; i++)
		if (data[i] == 0 ||
		    strchr(allowed, mni_domain_fold(data[i])) == NULL)
			return SIZE_MAX;
	return *data + 1U;
}

size_t
mni_rr_field_size(enum mni_rr_field field, const uint8_t *data, size_t size)
{
	static const uint8_t fixed[] = {[MNI_RR_U8] = 1,
	    [MNI_RR_U16] = 2,
	    [MNI_RR_U32] = 4,
	    [MNI_RR_PERIOD] = 4,
	    [MNI_RR_ADDRESS4] = 4,
	    [MNI_RR_ADDRESS6] = 16};

	if (field == MNI_RR_VALUE)
		return size;
	if (field == MNI_RR_PARAMS)
		return mni_params_fit(data, size) ? size : SIZE_MAX;
	if (size == 0)
		return SIZE_MAX;
	if (field == MNI_RR_NAME || field == MNI_RR_TARGET)
		return name_size(data, size);
	if (field == MNI_RR_STRINGS)
		return are_strings(data, size) ? size : SIZE_MAX;
	if (field == MNI_RR_TAG)
		return tag_size(data, size);
	return fixed[field] <= size ? fixed[field] : SIZE_MAX;
}

bool
mni_rr_data_fits(uint16_t type, const uint8_t *data, size_t size)
{
	const enum mni_rr_field *field = mni_rr_fields(type);
	size_t at = 0, next;

	if (field == NULL)
		return true;
	for (; *field != MNI_RR_END; field++) {
		next = mni_rr_field_size(*field, data + at, size - at);
		if (next == SIZE_MAX)
			return false;
		at += next;
	}
	return at == size;
}
