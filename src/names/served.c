/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "names/served.h"

#include "base/lookup.h"
#include "dns/special.h"
#include "dns/type.h"
#include "names/search.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#define MAPPED_SIZE 12 /* octets before the IPv4 address in an IPv6 one */

static const char localhost_ipv4[] = "127.0.0.1\n";
static const char localhost_ipv6[] = "::1\n";

static enum mni_status
append(struct mni_bytes *lines, const void *data, size_t size,
    struct mni_trouble *trouble)
{
	if (mni_bytes_append(lines, data, size) == 0)
		return MNI_OK;
	return mni_trouble(trouble, MNI_SYSTEM, "no memory");
}

/* Keeps the first of LINES. */
static void
keep_first(struct mni_bytes *lines)
{
	size_t end = mni_bytes_find(lines, "\n", 1);

	if (end != SIZE_MAX)
		lines->size = end + 1;
}

/* What is known of a name that is not ordinary. */
static enum mni_status
look_up_special(const struct mni_dns_lookup *lookup, enum mni_dns_special what,
    struct mni_bytes *lines, struct mni_trouble *trouble)
{
	if (what == MNI_DNS_LOCALHOST && lookup->type == MNI_DNS_A)
		return append(
		    lines, localhost_ipv4, sizeof(localhost_ipv4) - 1, trouble);
	if (what == MNI_DNS_LOCALHOST && lookup->type == MNI_DNS_AAAA)
		return append(
		    lines, localhost_ipv6, sizeof(localhost_ipv6) - 1, trouble);
	return mni_trouble(
	    trouble, MNI_NO_ADDRESS, "no server is asked for such a name");
}

/* Looks up COUNT of LOOKUPS, which are about one name. */
static enum mni_status
look_up(const struct mni_dns_resolver *resolver, struct mni_dns_lookup *lookups,
    size_t count, struct mni_deadline deadline, struct mni_trouble *trouble)
{
	enum mni_dns_special what = mni_dns_special_of(&lookups[0].name);
	size_t i;

	if (what == MNI_DNS_ORDINARY)
		return mni_dns_resolve(
		    resolver, lookups, count, deadline, trouble);
	for (i = 0; i < count; i++)
		lookups[i].status = look_up_special(
		    &lookups[i], what, &lookups[i].lines, &lookups[i].trouble);
	return MNI_OK;
}

/* Which of two look-ups without an address says why there is none: what is
 * known of the name, or a failure, before the lack of one family. */
static const struct mni_dns_lookup *
reason_of(const struct mni_dns_lookup *lookups, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (lookups[i].no_name)
			return &lookups[i];
	for (i = 0; i < count; i++)
		if (lookups[i].status != MNI_NO_ADDRESS)
			return &lookups[i];
	return NULL;
}

/* Joins what was found of the families. */
static enum mni_status
join(const struct mni_dns_lookup *lookups, size_t count,
    struct mni_bytes *lines, struct mni_trouble *trouble)
{
	const struct mni_dns_lookup *reason;
	enum mni_status status = MNI_OK;
	bool found = false;
	size_t i;

	for (i = 0; i < count; i++) {
		if (lookups[i].status != MNI_OK || status != MNI_OK)
			continue;
		found = true;
		status = append(lines, lookups[i].lines.data,
		    lookups[i].lines.size, trouble);
	}
	if (found)
		return status;
	reason = reason_of(lookups, count);
	if (reason == NULL && count > 1)
		return mni_trouble(
		    trouble, MNI_NO_ADDRESS, "the name has no address");
	if (reason == NULL)
		reason = &lookups[0];
	*trouble = reason->trouble;
	return reason->status;
}

/* What is wanted of a name, and of whom. */
struct wanted {
	const struct mni_dns_resolver *resolver;
	struct mni_deadline deadline;
	const uint16_t *types;
	size_t count; /* of them */
};

