/* SPDX-License-Identifier: MIT */
/* Ten thousand small pages over one connection, and a million small chunks. */
#include <config.h>

#include "bench/contest.h"
#include "bench/site.h"
#include "bench/volume.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAIRS 21
#define BAR 1.0
#define CHUNKS_BAR 1.2
#define PAGES 10000

/* What is printed: so many pieces that are all alike. */
struct pieces {
	size_t count, size; /* octets of each */
};

struct many {
	const struct pieces *wanted;
	struct site site;
	char config[VOLUME_PATH]; /* the URLs as curl reads them */
	const char **words;       /* owned; the command of ours */
	int nothing, out;         /* standard input and output */
};

/* Ours gets all URLs as arguments: some 300 kB, of the 2 MiB that Linux gives
 * a program where the limit of the stack is the usual one. */
static void
write_urls(struct many *many, const char *url)
{
	int fd = mkstemp(volume_path(many->config));
	FILE *file = fd == -1 ? NULL : fdopen(fd, "w");
	size_t i;

	bench_must(file != NULL, "mkstemp");
	many->words = calloc(PAGES + 3, sizeof(*many->words));
	bench_must(many->words != NULL, "calloc");
	many->words[0] = "src/http-get";
	many->words[1] = "--timeout=600";
	for (i = 0; i < PAGES; i++) {
		many->words[i + 2] = url;
		(void)fprintf(file, "url = \"%s\"\n", url);
	}
	bench_must(fclose(file) == 0, "fclose");
}

/* Whether they are in the file, and nothing else. */
static void
check_pieces(int fd, const struct pieces *wanted)
{
	char piece[SITE_PAGE];
	off_t end = (off_t)(wanted->count * wanted->size);
	FILE *file;
	size_t i;

	bench_must(lseek(fd, 0, SEEK_SET) == 0, "lseek");
	file = fdopen(dup(fd), "r");
	bench_must(file != NULL, "fdopen");
	for (i = 0; fread(piece, wanted->size, 1, file) == 1; i++)
		bench_expect(memcmp(piece, volume_at(0), wanted->size) == 0,
		    "every piece is the one that was sent");
	(void)fclose(file);
	bench_expect(i == wanted->count && lseek(fd, 0, SEEK_END) == end,
	    "every piece comes once");
	bench_must(ftruncate(fd, 0) == 0, "ftruncate");
	bench_must(lseek(fd, 0, SEEK_SET) == 0, "lseek");
}

static struct bench_time
run(const char *const *command, void *context)
{
	struct many *many = context;
	struct bench_time time =
	    contest_run(command, NULL, many->nothing, many->out);

	check_pieces(many->out, many->wanted);
	return time;
}

static void
hold_pages(struct many *many)
{
	const struct pieces wanted = {PAGES, SITE_PAGE};
	const struct contest contest = {.what = "over one connection",
	    .ours = many->words,
	    .peers = COMMAND("curl", "--silent", "--config", many->config),
	    .peer = "curl",
	    .pairs = PAIRS,
	    .at_most = BAR};

	many->wanted = &wanted;
	contest_hold(&contest, run, many);
}

static void
hold_chunks(struct many *many)
{
	char url[SITE_URL];
	const struct pieces wanted = {SITE_CHUNKS, SITE_CHUNK};
	const struct contest contest = {.what = "in small chunks",
	    .ours = COMMAND("src/http-get", "--timeout=600",
	        site_url(&many->site, "/tiny", url)),
	    .peers = COMMAND("curl", "--silent", url),
	    .peer = "curl",
	    .pairs = PAIRS,
	    .at_most = CHUNKS_BAR};

	many->wanted = &wanted;
	contest_hold(&contest, run, many);
}

void
bench_many(void)
{
	struct many many = {
	    .nothing = open("/dev/null", O_RDONLY), .out = volume_file()};
	char url[SITE_URL];

	bench_must(many.nothing != -1, "/dev/null");
	bench_heading("%d pages of %d octets by one http-get, %d times", PAGES,
	    SITE_PAGE, PAIRS);
	if (!contest_has_peer("curl"))
		return;
	volume_make();
	site_start(&many.site);
	write_urls(&many, site_url(&many.site, "/small", url));
	hold_pages(&many);
	site_stop(&many.site);
	bench_expect(many.site.connections == 2 * PAIRS + 1,
	    "every client keeps its connection");
	bench_heading("A page of %d chunks of %d octets, %d times", SITE_CHUNKS,
	    SITE_CHUNK, PAIRS);
	site_start(&many.site);
	hold_chunks(&many);
	site_stop(&many.site);
	(void)unlink(many.config);
	free(many.words);
	(void)close(many.nothing);
	(void)close(many.out);
}
