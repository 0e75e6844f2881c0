"""python3-websockets as an echo server, for our client to meet: as ws_server.mjs is.

Needs: python:websockets
Over: ws wss
Paths: / /fragments /leave
"""
import asyncio

import websockets

from checks import MESSAGE_MAX, s, server_tls


async def serve_one(socket, path):
    count = 0
    async for message in socket:
        count += 1
        middle = len(message) // 2
        if path == '/leave' and count == 10:
            await socket.close(4001, 'enough')
        elif path == '/fragments':
            await socket.send([message[:middle], message[middle:]])
        else:
            await socket.send(message)


async def main():
    tls = server_tls() if s else None
    async with websockets.serve(serve_one, '127.0.0.1', 0, max_size=MESSAGE_MAX, ssl=tls) as server:
        print(f'listening {server.sockets[0].getsockname()[1]}', flush=True)
        await asyncio.Future()


asyncio.run(main())
