#!/bin/sh
# SPDX-License-Identifier: MIT
# What mocknet-check says and how it ends when it is used wrongly, when it is
# asked for help, and when the world is hostile.

: "${top_srcdir:=.}" "${top_builddir:=.}" "${EMULATOR:=}"
# shellcheck source=suites/tap.sh
. "$top_srcdir/suites/tap.sh"

export EMULATOR
client=$top_builddir/src/qotd-client
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

# Programs behind the emulator, where they are of another machine.
# shellcheck disable=SC2086 # it is several words
check()
{
	$EMULATOR "$top_builddir/suites/mocknet-check" "$@"
}

# shellcheck disable=SC2086
client()
{
	$EMULATOR "$client" "$@"
}

# What asks for a quote, in the text of judged.
# shellcheck disable=SC2016 # for that shell
ask='$EMULATOR "$0" {host} {port}'

# The same of a server over TCP.
# shellcheck disable=SC2016
ask_tcp='$EMULATOR "$0" --tcp {host} {port}'

# judged TEXT OPTION...: mocknet-check of the case in the work folder, with a
# shell that runs TEXT as the client.
judged()
{
	text=$1
	shift
	check --fixtures "$work" "$@" client qotd -- sh -c "$text" "$client"
}

# echoed TEXT OPTION...: the same of a case about echo. The mock is asked first
# and its answer does not matter: TEXT is about standard input and output.
echoed()
{
	text=$1
	shift
	# shellcheck disable=SC2016 # for that shell
	check --fixtures "$work" "$@" client echo -- sh -c \
		"\$EMULATOR \"\$0\" --tcp {host} {port} >/dev/null; $text" "$client"
}

# alive PID: it runs; what is dead and waits to be reaped by init does not.
alive()
{
	kill -0 "$1" 2>/dev/null &&
		! grep -q '^State:.*Z' "/proc/$1/status" 2>/dev/null
}

# outlives PID: it is there after a thousand looks, which take seconds; to be
# killed is one thing and to be gone another.
outlives()
{
	looks=0
	while alive "$1"; do
		looks=$((looks + 1))
		[ "$looks" -lt 1000 ] || return 0
	done
	return 1
}

write_case()
{
	cat >"$work/one.cases" <<-EOF
	case one
	clause RFC 865
	level must
	says it is answered
	ask qotd udp
	serve udp
	  recv
	  send "x"
	expect $1
	EOF
}

# write_echo INPUT EXPECT: INPUT is the line with it, or empty.
write_echo()
{
	cat >"$work/one.cases" <<-EOF
	case one
	clause RFC 862
	level must
	says what is sent comes back
	ask echo tcp
	$1
	serve tcp
	  close
	expect $2
	EOF
}

write_sweep()
{
	cat >"$work/one.cases" <<-EOF
	case one
	clause RFC 865
	level must
	says it is answered
	ask qotd tcp
	serve tcp
	  send "0123456789abcdef"
	expect ok "0123456789abcdef"
	sweep split
	EOF
}

expect 'mocknet-check --help' 0 'Exit status:' check --help
expect 'mocknet-check --version' 0 'mocknet-check (mocknet) [0-9]' check --version
expect 'mocknet-check alone' 2 'client, server, list or hold is missing' \
	check
expect 'mocknet-check, unknown verb' 2 "'judge' is none of" check judge
expect 'hold nothing' 2 'needs the id of a CASE' check hold
expect 'hold an unknown case' 2 "no case is called 'nosuch'" check hold nosuch
expect 'mocknet-check, unknown option' 2 'mocknet-check --help' check --nosuch
expect 'mocknet-check, jobs 0' 2 'jobs takes 1 to' check -j 0 list
expect 'mocknet-check, sweeps some' 2 "all or none, not 'some'" \
	check --sweeps some list
expect 'list' 0 'rfc865-udp-answer ' check list
expect 'list GLOB' 0 '^qotd-tcp' check list 'qotd-tcp'
expect 'list counts deliveries' 0 'rfc865-tcp-answer/split  *53  RFC' \
	check list '*/split'
expect 'list without sweeps' 2 "no case fits '\*/\*'" \
	check --sweeps none list '*/*'
