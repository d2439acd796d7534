# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# hidden.sh FILE TARGET COMMAND...: COMMAND has FILE in the place of TARGET, as
# has everybody in this mount namespace.

mount --bind "$1" "$2" || exit 99
shift 2
exec "$@"