/* Looks NAME up for each of the types.  Writes whether it is known that there
 * is no such name. */
static enum mni_status
ask(const struct wanted *wanted, const struct mni_dns_name *name,
    struct mni_bytes *lines, bool *out_no_name, struct mni_trouble *trouble)
{
	struct mni_dns_lookup lookups[MNI_DNS_LOOKUPS_MOST] = {{.type = 0}};
	enum mni_status status;
	bool no_name = false;
	size_t i;

	for (i = 0; i < wanted->count; i++)
		lookups[i] = (struct mni_dns_lookup){
		    .name = *name, .type = wanted->types[i]};
	status = look_up(wanted->resolver, lookups, wanted->count,
	    wanted->deadline, trouble);
	if (status == MNI_OK)
		status = join(lookups, wanted->count, lines, trouble);
	for (i = 0; i < wanted->count; i++) {
		no_name = no_name || lookups[i].no_name;
		mni_bytes_fini(&lookups[i].lines);
	}
	*out_no_name = no_name;
	return status;
}

/* Has TROUBLE say what is wrong with NAME, which is one of several. */
static void
name_trouble(const struct mni_dns_name *name, const struct mni_trouble *why,
    struct mni_trouble *trouble)
{
	char text[MNI_DNS_NAME_TEXT];

	(void)snprintf(trouble->text, sizeof(trouble->text), "%.300s: %.700s",
	    mni_dns_name_text(name, text), why->text);
}

/* Asks for the names that NAMES stands for, one after the other, until there is
 * something else to say than that there is no address. */
static enum mni_status
search(const struct wanted *wanted, const struct mni_names *names,
    struct mni_bytes *lines, struct mni_trouble *trouble)
{
	struct mni_search_names list;
	struct mni_trouble why = {.text = ""};
	enum mni_status status =
	    mni_search_names(names->search, names->name, &list, trouble);
	bool no_name = true, told = false;
	size_t i;

	if (status != MNI_OK)
		return status;
	if (list.count == 1)
		return ask(wanted, &list.list[0], lines, &no_name, trouble);
	status = MNI_NO_ADDRESS;
	for (i = 0; i < list.count && status == MNI_NO_ADDRESS; i++) {
		status = ask(wanted, &list.list[i], lines, &no_name, &why);
		if (status == MNI_NO_ADDRESS && (no_name || told))
			continue;
		name_trouble(&list.list[i], &why, trouble);
		told = true;
	}
	return told ? status
	            : mni_trouble(trouble, status,
	                  "there is no such name, nor one in the domains that "
	                  "are searched");
}

/* Whether TEXT is an address or a mistake in one, which is told without asking
 * anybody: no name of a host holds a colon or stands in brackets. */
static bool
is_address(const char *text)
{
	size_t size = strlen(text);
	struct mni_address address;

	return mni_address_read(text, &address) == 0 ||
	       strchr(text, ':') != NULL ||
	       (size > 1 && text[0] == '[' && text[size - 1] == ']');
}

enum mni_status
mni_served_addresses(const struct mni_dns_resolver *resolver,
    const struct mni_names *names, struct mni_deadline deadline,
    struct mni_bytes *lines, struct mni_trouble *trouble)
{
	static const uint16_t types[] = {MNI_DNS_AAAA, MNI_DNS_A};
	const struct wanted wanted = {.resolver = resolver,
	    .deadline = deadline,
	    .types = names->family == AF_INET ? types + 1 : types,
	    .count = names->family == AF_UNSPEC ? 2 : 1};
	enum mni_status status;

	if (is_address(names->name))
		return mni_names_addresses(names, deadline, lines, trouble);
	status = search(&wanted, names, lines, trouble);
	if (names->first)
		keep_first(lines);
	return status;
}

