/* SPDX-License-Identifier: MIT */
#include "daytime.h"

#include "forms.h"
#include "moment.h"
#include "oneshot.h"

static enum status
fetch_moment(struct exchange *exchange, struct moment *out_moment)
{
	struct text line = {.octets = NULL};
	enum status status = fetch_oneshot(exchange, &line);

	if (status == OK)
		status = forms_read(&line, out_moment);
	text_free(&line);
	return status;
}

enum status
fetch_iso(struct exchange *exchange, struct text *out_text)
{
	struct moment moment;
	enum status status = fetch_moment(exchange, &moment);

	if (status == OK)
		moment_append(&moment, out_text);
	return status;
}

enum status
fetch_utc(struct exchange *exchange, struct text *out_text)
{
	struct moment moment;
	enum status status = fetch_moment(exchange, &moment);

	if (status == OK && !moment.has_zone)
		return UNSUPPORTED;
	if (status == OK) {
		moment_to_utc(&moment);
		moment_append(&moment, out_text);
	}
	return status;
}
