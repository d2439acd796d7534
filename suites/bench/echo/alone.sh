#!/bin/sh
# SPDX-License-Identifier: MIT
#
# alone.sh COMMAND...: runs it in a network namespace of its own, where nobody
# else takes ports, and where the congestion control is reno: it is on every
# Linux, and holds nothing back that stays in the machine, as bbr does. Without
# such namespaces it runs where it is. Says what the figures depend on.

load() {
	uptime | sed 's/.*load average[s]*: *//'
}

# For a shell in the namespace.
enter='
busybox ip link set lo up 2>/dev/null || ip link set lo up || exit
echo reno >/proc/sys/net/ipv4/tcp_congestion_control'
# shellcheck disable=SC2016 # for that shell, too
run='
control=$(cat /proc/sys/net/ipv4/tcp_congestion_control 2>/dev/null)
echo "congestion control: ${control:-unknown}"
exec "$@"'

for alone in 'unshare --net' 'unshare --user --map-root-user --net' no; do
	[ "$alone" != no ] && $alone sh -c "$enter" 2>/dev/null && break
done
if [ "$alone" = no ]; then
	alone='' enter=
fi
printf '%s, %s processors; load: %s\n' "$(uname -srm)" \
	"$(getconf _NPROCESSORS_ONLN)" "$(load)"
$alone sh -c "$enter$run" sh "$@"
status=$?
printf '\nload: %s\n' "$(load)"
exit $status
