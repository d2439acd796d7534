/* SPDX-License-Identifier: MIT */
/*
 * Reads each file named as one script and prints FILE:LINE:COLUMN: and what
 * is wrong there.  Nothing is started: docs.sh asks it about the scripts that
 * documents show.
 */
#include <config.h>

#include "base/bytes.h"
#include "base/file.h"
#include "mocknet.h"

#include <stdio.h>
#include <stdlib.h>

/* Returns 0, or -1 when the file at PATH is no script. */
static int
read_script(const char *path)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;
	struct mn_mistake mistake;
	int result = -1;

	if (mni_file_read(path, &text, &trouble) != MNI_OK)
		(void)printf("%s\n", trouble.text);
	else if (mni_bytes_append(&text, "", 1) == -1)
		(void)printf("%s: no memory\n", path);
	else if (!mn_script_ok((const char *)text.data, &mistake))
		(void)printf("%s:%u:%u: %s\n", path, mistake.line,
		    mistake.column, mistake.text);
	else
		result = 0;
	mni_bytes_fini(&text);
	return result;
}

int
main(int argc, char **argv)
{
	int status = EXIT_SUCCESS, i;

	for (i = 1; i < argc; i++)
		if (read_script(argv[i]) == -1)
			status = EXIT_FAILURE;
	return status;
}
