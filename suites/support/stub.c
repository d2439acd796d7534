/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/stub.h"

#include "names/served.h"
#include "support/checks.h"

#include <string.h>

void
stub_good(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	draft_address(&oracle->draft, "", GOOD);
	oracle_send(oracle, asked);
}

void
stub_evil(struct oracle *oracle, const struct asked *asked, unsigned flags)
{
	oracle_begin(oracle, asked, flags);
	draft_address(&oracle->draft, "", EVIL);
}

struct mni_dns_resolver
stub_of(const struct oracle *oracle)
{
	return (struct mni_dns_resolver){.servers = {oracle->address},
	    .server_count = 1,
	    .retry_ms = STUB_PATIENCE_MS};
}

struct mni_dns_lookup
stub_look_up(const struct mni_dns_resolver *resolver, int64_t ms)
{
	struct mni_dns_lookup lookup = {.type = DRAFT_A};
	struct mni_trouble trouble;

	ck_assert_int_eq(
	    mni_dns_name_read("a.test", &lookup.name, &trouble), MNI_OK);
	ck_assert_int_eq(mni_dns_resolve(resolver, &lookup, 1,
	                     mni_deadline_in(ms), &trouble),
	    MNI_OK);
	return lookup;
}

void
stub_came_to(
    struct mni_dns_lookup *lookup, enum mni_status status, const char *said)
{
	const char *text = lookup->trouble.text, *behind = strstr(text, ": ");

	ck_assert_msg(lookup->status == status, "it is %s: %s",
	    mni_status_word(lookup->status), text);
	if (status == MNI_OK) {
		ck_assert_uint_eq(lookup->lines.size, strlen(GOOD "\n"));
		ck_assert_mem_eq(
		    lookup->lines.data, GOOD "\n", strlen(GOOD "\n"));
	} else {
		ck_assert_uint_eq(lookup->lines.size, 0);
		if (strncmp(text, "127.", 4) == 0 && behind != NULL)
			text = behind + 2;
		ck_assert_str_eq(text, said);
	}
	mni_bytes_fini(&lookup->lines);
}

void
stub_finds(const struct mni_dns_resolver *resolver, const char *name,
    int family, int64_t ms, enum mni_status status, const char *lines,
    const char *said)
{
	struct mni_names names = {.name = name, .family = family};
	struct mni_bytes got = MNI_BYTES_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	size_t size, wanted = said == NULL ? 0 : strlen(said);
	enum mni_status came = mni_served_addresses(
	    resolver, &names, mni_deadline_in(ms), &got, &trouble);

	ck_assert_msg(came == status, "%s is %s: %s", name,
	    mni_status_word(came), trouble.text);
	ck_assert_int_eq(mni_bytes_append(&got, "", 1), 0);
	ck_assert_str_eq((const char *)got.data, lines);
	mni_bytes_fini(&got);
	size = strlen(trouble.text);
	if (said != NULL)
		ck_assert_str_eq(
		    trouble.text + (size > wanted ? size - wanted : 0), said);
}
