/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/reply.h"

#include "http/status.h"

#include <stdio.h>
#include <string.h>

/* Room for the size of a chunk in hexadecimal digits and a CRLF. */
#define CHUNK_LINE 20

/* What ends a body of chunks. */
#define LAST_CHUNK "0\r\n\r\n"
#define LAST_CHUNK_SIZE (sizeof(LAST_CHUNK) - 1)

void
mni_reply_fini(struct mni_reply *reply)
{
	mni_bytes_fini(&reply->head);
}

/* Writes the line before a chunk of SIZE octets.  Returns its length. */
static size_t
chunk_line(char out[static CHUNK_LINE], size_t size)
{
	return (size_t)snprintf(out, CHUNK_LINE, "%zx\r\n", size);
}

/* Octets of a chunk of SIZE with its framing. */
static size_t
framed(size_t size)
{
	char line[CHUNK_LINE];

	return size == 0 ? 0 : chunk_line(line, size) + size + 2;
}

static size_t
body_size(const struct mni_reply *reply)
{
	size_t content = reply->content.size, chunk = reply->chunk;

	if (chunk == 0)
		return content;
	return content / chunk * framed(chunk) + framed(content % chunk) +
	       LAST_CHUNK_SIZE;
}

static int
add(struct mni_reply *reply, const char *text)
{
	return mni_bytes_append(&reply->head, text, strlen(text));
}

static int
add_status_line(struct mni_reply *reply, unsigned status)
{
	char line[80];

	(void)snprintf(line, sizeof(line), "HTTP/1.1 %u %s\r\n", status,
	    mni_web_phrase(status));
	reply->status_line = strlen(line);
	return add(reply, line);
}

static int
add_length(struct mni_reply *reply, size_t size)
{
	char line[60];

	(void)snprintf(line, sizeof(line), "Content-Length: %zu\r\n", size);
	return add(reply, line);
}

/* The field that says where the body ends: RFC 9112 section 6. */
static int
add_framing(struct mni_reply *reply, const struct mni_answer *answer,
    unsigned unwanted, size_t size)
{
	if (mni_web_is_bare(answer->status))
		return 0;
	if (reply->chunk > 0)
		return (unwanted & MNI_OWN_CODING) != 0
		           ? 0
		           : add(reply, "Transfer-Encoding: chunked\r\n");
	if ((unwanted & MNI_OWN_LENGTH) != 0 ||
	    (answer->replaced & MNI_OWN_CODING) != 0)
		return 0;
	return add_length(reply, size);
}

/* RFC 9112 sections 9.3 and 9.6. */
static int
add_connection(struct mni_reply *reply, const struct mni_answer *answer,
    const struct mni_occasion *occasion)
{
	if (mni_web_is_interim(answer->status))
		return 0;
	if (reply->closes)
		return add(reply, "Connection: close\r\n");
	return occasion->minor == 0 ? add(reply, "Connection: keep-alive\r\n")
	                            : 0;
}

static int
make_head(struct mni_reply *reply, const struct mni_answer *answer, size_t size,
    const struct mni_occasion *occasion)
{
	unsigned unwanted = answer->replaced | answer->left_out;
	const struct mni_bytes *fields = &answer->fields.data;
	int failed = 0;

	reply->head.size = 0;
	failed |= add_status_line(reply, answer->status);
	if ((unwanted & MNI_OWN_DATE) == 0 &&
	    !mni_web_is_interim(answer->status)) {
		failed |= add(reply, "Date: ");
		failed |= add(reply, occasion->date);
		failed |= add(reply, "\r\n");
	}
	if (fields->size > 0)
		failed |=
		    mni_bytes_append(&reply->head, fields->data, fields->size);
	failed |= add_framing(reply, answer, unwanted, size);
	if ((unwanted & MNI_OWN_CONNECTION) == 0)
		failed |= add_connection(reply, answer, occasion);
	failed |= add(reply, "\r\n");
	return failed;
}

int
mni_reply_make(struct mni_reply *reply, const struct mni_answer *answer,
    const struct mni_copies *content, const struct mni_occasion *occasion)
{
	reply->content = *content;
	/* A client of HTTP/1.0 knows no chunks: RFC 9112 section 6.1. */
	reply->chunk = occasion->minor == 0 ? 0 : answer->chunk;
	reply->closes = !mni_web_is_interim(answer->status) &&
	                (answer->closes || !occasion->persists);
	if (make_head(reply, answer, content->size, occasion) == -1)
		return -1;
	if (occasion->head || mni_web_is_bare(answer->status)) {
		reply->content.size = 0;
		reply->chunk = 0;
	}
	reply->size = reply->head.size + body_size(reply);
	return 0;
}

/* Copies what OUT, which stands for SIZE octets from OFFSET on, shares with
 * PART octets of DATA that stand at AT. */
struct window {
	size_t offset, size;
	uint8_t *out;
};

static void
show(const struct window *window, size_t at, const void *data, size_t part)
{
	const uint8_t *octets = data;
	size_t from = at > window->offset ? at : window->offset;
	size_t to = at + part, end = window->offset + window->size;

	if (to > end)
		to = end;
	if (from < to)
		memcpy(window->out + (from - window->offset),
		    octets + (from - at), to - from);
}

/* The same of PART octets of the content from FIRST on. */
static void
show_content(const struct window *window, size_t at,
    const struct mni_copies *content, size_t first, size_t part)
{
	size_t from = at > window->offset ? at : window->offset;
	size_t to = at + part, end = window->offset + window->size;

	if (to > end)
		to = end;
	if (from < to)
		mni_copies_copy(content, first + (from - at), to - from,
		    window->out + (from - window->offset));
}

/* The chunk of SIZE octets of content from FIRST on, which stands at AT. */
static void
show_chunk(const struct window *window, size_t at,
    const struct mni_copies *content, size_t first, size_t size)
{
	char line[CHUNK_LINE];
	size_t length = chunk_line(line, size);

	show(window, at, line, length);
	show_content(window, at + length, content, first, size);
	show(window, at + length + size, "\r\n", 2);
}

/* Only the chunks that the window shows are looked at. */
static void
show_chunks(const struct window *window, const struct mni_reply *reply)
{
	size_t all = reply->content.size, chunk = reply->chunk;
	size_t step = framed(chunk), at = reply->head.size, first = 0, part;

	if (window->offset > at) {
		first = (window->offset - at) / step * chunk;
		at += (window->offset - at) / step * step;
	}
	for (; first < all && at < window->offset + window->size;
	     first += chunk, at += step) {
		part = all - first < chunk ? all - first : chunk;
		show_chunk(window, at, &reply->content, first, part);
	}
	show(
	    window, reply->size - LAST_CHUNK_SIZE, LAST_CHUNK, LAST_CHUNK_SIZE);
}

void
mni_reply_copy(
    const struct mni_reply *reply, size_t offset, size_t size, uint8_t *out)
{
	struct window window = {.offset = offset, .size = size};

	window.out = out;
	show(&window, 0, reply->head.data, reply->head.size);
	if (reply->chunk > 0)
		show_chunks(&window, reply);
	else
		show_content(&window, reply->head.size, &reply->content, 0,
		    reply->content.size);
}

size_t
mni_reply_offset(
    const struct mni_reply *reply, enum mni_section section, size_t at)
{
	size_t begin = 0, end = reply->size;

	if (section == MNI_IN_STATUS)
		end = reply->status_line;
	if (section == MNI_IN_HEADER) {
		begin = reply->status_line;
		end = reply->head.size;
	}
	if (section == MNI_IN_BODY)
		begin = reply->head.size;
	return at < end - begin ? begin + at : end;
}
