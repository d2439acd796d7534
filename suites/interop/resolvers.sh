# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
#
# The tools of others as resolvers: some of the cases of get-ip, a lane for each
# tool. What it is known to break, and nothing else, is in its file beside
# get_ip.sh; all cases would take seconds of work.

resolver_cases='rfc1034-3.6.2-alias rfc1034-3.7.1-other-class
rfc1034-5.2.3-server-failure rfc1034-5.3.3-unrelated-owner
rfc1035-7.3-other-opcode rfc1035-7.3-query-comes rfc2181-9-truncated
rfc4343-3-question-in-capitals rfc5452-9.1-other-address rfc5452-9.1-other-id
rfc5452-9.1-other-name rfc6891-6.2.2-format-error-with-edns
rfc8085-5.1-dns-other-port robust-dns-empty-datagram robust-dns-header-cut
robust-dns-octets-behind robust-dns-silent-with-edns'

# pick WORD FILE...: of each the parts, or lines, that begin with WORD and one of
# them.
pick() {
	word=$1
	shift
	awk -v word="$word" -v ids="$resolver_cases" '
		BEGIN {
			gsub(/[ \n]+/, " ", ids)
			ids = " " ids " "
		}
		$1 == word { wanted = index(ids, " " $2 " ") }
		wanted' "$@"
}

# Files of them alone, where they find their zone.
pick_cases() {
	cp "$top_srcdir/fixtures/dns/base.zone" "$work"
	pick case "$top_srcdir"/fixtures/dns/*.cases >"$work/picked.cases"
	pick known "$clients/$1.known" >"$work/picked.known"
}

version_of() {
	case $1 in
	busybox) busybox | head -n 1 ;;
	kdig) kdig -V ;;
	*) "$1" -v ;;
	esac 2>&1
}

# resolver_lane TOOL VERSION: what is known of this one; another may differ.
resolver_lane() {
	name="$1: the cases about resolvers"
	clients=$top_srcdir/fixtures/clients
	needs "$1" "$name" || return
	if ! version_of "$1" | grep -q -e "[ v]$2[.]"; then
		skip "$name" "this is not $1 $2"
		return
	fi
	pick_cases "$1"
	# shellcheck disable=SC2086 # the emulator is several words
	$EMULATOR "$top_builddir/suites/mocknet-check" --tap \
		--fixtures "$work/picked.cases" --known "$work/picked.known" \
		client get-ip-udp -- "$clients/get_ip.sh" "$1" '{host}' \
		'{port}' udp '{name}' >"$work/got" 2>"$work/err"
	status=$?
	report "$name" "$(
		[ "$status" = 0 ] || echo "exit status $status"
		[ "$(echo "$resolver_cases" | wc -w)" -eq \
			"$(grep -c '^\(not \)*ok ' "$work/got")" ] ||
			echo 'not all of them are there'
		[ "$status" = 0 ] || deviations
		cat "$work/err"
	)"
}