enum mni_status
mni_served_records(const struct mni_dns_resolver *resolver,
    const struct mni_names *names, uint16_t type, struct mni_deadline deadline,
    struct mni_bytes *lines, struct mni_trouble *trouble)
{
	const struct wanted wanted = {.resolver = resolver,
	    .deadline = deadline,
	    .types = &type,
	    .count = 1};
	enum mni_status status = search(&wanted, names, lines, trouble);

	if (names->first)
		keep_first(lines);
	return status;
}

/* The octets of an IP address, and how many there are.  IPv4 in IPv6 is IPv4,
 * as the system has it. */
static size_t
octets_of(const struct mni_address *address, uint8_t out[static 16])
{
	struct sockaddr_in inet;
	struct sockaddr_in6 inet6;

	if (address->storage.ss_family == AF_INET) {
		memcpy(&inet, &address->storage, sizeof(inet));
		memcpy(out, &inet.sin_addr, 4);
		return 4;
	}
	memcpy(&inet6, &address->storage, sizeof(inet6));
	memcpy(out, &inet6.sin6_addr, 16);
	if (!IN6_IS_ADDR_V4MAPPED(&inet6.sin6_addr))
		return 16;
	memmove(out, out + MAPPED_SIZE, 4);
	return 4;
}

/* Adds LABEL, which fits. */
static void
add(struct mni_dns_name *name, const char *label)
{
	(void)!mni_dns_name_add(name, label, strlen(label));
}

static struct mni_dns_name
reverse_of(const struct mni_address *address)
{
	struct mni_dns_name name = MNI_DNS_ROOT;
	uint8_t octets[16];
	size_t count = octets_of(address, octets), i;
	char label[4];

	for (i = count; i-- > 0;) {
		(void)snprintf(label, sizeof(label), count == 4 ? "%u" : "%x",
		    count == 4 ? octets[i] : octets[i] & 0xfU);
		add(&name, label);
		if (count == 4)
			continue;
		(void)snprintf(
		    label, sizeof(label), "%x", (unsigned)(octets[i] >> 4));
		add(&name, label);
	}
	add(&name, count == 4 ? "in-addr" : "ip6");
	add(&name, "arpa");
	return name;
}

static bool
is_of_host(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || strchr("-_.", c) != NULL;
}

/* Appends the name of a host at TEXT, SIZE octets with the dot of the root, as
 * others write it.  What reads names of hosts is often deceived by other octets
 * (RFC 2181 section 11 leaves that check to us). */
static enum mni_status
add_host(const char *text, size_t size, struct mni_bytes *lines,
    struct mni_trouble *trouble)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (!is_of_host(text[i]) || size == 1)
			return mni_trouble(trouble, MNI_MALFORMED,
			    "'%.*s' is no name of a host", (int)size, text);
	if (mni_bytes_append(lines, text, size - 1) == 0 &&
	    mni_bytes_append(lines, "\n", 1) == 0)
		return MNI_OK;
	return mni_trouble(trouble, MNI_SYSTEM, "no memory");
}

enum mni_status
mni_served_names(const struct mni_dns_resolver *resolver,
    const struct mni_address *address, bool first, struct mni_deadline deadline,
    struct mni_bytes *lines, struct mni_trouble *trouble)
{
	static const uint16_t type = MNI_DNS_PTR;
	struct mni_dns_name name = reverse_of(address);
	const struct wanted wanted = {.resolver = resolver,
	    .deadline = deadline,
	    .types = &type,
	    .count = 1};
	struct mni_bytes found = MNI_BYTES_EMPTY;
	bool no_name;
	enum mni_status status = ask(&wanted, &name, &found, &no_name, trouble);
	size_t size;

	if (first)
		keep_first(&found);
	while (status == MNI_OK && found.size > 0) {
		size = mni_bytes_find(&found, "\n", 1);
		status =
		    add_host((const char *)found.data, size, lines, trouble);
		mni_bytes_consume(&found, size + 1);
	}
	mni_bytes_fini(&found);
	return status;
}
