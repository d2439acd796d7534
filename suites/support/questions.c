/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/questions.h"

#include "base/compiler.h"

#include <check.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static size_t
put_u16(uint8_t *out, unsigned number)
{
	out[0] = (uint8_t)(number >> 8);
	out[1] = (uint8_t)number;
	return 2;
}

size_t
question(uint8_t out[static QUESTION_SIZE], const char *name, unsigned type)
{
	static const uint8_t header[12] = {0x12, 0x34, 0, 0, 0, 1};
	size_t at = sizeof(header), label;

	memcpy(out, header, sizeof(header));
	while (*name != '\0' && *name != '.') {
		label = strcspn(name, ".");
		out[at++] = (uint8_t)label;
		memcpy(out + at, name, label);
		at += label;
		name += label + (name[label] == '.' ? 1 : 0);
	}
	out[at++] = 0;
	at += put_u16(out + at, type);
	return at + put_u16(out + at, 1);
}

size_t
question_edns(uint8_t *out, size_t size, unsigned payload, unsigned version,
    unsigned flags)
{
	uint8_t *at = out + size;

	out[11]++;
	*at++ = 0;
	at += put_u16(at, 41);
	at += put_u16(at, payload);
	at += put_u16(at, version);
	at += put_u16(at, flags);
	return (size_t)(at + put_u16(at, 0) - out);
}

void
question_send(int fd, const char *name)
{
	uint8_t query[QUESTION_SIZE];
	size_t size = question(query, name, ASK_A);

	while (send(fd, query, size, 0) == -1)
		ck_assert_int_eq(errno, ECONNREFUSED);
}

void
question_await_answer(int fd)
{
	uint8_t data[QUESTION_SIZE];
	ssize_t size;

	do {
		size = recv(fd, data, sizeof(data), 0);
	} while (size == -1 && errno == ECONNREFUSED);
	ck_assert_int_gt((int)size, 12);
}

/* An answer that is read, and its text. */
struct answer {
	const uint8_t *data;
	size_t size, at;
	char *out;
	size_t used;
	bool cut; /* there is less than it says */
};

static void MNI_PRINTF(2, 3) say(struct answer *answer, const char *format, ...)
{
	va_list args;
	int size;

	va_start(args, format);
	size = vsnprintf(answer->out + answer->used, ANSWER_TEXT - answer->used,
	    format, args);
	va_end(args);
	answer->used += (size_t)size;
	if (answer->used >= ANSWER_TEXT)
		answer->used = ANSWER_TEXT - 1;
}

static unsigned
take(struct answer *answer, size_t octets)
{
	unsigned number = 0;

	if (answer->size - answer->at < octets) {
		answer->cut = true;
		answer->at = answer->size;
		return 0;
	}
	while (octets-- > 0)
		number = number << 8 | answer->data[answer->at++];
	return number;
}

/* An octet of a label, as it is in master files. */
static void
say_octet(struct answer *answer, unsigned octet)
{
	if (octet > ' ' && octet <= '~' && strchr("!.\\", (int)octet) == NULL)
		say(answer, "%c", octet);
	else
		say(answer, "\\%03u", octet);
}

/* A name, whose pointers have to lead back. */
static void
say_name(struct answer *answer)
{
	size_t start = answer->used, back = 0, least = answer->at, target;
	unsigned octet;

	while ((octet = take(answer, 1)) != 0) {
		if (octet >= 0xc0) {
			target = (octet & 0x3f) << 8 | take(answer, 1);
			back = back == 0 ? answer->at : back;
			answer->cut |= target >= least;
			least = answer->at = answer->cut ? answer->size
			                                 : target;
			continue;
		}
		for (; octet > 0 && !answer->cut; octet--)
			say_octet(answer, take(answer, 1));
		say(answer, ".");
	}
	if (answer->used == start)
		say(answer, ".");
	if (back != 0)
		answer->at = back;
}

static const char *
type_text(unsigned type)
{
	static const char *const words[] = {[1] = "A",
	    [2] = "NS",
	    [5] = "CNAME",
	    [6] = "SOA",
	    [12] = "PTR",
	    [15] = "MX",
	    [16] = "TXT",
	    [28] = "AAAA",
	    [33] = "SRV",
	    [39] = "DNAME",
	    [255] = "ANY"};
	static char other[20];

	if (type < 256 && words[type] != NULL)
		return words[type];
	(void)snprintf(other, sizeof(other), "TYPE%u", type);
	return other;
}

