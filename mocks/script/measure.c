/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "script/script.h"

/* Adds what STEP moves.  Returns 0, or -1 when that is not fixed. */
static int
add_step(struct mni_measure *measure, const struct mni_step *step)
{
	size_t size = mni_step_size(step);

	switch (step->verb) {
	case MNI_VERB_LOOP:
	case MNI_VERB_END:
		return -1;
	case MNI_VERB_RECV:
		measure->requests++;
		break;
	case MNI_VERB_DROP:
		measure->requests += step->count;
		break;
	case MNI_VERB_SEND:
		if (step->source != MNI_SOURCE_TEXT ||
		    step->text.address_count > 0)
			return -1;
		if (step->delivery.stop != MNI_STOP_NOT &&
		    step->delivery.stop_at < size)
			size = step->delivery.stop_at;
		measure->octets += size;
		measure->replies += step->delivery.times;
		break;
	case MNI_VERB_FILL:
		return -1;
	case MNI_VERB_URGENT:
		measure->octets += size;
		break;
	case MNI_VERB_FORGE:
		measure->replies++;
		break;
	case MNI_VERB_WAIT:
	case MNI_VERB_BARRIER:
	case MNI_VERB_FIN:
	case MNI_VERB_CLOSE:
	case MNI_VERB_RST:
	case MNI_VERB_STALL:
	case MNI_VERB_REFUSE:
	case MNI_VERB_HEAR:
		break;
	}
	return 0;
}

int
mni_script_measure(
    const struct mni_script *script, struct mni_measure *out_measure)
{
	struct mni_measure measure = {.octets = 0};
	const struct mni_part *part = script->parts;
	size_t i;

	if (script->web != NULL || script->part_count != 1 ||
	    part->last != SIZE_MAX)
		return -1;
	for (i = 0; i < part->count; i++)
		if (add_step(&measure, &part->steps[i]) == -1)
			return -1;
	*out_measure = measure;
	return 0;
}
