"""Python's ssl and asyncio as a client of potok-echo, over what has no library: tls, lps and lines.

Needs: python:ssl
Over: tls lps lines
"""
import asyncio
import ssl

from checks import client_tls, equal, pattern, run, scheme, server

HOST, PORT = server.rsplit(':', 1)

# How a message is made of bytes.
FRAMED = {
    'tls': lambda message: message,
    'lps': lambda message: len(message).to_bytes(4, 'little') + message,
    'lines': lambda message: message.hex().encode() + b'\n',
}[scheme]

VERSIONS = {'TLS 1.2': ssl.TLSVersion.TLSv1_2, 'TLS 1.3': ssl.TLSVersion.TLSv1_3}


def connect(context, **options):
    return asyncio.open_connection(HOST, int(PORT), ssl=context, **options)


async def echo_of(reader, writer, message):
    framed = FRAMED(message)
    writer.write(framed)
    equal(await reader.readexactly(len(framed)), framed, 'the echo')


def comes_back(version, sizes):
    async def check():
        reader, writer = await connect(client_tls(minimum_version=version, maximum_version=version))
        for size in sizes:
            await echo_of(reader, writer, pattern(size))
        writer.close()
        await writer.wait_closed()
    return check


async def connections_get_their_own_echoes():
    context = client_tls()
    connections = await asyncio.gather(*(connect(context) for _ in range(64)))
    for number, (_, writer) in enumerate(connections):
        writer.write(FRAMED(b'%d' % number))
    for number, (reader, writer) in enumerate(connections):
        framed = FRAMED(b'%d' % number)
        equal(await reader.readexactly(len(framed)), framed, 'the echo')
        writer.close()


def is_refused(reason, context, **options):
    async def check():
        try:
            await connect(context, **options)
        except ssl.SSLCertVerificationError as refusal:
            equal(reason in refusal.verify_message, True, f'{reason!r} in {refusal.verify_message!r}')
            return
        raise AssertionError('the server was taken')
    return check


run(
    *((f'{name}: messages of every length come back', comes_back(version, (1, 16383, 16384, 16385, 500_000)))
      for name, version in VERSIONS.items()),
    *((f'{name}: 2000 messages come back', comes_back(version, range(1, 2001)))
      for name, version in VERSIONS.items()),
    ('64 connections at once each get their own echo', connections_get_their_own_echoes),
    ('a server of another authority is refused', is_refused('local issuer', client_tls('other_ca'))),
    ('and one of another name', is_refused('other.example', client_tls(), server_hostname='other.example')),
)
