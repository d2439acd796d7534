# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
#
# Our echo server before ab, which takes the request that comes back for a
# response: a server that closes behind one answer, as those of tutorials do, and
# one that goes on and is asked for that.

# shellcheck disable=SC2086 # the emulator is several words
begin_echo_server() {
	start echo-server $EMULATOR "$top_builddir/src/echo-server" \
		"--model=$model" --listen=127.0.0.1:0 ${once:+--once}
	says echo-server ready || return
	address=$(sed -n 's/^listening tcp //p' "$work/echo-server.said")
}

# ab_asks NAME OPTION...: a thousand times, fifty at a time.
ab_asks() {
	name="ab asks echo-server, $model, $1"
	shift
	up echo_server || return
	$patience ab -q -c 50 -n 1000 "$@" "http://$address/HTTP/1.1_200" \
		>"$work/got" 2>&1
	status=$?
	end_servers
	report "$name" "$(
		[ "$status" = 0 ] || echo "exit status $status"
		if ! grep -q '^Complete requests: *1000$' "$work/got" ||
			! grep -q '^Failed requests: *0$' "$work/got"; then
			cat "$work/got"
		fi
	)"
}

ab_lane() {
	needs ab 'ab asks echo-server' || return
	for model in blocking threads event; do
		once=yes
		ab_asks 'a connection for each'
		once=
		[ "$model" = blocking ] || ab_asks 'connections that are kept' -k
	done
}
