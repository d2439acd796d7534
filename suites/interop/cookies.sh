# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
#
# The cookies of others (RFC 7873): one run of a tool asks two of our stand-ins
# for name servers, which are at two addresses. A client cookie has 8 octets, and
# is another one for another server.

# shellcheck disable=SC2086 # the emulator is several words
begin_cookies() {
	free port
	printf 'dns udp %s\n\trule do send rcode=NXDOMAIN\n' 'as first' \
		'ipv6 as second' >"$work/cookies.mock"
	: >"$work/cookies.txt"
	start cookies $EMULATOR "$top_builddir/mocks/mocknet" serve \
		--port="first=$port" --port="second=$port" \
		--journal="$work/cookies.txt" "$work/cookies.mock"
	says cookies '^ready'
}

ask_for_cookies() {
	case $1 in
	dig)
		dig -p "$port" +cookie +tries=1 +time=5 \
			-q one.test @127.0.0.1 -q two.test @::1
		;;
	kdig)
		# Before the first name, one would be drawn for all of them.
		kdig -p "$port" +retry=0 +time=5 \
			one.test @127.0.0.1 +cookie two.test @::1 +cookie
		;;
	esac >"$work/said" 2>&1
}

# What stands behind the code and the length of the only option, 8 octets in a
# record of 12, in the queries to a server.
cookies_at() {
	awk -v server="$1" '
		BEGIN { front = "\\x00\\f\\x00\\n\\x00\\b" }
		$3 == server && $4 == "recv" && (at = index($0, front)) {
			print substr($0, at + length(front))
		}' "$work/cookies.txt"
}

# cookies_of TOOL SAME: what is wrong with its cookies; those of one that is
# known to send both servers the same have to be.
cookies_of() {
	ask_for_cookies "$1"
	# A query is in the file soon after it is answered.
	startup line "$work/cookies.txt" ' second +recv '
	first=$(cookies_at first) second=$(cookies_at second)
	if [ -z "$first" ] || [ -z "$second" ]; then
		echo 'there is no cookie of 8 octets'
		cat "$work/said" "$work/cookies.txt"
	elif [ "$first" = "$second" ]; then
		[ "$2" ] || echo "both are $first"
	elif [ "$2" ]; then
		echo "they are two, $first and $second: it is known for one"
	fi
	grep lint "$work/cookies.txt"
}

# cookies_lane TOOL VERSION [SAME]
cookies_lane() {
	name="$1: RFC 7873 section 4.1, another cookie for another server"
	[ -z "$3" ] || name="$1: is known to send two servers the same cookie"
	needs "$1" "$name" || return
	if [ -z "$ipv6" ]; then
		skip "$name" 'no IPv6 here'
	elif ! version_of "$1" | grep -q -e "[ v]$2[.]"; then
		skip "$name" "this is not $1 $2"
	elif up cookies; then
		report "$name" "$(cookies_of "$1" "$3")"
	fi
}
