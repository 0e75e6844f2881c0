"""python3-websockets as a client of potok-echo.

Needs: python:websockets
Over: ws wss
"""
import asyncio

import websockets
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

from checks import MESSAGE_MAX, client_tls, equal, pattern, run, s, server

TLS = {'ssl': client_tls()} if s else {}


# Compression is offered, unless told otherwise.
def connect(**options):
    return websockets.connect(f'ws{s}://{server}/', max_size=None, **TLS, **options)


async def echo_of(message, **options):
    async with connect(**options) as socket:
        await socket.send(message)
        return await socket.recv()


def comes_back(message, **options):
    async def check():
        equal(await echo_of(message, **options), message, 'the echo')
    return check


async def fragments_come_back_as_one_message():
    async def parts():
        yield 'по'
        pong = await socket.ping('between')
        yield ''
        await pong
        yield 'ток'

    async with connect() as socket:
        await socket.send(parts())
        equal(await socket.recv(), 'поток', 'the echo')


async def large_fragments_come_back_as_one_message():
    message = pattern(MESSAGE_MAX)
    async with connect() as socket:
        await socket.send([message[at:at + 65536] for at in range(0, len(message), 65536)])
        equal(await socket.recv(), message, 'the echo')


async def many_come_back_in_order():
    async def send_all():
        for i in range(2000):
            await socket.send(str(i))

    async with connect() as socket:
        sending = asyncio.ensure_future(send_all())
        for i in range(2000):
            equal(await socket.recv(), str(i), 'the echo')
        await sending


async def close_is_answered_with_its_code():
    async with connect() as socket:
        await socket.close(4001, 'до свидания')
        equal(socket.close_code, 4001, 'the close code')


async def connections_get_their_own_echoes():
    async def one(number):
        async with connect() as socket:
            await everyone_is_connected(socket)
            for i in range(10):
                await socket.send(f'{number}/{i}')
                equal(await socket.recv(), f'{number}/{i}', 'the echo')

    connected = []
    all_connected = asyncio.Event()

    async def everyone_is_connected(socket):
        connected.append(socket)
        if len(connected) == 64:
            all_connected.set()
        await all_connected.wait()

    await asyncio.gather(*(one(number) for number in range(64)))


def compression_is_kept_to(**asked):
    async def check():
        offers = [ClientPerMessageDeflateFactory(**asked)]
        async with connect(compression=None, extensions=offers) as socket:
            equal(len(socket.extensions), 1, 'the number of extensions')
            for i in range(3):
                message = ''.join(f'{{"number":{n % 977},"name":"поток"}},' for n in range(i, 20_000))
                await socket.send(message)
                equal(await socket.recv(), message, 'the echo')
    return check


async def ping_is_answered():
    async with connect() as socket:
        await (await socket.ping(b'a' * 125))


async def too_long_closes_with_1009():
    async with connect() as socket:
        try:
            # The first fragment is taken; so nothing is on its way at the end.
            await socket.send([pattern(MESSAGE_MAX), b'a'])
            await socket.recv()
        except websockets.ConnectionClosed:
            pass
        equal(socket.close_code, 1009, 'the close code')


async def page_from_elsewhere_is_refused():
    try:
        async with connect(origin='http://elsewhere.example'):
            raise AssertionError('the handshake was accepted')
    except websockets.InvalidStatusCode as refusal:
        equal(refusal.status_code, 403, 'the status')


run(
    ('text comes back', comes_back('aя€😀')),
    ('an empty text comes back', comes_back('')),
    ('an empty binary message comes back', comes_back(b'')),
    ('a binary message of 16 MiB comes back', comes_back(pattern(MESSAGE_MAX))),
    ('fragments with a ping between them come back as one message', fragments_come_back_as_one_message),
    ('16 MiB in fragments of 64 KiB come back as one message', large_fragments_come_back_as_one_message),
    ('2000 messages come back in order', many_come_back_in_order),
    ('a close with 4001 and a reason is answered with the same code', close_is_answered_with_its_code),
    ('64 connections at once each get their own echo', connections_get_their_own_echoes),
    ('without an offer of compression a text comes back', comes_back('aя€😀' * 1000, compression=None)),
    ('and 16 MiB do', comes_back(pattern(MESSAGE_MAX), compression=None)),
    ('an offer of compression is kept to', compression_is_kept_to()),
    ('one without contexts is kept to', compression_is_kept_to(
        server_no_context_takeover=True, client_no_context_takeover=True)),
    ('one with windows of 9 bits is kept to', compression_is_kept_to(
        server_max_window_bits=9, client_max_window_bits=9)),
    ('a ping of 125 bytes is answered', ping_is_answered),
    ('a message over 16 MiB closes with 1009', too_long_closes_with_1009),
    ('a page from elsewhere is refused with 403', page_from_elsewhere_is_refused),
)
