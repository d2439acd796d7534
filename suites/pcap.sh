#!/bin/sh
# SPDX-License-Identifier: MIT
# The captures that mocknet writes, before a judge that knows the protocols:
# tshark finds nothing wrong with them, and each service by its name.

: "${top_srcdir:=.}" "${top_builddir:=.}" "${EMULATOR:=}"
# shellcheck source=suites/tap.sh
. "$top_srcdir/suites/tap.sh"

export EMULATOR
client=$top_builddir/src/qotd-client
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

cat >"$work/services" <<'END'
echo udp as echo
chargen udp as chargen
daytime tcp as daytime
        form nist
daytime udp as daytime-udp
time tcp as time
time udp as time-udp
qotd tcp as qotd
        fault at 9 rst
qotd udp as qotd-udp
        fault reply 1 from other-port
tcp as cut
        send "x" repeat 100000
END
# The same over IPv6, where there is any.
sed 's/ \(tcp\|udp\)/ \1 ipv6/; s/from other-port/drop/; s/ as / as v6-/' \
	"$work/services" >"$work/services6"

# What asks each of them: a client of QOTD takes what any of them sends.
# shellcheck disable=SC2016 # for that shell
ask='env | sed -n "s/^MOCKNET_\(.*\)_ADDRESS=.*/\1/p" | sort | while read -r name
do
	eval "host=\$MOCKNET_${name}_HOST port=\$MOCKNET_${name}_PORT"
	case $name in
	*UDP | *ECHO | *CHARGEN) transport=--udp ;;
	*) transport=--tcp ;;
	esac
	$EMULATOR "$0" $transport --timeout 0.3 "$host" "$port"
done >/dev/null 2>&1'

# capture FILE: has all of FILE asked, into FILE.pcap.
capture() {
	# shellcheck disable=SC2086 # the emulator is several words
	$EMULATOR "$top_builddir/mocks/mocknet" serve \
		--journal "$1.pcap" "$1" -- sh -c "$ask; exit 0" "$client"
}

# judge FILE: what tshark says against the packets of FILE.
judged() {
	tshark -r "$1" -V -o ip.check_checksum:TRUE \
		-o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE \
		2>/dev/null | grep -i -E 'malformed|incorrect|bad checksum|not captured|retransmission|out-of-order|acked unseen'
}

# names FILE: the protocols of its packets.
names() {
	tshark -r "$1" -T fields -e _ws.col.Protocol 2>/dev/null | sort -u |
		tr '\n' ' '
}

# examine NAME FILE
examine() {
	finding=
	said=$(capture "$2" 2>&1) || finding="mocknet serve failed: $said"
	[ -n "$finding" ] || finding=$(judged "$2.pcap")
	report "$1: nothing is wrong" "$finding"
	report "$1: all services by name" "$(echo \
		'Chargen DAYTIME ECHO TCP TIME UDP ' |
		grep -v -F -x "$(names "$2.pcap")" | sed 's/^/expected /')"
}

if ! needs tshark 'IPv4: nothing is wrong'; then
	plan
	exit
fi
examine IPv4 "$work/services"
if capture "$work/services6" 2>&1 | grep -q 'no address ::1'; then
	skip 'IPv6: nothing is wrong' 'no IPv6 here'
else
	examine IPv6 "$work/services6"
fi
plan
