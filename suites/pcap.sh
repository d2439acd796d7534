#!/bin/sh
# SPDX-License-Identifier: MIT
# The captures that mocknet writes, before a judge that knows the protocols:
# tshark finds nothing wrong with them, and each service by its name.

: "${top_srcdir:=.}" "${top_builddir:=.}" "${EMULATOR:=}"
# shellcheck source=suites/tap.sh
. "$top_srcdir/suites/tap.sh"

export EMULATOR
client=$top_builddir/src/qotd-client
getter=$top_builddir/src/http-get
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
http as web
        on GET / send 200 text/plain "a page" chunked 4
tcp as cut
        send "x" repeat 100000
END
# The same over IPv6, where there is any.
sed 's/ \(tcp\|udp\)/ \1 ipv6/; s/^http/& ipv6/; s/from other-port/drop/; s/ as / as v6-/' \
	"$work/services" >"$work/services6"

# What asks each of them: a client of QOTD takes what any of them sends.
# shellcheck disable=SC2016 # for that shell
ask='env | sed -n "s/^MOCKNET_\(.*\)_ADDRESS=.*/\1/p" | sort | while read -r name
do
	eval "host=\$MOCKNET_${name}_HOST port=\$MOCKNET_${name}_PORT"
	case $name in
	*WEB)
		eval "url=\$MOCKNET_${name}_URL"
		$EMULATOR "$1" --timeout 0.3 "$url"
		continue
		;;
	*UDP | *ECHO | *CHARGEN) transport=--udp ;;
	*) transport=--tcp ;;
	esac
	$EMULATOR "$0" $transport --timeout 0.3 "$host" "$port"
done >/dev/null 2>&1'

# capture FILE: has all of FILE asked, into FILE.pcap.
capture() {
	# shellcheck disable=SC2086 # the emulator is several words
	$EMULATOR "$top_builddir/mocks/mocknet" serve \
		--journal "$1.pcap" "$1" -- sh -c "$ask; exit 0" "$client" "$getter"
}

# dissect FILE: what tshark says of its packets is in FILE.said, before each of
# them a line with its protocol.
dissect() {
	tshark -r "$1" -P -V -o 'gui.column.format:"Protocol","%p"' \
		-o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE \
		-o udp.check_checksum:TRUE >"$1.said" 2>/dev/null
}

# judged FILE: what is said against them.
judged() {
	grep -i -E 'malformed|incorrect|bad checksum|not captured|retransmission|out-of-order|acked unseen' \
		"$1.said"
}

# names FILE: the protocols.
names() {
	awk '/^Frame [0-9]+:/ { print before } { before = $0 }' "$1.said" |
		sort -u
}

# unnamed FILE: which services tshark does not see. It may see more than there
# are: it knows services by ports, and that of a client may be one of them.
unnamed() {
	names "$1" >"$1.names"
	printf '%s\n' Chargen DAYTIME ECHO HTTP TCP TIME UDP |
		grep -v -F -x -f "$1.names" | sed 's/^/no /'
}

# examine NAME FILE
examine() {
	finding=
	said=$(capture "$2" 2>&1) || finding="mocknet serve failed: $said"
	dissect "$2.pcap"
	[ -n "$finding" ] || finding=$(judged "$2.pcap")
	report "$1: nothing is wrong" "$finding"
	report "$1: all services by name" "$(unnamed "$2.pcap")"
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
