#!/bin/sh
# SPDX-License-Identifier: MIT
# mocknet serve as a command: what it tells of its servers, how it ends, and
# what the command that it runs gets from it.

# shellcheck disable=SC2016 # $ is for the shells that mocknet runs

: "${top_srcdir:=.}" "${top_builddir:=.}" "${EMULATOR:=}"
# shellcheck source=suites/tap.sh
. "$top_srcdir/suites/tap.sh"

export EMULATOR
program=$top_builddir/mocks/mocknet
client=$top_builddir/src/qotd-client
getter=$top_builddir/src/http-get
work=$(mktemp -d) || exit 99
pid=
# Who still waits for somebody to write there has waited long enough.
trap '[ -z "$pid" ] || kill "$pid"; : 8<>"$work/never"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

told=$work/told
mkfifo "$work/never" "$work/live.txt" "$work/keys" || exit 99

# The programs, behind the emulator where they are of another machine. Servers
# would be there for ever where this test finds a mistake.
limit='timeout --foreground --kill-after=5 30'
$limit true 2>/dev/null || limit=
# shellcheck disable=SC2086 # they are several words
mocknet() {
	$limit $EMULATOR "$program" "$@"
}

# shellcheck disable=SC2086
ask() {
	$EMULATOR "$client" "$@"
}

# shellcheck disable=SC2086
get() {
	$EMULATOR "$getter" "$@"
}

# A pipe $told, which nobody has open: to open it waits for the other side.
fresh() {
	rm -f "$told"
	mkfifo "$told"
}

# begin ARGUMENT...: mocknet serve, whose standard output is descriptor 3. Its
# number is told by itself: timeout(1) may be slower than what it runs, and
# would die of a signal that it is not ready for.
# shellcheck disable=SC2016,SC2086 # for that shell; several words
begin() {
	fresh
	$limit sh -c 'echo "$$" >"$0" && exec "$@"' "$work/number" \
		$EMULATOR "$program" serve "$@" >"$told" 2>"$work/err" &
	pid=$!
	exec 3<"$told"
}

# hear: what it says on descriptor 3 up to the line that ends in "ready" is in
# $lines.
hear() {
	lines=
	while read -r line; do
		case $line in ready* | '# ready') return 0 ;; esac
		lines="$lines$line
"
	done
	return 1
} <&3

# word N NAME: the word of the line for the server NAME.
word() {
	echo "$lines" | awk -v n="$1" -v name="$2" '$1 == name { print $n }'
}

# end SIGNAL: it is over; its exit status is in $status.
end() {
	kill -s "$1" "$(cat "$work/number")"
	wait "$pid"
	status=$?
	pid=
}

# same NAME WANTED GOT
same() {
	if [ "$2" = "$3" ]; then
		report "$1" ''
	else
		report "$1" "wanted '$2', got '$3'
$(cat "$work/err")"
	fi
}

# says NAME PATTERN FILE
says() {
	report "$1" "$(grep -q -e "$2" "$3" || {
		echo "no '$2' in:"
		cat "$3"
	})"
}

# file NAME: what comes on standard input.
file() {
	cat >"$work/$1"
}

file two.mock <<'END'
# Two of them.
udp as quotes
  recv
  send "one\r\n"

tcp as slow-1.x
  send "two\r\n"
END

file wanting.mock <<'END'
tcp as wanting
  expect connections 1
  send "x"
END

file bad.mock <<'END'
udp as good
  recv
udp as bad
  recv
  sned "x"
END

file again.mock <<'END'
tcp as quotes
  send "x"
END

file alike.mock <<'END'
tcp as a-b
  send "x"
tcp as a.b
  send "x"
END

: >"$work/empty.mock"
two=$work/two.mock

expect 'mocknet --help' 0 '^  serve ' mocknet --help
expect 'mocknet --version' 0 '^mocknet (mocknet) [0-9]' mocknet --version
expect 'mocknet alone' 2 '^mocknet: VERB is missing' mocknet
expect 'unknown verb' 2 "no verb 'dance'" mocknet dance
expect 'unknown option of all verbs' 2 "'mocknet --help'" mocknet --nosuch
expect 'serve --help' 0 'Exit status:' mocknet serve --help
expect 'serve --version' 0 '^mocknet (mocknet) [0-9]' mocknet serve --version
expect 'serve --help, full disk' 14 'output: No space' \
	to_full mocknet serve --help
