/* SPDX-License-Identifier: MIT */
/* Requests to the stand-in for servers of HTTP: they are read whole and octet
 * by octet, a rule is looked for, and an answer is made. */
#include <config.h>

#include "fuzz/fuzz.h"
#include "http/choose.h"
#include "http/lint.h"
#include "http/reader.h"
#include "http/reply.h"
#include "script/script.h"

#include <string.h>

/* Of an answer that is copied in one and in several parts. */
#define MOST_ANSWER 4096
#define PART 7

static const char rules[] =
    "http\n"
    "  on GET / send 200 text/html \"<p>hi</p>\"\n"
    "  on GET /once once send 503 \"busy\" field \"Retry-After\" \"1\"\n"
    "  on GET /old send 301 field \"Location\" \"http://\" address \"/\"\n"
    "  on GET /a?b=c send 200 \"abc\" repeat 40 chunked 16\n"
    "  on any \"/api/*\" send 204\n"
    "  on POST /echo send 200 received without \"Date\"\n";

static struct mni_script script;

static void
read_rules(void)
{
	struct mn_mistake mistake;

	if (script.part_count > 0)
		return;
	fuzz_insist(mni_script_read(rules, strlen(rules), MNI_SERVER, NULL,
	                &script, &mistake) == 0,
	    "the rules are a script");
	fuzz_insist(mni_script_set_address(&script, "127.0.0.1:80") == 0,
	    "there is memory");
}

/* What is left of what a client sends. */
struct input {
	const uint8_t *data;
	size_t size;
};

/* Reads a request, of which PIECE octets come at a time. */
static void
read_request(struct mni_web_reader *reader, struct input *input, size_t piece)
{
	size_t came = 0, used;

	while (reader->stage != MNI_WEB_WHOLE &&
	       reader->stage != MNI_WEB_REFUSED) {
		if (reader->stage == MNI_WEB_EXPECTING) {
			mni_web_reader_go_on(reader);
		} else if (came == input->size) {
			fuzz_insist(mni_web_reader_end(
			                reader, input->data, input->size) == 0,
			    "there is memory");
			break;
		} else {
			came = input->size - came < piece ? input->size
			                                  : came + piece;
		}
		fuzz_insist(mni_web_read(reader, input->data, came, &used) == 0,
		    "there is memory");
		fuzz_insist(used <= came, "no more is read than came");
		input->data += used;
		input->size -= used;
		came -= used;
	}
}

static bool
same(const struct mni_bytes *a, const struct mni_bytes *b)
{
	return a->size == b->size &&
	       (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

/* Of nonsense only so much is read as shows that it is none. */
static void
compare(const struct mni_web_reader *whole, const struct mni_web_reader *octets)
{
	fuzz_insist(
	    whole->stage == octets->stage && whole->status == octets->status,
	    "a request in pieces comes to the same as a whole one");
	if (((whole->lints | octets->lints) &
	        MNI_LINT_BIT(MNI_LINT_REQUEST_LINE)) != 0)
		return;
	fuzz_insist(
	    same(&whole->head, &octets->head), "pieces have the same head");
	fuzz_insist(
	    same(&whole->body, &octets->body), "pieces have the same body");
	fuzz_insist(whole->lints == octets->lints &&
	                whole->skipped == octets->skipped &&
	                whole->minor == octets->minor &&
	                mni_web_reader_persists(whole) ==
	                    mni_web_reader_persists(octets),
	    "pieces mean the same");
}

static void
copy_in_parts(const struct mni_reply *reply, uint8_t *out)
{
	size_t at, part;

	for (at = 0; at < reply->size; at += part) {
		part = reply->size - at < PART ? reply->size - at : PART;
		mni_reply_copy(reply, at, part, out + at);
	}
}

static void
try_answer(const struct mni_web_reader *reader, const struct mni_step *step,
    const struct mni_asked *asked)
{
	const struct mni_occasion occasion = {
	    .date = "Sun, 06 Nov 1994 08:49:37 GMT",
	    .minor = reader->minor,
	    .head = mni_slice_is(asked->method, "head"),
	    .persists = mni_web_reader_persists(reader)};
	struct mni_copies content = mni_step_copies(step);
	uint8_t whole[MOST_ANSWER], parts[MOST_ANSWER];
	struct mni_reply reply = {.size = 0};

	fuzz_insist(
	    mni_reply_make(&reply, step->answer, &content, &occasion) == 0,
	    "there is memory");
	fuzz_insist(reply.size <= sizeof(whole), "answers are short");
	mni_reply_copy(&reply, 0, reply.size, whole);
	copy_in_parts(&reply, parts);
	fuzz_insist(memcmp(whole, parts, reply.size) == 0,
	    "the parts of an answer are those of the whole");
	mni_reply_fini(&reply);
}

static void
try_rules(const struct mni_web_reader *reader)
{
	static const size_t played[8];
	struct mni_asked asked;
	struct mni_seeker seeker = {.script = &script,
	    .connection = 1,
	    .asked = &asked,
	    .played = played};
	struct mni_bytes allow = MNI_BYTES_EMPTY;
	const struct mni_part *part;
	char closest[400];

	fuzz_insist(
	    mni_asked_read(reader->head.data, reader->head.size, &asked),
	    "a request has a request line");
	part = mni_choose_rule(&seeker);
	fuzz_insist(part == NULL || mni_choose_knows(&seeker),
	    "a target that has a rule is known");
	if (part != NULL && part->steps[0].answer != NULL)
		try_answer(reader, &part->steps[0], &asked);
	(void)mni_choose_otherwise(&seeker);
	(void)mni_choose_knows_method(&asked);
	fuzz_insist(
	    mni_choose_allow(&seeker, false, &allow) == 0, "there is memory");
	mni_choose_closest(&seeker, closest, sizeof(closest));
	mni_bytes_fini(&allow);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mni_web_reader whole = {.stage = MNI_WEB_LINE};
	struct mni_web_reader octets = {.stage = MNI_WEB_LINE};
	struct input first = {data, size}, second = first;
	bool more = size > 0;

	read_rules();
	while (more) {
		mni_web_reader_reset(&whole);
		mni_web_reader_reset(&octets);
		read_request(&whole, &first, SIZE_MAX);
		read_request(&octets, &second, 1);
		compare(&whole, &octets);
		more = whole.stage == MNI_WEB_WHOLE;
		if (!more)
			break;
		fuzz_insist(first.data == second.data,
		    "a request ends at the same octet");
		try_rules(&whole);
		more = first.size > 0;
	}
	mni_web_reader_fini(&whole);
	mni_web_reader_fini(&octets);
	return 0;
}
