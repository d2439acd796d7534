/* SPDX-License-Identifier: MIT */
/* Scripts, for either side. */
#include <config.h>

#include "fuzz/fuzz.h"
#include "script/script.h"

static void
try_side(const char *text, size_t size, enum mni_side side)
{
	struct mni_measure measure;
	struct mn_mistake mistake;
	struct mni_script script;

	if (mni_script_read(text, size, side, NULL, &script, &mistake) == -1) {
		fuzz_check_place(text, size, &mistake);
		return;
	}
	fuzz_insist(
	    script.part_count == 0 || script.parts != NULL, "a part is there");
	(void)mni_script_measure(&script, &measure);
	fuzz_insist(mni_script_set_address(&script, "127.0.0.1:80") == 0,
	    "there is memory");
	mni_script_fini(&script);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = size == 0 ? "" : (const char *)data;

	try_side(text, size, MNI_SERVER);
	try_side(text, size, MNI_CLIENT);
	return 0;
}