expect 'serve, unknown option' 2 "mocknet: .*nosuch" mocknet serve --nosuch
expect 'serve, help is that of the verb' 2 "'mocknet serve --help'" \
	mocknet serve --nosuch
expect 'serve without a file' 2 'FILE is missing' mocknet serve
expect 'serve without the command' 2 'COMMAND is missing' \
	mocknet serve "$two" --
expect 'port 0' 2 "--port takes a port, or NAME=PORT, not '0'" \
	mocknet serve --port=0 "$two"
expect 'port of no name' 2 "not '=7000'" mocknet serve --port==7000 "$two"
expect 'descriptor that is closed' 2 "that is open, not '9'" \
	mocknet serve --ready-fd=9 "$two" 9>&-
expect 'journal on standard output' 2 'ends in .txt, .jsonl or .pcap' \
	mocknet serve --journal=- "$two"
expect 'journal of unknown format' 2 "not 'x.log'" \
	mocknet serve --journal=x.log "$two"
expect 'journal that cannot be made' 14 '/nonexistent/x.txt: output: No such' \
	mocknet serve --journal=/nonexistent/x.txt "$two"
expect 'closed standard output' 14 'mocknet: standard output: output: ' \
	closed_stdout mocknet serve "$two"
expect 'full standard output' 14 'standard output: output: No space' \
	to_full mocknet serve "$two"

expect 'mistake in a script' 2 "^mocknet: $work/bad.mock:5:3: " \
	mocknet serve "$two" "$work/bad.mock"
expect 'script that is not there' 2 "^mocknet: $work/nosuch: No such file" \
	mocknet serve "$work/nosuch"
expect 'file without a script' 2 'empty.mock:1:1: expected a script' \
	mocknet serve "$work/empty.mock"
expect 'name that is taken' 2 "again.mock.*quotes" \
	mocknet serve "$two" "$work/again.mock"
expect 'port for no server' 2 "--port: no server is called 'nosuch'" \
	mocknet serve --port=nosuch=7000 "$two"
expect 'names alike as variables' 2 "'a-b' and 'a.b' are the same" \
	mocknet serve --env "$work/alike.mock"

begin "$two"
hear
same 'a line for each server' 'quotes udp 127.0.0.1
slow-1.x tcp 127.0.0.1' "$(echo "$lines" | sed '/./!d; s/ [1-9][0-9]*$//')"
same 'the udp server answers' one \
	"$(ask --udp 127.0.0.1 "$(word 4 quotes)" | tr -d '\r')"
same 'the tcp server answers' two \
	"$(ask --tcp 127.0.0.1 "$(word 4 slow-1.x)" | tr -d '\r')"
expect 'fixed port that is taken' 2 "^mocknet: $work/again.mock:1:.* in use" \
	mocknet serve "--port=$(word 4 slow-1.x)" "$work/again.mock"
end TERM
same 'SIGTERM ends it with 0' 0 "$status"
says 'summary of datagrams' \
	'^quotes: datagrams 1, octets in [0-9]*, octets out 5, faults 0, ' \
	"$work/err"
says 'summary of connections' \
	'^slow-1.x: connections 1, octets in 0, octets out 5, .*unexpected 0$' \
	"$work/err"

begin --quiet "$two"
hear
end INT
same 'SIGINT ends it with 0' 0 "$status"
same '--quiet prints no summary' '' "$(cat "$work/err")"

begin --env "$two"
hear
eval "$lines"
same 'variables for a shell' "$(ask "${MOCKNET_QUOTES_HOST:-}" \
	"${MOCKNET_QUOTES_PORT:-}" | tr -d '\r') tcp" 'one tcp'
same 'name of a variable' "127.0.0.1:${MOCKNET_SLOW_1_X_PORT:-}" \
	"${MOCKNET_SLOW_1_X_ADDRESS:-}"
end TERM

