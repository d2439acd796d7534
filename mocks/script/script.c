/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "script/script.h"

#include "dns/service.h"
#include "http/answer.h"
#include "http/rules.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void
part_fini(struct mni_part *part)
{
	size_t i;

	for (i = 0; i < part->count; i++) {
		mni_text_fini(&part->steps[i].text);
		mni_answer_free(part->steps[i].answer);
		mni_delivery_fini(&part->steps[i].delivery);
	}
	free(part->steps);
	free(part->faults);
	mni_rule_free(part->rule);
}

void
mni_script_fini(struct mni_script *script)
{
	size_t i;

	for (i = 0; i < script->part_count; i++)
		part_fini(&script->parts[i]);
	free(script->parts);
	free(script->faults);
	free(script->path);
	mni_web_free(script->web);
	mni_ns_service_free(script->dns);
	mni_bytes_fini(&script->quote);
	*script = (struct mni_script){.family = AF_INET};
}

void
mni_script_set_first_line(struct mni_script *script, unsigned first)
{
	size_t part, i;

	for (part = 0; part < script->part_count; part++)
		for (i = 0; i < script->parts[part].count; i++)
			if (script->parts[part].steps[i].line != 0)
				script->parts[part].steps[i].line += first - 1;
}

int
mni_script_set_address(struct mni_script *script, const char *address)
{
	struct mni_step *step;
	size_t part, i;

	for (part = 0; part < script->part_count; part++)
		for (i = 0; i < script->parts[part].count; i++) {
			step = &script->parts[part].steps[i];
			if (mni_text_fill_in(&step->text, address) == -1)
				return -1;
			if (step->answer != NULL &&
			    mni_text_fill_in(&step->answer->fields, address) ==
			        -1)
				return -1;
		}
	return 0;
}

bool
mni_script_sends_from(const struct mni_script *script, enum mni_from from)
{
	const struct mni_part *part = script->parts;
	size_t i;

	for (i = 0; i < script->fault_count; i++)
		if (script->faults[i].delivery.from == from)
			return true;
	for (i = 0; i < part->count; i++)
		if (part->steps[i].delivery.from == from)
			return true;
	return script->dns != NULL &&
	       mni_ns_rules_send_from(&script->dns->rules, from);
}

const struct mni_part *
mni_script_part(const struct mni_script *script, size_t connection)
{
	size_t i;

	for (i = 0; i < script->part_count; i++)
		if (script->parts[i].rule == NULL &&
		    connection >= script->parts[i].first &&
		    connection <= script->parts[i].last)
			return &script->parts[i];
	return NULL;
}

size_t
mni_script_connections(const struct mni_script *script)
{
	size_t i, last, most = 1;

	for (i = 0; i < script->part_count; i++) {
		last = script->parts[i].last;
		if (last != SIZE_MAX && last > most)
			most = last;
	}
	return most;
}

size_t
mni_step_size(const struct mni_step *step)
{
	return step->text.data.size * step->delivery.repeat;
}

struct mni_copies
mni_step_copies(const struct mni_step *step)
{
	return (struct mni_copies){.data = step->text.data.data,
	    .period = step->text.data.size,
	    .size = mni_step_size(step)};
}

void
mni_copies_copy(
    const struct mni_copies *copies, size_t offset, size_t size, uint8_t *out)
{
	size_t period = copies->period, from = offset % period;
	size_t done = period < size ? period : size, part = period - from;

	if (part > done)
		part = done;
	memcpy(out, copies->data + from, part);
	memcpy(out + part, copies->data, done - part);
	/* What is there is whole periods: it goes behind itself. */
	while (done < size) {
		part = done < size - done ? done : size - done;
		memcpy(out + done, out, part);
		done += part;
	}
}
