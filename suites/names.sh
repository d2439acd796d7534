#!/bin/sh
# SPDX-License-Identifier: MIT
# Names and addresses as the system's own resolver knows them: get-ip wherever
# this runs, and then, with qotd-client, in a network namespace in which every
# name is ours.

: "${top_srcdir:=.}" "${top_builddir:=.}" "${EMULATOR:=}"
# shellcheck source=suites/tap.sh
. "$top_srcdir/suites/tap.sh"

# What users of glibc have of their own.
unset RES_OPTIONS LOCALDOMAIN HOSTALIASES

built=$(cd "$top_builddir" && pwd) || exit 99
work=$(mktemp -d) || exit 99
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Behind the emulator where it is of another machine.
# shellcheck disable=SC2086 # it is several words
get_ip()
{
	$EMULATOR "$built/src/get-ip" "$@"
}

# prints NAME LINES COMMAND...: the command succeeds, and prints LINES.
prints()
{
	name=$1 want=$2
	shift 2
	got=$("$@" 2>"$work/err")
	status=$?
	if [ "$status" = 0 ] && [ "$got" = "$want" ]; then
		report "$name" ''
	else
		report "$name" "exit status $status, wanted 0 and:
$want
got:
$got
$(cat "$work/err")"
	fi
}

# or_else OTHER WANTED COMMAND...: ends with WANTED also where the command ends
# with OTHER, because C libraries differ.
or_else()
{
	other=$1 wanted=$2
	shift 2
	"$@"
	ended=$?
	[ "$ended" != "$other" ] || ended=$wanted
	return "$ended"
}

# What asks nobody.

expect 'address of a scope that is nowhere' 3 'no-address: ' \
	get_ip 'fe80::1%nosuch'
for form in 127.0.0.1 127.1 0x7f000001 0177.0.0.1; do
	prints "$form" 127.0.0.1 get_ip "$form"
done
for form in ::1 '[::1]' 0:0::1; do
	prints "$form" ::1 get_ip "$form"
done
expect 'address with a scope' 0 '^fe80::1%[a-z]' get_ip fe80::1%1
if grep -q '^[^#]*[[:space:]]localhost' /etc/hosts 2>/dev/null; then
	expect 'localhost' 0 '^127[.]0[.]0[.]1$\|^::1$' get_ip localhost
else
	skip 'localhost' 'it is not in /etc/hosts'
fi

# In a namespace nothing is found but what stands in these files, which are put
# in place of the system's, and what the name server there says.

write_files()
{
	cat >"$work/hosts" <<-'END'
	127.0.0.1	localhost
	127.0.0.5	one.hosts
	127.0.0.5	one.hosts
	192.0.2.5	far.hosts
	END
	echo 'hosts: files dns' >"$work/nsswitch.conf"
	printf 'tcp as stream\n\tsend "good"\nudp as datagram\n\trecv\n\tsend "good"\n' \
		>"$work/quotes.net"
}

# resolver ADDRESS OPTIONS: whom the C library asks, and how patiently.
resolver()
{
	printf 'nameserver %s\noptions %s\n' "$1" "$2" >"$work/resolv.conf"
}
hasty='timeout:1 attempts:1'
patient='timeout:30 attempts:5'

# What is run in the namespace, which belongs to its name server. No client is
# given its own way for long: much longer than any of them is told to wait, and
# much shorter than a patient C library waits.
limit='timeout 20'
$limit true 2>/dev/null || limit=
# shellcheck disable=SC2086 # they are several words
inside()
{
	$limit nsenter --target "$server" --net --mount $user "$@"
}

ask()
{
	inside "$built/src/get-ip" "$@"
}

quote()
{
	inside "$built/src/qotd-client" "$@"
}

# served TRANSPORT NAME: a quote of NAME, where a server is at 127.0.0.1 alone.
# shellcheck disable=SC2016 # for that shell
served()
{
	case $1 in
	tcp) port=MOCKNET_STREAM_PORT ;;
	udp) port=MOCKNET_DATAGRAM_PORT ;;
	esac
	inside "$built/mocks/mocknet" serve --quiet "$work/quotes.net" -- \
		sh -c "exec \"\$0\" --$1 $2 \"\$$port\"" "$built/src/qotd-client"
}

