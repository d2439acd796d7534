# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# TAP for the shell tests, which source this and end with plan. A test is a
# list of findings, one a line; it passes when there is none.

count=0

# report NAME FINDINGS
report() {
	count=$((count + 1))
	if [ -z "$2" ]; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
	fi
}

# skip NAME REASON
skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

# catches NAME EXPECTED FINDINGS: whether a check finds what it must.
catches() {
	if [ "$2" = "$3" ]; then
		report "catches $1" ''
	else
		report "catches $1" "expected:
$2
seen:
$3"
	fi
}

# expect NAME STATUS PATTERN COMMAND...: the command ends with STATUS, and
# PATTERN (of grep) is in what it prints on either output, which is kept in
# $work/out.
expect() {
	name=$1 want=$2 pattern=$3
	shift 3
	"$@" >"${work:?}/out" 2>&1 </dev/null
	got=$?
	finding=
	if [ "$got" -ne "$want" ]; then
		finding="exit status $got, not $want"
	elif ! grep -q -e "$pattern" "$work/out"; then
		finding="no '$pattern' in what it printed"
	fi
	report "$name" "${finding:+$finding
$(head -n 5 "$work/out")}"
}

# to_full COMMAND...: standard output is a full disk.
to_full() {
	"$@" >/dev/full
}

closed_stdout() {
	"$@" >&-
}

plan() {
	echo "1..$count"
}

# needs PROGRAM NAME: whether PROGRAM, which judges us, is there; else NAME is
# skipped, or fails where MOCKNET_JUDGES says that judges are required.
needs() {
	if command -v "$1" >/dev/null; then
		return 0
	elif [ "${MOCKNET_JUDGES:-}" = required ]; then
		report "$2" "$1 is missing, and judges are required"
	else
		skip "$2" "no $1 here"
	fi
	return 1
}
