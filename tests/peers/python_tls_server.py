"""Python's ssl and asyncio as an echo server, for our client to meet.

Needs: python:ssl
Over: tls-1.2 tls-1.3 lps-1.2 lps-1.3 lines-1.3 tls-expired
"""
import asyncio
import ssl

from checks import kind, server_tls


async def serve_one(reader, writer):
    try:
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
        writer.close()
        await writer.wait_closed()
    except OSError:
        pass  # the client has gone: it is the one who judges


def tls():
    if kind == 'expired':
        return server_tls('expired')
    version = {'1.2': ssl.TLSVersion.TLSv1_2, '1.3': ssl.TLSVersion.TLSv1_3}[kind]
    return server_tls(minimum_version=version, maximum_version=version)


async def main():
    server = await asyncio.start_server(serve_one, '127.0.0.1', 0, ssl=tls())
    print(f'listening {server.sockets[0].getsockname()[1]}', flush=True)
    await server.serve_forever()


asyncio.run(main())
