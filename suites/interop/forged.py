# SPDX-License-Identifier: MIT
"""A datagram whose source is not its sender.

    forged.py HOST PORT FROM

Sends one to an address of IPv4 from port FROM, of an address that nobody else
has, and prints how many octets come back, or nothing when none do. From port 0
nothing can come back; who may not send such a datagram ends with 77.
"""

import socket
import struct
import sys

DATA = b"hello there"
SPARE = "127.77.0.1"


def send_from_nowhere(host, port):
    try:
        raw = socket.socket(
            socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP
        )
    except PermissionError:
        sys.exit(77)
    # Source, destination, length, and no checksum (RFC 768).
    header = struct.pack("!4H", 0, port, 8 + len(DATA), 0)
    raw.sendto(header + DATA, (host, 0))


def send_from(source, host, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as forger:
        forger.bind((SPARE, source))
        forger.settimeout(10)
        forger.sendto(DATA, (host, port))
        print(len(forger.recv(65536)))


host, port, source = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if source == 0:
    send_from_nowhere(host, port)
else:
    send_from(source, host, port)
