/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/fields.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void
mni_fields_fini(struct mni_fields *fields)
{
	size_t i;

	for (i = 0; i < fields->count; i++) {
		free(fields->list[i].name);
		free(fields->list[i].value);
	}
	free(fields->list);
	*fields = MNI_FIELDS_EMPTY;
}

static enum mni_status
no_memory(struct mni_trouble *trouble)
{
	return mni_trouble(trouble, MNI_SYSTEM, "no memory");
}

static enum mni_status
malformed(
    struct mni_trouble *trouble, const char *why, const char *line, size_t size)
{
	char quoted[80];

	return mni_trouble(trouble, MNI_MALFORMED, "%s: %s", why,
	    mni_quote(quoted, sizeof(quoted), line, size));
}

bool
mni_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool
mni_is_token(const char *text, size_t size)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";
	size_t i;

	for (i = 0; i < size; i++)
		if (!((text[i] >= 'a' && text[i] <= 'z') ||
		        (text[i] >= 'A' && text[i] <= 'Z') ||
		        (text[i] >= '0' && text[i] <= '9') ||
		        (text[i] != '\0' && strchr(marks, text[i]) != NULL)))
			return false;
	return size > 0;
}

/* Leaves the blanks around a text out. */
static void
trim(const char **text, size_t *size)
{
	while (*size > 0 && mni_is_blank(**text)) {
		(*text)++;
		(*size)--;
	}
	while (*size > 0 && mni_is_blank((*text)[*size - 1]))
		(*size)--;
}

/* RFC 9110 section 5.5: CR, LF and NUL are invalid and dangerous. */
static bool
is_value(const char *text, size_t size)
{
	return memchr(text, '\0', size) == NULL &&
	       memchr(text, '\r', size) == NULL &&
	       memchr(text, '\n', size) == NULL;
}

static struct mni_field *
new_field(struct mni_fields *fields)
{
	size_t capacity = fields->capacity == 0 ? 16 : fields->capacity * 2;
	struct mni_field *list;

	if (fields->count == fields->capacity) {
		list = realloc(fields->list, capacity * sizeof(*list));
		if (list == NULL)
			return NULL;
		fields->list = list;
		fields->capacity = capacity;
	}
	return &fields->list[fields->count];
}

enum mni_status
mni_fields_add(struct mni_fields *fields, const char *line, size_t size,
    struct mni_trouble *trouble)
{
	const char *colon = memchr(line, ':', size), *value;
	struct mni_field *field;
	size_t name_size, value_size;

	if (colon == NULL)
		return malformed(
		    trouble, "a field line has no colon", line, size);
	name_size = (size_t)(colon - line);
	if (!mni_is_token(line, name_size))
		return malformed(
		    trouble, "the name of a field is no token", line, size);
	value = colon + 1;
	value_size = size - name_size - 1;
	if (!is_value(value, value_size))
		return malformed(trouble,
		    "the value of a field holds CR or NUL", line, size);
	trim(&value, &value_size);
	field = new_field(fields);
	if (field == NULL)
		return no_memory(trouble);
	field->name = strndup(line, name_size);
	field->value = strndup(value, value_size);
	fields->count++;
	return field->name == NULL || field->value == NULL ? no_memory(trouble)
	                                                   : MNI_OK;
}

enum mni_status
mni_fields_continue(struct mni_fields *fields, const char *line, size_t size,
    struct mni_trouble *trouble)
{
	struct mni_field *field = &fields->list[fields->count - 1];
	size_t before = strlen(field->value);
	char *value;

	if (!is_value(line, size))
		return malformed(trouble,
		    "the value of a field holds CR or NUL", line, size);
	trim(&line, &size);
	if (size == 0)
		return MNI_OK;
	value = realloc(field->value, before + size + 2);
	if (value == NULL)
		return no_memory(trouble);
	field->value = value;
	if (before > 0)
		value[before++] = ' ';
	memcpy(value + before, line, size);
	value[before + size] = '\0';
	return MNI_OK;
}

const char *
mni_fields_next(const struct mni_fields *fields, const char *name, size_t *at)
{
	while (*at < fields->count)
		if (strcasecmp(fields->list[(*at)++].name, name) == 0)
			return fields->list[*at - 1].value;
	return NULL;
}

const char *
mni_fields_first(const struct mni_fields *fields, const char *name)
{
	size_t at = 0;

	return mni_fields_next(fields, name, &at);
}

bool
mni_list_next(const char **at, const char **out_member, size_t *out_size)
{
	if (*at == NULL)
		return false;
	*out_member = *at;
	*out_size = strcspn(*at, ",");
	*at = (*at)[*out_size] == ',' ? *at + *out_size + 1 : NULL;
	trim(out_member, out_size);
	return true;
}

bool
mni_fields_list(
    const struct mni_fields *fields, const char *name, const char *member)
{
	size_t nth = 0, size;
	const char *value, *found;

	while ((value = mni_fields_next(fields, name, &nth)) != NULL)
		while (mni_list_next(&value, &found, &size))
			if (size == strlen(member) &&
			    strncasecmp(found, member, size) == 0)
				return true;
	return false;
}
