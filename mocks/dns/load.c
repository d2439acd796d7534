/* SPDX-License-Identifier: MIT */
/* The lines of a master file. */
#include <config.h>

#include "dns/draft.h"
#include "dns/kind.h"
#include "dns/rdata.h"

#include <stdlib.h>
#include <string.h>

/* What a line takes over from those before it. */
struct load {
	struct mni_ns_draft *draft;
	struct mni_master *master;
	size_t owner; /* in the octets of the zone */
	bool has_owner;
	uint32_t ttl;         /* of $TTL, or the last one that was stated */
	bool has_ttl, is_set; /* by $TTL */
};

int
mni_draft_no_memory(struct mni_ns_draft *draft)
{
	struct mni_token here = {
	    .line = draft->master.reader.line, .column = 1};

	return mni_mistake(&draft->master.reader, &here, "no memory");
}

static int
read_origin(struct load *load)
{
	struct mni_token token = mni_master_next(load->master);
	struct mni_domain origin;

	if (mni_master_domain(load->master, &token,
	        "a domain name behind "
	        "$ORIGIN",
	        &origin) == -1)
		return -1;
	load->master->origin = origin;
	return 0;
}

static int
read_ttl(struct load *load)
{
	struct mni_token token = mni_master_next(load->master);

	if (mni_master_period(load->master, &token,
	        "a TTL up to 2147483647, or a time such as 1h30m", MNI_TTL_MOST,
	        &load->ttl) == -1)
		return -1;
	load->has_ttl = load->is_set = true;
	return 0;
}

static int
read_control(struct load *load)
{
	struct mni_token token = mni_master_next(load->master);
	int result;

	if (mni_token_is(&token, "$ORIGIN"))
		result = read_origin(load);
	else if (mni_token_is(&token, "$TTL"))
		result = read_ttl(load);
	else if (mni_token_is(&token, "$INCLUDE") ||
	         mni_token_is(&token, "$GENERATE"))
		return mni_mistake(&load->master->reader, &token,
		    "%.*s is not done here: write the records themselves",
		    (int)token.size, token.text);
	else
		return mni_expected(
		    &load->master->reader, &token, "$ORIGIN or $TTL");
	return result == -1 ? -1 : mni_master_take_end(load->master);
}

static int
keep_note(struct load *load)
{
	struct mni_ns_zone *zone = &load->draft->zone;
	struct mni_ns_note *notes =
	    realloc(zone->notes, (zone->note_count + 1) * sizeof(*zone->notes));

	if (notes == NULL)
		return mni_draft_no_memory(load->draft);
	zone->notes = notes;
	notes[zone->note_count++] = (struct mni_ns_note){
	    .token = mni_rest_of_line(&load->master->reader),
	    .origin = load->master->origin};
	return 0;
}

static int
read_owner(struct load *load, struct mni_token *out_place)
{
	struct mni_ns_draft *draft = load->draft;
	struct mni_domain owner;

	*out_place = mni_master_next(load->master);
	if (mni_master_domain(
	        load->master, out_place, "the name of an owner", &owner) == -1)
		return -1;
	load->owner = draft->zone.octets.size;
	load->has_owner = true;
	return mni_bytes_append(&draft->zone.octets, owner.wire, owner.size) ==
	               -1
	           ? mni_draft_no_memory(draft)
	           : 0;
}

static struct mni_ns_record *
add_record(struct mni_ns_draft *draft)
{
	size_t capacity = draft->capacity == 0 ? 64 : draft->capacity * 2;
	struct mni_ns_record *records;

	if (draft->count == draft->capacity) {
		records = realloc(draft->records, capacity * sizeof(*records));
		if (records == NULL)
			return NULL;
		draft->records = records;
		draft->capacity = capacity;
	}
	records = &draft->records[draft->count];
	*records = (struct mni_ns_record){.number = draft->count++};
	return records;
}

/* RFC 2308 section 4 for $TTL, RFC 1035 section 5.1 for the last one. */
static int
choose_ttl(struct load *load, const struct mni_rr_head *head, uint32_t *out)
{
	if (head->has_ttl && !load->is_set) {
		load->ttl = head->ttl;
		load->has_ttl = true;
	}
	if (!head->has_ttl && !load->has_ttl)
		return mni_mistake(&load->master->reader, &head->type_token,
		    "expected a TTL before the type, as neither $TTL nor "
		    "another TTL stands before it");
	*out = head->has_ttl ? head->ttl : load->ttl;
	return 0;
}

static int
read_record(struct load *load, bool owner)
{
	struct mni_ns_draft *draft = load->draft;
	struct mni_ns_record *record = add_record(draft);
	struct mni_rr_head head;

	if (record == NULL)
		return mni_draft_no_memory(draft);
	if (owner && read_owner(load, &record->place) == -1)
		return -1;
	if (mni_rr_head_read(load->master, &head) == -1)
		return -1;
	if (!owner)
		record->place = head.type_token;
	if (!load->has_owner)
		return mni_mistake(&load->master->reader, &record->place,
		    "expected an owner, as there is no record before this");
	if (head.class != MNI_CLASS_IN)
		return mni_mistake(&load->master->reader, &head.class_token,
		    "only records of class IN are served");
	if (choose_ttl(load, &head, &record->ttl) == -1)
		return -1;
	record->type = head.type;
	record->owner = load->owner;
	record->data = draft->zone.octets.size;
	if (mni_rdata_read(load->master, head.type, &draft->zone.octets) == -1)
		return -1;
	record->size = (uint16_t)(draft->zone.octets.size - record->data);
	return 0;
}

int
mni_draft_load(struct mni_ns_draft *draft)
{
	struct load load = {.draft = draft, .master = &draft->master};
	int result = 0;

	while (result == 0)
		switch (mni_master_next_line(load.master)) {
		case MNI_MASTER_END:
			return load.master->reader.mistake.line == 0 ? 0 : -1;
		case MNI_MASTER_OWNER:
			result = read_record(&load, true);
			break;
		case MNI_MASTER_BLANK:
			result = read_record(&load, false);
			break;
		case MNI_MASTER_CONTROL:
			result = read_control(&load);
			break;
		case MNI_MASTER_NOTE:
			result = keep_note(&load);
			break;
		}
	return -1;
}
