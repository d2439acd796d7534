# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034,SC2154
#
# http-get and http-head against servers that we did not write: a lane for each.
# All of them have the same pages.

sizes='0 1 1023 1024 1025 65535 65536 65537'

# The large page has 100 MB, most of which is a hole.
make_pages() {
	mkdir "$pages" "$pages/folder" "$pages/cgi-bin" || return
	for size in $sizes; do
		head -c "$size" "$messages/mebibytes" >"$pages/$size"
	done
	cp "$messages/line" "$pages/folder/index.html"
	cp "$messages/line" "$pages/index.html"
	printf '%s\n' '#!/bin/sh' 'cat head ../65537' >"$pages/cgi-bin/page"
	printf 'Content-Type: text/plain\r\n\r\n' >"$pages/cgi-bin/head"
	chmod +x "$pages/cgi-bin/page"
	for at in 0 50 96; do
		dd if="$messages/mebibytes" of="$pages/large" bs=1000000 \
			seek=$at conv=notrunc 2>/dev/null
	done
}

# urls BASE: those of the pages of all sizes.
urls() {
	for size in $sizes; do
		echo "$1/$size"
	done
}

all_sizes() {
	for size in $sizes; do
		cat "$pages/$size"
	done
}

# http_pages SERVER BASE: each page alone, and the largest.
http_pages() {
	for size in $sizes; do
		prints "$1: $size octets" "$pages/$size" http-get "$2/$size"
	done
	# shellcheck disable=SC2086 # the emulator is several words
	{
		$EMULATOR "$top_builddir/src/http-get" "$2/large" 2>"$work/err"
		echo $? >"$work/status"
	} | cmp - "$pages/large" >"$work/finding" 2>&1
	report "$1: 100 MB" "$(
		cat "$work/finding" "$work/err"
		grep -v '^0$' "$work/status"
	)"
}

# http_connections SERVER BASE N: all pages over N connections.
# shellcheck disable=SC2046 # the URLs are several words
http_connections() {
	all_sizes >"$work/want"
	ours http-get -v $(urls "$2") </dev/null
	made=$(grep -c '^[*] [^a-z]*$' "$work/err")
	: >"$work/err"
	report "$1: all pages, connections: $3" "$(
		outcome 0 ok "$work/want"
		[ "$made" = "$3" ] || echo "it made $made connections"
	)"
}

# http_heads SERVER BASE: the lengths that HEAD tells.
# shellcheck disable=SC2046 # the URLs are several words
http_heads() {
	ours http-head $(urls "$2") "$2/large" </dev/null
	tr -d '\r' <"$work/got" | awk '
	tolower($1) == "content-length:" { print $2 }' >"$work/lengths"
	# shellcheck disable=SC2086 # one word a size
	printf '%s\n' $sizes 100194304 >"$work/want"
	report "$1: HEAD tells the lengths" "$(
		outcome 0 ok "$work/got"
		cmp "$work/want" "$work/lengths" 2>&1
	)"
}

# http_include SERVER BASE: the head stands before the page.
http_include() {
	ours http-get -i "$2/1025" </dev/null
	size=$(($(wc -c <"$work/got") - 1025))
	report "$1: -i" "$(
		outcome 0 ok "$work/got"
		tail -c 1025 "$work/got" | cmp - "$pages/1025" 2>&1
		head -c "$size" "$work/got" | awk '
		!/\r$/ || (NR == 1 && !/^HTTP\/1[.][01] 200 OK\r$/) { print }
		END { if ($0 != "\r") print "no empty line, but: " $0 }'
	)"
}

# http_save SERVER BASE: to a file, which is not there after an error.
http_save() {
	rm -f "$work/saved"
	ours http-get --fail -o "$work/saved" "$2/1" "$2/missing" </dev/null
	report "$1: -o of what is missing" "$(
		outcome 12 http-status /dev/null
		ls "$work/saved"* 2>/dev/null
	)"
	ours http-get -o "$work/saved" "$2/65537" "$2/1" </dev/null
	cat "$pages/65537" "$pages/1" >"$work/want"
	report "$1: -o" "$(
		outcome 0 ok /dev/null
		cmp "$work/want" "$work/saved" 2>&1
	)"
}

# http_missing SERVER BASE: a page that is not there; it has words without
# --fail.
http_missing() {
	fails "$1: --fail of what is missing" 12 http-status \
		http-get --fail "$2/missing"
	ours http-get -i "$2/missing" </dev/null
	report "$1: what is missing" "$(
		outcome 0 ok "$work/got"
		grep -q '^HTTP/1[.][01] 404 ' "$work/got" || cat "$work/got"
	)"
	fails "$1: HEAD and --fail of what is missing" 12 http-status \
		http-head --fail "$2/missing"
}