# asked NAME PATTERN: whether the name server was asked for what matches.
asked()
{
	if grep -q -e "$2" "$work/asked"; then
		report "$1" ''
	else
		report "$1" "asked was only:
$(cat "$work/asked")"
	fi
}

# The first program of the namespace: hides the files of the system, and a
# cache of names, and becomes the name server. Its status is 77 where it may
# not.
# shellcheck disable=SC2016 # for that shell
enter='
for file in hosts resolv.conf nsswitch.conf; do
	[ -e "/etc/$file" ] || [ "$file" != nsswitch.conf ] || continue
	mount --bind "$0/$file" "/etc/$file" || exit 77
done
for cache in /run/nscd /var/run/nscd; do
	[ ! -d "$cache" ] || mount -t tmpfs none "$cache" || exit 77
done
exec "$@"'

# begin NAME TYPE DATA...: the name server, which knows these. Returns 1 and
# sets why where there can be no such namespace.
begin()
{
	[ -z "$EMULATOR" ] || { why='not behind an emulator'; return 1; }
	why='no namespaces for this user'
	if unshare -rnm true 2>/dev/null; then
		way=-rnm user='--user --preserve-credentials'
	elif unshare -nm true 2>/dev/null; then
		way=-nm user=
	else
		return 1
	fi
	mkfifo "$work/said"
	unshare "$way" sh -c "$enter" "$work" "$built/suites/support/nameserver" \
		127.0.0.1 "$@" >"$work/said" 2>>"$work/asked" &
	server=$!
	read -r line <"$work/said" && [ "$line" = ready ] && return
	wait "$server"
	ended=$?
	server=
	why=$(tail -n 1 "$work/asked")
	[ "$ended" = 77 ] || report 'the name server' "$why"
	return 1
}

# Where both families are, ::1 is the first of all (RFC 6724 section 2.1), and
# 127.0.0.2 and 127.0.0.3 stay in the order in which the name server has them.
addresses()
{
	ipv4="127.0.0.3
127.0.0.2"
	if [ "$ipv6" = yes ]; then
		first=::1 all="::1
$ipv4"
	else
		first=127.0.0.3 all="$ipv4
::1"
	fi
	resolver 127.0.0.1 "$patient"
	prints 'every address, in order' "$all" ask many.test
	prints 'the first address' "$first" ask -1 many.test
	prints 'IPv4 addresses' "$ipv4" ask -4 many.test
	prints 'IPv6 addresses' ::1 ask -6 many.test
	prints 'the first IPv4 address' 127.0.0.3 ask -4 --first many.test
	prints 'each address once' "$ipv4" ask twice.test
	prints 'name in a file' 127.0.0.5 ask one.hosts
	expect 'name that does not exist' 3 'get-ip: nosuch.test: no-address: ' \
		ask nosuch.test
	expect 'name without an address' 3 'none.test: no-address: ' \
		ask none.test
	expect 'name without an IPv6 address' 3 'four.test: no-address: ' \
		ask -6 four.test
	expect 'name without an IPv4 address' 3 'six.test: no-address: ' \
		ask -4 six.test
	expect 'label of 64 letters' 3 'no-address: ' \
		ask "$(printf '%064d' 0).test"
	: >"$work/asked"
	expect 'an address with a letter too many' 3 'no-address: ' ask ::1::g
	expect 'an address' 0 '^127[.]0[.]0[.]1$' ask 127.1
	report 'nobody is asked for an address' "$(cat "$work/asked")"
}

troubles()
{
	resolver 127.0.0.1 "$hasty"
	expect 'name server in trouble' 4 'servfail.test: temporary: ' \
		ask servfail.test
	expect 'name server that refuses' 4 'refused.test: temporary: ' \
		ask refused.test
	expect 'silent name server, impatient system' 4 \
		'silent.test: temporary: ' ask silent.test
	resolver 127.0.0.2 "$hasty"
	expect 'no name server' 4 'many.test: temporary: ' ask many.test
	resolver 127.0.0.1 "$patient"
	: >"$work/asked"
	expect 'silent name server, patient system' 6 \
		'silent.test: timeout: no answer from .* in time' \
		ask --timeout 0.8 silent.test
	asked 'the silent name server was asked' '^silent[.]test 1$'
	expect 'qotd-client, silent name server' 6 'silent.test: timeout: ' \
		quote --timeout 0.3 silent.test
}

