# SPDX-License-Identifier: MIT
"""Echo servers as tutorials have them, blocking and with asyncio.

    tutorial.py blocking|async

Prints its port, on 127.0.0.1.
"""

import asyncio
import socket
import sys


def blocking():
    """One connection, and then no more."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        print(f"port={listener.getsockname()[1]}", flush=True)
        connection, _ = listener.accept()
        with connection:
            while octets := connection.recv(1024):
                connection.sendall(octets)


async def answer(reader, writer):
    """One message, and then the end."""
    writer.write(await reader.read(1024))
    await writer.drain()
    writer.close()


async def serve():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(f"port={server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if sys.argv[1] == "blocking":
    blocking()
else:
    asyncio.run(serve())
