"""Python's own http.server as an echo server, for our client to meet: as node_http_server.mjs is.

Head and body leave it in writes of their own.

Needs: python:http.server
Paths: /
"""
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


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
print(f'listening {server.server_port}', flush=True)
server.serve_forever()
