# SPDX-License-Identifier: MIT
"""A client like nc, with an error for each end that is none.

    client.py tcp|udp HOST PORT [SECONDS]

Sends what comes on standard input, over TCP to its end, over UDP as one
datagram, and prints what comes back: to the end, or until it is killed.
"""

import os
import socket
import sys


def half_close(server):
    try:
        server.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # it is over already, and what comes will say how


def talk(transport, host, port, seconds="10"):
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    found = socket.getaddrinfo(host, port, type=kind)[0]
    with socket.socket(found[0], kind) as server:
        server.settimeout(float(seconds))
        server.connect(found[4])
        if transport == "tcp":
            while octets := os.read(0, 65536):
                server.sendall(octets)
            half_close(server)
        else:
            server.send(os.read(0, 65536))
        while (octets := server.recv(65536)) or transport == "udp":
            os.write(1, octets)


try:
    talk(*sys.argv[1:])
except OSError as error:
    sys.exit(f"client.py: {error}")
