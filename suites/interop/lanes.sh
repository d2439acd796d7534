# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2030,SC2031,SC2034,SC2154
#
# Lanes: what is tested side by side, because it waits more than it works. A
# lane is a function that is called in a shell and with a folder $work of its
# own, starts servers there, and reports about them; whatever ends it, it ends
# them first.

lanes='' lane_names='' servers='' ports=''

# lane NAME FUNCTION ARGUMENT...: has it run in the background. It gets ports
# that no other lane gets.
lane() {
	lane=$1
	shift
	mkdir "$work/$lane" || exit 99
	lane_ports=
	for _ in 1 2 3 4 5 6; do
		lane_ports="$lane_ports${ports%% *} "
		ports=${ports#* }
	done
	{
		work=$work/$lane servers='' ports=$lane_ports count=0
		trap end_servers EXIT
		trap 'exit 1' HUP INT TERM
		echo "# lane $lane"
		"$@"
		echo '# all'
	} >"$work/$lane.tap" 2>&1 &
	lanes="$lanes $!"
	lane_names="$lane_names $lane"
}

# shellcheck disable=SC2086 # they are several
end_lanes() {
	[ -n "$lanes" ] || return
	kill $lanes 2>/dev/null
	wait $lanes
	lanes=
}

# What the lanes have reported, with the numbers and the plan of one test.
# shellcheck disable=SC2016,SC2086 # for awk; the lanes are several
collect() {
	wait $lanes
	lanes=
	for name in $lane_names; do
		cat "$work/$name.tap"
	done | awk '
	function close_lane() {
		if (lane != "" && !all)
			printf "not ok %d - %s: it came to its end\n", ++n, lane
	}
	/^# lane / {
		close_lane()
		lane = $3
		all = 0
		next
	}
	/^# all$/ {
		all = 1
		next
	}
	/^(not )?ok [0-9]+ - / {
		sub(/ok [0-9]+/, "ok " ++n)
		print
		next
	}
	{ print (/^#/ ? "" : "# ") $0 }
	END {
		close_lane()
		print "1.." n
	}'
}

# A server that is forgotten ends by itself, with its children: timeout(1) makes
# a group of them.
limit='timeout -k 5 300'
$limit true 2>/dev/null || limit=

# start NAME COMMAND...: a server; what it says is in $work/NAME.said.
start() {
	said=$work/$1.said
	rm -f "$said"
	shift
	# shellcheck disable=SC2086 # the limit is several words
	$limit "$@" >"$said" 2>&1 </dev/null &
	servers="$servers $!"
}

# end PID...: what was started here, behind a limit. The signal is for all of
# its group: timeout(1) may be slower than what it runs, and would die of a
# signal that it is not ready to pass on.
end() {
	for pid; do
		kill -TERM "-$pid" 2>/dev/null || kill "$pid" 2>/dev/null
	done
	for pid; do
		wait "$pid" 2>/dev/null
	done
}

# slay PID...: they end at once, without a farewell, but are not waited for.
slay() {
	for pid; do
		kill -KILL "-$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null
	done
}

# shellcheck disable=SC2086 # they are several
end_servers() {
	end $servers
	servers=
}

# shellcheck disable=SC2086 # the emulator is several words
startup() {
	$EMULATOR "$top_builddir/suites/interop/startup" "$@"
}

# free_ports N: so many, in a line that ends in a blank.
free_ports() {
	startup free "$1" | tr '\n' ' '
}

# free VARIABLE...: each is a port that nobody has.
free() {
	for variable; do
		[ "${ports# }" ] || ports=$(free_ports 6)
		eval "$variable=\${ports%% *}"
		ports=${ports#* }
	done
}

# says NAME PATTERN: waits until the server NAME does, or that its port is in
# use.
says() {
	startup line "$work/$1.said" "$2|in use" &&
		! grep -q 'in use' "$work/$1.said"
}

# up LANE: has begin_LANE start the servers of a lane, again with other ports
# when it fails, as when somebody took one meanwhile.
up() {
	for _ in 1 2 3; do
		"begin_$1" && return
		end_servers
	done
	report "$1: the servers are up" "they are not:
$(tail -n 5 "$work"/*.said)"
	return 1
}

# Sets $hidden to what stands before FILE TARGET COMMAND... for COMMAND to have
# FILE in the place of TARGET; returns whether this user may have TARGET
# hidden.
may_hide() {
	for namespace in --mount '--user --map-root-user --mount'; do
		hidden="unshare $namespace sh $top_srcdir/suites/interop/hidden.sh"
		$hidden /dev/null "$1" true 2>/dev/null && return
	done
	return 1
}

# may_be_alone NAME: sets $alone to what stands before a command for it to have
# a network of its own; where this user may have none, NAME is skipped.
may_be_alone() {
	for alone in 'unshare --net' 'unshare --user --map-root-user --net'; do
		$alone busybox ip link set lo up 2>/dev/null && return
	done
	skip "$1" 'this user may have no network of his own'
	return 1
}
