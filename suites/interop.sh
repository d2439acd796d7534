#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Our clients and servers that we did not write, and clients that we did not
# write and our stand-ins: all of them on the loopback, on free ports, started
# here. A program that is missing is skipped, unless MOCKNET_JUDGES says that
# it is required.

: "${top_srcdir:=.}" "${top_builddir:=.}" "${EMULATOR:=}"
# shellcheck source=suites/tap.sh
. "$top_srcdir/suites/tap.sh"
# shellcheck source=suites/interop/lanes.sh
. "$top_srcdir/suites/interop/lanes.sh"
# shellcheck source=suites/interop/verdicts.sh
. "$top_srcdir/suites/interop/verdicts.sh"
# shellcheck source=suites/interop/names.sh
. "$top_srcdir/suites/interop/names.sh"
# shellcheck source=suites/interop/probes.sh
. "$top_srcdir/suites/interop/probes.sh"
# shellcheck source=suites/interop/faults.sh
. "$top_srcdir/suites/interop/faults.sh"
# shellcheck source=suites/interop/wire.sh
. "$top_srcdir/suites/interop/wire.sh"
# shellcheck source=suites/interop/resolvers.sh
. "$top_srcdir/suites/interop/resolvers.sh"
# shellcheck source=suites/interop/cookies.sh
. "$top_srcdir/suites/interop/cookies.sh"
# shellcheck source=suites/interop/everywhere.sh
. "$top_srcdir/suites/interop/everywhere.sh"
# shellcheck source=suites/interop/servers.sh
. "$top_srcdir/suites/interop/servers.sh"
# shellcheck source=suites/interop/http-servers.sh
. "$top_srcdir/suites/interop/http-servers.sh"
# shellcheck source=suites/interop/ab.sh
. "$top_srcdir/suites/interop/ab.sh"
# shellcheck source=suites/interop/clients.sh
. "$top_srcdir/suites/interop/clients.sh"
# shellcheck source=suites/interop/http-clients.sh
. "$top_srcdir/suites/interop/http-clients.sh"

LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
# What a user has in ~/.digrc, ~/.curlrc and such is for others.
HOME=/nonexistent
export LC_ALL PATH EMULATOR HOME
interop=$top_srcdir/suites/interop
work=$(mktemp -d) || exit 99
trap 'end_lanes; end_servers; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

messages=$work/messages
mkdir "$messages" || exit 99
printf 'A line.\r\n' >"$messages/line"
printf 'Interest is mutual.\r\n' >"$messages/quote"
printf Inte >"$messages/begun"
printf 'Python does not bite.\r\n' >"$messages/python"
printf 'Sun Nov 22 14:01:56 2026\r\n' >"$messages/daytime"
: >"$messages/nothing"
# shellcheck disable=SC2059 # it is made to be a format
printf "$(awk 'BEGIN { for (i = 0; i < 256; i++) printf "\\%03o", i }')" \
	>"$messages/octets"
awk 'BEGIN { for (i = 0; i < 524288; i++) printf "%07d\n", i }' \
	>"$messages/mebibytes"
pages=$work/pages
make_pages || exit 99

ipv6='' addresses=127.0.0.1
startup ipv6 && ipv6=yes && addresses='127.0.0.1 ::1'

# Ncat would read all certificates of the system each time.
SSL_CERT_FILE=/dev/null
export SSL_CERT_FILE

ports=$(free_ports 222)
lane xinetd xinetd_lane
lane inetutils inetutils_lane
lane openbsd openbsd_lane
lane socat socat_lane
lane ncat ncat_lane
lane tutorial tutorial_lane
lane ab ab_lane
lane nobody nobody_lane
lane nsd names_lane nsd nsd
lane knot names_lane knot knotd
lane probes probes_lane
lane faults faults_lane
lane wire wire_lane
lane everywhere everywhere_lane
lane dig-cookies cookies_lane dig 9.18 same
lane kdig-cookies cookies_lane kdig 3.2
lane dig resolver_lane dig 9.18
lane kdig resolver_lane kdig 3.2
lane drill resolver_lane drill 1.8
lane nslookup resolver_lane busybox 1.35
lane nginx nginx_lane
lane lighttpd lighttpd_lane
lane httpd httpd_lane
paths=$work
! command -v python3 >/dev/null || begin_python
lane python python_lane
lane http-python http_python_lane
lane their-busybox their_lane busybox tcp
lane their-curl their_lane curl tcp hasty
lane their-ncat their_lane ncat tcp udp hasty
lane their-nc.openbsd their_lane nc.openbsd tcp udp hasty
lane their-python their_lane python3 tcp udp hasty
lane their-socat their_lane socat tcp udp hasty
lane their-busybox-wget http_client_lane busybox
lane their-curl-http http_client_lane curl
lane their-python-http http_client_lane python3
lane their-wget http_client_lane wget
lane their-rdate rdate_lane
lane their-busybox-rdate busybox_rdate_lane
collect
