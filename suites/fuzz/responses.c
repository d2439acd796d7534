/* SPDX-License-Identifier: MIT */
/* The responses of servers that are judged: what had come before the last
 * octets has to be read as the beginning of the whole. */
#include <config.h>

#include "fuzz/fuzz.h"
#include "judge/responses.h"

#include <string.h>

static const char requests[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                               "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
                               "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n";

static void
read_responses(struct mni_responses *out_responses, const uint8_t *data,
    size_t size, enum mni_stream_end end)
{
	struct mni_bytes octets = MNI_BYTES_EMPTY, sent = MNI_BYTES_EMPTY;

	fuzz_insist(
	    mni_bytes_append(&octets, data, size) == 0 &&
	        mni_bytes_append(&sent, requests, sizeof(requests) - 1) == 0,
	    "there is memory");
	mni_responses_read(out_responses, &octets, &sent, end);
	fuzz_insist(out_responses->count <= MNI_MOST_RESPONSES &&
	                out_responses->rest_at <= size,
	    "what is read has come");
	mni_bytes_fini(&octets);
	mni_bytes_fini(&sent);
}

/* The heads are in octets that are gone. */
static bool
same(const struct mni_response *a, const struct mni_response *b)
{
	return a->status == b->status && a->at == b->at &&
	       a->head_size == b->head_size && a->content == b->content;
}

static void
compare(const struct mni_responses *begun, const struct mni_responses *whole)
{
	size_t i;

	fuzz_insist(begun->count <= whole->count, "what was whole stays so");
	for (i = 0; i < begun->count; i++)
		fuzz_insist(same(&begun->list[i], &whole->list[i]),
		    "what was whole stays the same");
	if (begun->rest != MNI_REST_WRONG)
		return;
	fuzz_insist(whole->rest == MNI_REST_WRONG &&
	                whole->count == begun->count &&
	                whole->rest_at <= begun->rest_at,
	    "what cannot become a response becomes none");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mni_responses begun, whole, ended;
	size_t first;

	if (size == 0)
		return 0;
	first = data[0] < size - 1 ? data[0] : (size - 1) / 2;
	read_responses(&begun, data + 1, first, MNI_STREAM_OPEN);
	read_responses(&whole, data + 1, size - 1, MNI_STREAM_OPEN);
	read_responses(&ended, data + 1, size - 1, MNI_STREAM_FIN);
	compare(&begun, &whole);
	compare(&whole, &ended);
	return 0;
}
