#!/bin/sh
# SPDX-License-Identifier: MIT
#
#	run.sh FUZZER...
#
# Lets each fuzzer, a program in $top_builddir/suites/fuzz, try what it can think
# of for $FUZZ_SECONDS, a minute if that is not set; $FUZZ, if it is set, says
# which. What they begin with is made from the fixtures. What each has found out
# is kept in NAME.corpus beside it, and an input that is a finding as
# NAME.crash-HASH.

: "${top_builddir:=.}" "${FUZZ_SECONDS:=60}"
folder=$top_builddir/suites/fuzz
status=0

# figure NAME: a figure that libFuzzer prints at its end.
figure() {
	sed -n "s/^stat::$1: *//p" "$folder/$name.log"
}

for name in ${FUZZ:-"$@"}; do
	name=${name##*/}
	mkdir -p "$folder/$name.corpus"
	rm -rf "$folder/$name.seeds"
	mkdir "$folder/$name.seeds" || exit
	"$folder/seeds" "$name" "$folder/$name.seeds" || exit
	if "$folder/$name" -max_total_time="$FUZZ_SECONDS" -timeout=10 \
		-max_len=4096 -print_final_stats=1 \
		-artifact_prefix="$folder/$name." "$folder/$name.corpus" \
		"$folder/$name.seeds" >"$folder/$name.log" 2>&1; then
		echo "$name: $(figure number_of_executed_units) inputs," \
			"no finding"
	else
		tail -n 40 "$folder/$name.log"
		echo "$name: a finding; all of it is in $folder/$name.log"
		status=1
	fi
done
exit $status
