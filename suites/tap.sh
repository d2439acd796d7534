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

plan() {
	echo "1..$count"
}