expect 'list of nothing' 2 "no case fits 'nosuch'" check list nosuch
expect 'list, full disk' 2 'No space' to_full check list
expect 'client without a subject' 2 'needs a SUBJECT' check client
expect 'client without a command' 2 "needs '--'" check client qotd
expect 'client, unknown subject' 2 "no case is about 'gopher'" \
	check client gopher -- true "{port}"
expect 'client, command without {port}' 2 'holds {port}' check client qotd -- true
expect 'client, --only fits nothing' 2 'fits nosuch' \
	check --only nosuch client qotd -- true "{port}"
expect 'list with more' 2 "'b' is one too many" check list a b
expect 'server without an address' 2 'needs a SUBJECT and ADDRESS:PORT' \
	check server http
expect 'server with more' 2 "'x' is one too many" check server http 127.0.0.1:1 x
for place in 127.0.0.1 127.0.0.1: :80 127.0.0.1:0 127.0.0.1:65536 ::1:80; do
	expect "server at $place" 2 "'$place' is no ADDRESS:PORT" \
		check server http "$place"
done
expect 'server, unknown subject' 2 'There are:.* http-tcp' \
	check server gopher 127.0.0.1:1
expect 'server, --only fits nothing' 2 'fits nosuch' \
	check --only nosuch server http 127.0.0.1:1
expect 'server, no subject of clients' 2 "no case is about 'http-get'" \
	check server http-get 127.0.0.1:1
expect 'server with a command' 2 'takes no command' \
	check server http 127.0.0.1:1 -- true
expect 'server --statuses' 2 'takes no command, --statuses' \
	check --statuses server http 127.0.0.1:1
expect 'server --grace' 2 'takes no command, --statuses' \
	check --grace 1 server http 127.0.0.1:1
if [ -n "$EMULATOR" ]; then
	skip 'client, no such command' 'an emulator may not tell'
else
	expect 'client, no such command' 2 \
		"cannot run '/nonexistent/x': No such file" \
		check client qotd -- /nonexistent/x "{port}"
fi
expect 'client, command that never asks' 2 'never asked a mock' \
	check --only rfc865-udp-answer client qotd -- true "{port}"

write_case 'ok "x"'
expect 'client that is right' 0 '1 passed, 0 failed' judged "$ask"
expect 'placeholders' 0 '1 passed, 0 failed' judged \
	"[ {address}/{transport}/{timeout} = {host}:{port}/udp/1.5 ] && $ask" \
	--timeout 1.5
expect 'report to a full disk' 2 'report could not be written: No space' \
	to_full judged "$ask"
expect 'client that a signal ends' 1 'signal 9 (Killed) ended it' \
	judged "$ask; kill -9 \$\$"
expect 'client that prints 100 MB' 1 'printed more than 1048577 octets' \
	judged "$ask; yes | head -c 104857600"
expect 'client that fails' 1 '^FAIL  *must  *one  *RFC 865' \
	judged "$ask | tr x y"
expect 'failure shows the octets' 1 'expected ok "x"; got ok "y"' \
	judged "$ask | tr x y"
expect 'failure shows the wire' 1 'send  *@0 "x" (1 octet) from 127.0.0.1:' \
	judged "$ask | tr x y"

write_echo 'input "hello\r\n\0" repeat 2' 'ok "hello\r\n\0hello\r\n\0"'
expect 'input is standard input' 0 '1 passed' echoed cat
write_echo 'input ""' 'ok ""'
expect 'empty input' 0 '1 passed' echoed '[ -p /dev/stdin ] && cat'
write_echo '' 'ok ""'
expect 'no input' 0 '1 passed' echoed '[ -c /dev/stdin ] && cat'

# More than pipes hold, both ways at the same time, and all that is expected.
write_echo 'input "0123456789abcdef" repeat 524288' \
	'ok "0123456789abcdef" repeat 524288'
expect 'input of 8 MiB' 0 '1 passed' echoed cat
expect 'client that prints a mebibyte too much' 1 \
	'killed because it printed more than 9437184 octets' \
	echoed 'cat; yes | head -c 2097152'
expect 'client that prints less than that' 1 \
	'(8388610 octets).*differs at octet 8388608 of 8388608' \
	echoed 'cat; echo x'
