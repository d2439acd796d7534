#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs of src/ as a user has them, against every case about them.

: "${top_builddir:=.}" "${EMULATOR:=}"
# shellcheck disable=SC2086 # the emulator is several words
exec $EMULATOR "$top_builddir/suites/mocknet-check" \
	--tap --statuses --strict client qotd -- \
	$EMULATOR "$top_builddir/src/qotd-client" "--{transport}" \
	--timeout "{timeout}" --retry "{retry}" "{host}" "{port}"
