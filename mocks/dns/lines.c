/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/lines.h"

#include "base/file.h"
#include "dns/service.h"
#include "script/parse.h"

/* Relative names end in that of the zone above. */
static struct mni_domain
origin_of(const struct mni_ns_service *service)
{
	const struct mni_ns_zones *zones = &service->zones;
	struct mni_domain origin = {.size = 0};

	if (zones->count > 0)
		mni_domain_set(
		    &origin, zones->list[zones->count - 1].nodes[0].name);
	return origin;
}

/* A mistake in the file is told with its place there. */
static int
add_zone(struct mni_parse *parse, const struct mni_token *place,
    const char *path, const struct mni_bytes *text)
{
	struct mn_mistake mistake;

	if (mni_ns_service_add(parse->script->dns, (const char *)text->data,
	        text->size, &mistake) == 0)
		return 0;
	return mni_mistake(&parse->reader, place, "%s:%u:%u: %s", path,
	    mistake.line, mistake.column, mistake.text);
}

int
mni_read_zone(struct mni_parse *parse)
{
	struct mni_token place = mni_peek_token(&parse->reader);
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;
	char path[4096];
	int result;

	if (mni_read_path(parse, path, sizeof(path), "a file") == -1)
		return -1;
	if (mni_file_read(path, &text, &trouble) == MNI_OK)
		result = add_zone(parse, &place, path, &text);
	else
		result =
		    mni_mistake(&parse->reader, &place, "%s", trouble.text);
	mni_bytes_fini(&text);
	return result;
}

int
mni_read_ns_rule(struct mni_parse *parse)
{
	const struct mni_domain origin = origin_of(parse->script->dns);

	return mni_ns_rule_read(
	    &parse->reader, &origin, &parse->script->dns->rules);
}

int
mni_read_ns_expect(struct mni_parse *parse)
{
	const struct mni_domain origin = origin_of(parse->script->dns);

	return mni_ns_expect_read(
	    &parse->reader, &origin, &parse->script->dns->rules);
}
