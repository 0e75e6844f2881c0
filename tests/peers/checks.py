"""Checks of a peer in Python: one line for each, and their sum at the end.

    async def text_comes_back(): equal(await echo('a'), 'a')
    run('text comes back', text_comes_back), ...

A check that raises, or is not done within LIMIT_S, has failed; the others still run.
"""
import asyncio
import os
import random
import ssl
import sys

LIMIT_S = 60
MESSAGE_MAX = 16 * 1024 * 1024

# Where the server listens, HOST:PORT, for a client; and for both what is spoken there.
server = sys.argv[1]
scheme, _, kind = sys.argv[-1].partition('-')

# What makes a scheme of its name over TLS.
s = 's' if scheme in ('wss', 'https') else ''


def file_of_tls(name):
    return f'{os.environ["PEERS_TLS"]}/{name}'


def client_tls(ca='ca', **changes):
    """Whom a client trusts: one authority."""
    context = ssl.create_default_context(cafile=file_of_tls(f'{ca}.crt'))
    for name, value in changes.items():
        setattr(context, name, value)
    return context


def server_tls(shown='ecdsa', **changes):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file_of_tls(f'{shown}.pem'))
    for name, value in changes.items():
        setattr(context, name, value)
    return context


def run(*checks):
    """Runs pairs of a name and a function, then ends the process."""
    sys.exit(asyncio.run(run_all(checks)))


async def run_all(checks):
    failed = 0
    for name, body in checks:
        try:
            await asyncio.wait_for(body(), LIMIT_S)
            print(f'ok {name}', flush=True)
        except Exception as error:  # whatever it is, it is this check's
            failed += 1
            what = ' '.join(f'{type(error).__name__} {error}'.split())
            print(f'FAILED {name}: {what}', flush=True)
    print(f'{len(checks) - failed} passed, {failed} failed', flush=True)
    return 1 if failed or not checks else 0


def equal(actual, expected, what):
    if type(actual) is not type(expected) or actual != expected:
        raise AssertionError(f'{what} is {shown(actual)}, expected {shown(expected)}')


def shown(value):
    text = repr(value[:16] if isinstance(value, (str, bytes)) else value)[:80]
    return f'{text} ({len(value)} long)' if isinstance(value, (str, bytes)) else text


def pattern(size):
    """Bytes in which a part that is lost, doubled or moved shows."""
    return random.Random(size).randbytes(size)
