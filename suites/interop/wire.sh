# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
#
# The journal of our stand-in for name servers beside what dumpcap has heard: the
# same datagrams and pieces of streams, octet by octet, in the same order.

# What kdig asks for, and how many packets with octets that makes.
wire_udp='id twice octets other-port plain' wire_udp_packets=13
wire_tcp='tcp-split tcp-cut tcp-rst tcp-plain' wire_tcp_packets=9

# Each packet as its ports and octets. PSH, which the filter of tapped.sh goes
# by, is in the last segment of what was sent at once.
heard() {
	tshark -r "$work/wire" -T fields -E separator=' ' \
		-e udp.srcport -e udp.dstport -e udp.payload \
		-e tcp.srcport -e tcp.dstport -e tcp.payload 2>/dev/null |
		sed 's/^ *//; s/ *$//'
}

# The same of the journal.
journalled() {
	awk '
	BEGIN {
		for (i = 32; i < 127; i++)
			code[sprintf("%c", i)] = sprintf("%02x", i)
	}
	function field(name) {
		if (!match($0, "\"" name "\":\"[^\"]*:[0-9]+\""))
			return ""
		port = substr($0, RSTART, RLENGTH - 1)
		sub(/.*:/, "", port)
		return port
	}
	function octets(text, out) {
		for (; text != ""; text = substr(text, 2)) {
			if (substr(text, 1, 2) == "\\u") {
				out = out substr(text, 5, 2)
				text = substr(text, 6)
				continue
			}
			if (substr(text, 1, 1) == "\\")
				text = substr(text, 2)
			out = out code[substr(text, 1, 1)]
		}
		return out
	}
	!/"event":"(send|recv)"/ || !match($0, /"data":".+"/) { next }
	{
		data = octets(substr($0, RSTART + 8, RLENGTH - 9))
		from = field("local")
		to = field("peer")
		print (/"event":"send"/ ? from " " to : to " " from) " " data
	}' "$work/wire.jsonl"
}

# shellcheck disable=SC2016,SC2086 # for that shell; these are several words
ask_tapped() {
	STARTUP="$EMULATOR $top_builddir/suites/interop/startup" \
		$alone sh "$interop/tapped.sh" \
		$((wire_udp_packets + wire_tcp_packets)) "$work/wire" \
		$EMULATOR "$top_builddir/mocks/mocknet" serve --quiet \
		"--journal=$work/wire.jsonl" "$interop/faults.zone" -- sh -c '
		ask="kdig @127.0.0.1 -p $MOCKNET_DNS1_PORT +retry=0 +time=2"
		for name in $0; do $ask "$name.example.test"; done
		for name in $1; do $ask +tcp "$name.example.test"; done
		exit 0' "$wire_udp" "$wire_tcp" >"$work/said" 2>&1
}

wire_lane() {
	name='the journal is what was on the wire'
	for judge in kdig dumpcap tshark busybox; do
		needs "$judge" "$name" || return
	done
	may_be_alone "$name" || return
	ask_tapped
	case $? in
	77) skip "$name" "$(tail -n 1 "$work/wire.said")" && return ;;
	esac
	heard >"$work/heard"
	journalled >"$work/journalled"
	report "$name" "$(
		[ -s "$work/heard" ] || cat "$work/said" "$work/wire.said"
		diff "$work/journalled" "$work/heard"
	)"
}
