#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs of src/ as a user has them, against every case about them.

: "${top_builddir:=.}" "${EMULATOR:=}"

# judged SUBJECT PROGRAM OPTION...
# shellcheck disable=SC2086 # the emulator is several words
judged() {
	subject=$1 program=$2
	shift 2
	$EMULATOR "$top_builddir/suites/mocknet-check" \
		--tap --statuses --strict client "$subject" -- \
		$EMULATOR "$top_builddir/src/$program" "$@" "--{transport}" \
		--timeout "{timeout}" --retry "{retry}" "{host}" "{port}"
	[ $? -le 1 ] || echo "Bail out! $program was not judged about $subject"
}

# judged_http SUBJECT PROGRAM OPTION...: without the sweeps, ten thousand starts
# of a program; check_http plays them.
# shellcheck disable=SC2086
judged_http() {
	subject=$1 program=$2
	shift 2
	$EMULATOR "$top_builddir/suites/mocknet-check" \
		--tap --statuses --strict --sweeps none client "$subject" -- \
		$EMULATOR "$top_builddir/src/$program" "$@" \
		--timeout "{timeout}" "{url}"
	[ $? -le 1 ] || echo "Bail out! $program was not judged about $subject"
}

# Each of them prints tests from 1 on, and a plan; here they are one test.
{
	judged qotd qotd-client
	judged daytime daytime-client
	judged daytime-iso daytime-client --iso
	judged daytime-utc daytime-client --utc
	judged echo echo-client
	judged_http http-get http-get --max-body 1048576
	judged_http http-get-fail http-get --fail --max-body 1048576
	judged_http http-get-include http-get -i --max-body 1048576
	judged_http http-get-location http-get -L --max-body 1048576
	judged_http http-head http-head
	judged_http http-head-location http-head -L
} | awk '
/^(not )?ok [0-9]+/ { sub(/ok [0-9]+/, "ok " ++count) }
/^1[.][.]/ { next }
{ print }
END { print "1.." count }'
