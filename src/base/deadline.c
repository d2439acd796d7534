/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/deadline.h"

#include <limits.h>
#include <time.h>

#define NS_PER_MS INT64_C(1000000)

int64_t
mni_now_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 * NS_PER_MS + now.tv_nsec;
}

struct mni_deadline
mni_deadline_never(void)
{
	return (struct mni_deadline){.at_ns = INT64_MAX};
}

struct mni_deadline
mni_deadline_in(int64_t ms)
{
	int64_t now = mni_now_ns();

	if (ms < 0 || ms > (INT64_MAX - now) / NS_PER_MS)
		return mni_deadline_never();
	return (struct mni_deadline){.at_ns = now + ms * NS_PER_MS};
}

struct mni_deadline
mni_deadline_earlier(struct mni_deadline a, struct mni_deadline b)
{
	return a.at_ns < b.at_ns ? a : b;
}

int
mni_deadline_left(struct mni_deadline deadline)
{
	int64_t left_ns, left_ms;

	if (deadline.at_ns == INT64_MAX)
		return -1;
	left_ns = deadline.at_ns - mni_now_ns();
	if (left_ns <= 0)
		return 0;
	left_ms = (left_ns + NS_PER_MS - 1) / NS_PER_MS;
	return left_ms > INT_MAX ? INT_MAX : (int)left_ms;
}