write_echo 'input "0123456789abcdef" repeat 524288' 'ok "0123"'
expect 'input that is not read' 0 '1 passed' echoed 'printf 0123'
expect 'input that is closed' 0 '1 passed' echoed 'exec <&-; printf 0123'
expect 'input that is read in part' 0 '1 passed' echoed 'head -c 4'
write_echo 'input "0123456789abcdef" repeat 524288' 'error timeout'
expect 'client that hangs before its input' 1 '^HANG' \
	echoed 'sleep 98765' --timeout 1 --grace 0.5

write_case 'ok "x"'
# The child has its parent's output and must not outlive it.
expect 'client that hangs with a child' 1 '^HANG' judged \
	"$ask; sleep 98765 & echo \$! >'$work/pid'; wait" --timeout 1 --grace 0.5
if ! [ -s "$work/pid" ]; then
	finding='it never started its child'
elif outlives "$(cat "$work/pid")"; then
	finding='its child is still there'
else
	finding=
fi
report 'the child of a client that hangs is killed' "$finding"

echo 'known one "answers y"' >"$work/known"
expect 'known deviation' 0 'known: answers y' \
	judged "$ask | tr x y" --known "$work/known"
expect 'known deviation that passes' 1 '^STALE' \
	judged "$ask" --known "$work/known"
echo 'known two "no such case"' >"$work/known"
expect 'known deviation of no case' 2 "known:1:7: expected the id of a case" \
	judged "$ask" --known "$work/known"

cat >"$work/one.cases" <<EOF
case one
clause RFC 865
level must
says it is answered as often as it is asked
ask qotd udp
times 3
serve udp
  recv
  send "x"
expect ok "x"
seen requests 3
EOF
expect 'client that is asked three times' 0 '1 passed' judged "$ask"
expect 'client that fails the second time' 1 'got ok "y"' judged 	"if [ -e '$work/second' ]; then $ask | tr x y; else $ask; fi; : >'$work/second'"
cat >>"$work/one.cases" <<EOF
serve udp
  recv
EOF
expect 'command that can be told of one mock only' 2 	'no word of the command holds {server}' judged "$ask"

write_sweep
expect 'sweep of a client that is right' 0 \
	'^1 case and 1 sweep of 15 deliveries: 2 passed' judged "$ask_tcp"
expect 'sweep that is not wanted' 0 '^1 case: 1 passed' \
	judged "$ask_tcp" --sweeps none
expect 'sweep alone' 0 '^1 sweep of 15 deliveries: 1 passed' \
	judged "$ask_tcp" --only 'one/*'
expect 'sweep of a client that fails' 1 \
	'^ *at least 8 of 15 deliveries failed, at 1-8; the rest was not run; ' \
	judged "$ask_tcp | tr 0 x" --jobs 1
expect 'sweep as TAP' 1 '^not ok 2 - one/split' \
	judged "$ask_tcp | tr 0 x" --tap
echo 'known one/split "answers x"' >"$work/known"
expect 'known deviation of a sweep' 0 'known: answers x' \
	judged "$ask_tcp | tr 0 x" --known "$work/known" --only 'one/*'

write_case 'error timeout'
expect 'error that is a line' 0 '1 passed' judged \
	"$ask; echo 'x: y: timeout: no answer' >&2; exit 6" --statuses
expect 'error that is more than a line' 1 \
	"standard error is not one line 'WORD: TARGET: timeout: DETAIL': .oh.n" \
	judged "$ask; echo oh >&2; echo 'x: y: timeout: no' >&2; exit 6" \
	--statuses
expect 'error of a client with statuses of its own' 0 '1 passed' judged \
	"$ask; echo oh >&2; exit 6"
expect 'status that is none of ours' 1 'expected error timeout; got exit' \
	judged "$ask; echo 'x: y: timeout: no answer' >&2; exit 41" --statuses

write_server()
{
	cat >"$work/one.cases" <<-EOF
	case one
	clause RFC 862
	level must
	says what is sent comes back
	ask echo server
	connect tcp
	  send "hello"
	  recv "hello"
	expect $1
	EOF
}

