"""python3-aiohttp as an echo server, for our client to meet: as ws_server.mjs is, without /fragments.

Needs: python:aiohttp
Over: ws wss
Paths: / /leave
"""
import asyncio

from aiohttp import WSMsgType, web

from checks import MESSAGE_MAX, s, server_tls


async def serve_one(request):
    socket = web.WebSocketResponse(max_msg_size=MESSAGE_MAX + 1)  # it refuses from that size on
    await socket.prepare(request)
    count = 0
    async for message in socket:
        count += 1
        if request.path == '/leave' and count == 10:
            await socket.close(code=4001, message=b'enough')
        elif message.type == WSMsgType.TEXT:
            await socket.send_str(message.data)
        else:
            await socket.send_bytes(message.data)
    return socket


async def main():
    application = web.Application()
    application.router.add_get('/{path:.*}', serve_one)
    runner = web.AppRunner(application)
    await runner.setup()
    tls = server_tls() if s else None
    await web.TCPSite(runner, '127.0.0.1', 0, ssl_context=tls).start()
    print(f'listening {runner.addresses[0][1]}', flush=True)
    await asyncio.Future()


asyncio.run(main())