file web.mock <<'END'
http as web-1
  on GET / send 200 text/plain "web\n"
END
begin "$work/web.mock"
hear
same 'line of a server with a URL' \
	"web-1 http 127.0.0.1 $(word 4 web-1) http://127.0.0.1:$(word 4 web-1)" \
	"${lines%?}"
same 'URL of the line' web "$(get "$(word 5 web-1)")"
end TERM
says 'summary of requests' '^web-1: connections 1, requests 1, octets in ' \
	"$work/err"
mocknet serve "$work/web.mock" -- sh -c '$EMULATOR "$0" "$MOCKNET_WEB_1_URL/"' \
	"$getter" >"$work/out" 2>"$work/err"
same 'URL for a command' web "$(cat "$work/out")"
mocknet serve "$two" -- sh -c 'echo "${MOCKNET_QUOTES_URL-none}"' >"$work/out"
same 'no URL of another server' none "$(cat "$work/out")"

file six.mock <<'END'
udp ipv6 as six
  recv
END
mocknet serve "$work/six.mock" -- sh -c 'echo "$MOCKNET_SIX_ADDRESS"' \
	>"$work/out" 2>&1
if grep -q '^mocknet: .*six.mock:.*::1' "$work/out"; then
	skip 'address of IPv6' 'this host has no IPv6'
else
	says 'address of IPv6' '^\[::1]:[1-9][0-9]*$' "$work/out"
fi

# fixed OPTION: with a free port behind OPTION, whether the server has it;
# again while it was free only a moment ago.
fixed() {
	for _ in 1 2 3 4 5; do
		port=$(mocknet serve "$two" -- \
			sh -c 'echo "$MOCKNET_QUOTES_PORT"')
		mocknet serve "$1$port" "$two" -- \
			sh -c 'echo "$MOCKNET_QUOTES_PORT is $0"' "$port" \
			>"$work/out" 2>&1
		grep -q ' in use' "$work/out" || break
	done
}
fixed --port=quotes=
says 'fixed port' '^\([0-9]*\) is \1$' "$work/out"
fixed --port=
says 'fixed port and several servers' 'there are several servers' "$work/out"

from_input() {
	mocknet serve - -- sh -c 'echo "$MOCKNET_QUOTES_HOST"' <"$1"
}
expect 'script on standard input' 0 '^127' from_input "$two"
expect 'mistake on standard input' 2 ':5:3: ' from_input "$work/bad.mock"

# What it says is read to the end, which is there when it has closed it; but an
# emulator may have a copy.
if [ -n "$EMULATOR" ]; then
	skip 'descriptor for the lines' 'an emulator keeps it open'
else
	fresh
	# shellcheck disable=SC2016,SC2086
	$limit sh -c 'echo "$$" >"$1" && shift && exec "$@" 4>"$0"' "$told" \
		"$work/number" $EMULATOR "$program" serve --ready-fd=4 \
		"$two" >"$work/out" 2>"$work/err" &
	pid=$!
	same 'descriptor for the lines' 'quotes slow-1.x ready' \
		"$(cut -d ' ' -f 1 <"$told" | tr '\n' ' ' | sed 's/ $//')"
	end TERM
	same 'it is closed while they are there' 0 "$status"
	same 'standard output beside it' '' "$(cat "$work/out")"
fi

run() {
	mocknet serve "$two" -- "$@"
}
ask='$EMULATOR "$0" $MOCKNET_QUOTES_HOST $MOCKNET_QUOTES_PORT'
expect 'command that asks' 0 '^one' run sh -c "$ask" "$client"
same 'nothing else is printed' 1 "$(grep -c '' "$work/out")"
expect 'status of the command' 7 up run sh -c 'echo up; exit 7'
expect 'signal that ends the command' 137 up run sh -c 'echo up; kill -9 $$'
expect 'SIGPIPE is as usual' 141 up run sh -c 'echo up; kill -s PIPE $$'
expect 'command after which something is missing' 1 '^mocknet: .*wanting' \
	mocknet serve "$work/wanting.mock" -- true
expect 'command that fails before that' 7 '^mocknet: .*wanting' \
	mocknet serve "$work/wanting.mock" -- sh -c 'exit 7'