# http_folder SERVER BASE: a folder is elsewhere when its slash is left out.
http_folder() {
	prints "$1: a folder, with -L" "$messages/line" \
		http-get -L "$2/folder"
	ours http-head -L "$2/folder" </dev/null
	report "$1: HEAD of a folder, with -L" "$(
		outcome 0 ok "$work/got"
		grep -q '^HTTP/1[.][01] 200 ' "$work/got" || cat "$work/got"
	)"
	ours http-get -i "$2/folder" </dev/null
	report "$1: a folder, without -L" "$(
		outcome 0 ok "$work/got"
		grep -q '^HTTP/1[.][01] 30[12] ' "$work/got" || cat "$work/got"
	)"
}

# http_killed SERVER URL: it is killed amid the large page.
# Shells say that it was.
http_killed() {
	client=http-get
	mkfifo "$work/pipe" || return
	# shellcheck disable=SC2086 # the emulator is several words
	$EMULATOR "$top_builddir/src/http-get" "$2" \
		>"$work/pipe" 2>"$work/err" &
	pid=$!
	{
		head -c 65536
		# shellcheck disable=SC2086 # they are several
		slay $servers
		cat
	} <"$work/pipe" | cmp - "$pages/large" >"$work/finding" 2>&1
	rm "$work/pipe"
	wait "$pid"
	status=$?
	end_servers
	: >"$work/got"
	report "$1: killed in the middle" "$(
		outcome 7 truncated /dev/null
		grep -v 'EOF on -' "$work/finding"
	)"
} 2>/dev/null

# http_tests SERVER BASE N: what all of them can do; pages that follow one
# another take N connections.
http_tests() {
	http_pages "$1" "$2"
	http_connections "$@"
	http_heads "$1" "$2"
	http_include "$1" "$2"
	http_save "$1" "$2"
	http_missing "$1" "$2"
	http_folder "$1" "$2"
}

# http_ipv6 SERVER PORT N: what the address can make different.
http_ipv6() {
	if [ -z "$ipv6" ]; then
		skip "$1 at ::1" 'no IPv6 here'
		return
	fi
	http_connections "$1, ::1" "http://[::1]:$2" "$3"
	http_folder "$1, ::1" "http://[::1]:$2"
}

# http_judged SERVER VERSION ADDRESS: mocknet-check plays it all cases about
# servers. What is known of this VERSION is in SERVER.known; another may differ.
http_judged() {
	name="$1: the cases about servers"
	if ! "$1" -v 2>&1 | grep -q -F "/$2"; then
		skip "$name" "this is not $1 $2"
		return
	fi
	judged "$name" "$1" http "$3"
}

# nginx: as one process, so that it is the user who runs the tests. What its
# filter for SSI has read comes in chunks.

nginx_configuration() {
	cat <<END
daemon off;
master_process off;
pid $work/pid;
error_log stderr notice;
events {
	worker_connections 64;
}
http {
	log_format short '\$connection \$request_method \$request_uri';
	access_log $work/log short;
	default_type text/plain;
END
	for place in client_body proxy fastcgi uwsgi scgi; do
		echo "	${place}_temp_path $work/temporary;"
	done
	cat <<END
	server {
		listen 127.0.0.1:$port;
		${ipv6:+listen [::1]:$port;}
		root $pages;
		location /chunked/ {
			alias $pages/;
			ssi on;
			ssi_types *;
		}
	}
}
END
}

begin_nginx() {
	free port
	nginx_configuration >"$work/nginx.conf"
	start nginx nginx -e stderr -p "$work" -c "$work/nginx.conf"
	says nginx 'using the .* event method'
}

# nginx_logs NAME N PATTERN CLIENT ARGUMENT...: it notes N requests of one
# connection, which match PATTERN, and the last of which is for /1?; it does so
# after it has answered.
nginx_logs() {
	name=$1 want=$2 pattern=$3
	shift 3
	: >"$work/log"
	ours "$@" </dev/null
	report "nginx: $name, by its log" "$(
		startup line "$work/log" ' /1[?]' || echo 'it notes no end'
		[ "$(grep -c "$pattern" "$work/log")" = "$want" ] ||
			cat "$work/log"
		cut -d ' ' -f 1 "$work/log" | sort -u | sed 1d
	)"
}

