# SPDX-License-Identifier: MIT
"""The http.server of Python.

    http_server.py FOLDER ADDRESS...

Serves FOLDER by HTTP/1.0 and by HTTP/1.1, on free ports of the addresses. By
HTTP/1.1 what stands below /chunked/ comes in chunks of many sizes, with
extensions and a trailer; what stands below /unsized/ comes by either without a
length, up to the end of the connection.
Prints http_VERSION_FAMILY=PORT for each, and "ready" when all of them listen.
"""

import functools
import http.server
import socket
import sys
import threading


class Pages(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        _, kind, *rest = self.path.split("/", 2)
        if kind == "chunked" and self.protocol_version == "HTTP/1.1":
            self.send_chunks("/" + rest[0])
        elif kind == "unsized":
            self.send_to_close("/" + rest[0])
        else:
            super().do_GET()

    def send_chunks(self, path):
        with open(self.translate_path(path), "rb") as page:
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            size = 1
            while octets := page.read(size):
                self.wfile.write(
                    b"%X;size=%d\r\n%b\r\n" % (len(octets), size, octets)
                )
                size = size * 3 % 65537
            self.wfile.write(b"0\r\nSize: 0\r\n\r\n")

    def send_to_close(self, path):
        with open(self.translate_path(path), "rb") as page:
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            self.copyfile(page, self.wfile)


def start(folder, address, version):
    """Starts a server in a thread; returns its port."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    handler = type(
        "Handler", (Pages,), {"protocol_version": f"HTTP/{version}"}
    )
    server = type(
        "Server",
        (http.server.ThreadingHTTPServer,),
        {"address_family": family, "request_queue_size": 64},
    )
    running = server(
        (address, 0), functools.partial(handler, directory=folder)
    )
    threading.Thread(target=running.serve_forever, daemon=True).start()
    return running.server_address[1]


def main(folder, addresses):
    for address in addresses:
        number = 6 if ":" in address else 4
        for version in "1.0", "1.1":
            port = start(folder, address, version)
            print(f"http_{version.replace('.', '_')}_{number}={port}")
    print("ready", flush=True)
    threading.Event().wait()


main(sys.argv[1], sys.argv[2:])
