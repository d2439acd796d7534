# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
#
# Our stand-ins in a network where every address leads to them: what answers a
# datagram has to leave from the address that it was sent to (RFC 2181 section
# 4.1), and the journal names that.

# Who asks whom: the line that comes of it, and the command.
everywhere='
192.0.2.1 | dig -b 127.0.0.1 @8.8.8.8 +short +tries=1 +time=5 www.test
192.0.2.1 | dig @9.9.9.9 +tcp +short +tries=1 +time=5 www.test
192.0.2.1 | kdig @1.1.1.1 +short +retry=0 +time=5 www.test
192.0.2.1 | dig @2001:db8::53 +short +tries=1 +time=5 www.test
192.0.2.1 | get-ip --server 192.0.2.53 --timeout 5 www.test
Everywhere. | qotd-client --udp --timeout 5 192.0.2.17
Everywhere. | qotd-client --timeout 5 192.0.2.18
A page. | http-get --timeout 5 http://192.0.2.80/'

# The addresses that the journal names, each once.
addresses_in_journal() {
	awk '$4 == "send" { print $5 ~ /^#/ ? $6 : $5 }' \
		"$work/everywhere.txt" | sort -u | tr '\n' ' '
}

# shellcheck disable=SC2016,SC2086 # for that shell; the words are several
ask_everywhere() {
	: >"$work/everywhere.txt"
	echo "$everywhere" | sed '/./!d; s/^[^|]*| //' >"$work/commands"
	PATH=$(cd "$top_builddir/src" && pwd):$PATH $alone \
		sh "$interop/anyip.sh" $EMULATOR \
		"$top_builddir/mocks/mocknet" serve --quiet \
		"--journal=$work/everywhere.txt" "$interop/everywhere.mock" -- \
		sh "$work/commands" >"$work/said" 2>"$work/err"
}

everywhere_lane() {
	name='RFC 2181 section 4.1, an answer leaves from where it was asked for'
	for judge in dig kdig busybox; do
		needs "$judge" "$name" || return
	done
	may_be_alone "$name" || return
	ask_everywhere
	case $? in
	77) skip "$name" 'this network cannot have all addresses' && return ;;
	esac
	echo "$everywhere" | sed '/./!d; s/ | .*//' >"$work/wanted"
	report "$name" "$(diff "$work/wanted" "$work/said" || cat "$work/err")"
	set -- 1.1.1.1:53 192.0.2.17:17 192.0.2.18:17 192.0.2.53:53 \
		192.0.2.80:80 8.8.8.8:53 9.9.9.9:53 '[2001:db8::53]:53'
	report 'the journal names it' "$(
		[ "$(addresses_in_journal)" = "$* " ] || addresses_in_journal
	)"
}
