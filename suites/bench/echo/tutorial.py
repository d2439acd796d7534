# SPDX-License-Identifier: MIT
"""Echo servers as tutorials of Python show them, to be measured beside ours.

    tutorial.py blocking    one connection after the other
    tutorial.py async       one read, one answer, close

The blocking one goes on to the next connection, and bears a reset."""

import asyncio
import socket
import sys

ROOM = 1024


def serve(listener):
    while True:
        connection, _ = listener.accept()
        with connection:
            try:
                while data := connection.recv(ROOM):
                    connection.sendall(data)
            except OSError:
                pass


async def answer(loop, connection):
    data = await loop.sock_recv(connection, ROOM)
    await loop.sock_sendall(connection, data)
    connection.close()


async def serve_all(listener):
    listener.setblocking(False)
    loop = asyncio.get_running_loop()
    while True:
        connection, _ = await loop.sock_accept(listener)
        loop.create_task(answer(loop, connection))


with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
    print("listening tcp 127.0.0.1:%d\nready" % listener.getsockname()[1],
          flush=True)
    if sys.argv[1:] == ["async"]:
        asyncio.run(serve_all(listener))
    else:
        serve(listener)