# at_server SCRIPT OPTION...: judges the server that plays SCRIPT.
# shellcheck disable=SC2086 # the emulator is several words
at_server()
{
	printf '%s\n' "$1" >"$work/script"
	shift
	rm -f "$work/said"
	mkfifo "$work/said"
	$EMULATOR "$top_builddir/mocks/mocknet" serve "$work/script" \
		>"$work/said" &
	{
		read -r _ _ host port
		case $host in
		*:*) host="[$host]" ;;
		esac
		check --fixtures "$work" "$@" server echo "$host:$port"
		status=$?
		kill "$!"
		cat >/dev/null
	} <"$work/said"
	wait "$!"
	return "$status"
}
write_server ok
expect 'server that is right' 0 '1 passed, 0 failed' at_server 'echo tcp'
expect 'server that is right, as TAP' 0 '^ok 1 - one' \
	at_server 'echo tcp' --tap
if [ -z "$EMULATOR" ] && "$top_builddir/suites/interop/startup" ipv6; then
	expect 'server at an IPv6 address' 0 '1 passed' at_server 'echo tcp ipv6'
else
	skip 'server at an IPv6 address' 'no IPv6 here'
fi
expect 'server that is wrong' 1 'recv  *@0 "help!" (5 octets)' \
	at_server 'tcp
  recv
  send "help!"'
echo 'known one "says help"' >"$work/known"
expect 'server with a known deviation' 0 'known: says help' at_server 'tcp
  recv
  send "help!"' --known "$work/known"
expect 'server with a known deviation that passes' 1 '^STALE' \
	at_server 'echo tcp' --known "$work/known"
write_server 'ok "help!"
expect ok'
expect 'server that does what is accepted' 0 'accepted, though ok "help!" is' \
	at_server 'echo tcp'
expect 'server that does not what is wanted' 1 'expected ok "help!"; got' \
	at_server 'echo tcp' --strict --timeout 0.5
expect 'server that refuses' 2 'connected to: refused' \
	at_server 'tcp
  fault before accept refuse'
expect 'hold a case about a server' 2 "'one' is about a server: it has no mock" \
	check --fixtures "$work" hold one

write_case 'maybe'
expect 'case file with a mistake' 2 'one.cases:9:8: expected ok, error or any' \
	check --fixtures "$work" list
expect 'fixtures that are not there' 2 '/nonexistent: No such file' \
	check --fixtures /nonexistent list
mkdir "$work/empty"
expect 'fixtures without a case' 2 'no case in it' \
	check --fixtures "$work/empty" list
mkdir -m 000 "$work/closed"
if ls "$work/closed" >/dev/null 2>&1; then
	skip 'fixtures in a folder that cannot be read' 'this user may read all'
else
	expect 'fixtures in a folder that cannot be read' 2 \
		'closed: Permission denied' check --fixtures "$work/closed" list
fi

# held CASE: holds its mock, asks it once as soon as it says where it is, ends
# it by a signal, and prints what both said. It is ended by the number that
# runs behind the emulator.
# shellcheck disable=SC2086 # the emulator is several words
held()
{
	mkfifo "$work/said"
	$EMULATOR "$top_builddir/suites/mocknet-check" hold "$1" >"$work/said" &
	holder=$!
	{
		sed '/^Its mock/!d; q' | while read -r _ _ _ _ host _ port _; do
			client --tcp "$host" "$port"
		done
		kill "$holder"
		cat
	} <"$work/said"
	wait "$holder"
}
expect 'hold a case' 0 'Nothing is so firmly' held rfc865-tcp-answer

# shown: what hold says of the case in the work folder, before anybody asks.
# shellcheck disable=SC2086 # the emulator is several words
shown()
{
	rm -f "$work/said"
	mkfifo "$work/said"
	$EMULATOR "$top_builddir/suites/mocknet-check" \
		--fixtures "$work" hold one >"$work/said" &
	holder=$!
	{
		sed '/^Ctrl-C/q'
		kill "$holder"
		cat
	} <"$work/said"
	wait "$holder"
}
write_echo 'input "it'"'"'s 100%\r\n\t\\"' ok
expect 'hold a case with input' 0 "^    printf 'it'\\\\''s 100%%.r.n.t..' | nc 1" \
	shown
write_echo 'input "x" repeat 61' ok
expect 'hold a case with long input' 0 'and send it .* case, 61 octets' shown
write_echo 'input "\0"' ok
expect 'hold a case with a NUL' 0 'and send it the input of the case, 1 oct' \
	shown

plan
