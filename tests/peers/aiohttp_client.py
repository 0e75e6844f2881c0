"""python3-aiohttp as a client of potok-echo, by HTTP and by WebSocket.

Needs: python:aiohttp
Over: ws wss
"""
import asyncio

import aiohttp
from aiohttp import WSMsgType

from checks import MESSAGE_MAX, client_tls, equal, pattern, run, s, server

ORIGIN = f'http{s}://{server}'
TLS = client_tls() if s else True


def session(connections_max=100, **options):
    connector = aiohttp.TCPConnector(limit=connections_max, ssl=TLS)
    return aiohttp.ClientSession(ORIGIN, connector=connector, **options)


# ---- HTTP

async def posted(client, body, **options):
    async with client.post('/', data=body, **options) as response:
        equal(response.status, 200, 'the status')
        return await response.read()


def post_comes_back(body):
    async def check():
        async with session() as client:
            equal(await posted(client, body), body, 'the echo')
    return check


async def get_and_head_agree():
    async with session() as client:
        async with client.get('/') as get, client.head('/') as head:
            page = await get.read()
            equal(get.status, 200, 'the status')
            equal(head.headers['Content-Length'], str(len(page)), 'Content-Length of HEAD')
            equal(await head.read(), b'', 'the body of HEAD')


async def chunks_come_back():
    async def parts():
        for part in (b'one, ', b'two, ', pattern(100_000)):
            yield part

    async with session() as client:
        equal(await posted(client, parts()), b'one, two, ' + pattern(100_000), 'the echo')


async def continue_is_waited_for():
    async with session() as client:
        echo = await posted(client, pattern(100_000), expect100=True)
        equal(echo, pattern(100_000), 'the echo')


async def connection_is_reused():
    connects = 0

    async def count(*_):
        nonlocal connects
        connects += 1

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_end.append(count)
    async with session(trace_configs=[trace]) as client:
        for i in range(2000):
            equal(await posted(client, str(i).encode()), str(i).encode(), 'the echo')
    equal(connects, 1, 'the number of connections')


async def many_at_once_over_http():
    async def one(client, number):
        equal(await posted(client, str(number).encode()), str(number).encode(), 'the echo')

    async with session(connections_max=64) as client:
        await asyncio.gather(*(one(client, number) for number in range(640)))


# ---- WebSocket

async def receive(socket):
    message = await socket.receive()
    if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
        raise AssertionError(f'not a message but {message.type.name} {message.data}')
    return message.data


async def send(socket, message):
    await (socket.send_str if isinstance(message, str) else socket.send_bytes)(message)


def message_comes_back(message):
    async def check():
        async with session() as client, client.ws_connect('/', max_msg_size=0) as socket:
            await send(socket, message)
            equal(await receive(socket), message, 'the echo')
    return check


async def many_come_back_in_order():
    async with session() as client, client.ws_connect('/') as socket:
        for i in range(2000):
            await socket.send_str(str(i))
        for i in range(2000):
            equal(await receive(socket), str(i), 'the echo')


async def close_is_answered_with_its_code():
    async with session() as client, client.ws_connect('/') as socket:
        await socket.close(code=4001, message='до свидания'.encode())
        equal(socket.close_code, 4001, 'the close code')


async def many_at_once_over_websocket():
    async with session(connections_max=64) as client:
        sockets = await asyncio.gather(*(client.ws_connect('/') for _ in range(64)))
        for number, socket in enumerate(sockets):
            await socket.send_str(str(number))
        for number, socket in enumerate(sockets):
            equal(await receive(socket), str(number), 'the echo')
        await asyncio.gather(*(socket.close() for socket in sockets))


run(
    ('GET and HEAD agree', get_and_head_agree),
    ('POST with Content-Length comes back', post_comes_back(b'potok')),
    ('an empty POST comes back', post_comes_back(b'')),
    ('16 MiB with Content-Length come back', post_comes_back(pattern(MESSAGE_MAX))),
    ('a chunked POST comes back', chunks_come_back),
    ('a body is asked for with 100 before it is sent', continue_is_waited_for),
    ('2000 requests one after the other reuse one connection', connection_is_reused),
    ('64 connections at once each get their own answers', many_at_once_over_http),
    ('WebSocket: text comes back', message_comes_back('aя€😀')),
    ('WebSocket: an empty text comes back', message_comes_back('')),
    ('WebSocket: an empty binary message comes back', message_comes_back(b'')),
    ('WebSocket: a binary message of 16 MiB comes back', message_comes_back(pattern(MESSAGE_MAX))),
    ('WebSocket: 2000 messages come back in order', many_come_back_in_order),
    ('WebSocket: a close with 4001 and a reason is answered with the same code',
     close_is_answered_with_its_code),
    ('WebSocket: 64 connections at once each get their own echo', many_at_once_over_websocket),
)
