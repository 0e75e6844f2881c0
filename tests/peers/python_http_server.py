"""Python's own http.server as an echo server, for our client to meet: as node_http_server.mjs is.

Head and body leave it in writes of their own.

Needs: python:http.server
Over: http https
Paths: /
"""
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from checks import s, server_tls


class Echo(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128


server = Server(('127.0.0.1', 0), Echo)
if s:
    # The handshake is the thread's of a connection, else each would wait for the one before it.
    server.socket = server_tls().wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(f'listening {server.server_port}', flush=True)
server.serve_forever()
