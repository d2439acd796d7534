#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs of src/ as a user has them, against every case about them.

: "${top_builddir:=.}" "${EMULATOR:=}"

# The sweeps are played by functions in check_qotd and its like; here they are
# some thousand starts of a program, for who asks for the large numbers.
sweeps='--sweeps none'
[ "${MOCKNET_STRESS:-}" != full ] || sweeps=

# judged SUBJECT PROGRAM OPTION...
# shellcheck disable=SC2086 # some are several words
judged() {
	subject=$1 program=$2
	shift 2
	$EMULATOR "$top_builddir/suites/mocknet-check" \
		--tap --statuses --strict $sweeps client "$subject" -- \
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

# judged_names SUBJECT OPTION...: with more time than {retry} until it asks
# again. The second of two answers has three times that, in which a program on a
# busy host may not get to run at all.
# shellcheck disable=SC2086
judged_names() {
	subject=$1
	shift
	$EMULATOR "$top_builddir/suites/mocknet-check" \
		--tap --statuses --strict $sweeps client "$subject" -- \
		$EMULATOR "$top_builddir/src/get-ip" "$@" \
		"--server={server}" --timeout "{timeout}" --retry 0.1 \
		-- "{name}"
	[ $? -le 1 ] || echo "Bail out! get-ip was not judged about $subject"
}

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Three at a time, because they wait more than they work.
{
	judged qotd qotd-client
	judged daytime daytime-client
	judged daytime-iso daytime-client --iso
	judged_http http-head http-head
	judged_http http-head-location http-head -L
} >"$work/1" &
{
	judged daytime-utc daytime-client --utc
	judged echo echo-client
	judged_names get-ip-udp
	judged_names get-ip-tcp --tcp
	judged_names get-ip-reverse --reverse
	judged_names get-ip-rotate \
		--search=one.test --search=two.test --rotate
	judged_names get-ip-search-udp --search=one.test --search=two.test
	judged_names get-ip-search-tcp --search=one.test --search=two.test --tcp
	judged_names get-ip-txt --type=TXT
} >"$work/2" &
{
	judged_http http-get http-get --max-body 1048576
	judged_http http-get-fail http-get --fail --max-body 1048576
	judged_http http-get-include http-get -i --max-body 1048576
	judged_http http-get-location http-get -L --max-body 1048576
} >"$work/3" &
wait

# Each of them prints tests from 1 on, and a plan; here they are one test.
cat "$work"/[123] | awk '
/^(not )?ok [0-9]+/ { sub(/ok [0-9]+/, "ok " ++count) }
/^1[.][.]/ { next }
{ print }
END { print "1.." count }'
