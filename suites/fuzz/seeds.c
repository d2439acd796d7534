/* SPDX-License-Identifier: MIT */
/*
 * Writes what the fuzzers begin with, from the cases of fixtures:
 *
 *     seeds NAME FOLDER
 *
 * A file for each seed of the fuzzer NAME goes into FOLDER, which is there.
 */
#include <config.h>

#include "fuzz/fuzz.h"

#include "base/file.h"
#include "dns/bend.h"
#include "dns/kind.h"
#include "dns/query.h"
#include "dns/service.h"
#include "judge/cases.h"
#include "judge/fixtures.h"
#include "script/script.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a text that is sent in copies. */
#define MOST_OF_SEND 1024

static struct mni_suite suite;
static const char *folder;
static unsigned count;

/* Ends the program with WHAT unless it went GOOD. */
static void
must(bool good, const char *what)
{
	if (good)
		return;
	(void)fprintf(stderr, "seeds: %s\n", what);
	exit(1);
}

static void
write_seed(const void *data, size_t size)
{
	char path[4096];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/seed%u", folder, count++);
	file = fopen(path, "wb");
	must(file != NULL && fwrite(data, 1, size, file) == size &&
	         fclose(file) == 0,
	    "a seed cannot be written");
}

static void
add(struct mni_bytes *seed, const void *data, size_t size)
{
	must(mni_bytes_append(seed, data, size) == 0, "no memory");
}

static void
add_mark(struct mni_bytes *seed, enum fuzz_mark mark)
{
	const uint8_t octet = (uint8_t)mark;

	add(seed, &octet, 1);
}

/* Calls WRITE for every case that asks a client, or a server, for a protocol
 * that begins with PREFIX, but for the rows of sweeps. */
static void
for_cases(const char *prefix, bool of_server,
    void (*write)(const struct mni_case *test))
{
	const struct mni_case *test;
	size_t i;

	for (i = 0; i < suite.count; i++) {
		test = suite.cases[i];
		if (test->sweep.kind == MNI_SWEEP_NONE &&
		    test->of_server == of_server &&
		    strncmp(test->protocol, prefix, strlen(prefix)) == 0)
			write(test);
	}
}

/* Every case of every file. */
static void
write_cases(void)
{
	struct mni_trouble trouble = {.text = ""};
	const char *at, *next;
	struct mni_bytes text;
	size_t i;

	for (i = 0; i < suite.file_count; i++) {
		text = MNI_BYTES_EMPTY;
		must(mni_file_read(suite.files[i], &text, &trouble) == MNI_OK,
		    trouble.text);
		add(&text, "", 1);
		at = strstr((const char *)text.data, "case ");
		for (; at != NULL; at = next) {
			next = strstr(at, "\ncase ");
			if (next != NULL)
				next++;
			write_seed(at,
			    next == NULL ? strlen(at) : (size_t)(next - at));
		}
		mni_bytes_fini(&text);
	}
}

static void
write_script(const struct mni_case *test)
{
	write_seed(test->script, strlen(test->script));
}

static void
write_scripts(void)
{
	for_cases("", false, write_script);
	for_cases("", true, write_script);
}

/* Appends what STEP sends. */
static void
add_send(struct mni_bytes *seed, const struct mni_step *step)
{
	const struct mni_bytes *text = &step->text.data;
	size_t copies = step->delivery.repeat;

	if (step->source != MNI_SOURCE_TEXT || text->size == 0)
		return;
	if (copies > MOST_OF_SEND / text->size)
		copies = MOST_OF_SEND / text->size + 1;
	while (copies-- > 0)
		add(seed, text->data, text->size);
}

/* Appends one connection. */
static void
add_connection(struct mni_bytes *seed, const struct mni_part *part)
{
	enum fuzz_mark end = FUZZ_FIN;
	bool sent = false, heard = false;
	const struct mni_step *step;
	size_t i;

	for (i = 0; i < part->count; i++) {
		step = &part->steps[i];
		if (step->verb == MNI_VERB_RECV)
			heard = sent;
		if (step->verb == MNI_VERB_STALL)
			end = FUZZ_SILENCE;
		if (step->verb != MNI_VERB_SEND)
			continue;
		if (heard)
			add_mark(seed, FUZZ_NEXT);
		add_send(seed, step);
		sent = true;
		heard = false;
	}
	add_mark(seed, end);
}

/* Reads the script of TEST, which is the caller's to end. */
static struct mni_script
read_script(const struct mni_case *test)
{
	struct mn_mistake mistake;
	struct mni_script script;

	must(mni_script_read(test->script, strlen(test->script),
	         test->of_server ? MNI_CLIENT : MNI_SERVER, NULL, &script,
	         &mistake) == 0 &&
	         mni_script_set_address(&script, "127.0.0.1:80") == 0,
	    test->id);
	return script;
}

