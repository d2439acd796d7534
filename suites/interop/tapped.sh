# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# tapped.sh COUNT FILE COMMAND...: COMMAND runs in this network, of which the
# loopback is down, while dumpcap writes what has come with octets to FILE, until
# it has COUNT packets. $STARTUP waits for it. The status is 77 where nobody may
# listen.

count=$1 file=$2
shift 2
busybox ip link set lo up || exit 77
dumpcap -q -P -i lo -c "$count" -a duration:10 -w "$file" \
	-f 'udp or tcp[tcpflags] & tcp-push != 0' 2>"$file.said" &
tap=$!
$STARTUP line "$file.said" '^File:|[Pp]ermission|not permitted|[Ee]rror'
grep -q '^File:' "$file.said" || exit 77
"$@"
wait "$tap"