if [ -n "$EMULATOR" ]; then
	skip 'command that is not there' 'an emulator may not tell'
	skip 'command that cannot be run' 'an emulator may not tell'
else
	expect 'command that is not there' 127 \
		'^mocknet: /nonexistent/x: No such file' run /nonexistent/x
	expect 'command that cannot be run' 126 "^mocknet: $work: " run "$work"
fi

shadowed() (
	export MOCKNET_QUOTES_HOST=x
	run env
)
expect 'variable that was there before' 0 '^MOCKNET_QUOTES_HOST=127' shadowed
same 'it is there once' 1 "$(grep -c MOCKNET_QUOTES_HOST "$work/out")"

if [ -n "$EMULATOR" ] || ! [ -d /proc/self/fd ]; then
	skip 'the command has no descriptor of ours' 'they cannot be seen here'
else
	plain=$(ls /proc/self/fd)
	same 'the command has no descriptor of ours' "$plain" "$(mocknet serve \
		--ready-fd=4 --journal="$work/x.txt" "$two" -- \
		ls /proc/self/fd 4>"$work/lines")"
	says 'lines beside a command' '^ready$' "$work/lines"
fi

# What waits for a signal: cat ends when nobody writes any more, which is
# never.
file waiting.sh <<'END'
trap 'kill -9 "$!"; exit 7' "$2"
cat "$1" &
echo ready
wait
END
# nohup(1) is somewhere above.
ignores_hup() {
	sh -c 'sh -c "kill -s HUP \$\$"; [ $? = 0 ]' 2>/dev/null
}
for signal in INT TERM HUP; do
	if [ $signal = HUP ] && ignores_hup; then
		skip 'SIGHUP is passed on' 'it is ignored here'
		continue
	fi
	begin "$two" -- sh "$work/waiting.sh" "$work/never" $signal
	hear
	end $signal
	same "SIG$signal is passed on" 7 "$status"
done

# What tells of the question comes before the journal is closed. Two readers,
# because the one that can write as well never sees the end.
exec 5<>"$work/live.txt"
begin --journal="$work/live.txt" "$two"
hear
exec 6<"$work/live.txt" 5>&-
ask --udp 127.0.0.1 "$(word 4 quotes)" >/dev/null
while read -r line <&6; do
	case $line in *recv*) break ;; esac
done
end TERM
same 'journal while it grows' 0 "$status"

expect 'two journals' 0 '^one' mocknet serve --journal="$work/a.jsonl" \
	--journal="$work/b.pcap" "$two" -- sh -c "$ask" "$client"
says 'journal at its end' 'send' "$work/a.jsonl"
report 'the other journal' "$([ -s "$work/b.pcap" ] || echo 'it is empty')"
ln -s /dev/full "$work/full.txt"
expect 'journal on a full disk' 14 'full.txt: output: No space' \
	mocknet serve --journal="$work/full.txt" "$two" -- sh -c "$ask" "$client"

# An interrupt that is typed goes to mocknet and to its command. mocknet is
# stopped until the command has had it, so that a second one would be seen, and
# comes to the SIGTERM after it.
file typed.sh <<'END'
n=0
trap 'n=$((n + 1)); kill -s TERM "$PPID"; kill -s CONT "$PPID"' INT
trap 'kill -9 "$!"; echo "interrupts: $n"; exit' TERM
cat "$1" &
kill -s STOP "$PPID"
echo ready
until wait; do :; done
END
if [ -n "$EMULATOR" ] || ! script --version 2>/dev/null | grep -q util-linux; then
	skip 'what is typed reaches the command once' 'no script(1) for it'
else
	fresh
	exec 7<>"$work/keys"
	$limit script -qec "trap : INT; $program serve --quiet $two -- \
		sh $work/typed.sh $work/never; :" /dev/null <&7 >"$told" \
		2>"$work/err" &
	exec 3<"$told"
	hear
	printf '\003' >&7
	cat <&3 >"$work/out"
	says 'what is typed reaches the command once' \
		'interrupts: 1[^0-9]' "$work/out"
fi

plan
