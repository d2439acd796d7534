/* SPDX-License-Identifier: MIT */
/* The client of the Daytime Protocol, RFC 867, and what can be shown of the
 * line that it fetches. */
#ifndef MNI_DAYTIME_DAYTIME_H
#define MNI_DAYTIME_DAYTIME_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"
#include "client/fetch.h"
#include "daytime/zone.h"

enum mni_daytime_view {
	MNI_DAYTIME_LINE,  /* as it came */
	MNI_DAYTIME_ISO,   /* its time in ISO 8601, in the zone that it names */
	MNI_DAYTIME_UTC,   /* the same in UTC */
	MNI_DAYTIME_OFFSET /* how far its clock is ahead of ours, in seconds */
};

struct mni_daytime {
	struct mni_fetch fetch;
	enum mni_daytime_view view;
	struct mni_zone zone; /* taken for that of a line that names none */
};

/* The line as it came, by a connection to port 13; a copy needs a host. */
extern const struct mni_daytime mni_daytime_usual;

/*
 * Fetches a line and puts what the view shows of it into TEXT, which is empty,
 * with a line end.  Blocks until DEADLINE at most.  The offset is that of the
 * second that the line names from the moment at which it was here.
 *
 * Errors: those of mni_fetch(), and what came before one is in TEXT when the
 * line is to be shown; malformed, when the line is in none of the forms of
 * daytime/forms.h; unhealthy, when the server says not to trust its clock;
 * unsupported, when UTC or the offset is asked for and nobody knows the zone.
 */
enum mni_status mni_daytime_fetch(const struct mni_daytime *daytime,
    struct mni_deadline deadline, struct mni_bytes *text,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