/* Numbers of OCTETS each, COUNT of them. */
static void
say_numbers(struct answer *answer, int count, size_t octets)
{
	while (count-- > 0)
		say(answer, "%u ", take(answer, octets));
}

static void
say_data(struct answer *answer, unsigned type, unsigned length)
{
	size_t end = answer->at + length;

	if (type == ASK_A && length == 4) {
		say(answer, "%u.", take(answer, 1));
		say(answer, "%u.", take(answer, 1));
		say(answer, "%u.", take(answer, 1));
		say(answer, "%u", take(answer, 1));
	} else if (type == ASK_SOA) {
		say_name(answer);
		say(answer, " ");
		say_name(answer);
		say(answer, " ");
		say_numbers(answer, 5, 4);
		answer->used--;
	} else if (type == ASK_NS || type == ASK_CNAME || type == 12 ||
	           type == ASK_DNAME) {
		say_name(answer);
	} else if (type == ASK_MX || type == ASK_SRV) {
		say_numbers(answer, type == ASK_MX ? 1 : 3, 2);
		say_name(answer);
	}
	for (; answer->at < end && !answer->cut; length--)
		say(answer, "%02x", take(answer, 1));
	answer->cut |= answer->at != end;
}

/* TTL as RFC 6891 section 6.1.3 divides it. */
static void
say_opt(struct answer *answer, unsigned payload, unsigned ttl, unsigned length)
{
	say(answer, "OPT %u %u", ttl >> 16 & 255, payload);
	if (ttl >> 24 != 0)
		say(answer, " rcode %u", ttl >> 24);
	if ((ttl & 0x8000) != 0)
		say(answer, " do");
	if ((ttl & 0x7fff) != 0)
		say(answer, " z");
	if (length > 0)
		say(answer, " ");
	say_data(answer, 0, length);
}

static void
say_record(struct answer *answer)
{
	unsigned type, class, ttl;
	size_t owner = answer->used;

	say_name(answer);
	type = take(answer, 2);
	class = take(answer, 2);
	ttl = take(answer, 4);
	if (type == 41) {
		if (strcmp(answer->out + owner, ".") == 0)
			answer->used = owner;
		say_opt(answer, class, ttl, take(answer, 2));
		return;
	}
	say(answer, " %u ", ttl);
	if (class != 1)
		say(answer, "CLASS%u ", class);
	say(answer, "%s ", type_text(type));
	say_data(answer, type, take(answer, 2));
}

static void
say_section(struct answer *answer, unsigned count)
{
	unsigned i;

	say(answer, " |");
	for (i = 0; i < count && !answer->cut; i++) {
		say(answer, i == 0 ? " " : ", ");
		say_record(answer);
	}
}

static void
say_bits(struct answer *answer, unsigned bits)
{
	static const char *const codes[] = {"NOERROR", "FORMERR", "SERVFAIL",
	    "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN"};
	static const char *const words[] = {
	    "cd", "ad", "z", "ra", "rd", "tc", "aa"};
	int i;

	if ((bits & 15) < 7)
		say(answer, "%s", codes[bits & 15]);
	else
		say(answer, "RCODE%u", bits & 15);
	if ((bits >> 11 & 15) != 0)
		say(answer, " opcode %u", bits >> 11 & 15);
	if ((bits & 0x8000) != 0)
		say(answer, " qr");
	for (i = 6; i >= 0; i--)
		if ((bits >> (4 + i) & 1) != 0)
			say(answer, " %s", words[i]);
}

const char *
answer_text(const uint8_t *data, size_t size, char out[static ANSWER_TEXT])
{
	struct answer answer = {.data = data, .size = size, .out = out};
	unsigned counts[4], type, class;
	int i;

	out[0] = '\0';
	if (take(&answer, 2) != 0x1234)
		say(&answer, "!id ");
	say_bits(&answer, take(&answer, 2));
	for (i = 0; i < 4; i++)
		counts[i] = take(&answer, 2);
	say(&answer, " |");
	for (; counts[0] > 0 && !answer.cut; counts[0]--) {
		say(&answer, " ");
		say_name(&answer);
		type = take(&answer, 2);
		class = take(&answer, 2);
		say(&answer, " %s", type_text(type));
		if (class != 1)
			say(&answer, " CLASS%u", class);
	}
	for (i = 1; i < 4; i++)
		say_section(&answer, counts[i]);
	if (answer.cut)
		say(&answer, " !cut");
	else if (answer.at < size)
		say(&answer, " !%zu octets behind", size - answer.at);
	return out;
}
