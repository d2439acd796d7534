# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
#
# What our clients are held to when they ask a server that we did not write.
# The last arguments of each function are the client and its own arguments.

# ours CLIENT ARGUMENT...: what it prints is in $work/got, what it says in
# $work/err, how it ends in $status.
ours() {
	client=$1
	shift
	# shellcheck disable=SC2086 # the words before it are several
	$before $EMULATOR "$top_builddir/src/$client" "$@" \
		>"$work/got" 2>"$work/err"
	status=$?
}

# What stands before the command of a client, such as hidden.
before=

# outcome STATUS CLASS FILE: what is wrong with the last client unless it ended
# with STATUS, printed the octets of FILE, and said CLASS, or nothing when that
# is ok.
outcome() {
	[ "$status" = "$1" ] || echo "exit status $status, not $1"
	cmp "$3" "$work/got" 2>&1
	if [ "$2" = ok ]; then
		[ ! -s "$work/err" ] || cat "$work/err"
	elif ! grep -q "^$client: [^ ]*: $2: " "$work/err" ||
		[ "$(grep -c '' "$work/err")" != 1 ]; then
		echo "no error of class $2, but: $(cat "$work/err")"
	fi
}

# prints NAME FILE CLIENT...: it gets the octets of FILE.
prints() {
	name=$1 file=$2
	shift 2
	ours "$@" </dev/null
	report "$name" "$(outcome 0 ok "$file")"
}

# fails NAME STATUS CLASS CLIENT...: it gets nothing, and says so.
fails() {
	name=$1 want=$2 class=$3
	shift 3
	ours "$@" </dev/null
	report "$name" "$(outcome "$want" "$class" /dev/null)"
}

# tells NAME CLOCK CLIENT...: it prints the time as the command CLOCK does,
# before and after it. Where that changes meanwhile it is asked again, because
# the clock that a server reads may also be a tick behind.
tells() {
	name=$1 clock=$2
	shift 2
	finding=
	for _ in 1 2 3 4 5; do
		"$clock" >"$work/before"
		ours "$@" </dev/null
		"$clock" >"$work/after"
		finding="the time changed: $(cat "$work/before")"
		cmp -s "$work/before" "$work/after" || continue
		finding=$(outcome 0 ok "$work/after")
		[ -n "$finding" ] || break
	done
	report "$name" "${finding:+$finding
$(cat "$work/got")}"
}

# Clocks: ISO 8601 with and without the zone.
iso_clock() {
	date -u '+%Y-%m-%dT%H:%M:%SZ'
}

bare_clock() {
	date -u '+%Y-%m-%dT%H:%M:%S'
}

# near NAME CLIENT...: it prints an offset of less than two seconds: lines are
# cut to the second.
near() {
	name=$1
	shift
	for _ in 1 2 3 4 5; do
		ours "$@" </dev/null
		finding=$(
			outcome 0 ok "$work/got"
			grep -q '^[-+][01][.][0-9]* s$' "$work/got" ||
				cat "$work/got"
		)
		[ -n "$finding" ] || break
	done
	report "$name" "$finding"
}

# daytime NAME CLOCK ARGUMENT...: the line of a server whose form names UTC.
daytime() {
	server=$1 line=$2
	shift 2
	tells "$server: daytime" "$line" daytime-client "$@"
	tells "$server: daytime --iso" iso_clock daytime-client --iso "$@"
	tells "$server: daytime --utc" iso_clock daytime-client --utc "$@"
	near "$server: daytime --offset" daytime-client --offset "$@"
}

# daytime_bare NAME CLOCK ARGUMENT...: of one whose form names no zone.
daytime_bare() {
	server=$1 line=$2
	shift 2
	tells "$server: daytime" "$line" daytime-client "$@"
	tells "$server: daytime --iso" bare_clock daytime-client --iso "$@"
	tells "$server: daytime --utc --zone" iso_clock \
		daytime-client --utc --zone UTC "$@"
	fails "$server: daytime --utc without a zone" 10 unsupported \
		daytime-client --utc "$@"
	near "$server: daytime --offset" \
		daytime-client --offset --zone UTC "$@"
}

# echoes NAME FILE ARGUMENT...: all of FILE comes back.
echoes() {
	name=$1 file=$2
	shift 2
	ours echo-client "$@" <"$file"
	report "$name" "$(outcome 0 ok "$file")"
}

# loses NAME FILE N STATUS CLASS ARGUMENT...: N octets come back, and it says
# that this is not all. Another version of the server may lose nothing.
loses() {
	name=$1 file=$2 size=$3 want=$4 class=$5
	shift 5
	ours echo-client "$@" <"$file"
	if [ -z "$(outcome 0 ok "$file")" ]; then
		skip "$name" 'this server loses nothing'
		return
	fi
	head -c "$size" "$file" >"$work/part"
	report "$name" "$(outcome "$want" "$class" "$work/part")"
}

# echo_tcp NAME ARGUMENT...
echo_tcp() {
	server=$1
	shift
	for message in line octets nothing mebibytes; do
		echoes "$server: echo of $message" "$messages/$message" "$@"
	done
}

# echo_udp NAME LIMIT ARGUMENT...: a server that has room for LIMIT octets.
echo_udp() {
	server=$1 room=$2
	shift 2
	for message in line octets nothing; do
		echoes "$server: echo of $message over UDP" \
			"$messages/$message" --udp "$@"
	done
	echo_room "$server" "$room" "$@"
}

# echo_room NAME LIMIT ARGUMENT...: the end of that room.
echo_room() {
	server=$1 room=$2
	shift 2
	head -c "$room" "$messages/mebibytes" >"$work/most"
	echoes "$server: echo of $room octets over UDP" "$work/most" --udp "$@"
	[ "$room" -lt 65507 ] || return 0
	head -c $((room + 1)) "$messages/mebibytes" >"$work/more"
	loses "$server: echo of one octet more" "$work/more" "$room" \
		11 mismatch --udp "$@"
}

# judged NAME SERVER SUBJECT ADDRESS [OPTION...]: mocknet-check plays all cases
# about SUBJECT to the one at ADDRESS. What is known of it is in SERVER.known.
# What else it gets wrong it is asked again, once: some of them lose a race with
# their own children when the machine is busy, and that is not for us to mend.
judged() {
	name=$1 known=$interop/$2.known subject=$3 place=$4
	shift 4
	play "$@" || {
		echo "# $name: asked again, after"
		deviations | sed 's/^/# /'
		play "$@"
	}
	report "$name" "$(
		[ "$status" != 0 ] || exit
		echo "exit status $status"
		deviations
		cat "$work/err"
	)"
}

# shellcheck disable=SC2086 # the emulator is several words
play() {
	$EMULATOR "$top_builddir/suites/mocknet-check" --tap \
		--known "$known" "$@" server "$subject" "$place" \
		>"$work/got" 2>"$work/err"
	status=$?
	return $status
}

# What is not known of the one that was judged.
deviations() {
	awk '!/^#/ { bad = /^not ok/ && !/# TODO/ } bad' "$work/got"
}