static uint8_t
manner_of(const struct mni_case *test)
{
	unsigned manner = 0;

	if (strncmp(test->protocol, "http-head", 9) == 0)
		manner |= FUZZ_HEAD;
	if (strstr(test->protocol, "location") != NULL)
		manner |= FUZZ_FOLLOW;
	if (test->url_count > 1)
		manner |= FUZZ_THREE_URLS;
	return (uint8_t)manner;
}

static void
write_exchange(const struct mni_case *test)
{
	struct mni_script script = read_script(test);
	struct mni_bytes seed = MNI_BYTES_EMPTY;
	const uint8_t manner = manner_of(test);
	size_t i;

	add(&seed, &manner, 1);
	for (i = 0; i < script.part_count; i++)
		add_connection(&seed, &script.parts[i]);
	write_seed(seed.data, seed.size);
	mni_bytes_fini(&seed);
	mni_script_fini(&script);
}

static void
write_exchanges(void)
{
	for_cases("http", false, write_exchange);
}

/* Appends all that one side sends. */
static void
add_sent(struct mni_bytes *seed, const struct mni_case *test)
{
	struct mni_script script = read_script(test);
	size_t i;

	for (i = 0; script.part_count > 0 && i < script.parts[0].count; i++)
		if (script.parts[0].steps[i].verb == MNI_VERB_SEND)
			add_send(seed, &script.parts[0].steps[i]);
	mni_script_fini(&script);
}

static void
write_sent(const struct mni_case *test)
{
	struct mni_bytes seed = MNI_BYTES_EMPTY;

	add_sent(&seed, test);
	if (seed.size > 0)
		write_seed(seed.data, seed.size);
	mni_bytes_fini(&seed);
}

/* How much of it comes first is in front. */
static void
write_response(const struct mni_case *test)
{
	struct mni_bytes seed = MNI_BYTES_EMPTY;

	add(&seed, "(", 1);
	add_sent(&seed, test);
	write_seed(seed.data, seed.size);
	mni_bytes_fini(&seed);
}

static void
write_lines(void)
{
	for_cases("daytime", false, write_sent);
}

/* A base, and the URL as a reference in it. */
static void
write_url(const struct mni_case *test)
{
	struct mni_bytes seed = MNI_BYTES_EMPTY;
	size_t i;

	for (i = 0; i < test->url_count; i++) {
		seed.size = 0;
		add(&seed, "http://[::1]:8080/b/c/d;p?q\n", 28);
		add(&seed, test->urls[i], strlen(test->urls[i]));
		write_seed(seed.data, seed.size);
	}
	mni_bytes_fini(&seed);
}

static void
write_urls(void)
{
	for_cases("http", false, write_url);
}

static void
write_responses(void)
{
	for_cases("http", false, write_response);
}

static void
write_requests(void)
{
	for_cases("http", true, write_sent);
}

/* Calls WRITE for the text of every zone there is. */
static void
for_zones(void (*write)(const struct mni_bytes *text))
{
	struct mni_trouble trouble = {.text = ""};
	struct mni_bytes text;
	char pattern[4096];
	glob_t found;
	size_t i;

	(void)snprintf(pattern, sizeof(pattern), "%s/*/*.zone", mni_fixtures());
	must(glob(pattern, 0, NULL, &found) == 0, "there are no zones");
	for (i = 0; i < found.gl_pathc; i++) {
		text = MNI_BYTES_EMPTY;
		must(
		    mni_file_read(found.gl_pathv[i], &text, &trouble) == MNI_OK,
		    trouble.text);
		write(&text);
		mni_bytes_fini(&text);
	}
	globfree(&found);
}

/* A zone with rules of all kinds. */
static const char rules[] =
    "x. 5 SOA . . 1 1 1 1 1\n"
    ";!rule a when name=*.x. type=A udp nth=1..2 do send id=+1 "
    "answer=\"@ 1 A 192.0.2.1|x. TXT a\" twice; wait 5ms; drop\n"
    ";!rule when p=0.5 seed=1 tcp do raw \"%id 00 %question\"; rst\n"
    ";!expect type=A count=1..2\n";

static void
write_zone(const struct mni_bytes *text)
{
	write_seed(text->data, text->size);
}

static void
write_zones(void)
{
	for_zones(write_zone);
	write_seed(rules, sizeof(rules) - 1);
}

/* The lines of TEXT that begin with MARK, behind blanks, without its first SKIP
 * octets. */
static void
write_notes(const char *text, size_t size, const char *mark, size_t skip)
{
	const char *at = text, *end = text + size, *lf;
	size_t least = strlen(mark);

	for (; at < end; at = lf + 1) {
		lf = memchr(at, '\n', (size_t)(end - at));
		if (lf == NULL)
			lf = end;
		while (at < lf && (*at == ' ' || *at == '\t'))
			at++;
		if ((size_t)(lf - at) > least && memcmp(at, mark, least) == 0)
			write_seed(at + skip, (size_t)(lf - at) - skip);
	}
}

