/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/zones.h"

#include "dns/master.h"
#include "support/checks.h"
#include "support/questions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
zones_read(const char *text, struct mni_ns_zone *out_zone)
{
	struct mn_mistake mistake = {.text = ""};
	size_t size = strlen(text);
	char *copy = malloc(size + 1);
	int result;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy + 1, text, size);
	result = mni_ns_zone_read(copy + 1, size, out_zone, &mistake);
	free(copy);
	ck_assert_msg(result == 0, "%u:%u: %s", mistake.line, mistake.column,
	    mistake.text);
}

void
zones_name(const char *text, struct mni_domain *out_name)
{
	static const char origin[] = "example.test.";
	struct mni_token token = {
	    .kind = MNI_WORD, .text = origin, .size = sizeof(origin) - 1};
	struct mni_master master;

	mni_master_init(&master, text, strlen(text));
	ck_assert_int_eq(
	    mni_master_domain(&master, &token, "an origin", &master.origin), 0);
	token = mni_master_next(&master);
	ck_assert_msg(
	    mni_master_domain(&master, &token, "a name", out_name) == 0,
	    "%s: %s", text, master.reader.mistake.text);
}

const struct mni_ns_node *
zones_find(const struct mni_ns_zone *zone, const char *text)
{
	uint32_t hashes[MNI_LABELS_MOST];
	struct mni_domain name;
	size_t labels;

	zones_name(text, &name);
	labels = mni_domain_hashes(name.wire, hashes);
	return mni_ns_zone_find(zone, name.wire, hashes[labels]);
}

const char *
zones_ask(const struct mni_ns_zones *zones, const uint8_t *query, size_t size,
    bool tcp, struct mni_bytes *out)
{
	static char text[ANSWER_TEXT];
	struct mni_ns_response response = MNI_NS_RESPONSE_EMPTY;
	uint8_t *copy = malloc(size + 1);
	struct mni_ns_asked asked;
	const char *why;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy + 1, query, size);
	why = mni_ns_asked_read(copy + 1, size, &asked);
	out->size = 0;
	if (why == NULL) {
		ck_assert_int_eq(
		    mni_ns_answer(zones, &asked, tcp, &response), 0);
		ck_assert_int_eq(mni_ns_response_write(&response, out), 0);
	}
	free(copy);
	mni_ns_response_fini(&response);
	return why != NULL ? NULL : answer_text(out->data, out->size, text);
}

const char *
zones_hex(const uint8_t *data, size_t size, char out[static ZONES_HEX])
{
	size_t i;

	out[0] = '\0';
	for (i = 0; i < size && 2 * i + 3 < ZONES_HEX; i++)
		(void)sprintf(out + 2 * i, "%02x", data[i]);
	return out;
}
