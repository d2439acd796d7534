/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/service.h"

#include <stdio.h>
#include <stdlib.h>

void
mni_ns_service_free(struct mni_ns_service *service)
{
	size_t i;

	if (service == NULL)
		return;
	for (i = 0; i < service->zones.count; i++)
		mni_ns_zone_fini(&service->zones.list[i]);
	free(service->zones.list);
	mni_ns_rules_fini(&service->rules);
	free(service);
}

static int
read_notes(struct mni_ns_service *service, const struct mni_ns_zone *zone,
    struct mn_mistake *out_mistake)
{
	const struct mni_ns_note *note;
	struct mni_reader reader;
	size_t i;

	for (i = 0; i < zone->note_count; i++) {
		note = &zone->notes[i];
		mni_reader_init(&reader, note->token.text, note->token.size);
		reader.line = note->token.line;
		reader.line_start -= note->token.column - 1;
		if (mni_ns_note_read(&reader, &note->origin, &service->rules) ==
		    -1) {
			*out_mistake = reader.mistake;
			return -1;
		}
	}
	return 0;
}

static int
say(struct mn_mistake *out_mistake, const char *text)
{
	*out_mistake = (struct mn_mistake){.line = 1, .column = 1};
	(void)snprintf(
	    out_mistake->text, sizeof(out_mistake->text), "%s", text);
	return -1;
}

static bool
is_known(const struct mni_ns_zones *zones, const struct mni_ns_zone *zone)
{
	size_t i;

	for (i = 0; i < zones->count; i++)
		if (mni_domain_equal(
		        zones->list[i].nodes[0].name, zone->nodes[0].name))
			return true;
	return false;
}

int
mni_ns_service_add(struct mni_ns_service *service, const char *text,
    size_t size, struct mn_mistake *out_mistake)
{
	struct mni_ns_zones *zones = &service->zones;
	struct mni_ns_zone *list =
	    realloc(zones->list, (zones->count + 1) * sizeof(*list));

	if (list == NULL)
		return say(out_mistake, "no memory");
	zones->list = list;
	list += zones->count;
	if (mni_ns_zone_read(text, size, list, out_mistake) == -1)
		return -1;
	if (is_known(zones, list)) {
		mni_ns_zone_fini(list);
		return say(out_mistake, "there is a zone of that name already");
	}
	zones->count++;
	return read_notes(service, list, out_mistake);
}

const struct mni_ns_rule *
mni_ns_service_rule(const struct mni_ns_service *service,
    const struct mni_ns_asked *asked, const struct mni_ns_arrival *arrival,
    struct mni_ns_tally *tallies)
{
	size_t i;

	for (i = 0; i < service->rules.count; i++)
		if (mni_ns_when_fits(&service->rules.list[i].when, asked,
		        arrival, &tallies[i]))
			return &service->rules.list[i];
	return NULL;
}
