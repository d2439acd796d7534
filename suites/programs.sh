#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs of src/ as a user has them, against every case about them.

: "${top_builddir:=.}"
exec "$top_builddir/suites/mocknet-check" --tap --statuses --strict client qotd -- \
	"$top_builddir/src/qotd-client" "--{transport}" \
	--timeout "{timeout}" --retry "{retry}" "{host}" "{port}"
