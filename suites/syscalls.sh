#!/bin/sh
# SPDX-License-Identifier: MIT
#
# How many calls of the system echo-server makes for an operation, as strace
# counts them. They are the same on every machine, however busy it is. The bars
# stand in bench/echo/calls.c.

: "${top_srcdir:=.}" "${top_builddir:=.}" "${EMULATOR:=}"
# shellcheck source=suites/tap.sh
. "$top_srcdir/suites/tap.sh"

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# A leak cannot be looked for in a process that is traced.
count_calls()
{
	(cd "$top_builddir" && LC_ALL=C ASAN_OPTIONS=detect_leaks=0 \
		sh "$top_srcdir/suites/bench/echo/alone.sh" \
		suites/bench/echo/echo calls) >"$work/calls" 2>&1
}

# A test for each line of ours that has a bar.
report_calls()
{
	while IFS= read -r line; do
		name=${line%%  *}
		case $line in
		*'  echo-server, event '*', at most '*': over')
			report "$name" "$line" ;;
		*'  echo-server, event '*', at most '*)
			report "$name" '' ;;
		esac
	done
}

all='calls of the system'
if [ -n "$EMULATOR" ]; then
	skip "$all" 'those of an emulator would be counted'
elif ! needs strace "$all"; then
	:
elif ! strace -o /dev/null true 2>/dev/null; then
	skip "$all" 'strace may not trace here'
elif count_calls || grep -q '^over: ' "$work/calls"; then
	sed 's/^ *//' "$work/calls" >"$work/lines"
	report_calls <"$work/lines"
	[ "$count" -gt 0 ] || report "$all" 'no line has a bar'
else
	report "$all" "$(tail -n 5 "$work/calls")"
fi
plan
