/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/echoes.h"

#include "base/deadline.h"
#include "base/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define SILENCE_MS 30
#define STALLED_MS 100
#define FULL_MS 1000
#define PIECE 65536

const char *const model_names[MODELS] = {
    [MNI_ECHOER_BLOCKING] = "blocking",
    [MNI_ECHOER_THREADS] = "threads",
    [MNI_ECHOER_EVENT] = "event",
};

struct mni_echoer_options
options_of(int model)
{
	struct mni_echoer_options options = mni_echoer_usual;

	options.model = (enum mni_echoer_model)model;
	return options;
}

struct echoes
echoes_at(const struct mni_echoer_options *options, const char *where)
{
	struct echoes echoes = {.echoer = mni_echoer_new(options)};
	struct mni_trouble trouble;

	ck_assert_ptr_nonnull(echoes.echoer);
	ck_assert_msg(
	    mni_echoer_listen(echoes.echoer, where, &trouble) == MNI_OK,
	    "%s: %s", where, trouble.text);
	return echoes;
}

static void *
run(void *argument)
{
	struct echoes *echoes = argument;
	struct mni_trouble trouble;

	echoes->ended = mni_echoer_run(echoes->echoer, &trouble);
	return NULL;
}

void
echoes_start(struct echoes *echoes)
{
	ck_assert_int_eq(pthread_create(&echoes->thread, NULL, run, echoes), 0);
}

struct mni_echoer_counts
echoes_join(struct echoes *echoes)
{
	struct mni_echoer_counts counts;

	ck_assert_int_eq(pthread_join(echoes->thread, NULL), 0);
	ck_assert_int_eq(echoes->ended, MNI_OK);
	counts = mni_echoer_counts(echoes->echoer);
	mni_echoer_free(echoes->echoer);
	echoes->echoer = NULL;
	return counts;
}

struct mni_echoer_counts
echoes_end(struct echoes *echoes)
{
	mni_echoer_stop(echoes->echoer);
	return echoes_join(echoes);
}

int
echoes_dial(const struct mni_address *address, int type)
{
	struct timeval patience = {.tv_sec = ECHO_PATIENCE_MS / 1000};
	struct mni_trouble trouble;
	int fd;

	ck_assert_msg(
	    mni_connect(address, type, mni_deadline_in(ECHO_PATIENCE_MS), &fd,
	        &trouble) == MNI_OK,
	    "%s", trouble.text);
	ck_assert_int_eq(
	    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK), 0);
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
	                     sizeof(patience)),
	    0);
	return fd;
}

int
echoes_call(const struct echoes *echoes, size_t nth, int type)
{
	const struct mni_address *address =
	    mni_echoer_address(echoes->echoer, nth);

	ck_assert_ptr_nonnull(address);
	return echoes_dial(address, type);
}

void
assert_echo(int fd, const char *text)
{
	size_t size = strlen(text), have = 0;
	char back[1000];
	ssize_t got;

	ck_assert_uint_lt(size, sizeof(back));
	ck_assert_int_eq(mni_send(fd, text, size), (ssize_t)size);
	for (; have < size; have += (size_t)got) {
		got = recv(fd, back + have, size - have, 0);
		ck_assert_msg(got > 0, "%zu of %zu octets are back: %s", have,
		    size, got == 0 ? "end" : strerror(errno));
	}
	ck_assert_mem_eq(back, text, size);
}

void
assert_end(int fd)
{
	char octet;
	ssize_t got = recv(fd, &octet, 1, 0);

	ck_assert_msg(got == 0, "%s comes, not the end",
	    got == 1 ? "an octet" : strerror(errno));
}

void
assert_silence(int fd)
{
	ck_assert_int_eq(
	    mni_wait_for(fd, POLLIN, mni_deadline_in(SILENCE_MS)), 0);
}

/* Octets that do not repeat for a long time, so that none can be lost, be too
 * many or change their places: GROUP of each of these numbers. */
#define GROUP ((size_t)7)

static uint64_t
pattern_group(size_t nth)
{
	return (nth + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

static uint8_t
pattern_at(size_t offset)
{
	uint64_t group = pattern_group(offset / GROUP);
	uint8_t octets[sizeof(group)];

	memcpy(octets, &group, sizeof(group));
	return octets[offset % GROUP];
}

static void
write_pattern(uint8_t *out, size_t from, size_t size)
{
	uint64_t group;
	size_t nth, i = 0;

	while (i < size && (from + i) % GROUP != 0) {
		out[i] = pattern_at(from + i);
		i++;
	}
	nth = (from + i) / GROUP;
	for (; size - i >= sizeof(group); i += GROUP) {
		group = pattern_group(nth++);
		memcpy(out + i, &group, sizeof(group));
	}
	for (; i < size; i++)
		out[i] = pattern_at(from + i);
}

size_t
fill_now(int fd, size_t from, size_t most)
{
	size_t size = most < PIECE ? most : PIECE;
	uint8_t piece[PIECE];
	ssize_t sent;

	write_pattern(piece, from, size);
	sent = send(fd, piece, size, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent == -1)
		ck_assert_int_eq(errno, EAGAIN);
	return sent == -1 ? 0 : (size_t)sent;
}

/* Until FD takes nothing for so long. */
static size_t
fill_for(int fd, size_t from, size_t most, int64_t stalled_ms)
{
	size_t filled = 0;

	while (filled < most &&
	       mni_wait_for(fd, POLLOUT, mni_deadline_in(stalled_ms)) == 1)
		filled += fill_now(fd, from + filled, most - filled);
	return filled;
}

size_t
fill(int fd, size_t from, size_t most)
{
	return fill_for(fd, from, most, STALLED_MS);
}

size_t
fill_up(int fd)
{
	return fill_for(fd, 0, SIZE_MAX, FULL_MS);
}

size_t
take_pattern(int fd, size_t from, size_t most)
{
	uint8_t piece[PIECE], wanted[PIECE];
	size_t size, taken = 0;
	ssize_t got;

	while (taken < most) {
		size = most - taken < PIECE ? most - taken : PIECE;
		got = recv(fd, piece, size, 0);
		ck_assert_msg(
		    got >= 0, "behind %zu octets: %s", taken, strerror(errno));
		if (got == 0)
			break;
		write_pattern(wanted, from + taken, (size_t)got);
		ck_assert_msg(memcmp(piece, wanted, (size_t)got) == 0,
		    "others come within %zd octets behind %zu", got, taken);
		taken += (size_t)got;
	}
	return taken;
}

void
reset(int fd)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};

	ck_assert_int_eq(
	    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)), 0);
	(void)close(fd);
}

void
add_for_models(Suite *suite, const TTest *const *tests, size_t count)
{
	size_t i;
	int model;

	for (i = 0; i < count; i++)
		for (model = 0; model < MODELS; model++)
			checks_add(suite, tests[i], model);
}
