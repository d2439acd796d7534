# SPDX-License-Identifier: MIT
"""Echo, daytime, time and QOTD by the socketserver of Python.

    server.py FOLDER

Over TCP and UDP on free ports of 127.0.0.1 and, where there is any, ::1, and
as Unix sockets of FOLDER.  Prints SERVICE_TRANSPORT_FAMILY=PORT for each, where
Python itself is, and "ready" when all of them listen.
"""

import shlex
import socket
import socketserver
import struct
import sys
import threading
import time

QUOTE = b"Python does not bite.\r\n"


def daytime():
    """The line of RFC 867, popular syntax 1."""
    return time.strftime("%A, %B %d, %Y %H:%M:%S-UTC\r\n", time.gmtime()).encode()


def nist():
    """The line that NIST sends, which has the date as a day number too."""
    now = time.time()
    day = int(now // 86400) + 40587
    clock = time.strftime("%y-%m-%d %H:%M:%S", time.gmtime(now))
    return f"\n{day} {clock} 00 0 0 123.4 UTC(NIST) * \n".encode()


def number():
    """The seconds since 1900 of RFC 868."""
    return struct.pack("!I", (int(time.time()) + 2208988800) & 0xFFFFFFFF)


def echo(handler):
    while octets := handler.request.recv(65536):
        handler.request.sendall(octets)


def stream_of(say):
    return lambda handler: handler.request.sendall(say())


def datagram_of(say):
    return lambda handler: handler.request[1].sendto(
        say(), handler.client_address
    )


def echo_datagram(handler):
    octets, server = handler.request
    server.sendto(octets, handler.client_address)


SERVICES = {
    "echo": (echo, echo_datagram),
    "daytime": (stream_of(daytime), datagram_of(daytime)),
    "nist": (stream_of(nist), datagram_of(nist)),
    "time": (stream_of(number), datagram_of(number)),
    "qotd": (stream_of(lambda: QUOTE), datagram_of(lambda: QUOTE)),
}


class Stream(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64


class Datagram(socketserver.ThreadingUDPServer):
    daemon_threads = True
    max_packet_size = 65536


class Path(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


def start(server, family, address, act):
    """Starts a server in a thread; returns its address."""
    kind = type(server.__name__, (server,), {"address_family": family})
    handler = type(
        "Handler", (socketserver.BaseRequestHandler,), {"handle": act}
    )
    running = kind(address, handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    return running.server_address


def start_all(folder, family, host, number):
    for name, (stream, datagram) in SERVICES.items():
        port = start(Stream, family, (host, 0), stream)[1]
        print(f"{name}_tcp_{number}={port}")
        port = start(Datagram, family, (host, 0), datagram)[1]
        print(f"{name}_udp_{number}={port}")


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as trial:
            trial.bind(("::1", 0))
    except OSError:
        return False
    return True


def main(folder):
    start_all(folder, socket.AF_INET, "127.0.0.1", 4)
    if has_ipv6():
        start_all(folder, socket.AF_INET6, "::1", 6)
    for name, (stream, _) in SERVICES.items():
        start(Path, socket.AF_UNIX, f"{folder}/{name}", stream)
    print(f"python={shlex.quote(sys.executable)}")
    print("ready", flush=True)
    threading.Event().wait()


main(sys.argv[1])
