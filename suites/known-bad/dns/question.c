/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "question.h"

#include "../bug.h"

#include <fcntl.h>
#include <unistd.h>

#define TYPE_ANY 255U
#define CLASS_ANY 255U
#define RECURSION_DESIRED 0x0100U
#define OPTION_COOKIE 10U
#define PAYLOAD 1232U /* octets of the largest datagram that is wanted */

const struct bug question_bugs[] = {
    {"no-length", "sends a query by TCP without its length"},
    {"little-length", "writes the length before a query from its low octet on"},
    {"compresses-name", "ends the name in a query by a pointer"},
    {"leaves-root-out", "does not write the root that ends a name"},
    {"asks-any-type", "asks for records of any type"},
    {"asks-any-class", "asks for records of any class"},
    {"two-questions", "puts both of its questions into each query"},
    {"no-questions", "says that there is no question in a query"},
    {"answers-in-query", "says that there is an answer in a query"},
    {"sends-response", "sends its queries as responses"},
    {"sets-z", "sets the reserved bit of its queries"},
    {"no-recursion", "wants no recursion"},
    {"sets-edns-flags", "sets the reserved flags of EDNS"},
    {"short-cookie", "sends a cookie of 4 octets"},
    {"trusts-cookies", "sends a cookie, and looks at none that comes back"},
    {"same-id", "has one id for all queries"},
    {NULL, NULL},
};

void
question_renew(struct question *question)
{
	int fd = open("/dev/urandom", O_RDONLY);
	unsigned char octets[2] = {(unsigned char)now_ms(), 0};

	if (fd != -1) {
		(void)!read(fd, octets, sizeof(octets));
		(void)close(fd);
	}
	question->id = (unsigned)octets[0] << 8 | octets[1];
	if (is("same-id"))
		question->id = 1;
}

static void
append_16(struct text *out, unsigned number)
{
	unsigned char octets[] = {
	    (unsigned char)(number >> 8), (unsigned char)number};

	text_append(out, octets, sizeof(octets));
}

static unsigned
flags(void)
{
	unsigned flags = is("no-recursion") ? 0 : RECURSION_DESIRED;

	if (is("sends-response"))
		flags |= 0x8000U;
	return is("sets-z") ? flags | 0x0040U : flags;
}

static void
append_header(struct text *out, const struct question *question)
{
	unsigned questions = 1;

	if (is("two-questions"))
		questions = 2;
	if (is("no-questions"))
		questions = 0;
	append_16(out, question->id);
	append_16(out, flags());
	append_16(out, questions);
	append_16(out, is("answers-in-query") ? 1 : 0);
	append_16(out, 0);
	append_16(out, question->plain ? 0 : 1);
}

static void
append_entry(struct text *out, const struct question *question, unsigned type)
{
	const struct name *name = &question->name;
	size_t size = name->size;

	if (is("compresses-name") || is("leaves-root-out"))
		size--;
	text_append(out, name->octets, size);
	if (is("compresses-name"))
		append_16(out, 0xc000U + 4); /* to a 0 in the header */
	append_16(out, is("asks-any-type") ? TYPE_ANY : type);
	append_16(out, is("asks-any-class") ? CLASS_ANY : CLASS_IN);
}

/* A cookie, by a bug (RFC 7873 section 4). */
static void
append_options(struct text *out)
{
	unsigned size = 0;

	if (is("short-cookie"))
		size = 4;
	if (is("trusts-cookies"))
		size = 8;
	append_16(out, size == 0 ? 0 : size + 4);
	if (size == 0)
		return;
	append_16(out, OPTION_COOKIE);
	append_16(out, size);
	text_append(out, "biscuits", size);
}

static void
append_message(struct text *out, const struct question *question)
{
	append_header(out, question);
	append_entry(out, question, question->type);
	if (is("two-questions"))
		append_entry(out, question,
		    question->type == TYPE_A ? TYPE_AAAA : TYPE_A);
	if (question->plain)
		return;
	text_append(out, "", 1); /* the root, which an OPT record is of */
	append_16(out, TYPE_OPT);
	append_16(out, PAYLOAD);
	append_16(out, 0);
	append_16(out, is("sets-edns-flags") ? 0x4000U : 0);
	append_options(out);
}

void
question_append(
    struct text *out, const struct question *question, bool by_stream)
{
	struct text message = {.octets = NULL};
	unsigned size;

	append_message(&message, question);
	size = (unsigned)message.size;
	if (is("little-length"))
		size = (size & 0xff) << 8 | size >> 8;
	if (by_stream && !is("no-length"))
		append_16(out, size);
	text_append(out, message.octets, message.size);
	text_free(&message);
}