# shellcheck disable=SC2046 # the URLs are several words
nginx_log() {
	nginx_logs 'GET over one connection' 17 '^[0-9]* GET /' \
		http-get $(urls "$base") $(urls "$base/chunked") "$base/1?"
	nginx_logs 'HEAD over one connection' 9 '^[0-9]* HEAD /' \
		http-head $(urls "$base") "$base/1?"
}

nginx_lane() {
	needs nginx 'nginx is asked' || return
	up nginx || return
	base=http://127.0.0.1:$port
	http_tests nginx "$base" 1
	http_connections 'nginx, in chunks' "$base/chunked" 1
	http_ipv6 nginx "$port" 1
	nginx_log
	http_judged nginx 1.22. "127.0.0.1:$port"
	http_killed nginx "$base/large"
	up nginx || return
	http_killed 'nginx, in chunks' "http://127.0.0.1:$port/chunked/large"
}

# lighttpd: what a program of CGI prints comes in chunks.

lighttpd_configuration() {
	cat <<END
server.document-root = "$pages"
server.compat-module-load = "disable"
server.modules = ("mod_indexfile", "mod_cgi", "mod_staticfile")
server.bind = "127.0.0.1"
server.port = $port
server.stream-response-body = 1
index-file.names = ("index.html")
cgi.assign = ("/cgi-bin/page" => "/bin/sh")
END
	[ -z "$ipv6" ] || echo "\$SERVER[\"socket\"] == \"[::1]:$port\" { }"
}

# It looks for its modules where it was made for, which is not where it is when
# it was only unpacked.
begin_lighttpd() {
	free port
	lighttpd_configuration >"$work/lighttpd.conf"
	program=$(command -v lighttpd)
	modules=${program%/*}/../lib/lighttpd
	[ -d "$modules" ] || modules=
	start lighttpd lighttpd -D -f "$work/lighttpd.conf" \
		${modules:+-m "$modules"}
	says lighttpd 'server started'
}

lighttpd_lane() {
	needs lighttpd 'lighttpd is asked' || return
	up lighttpd || return
	base=http://127.0.0.1:$port
	http_tests lighttpd "$base" 1
	prints 'lighttpd: in chunks' "$pages/65537" \
		http-get "$base/cgi-bin/page"
	http_ipv6 lighttpd "$port" 1
	http_judged lighttpd 1.4.69 "127.0.0.1:$port"
	http_killed lighttpd "$base/large"
}

# That of BusyBox closes behind each answer, which need not have a length, and
# listens at one address.

begin_httpd() {
	free port
	start httpd busybox httpd -f -p "127.0.0.1:$port" -h "$pages"
	startup accept 127.0.0.1 "$port" || return
	[ -n "$ipv6" ] || return 0
	start httpd-6 busybox httpd -f -p "[::1]:$port" -h "$pages"
	startup accept ::1 "$port"
}

httpd_lane() {
	needs busybox 'httpd of BusyBox is asked' || return
	if ! busybox --list | grep -q -x httpd; then
		skip 'httpd of BusyBox is asked' 'the BusyBox here has none'
		return
	fi
	up httpd || return
	base=http://127.0.0.1:$port
	http_tests httpd "$base" 8
	prints 'httpd: without a length' "$pages/65537" \
		http-get "$base/cgi-bin/page"
	http_ipv6 httpd "$port" 8
	http_killed httpd "$base/large"
}

# Python, by both versions.

begin_http_python() {
	# shellcheck disable=SC2086 # the addresses are several
	start http-python $python -I -S "$interop/http_server.py" "$pages" \
		$addresses
	says http-python ready && eval "$(grep '=' "$work/http-python.said")"
}

http_python_lane() {
	needs_python 'http.server of Python is asked' || return
	up http_python || return
	base=http://127.0.0.1:$http_1_0_4
	http_tests 'Python, HTTP/1.0' "$base" 8
	prints 'Python, HTTP/1.0: without a length' "$pages/65537" \
		http-get "$base/unsized/65537"
	http_ipv6 'Python, HTTP/1.0' "$http_1_0_6" 8
	base=http://127.0.0.1:$http_1_1_4
	http_tests Python "$base" 1
	http_connections 'Python, in chunks' "$base/chunked" 1
	prints 'Python: without a length' "$pages/65537" \
		http-get "$base/unsized/65537"
	http_ipv6 Python "$http_1_1_6" 1
	http_killed 'Python, in chunks' "$base/chunked/large"
	up http_python || return
	http_killed 'Python, HTTP/1.0' "http://127.0.0.1:$http_1_0_4/large"
}