static void
write_notes_of_zone(const struct mni_bytes *text)
{
	write_notes((const char *)text->data, text->size, ";!", 2);
}

/* Scripts of other protocols have no rules. */
static void
write_rules_of_case(const struct mni_case *test)
{
	write_notes(test->script, strlen(test->script), "rule ", 0);
}

static void
write_rules(void)
{
	for_zones(write_notes_of_zone);
	write_notes(rules, sizeof(rules) - 1, ";!", 2);
	for_cases("", false, write_rules_of_case);
}

/* The query for TYPE of NAME. */
static size_t
make_query(const uint8_t *name, uint16_t type, bool edns,
    uint8_t out[static MNI_DNS_QUERY_MAX])
{
	struct mni_dns_question question = {.name.size = mni_domain_size(name),
	    .type = type,
	    .class = MNI_DNS_IN};

	memcpy(question.name.octets, name, question.name.size);
	return mni_dns_query_write(&question, 0x1234, edns, out);
}

static void
write_query(
    const struct mni_ns_service *service, const uint8_t *octets, size_t size)
{
	(void)service;
	write_seed(octets, size);
}

/* The answer to a query, with how that was sent in front. */
static void
write_answer(
    const struct mni_ns_service *service, const uint8_t *octets, size_t size)
{
	struct mni_ns_response response = MNI_NS_RESPONSE_EMPTY;
	struct mni_ns_bend *straight = mni_ns_bend_new();
	struct mni_bytes seed = MNI_BYTES_EMPTY;
	struct mni_ns_asked asked;

	add(&seed, "", 1);
	must(
	    straight != NULL &&
	        mni_ns_asked_read(octets, size, &asked) == NULL &&
	        mni_ns_answer(&service->zones, &asked, false, &response) == 0 &&
	        mni_ns_bend_write(straight, &asked, false, &(uint64_t){0},
	            &response, &seed) == 0,
	    "a query cannot be answered");
	write_seed(seed.data, seed.size);
	mni_ns_bend_free(straight);
	mni_ns_response_fini(&response);
	mni_bytes_fini(&seed);
}

/* What is made of each query. */
static void (*write_exchanged)(
    const struct mni_ns_service *service, const uint8_t *octets, size_t size);

/* For every name of a zone, and an address. */
static void
ask_zone(const struct mni_bytes *text)
{
	struct mni_ns_service *service = calloc(1, sizeof(*service));
	uint8_t octets[MNI_DNS_QUERY_MAX];
	const struct mni_ns_node *node;
	const struct mni_ns_zone *zone;
	struct mn_mistake mistake;
	size_t i, set;

	must(service != NULL &&
	         mni_ns_service_add(service, (const char *)text->data,
	             text->size, &mistake) == 0,
	    "a zone cannot be read");
	zone = &service->zones.list[0];
	for (i = 0; i < zone->node_count; i++) {
		node = &zone->nodes[i];
		write_exchanged(service, octets,
		    make_query(node->name, MNI_RR_A, true, octets));
		for (set = 0; set < node->count; set++)
			write_exchanged(service, octets,
			    make_query(node->name, node->sets[set].type, false,
			        octets));
	}
	mni_ns_service_free(service);
}

static void
write_queries(void)
{
	write_exchanged = write_query;
	for_zones(ask_zone);
}

static void
write_messages(void)
{
	write_exchanged = write_answer;
	for_zones(ask_zone);
}

static const struct {
	const char *name;
	void (*write)(void);
} fuzzers[] = {
    {"cases", write_cases},
    {"dns_message", write_messages},
    {"forms", write_lines},
    {"http", write_exchanges},
    {"queries", write_queries},
    {"responses", write_responses},
    {"rules", write_rules},
    {"scripts", write_scripts},
    {"url", write_urls},
    {"web", write_requests},
    {"zones", write_zones},
};

int
main(int argc, char **argv)
{
	struct mni_trouble trouble = {.text = ""};
	size_t i = 0;

	must(argc == 3, "usage: seeds NAME FOLDER");
	while (i < sizeof(fuzzers) / sizeof(fuzzers[0]) &&
	       strcmp(fuzzers[i].name, argv[1]) != 0)
		i++;
	must(i < sizeof(fuzzers) / sizeof(fuzzers[0]), "no such fuzzer");
	folder = argv[2];
	must(mni_suite_load(&suite, mni_fixtures(), &trouble) == MNI_OK,
	    trouble.text);
	fuzzers[i].write();
	mni_suite_fini(&suite);
	return 0;
}