# C libraries differ in what they make of trouble here, and whether they take
# any name for one.
reverse()
{
	zeros=0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0
	prints 'reverse' one.test ask -r 192.0.2.1
	prints 'reverse of IPv4 in IPv6' one.test ask -r ::ffff:192.0.2.1
	prints 'reverse of IPv6' six.test ask --reverse '[2001:db8::1]'
	asked 'the address was asked for' "^1.$zeros.8.b.d.0.1.0.0.2.ip6.arpa 12$"
	prints 'reverse in a file' far.hosts ask -r 192.0.2.5
	expect 'address that does not exist' 3 '192.0.2.9: no-address: ' \
		ask -r 192.0.2.9
	expect 'address without a name' 3 '192.0.2.2: no-address: ' \
		ask -r 192.0.2.2
	expect 'reverse, silent name server' 6 '192.0.2.4: timeout: ' \
		ask -r --timeout 0.3 192.0.2.4
	resolver 127.0.0.1 "$hasty"
	expect 'reverse, name server in trouble' 4 \
		'192.0.2.3: \(temporary\|no-address\): ' \
		or_else 3 4 ask -r 192.0.2.3
	expect 'name of control characters' 8 \
		'192.0.2.6: \(malformed\|no-address\): ' \
		or_else 3 8 ask -r 192.0.2.6
}

# The name server itself, at the port that is left out.
servers()
{
	prints 'addresses of a server' "::1
127.0.0.3
127.0.0.2" ask --server 127.0.0.1 many.test
	prints 'reverse of a server' one.test ask -r --server 127.0.0.1 192.0.2.1
	expect 'no server at the port' 5 'many.test: refused: 127.0.0.2:53: ' \
		ask --server 127.0.0.2 many.test
	prints 'the second server' ::1 \
		ask -6 --server 127.0.0.2 --server 127.0.0.1 many.test
	expect 'a server that is silent' 6 \
		'silent.test: timeout: 127.0.0.1:53: no response to ' \
		ask --timeout 0.8 --server 127.0.0.1 silent.test
}

second_address()
{
	resolver 127.0.0.1 "$patient"
	if [ "$ipv6" != yes ]; then
		skip 'qotd-client, second address' 'no IPv6 here'
		return
	fi
	for transport in tcp udp; do
		prints "qotd-client --$transport, second address" good \
			served "$transport" both.test
		expect "qotd-client --$transport, nobody at any address" 5 \
			'both.test: refused: \[::1\]:9: .*refused; 127.0.0.1:9: .*refused$' \
			quote "--$transport" both.test 9
	done
}

write_files
resolver 127.0.0.1 "$patient"
tab=$(printf '\t')
if begin \
	many.test A 127.0.0.3 many.test A 127.0.0.2 many.test AAAA ::1 \
	twice.test A 127.0.0.3 twice.test A 127.0.0.2 twice.test A 127.0.0.3 \
	both.test A 127.0.0.1 both.test AAAA ::1 \
	four.test A 127.0.0.1 six.test AAAA ::1 none.test PTR name.test \
	servfail.test RCODE 2 refused.test RCODE 5 silent.test SILENT - \
	1.2.0.192.in-addr.arpa PTR one.test \
	2.2.0.192.in-addr.arpa A 127.0.0.1 \
	3.2.0.192.in-addr.arpa RCODE 2 \
	4.2.0.192.in-addr.arpa SILENT - \
	6.2.0.192.in-addr.arpa PTR "a${tab}b.test" \
	1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa \
	PTR six.test
then
	ipv6=$(inside grep -q "lo$" /proc/net/if_inet6 && echo yes)
	addresses
	troubles
	reverse
	servers
	second_address
else
	skip 'names in a namespace' "$why"
fi
plan
