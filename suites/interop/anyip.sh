# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# anyip.sh COMMAND...: COMMAND runs in this network, of which the loopback is
# down, and where then every address is the loopback's. The status is 77 where
# that cannot be.

busybox ip link set lo up &&
	busybox ip route add local 0.0.0.0/0 dev lo || exit 77
busybox ip -6 route add local ::/0 dev lo
"$@"
