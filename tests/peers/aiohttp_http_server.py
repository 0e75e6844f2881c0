"""python3-aiohttp as an echo server over HTTP, for our client to meet: as node_http_server.mjs is.

Needs: python:aiohttp
Over: http https
Paths: / /chunked /307 /gzip /deflate /goodbye
"""
import asyncio

from aiohttp import web

from checks import MESSAGE_MAX, s, server_tls


async def echo(request):
    return web.Response(body=await request.read())


async def echo_in_chunks(request):
    response = web.StreamResponse()
    response.enable_chunked_encoding()
    await response.prepare(request)
    async for part in request.content.iter_any():
        await response.write(part)
    await response.write_eof()
    return response


async def lead(request):
    raise web.HTTPTemporaryRedirect('/')


async def echo_compressed(request):
    coding = request.path[1:]
    if coding not in request.headers.get('Accept-Encoding', ''):
        raise web.HTTPNotAcceptable()
    response = await echo(request)
    response.enable_compression(web.ContentCoding(coding))
    return response


async def say_goodbye(request):
    response = await echo(request)
    response.force_close()
    return response


async def main():
    application = web.Application(client_max_size=MESSAGE_MAX + 1)
    for path, answer in (('/', echo), ('/chunked', echo_in_chunks), ('/307', lead),
                         ('/gzip', echo_compressed), ('/deflate', echo_compressed),
                         ('/goodbye', say_goodbye)):
        application.router.add_post(path, answer)
    runner = web.AppRunner(application)
    await runner.setup()
    tls = server_tls() if s else None
    await web.TCPSite(runner, '127.0.0.1', 0, ssl_context=tls).start()
    print(f'listening {runner.addresses[0][1]}', flush=True)
    await asyncio.Future()


asyncio.run(main())
